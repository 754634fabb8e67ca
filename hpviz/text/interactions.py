"""What pairs of params make beyond both alone, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting import count_of, percents
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.interactions import Interactions

# Only the strongest pairs and params are written out.
MOST_WRITTEN = 3


def sentences(interactions: Interactions) -> tuple[str, ...]:
    """Write which pairs interact; by fANOVA, which pair and which params make most of the differences."""
    by_method = {"oob": _out_of_bag, "fanova": _whole_space}
    return tuple(by_method[interactions.method](interactions))


def _out_of_bag(interactions: Interactions) -> Iterator[str]:
    clear = [pair for pair in interactions.pairs if pair.verdict == "matters"]
    result = interactions.result
    if not clear:
        yield (
            f"No clear interaction among {_compared(interactions)}: as far as these {result.runs_used:,} "
            "runs show, the effects add up."
        )
        return
    for pair in clear[:MOST_WRITTEN]:
        yield (
            f"{pair.param} and {pair.other} interact: {pair.share:.0%} of {words.differences(result.target)} "
            f"appear only in combination ({percents(pair.share_low, pair.share_high)})."
        )
    more = len(clear) - MOST_WRITTEN
    if more > 0:
        yield f"{count_of(more, 'more pair')} {'interacts' if more == 1 else 'interact'}."
    yield "True shares may be larger."


def _whole_space(interactions: Interactions) -> Iterator[str]:
    pair = interactions.pairs[0]
    yield (
        f"{pair.param} and {pair.other}: {pair.share:.0%} of the differences between predictions appear only "
        f"in combination, the most of {_compared(interactions)}."
    )
    for row in interactions.totals[:MOST_WRITTEN]:
        yield f"{row.param}: {row.alone:.0%} alone, {row.total:.0%} with all its interactions."
    yield "Fitted noise counts too: fANOVA has no test."


def _compared(interactions: Interactions) -> str:
    return count_of(interactions.n_compared, "pair")
