"""Interactions as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.effects.interactions import Pair, interactions_of
from hpviz.panel.wire.facts import as_columns

if TYPE_CHECKING:
    from hpviz.analysis import Ranking


def encode_pairs(ranking: Ranking, _: str) -> dict[str, Any]:
    """Encode the strongest pairs by the ranking's own way to look at them."""
    found = interactions_of(ranking)
    rows = as_columns(found.pairs, tuple(Pair.__dataclass_fields__))
    return {"out_of_bag": found.method == "oob", "pairs": rows, "sentences": list(found.sentences)}
