"""Forests over a design matrix: which runs each tree is fitted on, and the trees."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.threads import HEAVY, mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column, FloatArray

    Progress = Callable[[int, int], None]
    Interim = Callable[["Forest"], None]
    Bagged = tuple[Any, NDArray[np.intp]]
    Bag = tuple[NDArray[np.intp], FloatArray | None]

# A bag holds this share of the runs: about as many as a bootstrap has different ones.
BAG = 1 - 1 / np.e
# From so many runs on it holds half of them: that loses nothing there, and leaves more runs out of bag.
MANY_RUNS = 1000
# It never holds more runs than this: fitting time stops growing with the runs. On the fcnet grids
# 1,000 lose a little of the ranking at 2,000 runs (Spearman with the exact effects .85 against .89).
LARGEST_BAG = 2000
# Of many runs each need be out of bag for this share of `trees`, of ten times as many for half of it: what
# one run's few trees lack, the many runs make up for. Fewer trees are fitted to that end.
OUT_OF_BAG = 0.225
# Fewer would leave many runs in all bags.
FEWEST_TREES = 4
FADING = np.log10(2)
# The forest reads at most this many runs (a seeded draw), fewer when the params are very many.
MOST_RUNS = 10_000
MOST_CELLS = 5_000_000
# After so many trees progress shows, and a newer choice can take over.
STEP = 10
# A thread fits so many in one go: few, so that none has to wait long for another.
TREES_AT_ONCE = 2
# The metric, in standard deviations, is put on a grid of this step: too fine to see, and coarse enough that
# sums over a bag are exact. Splits that are equally good stay so in whatever order, unit or machine these are
# added up.
GRID = 2.0**-30
# The figures after these shares of the trees are shown, where these took so many seconds or more.
INTERIM = (0.25, 0.5)
SECONDS = 0.5


def no_progress(done: int, total: int) -> None:
    """Take progress and show none."""


def sampled_rows(n: int, params: int, seed: int) -> NDArray[np.intp]:
    """Choose the rows that a forest reads: all, or a seeded draw.

    Parameters
    ----------
    n
        The number of runs.
    params
        The number of params: of very many, fewer runs are read.
    seed
        Of the draw.

    Returns
    -------
    Shape (rows,), ascending.
    """
    most = min(MOST_RUNS, max(LARGEST_BAG, MOST_CELLS // max(params, 1)))
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


def subsample(
    params: Sequence[Column], y: FloatArray, rows: NDArray[np.intp]
) -> tuple[Sequence[Column], FloatArray]:
    """Restrict params and metric to the runs that are `sampled_rows`.

    Parameters
    ----------
    params
        Columns of equal length.
    y
        Shape (runs,): the metric.
    rows
        Which runs, ascending.

    Returns
    -------
    The columns and the metric of these runs; the same objects where these are all.
    """
    return (params, y) if len(rows) == len(y) else ([param.take(rows) for param in params], y[rows])


@dataclass(frozen=True, eq=False)
class Forest:
    """Fitted trees, and for each the rows in its bag (ascending, each once)."""

    trees: Sequence[Any]
    bags: Sequence[NDArray[np.intp]]

    def first(self, count: int) -> Forest:
        """Return the forest of its first trees."""
        return Forest(self.trees[:count], self.bags[:count])

    def merged(self, other: Forest) -> Forest:
        """Return the forest of the trees of both, its own first."""
        return Forest([*self.trees, *other.trees], [*self.bags, *other.bags])


def bagged_trees(
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
    progress: Progress,
    interim: Interim | None = None,
    unit: NDArray[np.intp] | None = None,
    *,
    best: bool = False,
) -> Forest:
    """Fit extremely randomised trees (Geurts, Ernst and Wehenkel 2006) with two runs a leaf, on subsamples.

    Bags are drawn without replacement (Politis and Romano 1994; Friedman and Hall, "On bagging and nonlinear
    estimation", 2007): as good as bootstrapped ones here, and each run counts once.

    Parameters
    ----------
    X
        Shape (runs, columns): the design matrix.
    y
        Shape (runs,), finite: the metric in standard deviations.
    trees, seed
        How many trees (fewer of many runs: `enough_trees`), and the seed of bags and thresholds.
    progress
        Called with (trees done, trees in all); whatever it raises ends the computation.
    interim
        Called with the trees so far, where they take long.
    unit
        Shape (runs,): number of each run's configuration; bags are then drawn by configuration.
    best
        A split takes the best of all thresholds (Breiman et al. 1984) instead of the best of one random one
        per column.
    """
    from sklearn.tree import DecisionTreeRegressor, ExtraTreeRegressor

    n = len(y)
    size = bag_size(n)
    kind = DecisionTreeRegressor if best else ExtraTreeRegressor

    def draw(rng: np.random.Generator) -> Bag:
        return (np.sort(rng.permutation(n)[:size]) if unit is None else _of_units(unit, size / n, rng)), None

    def make(random: np.random.RandomState) -> Any:
        return kind(min_samples_leaf=2, max_features=1.0, random_state=random)

    trees = enough_trees(trees, n)
    return _watched(_fit(make, draw, X, y, trees, seed), trees, progress, interim)


def random_forest(X: NDArray[np.float32], y: FloatArray, trees: int, seed: int, progress: Progress) -> Forest:
    """Fit the forest that scikit-learn fits by default: bootstrapped, to pure leaves, all columns a split.

    Breiman (2001).

    Parameters
    ----------
    X, y, trees, seed, progress
        As in `bagged_trees`.
    """
    from sklearn.tree import DecisionTreeRegressor

    n = len(y)

    def draw(rng: np.random.Generator) -> Bag:
        bag, times = np.unique(rng.integers(0, n, min(n, LARGEST_BAG)), return_counts=True)
        return bag, times.astype(np.float64)

    def make(random: np.random.RandomState) -> Any:
        return DecisionTreeRegressor(max_features=1.0, random_state=random)

    return _watched(_fit(make, draw, X, y, trees, seed), trees, progress)


def _of_units(unit: NDArray[np.intp], share: float, rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw a share of the configurations, one less than all at most, and give the rows of their runs."""
    order = rng.permutation(int(unit.max()) + 1)
    size = max(1, min(int(np.ceil(share * len(order))), len(order) - 1))
    return np.flatnonzero(np.isin(unit, order[:size]))


def bag_size(n: int) -> int:
    """Return how many of `n` runs are in a bag."""
    if n < MANY_RUNS:
        return max(1, min(int(np.ceil(BAG * n)), n - 1))
    return min(n // 2, LARGEST_BAG)


def enough_trees(trees: int, n: int) -> int:
    """Return how many trees do for `n` runs what `trees` do for few: fewer where runs are many."""
    if n < MANY_RUNS:
        return trees
    oob = OUT_OF_BAG * trees * (MANY_RUNS / n) ** FADING
    return min(trees, max(FEWEST_TREES, int(np.ceil(oob / (1 - bag_size(n) / n)))))


def _fit(
    make: Callable[[np.random.RandomState], Any],
    draw: Callable[[np.random.Generator], Bag],
    X: NDArray[np.float32],
    y: FloatArray,
    trees: int,
    seed: int,
) -> Generator[list[Bagged]]:
    """Bag scikit-learn's trees: what its forests do, at a third of their cost for 60 runs."""
    from sklearn import config_context

    X, target = np.ascontiguousarray(X), (np.rint(y / GRID) * GRID).reshape(-1, 1)
    starts = range(0, trees, TREES_AT_ONCE)
    seeds = np.random.SeedSequence(seed).spawn(len(starts))

    def fit(start: int, of: np.random.SeedSequence) -> list[Bagged]:
        rng = np.random.default_rng(of)
        random = np.random.RandomState(rng.bit_generator)  # scikit-learn takes the older kind
        fitted = []
        with config_context(skip_parameter_validation=True):  # a fifth of the time of a small tree
            for _ in range(start, min(start + TREES_AT_ONCE, trees)):
                bag, times = draw(rng)
                tree = make(random)
                tree.fit(X[bag], target[bag], sample_weight=times, check_input=False)
                fitted.append((tree, bag))
        return fitted

    with mapped(X.size * HEAVY) as over:
        yield from over(fit, starts, seeds)


def _watched(
    fitting: Generator[list[Bagged]], trees: int, progress: Progress, interim: Interim | None = None
) -> Forest:
    """Gather the trees, and report progress; slow ones are shown before they are all there."""
    fitted: list[Bagged] = []
    left, start = list(INTERIM), time.monotonic()
    with closing(fitting):  # whatever progress raises ends it
        progress(0, trees)
        for some in fitting:
            fitted += some
            n_fitted = len(fitted)
            if n_fitted % STEP == 0 or n_fitted == trees:
                progress(n_fitted, trees)
            if interim and left and left[0] * trees <= n_fitted < trees:
                left = [share for share in left if share * trees > n_fitted]
                if time.monotonic() - start >= SECONDS:
                    interim(_forest(fitted))
    return _forest(fitted)


def _forest(fitted: list[Bagged]) -> Forest:
    return Forest([tree for tree, _ in fitted], [bag for _, bag in fitted])
