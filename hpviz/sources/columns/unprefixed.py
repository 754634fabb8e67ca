"""Columns without a prefix, beside others with one: a tracker's bookkeeping, a result, or a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.columns.cells import TIMESTAMPS
from hpviz.sources.columns.evidence.design import has_few_levels, is_shared
from hpviz.sources.columns.evidence.votes import GUESS, Verdict, question
from hpviz.sources.columns.reasons import COUNTED, UNPLACED, are_times, holds_moments, reason_aside
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    OUTSIDE_KNOBS,
    SAMPLERS_MARKS,
    is_metric_name,
    is_param_name,
    is_step_name,
    is_time_name,
    normal,
)

if TYPE_CHECKING:
    from hpviz.runs.column import Column

BOOKKEPT = "the tracker's bookkeeping"
# Where many runs share a few of these, they name what was chosen.
ALIKE_TO_CHOICES = frozenset({"config", "tag"})


def noted(name: str, column: Column) -> str:
    """Name what a tracker or a sampler notes of a run, where the column holds that; else an empty text."""
    numeric = column.kind == "numeric"
    own = normal(name) in BOOKKEEPING or normal(name).startswith(("tags_", "system_attrs", "_wandb"))
    own &= not (normal(name) in ALIKE_TO_CHOICES and column.kind == "categorical" and is_shared(column))
    tests = {
        BOOKKEPT: own,
        "the sampler's mark": normal(name.rpartition(".")[2]) in SAMPLERS_MARKS,
        TIMESTAMPS: numeric and (holds_moments(column) or are_times(column)),
        COUNTED: numeric and is_step_name(name),
    }
    return next((reason for reason, holds in tests.items() if holds), "")


def beside_prefixed(column: Column, *, has_metrics: bool, by_tracker: bool) -> Verdict:
    """Place a column without prefix beside parameters that have one.

    Parameters
    ----------
    column
        Any that nobody declares.
    has_metrics
        Whether metrics have a prefix too.
    by_tracker
        Whether it was a tracker that declared the others, which knows all params.
    """
    name = column.name
    if normal(name) in OUTSIDE_KNOBS:
        return Verdict("param", "a knob outside of the configuration")
    if column.kind == "numeric":
        if name.startswith("user_attrs_"):
            return Verdict("metric", "a number among the user attributes")
        named = is_metric_name(name) or is_time_name(name)
        if not (is_param_name(name) or reason_aside(column)) and (named or not has_metrics):
            if name.startswith(("param", "Param")) and has_few_levels(column):  # "params_m"
                return question(GUESS, "its name counts weights")
            reason = GUESS if named else "a number that is no parameter"
            return Verdict("metric", reason, guessed=not is_time_name(name))
    return Verdict("aside", UNPLACED) if by_tracker else _beside_chosen_prefixes(column)


def _beside_chosen_prefixes(column: Column) -> Verdict:
    """Ask about what may be a param where a person chose the prefixes, who may have left some out."""
    if column.varies and not reason_aside(column):
        if is_shared(column):
            return question("runs share a few values of it", UNPLACED)
        if is_param_name(column.name):
            return question(GUESS, UNPLACED)
    return Verdict("aside", UNPLACED)
