"""The other views of importance, against closed forms and direct computations."""

import itertools

import numpy as np
import pytest
from scipy.stats import rankdata
from sklearn.tree import DecisionTreeRegressor

from hpviz.analysis.forest.bagging import Forest, bagged_trees, no_progress
from hpviz.analysis.forest.encoding import encode
from hpviz.analysis.importance.fanova import fanova_main_effects
from hpviz.analysis.importance.methods import METHOD_NAMES, METHODS
from hpviz.analysis.importance.ped_anova import best_of, ped_anova
from hpviz.analysis.importance.permutation import permutation_importance
from hpviz.analysis.sample.metric_scale import standard
from hpviz.runs.column import Column
from hpviz.text.methods import METHOD_TEXTS


def numeric(name, values):
    return Column.from_numbers(name, np.asarray(values, dtype=float))


def text(name, values):
    return Column.from_values(name, list(values))


@pytest.fixture(scope="module")
def grid():
    """Every combination of a number, a category and a switch, with a function of steps on it."""
    rows = list(itertools.product(range(6), ["a", "b", "c"], [True, False]))
    number, name, flag = (list(column) for column in zip(*rows, strict=True))
    params = [numeric("number", number), text("name", name), text("flag", flag)]
    y = np.array([2.0 * (n > 2) + 1.5 * (c == "b") + 1.0 * (f and n > 3) for n, c, f in rows])
    return params, y


def one_tree(params, y):
    design = encode(params)
    tree = DecisionTreeRegressor(random_state=0).fit(design.X, y)
    return design, Forest([tree], [np.arange(len(y))])


def exact_shares(params, y):
    """Main effects straight from their definition: variance of the mean over all other params."""
    shares = []
    for param in params:
        key = np.where(param.codes >= 0, param.codes, np.nan_to_num(param.numbers).astype(int))
        means = np.array([y[key == value].mean() for value in key])
        shares.append(means.var() / y.var())
    return np.array(shares)


def test_fanova_is_exact_on_a_tree_that_holds_the_function(grid):
    params, y = grid
    design, forest = one_tree(params, y)
    shares = fanova_main_effects(forest, design, len(params))
    np.testing.assert_allclose(shares, exact_shares(params, y), atol=1e-12)
    assert shares.sum() < 0.999  # the rest is the interaction


def test_fanova_of_a_forest_is_the_mean_over_its_trees(grid):
    params, y = grid
    design = encode(params)
    forest = bagged_trees(design.X, y, 8, 0, no_progress)
    alone = [
        fanova_main_effects(Forest([tree], [bag]), design, 3)
        for tree, bag in zip(forest.trees, forest.bags, strict=True)
    ]
    np.testing.assert_allclose(fanova_main_effects(forest, design, 3), np.mean(alone, axis=0), atol=1e-12)


def test_fanova_in_steps_is_fanova_at_once(grid, monkeypatch):
    params, y = grid
    design = encode(params)
    forest = bagged_trees(design.X, y, 8, 0, no_progress)
    at_once = fanova_main_effects(forest, design, 3)
    monkeypatch.setattr("hpviz.analysis.forest.leaves.CELLS_AT_ONCE", 1)
    np.testing.assert_allclose(fanova_main_effects(forest, design, 3), at_once, atol=1e-12)


def test_fanova_of_a_forest_that_never_splits_is_nothing():
    params = [numeric("x", np.arange(20))]
    design = encode(params)
    assert fanova_main_effects(
        bagged_trees(design.X, np.zeros(20), 5, 0, no_progress), design, 1
    ).tolist() == [0.0]


def test_permutation_reaches_the_total_effects_of_ishigami():
    """Closed forms for a = 7, b = .1: totals .56, .44, .24 (Ishigami and Homma 1990)."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-np.pi, np.pi, (2000, 4))
    y = standard(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))
    params = [numeric(f"x{i}", x[:, i]) for i in range(4)]
    design = encode(params)
    # Of 134 trees asked for 49 are grown of so many runs.
    shares, spread = permutation_importance(bagged_trees(design.X, y, 134, 0, no_progress), design, y, 4, 0)
    # A forest of 2,000 runs has not learnt all of it; the order and most of the size are there.
    exact = np.array([0.558, 0.442, 0.244])
    assert np.all((shares[:3] > 0.6 * exact) & (shares[:3] < 1.05 * exact))
    assert shares.argsort()[::-1].tolist() == [0, 1, 2, 3]
    assert abs(shares[3]) < 3 * spread[3] + 0.01


def test_permutation_shuffles_all_columns_of_a_category_at_once():
    rng = np.random.default_rng(1)
    names = rng.choice(["a", "b", "c", "d"], 300)
    y = standard(np.array(["abcd".index(name) for name in names]) + rng.normal(0, 0.1, 300))
    design = encode([text("p", names), numeric("dead", rng.random(300))])
    shares, _ = permutation_importance(bagged_trees(design.X, y, 50, 0, no_progress), design, y, 2, 0)
    assert shares[0] == pytest.approx(1.0, abs=0.12)
    assert abs(shares[1]) < 0.02


@pytest.mark.parametrize(("goal", "expected"), [("minimize", [0, 1]), ("maximize", [8, 9])])
def test_the_best_runs_follow_the_goal(goal, expected):
    assert np.flatnonzero(best_of(np.arange(10.0), goal, 0.2)).tolist() == expected
    assert best_of(np.arange(10.0), goal, 0.0).sum() == 2
    assert best_of(np.arange(10.0), goal, 1.0).sum() == 9


def test_what_separates_the_best_is_the_pearson_divergence_computed_by_hand():
    names = np.array(["a", "b", "c", "d"] * 50)
    best = np.zeros(200, dtype=bool)
    best[np.flatnonzero(names == "a")[:30]] = True
    best[np.flatnonzero(names == "b")[:10]] = True
    flag = np.array([True, False] * 100)
    shares, p_values = ped_anova([text("name", names), text("flag", flag)], best)
    # name: (.75 - .25)^2 / .25 + 0 + 2 * .25^2 / .25 = 1.5; flag, true in 30 of 40: 2 * .25^2 / .5 = .25.
    assert shares[0] / shares[1] == pytest.approx(1.5 / 0.25, rel=0.2)
    assert shares.sum() == pytest.approx(1)
    assert (p_values < 0.01).all()


def test_a_param_that_only_matters_at_the_top_is_found_there():
    rng = np.random.default_rng(2)
    coarse, fine, dead = rng.random((3, 400))
    loss = np.where(coarse > 0.3, 10 + coarse, fine)
    params = [numeric("coarse", coarse), numeric("fine", fine), numeric("dead", dead)]
    shares, p_values = ped_anova(params, best_of(loss, "minimize", 0.1))
    # Among the best, coarse < .3 has density 1 / .3 and fine < .33 has 1 / .33: divergences 2.3 and 2.
    assert shares[1] / shares[0] == pytest.approx(2 / 2.33, abs=0.15)
    assert max(p_values[:2]) < 0.01
    assert p_values[2] > 0.01
    # Overall, coarse is nearly all of it.
    assert abs(np.corrcoef(fine, loss)[0, 1]) < 0.2 < abs(np.corrcoef(coarse, loss)[0, 1])


def test_dead_params_raise_few_alarms_at_the_top_however_many_values_they_have():
    rng = np.random.default_rng(3)
    alarms = []
    for _ in range(40):
        params = [
            numeric("x", rng.random(80)), text("flag", rng.choice(["y", "n"], 80)),
            text("many", rng.choice(list("abcdefghijkl"), 80)),
        ]  # fmt: skip
        best = best_of(rng.random(80), "minimize", 0.2)
        alarms.append(ped_anova(params, best)[1] < 0.05)
    assert np.all(np.mean(alarms, axis=0) <= 0.1)


def test_the_top_does_not_care_for_the_scale_of_a_number():
    rng = np.random.default_rng(4)
    lr = np.exp(rng.uniform(-9, 0, 100))
    best = best_of((np.log(lr) + 5) ** 2, "minimize", 0.2)
    plain, logged = (
        ped_anova([numeric("lr", x), numeric("z", rankdata(lr) % 7)], best)[0] for x in (lr, np.log(lr))
    )
    np.testing.assert_allclose(plain, logged)


def test_every_method_has_its_words_and_the_reverse():
    assert list(METHODS) == list(METHOD_TEXTS) == list(METHOD_NAMES)


@pytest.mark.parametrize("method", METHOD_TEXTS.values(), ids=METHOD_TEXTS.keys())
def test_what_is_said_of_a_method_fits_where_it_is_put(method):
    assert method.question.endswith(".")
    for piece in (method.caption, method.part, method.reference):
        assert not piece.endswith(".")
        assert piece[0].islower() or piece.startswith(("PED", "fANOVA"))
    assert "{" not in method.part.format(differences="the differences in val_loss")
