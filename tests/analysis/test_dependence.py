"""Where an interaction decides, no view names a best value that holds whatever the other param is."""

import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.text import effect as effect_text

BEST = {"adam": -3, "rms": -2, "sgd": -1}


def crossed(seed, n=150, noise=0.2):
    """Every optimizer is as good as the others with the learning rate that suits it."""
    rng = np.random.default_rng(seed)
    opt, exponent = rng.choice(list(BEST), n), rng.uniform(-4, 0, n)
    loss = (exponent - np.array([BEST[name] for name in opt])) ** 2 + rng.normal(0, noise, n)
    return hpviz.rank(pd.DataFrame({"opt": opt, "lr": 10**exponent, "val_loss": loss}), "val_loss")


def effect_sentence(ranking, param):
    return effect_text.sentences(effect_of(ranking, param))[0]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_best_depends_on_the_other_param_in_every_view(seed):
    ranking = crossed(seed)
    advice = ranking.next_sweep()
    assert "depends on lr." in effect_sentence(ranking, "opt")
    lr = effect_sentence(ranking, "lr")
    assert "depends on opt: " in lr
    for level, exponent in BEST.items():
        low, high = map(float, re.search(rf"([\d.]+) to ([\d.]+) with {level}", lr).groups())
        assert low <= 10.0**exponent <= high
    reasons = advice.table().set_index("param").reason
    assert "depends on lr" in reasons["opt"]
    assert "depends on opt" in reasons["lr"]
    domains = {line.param: line.after.domain for line in advice.lines}
    assert set(domains["opt"].values) == {*BEST}
    assert domains["lr"].low < 10**-3
    assert domains["lr"].high > 10**-1
    said = " ".join([ranking.headline, lr, effect_sentence(ranking, "opt"), *reasons, *advice.sentences])
    assert "with good values" not in said


@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_numbers_depend_on_numbers(goal):
    rng = np.random.default_rng(0)
    x, z = rng.uniform(-1, 1, (2, 200))
    loss = (x - z) ** 2 + rng.normal(0, 0.05, 200)
    runs = pd.DataFrame({"x": x, "z": z, "y": loss if goal == "minimize" else -loss})
    ranking = hpviz.rank(runs, "y", goal=goal)
    assert "depends on z" in effect_sentence(ranking, "x")
    assert "depends on x" in effect_sentence(ranking, "z")


def test_what_is_good_whatever_the_other_param_is_keeps_its_best():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        opt, exponent = rng.choice(["adam", "sgd"], 150), rng.uniform(-4, 0, 150)
        slope = np.where(opt == "adam", 1.0, 0.3)
        loss = slope * (exponent + 2) ** 2 + 0.5 * (opt == "sgd") + rng.normal(0, 0.1, 150)
        runs = pd.DataFrame({"opt": opt, "lr": 10**exponent, "val_loss": loss})
        ranking = hpviz.rank(runs, "val_loss")
        assert "depends" not in effect_sentence(ranking, "lr")


def graded(seed, *, numeric, n=80):
    """Ten values, each clearly better than the one before, beside a param that hardly does anything."""
    rng = np.random.default_rng(seed)
    dropout, aug = rng.uniform(0, 1, n), rng.integers(0, 10, n)
    acc = aug / 10 + 0.02 * dropout + rng.normal(0, 0.03, n)
    named = aug if numeric else [f"l{each}" for each in aug]
    return hpviz.rank(pd.DataFrame({"aug": named, "dropout": dropout, "acc": acc}), "acc", trees=30)


@pytest.mark.parametrize("numeric", [False, True])
def test_values_that_are_worse_are_not_called_as_good_where_effects_add_up(numeric):
    rankings = [graded(seed, numeric=numeric) for seed in range(8)]
    assert not [ranking.headline for ranking in rankings if "about as good" in ranking.headline]
    if not numeric:
        drawn = [set(ranking.next_sweep().table().after[0].split(", ")) for ranking in rankings]
        assert all(levels <= {"l7", "l8", "l9"} for levels in drawn)


def test_values_that_a_good_partner_makes_as_good_are_called_so():
    for seed in range(3):
        rng = np.random.default_rng(seed)
        decay, aug = rng.random(160) < 0.5, rng.integers(0, 4, 160)
        acc = np.where(decay, 0.9, 0.5 + 0.1 * aug) - 0.5 * (aug == 0) + rng.normal(0, 0.02, 160)
        frame = pd.DataFrame({"aug": [f"l{each}" for each in aug], "wd": decay, "acc": acc})
        headline = hpviz.rank(frame, "acc", trees=30).headline
        assert re.search(r"with good values of wd .* about as good", headline)
        assert "l0" not in headline


def interaction(ranking, *params):
    (sentence, *_) = ranking.joint(*params).sentences
    return sentence


@pytest.mark.parametrize("seed", range(3))
def test_an_interaction_that_changes_no_best_value_is_not_said_to(seed):
    rng = np.random.default_rng(seed)
    batch, amp = rng.choice([32, 64, 128], 60), rng.random(60) < 0.5
    seconds = 3200 / batch * np.where(amp, 0.5, 1) + rng.normal(0, 1, 60)
    of_levels = hpviz.rank(pd.DataFrame({"batch": batch, "amp": amp, "s": seconds}), "s", goal="minimize")
    assert interaction(of_levels, "batch", "amp").endswith("but the best values stay about the same.")
    drop, noise = rng.random((2, 100))
    acc = (1 - 0.7 * drop) * (1 - 0.7 * noise) + rng.normal(0, 0.02, 100)
    of_numbers = hpviz.rank(pd.DataFrame({"drop": drop, "noise": noise, "acc": acc}), "acc")
    assert interaction(of_numbers, "drop", "noise").endswith("but the best values stay about the same.")


@pytest.mark.parametrize("seed", range(3))
def test_an_interaction_that_changes_best_values_is_said_to(seed):
    sentence = interaction(crossed(seed), "opt", "lr")
    assert sentence.endswith("so the best value of one depends on the other.")


@pytest.mark.parametrize("seed", range(3))
def test_an_interaction_that_changes_the_best_value_of_one_names_it(seed):
    """Adam is better at every learning rate, and each optimizer has its own best one."""
    rng = np.random.default_rng(seed)
    adam, exponent = rng.random(150) < 0.5, rng.uniform(-4, 0, 150)
    loss = (exponent + np.where(adam, 3, 1)) ** 2 - 10 * adam + rng.normal(0, 0.2, 150)
    frame = pd.DataFrame({"opt": np.where(adam, "adam", "sgd"), "lr": 10**exponent, "loss": loss})
    assert interaction(hpviz.rank(frame, "loss"), "opt", "lr").endswith(
        "so the best value of lr depends on opt."
    )
