"""The Gaussian process beside the forest: what it says of runs it has not seen, param by param."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from hpviz.analysis import RankOptions, rank
from hpviz.analysis.forest.encoding import encode, sum_by_owner
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.kernels import column_kernels
from hpviz.analysis.forest.process import FEWER_FOLDS, FOLDS, Process
from hpviz.analysis.forest.stacking import ENOUGH_RUNS, FADING_FROM, process_limit, stacking_weight
from hpviz.analysis.forest.variances import LEAST_NOISE, OF_MEAN, fit_variances
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.analysis.tasks.task_rankings import rank_tasks
from hpviz.runs.column import ABSENT, Column
from hpviz.sweep_comparison import SweepComparison


def sweep(n, seed=0, noise=0.3):
    """A curve, a category, a product, a dead number."""
    rng = np.random.default_rng(seed)
    curve, first, second, dead = rng.random((4, n))
    kind = rng.choice(["a", "b", "c"], n)
    y = 4 * (curve - 0.5) ** 2 + 0.6 * (kind == "b") + 2 * (first - 0.5) * (second - 0.5)
    numbers = {"curve": curve, "first": first, "second": second, "dead": dead}
    params = [Column.from_values(name, values.tolist()) for name, values in numbers.items()]
    return [*params, Column.from_values("kind", kind.tolist())], y + rng.normal(0, noise, n)


@pytest.fixture(scope="module")
def fitted():
    return FittedForest.fit(*sweep(90))


def predicted_without(process, run, unit):
    """Solve the process of all runs but those of a configuration, from its definition."""
    variances = process.variances[process.fold[run]]
    v, kernels = variances.alone, process.of_params
    covariance = np.full(kernels.shape[1:], OF_MEAN)
    for param, kernel in enumerate(kernels):
        covariance += v[param] * kernel
    for one, other in combinations(range(len(v)), 2):
        covariance += variances.together * v[one] * v[other] / v.sum() * kernels[one] * kernels[other]
    left = np.flatnonzero(unit != unit[run])
    inner = covariance[np.ix_(left, left)] + variances.noise * np.eye(len(left))
    return covariance[run, left] @ np.linalg.solve(inner, process.y[left])


@pytest.mark.parametrize("each", [1, 3])
def test_a_run_is_predicted_by_all_of_other_configurations(each):
    params, y = sweep(60)
    unit = np.repeat(np.arange(60 // each), each)
    process = Process.fit(encode(params), (y - y.mean()) / y.std(), 0, unit)
    for run in (0, 7, 31, 59):
        assert process.unseen.predicted[run] == pytest.approx(predicted_without(process, run, unit), abs=1e-8)


def test_nothing_that_is_said_of_a_run_depends_on_its_own_metric():
    params, y = sweep(40)
    design, y = encode(params), (y - y.mean()) / y.std()
    before = Process.fit(design, y, 0).unseen
    for run in (3, 20):
        other = y.copy()
        other[run] += 5.0
        after = Process.fit(design, other, 0).unseen
        assert after.predicted[run] == pytest.approx(before.predicted[run], abs=1e-9)
        np.testing.assert_allclose(after.deviation[run], before.deviation[run], atol=1e-9)
        assert np.abs(after.deviation - before.deviation).max() > 0.01


def test_the_parts_add_up_to_the_prediction_less_its_mean(fitted):
    process = fitted.process
    mean = OF_MEAN * process.weights.sum(axis=1)
    unseen = process.unseen
    np.testing.assert_allclose(unseen.deviation.sum(axis=1), unseen.predicted - mean, atol=1e-10)
    np.testing.assert_allclose(unseen.credit, unseen.deviation * (process.y - mean)[:, None], atol=1e-10)


def test_a_part_is_what_a_param_does_alone_and_half_of_its_pairs(fitted):
    process, params = fitted.process, len(fitted.params)
    pairs = list(combinations(range(params), 2))
    of_pairs = process.pair_parts(pairs)
    parts = sum_by_owner(process.unseen.deviation, process.owner, params)
    for run in (0, 11, 89):
        alone = process.variances[process.fold[run]].alone
        expected = np.einsum("jk,k->j", alone[:, None] * process.of_params[:, run], process.weights[run])
        for part, pair in zip(of_pairs[run], pairs, strict=True):
            expected[list(pair)] += part / 2
        np.testing.assert_allclose(parts[run], expected, atol=1e-12)


def test_what_is_shown_is_of_both_models_in_the_share_that_predicts_best():
    params, y = sweep(90)
    fitted = FittedForest.fit(params, y + 1.0 * (params[3].numbers > 0.7))  # a curve and a cliff
    weight, unseen = fitted.process_weight, fitted.unseen
    trees = replace(fitted, process=None).unseen
    assert 0 < weight < 1
    for name in ("predicted", "deviation", "credit"):
        mean = (1 - weight) * getattr(trees, name) + weight * getattr(fitted.process.unseen, name)
        np.testing.assert_allclose(getattr(unseen, name), mean, atol=1e-12)
    observed = fitted.y[unseen.rows]
    error = np.mean((observed - unseen.predicted) ** 2)
    for alone in (trees.predicted, fitted.process.unseen.predicted):
        assert error < np.mean((observed - alone) ** 2)


def test_few_smooth_runs_are_explained_better_than_by_the_forest_alone():
    gains = []
    for seed in range(8):
        both = FittedForest.fit(*sweep(40, seed))
        gains.append(out_of_bag(both).oob_r2 - out_of_bag(replace(both, process=None)).oob_r2)
    assert np.mean(gains) > 0.05


def test_variances_are_those_that_made_the_metric():
    params, _ = sweep(200)
    kernels = column_kernels(encode(params[:4]))
    rng, found = np.random.default_rng(1), []
    covariance = 0.6 * kernels[0] + 0.2 * kernels[1] + 0.2 * np.eye(200)
    for _ in range(20):
        y = rng.multivariate_normal(np.zeros(200), covariance)
        estimate = fit_variances(kernels, (y - y.mean()) / y.std())
        found.append([*estimate.alone, estimate.noise])
    median = np.median(found, axis=0)
    assert median[0] > 2 * median[1] > 20 * median[2:4].max()
    assert 0.1 < median[4] < 0.6


def test_a_category_and_a_number_have_the_same_variance_beforehand():
    params, _ = sweep(60)
    several = Column.from_values("mixed", [1.0, "auto", ABSENT, 2.5, "none", 4.0] * 10)
    design = encode([*params, several])
    kernels = column_kernels(design)
    size = np.bincount(design.owner, weights=np.einsum("jii->j", kernels)) / 60
    np.testing.assert_allclose(size, 1.0)
    np.testing.assert_allclose(kernels.sum(axis=1), 0.0, atol=1e-10)


def test_a_metric_without_noise_and_a_param_that_never_varies_are_no_trouble():
    rng = np.random.default_rng(3)
    grid = rng.choice([0.1, 0.2], 60)
    params = [Column.from_values("grid", grid.tolist()), Column.from_values("same", [1.0] * 60)]
    process = Process.fit(encode(params), np.where(grid > 0.15, 1.0, -1.0), 0)
    assert all(variances.noise == LEAST_NOISE for variances in process.variances)
    np.testing.assert_allclose(process.unseen.predicted, process.y, atol=0.1)
    assert np.all(process.unseen.deviation[:, 1] == 0)
    assert Process.fit(encode(params[1:]), process.y, 0) is None


def test_folds_are_of_configurations_and_by_seed():
    params, y = sweep(120)
    unit = np.repeat(np.arange(40), 3)
    design = encode(params)
    process = Process.fit(design, y, 0, unit)
    assert len(process.variances) == FOLDS
    assert all(len(set(process.fold[unit == number])) == 1 for number in range(40))
    again, other = Process.fit(design, y, 0, unit), Process.fit(design, y, 1, unit)
    assert process.unseen.predicted.tobytes() == again.unseen.predicted.tobytes()
    assert not np.array_equal(process.fold, other.fold)
    assert len(Process.fit(*[encode(sweep(300)[0]), sweep(300)[1]], 0).variances) == FEWER_FOLDS


def test_the_process_fades_out_where_runs_are_enough():
    limits = [process_limit(runs) for runs in (10, FADING_FROM, 400, ENOUGH_RUNS, 10_000)]
    assert limits == [1, 1, 0.5, 0, 0]
    assert FittedForest.fit(*sweep(ENOUGH_RUNS), trees=10).process is None
    assert FittedForest.fit(*sweep(ENOUGH_RUNS - 1), trees=10).process_weight <= 0.01
    some = FittedForest.fit(*sweep(400), trees=10)
    trees = replace(some, process=None).unseen
    of_both = stacking_weight(some.y[trees.rows], trees.predicted, some.process.unseen.predicted[trees.rows])
    assert some.process_weight == pytest.approx(of_both / 2)


@pytest.mark.parametrize(("runs", "limit"), [(600, 0.0), (400, 0.5), (200, 1.0)])
def test_smaller_sweeps_are_fitted_with_the_limit_of_all_runs(runs, limit):
    few = FittedForest.fit(*sweep(runs), trees=10).refit(np.arange(100), 10, 0)
    assert few.process_limit == limit
    assert (few.process is not None) == (limit > 0)
    assert few.process_weight <= limit


def test_a_lower_limit_is_kept_by_the_table_and_by_what_is_fitted_again(make_runs):
    params, y = sweep(90)
    runs = make_runs({param.name: [param.text_at(run) for run in range(90)] for param in params}, {"y": y})
    for limit in (0.0, 0.5, 1.0):
        result = rank(runs, RankOptions(metric="y"), process_limit=limit)
        fitted = result.require_evidence().model.fitted
        assert fitted.process_limit == limit
        assert (fitted.process is None) == (limit == 0)
        assert result.oob_r2 == out_of_bag(fitted).oob_r2


def attributed(n, seed):
    """An interaction that trees and a process divide in other ways."""
    rng = np.random.default_rng(seed)
    steep, level = rng.random(n) < 1 / 3, rng.uniform(-5, 0, n)
    y = np.where(steep, 1, -1) * level + rng.normal(0, 0.3, n)
    return {"steep": steep.tolist(), "level": level.tolist()}, {"y": y.tolist()}


def test_equal_sweeps_of_many_and_of_few_runs_do_not_differ(make_runs):
    for seed in range(3):
        params, metrics = attributed(700, seed)
        runs, first = make_runs(params, metrics), np.arange(700) < 550
        comparison = SweepComparison.of(runs, first, RankOptions(metric="y"))
        assert not any(row.changed for row in comparison.params)
        before, after = (
            rank(runs.take(np.flatnonzero(side)), RankOptions(metric="y")).score("level").importance
            for side in (first, ~first)
        )
        assert before - after > 0.08  # so they would, each by its own limit
        assert comparison.before.score("level").importance == before


def test_tasks_have_the_limit_of_the_largest(make_runs):
    params, metrics = attributed(700, 0)
    runs = make_runs(params | {"task": ["a"] * 550 + ["b"] * 150}, metrics)
    tasks = rank_tasks(runs, RankOptions(metric="y"), "task")
    limits = [result.require_evidence().process_limit for result in tasks.results.values()]
    assert limits == [0, 0]
    few = rank_tasks(runs.take(np.arange(450, 700)), RankOptions(metric="y"), "task")
    assert [result.require_evidence().process_limit for result in few.results.values()] == [1, 1]


def test_the_order_of_params_changes_no_part_of_the_process(fitted):
    turned = Process.fit(encode(fitted.params[::-1]), fitted.y, 0).unseen
    own = sum_by_owner(fitted.process.unseen.deviation, fitted.process.owner, 5)
    owner = encode(fitted.params[::-1]).owner
    np.testing.assert_allclose(sum_by_owner(turned.deviation, owner, 5)[:, ::-1], own, atol=1e-9)


def test_an_interaction_is_of_both_models(fitted):
    params, y = sweep(90, noise=0.05)
    both = FittedForest.fit(params, y)
    pairs = ((1, 2), (0, 3))
    shares, of_trees = pair_shares(both, pairs).share, pair_shares(replace(both, process=None), pairs).share
    exact = np.var(2 * (params[1].numbers - 0.5) * (params[2].numbers - 0.5)) / y.var()
    assert abs(shares[0] - exact) < abs(of_trees[0] - exact)
    assert abs(shares[1]) < 0.02


def test_noise_is_rarely_marked_and_explains_nothing():
    marked, explained = 0, []
    for seed in range(40):
        params, _ = sweep(30, seed)
        importance = out_of_bag(
            FittedForest.fit(params, np.random.default_rng(seed).normal(size=30), trees=40)
        )
        marked += bool(importance.above_noise.any() and importance.oob_r2 > 0)
        explained.append(importance.oob_r2)
    assert marked <= 4
    assert np.mean(explained) < 0


def test_seeds_of_a_configuration_are_left_out_with_it():
    rows, known, unknown = np.repeat(np.arange(20), 5), [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        params = [param.take(rows) for param in sweep(20, seed)[0]]
        y = rng.normal(size=20)[rows] + rng.normal(0, 0.01, 100)
        design, y = encode(params), (y - y.mean()) / y.std()
        for unit, errors in ((rows, known), (None, unknown)):
            errors.append(np.mean((y - Process.fit(design, y, 0, unit).unseen.predicted) ** 2))
    assert np.mean(known) > 0.9
    assert np.mean(unknown) < 0.3


def test_a_switch_is_not_credited_for_what_it_switches_on():
    rng = np.random.default_rng(6)
    on, x = rng.random(120) < 0.5, rng.random(120)
    cells = [value if there else ABSENT for value, there in zip(x.tolist(), on, strict=True)]
    params = [Column.from_values("switch", on.tolist()), Column.from_values("x", cells)]
    y = np.where(on, 4 * (x - 0.5), 0.0) + rng.normal(0, 0.2, 120)
    design = encode(params)
    assert design.parents == {1: 0}
    deviation = Process.fit(design, (y - y.mean()) / y.std(), 0).unseen.deviation
    assert np.all(deviation[~on, 1] == 0)
    assert deviation[:, 0].std() < 0.2 * deviation[:, 1].std()
