"""Params that moved together in these runs, so that no method can tell their effects apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.association.similarity import similarities
from hpviz.analysis.forest.bagging import drawn
from hpviz.analysis.importance.oob import tested
from hpviz.analysis.jointly import of_group
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.importance.oob import Importance
    from hpviz.analysis.ranking import Ranking
    from hpviz.runs.column import FloatArray

# From this |Spearman| (or its analogue for categories) on, two params are called not separable.
TOGETHER = 0.8
# The tree shows at most so many params: those in groups, then the strongest.
MOST_LEAVES = 60


@dataclass(frozen=True)
class Group:
    """Params that moved together, and what they account for jointly.

    Attributes
    ----------
    params
        In the order of the source.
    similarity
        Mean |Spearman| (or its analogue for categories) of their pairs.
    importance, low, high, p_value, above_noise
        Out of bag, of all together, as `Score` has them of one; NaN where nothing is known.
    """

    params: tuple[str, ...]
    similarity: float
    importance: float
    low: float
    high: float
    p_value: float
    above_noise: bool


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

    ranking: Ranking
    leaves: tuple[str, ...]
    joins: tuple[tuple[int, int, float], ...]
    left_out: int
    sentences: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """Give the groups (see `Ranking.groups`)."""
        return self.ranking.groups()


def clusters(similarity: FloatArray) -> list[tuple[int, ...]]:
    """Group what is alike: average linkage, cut where the mean similarity falls below .8.

    Parameters
    ----------
    similarity
        Shape (params, params), from `similarities`.
    """
    close = similarity >= TOGETHER
    np.fill_diagonal(close, val=False)
    # Nothing without a near partner can be in a group, and what is far away changes no join above .8.
    some = np.flatnonzero(close.any(axis=0))
    if len(some) < 2:
        return []
    from scipy.cluster.hierarchy import fcluster

    joined = _linkage(similarity[np.ix_(some, some)])
    label = fcluster(joined, 1 - TOGETHER + 1e-12, criterion="distance")
    groups = [tuple(some[label == one].tolist()) for one in np.unique(label)]
    return sorted(group for group in groups if len(group) > 1)


def partners(similarity: FloatArray) -> list[tuple[int, ...]]:
    """For each param the others that moved with it."""
    close = similarity >= TOGETHER
    np.fill_diagonal(close, val=False)
    return [tuple(np.flatnonzero(row).tolist()) for row in close]


def grouped(names: Sequence[str], similarity: FloatArray, unbiased: Importance) -> tuple[Group, ...]:
    """Give what the params of each group account for jointly, the strongest group first.

    Parts of the out-of-bag prediction add up over params: a group's importance is that of their sum, with an
    interval and a test of its own from the summed credits and deviations
    (`hpviz.analysis.importance.oob.tested`). Holm's correction is over the groups and the params in none.
    """
    groups = clusters(similarity)
    if not groups:
        return ()
    label = np.full(len(names), -1)
    for number, group in enumerate(groups):
        label[list(group)] = number
    alone = label < 0
    label[alone] = len(groups) + np.arange(alone.sum())
    found = _joint(label, unbiased)
    made = [
        Group(
            tuple(names[j] for j in group),
            _mean_similarity(similarity, group),
            float(found.share[number]),
            float(found.low[number]),
            float(found.high[number]),
            float(found.p_value[number]),
            bool(found.above_noise[number]),
        )
        for number, group in enumerate(groups)
    ]
    return tuple(sorted(made, key=lambda group: (-np.nan_to_num(group.importance), group.params)))


def _joint(label: NDArray[np.intp], unbiased: Importance) -> Importance:
    if unbiased.behind is None:
        return unbiased.unknown(int(label.max()) + 1)
    grown, unseen = unbiased.behind
    return tested(grown, unseen, label[grown.design.owner], int(label.max()) + 1)


def _mean_similarity(similarity: FloatArray, group: tuple[int, ...]) -> float:
    among = similarity[np.ix_(group, group)]
    return float(among[np.triu_indices(len(group), k=1)].mean())


def dendrogram_of(ranking: Ranking) -> Dendrogram:
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
    rows = drawn(len(evidence.rows), len(evidence.params), evidence.question.seed)
    similarity = similarities([evidence.column(param) for param in chosen], rows)
    from scipy.cluster.hierarchy import leaves_list

    joined = _linkage(similarity)
    order = leaves_list(joined)
    place = {int(leaf): number for number, leaf in enumerate(order)} | {
        number: number for number in range(len(chosen), 2 * len(chosen))
    }
    joins = tuple((place[int(one)], place[int(other)], 1 - far) for one, other, far, _ in joined.tolist())
    left_out = len(ranking.scores) - len(chosen)
    leaves = tuple(chosen[leaf] for leaf in order)
    return Dendrogram(ranking, leaves, joins, left_out, tuple(_said(ranking, leaves, joins[0], left_out)))


def _leaves(ranking: Ranking) -> list[str]:
    """Choose the params of the tree: those in groups, then the strongest; in the order of the source."""
    first = [param for group in ranking.together for param in group.params]
    ranked = dict.fromkeys([*first, *(score.param for score in ranking.scores)])
    kept = set(list(ranked)[:MOST_LEAVES])
    there = ranking.evidence.params if ranking.evidence else ()
    return [param for param in there if param in kept]


def _said(
    ranking: Ranking, leaves: tuple[str, ...], closest: tuple[int, int, float], left_out: int
) -> Iterator[str]:
    yield from (of_group(group, ranking.target.noun) for group in ranking.together)
    if not ranking.together:
        one, other, alike = closest
        yield (
            f"No parameters moved together in these runs: the closest, {leaves[one]} and {leaves[other]}, "
            f"have a similarity of {alike:.2f}, below {TOGETHER}. Their importances can be told apart."
        )
    if left_out:
        yield f"The tree shows {len(leaves)} parameters, those in groups first; {left_out:,} more have none."


def _linkage(similarity: FloatArray) -> FloatArray:
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    far = np.clip(1.0 - similarity, 0.0, 1.0)
    np.fill_diagonal(far, 0.0)
    joined: FloatArray = linkage(squareform(far, checks=False), method="average", optimal_ordering=True)
    return joined
