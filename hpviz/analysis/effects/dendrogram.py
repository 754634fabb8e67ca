"""Which params moved together in these runs: a tree over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.correlated_groups import linkage_of
from hpviz.analysis.association.similarity import similarity_matrix
from hpviz.analysis.forest.bagging import sampled_rows
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult

# The tree shows at most so many params: those in groups, then the strongest.
MOST_LEAVES = 60


@dataclass(frozen=True, eq=False, kw_only=True)
class Dendrogram:
    """Which params are like which: a tree over them.

    Attributes
    ----------
    result
        The ranking that the params are in.
    leaves
        Params, those alike beside each other.
    joins
        Numbers of the two branches that meet, and their mean similarity; the first `len(leaves)` numbers are
        the leaves, then come the joins, most alike first.
    n_left_out
        How many params are not in the tree.
    """

    result: RankResult
    leaves: tuple[str, ...]
    joins: tuple[tuple[int, int, float], ...]
    n_left_out: int

    def table(self) -> pd.DataFrame:
        """Return the groups (see `RankResult.groups`)."""
        return self.result.groups()


def dendrogram_of(result: RankResult) -> Dendrogram:
    """Compute the tree over the params of a ranking: average linkage of their similarity.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`.

    Raises
    ------
    HpvizError
        Fewer than two params, or no runs.
    """
    evidence = result.require_evidence()
    if len(result.scores) < 2:
        raise HpvizError("There is one parameter only: it moves with nothing.")
    params = _shown(result, evidence)
    rows = sampled_rows(len(evidence.rows), len(evidence.params), evidence.options.seed)
    similarity = similarity_matrix([evidence.column(param) for param in params], rows)
    linkage = linkage_of(similarity, to_draw=True)
    from scipy.cluster.hierarchy import leaves_list

    order = leaves_list(linkage).tolist()
    # Branches below len(params) are params, which are numbered by their place along the leaves.
    number = np.r_[np.argsort(order), np.arange(len(params), 2 * len(params))].tolist()
    return Dendrogram(
        result=result,
        leaves=tuple(params[leaf] for leaf in order),
        joins=tuple(
            (number[int(left)], number[int(right)], 1 - distance)
            for left, right, distance, _ in linkage.tolist()
        ),
        n_left_out=len(result.scores) - len(params),
    )


def _shown(result: RankResult, evidence: Evidence) -> list[str]:
    """Choose the params of the tree: those in groups, then the strongest; in the order of the source."""
    grouped = [param for group in result.correlated_groups for param in group.params]
    ranked = dict.fromkeys([*grouped, *(score.param for score in result.scores)])
    kept = set(list(ranked)[:MOST_LEAVES])
    return [param for param in evidence.params if param in kept]
