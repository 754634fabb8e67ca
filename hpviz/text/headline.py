"""The result in one sentence: what matters most and where it is best, or why nothing can be said yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.comparison.left_out import would_lead
from hpviz.analysis.next_sweep.failures import params_that_fail
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.leaders import has_rival, is_sole_leader, leaders, matter_most
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised, listed
from hpviz.runs.target import FailureTarget
from hpviz.text import target as words
from hpviz.text.best_values import phrase, trend
from hpviz.text.figures import failing, failing_together
from hpviz.text.methods import METHOD_TEXTS, share_of
from hpviz.text.refusals import problem
from hpviz.text.row import is_little, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

COMPUTING = "Computing which parameters matter …"
# So many params whose order is not settled are named with their figures.
MOST_LEADERS = 3


VERDICTS = {"could be chance": "could be chance", "not tested yet": "is not tested yet"}


def headline(result: RankResult, *effects: Effect) -> str:
    """Write the result of a ranking in a sentence, with the best values where they are known.

    Parameters
    ----------
    result
        The ranking.
    *effects
        Of the params that `leading` names; none where they are not computed (yet).
    """
    obstacle = problem(result)
    if obstacle is not None:
        if result.obstacle is None or result.obstacle.kind != "unpredicted":
            return obstacle
        return f"{_of_failures(result) or obstacle} {left_out(result)}".rstrip()
    if not result.complete:
        return COMPUTING
    sentence = _by_importance(result) if result.method == "oob" else _by_another_method(result)
    return " ".join(filter(None, [sentence, *_best(effects, result), left_out(result)]))


def leading(result: RankResult) -> tuple[str, ...]:
    """Name the params that the headline names first, of which the best values belong into it."""
    if result.obstacle is not None or not result.complete:
        return ()
    level = leaders(result)
    if not level or combined_with(level[0], result):
        return ()
    named = _named(level, result) if result.method == "oob" else _sole(level, result)
    return tuple(score.param for score in named if not score.moves_with and not combined_with(score, result))


def _sole(level: Sequence[Score], result: RankResult) -> Sequence[Score]:
    return level if len(level) == 1 and is_sole_leader(result, level[0]) else ()


def _named(level: Sequence[Score], result: RankResult) -> Sequence[Score]:
    """Return which of the first params are named as such, as `_of_leaders` names them."""
    sure = [score for score in result.scores if score.matters]
    if _sole(level, result):
        return level
    if len(level) > 1 and not has_rival(result, level):
        largest = matter_most(result, level)
        if len(largest) == 1 or len(level) <= MOST_LEADERS:
            return level[:1] if len(largest) == 1 else level
    return sure if len(sure) <= MOST_LEADERS else level[:1]


def _best(effects: Sequence[Effect], result: RankResult) -> Iterator[str]:
    """Write where each param is best, or which way it is better; with its name where others are named."""
    alone = len(effects) == 1 and is_sole_leader(result, effects[0].score)
    failing_most = isinstance(result.target, FailureTarget)
    together = failing_together(result, *(effect.score.param for effect in effects)) if failing_most else ""
    if together:
        yield f"{capitalised(together)}."
    for effect in effects:
        if together and failing_together(result, effect.score.param):
            continue
        best = phrase(effect) or (trend(effect) if effect.column.part != "task" else "")
        when = f"when {values(effect.score.active_when)}" if effect.score.active_when else ""
        if best and alone:
            yield f"{capitalised(f'{when}, {best}' if when else best)}."
        elif best:
            yield f"{effect.score.param}{f' ({when})' if when else ''}: {best}."


def left_out(result: RankResult) -> str:
    """Name the guessed columns that would come first if they were params."""
    columns = would_lead(result)
    if not columns:
        return ""
    names, shares = zip(*((name, percent(share)) for name, share in columns[:MOST_LEADERS]), strict=True)
    it, role = ("it", "its role") if len(names) == 1 else ("they", "their roles")
    are = "is" if len(names) == 1 else "are"
    return (
        f"{listed(names)} {are} left out as no parameter, though {it} would explain {listed(shares)}: check "
        f"{role} under Parameters."
    )


def _by_importance(result: RankResult) -> str:
    level = leaders(result)
    group = next((group for group in result.correlated_groups if _comes_first(group, level, result)), None)
    if group is not None:
        return _of_group(group, result)
    if not level:
        return _without_leader(result)
    return _combined(level, result) or _of_leaders(level, result)


def _of_group(group: CorrelatedGroup, result: RankResult) -> str:
    first = result.order.is_first(*group.params)
    share = f"together {percent(group.importance)} of {words.differences(result.target)}"
    apart = "They moved together, so their effects cannot be separated."
    matter = f"{listed(group.params)} matter{' most' if first else ''}: {share}. {apart}"
    return matter if first else f"{matter}{_next_to(group, result)}"


def _next_to(group: CorrelatedGroup, result: RankResult) -> str:
    """Add what may be ahead of a group that is not first for sure; empty where that could be chance."""
    behind = [score for score in result.scores if score.param not in group.params and score.matters]
    first = next((score for score in behind if not result.order.is_settled(group.params, score.param)), None)
    if first is None:
        return ""
    other = _group_of(first, result)
    names = listed(other.params) if other is not None else first.param
    share = percent(other.importance if other is not None else first.importance)
    return f" Whether they are ahead of {names} ({share}) is not settled."


def _of_leaders(level: Sequence[Score], result: RankResult) -> str:
    """Write what comes first; that it matters most only where *More runs?* calls its place settled."""
    differences = words.differences(result.target)
    first, share = level[0].param, f"{percent(level[0].importance)} of {differences}"
    if result.order.is_first(first):
        return f"{first} matters most: {share}{_along(level[0])}."
    if len(level) > 1 and not has_rival(result, level):
        if len(matter_most(result, level)) == 1:
            following = f"{level[1].param} follows with {percent(level[1].importance)}{_along(level[1])}"
            return f"{first} comes first: {share}{_along(level[0])}; {following}."
        if len(level) <= MOST_LEADERS:
            names, shares = _entries(level, result)
            return f"{listed(names)} matter most: {listed(shares)} of {differences}."
    sure = [score for score in result.scores if score.matters]
    if len(sure) <= MOST_LEADERS:
        return f"{_only(sure, differences)}{_along(level[0])}."
    return f"{len(sure)} parameters matter, but their order is not settled: {first} comes first with {share}."


def _combined(level: Sequence[Score], result: RankResult) -> str:
    """Write that what comes first matters in combination with another param; empty where it does not."""
    first, *others = level
    partner = combined_with(first, result)
    if not partner or [score.param for score in others] not in ([], [partner]):
        return ""
    share = f"{percent(first.importance)} of {words.differences(result.target)}"
    names = listed([first.param, partner])
    each = f"{names} matter in combination: the best value of each depends on the other."
    return each if others else f"{first.param} matters in combination with {partner}: {share}."


def _along(score: Score) -> str:
    return f", but {listed(score.moves_with)} moved along with it" if score.moves_with else ""


def _comes_first(group: CorrelatedGroup, level: Sequence[Score], result: RankResult) -> bool:
    """Whether a group that moved together matters, and comes first in the table or, as a whole, before it."""
    if not group.above_noise or np.isnan(group.importance) or not result.scores:
        return False
    is_ahead = any(score.param in group.params and group.importance > level[0].importance for score in level)
    return result.scores[0].param in group.params or is_ahead


def _group_of(score: Score, result: RankResult) -> CorrelatedGroup | None:
    return next((group for group in result.correlated_groups if score.param in group.params), None)


def _entries(level: Sequence[Score], result: RankResult) -> tuple[list[str], list[str]]:
    """Write names and shares, of params that moved together once: ``a with b``, ``40% together``."""
    names, shares = [], []
    for score in level:
        group = _group_of(score, result)
        if group is None or np.isnan(group.importance):
            names.append(score.param)
            shares.append(percent(score.importance))
        elif (name := " with ".join(group.params)) not in names:
            names.append(name)
            shares.append(f"{percent(group.importance)} together")
    return names, shares


def _without_leader(result: RankResult) -> str:
    """Write that what comes first could be chance, or that all could."""
    differences = words.differences(result.target)
    sure = [score for score in result.scores if score.matters]
    if not sure:
        help_text = "" if would_lead(result) else " More runs or wider ranges would help."
        none = f"No parameter clearly matters for {words.noun(result.target)}: each could be chance."
        return _of_failures(result) or f"{none}{help_text}"
    if len(sure) > MOST_LEADERS:
        names = listed([score.param for score in sure])
        return f"Only {names} clearly matter; what comes first could be chance."
    return f"{_only(sure, differences)}."


def _of_failures(result: RankResult) -> str:
    """Write on what failing depends by the exact test, where no importance is clear; empty if on nothing."""
    params = params_that_fail(result) if isinstance(result.target, FailureTarget) else ()
    if not params:
        return ""
    where = failing_together(result, *params[:MOST_LEADERS]) or failing(result, params[0])
    depends = f"Failure depends on {listed(params[:MOST_LEADERS])}{where and f': {where}'}."
    return f"{depends} How much that explains is not known: each importance could be chance."


def _only(sure: Sequence[Score], differences: str) -> str:
    """Write which params are all that matter; what is ahead of them or next to them could be chance."""
    names, verb = listed([score.param for score in sure]), "matters" if len(sure) == 1 else "matter"
    shares = listed([percent(score.importance) for score in sure])
    little = ", but little" if all(is_little(score) for score in sure) else ""
    return f"Only {names} clearly {verb}{little}: {shares} of {differences}"


def _by_another_method(result: RankResult) -> str:
    text = METHOD_TEXTS[result.method]
    first = next((score for score in result.scores if not np.isnan(score.importance)), None)
    if first is None:
        return ""
    if not first.importance > 0:
        return f"No parameter comes first by {text.name}: each has 0%."
    part = share_of(result.method, words.differences(result.target))
    doubt = "" if first.matters else f" It {VERDICTS[first.verdict]}."
    return f"{first.param} comes first by {text.name}: {percent(first.importance)} {part}.{doubt}"
