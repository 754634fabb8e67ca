"""What a ranking says, in words for a person: what stands in its way, how far to trust it, what to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.trust import ENOUGH_RUNS
from hpviz.analysis.sample.replicates import ENOUGH
from hpviz.formatting import count_of, listed, number, numbers, p_text
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.text import cautions
from hpviz.text import target as words
from hpviz.text.correlated_groups import joint_share, not_separable
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, Values
    from hpviz.analysis.result.trust import Obstacle
    from hpviz.analysis.sample.metric_scale import Rescaling

# From this correlation on, either way, a direction is called strong.
STRONG = 0.7
MOST_GROUPS = 3

NO_METRIC = (
    "None of the columns is a numeric metric, so there is nothing to rank by. Log a number per run (a "
    "loss, an accuracy), or say which column is one: Panel(…, metrics=['name']), or under Parameters."
)
NO_PARAMS = (
    "None of the columns is a parameter. Say which are: Panel(…, params=['name']), or under Parameters."
)
SIMPLE_PROBLEMS = {
    "no metric": NO_METRIC,
    "all hidden": "All parameters are hidden: choose some under Parameters.",
    "no params": NO_PARAMS,
    "single run": "Only one run can be used: with one run no parameter can be compared. Log more runs.",
    "constant params": (
        "Every parameter has one value only in these runs: vary a parameter to see what it does."
    ),
}


def problem(result: RankResult) -> str | None:
    """Write why there is nothing to trust, and what to do; None where there is."""
    obstacle = result.obstacle
    if obstacle is None:
        return None
    if obstacle.kind in SIMPLE_PROBLEMS:
        return SIMPLE_PROBLEMS[obstacle.kind]
    if obstacle.kind == "no runs":
        return f"{obstacle.source} has no runs yet: there is nothing to rank."
    if obstacle.kind == "none enters":
        skipped = result.runs_skipped
        return f"None of the {count_of(obstacle.runs)} can be used: {reasons(skipped)}. {_remedy(skipped)}"
    if obstacle.kind == "constant target":
        return f"{_all_alike(result, obstacle)}: there is nothing to explain. Choose another metric."
    return _untrusted(result, obstacle)


def _untrusted(result: RankResult, obstacle: Obstacle) -> str:
    if obstacle.kind == "few runs":
        return (
            f"Only {count_of(obstacle.runs)} can be used: too few to tell an effect from chance. "
            f"From {ENOUGH_RUNS} runs on importances are tested."
        )
    if obstacle.kind == "few configurations":
        return (
            f"The {count_of(obstacle.runs)} are of {obstacle.configurations} configurations only: too few to "
            f"tell an effect from chance. From {ENOUGH} configurations on importances are tested."
        )
    noun, figure = words.noun(result.target), f"out-of-bag R² {obstacle.oob_r2:.2f}"
    return (
        f"On runs it has not seen, the forest predicts {noun} no better than the average does ({figure}): "
        "these parameters do not explain it, or the runs are few."
    )


def _all_alike(result: RankResult, obstacle: Obstacle) -> str:
    runs, target = count_of(obstacle.runs), result.target
    if isinstance(target, FailureTarget):
        return (
            f"All of the {runs} failed" if obstacle.value else f"None of the {runs} is known to have failed"
        )
    if isinstance(target, ParetoTarget):
        return f"All of the {runs} are on the Pareto front of {listed(target.metrics)}"
    return f"{target.name} has the same value ({number(obstacle.value)}) in all {runs}"


def _remedy(skipped: Mapping[str, int]) -> str:
    by_status = any(" " not in reason for reason in skipped)
    return "Choose which statuses enter under Settings." if by_status else "Choose another metric."


def reasons(skipped: Mapping[str, int]) -> str:
    """List why runs were left out, with their counts: ``12 crashed, 3 without val_loss``."""
    return ", ".join(f"{count} {reason}" for reason, count in skipped.items())


def trust_sentence(result: RankResult) -> str:
    """Put the out-of-bag R2 into words; empty before the forest is grown."""
    if result.evidence is None or not result.complete:
        return ""
    r2 = result.oob_r2
    if np.isnan(r2):
        return f"No forest is grown on {count_of(result.runs_used)}."
    figure = f"out-of-bag R² {r2:.2f}"
    if result.runs_used < ENOUGH_RUNS:
        return f"Too few runs to trust the forest ({figure})."
    return {
        "none": f"The forest explains nothing on unseen runs ({figure}).",
        "weak": f"The forest explains little on unseen runs ({figure}): read the order with care.",
        "fair": f"The forest explains a fair part on unseen runs ({figure}).",
        "good": f"The forest predicts unseen runs well ({figure}).",
    }[result.trust]


def notes(result: RankResult) -> tuple[str, ...]:
    """Write what is worth knowing about the whole table."""
    return tuple(_notes(result))


def _notes(result: RankResult) -> Iterator[str]:
    if result.evidence is None:
        return
    yield from words.description(result.target)
    if result.rescaling is not None:
        yield _rescaled(result.rescaling, result.metric)
    if result.complete:
        yield from _of_table(result)
        yield from cautions.sentences(result)


def _rescaled(rescaling: Rescaling, metric: str) -> str:
    few, runs = rescaling.few, rescaling.runs
    hold = "One run holds" if few == 1 else f"{few} of {runs} runs hold"
    word = "logarithm is" if rescaling.scale == "log" else "ranks are"
    share = f"{rescaling.share:.0%}"
    return f"{hold} {share} of the variance of {metric}, so its {word} analysed (settings: metric scale)."


def _of_table(result: RankResult) -> Iterator[str]:
    if result.trust == "none" and result.oob_r2 <= 0:
        return
    groups = result.correlated_groups
    yield from (not_separable(group, words.noun(result.target)) for group in groups[:MOST_GROUPS])
    if len(groups) > MOST_GROUPS:
        more = len(groups) - MOST_GROUPS
        word = "group" if more == 1 else "groups"
        yield f"{more} more {word} of parameters moved together (marked in the table)."
    if result.method != "oob":
        yield METHOD_TEXTS[result.method].question
        yield from _disagreement(result)
    elif result.oob_r2 > 0 and not any(score.above_noise for score in result.scores):
        yield "No parameter stands out from the noise: more runs, or wider ranges, would tell."


def _disagreement(result: RankResult) -> Iterator[str]:
    top = [score for score in result.scores[:5] if not np.isnan(score.importance)]
    doubtful = [score.param for score in top if not score.unbiased_above_noise]
    if doubtful:
        verb = "is" if len(doubtful) == 1 else "are"
        yield f"Of its first {len(top)}, {listed(doubtful)} {verb} not above the noise out of bag."


def row(score: Score, result: RankResult) -> tuple[str, ...]:
    """Write what the figures of one row mean."""
    return tuple(_row(score, result))


def _row(score: Score, result: RankResult) -> Iterator[str]:
    yield from _importance(score, result)
    yield from _correlation(score, result)
    if score.active_runs < result.runs_used:
        when = f", when {values(score.active_when)}" if score.active_when else ""
        yield f"Active in {score.active_runs:,} of {count_of(result.runs_used)}{when}."
    if score.moves_with:
        yield f"Moved together with {listed(score.moves_with)}: these runs cannot tell their effects apart."
    for group in result.correlated_groups:
        if score.param in group.params and not np.isnan(group.importance):
            yield f"{listed(group.params)} jointly: {joint_share(group, words.noun(result.target))}."


def _importance(score: Score, result: RankResult) -> Iterator[str]:
    if np.isnan(score.importance):
        if not score.varies:
            yield "One value only in these runs, so nothing can be said of it."
        return
    part = METHOD_TEXTS[result.method].part.format(metric=words.noun(result.target))
    if result.method != "oob":
        above = "above" if score.unbiased_above_noise else "not above"
        tested = "" if np.isnan(score.p_value) else f" ({p_text(score.p_value)})"
        share = f"{max(score.importance, 0.0):.1%} {part}{tested}"
        yield f"{share}; out of bag {score.unbiased:.3f}, {above} the noise."
        return
    low, high = max(score.importance_low, 0.0), min(score.importance_high, 1.0)
    share = f"Accounts for {max(score.importance, 0.0):.0%} {part}"
    yield f"{share} (95% interval {low:.0%} to {high:.0%}; {p_text(score.p_value)})."
    if score.above_noise is False and result.obstacle is None:
        yield "Not above the noise: this much also comes about by chance."


def _correlation(score: Score, result: RankResult) -> Iterator[str]:
    if np.isnan(score.correlation):
        return
    if score.kind == "categorical":
        ratio = f"Correlation ratio {score.correlation:.2f}"
        yield f"{ratio}: how far its values set {words.noun(result.target)} apart (0 to 1, no sign)."
        return
    axis = " on a log axis" if score.log else ""
    figures = f"correlation {score.correlation:+.2f}{axis}, by ranks {score.rank_correlation:+.2f}"
    yield f"{_direction(score, result)} ({figures})."


def _direction(score: Score, result: RankResult) -> str:
    if score.correlation_low <= 0 <= score.correlation_high or np.isnan(score.correlation_low):
        return "No clear direction along a straight line"
    up = score.correlation > 0
    better = up == (result.goal == "maximize")
    more = "True" if score.kind == "boolean" else "Higher values"
    verb = "goes" if score.kind == "boolean" else "go"
    strongly = "strongly " if abs(score.correlation) >= STRONG else ""
    change = words.higher(result.target) if up else words.lower(result.target)
    change = f"{change}, which is {'better' if better else 'worse'}"
    return f"{more} {verb} {strongly}with {change}"


def values(taken: Values) -> str:
    """Write which values a param takes: ``optimizer is sgd``, ``depth is 3 to 5``."""
    texts = list(taken.levels)
    if not np.isnan(taken.low):
        low, high = numbers([taken.low, taken.high])
        texts.insert(0, low if low == high else f"{low} to {high}")
    return f"{taken.param} is {listed(texts, last=' or ')}"
