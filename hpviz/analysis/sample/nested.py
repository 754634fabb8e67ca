"""Params that are chosen anew in every run of a configuration: they make no replicates of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import f as f_distribution

from hpviz.analysis.sample.averages import configuration_means
from hpviz.analysis.sample.replicates import find_replicates, seeded_replicates
from hpviz.runs.relations.cells import codes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray

# A seed or a repetition explains less than this share of what is left of the metric within configurations,
# or as much by chance as in so few sweeps.
SHARE, CHANCE = 0.3, 0.001
MOST_BINS, RUNS_OF_BIN = 8, 8


def alike_runs(params: Sequence[Column], seeds: Sequence[Column], y: FloatArray) -> Replicates | None:
    """Find the runs that are alike in all params but a few, and which of these few are choices.

    Parameters
    ----------
    params
        Columns of equal length.
    seeds
        Those that tell runs of one configuration apart, ranked or not.
    y
        The metric of the runs.
    """
    alike = find_replicates(params) or seeded_replicates(params, seeds)
    return None if alike is None else replace(alike, chosen=_chosen(alike, params, y))


def _chosen(replicates: Replicates, params: Sequence[Column], y: FloatArray) -> tuple[str, ...]:
    """Name the params in which runs of one configuration differ, and which explain how their metric does.

    Such a param (a learning rate of its own for every run of an architecture) is a choice like the others.
    Its values, in bins of as many runs where they are many, are tested by an analysis of variance of the
    metric less the mean of each configuration.
    """
    _, means = configuration_means(y, replicates.unit)
    _, place = np.unique(replicates.unit, return_inverse=True)
    within = y - means[place]
    differing = [param for param in params if param.name in replicates.differing and param.part == "choice"]
    freedom = len(y) - len(means)
    return tuple(param.name for param in differing if _explains(param, within, freedom))


def _explains(param: Column, within: FloatArray, freedom: int) -> bool:
    bins = _bins(param, len(within))
    sizes, sums = np.bincount(bins), np.bincount(bins, within)
    there = sizes > 0
    groups, total = int(there.sum()) - 1, float(within @ within)
    rest = freedom - groups
    if groups < 1 or rest < 1 or total <= 0:
        return False
    explained = float((sums[there] ** 2 / sizes[there]).sum())
    share = explained / total
    ratio = (explained / groups) / max((total - explained) / rest, np.finfo(float).tiny)
    adjusted = 1 - (1 - share) * freedom / rest
    return adjusted >= SHARE and float(f_distribution.sf(ratio, groups, rest)) < CHANCE


def _bins(param: Column, runs: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return the number of each run's value, or of a range of as many runs where values are many."""
    codes = codes_of(param)
    most = max(2, min(MOST_BINS, runs // RUNS_OF_BIN))
    if codes.max(initial=0) < most:
        return codes
    ranks = np.argsort(np.argsort(codes, kind="stable"), kind="stable")
    return (ranks * most // runs).astype(np.intp)
