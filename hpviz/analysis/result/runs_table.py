"""The runs behind a ranking as the rows of a table that is sorted by any of its columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.column import Column
from hpviz.runs.target import MetricTarget, ParetoTarget

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs import Runs
    from hpviz.runs.column import FloatArray

    Rows = NDArray[np.intp]

RUN, METRIC, STATUS = "run", "metric", "status"
# Before the name of a param or metric, which may be called "run" too.
OF_PARAM, OF_METRIC = "param:", "metric:"
# The most important params have a column.
MOST_PARAMS = 8
# Of more runs than this, names are sorted letter by letter: "run-10" before "run-9".
MOST_NATURAL = 100_000
# The orders that are kept.
MOST_ORDERS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class RunsTable:
    """The runs that a ranking is of, those that did not enter among them.

    Attributes
    ----------
    runs
        The runs: all that were read, but for those that a filter left out.
    goal
        ``"minimize"`` or ``"maximize"``: which end of the metric comes first.
    columns
        Key to column: ``"metric"`` what the params are ranked by, ``"metric:loss"`` the metrics that it is
        made of, ``"param:lr"`` the most important params, in the order of the ranking. Beside them stand
        ``"run"`` and, where the source knows any, ``"status"``.
    """

    runs: Runs
    goal: str
    columns: dict[str, Column]
    _orders: dict[tuple[str, bool], Rows] = field(default_factory=dict)

    @classmethod
    def of(cls, result: RankResult, runs: Runs) -> RunsTable:
        """Make the table of a ranking.

        Parameters
        ----------
        result
            The ranking.
        runs
            Those that it was computed from.
        """
        columns = {}
        if result.metric:
            columns[METRIC] = Column.of_numbers(METRIC, _values(result, runs))
        if isinstance(result.target, ParetoTarget):
            values = result.target.values(runs, result.aggregate)
            columns |= {
                OF_METRIC + name: Column.of_numbers(name, own)
                for name, own in zip(result.target.metrics, values, strict=True)
            }
        ranked = [score.param for score in result.scores if score.param in runs.columns]
        shown = (ranked or [*runs.params])[:MOST_PARAMS]
        columns |= {OF_PARAM + name: runs.columns[name] for name in shown}
        return cls(runs=runs, goal=result.goal, columns=columns)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns from left to right."""
        has_statuses = bool(set(self.runs.status_counts()) - {"unknown"})
        return (RUN, *self.columns, *((STATUS,) if has_statuses else ()))

    def ordered(self, by: str, *, descending: bool) -> Rows:
        """Sort the runs; what has no value comes last either way, and ties stay as they came.

        Parameters
        ----------
        by
            A key of a column; any other text is that of the first.
        descending
            Whether the largest comes first.
        """
        by = by if by in self.keys else RUN
        if (by, descending) not in self._orders:
            while len(self._orders) >= MOST_ORDERS:
                self._orders.pop(next(iter(self._orders)))
            self._orders[by, descending] = self._sorted(by, descending=descending)
        return self._orders[by, descending]

    def _sorted(self, by: str, *, descending: bool) -> Rows:
        sign = -1 if descending else 1
        if by in self.columns:
            return _order_of_cells(self.columns[by], sign)
        if by == STATUS:
            return np.argsort(sign * np.unique(self.runs.statuses, return_inverse=True)[1], kind="stable")
        return np.argsort(sign * self._places_of_names(), kind="stable")

    def _places_of_names(self) -> NDArray[np.intp]:
        """Return the place of each run by its name, numbers in it by their size."""
        if self.runs.given_ids is None and not (self.runs.names != "").any():
            return np.arange(len(self.runs))
        names = self.runs.labels(slice(None))
        if len(names) > MOST_NATURAL:
            return np.unique(names, return_inverse=True)[1]
        different = {name: place for place, name in enumerate(sorted(set(names.tolist()), key=_natural))}
        return np.array([different[name] for name in names.tolist()], dtype=np.intp)


def _values(result: RankResult, runs: Runs) -> FloatArray:
    """Return what the params are ranked by, of each run; NaN where it is not known."""
    if isinstance(result.target, MetricTarget):
        return runs.metric_values(result.metric, result.aggregate, result.goal)
    values = np.full(len(runs), np.nan)
    if result.evidence is not None:
        values[result.evidence.rows] = result.evidence.metric
    return values


def _order_of_cells(column: Column, sign: int) -> Rows:
    """Order the cells: numbers, then names among them, then nothing."""
    kind = np.where(np.isnan(column.numbers), np.where(column.codes >= 0, 1, 2), 0)
    numbers = np.where(kind == 0, sign * column.numbers, 0.0)
    places = np.array([*np.argsort(np.argsort([name.lower() for name in column.levels])), 0])
    return np.lexsort([sign * places[column.codes], numbers, kind])


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", name.lower())
    return [(0, int(part[:18]), part) if part.isdigit() else (1, 0, part) for part in parts]
