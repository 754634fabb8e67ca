"""The Python code that rebuilds a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.options import ASKED, Question
from hpviz.errors import HpvizError, unknown_name

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
    "moved_together": 0,
    "more_runs": 0,
    "pairs": 0,
    "compare": 1,
}
ORDER = {"sort_by": "importance", "descending": True}
READING = ("params", "metrics", "run", "step", "experiment", "allow_pickle", "space")
SORTED_VIEWS = ("table", "chart", "parallel")
WIDE = 88


def recipe(
    choices: Mapping[str, Any],
    *,
    source: str | None = None,
    reading: Mapping[str, Any] | None = None,
    view: str = "panel",
    names: Sequence[str] = (),
) -> str:
    """Give code that rebuilds a view; what is left at its default is left out.

    Parameters
    ----------
    choices
        The choices by their names in `hpviz.Panel`: metric, goal, hidden, method, aggregate, scale, statuses,
        trees, seed, roles, sort_by, descending.
    source
        The path that was read. Default: a variable ``runs`` is to hold the source.
    reading
        How it was read, by the names in `hpviz.read`: params, metrics, run, step, experiment, allow_pickle,
        space. A search space has no text; a variable ``space`` is to hold it.
    view
        ``"panel"``, ``"table"``, ``"chart"``, ``"parallel"``, ``"effect"``, ``"joint"``, ``"explain"``,
        ``"moved_together"``, ``"more_runs"``, ``"pairs"`` or ``"compare"``.
    names
        What the view is of: one param (effect), two (joint), a run (explain), ``"method:mdi"`` or
        ``"metric:val_acc"`` (compare).

    Raises
    ------
    HpvizError
        An unknown choice or view, or the wrong number of names.
    """
    _check("choice", choices, (*ASKED, *ORDER, "roles"))
    _check("option of hpviz.read", reading or {}, READING)
    if view not in VIEWS:
        raise unknown_name("view", view, VIEWS)
    if len(names) != VIEWS[view]:
        raise HpvizError(f"no view {view!r} of {list(names)}; it takes {VIEWS[view]} names")
    given = _given(reading or {})
    roles = {"roles": dict(choices["roles"])} if choices.get("roles") else {}
    options = _options(choices)
    ordered = {name: choices[name] for name in ORDER if choices.get(name, ORDER[name]) != ORDER[name]}
    read = "runs" if source is None else repr(source)
    if view == "panel":
        return _code(_call("hpviz.Panel", [read], options | given | roles | ordered))
    if given or roles:
        read = _call("hpviz.read", [read], given)
    if roles:
        read += f".with_roles({roles['roles']!r})"
    of_view = ordered if view in SORTED_VIEWS else {}
    lines = [f"runs = {read}"] if given or roles else []
    lines.append(f"ranking = {_call('hpviz.rank', ['runs' if lines else read], options)}")
    if view == "compare":
        return _code(*lines, _call("ranking.compare", [], other_of(*names)))
    return _code(*lines, _call(f"ranking.{view}", [repr(name) for name in names], of_view))


def _given(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Take what was said of the reading, as it can be written down."""
    asked = {name: value for name, value in reading.items() if not (value is None or value is False)}
    asked = {name: value for name, value in asked.items() if not (isinstance(value, str) and not value)}
    for name in {"params", "metrics"} & set(asked):
        asked[name] = asked[name] if isinstance(asked[name], str) else [str(one) for one in asked[name]]
    return asked | ({"space": _Variable("space")} if "space" in asked else {})


class _Variable(str):
    """A name that stands in code as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _check(what: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise unknown_name(what, unknown[0], sorted(known))


def _code(*lines: str) -> str:
    return "\n".join(["import hpviz", "", *lines]) + "\n"


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
