"""The made-up sweeps of `benchmarks/truth`: their known answers hold."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth.designs import DESIGNS, Design, ishigami, sobol_g, switches, training
from benchmarks.truth.drawn import Drawn
from benchmarks.truth.figures import agreement, recall
from benchmarks.truth.grids import evened, fcnet
from benchmarks.truth.peers import PEERS
from benchmarks.truth.sampling import sample
from benchmarks.truth.shapley import divided, effects
from benchmarks.truth.space import Choice
from benchmarks.truth.totals import totals


@pytest.mark.parametrize("make", [ishigami, sobol_g, switches])
def test_the_closed_form_is_what_pick_freeze_computes(make):
    design = make()
    computed = totals(replace(design, exact=None))
    assert computed == pytest.approx(totals(design), abs=0.005)


def test_an_interaction_is_divided_among_those_that_make_it():
    """Closed form (Owen 2014): x1 alone .314, x2 alone .442, x1 and x3 together .244."""
    shapley = effects(ishigami())
    assert [shapley["x1"], shapley["x2"], shapley["x3"]] == pytest.approx([0.436, 0.442, 0.122], abs=0.003)
    assert sum(shapley.values()) == pytest.approx(1)
    assert shapley["dead1"] == 0


def test_shapley_s_rule_on_gloves():
    """One who has a left glove and two who have a right one: a pair is worth 1 (Shapley and Shubik 1969)."""
    shares = divided((0, 1, 2), lambda some: float(0 in some and len(some) > 1))
    assert shares == pytest.approx({0: 2 / 3, 1: 1 / 6, 2: 1 / 6})


def test_where_every_configuration_is_known_effects_are_exact():
    grid = np.random.default_rng(0).random((3, 4, 2))
    space = {name: Choice(tuple(range(size))) for name, size in zip("abc", grid.shape, strict=True)}
    design = Design(
        name="grid", family="grid", space=space, response=lambda x: grid[x["a"], x["b"], x["c"]], noisy=False
    )
    exact = effects(replace(design, table=grid))
    assert effects(design) == pytest.approx(exact, abs=0.01)
    assert sum(exact.values()) == pytest.approx(1)


def test_a_param_that_is_switched_on_is_absent_elsewhere():
    sweep = sample(training(), "random", 60, 0.8, 0)
    columns = {column.name: column for column in sweep.columns()}
    sgd = np.array(columns["optimizer"].levels)[columns["optimizer"].codes] == "sgd"
    assert 0 < sgd.sum() < 60
    assert np.array_equal(columns["momentum"].absent, ~sgd)


@pytest.mark.parametrize("make", DESIGNS)
def test_the_params_explain_the_chosen_share_of_the_variance(make):
    design = make()
    loud, clear = (sample(design, "random", 4000, r2, 0) for r2 in (0.5, 1.0))
    assert clear.y.var() / loud.y.var() == pytest.approx(0.5, abs=0.05)


def test_the_figures_of_a_ranking():
    truth = np.array([0.6, 0.0, 0.3, 0.001, 0.0])
    assert recall(truth, np.array([3.0, 2.0, 1.0, 0.0, 0.0])) == 0.5
    assert recall(truth, truth) == 1.0
    assert agreement(truth, truth) > 0.9
    assert agreement(truth, np.ones(5)) == 0.0


def test_designs_drawn_at_random_differ_and_have_params_that_matter_and_that_do_not():
    truths = [list(totals(Drawn().at(repeat)).values()) for repeat in range(3)]
    assert totals(Drawn().at(0)) == totals(Drawn().at(0))
    assert all(min(truth) == 0.0 and max(truth) > 0.2 for truth in truths)
    assert len({int(np.argmax(truth)) for truth in truths}) > 1


def test_an_evened_grid_has_the_same_truth_and_as_many_values_of_each_param(sweeps):
    grid = fcnet(sweeps)[0]
    other = evened(grid)
    assert totals(replace(other, exact=None)) == pytest.approx(totals(grid), abs=0.02)
    sweep = sample(other, "random", 500, 0.8, 0)
    assert PEERS["number of values"](sweep, 0)() == [12.0] * len(grid.space)
