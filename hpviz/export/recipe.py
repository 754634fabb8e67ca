"""The Python code that rebuilds a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.question import ASKED, Question
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# View to the method that draws it and how many names it takes.
VIEWS = {
    "panel": 0,
    "table": 0,
    "chart": 0,
    "parallel": 0,
    "effect": 1,
    "joint": 2,
    "explain": 1,
    "pairs": 0,
    "compare": 1,
}
ORDER = {"sort_by": "importance", "descending": True}
SORTED_VIEWS = ("table", "chart", "parallel")
WIDE = 88


def recipe(
    choices: Mapping[str, Any], *, source: str | None = None, view: str = "panel", names: Sequence[str] = ()
) -> str:
    """Give code that rebuilds a view; what is left at its default is left out.

    Parameters
    ----------
    choices
        The choices by their names in `hpviz.Panel`: metric, goal, hidden, method, aggregate, scale, statuses,
        trees, seed, roles, sort_by, descending.
    source
        The path that was read. Default: a variable ``runs`` is to hold the source.
    view
        ``"panel"``, ``"table"``, ``"chart"``, ``"parallel"``, ``"effect"``, ``"joint"``, ``"explain"``,
        ``"pairs"`` or ``"compare"``.
    names
        What the view is of: one param (effect), two (joint), a run (explain), ``"method:mdi"`` or
        ``"metric:val_acc"`` (compare).

    Raises
    ------
    HpvizError
        An unknown choice or view, or the wrong number of names.
    """
    known = {*ASKED, *ORDER, "roles"}
    if unknown := sorted(set(choices) - known):
        raise HpvizError(f"no choice {unknown[0]!r}; the choices are {sorted(known)}")
    if view not in VIEWS or len(names) != VIEWS[view]:
        raise HpvizError(f"no view {view!r} of {list(names)}; views and how many names each takes: {VIEWS}")
    read = "runs" if source is None else repr(source)
    options = _options(choices)
    ordered = {name: choices[name] for name in ORDER if choices.get(name, ORDER[name]) != ORDER[name]}
    roles = choices.get("roles")
    lines = ["import hpviz", ""]
    if view == "panel":
        options |= ({"roles": dict(roles)} if roles else {}) | ordered
        return "\n".join([*lines, _call("hpviz.Panel", [read], options)]) + "\n"
    if roles:
        read = f"hpviz.read({read}).with_roles({dict(roles)!r})"
    lines.append(f"ranking = {_call('hpviz.rank', [read], options)}")
    given = [] if view == "compare" else [repr(name) for name in names]
    named = other_of(*names) if view == "compare" else ordered if view in SORTED_VIEWS else {}
    lines.append(_call(f"ranking.{view}", given, named))
    return "\n".join(lines) + "\n"


def other_of(of: str) -> dict[str, Any]:
    """Read what a ranking is compared with: ``"method:mdi"`` or ``"metric:val_acc"``.

    Raises
    ------
    HpvizError
        It is neither.
    """
    kind, _, name = of.partition(":")
    if kind not in {"method", "metric"} or not name:
        raise HpvizError(f"nothing to compare with in {of!r}; it is 'method:' or 'metric:' and a name")
    return {kind: name}


def _options(choices: Mapping[str, Any]) -> dict[str, Any]:
    defaults = Question()
    given = {}
    for name in ASKED:
        value = choices.get(name, getattr(defaults, name))
        plain = frozenset(value) if name in {"hidden", "statuses"} else value
        if plain != getattr(defaults, name) and value is not None:
            given[name] = list(value) if isinstance(plain, frozenset) else value
    return given


def _call(what: str, given: list[str], options: Mapping[str, Any]) -> str:
    parts = [*given, *(f"{name}={value!r}" for name, value in options.items())]
    line = f"{what}({', '.join(parts)})"
    if len(line) <= WIDE:
        return line
    return "\n".join([f"{what}(", *(f"    {part}," for part in parts), ")"])
