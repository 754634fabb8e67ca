"""What a ranking says, in words for a person: what stands in its way, how far to trust it, what to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.trust import ENOUGH_RUNS
from hpviz.analysis.sample.replicates import ENOUGH
from hpviz.formatting import count_of, listed, number, numbers, p_text
from hpviz.runs.target import FailureTarget, MetricTarget, ParetoTarget
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
    noun = words.noun(result.target)
    return (
        f"What these parameters seem to explain of {noun} ({obstacle.explained:.0%}) could be chance: "
        "add runs, or vary other parameters."
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
    """Write how much the params explain, and whether to believe it; empty before that is known."""
    if result.evidence is None or not result.complete:
        return ""
    if np.isnan(result.explained):
        return f"{count_of(result.runs_used)}: too few to say what matters."
    noun, share = words.noun(result.target), f"{result.explained:.0%}"
    if not _is_tested(result):
        return f"Not tested yet: these parameters seem to explain {share} of {noun}."
    return {
        "none": f"These parameters seem to explain {share} of {noun}, which could be chance.",
        "weak": f"These parameters explain little of {noun} ({share}): read the order with care.",
        "fair": f"These parameters explain a fair part of {noun} ({share}).",
        "good": f"These parameters explain most of {noun} ({share}).",
    }[result.trust]


def _is_tested(result: RankResult) -> bool:
    return all(score.tested for score in result.scores)


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
    elif _is_tested(result) and not any(score.matters for score in result.scores):
        yield "What each parameter does could be chance: more runs, or wider ranges, would tell."


def _disagreement(result: RankResult) -> Iterator[str]:
    top = [score for score in result.scores[:5] if not np.isnan(score.importance)]
    doubtful = [score.param for score in top if score.verdict == "could be chance"]
    if doubtful:
        yield f"Of its first {len(top)}, {listed(doubtful)} could be chance by the out-of-bag test."


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
        share = f"{score.importance:.1%} {part}"
        tested = f", which is no chance ({p_text(score.p_value)})" if score.above_noise else ""
        outcome = f"By the out-of-bag test ({score.unbiased:.0%}): {score.verdict}."
        yield f"{share}{tested}. {outcome}"
        return
    low, high = score.importance_low, score.importance_high
    yield f"Explains {score.importance:.0%} {part} (95% interval {low:.0%} to {high:.0%})."
    yield _verdict(score)


def _verdict(score: Score) -> str:
    if score.partner:
        return f"It matters in combination with {score.partner}."
    return {
        "matters": f"It matters: this is no chance ({p_text(score.p_value)}).",
        "could be chance": "This could be chance: a parameter that does nothing could get as much.",
        "not tested yet": "Not tested yet: there are too few runs.",
    }[score.verdict]


def _correlation(score: Score, result: RankResult) -> Iterator[str]:
    if np.isnan(score.correlation):
        return
    if score.kind == "categorical":
        ratio = f"correlation ratio {score.correlation:.2f} on a scale of 0 to 1"
        yield f"{_apart(score, result)} ({ratio})."
        return
    axis = " on a log axis" if score.log else ""
    figures = f"correlation {score.correlation:+.2f}{axis}, by ranks {score.rank_correlation:+.2f}"
    yield f"{_direction(score, result)} ({figures})."


def _apart(score: Score, result: RankResult) -> str:
    if not score.tested:
        return "Differences between its values not tested yet"
    if not score.matters:
        return "No clear difference between its values"
    return f"Its values set {words.noun(result.target)} {'clearly ' if score.strong else ''}apart"


def _direction(score: Score, result: RankResult) -> str:
    if not score.tested:
        return "Direction not tested yet"
    if not score.directed:
        return "No clear direction"
    up = score.correlation > 0
    is_better = up == (result.goal == "maximize")
    trend, target = "Strong trend:" if score.strong else "On average,", result.target
    which = str(is_better) if score.kind == "boolean" else "higher" if is_better else "lower"
    what = "" if isinstance(target, MetricTarget) else f", {words.better(target)}"
    return f"{trend} {which} is better{what}"


def values(taken: Values) -> str:
    """Write which values a param takes: ``optimizer is sgd``, ``depth is 3 to 5``."""
    texts = list(taken.levels)
    if not np.isnan(taken.low):
        low, high = numbers([taken.low, taken.high])
        texts.insert(0, low if low == high else f"{low} to {high}")
    return f"{taken.param} is {listed(texts, last=' or ')}"
