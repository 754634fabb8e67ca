"""What changed from one sweep to the next, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.comparison.sweep_changes import BEFORE_AND_AFTER
from hpviz.formatting.numbers import numbers, p_text
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.target import FailureTarget
from hpviz.text import target as words
from hpviz.text.refusals import problem
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


def within(changes: SweepChanges) -> tuple[str, str]:
    """Write in which of the two sweeps: ``before`` and ``after``, ``in a.csv`` and ``in b.csv``."""
    first, second = changes.names
    return (first, second) if changes.names == BEFORE_AND_AFTER else (f"in {first}", f"in {second}")


def headline(changes: SweepChanges) -> str:
    """Write in a sentence what changed by more than chance."""
    what = [*_changed(changes)]
    if not what:
        return f"No change beyond chance between the two sweeps ({_counts(changes)})."
    return f"Changed beyond chance ({_counts(changes)}): {listed(what, len(what))}."


def _counts(changes: SweepChanges) -> str:
    first, second = within(changes)
    return f"{count_of(changes.before.runs_used)} {first}, {changes.after.runs_used:,} {second}"


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
    first, second = within(changes)
    for row in rows[:MOST_WRITTEN]:
        if row.before is not None and row.after is not None:
            shares = f"{row.before.importance:.0%} {first} and {row.after.importance:.0%} {second}"
            yield f"{row.param} explains {shares} (change {_points(row)})."
    if rows and any(row.tried_changed for row in changes.params):
        yield "Shares are of the differences within a sweep: where it tries other values, all can change."
    if not all(np.isnan(row.p_value) for row in changes.params):
        return
    for name, result in ((first, changes.before), (second, changes.after)):
        if result.obstacle is not None:
            yield f"Importances are not compared. {capitalised(name)}: {problem(result)}"


def _points(row: ParamChange) -> str:
    return f"{_signed(row.change)} points, {_interval(row)}"


def _interval(row: ParamChange) -> str:
    """Write the interval of a change; one that rounds to nothing by what it stays within."""
    low, high = _signed(row.change_low), _signed(row.change_high)
    return "95% interval less than ±0.5" if low == high == "0" else f"95% interval {low} to {high}"


def _signed(share: float) -> str:
    """Write a change in points; 0 has no sign."""
    text = f"{100 * share:+z.0f}"
    return "0" if text == "+0" else text


def _of_metric(changes: SweepChanges) -> Iterator[str]:
    metric = changes.metric
    if metric is None:
        return
    first, second = within(changes)
    if isinstance(changes.after.target, FailureTarget):
        shares = (
            f"{metric.typical_before:.0%} of the runs failed {first}, {metric.typical_after:.0%} {second}"
        )
        yield f"{shares} ({_outcome(metric.typical_changed, metric.typical_p_value)})."
        return
    noun = words.noun(changes.after.target)
    before, after = numbers([metric.best_before, metric.best_after])
    better = _n_better(changes, metric)
    yield f"Best {noun}: {before} {first}, {after} {second}{better}."
    before, after = numbers([metric.typical_before, metric.typical_after])
    outcome = _outcome(metric.typical_changed, metric.typical_p_value)
    yield f"Typical {noun} (median): {before} {first}, {after} {second} ({outcome})."


def _n_better(changes: SweepChanges, metric: MetricChange) -> str:
    """Write how many runs of one sweep are better than all of the other, and whether that is chance."""
    outcome = _outcome(metric.best_changed, metric.best_p_value)
    if not metric.n_better:
        return f" ({outcome})"
    sign = 1 if changes.after.goal == "maximize" else -1
    is_better = sign * (metric.best_after - metric.best_before) > 0
    first, second = within(changes)
    ahead, other = (second, first) if is_better else (first, second)
    evidence = (changes.after if is_better else changes.before).require_evidence()
    unit = evidence.unit_name if metric.n_better > 1 else evidence.unit_name.removesuffix("s")
    verb = "are" if metric.n_better > 1 else "is"
    return f"; {metric.n_better:,} {unit} {ahead} {verb} better than the best {other} ({outcome})"


def _outcome(changed: bool | None, p_value: float) -> str:  # noqa: FBT001 - the outcome of a test
    return p_text(p_value) if changed else "could be chance"


def _values_tried(changes: SweepChanges) -> Iterator[str]:
    rows = [row for row in changes.params if row.tried_changed]
    first, second = within(changes)
    for row in rows[:MOST_WRITTEN]:
        before, after = (
            _texts(*pair)
            for pair in ((row.tried_before, row.tried_after), (row.tried_after, row.tried_before))
        )
        yield f"{row.param}: tried {before} {first}, {after} {second}."
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
        name
        for name, result in zip(within(changes), (changes.before, changes.after), strict=True)
        if result.is_optimised
    ]
    if narrowed:
        yield (
            f"{capitalised(listed(narrowed))}, an optimiser chose the runs: the tests take them for random, "
            "and two such sweeps can differ by more than that."
        )


def change_text(row: ParamChange) -> str:
    """Write a change for a column: ``+12``; nothing where it is not known."""
    return _signed(row.change) if np.isfinite(row.change) else ""


def interval_text(row: ParamChange) -> str:
    """Write the interval of a change: ``95% interval +4 to +20``; nothing where it is not known."""
    return _interval(row) if change_text(row) else ""


def tried_texts(row: ParamChange) -> tuple[str, str]:
    """Write the values tried before and after for a column, their numbers in one notation."""
    before, after = row.tried_before, row.tried_after
    return _tried_text(before, after), _tried_text(after, before)


def _tried_text(values: Values, other: Values, most: int = 28) -> str:
    """Write values, cut to a width."""
    text = _texts(values, other)
    if len(text) > most and not np.isnan(values.low) and values.levels:
        low, high = numbers([values.low, values.high])
        text = f"{low} to {high}, …"
    return text if len(text) <= most else f"{text[: most - 1]}…"
