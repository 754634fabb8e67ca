"""Params that moved together, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.association.correlated_groups import TOGETHER, dendrogram_of
from hpviz.panel.wire.facts import as_columns

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
        "groups": as_columns(ranking.together, GROUP_FIELDS),
        "sentences": list(tree.sentences),
    }
