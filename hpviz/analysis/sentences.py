"""What the figures say, in words for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.replicates import ENOUGH, too_few
from hpviz.analysis.importance.methods import LENSES
from hpviz.analysis.jointly import of_group, share_of
from hpviz.formatting import listed
from hpviz.runs.target import FailureTarget, ParetoTarget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hpviz.analysis.design.selection import Selection
    from hpviz.analysis.ranking import Ranking, Score, Trust
    from hpviz.runs import Runs
    from hpviz.runs.column import Column
    from hpviz.runs.target import Target

# Fewer runs than this say nothing that could be trusted, whatever the figures.
ENOUGH_RUNS = 20
STRONG = 0.7


def no_metric(runs: Runs) -> str:
    """Say why there is nothing to rank by, and what to do."""
    if len(runs) == 0:
        return f"{runs.source} has no runs yet: there is nothing to rank."
    return (
        "None of the columns is a numeric metric, so there is nothing to rank by. Log a number per run (a "
        "loss, an accuracy), or say which column is one: Panel(…, metrics=['name']), or under Parameters."
    )


def no_answer(runs: Runs, target: Target, chosen: Selection, params: Mapping[str, Column]) -> str | None:
    """Say why these runs allow no answer at all; None where they do."""
    if len(runs) == 0:
        return no_metric(runs)
    if len(chosen.rows) == 0:
        return f"None of the {_runs(len(runs))} can be used: {reasons(chosen.skipped)}. {_remedy(chosen)}"
    if not params:
        return _no_params(runs)
    return _no_comparison(target, chosen, params)


def _no_comparison(target: Target, chosen: Selection, params: Mapping[str, Column]) -> str | None:
    if len(chosen.rows) == 1 and not isinstance(target, FailureTarget):
        return "Only one run can be used: with one run no parameter can be compared. Log more runs."
    if np.ptp(chosen.y) == 0:
        return f"{_all_alike(target, chosen)}: there is nothing to explain. Choose another metric."
    if not any(
        column.active < len(column.numbers) or column.among(chosen.rows).varies for column in params.values()
    ):
        return "Every parameter has one value only in these runs: vary a parameter to see what it does."
    return None


def _all_alike(target: Target, chosen: Selection) -> str:
    runs = _runs(len(chosen.y))
    if isinstance(target, FailureTarget):
        return f"All of the {runs} failed" if chosen.y[0] else f"None of the {runs} is known to have failed"
    if isinstance(target, ParetoTarget):
        return f"All of the {runs} are on the Pareto front of {listed(target.metrics)}"
    return f"{target.name} has the same value ({number(chosen.y[0])}) in all {runs}"


def _no_params(runs: Runs) -> str:
    if runs.params:
        return "All parameters are hidden: choose some under Parameters."
    return (
        "None of the columns is a parameter. Say which are: Panel(…, params=['name']), or under Parameters."
    )


def _remedy(chosen: Selection) -> str:
    statuses = [reason for reason in chosen.skipped if " " not in reason]
    return "Choose which statuses enter under Settings." if statuses else "Choose another metric."


def reasons(skipped: Mapping[str, int]) -> str:
    """List the reasons with their counts: ``12 crashed, 3 without val_loss``."""
    return ", ".join(f"{count} {reason}" for reason, count in skipped.items())


def no_trust(ranking: Ranking) -> str | None:
    """Say why figures that were computed are not to be trusted; None where they are."""
    if ranking.runs_used < ENOUGH_RUNS:
        return (
            f"Only {_runs(ranking.runs_used)} can be used: too few to tell an effect from chance. "
            f"From {ENOUGH_RUNS} runs on importances are tested."
        )
    repeats = ranking.evidence.repeats if ranking.evidence else None
    if repeats and too_few(repeats):
        return (
            f"The {_runs(ranking.runs_used)} are of {repeats.configurations} configurations only: too few to "
            f"tell an effect from chance. From {ENOUGH} configurations on importances are tested."
        )
    if not ranking.oob_r2 > 0:
        told = f"(out-of-bag R² {ranking.oob_r2:.2f})"
        return (
            f"On runs it has not seen, the forest predicts {ranking.target.noun} no better than the average "
            f"does {told}: these parameters do not explain it, or the runs are few."
        )
    return None


def trust(ranking: Ranking) -> tuple[Trust, str]:
    """Put the out-of-bag R2 into words."""
    r2 = ranking.oob_r2
    if np.isnan(r2):
        return "none", f"No forest is grown on {_runs(ranking.runs_used)}."
    told = f"out-of-bag R² {r2:.2f}"
    if ranking.runs_used < ENOUGH_RUNS:
        return "none", f"Too few runs to trust the forest ({told})."
    if r2 <= 0:
        return "none", f"The forest explains nothing on unseen runs ({told})."
    if r2 < 0.3:
        return "weak", f"The forest explains little on unseen runs ({told}): read the order with care."
    if r2 < 0.6:
        return "fair", f"The forest explains a fair part on unseen runs ({told})."
    return "good", f"The forest predicts unseen runs well ({told})."


def notes(ranking: Ranking) -> Iterator[str]:
    """Say what is worth knowing about the whole table."""
    if ranking.trust == "none" and ranking.oob_r2 <= 0:
        return
    yield from (of_group(group, ranking.target.noun) for group in ranking.together[:3])
    if len(ranking.together) > 3:
        more = len(ranking.together) - 3
        groups = "group" if more == 1 else "groups"
        yield f"{more} more {groups} of parameters moved together (marked in the table)."
    if ranking.method != "oob":
        yield LENSES[ranking.method].answers
        yield from _disagreement(ranking)
    elif ranking.oob_r2 > 0 and not any(score.above_noise for score in ranking.scores):
        yield "No parameter stands out from the noise: more runs, or wider ranges, would tell."


def _disagreement(ranking: Ranking) -> Iterator[str]:
    top = [score for score in ranking.scores[:5] if not np.isnan(score.importance)]
    doubtful = [score.param for score in top if not score.unbiased_above_noise]
    if doubtful:
        verb = "is" if len(doubtful) == 1 else "are"
        yield f"Of its first {len(top)}, {listed(doubtful)} {verb} not above the noise out of bag."


def about(score: Score, ranking: Ranking) -> Iterator[str]:
    """Say what one row's figures mean."""
    yield from _importance(score, ranking)
    yield from _correlation(score, ranking)
    if score.active_runs < ranking.runs_used:
        when = f", when {score.active_when}" if score.active_when else ""
        yield f"Active in {score.active_runs:,} of {_runs(ranking.runs_used)}{when}."
    if score.moves_with:
        yield f"Moved together with {listed(score.moves_with)}: these runs cannot tell their effects apart."
    for group in ranking.together:
        if score.param in group.params and not np.isnan(group.importance):
            yield f"{listed(group.params)} jointly: {share_of(group, ranking.target.noun)}."


def _importance(score: Score, ranking: Ranking) -> Iterator[str]:
    if np.isnan(score.importance):
        if not score.varies:
            yield "One value only in these runs, so nothing can be said of it."
        return
    part = LENSES[ranking.method].part.format(metric=ranking.target.noun)
    if ranking.method != "oob":
        above = "above" if score.unbiased_above_noise else "not above"
        tested = "" if np.isnan(score.p_value) else f" ({p_text(score.p_value)})"
        share = f"{max(score.importance, 0.0):.1%} {part}{tested}"
        yield f"{share}; out of bag {score.unbiased:.3f}, {above} the noise."
        return
    low, high = max(score.importance_low, 0.0), min(score.importance_high, 1.0)
    share = f"Accounts for {max(score.importance, 0.0):.0%} {part}"
    yield f"{share} (95% interval {low:.0%} to {high:.0%}; {p_text(score.p_value)})."
    if score.above_noise is False and ranking.problem is None:
        yield "Not above the noise: this much also comes about by chance."


def _correlation(score: Score, ranking: Ranking) -> Iterator[str]:
    if np.isnan(score.correlation):
        return
    if score.kind == "categorical":
        ratio = f"Correlation ratio {score.correlation:.2f}"
        yield f"{ratio}: how far its values set {ranking.target.noun} apart (0 to 1, no sign)."
        return
    axis = " on a log axis" if score.log else ""
    figures = f"correlation {score.correlation:+.2f}{axis}, by ranks {score.rank_correlation:+.2f}"
    yield f"{_direction(score, ranking)} ({figures})."


def _direction(score: Score, ranking: Ranking) -> str:
    if score.correlation_low <= 0 <= score.correlation_high or np.isnan(score.correlation_low):
        return "No clear direction along a straight line"
    up = score.correlation > 0
    better = up == (ranking.goal == "maximize")
    more = "True" if score.kind == "boolean" else "Higher values"
    verb = "goes" if score.kind == "boolean" else "go"
    strongly = "strongly " if abs(score.correlation) >= STRONG else ""
    change = ranking.target.higher if up else ranking.target.lower
    change = f"{change}, which is {'better' if better else 'worse'}"
    return f"{more} {verb} {strongly}with {change}"


def p_text(p_value: float) -> str:
    """Write a p-value: ``p < 0.001`` or ``p = 0.012``."""
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"


def values_of(column: Column) -> str:
    """Say which values a param takes: ``optimizer is sgd``, ``depth is 3 to 5``."""
    levels = [column.levels[code] for code in column.present]
    found = column.numbers[~np.isnan(column.numbers)]
    if len(found):
        low, high = number(found.min()), number(found.max())
        levels.insert(0, low if low == high else f"{low} to {high}")
    return f"{column.name} is {listed(levels, last=' or ')}"


def number(value: float) -> str:
    """Write a number shortly: whole numbers in full, others with four digits that count."""
    whole = abs(value) < 1e7 and float(value).is_integer()
    return f"{value:.0f}" if whole else f"{value:.4g}"


def _runs(n: int) -> str:
    return f"{n} run" if n == 1 else f"{n:,} runs"
