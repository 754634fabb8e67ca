"""The Python code that rebuilds a view."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hpviz.analysis.options import OPTION_NAMES, RankOptions
from hpviz.errors import HpvizError, unknown_name
from hpviz.export.source_code import source_code
from hpviz.search_space.literals import plain, python_dict
from hpviz.views import VIEWS
from hpviz.views.comparison import other_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.runs import Runs
    from hpviz.runs.column import Column
    from hpviz.views import View

# The method of `hpviz.Ranking` that draws each view.
RANKING_METHODS: Mapping[str, View] = {view.method: view for view in VIEWS.values() if view.method}
SETS = frozenset({"hidden", "statuses"})
ORDER = {"sort_by": "importance", "descending": True}
# What is open below the table of a panel, and the run that others are compared with.
OPENED = {"view": "", "pin": ""}
DISMISS = "dismiss"
READING = ("params", "metrics", "kinds", "run", "step", "experiment", "allow_pickle", "space")
WIDE = 88
NO_CHANGES: Mapping[str, float | str | None] = MappingProxyType({})


def recipe(
    choices: Mapping[str, Any],
    *,
    source: object = None,
    reading: Mapping[str, Any] | None = None,
    view: str = "panel",
    names: Sequence[str] = (),
    remember: bool = True,
) -> str:
    """Write the Python code that rebuilds a view; what is left at its default is left out.

    Parameters
    ----------
    choices
        The choices by their names in `hpviz.Panel`: the options of `hpviz.rank`, roles, sort_by, descending,
        dismiss.
    source
        What was read: its path is written out, and so is each of several. For an object a variable stands,
        ``df`` for a data frame and ``runs`` for any other, as it does by default.
    reading
        How it was read, by the names in `hpviz.read`: params, metrics, kinds, run, step, experiment,
        allow_pickle, space. A search space has no text; a variable ``space`` is to hold it.
    view
        ``"panel"``, or the method of `hpviz.Ranking` that draws the view: ``"chart"``, ``"effect"``, or
        another of `RANKING_METHODS`.
    names
        What the view is of, as its `View.takes` names it: a param, two, a run, ``"method:mdi"`` or
        ``"metric:val_acc"``.
    remember
        As `hpviz.Panel` takes it.

    Returns
    -------
    str
        Lines that run as they are, but for a variable ``runs``, ``df``, ``address`` or ``space`` where there
        has to be one.

    Raises
    ------
    HpvizError
        An unknown choice or view, or the wrong number of names.

    Examples
    --------
    >>> from hpviz.export import recipe
    >>> choices = {"metric": "val_loss", "method": "mdi"}
    >>> print(recipe(choices, source="runs.csv", view="effect", names=["lr"]), end="")
    import hpviz
    <BLANKLINE>
    ranking = hpviz.rank('runs.csv', metric='val_loss', method='mdi')
    ranking.effect('lr')
    """
    _check("choice", choices, (*OPTION_NAMES, *ORDER, *OPENED, DISMISS, "roles"))
    _check("option of hpviz.read", reading or {}, READING)
    if view != "panel" and view not in RANKING_METHODS:
        raise unknown_name("view", view, ("panel", *RANKING_METHODS))
    takes = RANKING_METHODS[view].takes if view in RANKING_METHODS else ()
    if len(names) != len(takes):
        raise HpvizError(f"no view {view!r} of {list(names)}; it takes {len(takes)} names")
    given = _given(reading or {})
    roles = {"roles": dict(choices["roles"])} if choices.get("roles") else {}
    options = _options(choices) | ({DISMISS: list(choices[DISMISS])} if choices.get(DISMISS) else {})
    ordered = {name: choices[name] for name in ORDER if choices.get(name, ORDER[name]) != ORDER[name]}
    read, *before = source_code(source)
    if view == "panel":
        kept = {name: choices[name] for name in OPENED if choices.get(name)}
        kept |= {} if remember else {"remember": False}
        return _code(*before, _call("hpviz.Panel", [read], options | given | roles | ordered | kept))
    if given or roles:
        read = _call("hpviz.read", [read], given)
    if roles:
        read += f".with_roles({roles['roles']!r})"
    of_view = ordered if RANKING_METHODS[view].is_sorted else {}
    lines = [f"runs = {read}"] if given or roles else []
    lines.append(f"ranking = {_call('hpviz.rank', ['runs' if lines else read], options)}")
    if view == "compare":
        return _code(*before, *lines, _call("ranking.compare", [], other_of(*names)))
    return _code(*before, *lines, _call(f"ranking.{view}", [repr(name) for name in names], of_view))


def configuration(runs: Runs, row: int, changed: Mapping[str, float | str | None] = NO_CHANGES) -> str:
    """Write the configuration of a run as a Python dictionary; what it has not is left out.

    Parameters
    ----------
    runs, row
        The runs, and which of them.
    changed
        Param to another value: a number, a named value, or None for none.
    """
    values: dict[str, Any] = {}
    for name, column in runs.params.items():
        if name in changed:
            value = changed[name]
            values |= {} if value is None else {name: _written(column, value)}
        elif not column.absent[row]:
            values[name] = _value(column, row)
    return python_dict(values)


def _value(column: Column, row: int) -> Any:
    code = column.codes[row]
    return plain(column.levels[code]) if code >= 0 else column.number_at(row)


def _written(column: Column, value: float | str) -> Any:
    """Return a new value as the source would have it: 64 and not 64.0, True and not "True"."""
    if isinstance(value, str):
        return plain(next((level for level in column.levels if level == value), value))
    return int(value) if column.integral and float(value).is_integer() else value


def _given(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Select what was stated of the reading, as it can be written down."""
    stated = {name: value for name, value in reading.items() if not (value is None or value is False)}
    stated = {name: value for name, value in stated.items() if not (isinstance(value, str) and not value)}
    for name in {"params", "metrics"} & set(stated):
        stated[name] = stated[name] if isinstance(stated[name], str) else [str(name) for name in stated[name]]
    if "kinds" in stated:
        stated["kinds"] = {str(name): str(kind) for name, kind in stated["kinds"].items()}
    return stated | ({"space": _Variable("space")} if "space" in stated else {})


class _Variable(str):
    """A name that stands in code as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _check(what: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise unknown_name(what, unknown[0], sorted(known))


def _code(*lines: str) -> str:
    first = [] if lines[0].startswith("from ") else [""]
    return "\n".join(["import hpviz", *first, *lines]) + "\n"


def _options(choices: Mapping[str, Any]) -> dict[str, Any]:
    defaults = RankOptions()
    if choices.get("metric") == "":  # a panel of runs without metrics; the default is chosen as they come
        choices = {name: value for name, value in choices.items() if name not in {"metric", "goal"}}
    given = {}
    for name in OPTION_NAMES:
        value = choices.get(name, getattr(defaults, name))
        if value is not None and _plain(name, value) != getattr(defaults, name):
            given[name] = list(value) if name in SETS else dict(value) if name == "axes" else value
    return given


def _plain(name: str, value: Any) -> Any:
    """Return a choice as `RankOptions` has it."""
    if name == "axes":
        return frozenset(dict(value).items())
    return frozenset(value) if name in SETS else value


def _call(what: str, given: list[str], options: Mapping[str, Any]) -> str:
    parts = [*given, *(f"{name}={value!r}" for name, value in options.items())]
    line = f"{what}({', '.join(parts)})"
    if len(line) <= WIDE:
        return line
    return "\n".join([f"{what}(", *(f"    {part}," for part in parts), ")"])
