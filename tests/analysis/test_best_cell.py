"""The best cell of a map is one of the values that the rows of both params call best."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from tests.analysis.test_one_truth import in_best

SEEDS = range(4)


def plateau(rng, n):
    exponent, dropout = rng.uniform(-5, 0, n), rng.random(n)
    loss = 1.0 * (exponent > -2) + 0.8 * (dropout < 0.3) + rng.normal(0, 0.1, n)
    return pd.DataFrame({"lr": 10**exponent, "dropout": dropout, "loss": loss}), "loss"


def failing(rng, n):
    exponent, optimizer = rng.uniform(-5, 0, n), rng.choice(["adam", "sgd", "lion"], n)
    loss = 0.3 * abs(exponent + 3) + rng.normal(0, 0.1, n)
    failed = (exponent > -1.5) & (optimizer != "adam")
    state = np.where(failed, "failed", "finished")
    loss = np.where(failed, np.nan, loss)
    return pd.DataFrame({"lr": 10**exponent, "opt": optimizer, "loss": loss, "state": state}), "failure"


def trade_off(rng, n):
    exponent, width = rng.uniform(-4, -1, n), rng.choice([16, 32, 64, 128], n)
    loss = 2 / np.log2(width) + 0.2 * abs(exponent + 2.5) + rng.normal(0, 0.05, n)
    time = width * 0.1 * (1 + rng.normal(0, 0.1, n))
    return pd.DataFrame({"lr": 10**exponent, "width": width, "loss": loss, "time": time}), ("loss", "time")


def narrow(rng, n):
    """Most runs lie near the best, where the map is coarser than the range that the row names."""
    exponent, dropout = -3 + rng.normal(0, 0.15, n), rng.random(n)
    exponent[: n // 4] = rng.uniform(-6, 0, n // 4)
    loss = 3 * abs(exponent + 3) + 4 * (dropout - 0.5) ** 2 + rng.normal(0, 0.05, n)
    return pd.DataFrame({"lr": 10**exponent, "dropout": dropout, "loss": loss}), "loss"


@pytest.mark.parametrize("drawn", [plateau, failing, trade_off, narrow])
def test_the_best_cell_is_best_by_both_rows(drawn):
    looked_at = 0
    for seed in SEEDS:
        frame, metric = drawn(np.random.default_rng([5, seed]), 100)
        ranking = hpviz.rank(frame, metric, trees=30)
        effects = {score.param: effect_of(ranking, score.param) for score in ranking.scores if score.matters}
        for pair in itertools.combinations(effects, 2):
            joint = joint_effect_of(ranking, *pair)
            assert joint.best is not None
            values = dict(zip(pair, joint.best.values, strict=True))
            assert not [name for name, value in values.items() if in_best(effects[name], value) is False]
            looked_at += 1
    assert looked_at


def test_no_cell_is_best_where_no_run_is_good_in_both():
    """Either is good where the other one is bad: the runs have no other combinations."""
    rng = np.random.default_rng(3)
    a = rng.random(120)
    b = np.clip(1 - a + rng.normal(0, 0.12, 120), 0, 1)
    frame = pd.DataFrame({"a": a, "b": b, "c": rng.random(120)})
    frame["loss"] = 2 * a + 2 * b + frame.c + rng.normal(0, 0.05, 120)
    ranking = hpviz.rank(frame, "loss", trees=30)
    joint = joint_effect_of(ranking, "a", "b")
    picture = ranking.joint("a", "b")
    assert ("Framed" in str(picture.to_dict()["title"])) == (joint.best is not None)


@pytest.mark.parametrize("seed", range(4))
def test_effects_that_add_up_have_one_best_range(seed):
    rng = np.random.default_rng(seed)
    dropout, k = rng.uniform(0, 1, 80), rng.choice([16, 32, 64, 128], 80)
    loss = -((dropout - 0.4) ** 2 * 10 + (k == 16)) + rng.normal(0, 0.1, 80)
    ranking = hpviz.rank(pd.DataFrame({"dropout": dropout, "k": k, "loss": loss}), "loss")
    assert "add up" in ranking.joint("dropout", "k").sentences[0]
    (sentence, *_) = ranking.effect("k").sentences
    assert "he best value of k for loss is 16" in sentence
    assert "about as good" not in sentence
    assert "about as good" not in sentence


def _xor(rng, n):
    a, b = rng.choice([True, False], n), rng.choice(["x", "y"], n)
    return a, b, (a ^ (b == "x")) + rng.normal(0, 0.2, n)


def _shifted(rng, n):
    """The best lr is another one with each optimizer, and each optimizer is as good at its own."""
    exponent, optimizer = rng.uniform(-5, 0, n), rng.choice(["adam", "sgd"], n)
    best = np.where(optimizer == "adam", -3.5, -1.5)
    return 10**exponent, optimizer, -0.3 * (exponent - best) ** 2 + rng.normal(0, 0.2, n)


@pytest.mark.parametrize("seed", range(3))
def test_two_combinations_that_are_as_good_are_both_named(seed):
    a, b, score = _xor(np.random.default_rng(seed), 200)
    ranking = hpviz.rank(pd.DataFrame({"a": a, "b": b, "score": score}), "score", trees=30)
    best = joint_effect_of(ranking, "a", "b").best
    assert {best.values, *best.others} == {("True", "y"), ("False", "x")}  # noqa: PD011 - a cell, no frame
    sentence = ranking.joint("a", "b").sentences[1]
    assert sentence in {
        "Best with a True and b y, and about as good with a False and b x.",
        "Best with a False and b x, and about as good with a True and b y.",
    }


@pytest.mark.parametrize("seed", range(3))
def test_each_level_has_its_own_best_number(seed):
    lr, optimizer, score = _shifted(np.random.default_rng(seed), 250)
    frame = pd.DataFrame({"lr": lr, "optimizer": optimizer, "score": score})
    best = joint_effect_of(hpviz.rank(frame, "score", trees=30), "lr", "optimizer").best
    of_level = {level: np.log10(lr) for lr, level in (best.values, *best.others)}  # noqa: PD011 - a cell, no frame
    assert of_level["adam"] == pytest.approx(-3.5, abs=0.8)
    assert of_level["sgd"] == pytest.approx(-1.5, abs=0.8)


def test_one_best_combination_has_no_other_beside_it():
    rng = np.random.default_rng(4)
    a, b = rng.random(200), rng.random(200)
    frame = pd.DataFrame({"a": a, "b": b, "loss": -a * b + rng.normal(0, 0.05, 200)})
    ranking = hpviz.rank(frame, "loss", trees=30)
    assert "interact" in ranking.joint("a", "b").sentences[0]
    assert joint_effect_of(ranking, "a", "b").best.others == ()


def test_the_best_cell_lies_where_the_row_says_that_values_are_better():
    """No value of the width stands out, but lower ones are better: the map does not frame the highest."""
    rng = np.random.default_rng(42)
    width, lr = rng.choice([16, 32, 64, 128, 256], 150), 10 ** rng.uniform(-4, -1, 150)
    loss = 1 - 0.1 * np.log2(width) + 0.2 * (np.log10(lr) + 2.5) ** 2 + rng.normal(0, 0.05, 150)
    frame = pd.DataFrame(
        {"width": width, "lr": lr, "loss": loss, "time": width * 0.1 + rng.normal(0, 1, 150)}
    )
    ranking = hpviz.rank(frame, ("loss", "time"))
    assert ranking.effect("width").sentences == ("On average, lower is better, but no value stands out.",)
    assert joint_effect_of(ranking, "lr", "width").best.values[1] <= 64  # noqa: PD011 - a cell, no frame
