"""Why two methods disagree on the importance of a param, as far as the figures bear it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.importance.pair_interactions import MOST_PARAMS
from hpviz.analysis.importance.ped_anova import best_of, ped_anova
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.effects.interactions import Pair
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

# A param with so many values offers a tree more places to split than most others.
MANY_VALUES = 20
# An interaction explains that a param is small alone when it is so much of what the param accounts for.
MUCH = 0.2

ReasonCode = Literal[
    "top is noise",  # the best runs do not clearly differ in it from all runs
    "top only",  # the best runs differ in it from all runs; over all runs it does less
    "noise",  # on unseen runs it is not above the noise
    "many values",  # the same, and it has many values, which impurity favours
    "interaction",  # it acts with another param, of which the other method counts nothing or only a part
    "top is less",  # the best runs differ in it from all runs, but less than in other params
    "top is like all",  # the best runs do not clearly differ in it from all runs
    "worst differ",  # the same, while the worst runs do
    "correlated",  # it moved together with other params
]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a param is more to one method than to another.

    Attributes
    ----------
    code
        Which of the reasons.
    top
        The share of the runs that are called the best.
    partner, share
        Of ``"interaction"``: the other param, and the share of the metric's variation on unseen runs that the
        two make beyond what each does alone.
    """

    code: ReasonCode
    top: float
    partner: str = ""
    share: float = float("nan")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A param that is much more to one method than to another.

    Attributes
    ----------
    more, less
        Its rows by the two methods.
    to, than
        The methods: it is more to `to` than to `than`.
    share, other_share
        Its parts of all that each of them gives.
    reason
        None where the figures bear none out.
    """

    more: Score
    less: Score
    to: MethodName
    than: MethodName
    share: float
    other_share: float
    reason: Reason | None = None


def differences(
    first: RankResult,
    second: RankResult,
    scores: Sequence[tuple[Score, Score]],
    shares: Sequence[tuple[float, float]],
) -> tuple[Difference, ...]:
    """Find why two methods disagree on some params.

    Parameters
    ----------
    first, second
        The rankings, by one method each.
    scores, shares
        Of each param on which they disagree its rows in the two, and its parts of all that each gives.
    """
    pairs = _clear_pairs(first) if scores else []
    return tuple(
        _difference(first, second, rows, parts, pairs) for rows, parts in zip(scores, shares, strict=True)
    )


def _difference(
    first: RankResult,
    second: RankResult,
    scores: tuple[Score, Score],
    shares: tuple[float, float],
    pairs: Sequence[Pair],
) -> Difference:
    methods = first.method, second.method
    more, less = (0, 1) if shares[0] > shares[1] else (1, 0)
    score, to, than = scores[more], methods[more], methods[less]
    own = [pair for pair in pairs if score.param in {pair.param, pair.other}]
    return Difference(
        more=score,
        less=scores[less],
        to=to,
        than=than,
        share=shares[more],
        other_share=shares[less],
        reason=_reason(first, (score, scores[less]), to, than, own),
    )


def _clear_pairs(result: RankResult) -> list[Pair]:
    """Interactions above the noise, the strongest first."""
    try:
        pairs = interactions_of(result, most=MOST_PARAMS**2, method="oob").pairs
    except HpvizError:  # no two params to look at
        return []
    return [pair for pair in pairs if pair.above_noise]


def _reason(
    result: RankResult,
    scores: tuple[Score, Score],
    to: MethodName,
    than: MethodName,
    pairs: Sequence[Pair],
) -> Reason | None:
    """Return the first reason that the figures bear out."""
    (score, less), top = scores, result.require_evidence().options.top
    if to == "top":
        return Reason(code="top only" if score.above_noise else "top is noise", top=top)
    if not score.unbiased_above_noise:
        many = to == "mdi" and score.levels >= MANY_VALUES
        return Reason(code="many values" if many else "noise", top=top)
    if pair := _strong_pair(score, to, than, pairs):
        partner = pair.other if pair.param == score.param else pair.param
        return Reason(code="interaction", top=top, partner=partner, share=pair.share)
    if than == "top":
        return _at_the_top(result, less, top)
    if score.moves_with and than in {"permutation", "fanova"}:
        return Reason(code="correlated", top=top)
    return None


def _strong_pair(score: Score, to: MethodName, than: MethodName, pairs: Sequence[Pair]) -> Pair | None:
    """Return the strongest interaction of a param where one explains the difference of two methods."""
    if than not in {"fanova", "top"} and to != "permutation":
        return None
    return next((pair for pair in pairs if pair.share >= MUCH * score.unbiased), None)


def _at_the_top(result: RankResult, score: Score, top: float) -> Reason:
    if score.above_noise:
        return Reason(code="top is less", top=top)
    worst = _sets_worst_apart(result, score.param)
    return Reason(code="worst differ" if worst else "top is like all", top=top)


def _sets_worst_apart(result: RankResult, param: str) -> bool:
    """Test, as at the top, whether as many of the worst runs have other values than all runs."""
    evidence = result.require_evidence()
    worst = best_of(evidence.y, "maximize" if result.goal == "minimize" else "minimize", evidence.options.top)
    _, p_value = ped_anova([evidence.column(param)], worst, seed=evidence.options.seed)
    return bool(p_value[0] < ALPHA)
