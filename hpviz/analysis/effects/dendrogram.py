"""Which params moved together in these runs: a tree over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.analysis.association.correlated_groups import linkage_of
from hpviz.analysis.association.similarity import similarity_matrix
from hpviz.analysis.forest.bagging import sampled_rows
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.result.rank_result import RankResult

# The tree shows at most so many params: those in groups, then the strongest.
MOST_LEAVES = 60


@dataclass(frozen=True, eq=False)
class Dendrogram:
    """Which params are like which: a tree over them.

    Attributes
    ----------
    ranking
        Whose params they are.
    leaves
        Params, those alike beside each other.
    joins
        Numbers of the two branches that meet, and their mean similarity; the first `len(leaves)` numbers are
        the leaves, then come the joins, most alike first.
    left_out
        How many params are not in the tree.
    sentences
        What it says.
    """

    ranking: RankResult
    leaves: tuple[str, ...]
    joins: tuple[tuple[int, int, float], ...]
    left_out: int
    sentences: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Give the groups (see `Ranking.groups`)."""
        return self.ranking.groups()


def dendrogram_of(ranking: RankResult) -> Dendrogram:
    """Draw up the tree over the params of a ranking.

    Raises
    ------
    HpvizError
        Fewer than two params, or no runs.
    """
    if ranking.evidence is None:
        raise HpvizError(ranking.problem or "There are no runs to compare.")
    if len(ranking.scores) < 2:
        raise HpvizError("There is one parameter only: it moves with nothing.")
    chosen, evidence = _leaves(ranking), ranking.evidence
    rows = sampled_rows(len(evidence.rows), len(evidence.params), evidence.options.seed)
    similarity = similarity_matrix([evidence.column(param) for param in chosen], rows)
    from scipy.cluster.hierarchy import leaves_list

    joined = linkage_of(similarity)
    order = leaves_list(joined)
    place = {int(leaf): number for number, leaf in enumerate(order)} | {
        number: number for number in range(len(chosen), 2 * len(chosen))
    }
    joins = tuple((place[int(one)], place[int(other)], 1 - far) for one, other, far, _ in joined.tolist())
    left_out = len(ranking.scores) - len(chosen)
    leaves = tuple(chosen[leaf] for leaf in order)
    return Dendrogram(ranking, leaves, joins, left_out, tuple(_said(ranking, leaves, joins[0], left_out)))


def _leaves(ranking: RankResult) -> list[str]:
    """Choose the params of the tree: those in groups, then the strongest; in the order of the source."""
    first = [param for group in ranking.together for param in group.params]
    ranked = dict.fromkeys([*first, *(score.param for score in ranking.scores)])
    kept = set(list(ranked)[:MOST_LEAVES])
    there = ranking.evidence.params if ranking.evidence else ()
    return [param for param in there if param in kept]


def _said(
    ranking: RankResult, leaves: tuple[str, ...], closest: tuple[int, int, float], left_out: int
) -> Iterator[str]:
    yield from (of_group(group, ranking.target.noun) for group in ranking.together)
    if not ranking.together:
        one, other, alike = closest
        yield (
            f"No parameters moved together in these runs: the closest, {leaves[one]} and {leaves[other]}, "
            f"have a similarity of {alike:.2f}, below {NOT_SEPARABLE}. Their importances can be told apart."
        )
    if left_out:
        yield f"The tree shows {len(leaves)} parameters, those in groups first; {left_out:,} more have none."
