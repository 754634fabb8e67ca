"""PED-ANOVA: how far the distribution of each param among the best runs differs from that among all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import gamma

from hpviz.analysis.forest.encoding import parents_of
from hpviz.analysis.importance.oob import without_rounding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.runs.metric_names import Goal

# A numeric param is read in so many cells of its rank, smoothed by a kernel.
CELLS = 32
DRAWS = 499


def best_of(y: FloatArray, goal: Goal, top: float) -> BoolArray:
    """Mark the best runs by the goal; at least two, and not all.

    Parameters
    ----------
    y
        Shape (runs,), finite.
    goal
        ``"minimize"`` or ``"maximize"``.
    top
        The share of the runs that are called the best, 0 to 1.

    Returns
    -------
    Shape (runs,).
    """
    count = int(np.clip(round(top * len(y)), 2, max(len(y) - 1, 2)))
    order = np.argsort(y if goal == "minimize" else -y, kind="stable")
    best = np.zeros(len(y), dtype=bool)
    best[order[:count]] = True
    return best


def ped_anova(
    params: Sequence[Column], best: BoolArray, *, seed: int = 0, unit: NDArray[np.intp] | None = None
) -> tuple[FloatArray, FloatArray]:
    """Compute each param's share in what sets the best runs apart from all, and its p-value.

    PED-ANOVA (Watanabe, Bansal and Hutter 2023): the Pearson divergence of the param's density among the best
    runs from its density among all, in each param alone. Here against the runs' own distribution (on ranks it
    is flat), and less what a random draw of as many runs gives, so that a param without effect gets about 0
    however many values it has; those draws also give the p-value (a permutation test). Shares add up
    to 1, or are all 0.

    Parameters
    ----------
    params
        Columns of equal length; absence counts as a value, but for a param that another one switches on:
        that is compared within the runs that have it, and counts by the share of the best that do
        (conditional PED-ANOVA: presence is the other param's doing; arXiv 2601.20800).
    best
        Shape (runs,), from `best_of`.
    seed
        Of the random draws.
    unit
        Shape (runs,): number of the run's configuration, where some were run several times; draws keep runs
        of one configuration together.

    Returns
    -------
    Shares and p-values, shape (params,) both.
    """
    rng = np.random.default_rng(seed)
    draws, parents = np.stack([best, *(_drawn(best, unit, rng) for _ in range(DRAWS))]), parents_of(params)
    divergences = np.zeros((1 + DRAWS, len(params)))
    for index, param in enumerate(params):
        having = ~param.absent if index in parents else np.ones(len(best), dtype=bool)
        divergences[:, index] = _divergence_among(param.take(having), draws, having)
    divergence, by_chance = divergences[0], divergences[1:]
    expected, spread = by_chance.mean(axis=0), by_chance.std(axis=0)
    beyond = without_rounding(np.maximum(divergence - expected, 0.0))
    return beyond / (beyond.sum() or 1.0), _p_values(divergence, expected, spread)


def _drawn(best: BoolArray, unit: NDArray[np.intp] | None, rng: np.random.Generator) -> BoolArray:
    """Permute which runs are the best, or those of one configuration with those of another."""
    if unit is None:
        return rng.permutation(best)
    moved = np.empty_like(best)
    permuted = rng.permutation(int(unit.max()) + 1)[unit]
    moved[np.argsort(unit, kind="stable")] = best[np.argsort(permuted, kind="stable")]
    return moved


def _p_values(divergence: FloatArray, expected: FloatArray, spread: FloatArray) -> FloatArray:
    """Read the tail off a gamma distribution with the moments of the draws.

    A sum of squares is nearly one; counting draws alone could never give the small p-values that a correction
    over many params needs.
    """
    still = spread <= 1e-12
    scale = np.where(still, 1.0, spread**2 / np.where(expected > 0, expected, 1.0))
    shape = np.where(still, 1.0, expected / scale)
    return np.where(still, 1.0, gamma.sf(divergence, shape, scale=scale))


def _divergence_among(param: Column, draws: BoolArray, having: BoolArray) -> FloatArray:
    """Divergence among the runs that have a param, times the part of the best that do; shape (draws,)."""
    cells, weight = _cells(param)
    counts, totals = draws[:, having].sum(axis=1), draws.sum(axis=1)
    density = draws[:, having] @ cells / np.maximum(counts, 1)[:, None]
    divergence: FloatArray = np.where(counts > 0, _divergence(density, weight) * counts / totals, 0.0)
    return divergence


def _divergence(density: FloatArray, weight: FloatArray) -> FloatArray:
    """Pearson divergence of each row from the density of all runs."""
    there = weight > 0
    divergence: FloatArray = np.sum((density[:, there] - weight[there]) ** 2 / weight[there], axis=1)
    return divergence


def _cells(param: Column) -> tuple[FloatArray, FloatArray]:
    """Return how much of each run lies in each cell of the param, and of all runs together."""
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
    ranked = ranks[isnumber]
    place = (ranked - 0.5) / len(ranked)
    middle = (np.arange(CELLS) + 0.5) / CELLS
    width = max(0.29 * 1.06 * len(ranked) ** -0.2, 1.0 / CELLS)
    kernel = np.exp(-0.5 * ((place[:, None] - middle[None, :]) / width) ** 2)
    cells = np.zeros((len(ranks), CELLS))
    cells[isnumber] = kernel / kernel.sum(axis=1, keepdims=True)
    return cells
