"""What follows for the other columns once a person has named the metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.errors import HpvizError
from hpviz.legible_text import legible
from hpviz.runs.column import Column
from hpviz.runs.metric_column import can_be_metric
from hpviz.runs.relations.cells import cells_of
from hpviz.runs.target import spelled, target_of
from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.names import votes_by_words
from hpviz.sources.columns.evidence.votes import GUESS, Verdict, is_question
from hpviz.sources.columns.evidence.weighing import DEPENDS, FREE, TELLS_ALL, WITHIN
from hpviz.sources.columns.parts import part_of
from hpviz.sources.columns.reasons import UNPLACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs import Runs
    from hpviz.runs.column import Role


def with_metric(runs: Runs, metric: str | Sequence[str] | None) -> Runs:
    """Correct the roles of columns where a person names the metric.

    Parameters
    ----------
    runs
        As they were read.
    metric
        As `hpviz.rank` takes it; where it is none of these runs, they stay as they are.
    """
    corrected = runs.with_roles(_named_as_metric(runs, metric))
    return corrected.with_columns(
        column.labelled(role="param", reason=GUESS, guessed=True, part=part_of(column))
        for column in _params_beside(corrected, metric)
    )


def roles_by_metric(runs: Runs, metric: str | Sequence[str] | None) -> dict[str, Role]:
    """Find the roles to correct where a person names the metric, as `with_metric` does."""
    named = _named_as_metric(runs, metric)
    own = {name: role for name, role in named.items() if runs.columns[name].role != role}
    beside = _params_beside(runs.with_roles(own), metric)
    return own | {column.name: "param" for column in beside}


def _named_as_metric(runs: Runs, metric: object) -> dict[str, Role]:
    """Find the column that is named as the metric and that nobody said to be none."""
    return {
        name: "metric"
        for name, column in runs.columns.items()
        if isinstance(metric, str) and {metric, legible(metric)} & {name, column.given_name or name}
        if column.guessed or column.reason == UNPLACED
        if can_be_metric(column)
    }


def _params_beside(runs: Runs, metric: str | Sequence[str] | None) -> list[Column]:
    """Find what was asked about, is called like a param, and is no other result beside the metric."""
    open_ones = [column for column in runs.aside.values() if is_question(_verdict(column))]
    params = [column for column in open_ones if _is_called_a_param(column)]
    named = _named_metrics(runs, metric) if params else []
    choices = list(runs.params.values())
    return [
        column
        for column in params
        if named and not any(_is_like_result(column, result, choices) for result in named)
    ]


def _verdict(column: Column) -> Verdict:
    return Verdict(column.role, column.reason, column.guessed)


def _is_called_a_param(column: Column) -> bool:
    return column.kind == "numeric" and sum(vote.weight for vote in votes_by_words(column.name)) > 0


def _named_metrics(runs: Runs, metric: str | Sequence[str] | None) -> list[Column]:
    name = spelled(metric)
    if not name:
        return []
    try:
        return [runs.columns[each] for each in target_of(runs, name).metrics]
    except HpvizError:  # refused where it is ranked by
        return []


def _is_like_result(column: Column, metric: Column, choices: Sequence[Column]) -> bool:
    """Whether it depends on what was chosen, or goes along with a metric as another result would.

    A result that goes along with the metric is moved by the same choices. What none of them moves, although
    they do move the metric among runs of like values of it, was chosen itself.
    """
    depends = relations.dependence(column, choices)
    if depends is None or depends >= FREE or abs(relations.rank_correlation(column, metric)) >= TELLS_ALL:
        return True
    cells = cells_of(choices, len(column.numbers))
    within = relations.correlation_within(cells, column, metric)
    if max(abs(within), abs(relations.rank_correlation(column, metric))) < WITHIN:
        return False
    moved = relations.dependence(_without(metric, column), choices)
    return moved is None or moved <= DEPENDS


def _without(metric: Column, column: Column) -> Column:
    """Take out of a metric what goes along with a column, by their ranks, perhaps best in the middle."""
    rows = np.isfinite(metric.numbers) & np.isfinite(column.numbers)
    left = np.full(len(rows), np.nan)
    ranks = rankdata(column.numbers[rows])
    target = rankdata(metric.numbers[rows])
    left[rows] = target - np.polyval(np.polyfit(ranks, target, 2), ranks)
    return Column.from_numbers(metric.name, left)
