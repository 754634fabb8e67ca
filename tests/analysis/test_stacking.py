"""Which thresholds a forest gets: those that say most of runs it has not seen."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from hpviz.analysis.forest.bagging import no_progress
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.stacking import ENOUGH_RUNS, stacked_trees, stacking_weight, trees_by_weight
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.result.surrogate import Surrogate
from hpviz.runs.column import Column


def test_the_share_makes_the_squared_error_least():
    rng = np.random.default_rng(0)
    y = rng.normal(size=200)
    random, best = y + rng.normal(0, 1, 200), y + rng.normal(0, 0.8, 200)
    minimum = minimize_scalar(
        lambda share: np.mean((y - (1 - share) * random - share * best) ** 2), bounds=(0, 1), method="bounded"
    )
    assert stacking_weight(y, random, best) == pytest.approx(minimum.x, abs=1e-4)


def test_the_share_is_from_none_to_all():
    rng = np.random.default_rng(1)
    y, far = rng.normal(size=50), 10 * rng.normal(size=50)
    assert stacking_weight(y, y, far) == 0
    assert stacking_weight(y, far, y) == 1
    assert stacking_weight(y, far, far) == 0
    assert stacking_weight(y, -y, 3 * y) == pytest.approx(0.5)
    assert stacking_weight(y, y + 1, y + 3) == 0


def test_runs_without_out_of_bag_trees_count_nothing():
    y = np.array([0.0, 1.0, 2.0, 3.0])
    random, best = np.array([np.nan, 0, 4, np.nan]), np.array([5, 2, 2, np.nan])
    assert stacking_weight(y, random, best) == stacking_weight(y[1:3], random[1:3], best[1:3])
    assert stacking_weight(y, np.full(4, np.nan), y) == 0


def test_a_cliff_is_for_best_thresholds_and_a_plane_for_random_ones():
    rng = np.random.default_rng(2)
    x = rng.random((150, 8))
    design = x.astype(np.float32)
    cliff = (x[:, 0] > 0.3) + 2.0 * (x[:, 1] > 0.8)
    _, of_cliff = stacked_trees(design, cliff, 100, 0, no_progress)
    _, of_plane = stacked_trees(design, x.sum(axis=1), 100, 0, no_progress)
    assert of_cliff > 0.8
    assert of_plane < 0.6


@pytest.mark.parametrize("trees", [1, 2, 7, 100])
def test_the_number_of_trees_is_as_chosen_in_that_share(trees):
    rng = np.random.default_rng(3)
    x = rng.random((60, 3)).astype(np.float32)
    y = 1.0 * (x[:, 0] > 0.5) + rng.normal(0, 0.3, 60)
    reports = []
    forest, share = stacked_trees(x, y, trees, 0, lambda done, total: reports.append((done, total)))
    assert len(forest.trees) == len(forest.bags) == trees
    assert sum(kind(tree) == "DecisionTreeRegressor" for tree in forest.trees) == round(trees * share)
    assert reports[-1] == (trees, trees)
    assert reports == sorted(reports)
    for share in (0.0, 0.3, 1.0):
        forest = trees_by_weight(x, y, trees, 0, share)
        assert len(forest.trees) == trees
        assert sum(kind(tree) == "DecisionTreeRegressor" for tree in forest.trees) == round(trees * share)


def test_no_two_trees_are_the_same():
    rng = np.random.default_rng(4)
    x = rng.random((80, 3)).astype(np.float32)
    for seed in (0, 2**32 - 1):
        forest, _ = stacked_trees(x, 1.0 * (x[:, 0] > 0.5) + rng.normal(0, 0.3, 80), 100, seed, no_progress)
        assert len({bag.tobytes() for bag in forest.bags}) == 100


def test_of_many_runs_all_thresholds_are_random():
    x = np.random.default_rng(5).random((ENOUGH_RUNS, 2)).astype(np.float32)
    forest, share = stacked_trees(x, 1.0 * (x[:, 0] > 0.5), 10, 0, no_progress)
    assert share == 0
    assert {kind(tree) for tree in forest.trees} == {"ExtraTreeRegressor"}


def test_a_cliff_is_explained_better_than_by_random_thresholds_alone(monkeypatch):
    rng = np.random.default_rng(6)
    x = rng.random((60, 6))
    params = [Column.from_values(f"x{i}", x[:, i].tolist()) for i in range(6)]
    y = 1.0 * (x[:, 0] > 0.25) + rng.normal(0, 0.2, 60)
    mixed = out_of_bag(FittedForest.fit(params, y))
    monkeypatch.setattr("hpviz.analysis.forest.stacking.ENOUGH_RUNS", 0)
    alone = out_of_bag(FittedForest.fit(params, y))
    assert mixed.oob_r2 > alone.oob_r2 + 0.03
    assert mixed.share[0] > alone.share[0]


def test_curves_are_of_random_thresholds_alone():
    x = np.random.default_rng(7).random((60, 2))
    params = [Column.from_values(f"x{i}", x[:, i].tolist()) for i in range(2)]
    model = Surrogate.fit(params, 1.0 * (x[:, 0] > 0.25), trees=20, seed=0)
    assert model.fitted.best_threshold_share > 0.5
    assert {kind(tree) for forest in model.forests for tree in forest.trees} == {"ExtraTreeRegressor"}
    smooth = Surrogate.fit(params, 0.0 * x[:, 0], trees=20, seed=0)
    assert smooth.smooth is smooth.fitted.forest


def kind(tree):
    return type(tree).__name__
