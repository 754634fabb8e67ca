"""What separates the best runs from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import gamma

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.runs.metric_names import Goal

# A numeric param is read in so many cells of its rank, smoothed by a kernel.
CELLS = 32
DRAWS = 499


def best_of(y: FloatArray, goal: Goal, top: float) -> BoolArray:
    """Mark the best share `top` of the runs by the goal; at least two, and not all."""
    count = int(np.clip(round(top * len(y)), 2, max(len(y) - 1, 2)))
    order = np.argsort(y if goal == "minimize" else -y, kind="stable")
    best = np.zeros(len(y), dtype=bool)
    best[order[:count]] = True
    return best


def separation(
    params: Sequence[Column], best: BoolArray, *, seed: int = 0, unit: NDArray[np.intp] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Give each param's share in what separates the best runs, and its p-value; shapes (params,).

    PED-ANOVA (Watanabe, Bansal and Hutter 2023): the Pearson divergence of the param's density among the best
    runs from its density among all, in each param alone. Here against the runs' own distribution (on ranks it
    is flat), and less what a random draw of as many runs gives, so that a param without effect gets about 0
    however many values it has; those draws also give the p-value (a permutation test). Shares add up to 1.

    Parameters
    ----------
    params
        Columns of equal length; absence counts as a value.
    best
        Shape (runs,), from `best_of`.
    seed
        Of the random draws.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times; draws keep runs
        of one configuration together.
    """
    rng = np.random.default_rng(seed)
    count = int(best.sum())
    draws = np.stack([_drawn(best, unit, rng) for _ in range(DRAWS)])
    found, by_chance = np.zeros(len(params)), np.zeros((DRAWS, len(params)))
    for index, param in enumerate(params):
        cells, weight = _cells(param)
        found[index] = _divergence(best[None, :] @ cells / count, weight)[0]
        by_chance[:, index] = _divergence(draws @ cells / count, weight)
    expected, spread = by_chance.mean(axis=0), by_chance.std(axis=0)
    beyond = np.maximum(found - expected, 0.0)
    return beyond / (beyond.sum() or 1.0), _p_values(found, expected, spread)


def _drawn(best: BoolArray, unit: NDArray[np.intp] | None, rng: np.random.Generator) -> BoolArray:
    """Give the best places to other runs, or those of a configuration to another configuration."""
    if unit is None:
        return rng.permutation(best)
    moved = np.empty_like(best)
    shuffled = rng.permutation(int(unit.max()) + 1)[unit]
    moved[np.argsort(unit, kind="stable")] = best[np.argsort(shuffled, kind="stable")]
    return moved


def _p_values(found: FloatArray, expected: FloatArray, spread: FloatArray) -> FloatArray:
    """Read the tail off a gamma distribution with the moments of the draws.

    A sum of squares is nearly one; counting draws alone could never give the small p-values that a correction
    over many params asks for.
    """
    still = spread <= 1e-12
    scale = np.where(still, 1.0, spread**2 / np.where(expected > 0, expected, 1.0))
    shape = np.where(still, 1.0, expected / scale)
    return np.where(still, 1.0, gamma.sf(found, shape, scale=scale))


def _divergence(density: FloatArray, weight: FloatArray) -> FloatArray:
    """Pearson divergence of each row from the density of all runs."""
    there = weight > 0
    divergence: FloatArray = np.sum((density[:, there] - weight[there]) ** 2 / weight[there], axis=1)
    return divergence


def _cells(param: Column) -> tuple[FloatArray, FloatArray]:
    """Give how much of each run lies in each cell of the param, and of all runs together."""
    isnumber = ~np.isnan(param.numbers)
    blocks = [
        param.codes[:, None] == param.present[None, :],
        param.absent[:, None],
    ]
    if isnumber.any():
        blocks.append(_smoothed(param.ranks, isnumber))
    cells = np.concatenate([np.asarray(block, dtype=np.float64) for block in blocks], axis=1)
    return cells, cells.mean(axis=0)


def _smoothed(ranks: FloatArray, isnumber: BoolArray) -> FloatArray:
    """Spread each number over the cells of its rank by a Gaussian kernel (Silverman's width)."""
    found = ranks[isnumber]
    place = (found - 0.5) / len(found)
    middle = (np.arange(CELLS) + 0.5) / CELLS
    width = max(0.29 * 1.06 * len(found) ** -0.2, 1.0 / CELLS)
    kernel = np.exp(-0.5 * ((place[:, None] - middle[None, :]) / width) ** 2)
    cells = np.zeros((len(ranks), CELLS))
    cells[isnumber] = kernel / kernel.sum(axis=1, keepdims=True)
    return cells
