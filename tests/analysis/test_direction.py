"""Which way along a param the metric gets better: rows, effects and comparisons go by one rule."""

import numpy as np
import pytest

import hpviz
from hpviz.analysis.association.shape import Shape, shape_of
from hpviz.analysis.comparison.trade_off import trade_off
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.result.direction import direction_of, worse_end
from hpviz.data import VEHICLE
from hpviz.text.row import sentences

LINES = {
    "middle": lambda x: (x - 0.35) ** 2 * 6,
    "lower": lambda x: 2 * x,
    "higher": lambda x: -2 * x,
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_the_direction_is_that_of_the_bins_and_knows_the_goal(make_runs, name, goal):
    rng = np.random.default_rng(1)
    x, z = rng.random((2, 120))
    sign = 1 if goal == "minimize" else -1
    y = sign * LINES[name](x) + rng.normal(0, 0.1, 120)
    ranking = hpviz.rank(make_runs({"x": x, "z": z}, {"y": y}), "y", goal=goal)
    score = ranking.score("x")
    assert direction_of(score, ranking) == name
    assert direction_of(ranking.score("z"), ranking) is None
    if name == "middle":
        assert worse_end(score, goal) == "high"
        assert "Best in the middle; high values are worse than low ones." in sentences(score, ranking)


def test_no_direction_is_claimed_where_the_best_range_touches_neither_end():
    for metric in ("val_acc", ("val_acc", "train_time")):
        ranking = hpviz.rank(VEHICLE, metric)
        score = ranking.score("learning_rate_init")
        (best,) = effect_of(ranking, score.param).numbers.average.stretches
        assert min(score.column.numbers) < best[0] < best[1] < max(score.column.numbers)
        assert "is better" not in " ".join(sentences(score, ranking))


def test_a_comparison_claims_no_direction_that_a_row_does_not(make_runs):
    rng = np.random.default_rng(2)
    x, z = rng.random((2, 150))
    metrics = {"a": LINES["middle"](x) + rng.normal(0, 0.1, 150), "b": 2 * x + rng.normal(0, 0.1, 150)}
    runs = make_runs({"x": x, "z": z}, metrics)
    first, second = (hpviz.rank(runs, name, goal="minimize") for name in metrics)
    assert first.score("x").correlation_low > 0
    assert trade_off(first, second).pulls == ()


def test_few_runs_have_no_middle():
    x = np.arange(10.0)
    assert shape_of(x, (x - 5) ** 2) == Shape()
