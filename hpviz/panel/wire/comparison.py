"""Two rankings side by side as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.effects.comparison import comparison_of
from hpviz.export.code import other_of
from hpviz.panel.wire.facts import as_columns

if TYPE_CHECKING:
    from hpviz.analysis import Ranking

FIELDS = ("importance", "importance_low", "importance_high", "above_noise")


def encode_comparison(ranking: Ranking, of: str) -> dict[str, Any]:
    """Encode the ranking beside another, ``"method:mdi"`` or ``"metric:val_acc"``."""
    found = comparison_of(ranking, **other_of(of))
    sides = {
        "first": ([row.first for row in found.rows], [row.place for row in found.rows]),
        "second": ([row.second for row in found.rows], [row.other_place for row in found.rows]),
    }
    return {
        "names": list(found.names),
        "param": [row.first.param for row in found.rows],
        **{side: as_columns(scores, FIELDS) | {"place": places} for side, (scores, places) in sides.items()},
        "apart": [row.apart for row in found.rows],
        "sentences": list(found.sentences),
    }
