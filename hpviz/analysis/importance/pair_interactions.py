"""How much of a metric's variation on unseen runs each pair of params makes beyond both alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.forest.bagging import Forest
from hpviz.analysis.forest.leaves import Leaves, coverage_of, tree_batches
from hpviz.analysis.forest.out_of_bag import outside_bags, predict_out_of_bag
from hpviz.analysis.importance.oob import ALPHA, SIGMAS, Importance, holm, p_values, without_rounding
from hpviz.analysis.sample.averages import mean_and_standard_error
from hpviz.threads import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.forest.encoding import Design
    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.runs.column import FloatArray

# The interactions are computed at no more than this many runs, spread evenly over all.
MOST_RUNS = 1000
# Trees times leaves times runs that are read: fewer trees where they are large.
MOST_CELLS = 30_000_000
FEWEST_TREES = 10
# A param that takes several columns is read at this many of its values, one with a single column at all.
MOST_VALUES = 512
# What a param does alone is taken to be a curve of at most this degree, and lower with few runs.
HIGHEST_DEGREE = 12
RUNS_PER_DEGREE = 20
# All pairs of this many of the strongest params are tested.
MOST_PARAMS = 10
# With fewer runs than this that have both params it is not known how they act together.
FEWEST_RUNS = 10

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class PairShares:
    """Figures of pairs of params, each of shape (pairs,).

    Attributes
    ----------
    share, low, high
        Share of the metric's variance on unseen runs, with its 95% interval; can be slightly negative.
    p_value
        One-sided, of "the two params' effects add up".
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray


def tested_pairs(fitted: FittedForest, share: FloatArray) -> Pairs:
    """Pair the strongest params, the stronger first, but for those that are never set in the same runs.

    A param and the one that switches it on are no pair: it acts in those runs only, by its nature.

    Parameters
    ----------
    fitted
        The forest, and the runs that it read.
    share
        Shape (params,): the out-of-bag importances; NaN for what is left out.
    """
    known = [index for index in range(len(share)) if not np.isnan(share[index])]
    strongest = sorted(known, key=lambda index: (-share[index], index))[:MOST_PARAMS]
    parents, active = fitted.design.parents, {index: ~fitted.params[index].absent for index in strongest}
    return tuple(
        (first, second)
        for first, second in combinations(strongest, 2)
        if parents.get(first) != second
        and parents.get(second) != first
        and np.count_nonzero(active[first] & active[second]) >= FEWEST_RUNS
    )


def marked_with_pairs(unbiased: Importance) -> Importance:
    """Mark the params of pairs that clearly act together, too: what acts in combination matters.

    Of few runs the test of a pair often refuses what the tests of its params cannot.

    Parameters
    ----------
    unbiased
        From `hpviz.analysis.importance.oob.out_of_bag`, with its forest.
    """
    if unbiased.computed_from is None:
        return unbiased
    fitted = unbiased.computed_from[0]
    varies = np.array([param.varies for param in fitted.params])
    pairs = tested_pairs(fitted, np.where(varies, unbiased.share, np.nan))
    if not pairs:
        return unbiased
    shares = pair_shares(fitted, pairs)
    clear = np.flatnonzero(holm(shares.p_value) < ALPHA)
    strongest = clear[np.argsort(-shares.share[clear], kind="stable")]
    above_noise, partners = unbiased.above_noise.copy(), {}
    for place in strongest:
        for param, other in (pairs[place], pairs[place][::-1]):
            if not above_noise[param]:
                above_noise[param], partners[param] = True, other
    of_pairs = {pairs[place]: float(shares.share[place]) for place in strongest}
    return replace(unbiased, above_noise=above_noise, partners=partners, pairs=of_pairs)


def pair_shares(fitted: FittedForest, pairs: Sequence[tuple[int, int]]) -> PairShares:
    """Compute the share of each pair's interaction in the metric's variation on unseen runs.

    A tree is a sum of functions of no, one, two, ... params that have no common part (functional ANOVA;
    Hooker 2007, Hutter, Hoos and Leyton-Brown 2014), exact on its leaves over the product of the params' own
    distributions. With f_i the function of the pair at run i, averaged over the trees whose bags it is not
    in and with that of the process (`hpviz.analysis.forest.process`), and yhat_i their prediction,

        t_i = f_i (y_i - yhat_i + f_i)        share = mean_i t_i / Var(y)

    after a least-squares fit of what the two params do alone is taken from both factors: where params moved
    together, the functions of one and of two params have a common part over the runs, and what the forest
    has missed of the former would pass for the latter. Standard errors are those of
    `hpviz.analysis.importance.oob.out_of_bag`: sqrt(2) s where nothing is there, 2 s away from it.

    Parameters
    ----------
    fitted
        The forest, and the runs that it read; those of one configuration are one experiment.
    pairs
        Indices of two params each.
    """
    design, y = fitted.design, fitted.y
    rows = np.linspace(0, len(y) - 1, min(len(y), MOST_RUNS)).round().astype(np.intp)
    components, predicted = _of_unseen_runs(fitted, pairs, rows)
    known = np.isfinite(components).all(axis=1)
    components, predicted, rows = components[known], predicted[known], rows[known]
    residuals = (y[rows] - predicted)[:, None] + components
    alone = {param: main_effect_basis(design, param, rows) for param in sorted(set(chain(*pairs)))}
    beyond, credit = np.empty_like(components), components * y[rows, None]
    for place, (first, second) in enumerate(pairs):
        both = np.stack([components[:, place], residuals[:, place]], axis=1)
        basis = np.concatenate([alone[first], alone[second]], axis=1)
        component, residual = without_fit(both, basis).T
        beyond[:, place] = component * residual
    return _with_test(beyond, credit, fitted.units(rows))


def _of_unseen_runs(
    fitted: FittedForest, pairs: Sequence[tuple[int, int]], rows: NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """Compute each pair's function at the rows, shape (rows, pairs), and the prediction, shape (rows,)."""
    forest, process = _small_part(fitted.forest, len(rows)), fitted.process
    components = _components(forest, fitted.design, pairs, rows)
    predicted = predict_out_of_bag(forest, fitted.design.X)[rows]
    if process is None:
        return components, predicted
    weight = fitted.process_weight
    return (
        (1 - weight) * components + weight * process.pair_parts(pairs)[rows],
        (1 - weight) * predicted + weight * process.unseen.predicted[rows],
    )


def _small_part(forest: Forest, rows: int) -> Forest:
    """Take the first trees only where all would take too long."""
    nodes = sum(tree.tree_.node_count for tree in forest.trees) / len(forest.trees)
    trees = max(FEWEST_TREES, int(MOST_CELLS / (rows * (nodes + 1) / 2)))
    return Forest(forest.trees[:trees], forest.bags[:trees])


def _with_test(beyond: FloatArray, credit: FloatArray, unit: NDArray[np.intp] | None) -> PairShares:
    share, spread = mean_and_standard_error(beyond, unit)
    share = without_rounding(share)
    reach = SIGMAS * 2 * np.maximum(spread, mean_and_standard_error(credit, unit)[1])
    return PairShares(share=share, low=share - reach, high=share + reach, p_value=p_values(share, spread))


def _components(
    forest: Forest, design: Design, pairs: Sequence[tuple[int, int]], rows: NDArray[np.intp]
) -> FloatArray:
    """Compute each pair's function at the rows, out of bag; shape (rows, pairs), NaN where in all bags."""
    outside = outside_bags(forest, len(design.X))[:, rows]
    params = sorted({param for pair in pairs for param in pair})
    first, second = np.array([[params.index(param) for param in pair] for pair in pairs]).T
    oob_rows = (np.flatnonzero(oob) for oob in outside)
    total = np.zeros((len(rows), len(pairs)))

    def of_tree(products: _LeafProducts, leaves: slice, at: NDArray[np.intp]) -> FloatArray:
        excess = products.excess(leaves, design.X[rows[at]])
        of_pairs = np.matmul(excess * products.weight[leaves], excess.transpose(0, 2, 1))
        components: FloatArray = of_pairs[:, first, second]
        return components

    with mapped(design.X.size) as over:
        for some in tree_batches(forest, design):
            products = _LeafProducts.of(some, design, params)
            places = list(islice(oob_rows, len(some)))
            of_trees = over(partial(of_tree, products), products.leaves.trees, places)
            for at, components in zip(places, of_trees, strict=True):
                total[at] += components
    times = outside.sum(axis=0)[:, None]
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


@dataclass(frozen=True, eq=False, kw_only=True)
class _LeafProducts:
    """The leaves of some trees as products of what they hold of each param, in single precision.

    Attributes
    ----------
    leaves
        With bounds that a value in single precision can be compared with.
    columns
        The matrix columns of each param.
    per_measure
        Shape (params, leaves): one over the part of a param's distribution that a leaf holds.
    weight
        Shape (leaves,): the leaf's mean less the tree's, times its part of the space.
    """

    leaves: Leaves
    columns: list[NDArray[np.intp]]
    per_measure: NDArray[np.float32]
    weight: NDArray[np.float32]

    @classmethod
    def of(cls, trees: list[Any], design: Design, params: list[int]) -> _LeafProducts:
        leaves = Leaves.of(trees, design.X.shape[1])
        owned = [np.flatnonzero(design.owner == param) for param in range(int(design.owner.max()) + 1)]
        most = [len(design.X) if len(columns) == 1 else MOST_VALUES for columns in owned]
        measure = np.stack([coverage_of(leaves, design, param, of).measure for param, of in enumerate(most)])
        volume = measure.prod(axis=0)
        mean = leaves.per_tree(leaves.mean * volume)[leaves.tree]
        weight = ((leaves.mean - mean) * volume).astype(np.float32)
        some = measure[params]
        per_measure = (1 / np.where(some > 0, some, np.inf)).astype(np.float32)
        single = replace(leaves, low=_rounded_down(leaves.low), high=_rounded_down(leaves.high))
        return cls(
            leaves=single,
            columns=[owned[param] for param in params],
            per_measure=per_measure,
            weight=weight,
        )

    def excess(self, some: slice, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much more of a leaf there is at a row's value than on average: (rows, params, leaves).

        Summed over the leaves with their weights, this is the tree's function of the param alone; the product
        of two of them likewise is its function of the pair.
        """
        share = np.empty((len(X), *self.per_measure[:, some].shape), dtype=np.float32)
        for place, columns in enumerate(self.columns):
            share[:, place] = self.leaves.contains(some, X, columns)
        share *= self.per_measure[:, some]
        share -= 1.0
        return share


def _rounded_down(bounds: FloatArray) -> Any:
    """Return the largest number in single precision that is no larger: x <= it wherever x <= the bound."""
    single = bounds.astype(np.float32)
    return np.where(single > bounds, np.nextafter(single, np.float32(-np.inf)), single)


def main_effect_basis(design: Design, param: int, rows: NDArray[np.intp]) -> FloatArray:
    """Return functions that what a param does alone is made of: powers of its rank, or its own columns."""
    columns = np.flatnonzero(design.owner == param)
    X = design.X[np.ix_(rows, columns)].astype(np.float64)
    values = len(np.unique(X[:, 0]))
    if len(columns) > 1 or values < 3:
        return X
    degree = min(values - 1, int(np.clip(len(rows) // RUNS_PER_DEGREE, 1, HIGHEST_DEGREE)))
    low, span = X[:, 0].min(), np.ptp(X[:, 0])
    return np.polynomial.legendre.legvander(2 * (X[:, 0] - low) / span - 1, degree)[:, 1:]


def without_fit(values: FloatArray, basis: FloatArray) -> FloatArray:
    """Subtract the least-squares fit of the basis, and the mean, from each column."""
    base = np.concatenate([np.ones((len(basis), 1)), basis - basis.mean(axis=0)], axis=1)
    left, sizes, _ = np.linalg.svd(base, full_matrices=False)
    span = left[:, sizes > 1e-9 * sizes[0]]
    residuals: FloatArray = values - span @ (span.T @ values)
    return residuals
