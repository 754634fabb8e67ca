import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import hpviz
from hpviz.analysis.forest.bagging import (
    MOST_RUNS,
    bag_size,
    bagged_trees,
    enough_trees,
    no_progress,
    sampled_rows,
)
from hpviz.analysis.forest.encoding import encode, sum_by_owner
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.out_of_bag import explain_out_of_bag
from hpviz.analysis.importance.mdi import mdi
from hpviz.analysis.importance.methods import METHOD_NAMES
from hpviz.analysis.importance.oob import holm
from hpviz.analysis.importance.oob import out_of_bag as of_grown
from hpviz.analysis.importance.shares import explained_share, nearest_shares
from hpviz.runs.column import Column
from hpviz.text.row import sentences


def out_of_bag(params, y, **how):
    return of_grown(FittedForest.fit(params, y, **how))


def numeric(name, values):
    return Column.from_numbers(name, values)


def text(name, values):
    return Column.from_values(name, list(values))


@pytest.fixture(scope="module")
def linear():
    """y = 3 lr + noise, with two params that do nothing and one constant."""
    rng = np.random.default_rng(1)
    lr, dead, seed = rng.random(120), rng.random(120), rng.integers(0, 1000, 120)
    params = [numeric("dead", dead), numeric("lr", lr), numeric("seed", seed), numeric("one", np.ones(120))]
    return params, 3 * lr + rng.normal(0, 0.2, 120)


def test_the_param_that_makes_the_metric_ranks_first_and_a_constant_counts_nothing(linear):
    importance = out_of_bag(*linear)
    assert importance.share.argmax() == 1
    assert importance.above_noise.tolist() == [False, True, False, False]
    assert importance.share[3] == 0
    assert importance.p_value[3] == 1
    # Var(3 lr) = .75 and the noise's .04: lr accounts for .95, of which an extra-tree reaches most.
    assert 0.75 < importance.share[1] < 0.97
    assert 0.8 < importance.oob_r2 < 0.97
    assert importance.low[1] < importance.share[1] < importance.high[1]


def test_the_credit_is_what_a_slow_walk_down_every_tree_gives(linear):
    params, y = linear
    design = encode(params)
    forest = bagged_trees(design.X, y, 7, 0, no_progress)
    oob = explain_out_of_bag(forest, design.X, y, design.owner, len(params))
    credit, deviation = np.zeros((len(y), len(params))), np.zeros((len(y), len(params)))
    predicted, times = np.zeros(len(y)), np.zeros(len(y))
    for tree, bag in zip(forest.trees, forest.bags, strict=True):
        nodes = tree.tree_
        for run in set(range(len(y))) - set(bag.tolist()):
            node, times[run] = 0, times[run] + 1
            while nodes.children_left[node] >= 0:
                column = nodes.feature[node]
                goes_left = design.X[run, column] <= nodes.threshold[node]
                child = (nodes.children_left if goes_left else nodes.children_right)[node]
                step = nodes.value[child, 0, 0] - nodes.value[node, 0, 0]
                credit[run, design.owner[column]] += step * (y[run] - nodes.value[0, 0, 0])
                deviation[run, design.owner[column]] += step
                node = child
            predicted[run] += nodes.value[node, 0, 0]
    rows = np.flatnonzero(times)
    assert oob.rows.tolist() == rows.tolist()
    np.testing.assert_allclose(oob.credit, credit[rows] / times[rows, None], atol=1e-12)
    np.testing.assert_allclose(oob.deviation, deviation[rows] / times[rows, None], atol=1e-12)
    np.testing.assert_allclose(oob.predicted, predicted[rows] / times[rows])


def test_the_shares_add_up_to_what_the_predictions_explain(linear):
    """Sum over params of c_ij telescopes to (prediction - root mean) * (y - root mean)."""
    params, y = linear
    design = encode(params)
    forest = bagged_trees(design.X, y, 1, 0, no_progress)
    oob = explain_out_of_bag(forest, design.X, y, design.owner, len(params))
    root = forest.trees[0].tree_.value[0, 0, 0]
    expected = (oob.predicted - root) * (y[oob.rows] - root)
    np.testing.assert_allclose(oob.credit.sum(axis=1), expected)


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(linear):
    first, again, other = out_of_bag(*linear), out_of_bag(*linear), out_of_bag(*linear, seed=1)
    assert first.share.tobytes() == again.share.tobytes()
    assert first.share.tobytes() != other.share.tobytes()


def test_trees_looked_at_one_by_one_say_the_same(linear, monkeypatch):
    together = out_of_bag(*linear)
    monkeypatch.setattr("hpviz.analysis.forest.out_of_bag.CELLS_OF_STEPS", 1)
    np.testing.assert_allclose(out_of_bag(*linear).share, together.share, atol=1e-12)


def test_the_number_of_cores_does_not_matter(linear, monkeypatch):
    alone = out_of_bag(*linear)
    monkeypatch.setattr("hpviz.threads.CELLS_FOR_THREADS", 0)
    assert out_of_bag(*linear).share.tobytes() == alone.share.tobytes()


@pytest.mark.parametrize("mostly", [0.0, 1.0])
def test_runs_walked_some_at_a_time_and_on_threads_say_the_same(linear, monkeypatch, mostly):
    together = out_of_bag(*linear)
    monkeypatch.setattr("hpviz.analysis.forest.out_of_bag.FEWEST_AT_ONCE", 7)
    monkeypatch.setattr("hpviz.analysis.forest.out_of_bag.RUNS_AT_ONCE", 7)
    # Walk all runs, or those that a tree has not seen.
    monkeypatch.setattr("hpviz.analysis.forest.out_of_bag.MOSTLY", mostly)
    monkeypatch.setattr("hpviz.threads.CELLS_FOR_THREADS", 0)
    importance = out_of_bag(*linear)
    np.testing.assert_allclose(importance.share, together.share, atol=1e-12)
    np.testing.assert_allclose(importance.high, together.high, atol=1e-12)


@pytest.mark.parametrize(
    "change", [np.log, lambda x: 1e9 * x + 5, lambda x: x**3], ids=["log", "scale", "cube"]
)
def test_a_rising_transform_of_a_param_changes_nothing(linear, change):
    params, y = linear
    changed = [params[0], numeric("lr", change(params[1].numbers)), *params[2:]]
    assert out_of_bag(changed, y).share.tobytes() == out_of_bag(params, y).share.tobytes()


@pytest.mark.parametrize(
    "change",
    [lambda y: 1e6 * y - 3, lambda y: -y, lambda y: y * (1 + 1e-15 * np.arange(len(y)))],
    ids=["unit", "sign", "last digits"],
)
def test_rescaling_the_metric_changes_nothing(linear, change):
    params, y = linear
    for n in (40, 90, len(y)):  # with few runs many splits are equally good
        some = [param.take(np.arange(n)) for param in params]
        changed, as_it_was = out_of_bag(some, change(y[:n])).share, out_of_bag(some, y[:n]).share
        np.testing.assert_allclose(changed, as_it_was, atol=1e-12)


def test_relabelling_categories_changes_nothing():
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 3, 90)
    y = codes + rng.normal(0, 0.5, 90)
    plain = out_of_bag([text("p", np.array(["a", "b", "c"])[codes])], y)
    other = out_of_bag([text("p", np.array(["red", "sea", "tea"])[codes])], y)
    assert plain.share.tobytes() == other.share.tobytes()


def test_the_order_of_runs_and_params_does_not_change_the_ranking(linear):
    params, y = linear
    order = np.random.default_rng(3).permutation(len(y))
    shuffled = out_of_bag([param.take(order) for param in params], y[order])
    turned = out_of_bag(params[::-1], y)
    plain = out_of_bag(params, y)
    np.testing.assert_allclose(shuffled.share, plain.share, atol=0.05)
    np.testing.assert_allclose(turned.share[::-1], plain.share, atol=0.05)


def test_a_duplicated_column_shares_its_importance(linear):
    params, y = linear
    twin = replace(params[1], name="twin")
    alone, both = out_of_bag(params, y).share[1], out_of_bag([*params, twin], y).share
    assert both[1] == pytest.approx(both[4], abs=0.12)
    assert both[1] + both[4] == pytest.approx(alone, abs=0.06)


def test_two_true_switches_beat_dead_params_with_many_values_where_plain_impurity_is_fooled():
    above, fooled = 0, 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        switches = [rng.choice(["on", "off"], 60) for _ in range(2)]
        params = [text(f"switch{i}", values) for i, values in enumerate(switches)]
        params += [numeric(f"dead{i}", rng.random(60)) for i in range(5)]
        y = 0.6 * (switches[0] == "on") + 0.6 * (switches[1] == "on") + rng.normal(0, 0.5, 60)
        above += set(np.argsort(-out_of_bag(params, y).share)[:2]) == {0, 1}
        fooled += set(np.argsort(-mdi(params, y).share)[:2]) != {0, 1}
    assert above >= 10
    assert fooled >= 4


def slow_importance(params, y):
    """Straight from the definition, run by run and pair by pair."""
    fitted = FittedForest.fit(params, y)
    unseen = fitted.unseen
    own = sum_by_owner(unseen.deviation, fitted.design.owner, len(params))
    observed, predicted = fitted.y[unseen.rows], unseen.predicted
    share = np.zeros(len(params))
    for j in range(len(params)):
        left = observed - predicted + own[:, j]
        for k in range(len(params)):
            if k != j and own[:, j].std() > 0 and own[:, k].std() > 0:
                r = np.corrcoef(own[:, j], own[:, k])[0, 1]
                left = left + max(0.0, 1 - 4 / (len(own) * r**2)) * own[:, k]
        share[j] = np.mean(own[:, j] * left)
    return share


def test_the_importance_is_what_its_definition_says(linear):
    params, y = linear
    twins = [*params, replace(params[1], name="twin")]
    for columns in (params, twins):
        np.testing.assert_allclose(out_of_bag(columns, y).uncut, slow_importance(columns, y), atol=1e-12)


def slow_projection(values, total):
    """Take the same amount from all, by bisection, until what is left adds up."""
    low, high = values.min() - total - 1, values.max()
    for _ in range(200):
        middle = (low + high) / 2
        if np.maximum(values - middle, 0).sum() > total:
            low = middle
        else:
            high = middle
    return np.maximum(values - high, 0)


@pytest.mark.parametrize("seed", range(20))
def test_shares_are_the_nearest_that_are_not_negative_and_add_up(seed):
    rng = np.random.default_rng(seed)
    values, total = rng.normal(0.1, 0.2, rng.integers(1, 9)), float(rng.uniform(0, 1))
    shares = nearest_shares(values, total)
    np.testing.assert_allclose(shares, slow_projection(values, total), atol=1e-9)
    assert shares.sum() == pytest.approx(total)
    assert (np.diff(shares[np.argsort(values)]) >= 0).all()


def test_shares_of_nothing_are_none():
    assert nearest_shares(np.array([0.1, -0.2]), 0.0).tolist() == [0, 0]
    assert nearest_shares(np.empty(0), 0.5).tolist() == []
    assert explained_share(-0.1, -0.3) == 0
    assert explained_share(0.07, -0.02) == 0.07
    assert explained_share(0.82, 0.91) == 0.91
    assert explained_share(1.01, 0.99) == 0.995
    assert explained_share(1.2, 1.0) == 1


@pytest.mark.parametrize("noise", [0.0, 0.5, 3.0])
def test_the_shares_add_up_to_what_is_explained(noise):
    rng = np.random.default_rng(4)
    x, names = rng.random((4, 60)), rng.choice(["a", "b", "c"], 60)
    params = [*(numeric(f"x{i}", values) for i, values in enumerate(x)), text("name", names)]
    importance = out_of_bag(params, 3 * x[0] + (names == "a") + rng.normal(0, noise, 60))
    assert importance.share.sum() == pytest.approx(importance.explained, abs=1e-12)
    assert importance.explained == pytest.approx(
        np.clip(max(importance.uncut.sum(), importance.oob_r2), 0, 1)
    )
    ends = (0, importance.low, importance.share, importance.high, 1)
    assert all((low <= high).all() for low, high in pairwise(map(np.asarray, ends)))
    of_levels = [part for (owner, _), part in importance.of_level.items() if owner == 4]
    assert len(of_levels) == 3
    assert min(of_levels) >= 0
    assert sum(of_levels) == pytest.approx(importance.share[4])
    assert (
        np.argsort(importance.share, kind="stable")[-2:].tolist()
        == np.argsort(importance.uncut)[-2:].tolist()
    )


@pytest.mark.parametrize("method", METHOD_NAMES)
def test_one_switch_that_is_all_of_the_loss_has_all_of_it_and_no_more(figures, method):
    ranking = hpviz.rank(figures / "share_above_one.csv", "loss", method=method)
    table = ranking.table().set_index("param")
    figures_of = table[["importance", "importance_low", "importance_high"]]
    assert ((figures_of >= 0) & (figures_of <= 1) | figures_of.isna()).all(axis=None)
    assert table.importance["flag"] > 0.9
    assert ranking.explained == 1
    assert ranking.trust_sentence == "This parameter explains all of loss."
    if method == "oob":
        assert table.importance["flag"] == 1
        assert ranking.levels("flag").importance.tolist() == [0.5, 0.5]
        row = sentences(ranking.score("flag"), ranking)
        assert re.fullmatch("Explains 100% of the differences in loss \\(\\d+\u2013100%\\)\\.", row[0])


def test_a_strong_param_does_not_blur_the_figure_of_one_that_does_nothing():
    ours, credit = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        params = [numeric("lr", rng.random(60)), numeric("dead", rng.random(60))]
        fitted = FittedForest.fit(params, 4 * params[0].numbers + rng.normal(0, 0.2, 60))
        oob = explain_out_of_bag(fitted.forest, fitted.design.X, fitted.y, fitted.design.owner, 2)
        ours.append(abs(of_grown(fitted).uncut[1]))
        credit.append(abs(oob.credit[:, 1].mean()))
    assert np.mean(ours) < 0.7 * np.mean(credit)


def test_pure_noise_is_seldom_called_an_effect():
    alarms = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        n = (20, 30, 60, 100)[seed % 4]
        params = [numeric(f"x{i}", rng.random(n)) for i in range(4)]
        params += [text("flag", rng.choice(["y", "n"], n)), text("opt", rng.choice(["a", "b", "c"], n))]
        alarms.append(out_of_bag(params, rng.normal(size=n), trees=60, seed=seed).above_noise.any())
    assert np.mean(alarms) <= 0.075


def test_a_weak_category_is_found_beside_a_strong_number():
    n_marked = 0
    for seed in range(12):
        rng = np.random.default_rng(seed)
        lr, names = rng.random(150), rng.choice(["a", "b", "c"], 150)
        params = [
            numeric("lr", lr),
            text("p", names),
            *(numeric(f"dead{i}", rng.random(150)) for i in range(5)),
        ]
        y = 4 * lr + 1.0 * (names == "b") + rng.normal(size=150)
        n_marked += out_of_bag(params, y, seed=seed).above_noise[1]
    assert n_marked >= 9


def test_impurity_adds_up_to_one_and_claims_no_certainty(linear):
    importance = mdi(*linear)
    assert importance.share.sum() == pytest.approx(1)
    assert np.isnan(importance.low).all()
    assert np.isnan(importance.p_value).all()


def test_the_values_of_a_category_add_up_to_it():
    rng = np.random.default_rng(4)
    names = rng.choice(["a", "b", "c", "d"], 80)
    flag = rng.choice([True, False], 80)
    params = [text("p", names), text("flag", flag), numeric("x", rng.random(80))]
    for importance in (
        out_of_bag(params, (names == "a") + flag + rng.normal(0, 0.3, 80)),
        mdi(params, rng.random(80)),
    ):
        for param in (0, 1):
            of_levels = sum(share for (owner, _), share in importance.of_level.items() if owner == param)
            assert of_levels == pytest.approx(importance.share[param])


def test_holm_is_holm():
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])
    assert holm(np.array([0.9, 0.8])).max() == 1


def test_very_many_runs_are_drawn_from_by_the_seed():
    rows = sampled_rows(50_000, 5, 0)
    assert len(rows) == MOST_RUNS
    assert np.array_equal(rows, sampled_rows(50_000, 5, 0))
    assert not np.array_equal(rows, sampled_rows(50_000, 5, 1))
    assert len(np.unique(rows)) == MOST_RUNS


def test_the_forest_so_far_is_shown_where_it_takes_long(linear, monkeypatch):
    monkeypatch.setattr("hpviz.analysis.forest.bagging.SECONDS", 0.0)
    seen = []
    FittedForest.fit(*linear, trees=100, interim=seen.append)
    assert [len(fitted.forest.trees) for fitted in seen] == [
        14,
        26,
    ]  # of the first half, which are all random
    shares = [of_grown(fitted).share for fitted in (*seen, FittedForest.fit(*linear, trees=100))]
    np.testing.assert_allclose(shares[0], shares[-1], atol=0.1)
    np.testing.assert_allclose(shares[1], shares[-1], atol=0.07)
    monkeypatch.setattr("hpviz.analysis.forest.bagging.SECONDS", 1e9)
    FittedForest.fit(*linear, interim=seen.append)
    assert len(seen) == 2


def test_fewer_trees_are_fitted_to_many_runs():
    assert [enough_trees(100, n) for n in (20, 999, 1000, 4000, 10_000)] == [100, 100, 45, 30, 15]
    assert [enough_trees(1, n) for n in (20, 10_000)] == [1, 1]
    assert [enough_trees(5, n) for n in (20, 10_000)] == [5, 4]
    assert [bag_size(n) for n in (2, 100, 999, 1000, 4000, 10_000)] == [1, 64, 632, 500, 2000, 2000]


def test_progress_is_reported_and_can_end_the_computation(linear):
    seen = []
    out_of_bag(*linear, trees=25, progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 25)
    assert seen[-1] == (25, 25)
    assert seen == sorted(seen)

    def stop(done, total):
        raise KeyError(done)

    with pytest.raises(KeyError):
        out_of_bag(*linear, progress=stop)
