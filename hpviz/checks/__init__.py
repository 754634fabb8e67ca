"""The registry of checks: every note on a source or a ranking is of a kind that has a code."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from typing import TYPE_CHECKING

from hpviz.checks import columns, rankings, several, stores
from hpviz.checks.check import Check, Note
from hpviz.errors import HpvizError, unknown_name
from hpviz.legible_text import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["BY_SUBJECT", "CHECKS", "Check", "Note", "checked_codes", "legible_notes", "undismissed"]

_MODULES = {
    "Rankings": rankings,
    "Columns and rows": columns,
    "Stores and files": stores,
    "Several sources": several,
}
# A block of codes for each subject.
BY_SUBJECT: Mapping[str, tuple[Check, ...]] = {
    subject: tuple(check for check in vars(module).values() if isinstance(check, Check))
    for subject, module in _MODULES.items()
}
CHECKS: Mapping[str, Check] = {check.code: check for check in chain(*BY_SUBJECT.values())}


def checked_codes(given: object, option: str = "dismiss") -> frozenset[str]:
    """Return the codes that an option was given: one, or several.

    Raises
    ------
    HpvizError
        It is neither, or there is no check of a code.

    Examples
    --------
    >>> from hpviz.checks import checked_codes
    >>> sorted(checked_codes(["HP012", "HP101"]))
    ['HP012', 'HP101']
    """
    codes = [given] if isinstance(given, str) else given
    if not isinstance(codes, Collection):
        raise HpvizError(f"{option}={given!r} is neither a code nor a list of codes: {option}=['HP012']")
    for code in codes:
        if code not in CHECKS:
            raise unknown_name("check", code, list(CHECKS), shown=_with_names())
    return frozenset(codes)


def _with_names() -> list[str]:
    return [f"{code} ({check.name})" for code, check in CHECKS.items()]


def legible_notes(notes: Iterable[str]) -> tuple[Note, ...]:
    """Make the texts legible; one that somebody has given without a kind is of their own."""
    of_kinds = (note if isinstance(note, Note) else columns.OWN.note(note) for note in notes)
    return tuple(note.written(legible(note)) for note in of_kinds)


def undismissed(notes: Iterable[Note], dismissed: Collection[str]) -> tuple[Note, ...]:
    """Leave out the notes of the kinds that somebody has dismissed."""
    return tuple(note for note in notes if note.code not in dismissed)
