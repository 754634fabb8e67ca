"""What pairs of params make beyond both alone, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.percents import percent, percents_beside
from hpviz.formatting.words import count_of, listed
from hpviz.text import target as words
from hpviz.text.row import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.interactions import Interactions
    from hpviz.analysis.effects.unseen import Unseen

# Only the strongest pairs and params are written out.
MOST_WRITTEN = 3


def sentences(interactions: Interactions) -> tuple[str, ...]:
    """Write which pairs interact; by fANOVA, which pair and which params make most of the differences."""
    by_method = {"oob": _out_of_bag, "fanova": _whole_space}
    return tuple(by_method[interactions.method](interactions))


def unseen(param: str, other: str, why: Unseen) -> str:
    """Write why runs cannot show whether the effects of two params add up."""
    reason = "they moved together"
    if why.constant is not None:
        reason = f"in all runs that have both, {values(why.constant)}"
    return f"Whether {param} and {other} interact cannot be seen from these runs: {reason}."


def _out_of_bag(interactions: Interactions) -> Iterator[str]:
    clear = [pair for pair in interactions.pairs if pair.verdict == "matters"]
    result = interactions.result
    if not clear:
        yield (
            f"No clear interaction {_among(interactions)}: as far as these {result.runs_used:,} "
            "runs show, the effects add up."
        )
        yield from _moved_together(interactions)
        return
    differences = words.differences(result.target)
    for pair in clear[:MOST_WRITTEN]:
        share, ends = percents_beside(pair.share, pair.share_low, pair.share_high)
        yield (
            f"{pair.param} and {pair.other} interact: {share} of {differences} "
            f"appear only in combination{f' ({ends})' if ends else ''}."
        )
    more = len(clear) - MOST_WRITTEN
    if more > 0:
        yield f"{count_of(more, 'more pair')} {'interacts' if more == 1 else 'interact'}."
    yield "True shares may be larger."
    yield from _moved_together(interactions)


def _moved_together(interactions: Interactions) -> Iterator[str]:
    """Write of which params that moved together no pair is looked at."""
    groups = [listed(group.params) for group in interactions.result.correlated_groups if group.above_noise]
    if groups:
        yield f"Whether {groups[0]} interact cannot be seen from these runs: they moved together."


def _whole_space(interactions: Interactions) -> Iterator[str]:
    pair, differences = interactions.pairs[0], "the differences between predictions"
    if pair.share == 0:
        yield f"None of {differences} appear only in combination ({_compared(interactions)})."
    else:
        most = f", the most of {_compared(interactions)}" if interactions.n_compared > 1 else ""
        yield (
            f"{pair.param} and {pair.other}: {percent(pair.share)} of {differences} appear only in "
            f"combination{most}."
        )
    for row in interactions.totals[:MOST_WRITTEN]:
        yield f"{row.param}: {percent(row.alone)} alone, {percent(row.total)} with all its interactions."
    yield "Fitted noise counts too: fANOVA has no test."


def _among(interactions: Interactions) -> str:
    if interactions.n_compared > 1:
        return f"among {_compared(interactions)}"
    return f"between {interactions.pairs[0].param} and {interactions.pairs[0].other}"


def _compared(interactions: Interactions) -> str:
    return count_of(interactions.n_compared, "pair")
