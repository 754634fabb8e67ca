"""Pairs of params that do more together than alone: closed forms, direct computations, invariants."""

import itertools

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

import hpviz
from hpviz.analysis.forest.bagging import Forest, bagged_trees, no_progress
from hpviz.analysis.forest.encoding import encode
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.forest.out_of_bag import predict_out_of_bag
from hpviz.analysis.importance import pair_interactions as pairs
from hpviz.analysis.importance.fanova import fanova_main_effects
from hpviz.analysis.importance.oob import holm
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.analysis.importance.variance_components import decompose
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT, Column
from hpviz.text import row as row_text


def numeric(name, values):
    return Column.from_numbers(name, np.asarray(values, dtype=float))


@pytest.fixture(scope="module")
def steps():
    """A tree that holds a function of steps on every combination of a number, a category and a switch."""
    rows = list(itertools.product(range(6), "abc", [True, False]))
    number, name, flag = (list(column) for column in zip(*rows, strict=True))
    params = [numeric("number", number), Column.from_values("name", name), Column.from_values("flag", flag)]
    y = np.array([2.0 * (n > 2) + 1.5 * (c == "b") + (f and n > 3) + (c == "a") * n * f for n, c, f in rows])
    design = encode(params)
    tree = DecisionTreeRegressor(random_state=0).fit(design.X, y)
    return design, tree, y.reshape(6, 3, 2)


def marginal(y, kept):
    return y.mean(axis=tuple(axis for axis in range(3) if axis not in kept), keepdims=True)


def test_the_decomposition_is_exact_on_a_tree_that_holds_the_function(steps):
    design, tree, y = steps
    components = decompose(Forest([tree], [np.arange(y.size)]), design, 3)
    for param in range(3):
        others = [other for other in range(3) if other != param]
        assert components.alone[param] == pytest.approx(marginal(y, [param]).var() / y.var())
        assert components.total[param] == pytest.approx(1 - marginal(y, others).var() / y.var())
    for param, other in itertools.combinations(range(3), 2):
        both = marginal(y, [param, other]) - marginal(y, [param]) - marginal(y, [other]) + y.mean()
        assert components.pairs[param, other] == pytest.approx((both**2).mean() / y.var())
    np.testing.assert_allclose(components.pairs, components.pairs.T)


def test_the_decomposition_of_ishigami_has_its_one_interaction():
    """Closed forms for a = 7, b = .1: alone .314, .442, 0; x1 with x3 .244 (Ishigami and Homma 1990)."""
    x = np.array(list(itertools.product((np.arange(24) + 0.5) / 24, repeat=3))) * 2 * np.pi - np.pi
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    design = encode([numeric(f"x{i}", x[:, i]) for i in range(3)])
    tree = DecisionTreeRegressor(random_state=0, max_leaf_nodes=1500).fit(design.X, y)
    components = decompose(Forest([tree], [np.arange(len(y))]), design, 3)
    assert components.alone == pytest.approx([0.314, 0.442, 0.0], abs=0.02)
    assert components.pairs[0, 2] == pytest.approx(0.244, abs=0.02)
    assert max(components.pairs[0, 1], components.pairs[1, 2]) < 0.02
    assert components.total == pytest.approx([0.558, 0.442, 0.244], abs=0.03)


def test_the_decomposition_agrees_with_fanova_and_does_not_depend_on_its_steps(steps, monkeypatch):
    design, _, y = steps
    forest = bagged_trees(design.X, y.reshape(-1), 8, 0, no_progress)
    components = decompose(forest, design, 3)
    np.testing.assert_allclose(components.alone, fanova_main_effects(forest, design, 3), atol=1e-12)
    monkeypatch.setattr("hpviz.analysis.importance.variance_components.CELLS_AT_ONCE", 1)
    np.testing.assert_allclose(decompose(forest, design, 3).pairs, components.pairs, atol=1e-12)


def test_the_trees_functions_of_a_pair_are_those_of_a_direct_computation(steps):
    """On a whole grid the marginals can be had by averaging predictions."""
    design, tree, y = steps
    bag = np.arange(0, y.size, 2)
    components = pairs._components(Forest([tree], [bag]), design, [(0, 1), (1, 2)], np.arange(y.size))
    oob = np.setdiff1d(np.arange(y.size), bag)
    assert np.isnan(components[bag]).all()
    for place, kept in enumerate([[0, 1], [1, 2]]):
        both = marginal(y, kept) - marginal(y, kept[:1]) - marginal(y, kept[1:]) + y.mean()
        direct = np.broadcast_to(both, y.shape).reshape(-1)
        np.testing.assert_allclose(components[oob, place], direct[oob], atol=1e-5)


def test_out_of_bag_ishigami_has_one_interaction_and_no_other():
    rng = np.random.default_rng(0)
    x = rng.uniform(-np.pi, np.pi, (1000, 4))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    fitted = FittedForest.fit([numeric(f"x{i}", x[:, i]) for i in range(4)], y)
    looked_at = list(itertools.combinations(range(4), 2))
    shares = pair_shares(fitted, looked_at)
    above = [pair for pair, p in zip(looked_at, holm(shares.p_value), strict=True) if p < 0.05]
    assert above == [(0, 2)]
    # Flattened by the forest: about half of .244, and not more than it.
    assert 0.1 < shares.share[looked_at.index((0, 2))] < 0.26
    explained = 1 - np.mean((fitted.y - predict_out_of_bag(fitted.forest, fitted.design.X)) ** 2)
    assert shares.share.sum() < explained


@pytest.mark.parametrize("together", [0.0, 0.8])
def test_additive_effects_are_no_interaction_even_of_correlated_params(together):
    alarms = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(150, 4))
        x[:, 1] = together * x[:, 0] + np.sqrt(1 - together**2) * x[:, 1]
        y = x[:, 0] ** 2 + x[:, 1] + (x[:, 1] > 0) + rng.normal(0, 0.5, 150)
        fitted = FittedForest.fit([numeric(f"x{i}", x[:, i]) for i in range(4)], y, seed=seed, trees=50)
        shares = pair_shares(fitted, list(itertools.combinations(range(4), 2)))
        alarms.append((holm(shares.p_value) < 0.05).any())
    assert sum(alarms) <= 1


def shifted(make_runs, *, order=1, n=150):
    """The best learning rate moves with the batch size."""
    rng = np.random.default_rng(5)
    lr, batch = rng.uniform(-1.7, 1.7, n), rng.integers(0, 4, n)
    names = rng.choice(["relu", "gelu"], n)
    loss = (lr - 0.6 * (batch - 1.5)) ** 2 + 0.3 * (names == "relu") + rng.normal(0, 0.3, n)
    params = {
        "lr": np.exp(lr),
        "batch": 2.0 ** (4 + batch),
        "act": names.tolist(),
        "seed": rng.integers(0, 9999, n),
    }
    return make_runs(dict(list(params.items())[::order]), {"loss": loss, "gain": -loss})


@pytest.fixture(scope="module")
def ranking(make_runs):
    return hpviz.rank(shifted(make_runs))


def test_the_strongest_pair_comes_first_with_its_figures(ranking):
    table = ranking.interactions()
    assert table.columns.tolist() == [
        "param", "other", "share", "share_low", "share_high", "p_value", "above_noise",
    ]  # fmt: skip
    assert len(table) == 6
    assert {table.param[0], table.other[0]} == {"lr", "batch"}
    assert table.above_noise.tolist() == [True, *[False] * 5]
    assert table.share.is_monotonic_decreasing
    assert ((table.share_low <= table.share) & (table.share <= table.share_high)).all()
    assert table.share_low.min() >= 0
    assert len(ranking.interactions(most=2)) == 2
    assert ranking.interactions().equals(table)
    sentences = ranking.pairs().sentences
    assert f"{table.param[0]} and {table.other[0]} interact: {table.share[0]:.0%} of the diff" in sentences[0]
    assert sentences[-1] == "True shares may be larger."


def test_the_order_of_the_params_and_their_units_change_nothing(make_runs, ranking):
    other = hpviz.rank(shifted(make_runs, order=-1), "gain").interactions(1)
    first = ranking.interactions(1)
    assert {other.param[0], other.other[0]} == {"lr", "batch"}
    # Other columns in another order are other trees: the figure moves by much less than its interval.
    assert other.share[0] == pytest.approx(first.share[0], abs=0.03)


def test_a_ranking_by_fanova_gives_shares_of_the_forest(ranking, make_runs):
    table = hpviz.rank(shifted(make_runs), method="fanova").interactions()
    assert table.equals(ranking.interactions(method="fanova"))
    assert table.p_value.isna().all()
    assert table.above_noise.isna().all()
    totals = ranking.totals()
    assert totals.columns.tolist() == ["param", "alone", "total"]
    assert (totals.total >= totals.alone).all()
    assert totals.param.tolist()[:2] == ["lr", "batch"]
    importance = hpviz.rank(shifted(make_runs), method="fanova").table().set_index("param").importance
    assert totals.alone.tolist() == pytest.approx(importance[totals.param].tolist())
    both = table.share[0]
    assert (totals.total - totals.alone)[:2].min() >= both - 1e-6
    sentences = ranking.pairs(method="fanova").sentences
    assert f"{both:.0%} of the differences between predictions appear only in combination" in sentences[0]
    assert sentences[0].endswith("the most of 6 pairs.")
    assert sentences[1:-1] == tuple(
        f"{row.param}: {row.alone:.0%} alone, {row.total:.0%} with all its interactions."
        for row in totals[:3].itertuples()
    )


def test_no_pair_above_the_noise_is_said(training):
    (sentence,) = hpviz.rank(training, "val_loss").pairs().sentences
    assert sentence == (
        "No clear interaction among 10 pairs: as far as these 144 runs show, the effects add up."
    )


def test_a_param_and_the_one_that_switches_it_on_are_no_pair(make_runs):
    rng = np.random.default_rng(2)
    optimizer = rng.choice(["adam", "sgd"], 120)
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    beta = [float(rng.random()) if name == "adam" else ABSENT for name in optimizer]
    lr = rng.random(120)
    loss = lr + np.array([2 * m if m is not ABSENT else 1.0 for m in momentum]) + rng.normal(0, 0.1, 120)
    runs = make_runs({"optimizer": optimizer, "momentum": momentum, "beta": beta, "lr": lr}, {"loss": loss})
    table = hpviz.rank(runs).interactions()
    pairs_of_params = {frozenset(pair) for pair in zip(table.param, table.other, strict=True)}
    assert pairs_of_params == {
        frozenset(pair) for pair in (("optimizer", "lr"), ("momentum", "lr"), ("beta", "lr"))
    }


@pytest.mark.parametrize(
    ("params", "runs", "message"),
    [
        ({"x": np.arange(60.0)}, 60, "no two parameters vary"),
        ({"x": np.arange(60.0), "same": [1.0] * 60}, 60, "no two parameters vary"),
        ({"x": np.arange(12.0), "z": np.arange(12.0) % 5}, 12, "Only 12 runs"),
    ],
)
def test_where_there_is_nothing_to_look_for_it_says_so(make_runs, params, runs, message):
    ranking = hpviz.rank(make_runs(params, {"loss": np.arange(float(runs)) ** 1.5}))
    with pytest.raises(HpvizError, match=message):
        ranking.interactions()


def test_invalid_options_are_refused_whether_or_not_there_is_a_result(make_runs):
    x = np.arange(12.0)
    few = hpviz.rank(make_runs({"x": x, "z": x % 5}, {"loss": x}))
    with pytest.raises(HpvizError, match="no method 'mdi' for interactions"):
        few.pairs(method="mdi")
    with pytest.raises(HpvizError, match="most=0"):
        few.pairs(0)
    with pytest.raises(HpvizError, match=r"^no interactions are shown\. Only 12 runs"):
        few.totals()


def test_methods_that_do_not_exist_are_refused(ranking):
    with pytest.raises(HpvizError, match="no method 'mdi' for interactions; choose one of: 'oob', 'fanova'"):
        ranking.interactions(method="mdi")
    with pytest.raises(HpvizError, match="most=0"):
        ranking.interactions(0)


@pytest.mark.parametrize("runs", [150, 600])
def test_a_param_that_acts_in_combination_matters_in_every_view(make_runs, runs):
    """Of few runs the pair's own test shows a product, that of its params does not."""
    marked = set()
    for seed in range(6):
        rng = np.random.default_rng([runs, seed])
        x = rng.uniform(-1.7, 1.7, (runs, 5))
        loss = 1.5 * x[:, 0] ** 2 + 0.7 * x[:, 1] * x[:, 2] + 0.5 * x[:, 3] + rng.normal(0, 0.7, runs)
        params = {f"x{place}": x[:, place] for place in range(5)}
        of_sweep = hpviz.rank(make_runs(params, {"loss": loss}), trees=40)
        for pair in of_sweep.interactions(100).itertuples():
            if pair.above_noise:
                marked.add((pair.param, pair.other))
                assert of_sweep.score(pair.param).matters
                assert of_sweep.score(pair.other).matters
        for score in of_sweep.scores:
            if score.partner:
                assert f"on its own; it matters by its interaction with {score.partner}" in " ".join(
                    row_text.details(score, of_sweep)
                )
                assert runs == 150
                assert f"It matters in combination with {score.partner}." in row_text.sentences(
                    score, of_sweep
                )
                assert score.above_noise
                marked.add(score.partner)
    assert marked & {("x1", "x2"), ("x2", "x1")}
    assert runs == 600 or marked & {"x1", "x2"}


@pytest.fixture(scope="module")
def steps_without_noise():
    rng = np.random.default_rng(6)
    x, z = rng.integers(0, 4, 100), rng.integers(0, 3, 100)
    runs = [
        {"x": int(a), "z": int(b), "acc": 0.5 * (a > 1) + 0.25 * (b > 1)} for a, b in zip(x, z, strict=True)
    ]
    return hpviz.rank(runs, "acc", params=["x", "z"])


def test_errors_of_arithmetic_are_no_interaction(steps_without_noise):
    interactions = steps_without_noise.pairs()
    assert interactions.sentences == (
        "No clear interaction between x and z: as far as these 100 runs show, the effects add up.",
    )
    assert interactions.table().loc[0, ["share", "p_value"]].tolist() == [0, 1]
    joint = steps_without_noise.joint("x", "z")
    assert joint.sentences == ("As far as these runs show, the effects of x and z add up.",)
    by_fanova = steps_without_noise.pairs(method="fanova").sentences
    assert by_fanova[0] == (
        "None of the differences between predictions appear only in combination (1 pair)."
    )


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_a_metric_that_differs_by_errors_of_arithmetic_alone_is_constant(size):
    runs = [{"x": i, "acc": size * (0.1 + 0.2 if i % 2 else 0.3)} for i in range(40)]
    table = hpviz.rank(runs, "acc", params=["x"]).table()
    assert table.importance.isna().all()
