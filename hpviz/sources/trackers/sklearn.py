"""scikit-learn's searches: the object, its `cv_results_`, and the table that people save of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.errors import HpvizError
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT, Column
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.prefixes import Mark
from hpviz.sources.columns.table import Table, columns_by_name
from hpviz.sources.reader import Reader, has_attributes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.runs.metric_names import Goal

FOLDS = "the folds behind a mean"
_FOLD_FIGURES = re.compile(r"(?:split[0-9]+_|std_|rank_).+")


def from_search(search: Any) -> Table:
    """Read a fitted search.

    Raises
    ------
    HpvizError
        The search was not fitted.
    """
    name = type(search).__name__
    results = getattr(search, "cv_results_", None)
    if results is None:
        raise HpvizError(f"this {name} has not been fitted, so it has no runs; call its fit(X, y) first")
    table = from_cv_results(results, f"scikit-learn {name}")
    refit = getattr(search, "refit", None)
    hints = replace(table.hints, **_space(search))
    if isinstance(refit, str) and f"mean_test_{refit}" in table.columns:
        hints = replace(hints, objective=f"mean_test_{refit}")
    return replace(table, hints=hints)


def from_cv_results(results: Mapping[Any, Any], source: str = "scikit-learn cv_results_") -> Table:
    """Read a `cv_results_`: one run per candidate, from its `params`, where an absent name is absent."""
    candidates = [dict(params) for params in results["params"]]
    names = dict.fromkeys(name for params in candidates for name in params)
    columns = [
        column_of(f"param_{name}", [params.get(name, ABSENT) for params in candidates], restore=False)
        for name in names
    ]
    for key, values in results.items():
        if key != "params" and not str(key).startswith("param_"):
            columns.append(
                column_of(str(key), np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).tolist())
            )
    return _scored(Table(columns=columns_by_name(columns), n=len(candidates), source=source))


def is_exported(names: Iterable[str]) -> bool:
    """Whether a table with these columns is a saved `cv_results_`."""
    names = list(names)
    return any(name.startswith("mean_test_") for name in names) and any(
        name.startswith("param_") for name in names
    )


def from_exported(table: Table) -> Table:
    """Read the table of a `cv_results_`, where each parameter is there twice: on its own and in `params`."""
    columns = {
        name: _with_nones(column, table.columns) if name.startswith("param_") else column
        for name, column in table.columns.items()
        if name != "params" and not name.startswith("params.")
    }
    return _scored(replace(table, columns=columns))


def _with_nones(column: Column, columns: Mapping[str, Column]) -> Column:
    """Restore None, which a CSV leaves as empty as absence, from `params`, be it text or taken apart."""
    name = column.name.removeprefix("param_")
    nones = column.absent & (
        _holds(columns.get("params"), f"{name!r}: None") | _holds(columns.get(f"params.{name}"), "None")
    )
    if not nones.any():
        return column
    levels = tuple(sorted({*column.levels, "None"}))
    place = np.array([*map(levels.index, column.levels), -1], dtype=np.int32)
    codes = np.where(nones, np.int32(levels.index("None")), place[column.codes])
    return replace(column, codes=codes, levels=levels)


def _holds(column: Column | None, text: str) -> NDArray[np.bool_]:
    if column is None:
        return np.zeros(1, dtype=bool)
    by_level = np.array([*(text in level for level in column.levels), False])
    return by_level[column.codes]


def _scored(table: Table) -> Table:
    """Mark the columns with their roles: scikit-learn's names are fixed."""
    marks: dict[str, Mark] = {}
    scores: dict[str, Goal] = {}
    columns = dict(table.columns)
    for name, column in table.columns.items():
        if name.startswith("param_"):
            marks[name] = Mark("param", name.removeprefix("param_"))
        elif _FOLD_FIGURES.fullmatch(name) or name == "iter":
            columns[name] = replace(
                column, role="aside", reason=FOLDS if name != "iter" else "the round of halving"
            )
        elif name.startswith("mean_"):
            marks[name] = Mark("metric", name)
            scores[name] = _goal_of(name, table.columns)
    objective = next((name for name in scores if name.startswith("mean_test_")), None)
    facts = {**table.facts, "statuses": _statuses(table)}
    hints = Hints(objective=objective, goals=scores)
    return replace(table, columns=columns, marks=marks, facts=facts, hints=hints)


def _goal_of(name: str, columns: Mapping[str, Column]) -> Goal:
    """Whether a score is to be large, as those of scikit-learn are, or small, as ranks may say."""
    if name.endswith("_time"):
        return "minimize"
    scored = re.sub(r"^mean_(?:train|test)_", "", name)
    mean, ranks = columns.get(f"mean_test_{scored}"), columns.get(f"rank_test_{scored}")
    if mean is None or ranks is None:
        return "maximize"
    rows = np.isfinite(mean.numbers) & np.isfinite(ranks.numbers)
    scores, places = mean.numbers[rows], ranks.numbers[rows]
    is_least = len(scores) > 0 and scores[places.argmin()] == scores.min() < scores.max()
    return "minimize" if is_least else "maximize"


def _statuses(table: Table) -> NDArray[np.str_]:
    """Call a candidate failed if it has no score: then all its fits failed."""
    scores = [column.numbers for name, column in table.columns.items() if name.startswith("mean_test_")]
    failed = (
        np.all([np.isnan(score) for score in scores], axis=0) if scores else np.zeros(table.n, dtype=bool)
    )
    return np.where(failed, "failed", "finished")


def _space(search: Any) -> dict[str, Any]:
    """Read the space that was searched: lists are choices, log-uniforms are logarithmic."""
    space = getattr(search, "param_grid", None) or getattr(search, "param_distributions", None) or {}
    log: dict[str, bool] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for grid in [space] if isinstance(space, Mapping) else space:
        for name, values in grid.items():
            drawn = getattr(getattr(values, "dist", None), "name", None)
            if drawn is not None:
                log[f"param_{name}"] = drawn in {"loguniform", "reciprocal"}
            elif isinstance(values, (list, tuple, np.ndarray)):
                known = choices.get(f"param_{name}", ())
                choices[f"param_{name}"] = tuple(dict.fromkeys([*known, *_texts(values)]))
    return {"log": log, "choices": choices}


def _texts(values: Iterable[object]) -> list[str]:
    """Write choices as the levels of a column are written."""
    column = column_of("", list(values), restore=False)
    return [
        repr(column.number_at(row)) if level < 0 else column.levels[level]
        for row, level in enumerate(column.codes)
    ]


def _is_search(source: object) -> bool:
    return has_attributes(source, "cv_results_") or has_attributes(source, "estimator", "refit")


def _is_results(source: object) -> bool:
    """Whether a dictionary has candidates and their figures, not just columns of such names."""
    if not isinstance(source, Mapping) or not any(str(key).startswith("mean_test_") for key in source):
        return False
    candidates = source.get("params")
    if not isinstance(candidates, Sequence) or not all(isinstance(params, Mapping) for params in candidates):
        return False
    figures = (values for key, values in source.items() if not str(key).startswith("param"))
    return len(candidates) > 0 and all(_are_numbers(values, len(candidates)) for values in figures)


def _are_numbers(values: Any, n: int) -> bool:
    try:
        return np.ma.asarray(values, dtype=float).shape == (n,)
    except (TypeError, ValueError):
        return False


SKLEARN_SEARCH = Reader(
    name="scikit-learn search", recognises=_is_search, read=lambda search, _: from_search(search)
)
SKLEARN_RESULTS: Reader[Any] = Reader(
    name="cv_results_", recognises=_is_results, read=lambda results, _: from_cv_results(results)
)
SKLEARN_EXPORT: Reader[Table] = Reader(
    name="saved cv_results_",
    recognises=lambda table: is_exported(table.columns),
    read=lambda table, _: from_exported(table),
)
