"""Params that moved together, as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hpviz.analysis.association.correlated_groups import TOGETHER, dendrogram_of

if TYPE_CHECKING:
    from hpviz.analysis import Ranking

GROUP_FIELDS = ("params", "similarity", "importance", "low", "high", "p_value", "above_noise")


def encode_together(ranking: Ranking, _: str) -> dict[str, Any]:
    """Encode the tree over the params, and the groups in it with their joint importance."""
    tree = dendrogram_of(ranking)
    return {
        "leaves": list(tree.leaves),
        "joins": [list(join) for join in tree.joins],
        "cut": TOGETHER,
        "groups": {
            field: [_figure(getattr(group, field)) for group in ranking.together] for field in GROUP_FIELDS
        },
        "sentences": list(tree.sentences),
    }


def _figure(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple) else value
