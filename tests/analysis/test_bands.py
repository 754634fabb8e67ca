"""The band of an effect curve: it holds what a forest cannot follow."""

from __future__ import annotations

import numpy as np
import pytest

from hpviz.analysis import RankOptions, rank
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.partial_dependence import between_runs, missed

SHAPES = {
    "line": lambda x: 3 * x,
    "cliff": lambda x: 2.0 * (x > 0.5),
    "late cliff": lambda x: 2.5 * (x > 0.85),
    "waves": lambda x: 1.4 * np.sin(4 * np.pi * x),
    "dip": lambda x: -2.5 * np.exp(-(((x - 0.3) / 0.1) ** 2)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_whole_curve_lies_in_its_band(make_runs, shape):
    """A band of the forest's spread alone holds a cliff in a tenth of the sweeps."""
    truth, held = SHAPES[shape], 0
    for seed in range(8):
        rng = np.random.default_rng([seed, 41])
        params = {name: rng.random(100) for name in ("x", "z", "dead")}
        loss = truth(params["x"]) + params["z"] + rng.normal(0, 0.3, 100)
        options = RankOptions(metric="loss", goal="minimize", trees=60, scale="linear")
        curve = effect_of(rank(make_runs(params, {"loss": loss}), options), "x").curve
        wanted = truth(curve.x) + 0.5
        held += bool(((curve.low <= wanted) & (wanted <= curve.high)).all())
    assert held >= 7


def test_what_unseen_runs_miss_on_one_side_widens_the_band_there():
    numbers, x = np.linspace(0, 1, 101), np.array([0.25, 0.4999, 0.5001, 0.75])
    residuals = np.where(numbers < 0.5, -1.0, 1.0) * (np.abs(numbers - 0.5) < 0.1)
    below, above = missed(residuals, numbers, x, few=False)
    assert below[1] < -0.5
    assert above[2] > 0.5
    assert below[0] == below[3] == above[0] == above[3] == 0


def test_noise_of_one_standard_error_widens_nothing():
    rng = np.random.default_rng(0)
    numbers, x = np.sort(rng.random(500)), np.linspace(0.1, 0.9, 9)
    residuals = np.tile([1.0, -1.0], 250)
    below, above = missed(residuals, numbers, x, few=False)
    assert not below.any()
    assert not above.any()


def test_of_few_values_the_runs_at_each_say_what_is_missed():
    numbers = np.repeat([1.0, 2.0, 3.0], 10)
    residuals = np.repeat([0.0, 1.0, -1.0], 10)
    below, above = missed(residuals, numbers, np.array([1.0, 2.0, 3.0]), few=True)
    assert below[:2] == pytest.approx([0, 0])
    assert above[1] > 0.5
    assert below[2] < -0.5
    assert above[[0, 2]] == pytest.approx([0, 0])


def test_runs_without_a_prediction_tell_nothing():
    numbers, nothing = np.linspace(0, 1, 20), np.full(20, np.nan)
    below, above = missed(nothing, numbers, np.array([0.5]), few=False)
    assert (below, above) == (0, 0)


def test_a_jump_may_lie_anywhere_between_its_runs():
    numbers, x = np.array([0.0, 0.1, 0.2, 0.8, 0.9, 1.0]), np.linspace(0, 1, 11)
    jump = np.where(x < 0.45, 0.0, 1.0)
    low, high = between_runs(jump - 0.1, jump + 0.1, numbers, x)
    inside = (x > 0.15) & (x < 0.85)
    assert low[inside] == pytest.approx(-0.1)
    assert high[inside] == pytest.approx(1.1)
    assert (low[0], high[0]) == pytest.approx((-0.1, 0.1))
    assert (low[-1], high[-1]) == pytest.approx((0.9, 1.1))
    assert (low <= jump - 0.1).all()
    assert (high >= jump + 0.1).all()
