"""The forest as a function of the params: what it predicts at cells that no run has, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import Forest, bagged_trees, no_progress
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.out_of_bag import predict_out_of_bag
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.analysis.importance.variance_components import decompose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.importance.pair_interactions import PairShares
    from hpviz.analysis.importance.variance_components import Decomposition
    from hpviz.analysis.result.design_points import DesignPoints
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray

    Matrix = NDArray[np.float32]
    Pairs = tuple[tuple[int, int], ...]

# Curves are averaged over at most this many runs, the resampled ones over fewer.
BACKGROUND = 200
BACKGROUND_OF_HALF = 100
# Resampling draws this many halves of the runs and fits this many trees on each; fewer when a half has
# more than so many cells. Few trees make the band wider, never narrower.
HALVES = 32
TREES_OF_HALF = 16
FEWEST_TREES = 4
LARGEST_HALF = 1000
CELLS_OF_HALF = 300_000
# So many cells are predicted at a time.
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Surrogate:
    """A model that predicts the metric of configurations that nobody ran.

    A forest flattens curves: it predicts averages over leaves. A second one, fitted on what the first leaves
    on unseen runs, puts back most of it; the prediction is their sum ("one-step boosted forest": Ghosal and
    Hooker, "Boosting random forests to reduce bias", 2018). Both have random thresholds alone: their mean is
    smoother than that of best ones.

    Attributes
    ----------
    fitted
        The forest of the importances, and the runs that it read.
    smooth, correction
        The first and the second forest of the predictions.
    centre, spread
        Mean and standard deviation of the metric of those runs, on the scale that is analysed.
    seed
        Of the forests and of all that is drawn.
    """

    fitted: FittedForest
    smooth: Forest
    correction: Forest
    centre: float
    spread: float
    seed: int

    @classmethod
    def fit(
        cls,
        params: Sequence[Column],
        y: FloatArray,
        *,
        trees: int,
        seed: int,
        replicates: Replicates | None = None,
        limit: float = 1.0,
    ) -> Surrogate:
        """Fit all three forests.

        Parameters
        ----------
        params, y, trees, seed, replicates, limit
            As in `FittedForest.fit`.
        """
        fitted = FittedForest.fit(params, y, trees=trees, seed=seed, replicates=replicates, limit=limit)
        X, unit = fitted.design.X, fitted.unit
        smooth = fitted.forest
        if fitted.best_threshold_share:
            smooth = bagged_trees(X, fitted.y, trees, seed, no_progress, unit=unit)
        correction = _correction(smooth, X, fitted.y, trees, seed, unit)
        y = y[fitted.rows]
        largest = float(np.abs(y).max(initial=0.0)) or 1.0
        part = y / largest
        centre, spread = float(part.mean()) * largest, float(part.std() or 1.0) * largest
        return cls(
            fitted=fitted, smooth=smooth, correction=correction, centre=centre, spread=spread, seed=seed
        )

    @property
    def forests(self) -> tuple[Forest, Forest]:
        """The two forests of the predictions, which add up."""
        return self.smooth, self.correction

    def dependence(self, points: DesignPoints, among: NDArray[np.intp]) -> FloatArray:
        """Average prediction over runs, were they set so: partial dependence (Friedman 2001).

        Parameters
        ----------
        points
            What to set, one row of values per point.
        among
            The rows over which to average; a seeded draw of them where they are many.

        Returns
        -------
        Shape (points,), in standard units: `on_scale` turns them into the scale that is analysed.
        """
        rows = self._some(among, BACKGROUND)
        means: FloatArray = _profiles(self.forests, self.fitted.design.X[rows], points).mean(axis=1)
        return means

    def profiles(self, points: DesignPoints, among: NDArray[np.intp]) -> tuple[NDArray[np.intp], FloatArray]:
        """Predict each run, were it set so: what `dependence` averages.

        Parameters
        ----------
        points, among
            As in `dependence`.

        Returns
        -------
        The rows, and shape (points, rows), in standard units.
        """
        rows = self._some(among, BACKGROUND)
        return rows, _profiles(self.forests, self.fitted.design.X[rows], points)

    def resampled(
        self, points: DesignPoints, among: NDArray[np.intp], *, all_rows: bool = False
    ) -> FloatArray:
        """Compute `dependence` for forests fitted on halves of the runs.

        Parameters
        ----------
        points, among
            As in `dependence`.
        all_rows
            Average over all of `among` for every half, not over those in the half: where they are few.

        Returns
        -------
        Shape (halves, points), in standard units.
        """
        curves = []
        for rows, forests in self.halves:
            both = self._some(among if all_rows else np.intersect1d(rows, among), BACKGROUND_OF_HALF)
            if len(both):
                curves.append(_profiles(forests, self.fitted.design.X[both], points).mean(axis=1))
        return np.array(curves)

    def without(self, rows: NDArray[np.intp], *, trees: int) -> Surrogate:
        """Fit the forests of the predictions again, without some of the runs.

        Parameters
        ----------
        rows
            Which are left out, of those that the forest read.
        trees
            As in `fit`.
        """
        kept = np.setdiff1d(np.arange(len(self.fitted.y)), rows)
        X, y, unit = self.fitted.design.X[kept], self.fitted.y[kept], self.fitted.units(kept)
        smooth, correction = _forest_with_correction(X, y, trees, self.seed, unit)
        return replace(self, fitted=self.fitted.of_rows(kept, smooth), smooth=smooth, correction=correction)

    def predicted(self, X: Matrix) -> FloatArray:
        """Predict configurations, shape (rows, columns of the design); shape (rows,), in standard units."""
        return _predicted(self.forests, X)

    def predicted_by_parts(self, X: Matrix) -> FloatArray:
        """Predict by every two trees of each forest on their own, shape (parts, rows).

        Each tree has its own draw of the runs, so what the parts agree on does not hang on a few runs.
        """
        counts = range(0, len(self.smooth.trees), 2)
        parts = ([Forest(forest.trees[at : at + 2], ()) for forest in self.forests] for at in counts)
        return np.stack([_predicted(part, X) for part in parts])

    def predicted_by_halves(self, X: Matrix) -> FloatArray:
        """Predict as in `predicted` by forests fitted on halves of the runs, shape (halves, rows)."""
        return np.stack([_predicted(forests, X) for _, forests in self.halves])

    @cached_property
    def residuals(self) -> FloatArray:
        """What the prediction misses of each run, from trees that have not seen it; NaN where all have.

        Shape (rows,), in standard units; computed on first use.
        """
        X = self.fitted.design.X
        predicted: FloatArray = np.add(*(predict_out_of_bag(forest, X) for forest in self.forests))
        return self.fitted.y - predicted

    @cached_property
    def decomposition(self) -> Decomposition:
        """The variance of the fitted forest split among the params; computed on first use."""
        return decompose(self.fitted.forest, self.fitted.design, len(self.fitted.params))

    def interaction_shares(self, pairs: Pairs) -> PairShares:
        """Compute what pairs of params make beyond both alone on unseen runs; once for each list of pairs."""
        if pairs not in self._interaction_shares:
            self._interaction_shares[pairs] = pair_shares(self.fitted, pairs)
        return self._interaction_shares[pairs]

    @cached_property
    def _interaction_shares(self) -> dict[Pairs, PairShares]:
        return {}

    def on_scale(self, values: FloatArray) -> FloatArray:
        """Turn standard units into the scale that is analysed."""
        return self.centre + self.spread * values

    @cached_property
    def halves(self) -> list[tuple[NDArray[np.intp], tuple[Forest, Forest]]]:
        """Small forests on random halves of the runs, and their rows; fitted on first use.

        The spread of a figure over random halves is its standard error over the runs (Politis and Romano
        1994), to which the few trees add theirs.
        """
        X, y = self.fitted.design.X, self.fitted.y
        n, columns = X.shape
        size = min(max(n // 2, 2), LARGEST_HALF, max(100, CELLS_OF_HALF // max(columns, 1)))
        trees = int(np.clip(CELLS_OF_HALF // (size * max(columns, 1)), FEWEST_TREES, TREES_OF_HALF))
        rng = np.random.default_rng([self.seed, 1])
        halves = []
        for half in range(HALVES):
            rows = self.fitted.draw_configurations(max(2, self.fitted.n_configurations * size // n), rng)
            seed = int(np.random.default_rng([self.seed, 2, half]).integers(2**31))
            unit = self.fitted.units(rows)
            halves.append((rows, _forest_with_correction(X[rows], y[rows], trees, seed, unit)))
        return halves

    def _some(self, rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
        if len(rows) <= most:
            return rows
        return np.sort(np.random.default_rng(self.seed).choice(rows, most, replace=False))


def _forest_with_correction(
    X: Matrix, y: FloatArray, trees: int, seed: int, unit: NDArray[np.intp] | None
) -> tuple[Forest, Forest]:
    forest = bagged_trees(X, y, trees, seed, no_progress, unit=unit)
    return forest, _correction(forest, X, y, trees, seed, unit)


def _correction(
    forest: Forest, X: Matrix, y: FloatArray, trees: int, seed: int, unit: NDArray[np.intp] | None
) -> Forest:
    left = y - predict_out_of_bag(forest, X)
    # Of a run that is in all bags it is not known what is left.
    left = np.where(np.isnan(left), 0.0, left)
    return bagged_trees(X, left, trees, (seed + 1) % 2**32, no_progress, unit=unit)


def _profiles(forests: Sequence[Forest], background: Matrix, points: DesignPoints) -> FloatArray:
    """Predict each row of the background at each of the points; shape (points, rows)."""
    profiles = []
    for part in _parts(points, background.size):
        X = np.repeat(background[None], len(part), axis=0)
        X[:, :, points.columns] = part[:, None, :]
        predicted = _predicted(forests, X.reshape(-1, background.shape[1]))
        profiles.append(predicted.reshape(len(part), -1))
    return np.concatenate(profiles)


def _predicted(forests: Sequence[Forest], X: Matrix) -> FloatArray:
    total = sum(
        sum(tree.predict(X, check_input=False) for tree in forest.trees) / len(forest.trees)
        for forest in forests
    )
    return np.asarray(total)


def _parts(points: DesignPoints, cells: int) -> Iterator[Matrix]:
    step = max(1, CELLS_AT_ONCE // max(cells, 1))
    for start in range(0, len(points.cells), step):
        yield points.cells[start : start + step]
