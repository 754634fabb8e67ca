"""What the person chose with `params=` and `metrics=`: it overrules every guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError, unknown_name
from hpviz.legible_text import spelling_in
from hpviz.sources.columns.prefixes import Mark, Prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.column import Role

    Given = str | Iterable[str] | None

YOURS = "your choice"


@dataclass(frozen=True)
class Choice:
    """The columns whose role the person chose.

    Attributes
    ----------
    marks
        Column name to its role and its name without the prefix that the person gave.
    complete
        The roles for which the person named every column.
    """

    marks: Mapping[str, Mark]
    complete: frozenset[Role]

    @classmethod
    def of(cls, names: Iterable[str], prefixes: Prefixes, *, params: Given, metrics: Given) -> Choice:
        """Find the columns that the person meant."""
        names = list(names)
        marks: dict[str, Mark] = {}
        by_role: list[tuple[Role, Given]] = [("param", params), ("metric", metrics)]
        for role, given in by_role:
            for name, rest in _meant(given, role, names, prefixes).items():
                if marks.setdefault(name, Mark(role, rest, YOURS)).role != role:
                    raise HpvizError(
                        f"column {name!r} is given both as a parameter and as a metric; choose one"
                    )
        return cls(marks, frozenset(role for role, given in by_role if given is not None))

    def limited(self, role: Role, reason: str) -> tuple[Role, str]:
        """Set aside what the person left out of a list."""
        if role in self.complete:
            return "aside", f"not among your {role}s"
        return role, reason


def _meant(given: Given, role: Role, names: list[str], prefixes: Prefixes) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, str):
        return _with_prefix(given, role, names, prefixes)
    if not isinstance(given, Iterable):
        raise HpvizError(f"{role}s={given!r} is neither a list of column names nor a prefix")
    chosen = [_named(name, role, names, prefixes) for name in given]
    return {name: prefixes.rest(name) for name in chosen}


def _with_prefix(given: str, role: Role, names: list[str], prefixes: Prefixes) -> dict[str, str]:
    if given in names:
        return {given: prefixes.rest(given)}
    prefixed = {name: name.removeprefix(given) for name in names if name.startswith(given) and name != given}
    if prefixed and given:
        return prefixed
    name = _named(given, role, names, prefixes)
    return {name: prefixes.rest(name)}


def _named(given: object, role: Role, names: list[str], prefixes: Prefixes) -> str:
    given = spelling_in(names, given)
    if given in names:
        return str(given)
    stripped = [name for name in names if name in prefixes.marks and prefixes.rest(name) == given]
    stripped.sort(key=lambda name: prefixes.marks[name].role != role)
    if stripped:
        return stripped[0]
    if str(given) in names:
        return str(given)
    raise unknown_name("column", given, names, where=f"for {role}s")
