"""What the figures of one row mean, in words, and the statistics behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.direction import direction_of, is_worst_inside, plateau_of, worse_end
from hpviz.analysis.result.presence import is_better_with, is_better_without
from hpviz.formatting.numbers import number, numbers, one_notation, p_text
from hpviz.formatting.percents import percent, percents_beside
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.target import MetricTarget
from hpviz.text import target as words
from hpviz.text.correlated_groups import either_matters, joint_share, not_told_apart
from hpviz.text.figures import depends_on
from hpviz.text.methods import share_of
from hpviz.text.ranking import too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, Values


# The interval allows for any true share, the test for none: by a standard error that is smaller by a third.
SMALLEST = 0.0005  # what is written as 0%
SHARPER = "The test is sharper than the interval, so it matters though the interval reaches 0%."


def sentences(score: Score, result: RankResult) -> tuple[str, ...]:
    """Write what the figures of one row mean; `details` has the statistics."""
    return tuple(_sentences(score, result))


def _sentences(score: Score, result: RankResult) -> Iterator[str]:
    yield from _importance(score, result)
    if not np.isnan(score.correlation):
        yield tendency(score, result)
    if fails := depends_on(result, score.param):
        yield f"{fails}."
    if 0 < score.active_runs < result.runs_used:
        when = f", when {values(score.active_when)}" if score.active_when else ""
        only = ", with one value only" if score.levels == 1 else ""
        without = _without(score, result)
        yield f"Used in {score.active_runs:,} of {count_of(result.runs_used)}{when}{only}{without}."
    yield from _not_counted(score, result)
    if score.moves_with:
        yield f"{listed(score.moves_with)} moved along with it: their effects cannot be separated."
    for group in result.correlated_groups:
        if score.param in group.params and not np.isnan(group.importance):
            yield f"{listed(group.params)} together: {joint_share(group, words.differences(result.target))}."


def _without(score: Score, result: RankResult) -> str:
    """Add what doing without a param brings, where that is a setting of its own."""
    if result.evidence is None:
        return ""
    if is_better_without(result, score):
        return "; best without it"
    return "; worse without it" if is_better_with(result, score) else ""


def _not_counted(score: Score, result: RankResult) -> Iterator[str]:
    """Write which runs are in no row of the table of values: their counts add up to the others."""
    levels = result.level_scores.get(score.param, ())
    if result.evidence is None or not levels:
        return
    counted, runs = sum(level.runs for level in levels), len(result.evidence.runs)
    others = [
        (result.runs_used - score.active_runs, "does without it", "do without it"),
        (score.active_runs - counted, "has a number", "have a number"),
        (runs - result.runs_used, "is left out", "are left out"),
    ]
    rest = [
        f"{count:,} {single if count == 1 else several}" for count, single, several in others if count > 0
    ]
    if rest:
        which = "of the others, " if len(rest) > 1 else "the other "
        yield f"The table of values has {counted:,} of {count_of(runs)}; {which}{listed(rest)}."


def _importance(score: Score, result: RankResult) -> Iterator[str]:
    if np.isnan(score.importance):
        if not score.varies:
            yield f"{_alike(score)}, so nothing can be said about it."
        return
    part = share_of(result.method, words.differences(result.target))
    if result.method == "oob":
        alone = "On its own it explains" if combined_with(score, result) and is_little(score) else "Explains"
        share, ends = percents_beside(score.importance, score.importance_low, score.importance_high)
        yield f"{alone} {share} {part}{f' ({ends})' if ends else ''}."
    else:
        yield f"{score.importance:.1%} {part}."
    yield _verdict(score, result)


def _alike(score: Score) -> str:
    if score.active_runs == 0:
        return "No run here has a value of it"
    return "It has one value only in these runs"


def _verdict(score: Score, result: RankResult) -> str:
    if others := not_told_apart(result, score.param):
        return f"{either_matters(others)}."
    partner = combined_with(score, result)
    if partner:
        return f"It matters in combination with {partner}."
    return {
        "matters": "It matters, but little." if is_little(score) else "It matters.",
        "could be chance": "This could be chance.",
        "not tested yet": f"Not tested yet: there are {too_few(result)}.",
    }[score.verdict]


def is_little(score: Score) -> bool:
    """Whether an importance is written as less than 1%: what matters then does so by little."""
    return percent(score.importance) in {"0%", "under 1%"}


def details(score: Score, result: RankResult) -> tuple[str, ...]:
    """Write the statistics behind the sentences of a row: intervals, p-values, correlations."""
    return tuple(_details(score, result))


def _details(score: Score, result: RankResult) -> Iterator[str]:
    if not np.isnan(score.importance):
        yield from _test(score, result)
    if np.isnan(score.correlation):
        return
    if score.kind == "categorical":
        yield f"Correlation ratio {score.correlation:z.2f} on a scale of 0 to 1, without direction."
        return
    axis = " on a log axis" if score.log else ""
    yield f"Correlation {score.correlation:+z.2f}{axis}; rank correlation {score.rank_correlation:+z.2f}."


def _test(score: Score, result: RankResult) -> Iterator[str]:
    low, high = score.importance_low, score.importance_high
    if not np.isnan(low):
        yield f"Importance {score.importance:.1%}, 95% interval {low:.1%} to {high:.1%}."
    if not np.isnan(score.p_value):
        alone = f" on its own; it matters by its interaction with {score.partner}" if score.partner else ""
        yield f"Test against chance: {p_text(score.p_value)}{alone}."
        if score.above_noise and not alone and low < SMALLEST:
            yield SHARPER
    if result.method != "oob":
        verdict = "it matters" if score.matters else score.verdict
        yield f"Explains {percent(score.unbiased)} of {words.differences(result.target)}: {verdict}."


def tendency(score: Score, result: RankResult) -> str:
    """Write which way a param acts, in a sentence."""
    return f"{_tendency(score, result)}."


def _tendency(score: Score, result: RankResult) -> str:
    partner = combined_with(score, result)
    if partner:
        return f"Its best values depend on {partner}"
    return _apart(score, result) if score.kind == "categorical" else _direction(score, result)


def _apart(score: Score, result: RankResult) -> str:
    if not score.tested:
        return "Differences between its values are not tested yet"
    if not score.matters:
        return "No clear difference between its values"
    levels = result.level_scores.get(score.param, ())
    if levels and not any(level.clear for level in levels):
        return f"On average none of its values clearly differs in {words.differing(result.target)}"
    return (
        f"Its values differ {'strongly' if score.strong else 'clearly'} in {words.differing(result.target)}"
    )


def _direction(score: Score, result: RankResult) -> str:
    if not score.tested:
        return "Direction not tested yet"
    direction, worse = direction_of(score, result), worse_end(score, result.goal)
    ends = f"{worse} values are worse than {'low' if worse == 'high' else 'high'} ones" if worse else ""
    if (flat := plateau_of(score, result)) is not None:
        level, worst = ("higher", "lowest") if flat == "high" else ("lower", "highest")
        return f"About as good at the {level} values, worse at the {worst}"
    if direction is None and is_worst_inside(score, result):
        return "Worst in the middle"
    if direction is None:
        return capitalised(ends) or "No clear direction"
    if direction == "middle":
        return f"Best in the middle; {ends}" if ends else "Best in the middle"
    trend, target = "Strong trend:" if score.strong else "On average,", result.target
    which = str(direction == "higher") if score.kind == "boolean" else direction
    what = "" if isinstance(target, MetricTarget) else f" ({words.better(target)})"
    return f"{trend} {which} is better{what}"


def values(taken: Values) -> str:
    """Write which values a param takes: ``optimizer is sgd``, ``depth is 3 to 5``."""
    return f"{taken.param} is {tried(taken)}"


def tried(taken: Values, last: str = " or ", *, beside: Iterable[float] = ()) -> str:
    """Write values alone: ``sgd``, ``3 to 5``; nothing where there are none.

    Parameters
    ----------
    taken
        The values.
    last
        What stands before the last of several.
    beside
        Numbers that are written beside these, in one notation.
    """
    texts = list(taken.levels)
    if not np.isnan(taken.low):
        others = map(number, beside)
        low, high, *_ = one_notation([*numbers([taken.low, taken.high]), *others])
        texts.insert(0, low if low == high else f"{low} to {high}")
    return listed(texts, last=last)
