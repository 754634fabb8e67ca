"""Why two ways to look at importance disagree, in words that the figures bear out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.effects.interactions import MOST_PARAMS, interactions_of
from hpviz.analysis.importance.methods import LENSES
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.importance.ped_anova import best_of, separation
from hpviz.errors import HpvizError
from hpviz.formatting import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.effects.interactions import Pair
    from hpviz.analysis.importance.methods import Method
    from hpviz.analysis.ranking import Ranking, Score

# A param with so many values offers a tree more places to split than most others.
MANY_VALUES = 20
MOST_TOLD = 4
MOST_FIRST = 3
# An interaction explains that a param is small alone when it is so much of what the param accounts for.
MUCH = 0.2


@dataclass(frozen=True)
class Difference:
    """A param that is much more to one lens than to the other, as a share of all that each gives."""

    more: Score
    less: Score
    to: Method
    than: Method
    share: float
    other_share: float


def told(first: Ranking, second: Ranking, apart: Sequence[Difference]) -> Iterator[str]:
    """Say what the two have in common, and of each param on which they are apart why, the strongest first."""
    yield _common(first, second)
    if not apart:
        yield "No parameter is much more to one than to the other."
        return
    pairs = _clear_pairs(first)
    for difference in apart[:MOST_TOLD]:
        param = difference.more.param
        own = [pair for pair in pairs if param in {pair.param, pair.other}]
        reason = _reason(first, difference, own)
        yield f"{_figures(difference)}{f': {reason}' if reason else ''}."
    if len(apart) > MOST_TOLD:
        yield f"{len(apart) - MOST_TOLD} more are marked."


def _common(first: Ranking, second: Ranking) -> str:
    one, other = (LENSES[ranking.method].label for ranking in (first, second))
    tops = [[score.param for score in ranking.scores[:MOST_FIRST]] for ranking in (first, second)]
    both = [param for param in tops[0] if param in tops[1]]
    if tops[0] == tops[1]:
        return f"{one} and {other} put the same first: {listed(both)}."
    if not both:
        return f"{one} and {other} have none of their first {len(tops[0])} in common."
    return f"Of their first {len(tops[0])}, {one} and {other} have {listed(both)} in common."


def _clear_pairs(ranking: Ranking) -> list[Pair]:
    """Give the interactions above the noise, the strongest first."""
    try:
        found = interactions_of(ranking, most=MOST_PARAMS**2, method="oob").pairs
    except HpvizError:  # no two params to look at
        return []
    return [pair for pair in found if pair.above_noise]


def _figures(found: Difference) -> str:
    more, less = LENSES[found.to].label, LENSES[found.than].label
    return (
        f"{found.more.param} has {found.share:.0%} of all importance by {more} and {found.other_share:.0%} "
        f"by {less}"
    )


def _reason(ranking: Ranking, found: Difference, pairs: Sequence[Pair]) -> str:
    """Give the first reason that the figures bear out; empty where none does."""
    score, best = found.more, f"the best {evidence_of(ranking).question.top:.0%} of the runs"
    if found.to == "top" and not score.above_noise:
        return f"it is not above the noise in what separates {best}"
    if found.to == "top":
        return f"{best} have other values of it than all runs, but over all runs {_over_all(score)}"
    if not score.unbiased_above_noise:
        many = found.to == "mdi" and score.levels >= MANY_VALUES
        values = f"it has {score.levels:,} distinct values, which impurity favours, and " if many else ""
        return f"{values}on unseen runs it is not above the noise"
    return _by_interaction(found, pairs) or (
        _at_the_top(ranking, found.less, best) if found.than == "top" else _by_company(found)
    )


def _over_all(score: Score) -> str:
    share = f"it accounts for {max(score.unbiased, 0.0):.0%} of the variation"
    return share if score.unbiased_above_noise else f"{share}, not above the noise"


def _at_the_top(ranking: Ranking, score: Score, best: str) -> str:
    if score.above_noise:
        return f"{best} differ from all runs less in it than in others"
    same = f"{best} do not clearly differ from all runs in it"
    return f"{same}, the worst do: it rules out bad runs" if _sets_worst_apart(ranking, score.param) else same


def _sets_worst_apart(ranking: Ranking, param: str) -> bool:
    """Test, as at the top, whether as many of the worst runs have other values than all runs."""
    evidence = evidence_of(ranking)
    worst = best_of(
        evidence.y, "maximize" if ranking.goal == "minimize" else "minimize", evidence.question.top
    )
    _, p_value = separation([evidence.column(param)], worst, seed=evidence.question.seed)
    return bool(p_value[0] < ALPHA)


def _by_interaction(found: Difference, pairs: Sequence[Pair]) -> str:
    param = found.more.param
    strong = [pair for pair in pairs if pair.share >= MUCH * found.more.unbiased]
    if not strong:
        return ""
    with_it = strong[0].other if strong[0].param == param else strong[0].param
    share = f"{strong[0].share:.0%}"
    if found.than == "fanova":
        return f"it works through an interaction with {with_it} ({share} beyond what each does alone)"
    if found.than == "top":
        return (
            f"its best values depend on {with_it} (the two make {share} beyond what each does alone), and "
            "this lens looks at one parameter at a time"
        )
    if found.to == "permutation":
        return f"shuffling it also loses its interaction with {with_it} ({share}), for both in full"
    return ""


def _by_company(found: Difference) -> str:
    others = listed(found.more.moves_with[:MOST_FIRST])
    if others and found.than == "permutation":
        return f"it moved together with {others}, which still tells much of it when it is shuffled"
    if others and found.than == "fanova":
        return f"it moved together with {others}, and fANOVA also counts combinations that no run has"
    return ""
