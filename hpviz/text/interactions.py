"""What pairs of params make beyond both alone, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting import count_of, p_text
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.interactions import Interactions

# Only the strongest pairs and params are written out.
MOST_WRITTEN = 3


def sentences(interactions: Interactions) -> tuple[str, ...]:
    """Write which pairs matter beyond both alone; by fANOVA, which makes most of the forest's variation."""
    by_method = {"oob": _out_of_bag, "fanova": _whole_space}
    return tuple(by_method[interactions.method](interactions))


def _out_of_bag(interactions: Interactions) -> Iterator[str]:
    clear = [pair for pair in interactions.pairs if pair.verdict == "matters"]
    result = interactions.result
    if not clear:
        yield (
            f"What pairs of parameters do in combination could be chance ({_compared(interactions)} tested): "
            f"as far as these {result.runs_used:,} runs tell, the effects add up."
        )
        return
    for pair in clear[:MOST_WRITTEN]:
        yield (
            f"{pair.param} and {pair.other} interact: {pair.share:.0%} of the differences in "
            f"{words.noun(result.target)} appear only in combination (95% interval {pair.share_low:.0%} to "
            f"{pair.share_high:.0%}; {p_text(pair.p_value)})."
        )
    more = len(clear) - MOST_WRITTEN
    if more > 0:
        yield f"{count_of(more, 'more pair')} {'interacts' if more == 1 else 'interact'}."
    yield "True shares may be larger."


def _whole_space(interactions: Interactions) -> Iterator[str]:
    pair = interactions.pairs[0]
    yield (
        f"{pair.param} and {pair.other} together make {pair.share:.0%} of the forest's variation over the "
        f"whole space beyond what each makes alone: the most of {_compared(interactions)}."
    )
    for row in interactions.totals[:MOST_WRITTEN]:
        yield f"{row.param} makes {row.alone:.0%} alone, {row.total:.0%} with all its interactions."
    yield "What the forest made of noise counts too."


def _compared(interactions: Interactions) -> str:
    return count_of(interactions.n_compared, "pair")
