"""The made-up sweeps of `benchmarks/truth`: their known answers hold."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.truth.designs import DESIGNS, ishigami, sobol_g, switches, training
from benchmarks.truth.drawn import Drawn
from benchmarks.truth.figures import agreement, recall
from benchmarks.truth.grids import evened, fcnet
from benchmarks.truth.peers import PEERS
from benchmarks.truth.sampling import sample
from benchmarks.truth.totals import totals


@pytest.mark.parametrize("make", [ishigami, sobol_g, switches])
def test_the_closed_form_is_what_pick_freeze_computes(make):
    design = make()
    computed = totals(replace(design, exact=None))
    assert computed == pytest.approx(totals(design), abs=0.005)


def test_a_param_that_is_switched_on_is_absent_elsewhere():
    sweep = sample(training(), "random", 60, 0.8, 0)
    columns = {column.name: column for column in sweep.columns()}
    sgd = np.array(columns["optimizer"].levels)[columns["optimizer"].codes] == "sgd"
    assert 0 < sgd.sum() < 60
    assert np.array_equal(columns["momentum"].absent, ~sgd)


@pytest.mark.parametrize("make", DESIGNS)
def test_the_params_explain_what_was_asked_of_the_variance(make):
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


def test_an_evened_grid_has_the_same_truth_and_as_many_values_of_each_param(shared):
    grid = fcnet(shared / "data")[0]
    other = evened(grid)
    assert totals(replace(other, exact=None)) == pytest.approx(totals(grid), abs=0.02)
    sweep = sample(other, "random", 500, 0.8, 0)
    assert PEERS["number of values"](sweep, 0)() == [12.0] * len(grid.space)
