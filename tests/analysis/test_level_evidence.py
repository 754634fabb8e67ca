"""What is said of levels that few runs have."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.association.levels import FEWEST_OF_LEVEL, score_levels, within_levels
from hpviz.analysis.effects.effect import effect_of
from hpviz.runs.column import Column


def encoders(seed, n, of_each, noise):
    """A category of which each level has a mean of its own."""
    rng = np.random.default_rng([3, seed])
    codes = rng.integers(0, len(of_each), n)
    acc = np.array(of_each)[codes] + rng.normal(0, noise, n)
    return pd.DataFrame({"encoder": [f"e{code:02d}" for code in codes], "lr": rng.random(n), "acc": acc})


@pytest.mark.parametrize("seed", range(3))
def test_few_runs_of_levels_that_differ_are_not_called_as_good(seed):
    means = np.random.default_rng([4, seed]).normal(0, 1, 30)
    ranking = hpviz.rank(encoders(seed, 150, means, 0.3), "acc", trees=30)
    best = effect_of(ranking, "encoder").best_levels
    true = [means[int(level.removeprefix("e"))] for level in best.average]
    are_near = np.ptp(true) <= 0.25 * np.ptp(means)
    (sentence, *_) = ranking.effect("encoder").sentences
    assert best.as_good <= are_near
    assert ("too few runs to tell" in sentence) == (not best.as_good)


@pytest.mark.parametrize("seed", range(3))
def test_many_runs_of_levels_that_are_alike_are_as_good(seed):
    frame = encoders(seed, 240, (1.0, 1.0, 0.0), 0.1)
    (sentence, *_) = hpviz.rank(frame, "acc", trees=30).effect("encoder").sentences
    clear, others = sentence.split("; ")
    assert clear == "Of the values of encoder, e02 is clearly worse for acc"
    assert others == "the others are about as good as each other."


def test_a_level_of_two_runs_is_told_from_nothing_in_any_view():
    """Two runs of a level are alike by chance, as two in many are."""
    rng = np.random.default_rng(0)
    names = ["a"] * 30 + ["b"] * 30 + ["rare"] * 2
    loss = np.r_[rng.normal(0, 0.5, 30), rng.normal(3, 0.5, 30), 5.0, 5.000001]
    frame = pd.DataFrame({"opt": names, "x": rng.random(62), "loss": loss})
    ranking = hpviz.rank(frame, "loss", params=["opt", "x"], trees=30)
    scores = {score.level: score for score in ranking.level_scores["opt"]}
    assert scores["rare"].runs < FEWEST_OF_LEVEL
    assert [scores[level].clear for level in ("a", "b", "rare")] == [True, True, None]
    best = effect_of(ranking, "opt").best_levels
    assert (best.average, best.worse) == (("a",), ("b",))


@pytest.mark.parametrize("runs", [3, 4, 5])
def test_few_runs_that_are_alike_by_chance_have_no_narrow_interval(runs):
    rng = np.random.default_rng(1)
    names = ["a"] * 40 + ["b"] * 40 + ["rare"] * runs
    y = np.r_[rng.normal(0, 1, 80), np.full(runs, 0.4)]
    scores = {
        score.level: score
        for score in score_levels(Column.from_values("opt", names), y, {}, above_noise=True)
    }
    assert scores["rare"].effect_high - scores["rare"].effect_low > 1
    assert scores["rare"].clear is False


def test_values_near_the_largest_number_overflow_nowhere():
    rng = np.random.default_rng(0)
    kind = rng.choice(["a", "b", "c"], 60)
    _, codes = np.unique(kind, return_inverse=True)
    with np.errstate(over="raise", invalid="raise"):
        spread, freedom = within_levels(codes, rng.choice([-1.5e308, 1.0, 1.6e308], 60))
    assert np.isfinite(spread)
    assert spread > 1e307
    assert freedom == 57
