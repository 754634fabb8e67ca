"""Which way along a param the metric gets better: rows, effects and comparisons go by one rule."""

import numpy as np
import pytest

import hpviz
from hpviz.analysis.association.shape import Shape, shape_of
from hpviz.analysis.comparison.trade_off import trade_off
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.result.direction import direction_of, worse_end
from hpviz.data import VEHICLE
from hpviz.text.row import sentences
from tests.analysis import one_range

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


LISTS = ((1, 3, 5, 7, 9), (16, 32, 64, 128), (2, 4, 6, 8, 10, 12), (0.1, 0.2, 0.3, 0.4, 0.5))
KINDS = {
    "higher": lambda u: -1.5 * u,
    "lower": lambda u: 1.5 * u,
    "level at the end": lambda u: -1.5 * np.minimum(u, 0.7) / 0.7,
    "last but one": lambda u: 2 * np.abs(u - 0.75),
    "nothing": lambda u: 0 * u,
}


def lists(seed):
    """Draw a sweep of lists of values; of each what it does."""
    rng = np.random.default_rng([98, seed])
    n, kinds = (60, 90, 120, 200)[seed % 4], [*KINDS]
    y, params, does = rng.normal(0, (0.5, 1.0)[seed % 2], n), {}, {}
    for place, values in enumerate(LISTS):
        at, kind = rng.integers(len(values), size=n), kinds[(seed + place) % len(kinds)]
        name = f"p{place}"
        params[name], does[name] = [values[i] for i in at], kind
        y = y + KINDS[kind](at / (len(values) - 1))
    return params, y, does


def test_lists_keep_their_trend_and_no_two_views_disagree_on_it(make_runs):
    """The last value need not be the best in the runs: that another one is may be chance."""
    true, kept, told = 0, 0, []
    for seed in range(16):
        params, y, does = lists(seed)
        ranking = hpviz.rank(make_runs(params, {"loss": y}), "loss", goal="minimize", trees=20)
        effects = {score.param: effect_of(ranking, score.param) for score in ranking.scores}
        said = []

        def claim(right, what="", said=said):
            said.extend([] if right else [what])

        for name, effect in effects.items():
            one_range.check_direction(effect, claim)
            direction, kind = direction_of(effect.score, ranking), does[name]
            if effect.score.matters and kind in {"higher", "lower"}:
                true, kept = true + 1, kept + (direction == kind)
            assert direction is None or kind != "nothing"
            assert {direction, kind} not in ({"higher", "lower"}, {"lower", "level at the end"})
        if ranking.problem is None:
            one_range.check_advice(sweep_advice_of(ranking), effects, claim)
        told += [(seed, what) for what in said]
    assert told == []
    assert true > 20
    assert kept >= 0.9 * true


@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_a_value_far_from_the_others_does_not_make_a_trend(make_runs, goal):
    rng = np.random.default_rng(0)
    values, means = np.array([1, 2, 3, 4, 1000]), np.array([0.0, 1.0, 2.0, 3.0, 0.0])
    at = rng.integers(5, size=150)
    y = (1 if goal == "minimize" else -1) * means[at] + rng.normal(0, 0.3, 150)
    runs = make_runs({"x": values[at], "z": rng.random(150)}, {"y": y})
    ranking = hpviz.rank(runs, "y", goal=goal, axes={"x": "linear"})
    score = ranking.score("x")
    assert score.directed
    assert score.shape.trend == (1 if goal == "minimize" else -1) != np.sign(score.correlation)
    assert direction_of(score, ranking) is None


def test_few_runs_have_no_middle():
    x = np.arange(10.0)
    assert shape_of(x, (x - 5) ** 2) == Shape()
