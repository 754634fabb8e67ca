"""The metric to begin with and its goal, by values: no counter, none that is the same in all, as ranks go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.first_metric import first_metric, rivals_of_first
from hpviz.runs.metric_column import holds_truths
from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.runs.metric_vocabulary.moments import is_moment_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs.column import Column
    from hpviz.runs.metric_names import Goal

# A metric of which so many runs share one value says little of the others.
MOST_ALIKE = 0.9
# Sums of the same numbers differ by this, relatively, and mean nothing by it.
ROUNDING = 1e-12
# What a column of places in an order is called; numbers of rows go along with a sorted metric, too.
RANKS = words("rank ranks ranking ranked place placing standing")
# With fewer, runs may be in that order by accident.
FEWEST_RANKED = 3


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The metrics that may be looked at first.

    Attributes
    ----------
    names
        In the order of the table.
    flags
        Those that hold nothing but 0 and 1.
    moments
        Those that say at which step something came.
    """

    names: tuple[str, ...]
    flags: frozenset[str]
    moments: frozenset[str]

    @classmethod
    def among(cls, metrics: Mapping[str, Column]) -> Candidates:
        """Take those that any run has and that differ between runs; all that runs have where none does."""
        filled = [name for name, column in metrics.items() if np.isfinite(column.numbers).any()]
        differing = [name for name in filled if _differs(metrics[name])]
        names = differing or filled
        flags = frozenset(name for name in names if holds_truths(metrics[name]))
        return cls(
            names=tuple(names),
            flags=flags,
            moments=frozenset(name for name in names if is_moment(metrics[name])),
        )

    def first(self) -> str | None:
        """Choose the metric that a person most likely wants to see first."""
        return first_metric(self.names, self.flags, self.moments)

    def rivals(self) -> tuple[str, ...]:
        """List those that may be meant as well as the first."""
        return rivals_of_first(self.names, self.flags, self.moments)


def is_moment(column: Column) -> bool:
    """Whether the column says at which step something came."""
    finite = column.numbers[np.isfinite(column.numbers)]
    whole = bool(len(finite)) and finite.max() > 1 and bool((finite == np.round(finite)).all())
    return is_moment_name(column.name, whole=whole)


def ranked_goal(metric: Column, columns: Iterable[Column]) -> Goal | None:
    """Read the goal off a column that ranks the runs by the metric, 1 for the best; None where none does."""
    goals = {goal for column in columns if (goal := _goal_by_ranks(metric, column))}
    return goals.pop() if len(goals) == 1 else None


def _goal_by_ranks(metric: Column, ranks: Column) -> Goal | None:
    if ranks is metric or ranks.role == "param" or not RANKS & set(tokens(ranks.name)):
        return None
    rows = np.isfinite(ranks.numbers) & np.isfinite(metric.numbers)
    if rows.sum() < FEWEST_RANKED:
        return None
    order = np.argsort(ranks.numbers[rows])
    places, values = ranks.numbers[rows][order], metric.numbers[rows][order]
    # Of some of the runs places are missing.
    if not ((np.diff(places) > 0).all() and (places == np.round(places)).all() and places[0] >= 0):
        return None
    steps = np.diff(values)
    if not steps.any():
        return None
    return "minimize" if (steps >= 0).all() else "maximize" if (steps <= 0).all() else None


def _differs(column: Column) -> bool:
    """Whether runs differ in it: not where most are infinite, nor where nearly all share a value."""
    given = column.numbers[~np.isnan(column.numbers)]
    finite = given[np.isfinite(given)]
    if 2 * len(finite) <= len(given):
        return False
    if np.ptp(finite) <= ROUNDING * float(np.abs(finite).max()):
        return len(finite) < 2
    if holds_truths(column):
        return True
    _, counts = np.unique(finite, return_counts=True)
    return bool(counts.max() <= MOST_ALIKE * len(finite))
