"""Runs as JSON: the rows of their table, a window at a time, and all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.result.runs_table import METRIC, OF_METRIC, OF_PARAM, RUN, STATUS, RunsTable
from hpviz.errors import HpvizError
from hpviz.export.code import configuration
from hpviz.formatting.numbers import decimals_of
from hpviz.runs.column import Column
from hpviz.runs.run_page import page_of
from hpviz.text.panel import baseline_gone, not_ranked
from hpviz.text.target import axis_label
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis import RankResult
    from hpviz.runs import Runs

# So many rows are sent at most.
MOST_ROWS = 200
# Of more numbers than this a few show how many decimals all need.
MOST_NUMBERS = 10_000


def encode_rows(
    table: RunsTable, result: RankResult, *, by: str, descending: bool, start: int, count: int
) -> dict[str, Any]:
    """Encode some rows of the table of the runs, as the columns of parallel texts.

    Parameters
    ----------
    table, result
        The table, and the ranking that it is of.
    by, descending
        The order of the rows.
    start, count
        Which of them, counted from 0.
    """
    rows = table.ordered(by, descending=descending)
    start = min(max(0, start), len(rows))
    shown = rows[start : start + min(max(0, count), MOST_ROWS)]
    keys = table.keys
    return {
        "start": start,
        "total": len(rows),
        "columns": [
            {"key": key, "label": _label(key, result), "number": _is_number(key, table)} for key in keys
        ],
        "ids": table.runs.run_ids[shown].tolist(),
        "cells": [_cells(key, table, shown) for key in keys],
    }


def _label(key: str, result: RankResult) -> str:
    if key == METRIC:
        return axis_label(result.target)
    return {RUN: "Run", STATUS: "Status"}.get(key) or key.removeprefix(OF_PARAM).removeprefix(OF_METRIC)


def _is_number(key: str, table: RunsTable) -> bool:
    return key in table.columns and table.columns[key].kind == "numeric"


def _cells(key: str, table: RunsTable, rows: NDArray[np.intp]) -> list[str]:
    if key == RUN:
        return [*map(str, table.runs.labels(rows))]
    if key == STATUS:
        return [*map(str, table.runs.statuses[rows])]
    column = table.columns[key]
    if key.startswith(OF_PARAM):
        return ["" if column.absent[row] else column.text_in_column(int(row)) for row in rows]
    return _metric_texts(column, rows)


def _metric_texts(column: Column, rows: NDArray[np.intp]) -> list[str]:
    """Write a metric of some runs with as many decimals as that of all runs needs; of none nothing."""
    finite = np.sort(column.numbers[np.isfinite(column.numbers)])
    some = finite[:: max(1, len(finite) // MOST_NUMBERS)].tolist()
    decimals = decimals_of(some)
    return [
        ""
        if np.isnan(value)
        else column.text_in_column(int(row))
        if decimals is None or np.isinf(value)
        else f"{value:.{decimals}f}"
        for row, value in zip(rows, column.numbers[rows].tolist(), strict=True)
    ]


def encode_run(result: RankResult, runs: Runs, run: str, baseline: str) -> dict[str, Any]:
    """Encode what is known of a run: its configuration and metrics beside a baseline's, and why they differ.

    Parameters
    ----------
    result, runs
        The ranking, and the runs that it was computed from.
    run
        The id of the run, or its name.
    baseline
        The id of the run that it is compared with; "" for the best run.

    Raises
    ------
    HpvizError
        There is no such run.
    """
    row = row_of(runs, run)
    other = _baseline_of(result, runs, baseline)
    rows = [row] if other in {None, row} else [row, other]
    return {
        "run": str(runs.run_ids[row]),
        "label": _name_of(runs, row),
        "status": str(runs.statuses[row]),
        "url": page_of(runs, row),
        "code": configuration(runs, row),
        "baseline": "" if other is None else str(runs.run_ids[other]),
        "baseline_label": "" if other is None else _name_of(runs, other),
        "metrics": _texts_by_name(_metrics_in_order(result, runs), rows, _number_text),
        "params": _texts_by_name(_params_in_order(result, runs), rows, _cell_text),
        "comparison": _comparison(result, runs, rows, baseline if other is None else ""),
        "explanation": _view(result, runs, "explanation", row),
    }


def row_of(runs: Runs, run: str) -> int:
    """Find a run by its id or its name.

    Raises
    ------
    HpvizError
        There is no such run.
    """
    for known in (runs.run_ids, runs.names):
        rows = np.flatnonzero(known == run)
        if run and len(rows):
            return int(rows[0])
    raise HpvizError(f"no run {run!r} among the {len(runs):,} that are shown")


def _baseline_of(result: RankResult, runs: Runs, baseline: str) -> int | None:
    """Find the run to compare with; None where it is not there, or the best one is not known."""
    if baseline:
        rows = np.flatnonzero(runs.run_ids == baseline)
        return int(rows[0]) if len(rows) else None
    if result.evidence is None or not len(result.evidence.rows):
        return None
    metric = result.evidence.metric
    return int(result.evidence.rows[metric.argmin() if result.goal == "minimize" else metric.argmax()])


def _name_of(runs: Runs, row: int) -> str:
    return str(runs.labels(np.array([row]))[0])


def _params_in_order(result: RankResult, runs: Runs) -> list[Column]:
    """List all params, those of the ranking first."""
    params = runs.params
    ranked = [score.param for score in result.scores if score.param in params]
    return [params[name] for name in dict.fromkeys([*ranked, *params])]


def _metrics_in_order(result: RankResult, runs: Runs) -> list[Column]:
    """List all metrics, those that the ranking is by first."""
    goals = dict(zip(result.target.metrics, result.target.goals, strict=True))
    names = dict.fromkeys([*(name for name in goals if name in runs.metrics), *runs.metrics])
    return [
        Column.of_numbers(
            name, runs.metric_values(name, result.aggregate, goals.get(name) or runs.default_goal(name))
        )
        for name in names
    ]


def _texts_by_name(columns: list[Column], rows: list[int], text: Any) -> dict[str, list[Any]]:
    """Write the cells of the run, and beside them those of the baseline where there is one."""
    cells = [[text(column, row) for row in rows] for column in columns]
    return {
        "name": [column.name for column in columns],
        "value": [own for own, *_ in cells],
        "baseline": [pair[-1] if len(rows) > 1 else "" for pair in cells],
        "differs": [len(rows) > 1 and not _is_same(column, *rows) for column in columns],
    }


def _is_same(column: Column, row: int, other: int) -> bool:
    return bool(
        column.codes[row] == column.codes[other]
        and np.array_equal(column.numbers[[row]], column.numbers[[other]], equal_nan=True)
    )


def _cell_text(column: Column, row: int) -> str:
    return column.text_in_column(row)


def _number_text(column: Column, row: int) -> str:
    return "" if column.absent[row] else column.text_in_column(row)


def _comparison(result: RankResult, runs: Runs, rows: list[int], gone: str) -> dict[str, Any] | None:
    """Encode why two runs differ, or that the baseline has gone; None where there is nothing to compare."""
    if gone:
        blank = VIEWS["run_comparison"].blank(result, str(runs.run_ids[rows[0]]), gone)
        return blank | {"sentences": [], "problem": _why_gone(result, runs, gone)}
    return _view(result, runs, "run_comparison", *rows) if len(rows) > 1 else None


def _why_gone(result: RankResult, runs: Runs, gone: str) -> str:
    """Write why a baseline is not there, by its name where a filter leaves it out."""
    unfiltered = result.evidence.unfiltered if result.evidence else None
    every = unfiltered or runs
    rows = np.flatnonzero(every.run_ids == gone)
    return (
        baseline_gone(_name_of(every, int(rows[0])), is_filtered=True) if len(rows) else baseline_gone(gone)
    )


def _view(result: RankResult, runs: Runs, name: str, *rows: int) -> dict[str, Any]:
    """Encode a view of runs that entered; of others the sentence that they did not."""
    view = VIEWS[name]
    names = [str(runs.run_ids[row]) for row in rows]
    left_out = [row for row in rows if result.evidence is None or row not in result.evidence.rows]
    if left_out:
        problem = not_ranked(_name_of(runs, left_out[0]))
        return view.blank(result, *names) | {"sentences": [], "problem": problem}
    return view.encoded(result, *names)
