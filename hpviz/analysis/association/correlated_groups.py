"""Params that moved together in these runs, so that no method can separate their effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.importance.oob import joint_importance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.importance.oob import Importance
    from hpviz.runs.column import FloatArray

# From this |Spearman| (or its analogue for categories) on, two params are called not separable.
NOT_SEPARABLE = 0.8


@dataclass(frozen=True, kw_only=True)
class CorrelatedGroup:
    """Params that moved together, and what they account for jointly.

    Attributes
    ----------
    params
        In the order of the source.
    similarity
        Mean |Spearman| (or its analogue for categories) of their pairs.
    importance, low, high, p_value
        Out of bag, of all together, as `Score` has them of one; NaN where nothing is known.
    above_noise
        Whether all together, or one of them, are above the noise; None where nothing is tested.
    """

    params: tuple[str, ...]
    similarity: float
    importance: float
    low: float
    high: float
    p_value: float
    above_noise: bool | None


def clusters(similarity: FloatArray) -> list[tuple[int, ...]]:
    """Cluster params by average linkage, cut where the mean similarity falls below .8.

    Parameters
    ----------
    similarity
        Shape (params, params), from `similarity_matrix`.

    Returns
    -------
    The indices in each cluster of two or more, ascending.
    """
    close = similarity >= NOT_SEPARABLE
    np.fill_diagonal(close, val=False)
    # Nothing without a near partner can be in a group, and what is far away changes no join above .8.
    some = np.flatnonzero(close.any(axis=0))
    if len(some) < 2:
        return []
    from scipy.cluster.hierarchy import fcluster

    joined = linkage_of(similarity[np.ix_(some, some)])
    label = fcluster(joined, 1 - NOT_SEPARABLE + 1e-12, criterion="distance")
    groups = [tuple(some[label == number].tolist()) for number in np.unique(label)]
    return sorted(group for group in groups if len(group) > 1)


def partners(similarity: FloatArray) -> list[tuple[int, ...]]:
    """List for each param the others that moved with it.

    Parameters
    ----------
    similarity
        Shape (params, params), from `similarity_matrix`.
    """
    close = similarity >= NOT_SEPARABLE
    np.fill_diagonal(close, val=False)
    return [tuple(np.flatnonzero(row).tolist()) for row in close]


def correlated_groups_of(
    names: Sequence[str], similarity: FloatArray, unbiased: Importance
) -> tuple[CorrelatedGroup, ...]:
    """Compute what the params of each group account for jointly.

    Parts of the out-of-bag prediction add up over params: a group's importance is that of their sum, with an
    interval and a test of its own from the summed credits and deviations
    (`hpviz.analysis.importance.oob.joint_importance`). Holm's correction is over the groups and the params in
    none.

    Parameters
    ----------
    names
        Of the params.
    similarity
        Shape (params, params), from `similarity_matrix`.
    unbiased
        The out-of-bag importance.

    Returns
    -------
    The strongest group first; figures are NaN while the importance is unknown.
    """
    groups = clusters(similarity)
    if not groups:
        return ()
    label = _labels(groups, len(names))
    joint = joint_importance(unbiased, label, int(label.max()) + 1)
    described = [
        CorrelatedGroup(
            params=tuple(names[j] for j in group),
            similarity=_mean_similarity(similarity, group),
            importance=float(joint.share[number]),
            low=float(joint.low[number]),
            high=float(joint.high[number]),
            p_value=float(joint.p_value[number]) if unbiased.tested else float("nan"),
            above_noise=_above_noise(group, bool(joint.above_noise[number]), unbiased),
        )
        for number, group in enumerate(groups)
    ]
    return tuple(sorted(described, key=lambda group: (-np.nan_to_num(group.importance), group.params)))


def _labels(groups: Sequence[tuple[int, ...]], params: int) -> NDArray[np.intp]:
    """Return the number of each param's group; a param in none is a group of its own."""
    label = np.full(params, -1)
    for number, group in enumerate(groups):
        label[list(group)] = number
    alone = label < 0
    label[alone] = len(groups) + np.arange(alone.sum())
    return label


def _above_noise(group: tuple[int, ...], joint: bool, unbiased: Importance) -> bool | None:  # noqa: FBT001
    """Decide on a group: never against one of its params, and not where nothing is marked."""
    if not unbiased.tested:
        return None
    return unbiased.oob_r2 > 0 and (joint or bool(unbiased.above_noise[list(group)].any()))


def _mean_similarity(similarity: FloatArray, group: tuple[int, ...]) -> float:
    among = similarity[np.ix_(group, group)]
    return float(among[np.triu_indices(len(group), k=1)].mean())


def linkage_of(similarity: FloatArray, *, to_draw: bool = False) -> FloatArray:
    """Link params by average linkage of 1 - similarity.

    Parameters
    ----------
    similarity
        Shape (params, params), 0 to 1.
    to_draw
        Put those alike beside each other, as a drawing needs it; the time grows as the cube of their number.

    Returns
    -------
    Shape (params - 1, 4), as `scipy.cluster.hierarchy.linkage` has it.
    """
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    far = np.clip(1.0 - similarity, 0.0, 1.0)
    np.fill_diagonal(far, 0.0)
    joined: FloatArray = linkage(squareform(far, checks=False), method="average", optimal_ordering=to_draw)
    return joined
