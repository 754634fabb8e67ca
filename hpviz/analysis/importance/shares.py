"""Figures of params as shares of a whole: none below 0, and together what is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.column import FloatArray


def explained_share(total: float, oob_r2: float) -> float:
    """Compute how much of the metric's variation the params explain on unseen runs.

    With S = Cov(yhat, y) / Var(y), which the out-of-bag importances add up to, and V = Var(yhat) / Var(y),
    out-of-bag R2 is S - (V - S). Where V > S, V - S is noise of the forest, which is no doing of the params;
    where V < S, the forest is too cautious, and S misses what R2 has. Neither is more than the params make,
    so the larger is nearer to it. But of what the out-of-bag predictions miss, 1 - R2, no more than half is
    taken for caution: nothing explains all where they miss some.

    Parameters
    ----------
    total
        Sum of the out-of-bag importances.
    oob_r2
        Out-of-bag R2.

    Returns
    -------
    0 to 1.
    """
    return float(np.clip(max(min(total, (1 + oob_r2) / 2), oob_r2), 0.0, 1.0))


def factor_to(total: float, values: FloatArray) -> float:
    """Compute the factor by which values are to be scaled to add up to a total; 1 where none would do.

    Parameters
    ----------
    total
        At least 0.
    values
        Shape (params,); those below 0 count only where all add up to more than 0.
    """
    whole = float(values.sum())
    if whole <= 0:
        whole = float(values[values > 0].sum())
    return total / whole if total > 0 and whole > 0 else 1.0


def nearest_shares(values: FloatArray, total: float) -> FloatArray:
    """Find the nearest values that are not below 0 and add up to a total.

    What is below 0 is chance, and so is as much of what is above it: all lose the same amount until what is
    left, with nothing below 0, adds up (the Euclidean projection on a simplex: Duchi, Shalev-Shwartz, Singer
    and Chandra 2008).

    Parameters
    ----------
    values
        Shape (params,).
    total
        At least 0.

    Returns
    -------
    Shape (params,), in the same order by size.
    """
    if total <= 0 or not len(values):
        return np.zeros(len(values))
    descending = np.sort(values)[::-1]
    loss = (np.cumsum(descending) - total) / np.arange(1, len(values) + 1)
    last = int(np.flatnonzero(descending > loss)[-1])
    shares: FloatArray = np.minimum(np.maximum(values - loss[last], 0.0), total)
    return shares


def shares_of_levels(
    parts: Mapping[tuple[int, int], float], before: FloatArray, after: FloatArray, factor: float
) -> dict[tuple[int, int], float]:
    """Cut the parts of levels as the shares of their params were cut.

    Parameters
    ----------
    parts
        (param index, level index) to that level's part of the param's figure.
    before, after
        Shape (params,): the figures, and the shares that they became.
    factor
        What the figures were scaled by.

    Returns
    -------
    Likewise: no part is below 0 and those of a param add up to no more than its share.
    """
    shares: dict[tuple[int, int], float] = {}
    for owner in {owner for owner, _ in parts}:
        own = {key: part for key, part in parts.items() if key[0] == owner}
        # What its numbers and its presence have is a part, too.
        rest = float(before[owner]) - sum(own.values())
        cut = nearest_shares(factor * np.array([*own.values(), rest]), float(after[owner]))
        shares.update(zip(own, cut.tolist(), strict=False))
    return shares
