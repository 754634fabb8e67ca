"""Where two rankings disagree, and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised, fitting, listed
from hpviz.text import target as words
from hpviz.text import trade_off
from hpviz.text.correlated_groups import not_told_apart
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.comparison.comparison import Comparison
    from hpviz.analysis.comparison.disagreement import Difference, Reason
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

# So many differences are written out; the others are marked in the table.
MOST_DIFFERENCES = 4
MOST_FIRST = 3


def names(comparison: Comparison) -> tuple[str, str]:
    """Name the two rankings by what they differ in: labels of methods, or metrics."""
    first, second = comparison.first, comparison.second
    if comparison.by == "metric":
        return words.axis_label(first.target), words.axis_label(second.target)
    return METHOD_TEXTS[first.method].label, METHOD_TEXTS[second.method].label


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """Write where two rankings disagree, and why."""
    if comparison.trade_off is not None:
        first, second = names(comparison)
        return trade_off.sentences(comparison.trade_off, first, second)
    return tuple(_of_methods(comparison))


def _of_methods(comparison: Comparison) -> Iterator[str]:
    """Write what two methods have in common, then each difference with its reason."""
    yield _in_common(comparison)
    differences = comparison.differences
    if not differences:
        yield _alike(comparison)
        return
    shown = fitting(len(differences), MOST_DIFFERENCES)
    for difference in differences[:shown]:
        why = f": {_reason(difference, difference.reason)}" if difference.reason else ""
        yield f"{_shares(difference)}{why}."
    if len(differences) > shown:
        yield f"{len(differences) - shown} more differences are marked in the table."


def _alike(comparison: Comparison) -> str:
    """Write how near the figures are where no share is far from the other."""
    rows = [row for row in comparison.rows if _is_known(comparison.first, row.first)]
    beyond = [row.first.param for row in rows if row.is_beyond]
    if beyond:
        figures = "two figures" if len(beyond) == 1 else "figures"
        return f"The {figures} of {listed(beyond)} differ by more than their intervals."
    if any(row.place != row.other_place for row in comparison.rows if row.first.matters):
        return "The figures differ by no more than their intervals."
    return "No parameter differs much between the two."


def _in_common(comparison: Comparison) -> str:
    name, other_name = (METHOD_TEXTS[result.method].name for result in (comparison.first, comparison.second))
    results = (comparison.first, comparison.second)
    known = [_first_known(result) for result in results]
    tops = [[score.param for score in result.scores[:MOST_FIRST]] for result in results]
    if known[0] == known[1]:
        first = known[0] or tops[0]
        if len(first) == 1:
            return f"{first[0]} comes first by {name} and by {other_name}."
        if known[0] or tops[0] == tops[1]:
            return f"Same order by {name} and {other_name}: {listed(first)}."
    if {*known[0]} == {*known[1]} != set():
        tops = known
    both = [param for param in tops[0] if param in tops[1]]
    if len(both) == len(tops[0]) == len(tops[1]):
        return f"{capitalised(name)} and {other_name} order {listed(both)} differently."
    if not both:
        return f"{capitalised(name)} and {other_name} share none of their first {len(tops[0])} parameters."
    return f"{capitalised(name)} and {other_name} share {listed(both)} among their first {len(tops[0])}."


def _first_known(result: RankResult) -> list[str]:
    """Name the first params down to the last of them that matters: the order of the others is chance."""
    first = result.scores[:MOST_FIRST]
    known = [place for place, score in enumerate(first, start=1) if _is_known(result, score)]
    return [score.param for score in first[: max(known, default=0)]]


def _is_known(result: RankResult, score: Score) -> bool:
    """Whether a param matters by the test that is every method's, alone or with those it moved with."""
    return score.matters or bool(not_told_apart(result, score.param))


def _shares(difference: Difference) -> str:
    more = f"{percent(difference.share)} of all importance by {METHOD_TEXTS[difference.to].name}"
    less = f"{percent(difference.other_share)} by {METHOD_TEXTS[difference.than].name}"
    return f"{difference.more.param} gets {more}, {less}"


def _reason(difference: Difference, reason: Reason) -> str:
    """Write a reason so that it can follow a colon."""
    if reason.code == "interaction":
        return _by_interaction(difference, reason)
    if reason.code == "correlated":
        return _by_correlated(difference)
    score, best = difference.more, f"the best {reason.top:.0%} of the runs"
    same = f"{best} do not clearly differ from all runs in it"
    noise = "it could be chance"
    return {
        "top is noise": f"by that method's test it could be chance that it sets {best} apart",
        "top only": f"{best} have particular values of it, but over all runs {_over_all(score)}",
        "noise": noise,
        "many values": f"it has {score.levels:,} distinct values, which impurity favours, and {noise}",
        "top is less": f"it sets {best} apart less than other parameters do",
        "top is like all": same,
        "worst differ": f"{same}, but the worst do: it decides whether a run is bad",
    }[reason.code]


def _over_all(score: Score) -> str:
    share = f"it explains {percent(score.unbiased)} of the differences"
    return share if score.matters else f"{share}, which could be chance"


def _by_interaction(difference: Difference, reason: Reason) -> str:
    share = f"{reason.share:.0%}"
    if difference.than == "fanova":
        return f"{share} appear only in combination with {reason.partner}, which fANOVA leaves out"
    if difference.than == "top":
        return f"its best values depend on {reason.partner}, and that method looks at one parameter at a time"
    return f"its interaction with {reason.partner} ({share}) counts in full for both"


def _by_correlated(difference: Difference) -> str:
    others = listed(difference.more.moves_with[:MOST_FIRST])
    if difference.than == "permutation":
        return f"it moved together with {others}, which stands in for it when it is shuffled"
    return f"it moved together with {others}, and fANOVA also counts combinations that no run has"
