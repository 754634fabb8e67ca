"""Where two rankings disagree, and why, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting import listed
from hpviz.text import trade_off
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.comparison import Comparison
    from hpviz.analysis.effects.disagreement import Difference, Reason
    from hpviz.analysis.result.scores import Score

# So many differences are written out; the others are marked in the table.
MOST_DIFFERENCES = 4
MOST_FIRST = 3


def names(comparison: Comparison) -> tuple[str, str]:
    """Name the two rankings by what they differ in: labels of methods, or metrics."""
    first, second = comparison.first, comparison.second
    if comparison.by == "metric":
        return first.metric, second.metric
    return METHOD_TEXTS[first.method].label, METHOD_TEXTS[second.method].label


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """Write where two rankings disagree, and why."""
    if comparison.trade_off is not None:
        first, second = comparison.first.metric, comparison.second.metric
        return trade_off.sentences(comparison.trade_off, first, second)
    return tuple(_of_methods(comparison))


def _of_methods(comparison: Comparison) -> Iterator[str]:
    """Write what two methods have in common, then each difference with its reason."""
    yield _in_common(comparison)
    differences = comparison.differences
    if not differences:
        yield "No parameter is much more to one than to the other."
        return
    for difference in differences[:MOST_DIFFERENCES]:
        why = f": {_reason(difference, difference.reason)}" if difference.reason else ""
        yield f"{_shares(difference)}{why}."
    if len(differences) > MOST_DIFFERENCES:
        yield f"{len(differences) - MOST_DIFFERENCES} more are marked."


def _in_common(comparison: Comparison) -> str:
    name, other_name = names(comparison)
    tops = [
        [score.param for score in result.scores[:MOST_FIRST]]
        for result in (comparison.first, comparison.second)
    ]
    both = [param for param in tops[0] if param in tops[1]]
    if tops[0] == tops[1]:
        return f"{name} and {other_name} put the same first: {listed(both)}."
    if not both:
        return f"{name} and {other_name} have none of their first {len(tops[0])} in common."
    return f"Of their first {len(tops[0])}, {name} and {other_name} have {listed(both)} in common."


def _shares(difference: Difference) -> str:
    more, less = METHOD_TEXTS[difference.to].label, METHOD_TEXTS[difference.than].label
    return (
        f"{difference.more.param} has {difference.share:.0%} of all importance by {more} and "
        f"{difference.other_share:.0%} by {less}"
    )


def _reason(difference: Difference, reason: Reason) -> str:
    """Write a reason so that it can follow a colon."""
    if reason.code == "interaction":
        return _by_interaction(difference, reason)
    if reason.code == "correlated":
        return _by_correlated(difference)
    score, best = difference.more, f"the best {reason.top:.0%} of the runs"
    same = f"{best} do not clearly differ from all runs in it"
    noise = "on unseen runs what it does could be chance"
    return {
        "top is noise": f"that it sets {best} apart could be chance",
        "top only": f"{best} have other values of it than all runs, but over all runs {_over_all(score)}",
        "noise": noise,
        "many values": f"it has {score.levels:,} distinct values, which impurity favours, and {noise}",
        "top is less": f"{best} differ from all runs less in it than in others",
        "top is like all": same,
        "worst differ": f"{same}, the worst do: it rules out bad runs",
    }[reason.code]


def _over_all(score: Score) -> str:
    share = f"it explains {score.unbiased:.0%} of the differences"
    return share if score.matters else f"{share}, which could be chance"


def _by_interaction(difference: Difference, reason: Reason) -> str:
    share = f"{reason.share:.0%}"
    if difference.than == "fanova":
        return f"it works through an interaction with {reason.partner} ({share} beyond what each does alone)"
    if difference.than == "top":
        return (
            f"its best values depend on {reason.partner} (the two make {share} beyond what each does alone), "
            "and this lens looks at one parameter at a time"
        )
    return f"shuffling it also loses its interaction with {reason.partner} ({share}), for both in full"


def _by_correlated(difference: Difference) -> str:
    others = listed(difference.more.moves_with[:MOST_FIRST])
    if difference.than == "permutation":
        return f"it moved together with {others}, which still tells much of it when it is shuffled"
    return f"it moved together with {others}, and fANOVA also counts combinations that no run has"
