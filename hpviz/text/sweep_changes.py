"""What changed from one sweep to the next, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting.numbers import numbers, p_text
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.target import FailureTarget
from hpviz.text import target as words
from hpviz.text.ranking import problem
from hpviz.text.row import tried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.comparison.sweep_changes import MetricChange, ParamChange, SweepChanges
    from hpviz.analysis.result.scores import Values

# So many params are written out of each kind of change; the table has all.
MOST_WRITTEN = 4


def sentences(changes: SweepChanges) -> tuple[str, ...]:
    """Write what changed: in all, in importance, in the metric, in the values tried; and what to mind."""
    return (
        headline(changes),
        *_importances(changes),
        *_of_metric(changes),
        *_values_tried(changes),
        *_cautions(changes),
    )


def headline(changes: SweepChanges) -> str:
    """Write in a sentence what changed by more than chance."""
    what = [*_changed(changes)]
    if not what:
        return f"No change beyond chance between the two sweeps ({_counts(changes)})."
    return f"Changed beyond chance ({_counts(changes)}): {listed(what, len(what))}."


def _counts(changes: SweepChanges) -> str:
    return f"{count_of(changes.before.runs_used)} before, {changes.after.runs_used:,} after"


def _changed(changes: SweepChanges) -> Iterator[str]:
    importances = [row.param for row in changes.params if row.changed]
    if importances:
        yield f"the importance of {listed(importances, MOST_WRITTEN)}"
    metric = changes.metric
    if metric is not None and metric.best_changed:
        yield f"the best {words.noun(changes.after.target)}"
    if metric is not None and metric.typical_changed:
        yield _typical_noun(changes)
    values = [row.param for row in changes.params if row.tried_changed]
    if values:
        yield f"the values tried of {listed(values, MOST_WRITTEN)}"


def _typical_noun(changes: SweepChanges) -> str:
    if isinstance(changes.after.target, FailureTarget):
        return "the share of runs that fail"
    return f"the typical {words.noun(changes.after.target)}"


def _importances(changes: SweepChanges) -> Iterator[str]:
    """Write the importances that changed, the largest change first."""
    rows = sorted((row for row in changes.params if row.changed), key=lambda row: -abs(row.change))
    for row in rows[:MOST_WRITTEN]:
        if row.before is not None and row.after is not None:
            shares = f"{row.before.importance:.0%} before and {row.after.importance:.0%} after"
            yield f"{row.param} explains {shares} (change {_points(row)})."
    if rows and any(row.tried_changed for row in changes.params):
        yield "Shares are of the differences within a sweep: where it tries other values, all can change."
    if not all(np.isnan(row.p_value) for row in changes.params):
        return
    for name, result in (("before", changes.before), ("after", changes.after)):
        if result.obstacle is not None:
            yield f"Importances are not compared. {capitalised(name)}: {problem(result)}"


def _points(row: ParamChange) -> str:
    change, low, high = (f"{100 * value:+.0f}" for value in (row.change, row.change_low, row.change_high))
    return f"{change} points, 95% interval {low} to {high}"


def _of_metric(changes: SweepChanges) -> Iterator[str]:
    metric = changes.metric
    if metric is None:
        return
    if isinstance(changes.after.target, FailureTarget):
        shares = f"{metric.typical_before:.0%} of the runs failed before, {metric.typical_after:.0%} after"
        yield f"{shares} ({_outcome(metric.typical_changed, metric.typical_p_value)})."
        return
    noun = words.noun(changes.after.target)
    before, after = numbers([metric.best_before, metric.best_after])
    better = _n_better(changes, metric)
    yield f"Best {noun}: {before} before, {after} after{better}."
    before, after = numbers([metric.typical_before, metric.typical_after])
    outcome = _outcome(metric.typical_changed, metric.typical_p_value)
    yield f"Typical {noun} (median): {before} before, {after} after ({outcome})."


def _n_better(changes: SweepChanges, metric: MetricChange) -> str:
    """Write how many runs of one sweep are better than all of the other, and whether that is chance."""
    outcome = _outcome(metric.best_changed, metric.best_p_value)
    if not metric.n_better:
        return f" ({outcome})"
    sign = 1 if changes.after.goal == "maximize" else -1
    is_better = sign * (metric.best_after - metric.best_before) > 0
    ahead, other = ("after", "before") if is_better else ("before", "after")
    evidence = (changes.after if ahead == "after" else changes.before).require_evidence()
    unit = evidence.unit_name if metric.n_better > 1 else evidence.unit_name.removesuffix("s")
    verb = "are" if metric.n_better > 1 else "is"
    return f"; {metric.n_better:,} {unit} {ahead} {verb} better than the best {other} ({outcome})"


def _outcome(changed: bool | None, p_value: float) -> str:  # noqa: FBT001 - the outcome of a test
    return p_text(p_value) if changed else "could be chance"


def _values_tried(changes: SweepChanges) -> Iterator[str]:
    rows = [row for row in changes.params if row.tried_changed]
    for row in rows[:MOST_WRITTEN]:
        before, after = (
            _texts(*pair)
            for pair in ((row.tried_before, row.tried_after), (row.tried_after, row.tried_before))
        )
        yield f"{row.param}: tried {before} before, {after} after."
    if len(rows) > MOST_WRITTEN:
        more = count_of(len(rows) - MOST_WRITTEN, "more parameter")
        yield f"{more} changed in the values tried; the table has them all."


def _texts(values: Values, other: Values | None = None) -> str:
    """Write values, their numbers in one notation with those of the others beside them."""
    beside = [] if other is None or np.isnan(other.low) else [other.low, other.high]
    return tried(values, " and ", beside=beside) or "no value"


def _cautions(changes: SweepChanges) -> Iterator[str]:
    if changes.after.scale != "linear":
        yield f"{words.noun(changes.after.target)} is analysed on the {changes.after.scale} scale in both."
    narrowed = [
        name for name, result in (("before", changes.before), ("after", changes.after)) if result.is_optimised
    ]
    if narrowed:
        yield (
            f"{capitalised(listed(narrowed))}, an optimiser chose the runs: the tests take them for random, "
            "and two such sweeps can differ by more than that."
        )


def change_text(row: ParamChange) -> str:
    """Write a change for a column: ``+12``; nothing where it is not known."""
    return f"{100 * row.change:+.0f}" if np.isfinite(row.change) else ""


def tried_text(values: Values, most: int = 28) -> str:
    """Write the values tried for a column, cut to a width."""
    text = _texts(values)
    if len(text) > most and not np.isnan(values.low) and values.levels:
        low, high = numbers([values.low, values.high])
        text = f"{low} to {high}, …"
    return text if len(text) <= most else f"{text[: most - 1]}…"
