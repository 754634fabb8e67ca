"""What of a store is damaged: a record that cannot be read costs itself, with a note, and no other."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed, with_article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hpviz.checks import Note

T = TypeVar("T")
Row = TypeVar("Row")

SHOWN = 5
LONGEST = 60
"""Letters of a record's name, and twice as many of what is wrong with it."""

ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    OSError,
    struct.error,
)
"""What reading a record raises where it is not as its tracker writes it."""


class DamageError(ValueError):
    """A record is not as its tracker writes it; the message says how, in words for a person."""


class Damage:
    """The damaged records of a store.

    Attributes
    ----------
    records
        What each is called in the store, and what is wrong with it.
    """

    def __init__(self, records: Mapping[str, str] | None = None) -> None:
        self.records: dict[str, str] = dict(records or {})

    def add(self, record: str, why: str) -> None:
        """Enter a record; what was wrong with it first stands."""
        self.records.setdefault(_cut(record, LONGEST), _cut(why, 2 * LONGEST))

    @contextmanager
    def of(self, record: str) -> Iterator[None]:
        """Leave out what is done in the block where the record does not allow it."""
        try:
            yield
        except ERRORS as error:
            self.add(record, reason(error))

    def read(self, record: str, make: Callable[..., T], *given: Any, otherwise: T) -> T:
        """Call ``make(*given)``; where the record does not allow it, take something else."""
        try:
            return make(*given)
        except ERRORS as error:
            self.add(record, reason(error))
            return otherwise

    def each(self, rows: Iterable[Row], make: Callable[[Row], T], name: Callable[[Row], str]) -> list[T]:
        """Make something of each row; those that do not allow it are left out under their names."""
        made: list[T] = []
        for row in rows:
            try:
                made.append(make(row))
            except ERRORS as error:
                self.add(name(row), reason(error))
        return made

    def notes(self) -> list[Note]:
        """List in a sentence what is damaged; empty where nothing is."""
        if not self.records:
            return []
        records = listed([f"{name} ({why})" for name, why in self.records.items()], SHOWN, last=", ")
        count = f"{len(self.records):,} records are damaged; they or parts of them were"
        if len(self.records) == 1:
            count = "1 record is damaged; it or a part of it was"
        return [checks.RECORDS.note(f"{count} left out, the rest was read: {records}.")]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def reason(error: BaseException) -> str:  # noqa: PLR0911 - a line per kind of error
    """Write in words what is wrong, whatever Python calls it."""
    if isinstance(error, (DamageError, HpvizError)):
        return str(error)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, ArithmeticError):
        return "a number that is too large"
    if isinstance(error, KeyError):
        return (
            f"{error.args[0]!r} is missing" if error.args and isinstance(error.args[0], str) else "incomplete"
        )
    if isinstance(error, LookupError):
        return "incomplete"
    if isinstance(error, OSError):
        return str(error.strerror or "it cannot be opened").lower()
    if isinstance(error, (ValueError, struct.error)):
        return "a value that cannot be read"
    return "a value of another kind than is expected there"


def as_mapping(value: object, name: str) -> Mapping[str, Any]:
    """Take an object; none at all is an empty one.

    Raises
    ------
    DamageError
        It is something else.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _other(name, value, "an object")
    return value


def as_dict(value: object, name: str) -> dict[str, Any]:
    """Take an object as JSON has it, as `as_mapping` does."""
    return dict(as_mapping(value, name))


def as_list(value: object, name: str) -> list[Any]:
    """Take a list; none at all is an empty one.

    Raises
    ------
    DamageError
        It is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise _other(name, value, "a list")
    return value


def as_number(value: object, name: str) -> float:
    """Take a number.

    Raises
    ------
    DamageError
        It is something else, or too large.
    """
    if not isinstance(value, (int, float)):
        raise _other(name, value, "a number")
    try:
        return float(value)
    except OverflowError:
        raise DamageError(f"{name} is too large a number") from None


def whole_of(value: object) -> int | None:
    """Take a whole number, which may be written as a text; None where it is none."""
    try:
        return int(value) if isinstance(value, (int, str)) else None
    except ValueError:
        return None


_KINDS = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    str: "a text",
    bytes: "bytes",
    list: "a list",
    dict: "an object",
}


def _other(name: str, value: object, expected: str) -> DamageError:
    if value is None:
        return DamageError(f"{name} is missing")
    kind = _KINDS.get(type(value)) or with_article(type(value).__name__)
    return DamageError(f"{name} is {kind} where {expected} was expected")
