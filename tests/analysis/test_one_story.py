"""Headline, rows, effects and the next sweep tell one story, whatever kind of param comes first."""

import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.result.combination import combined_with
from hpviz.text import effect as effect_text
from hpviz.text.row import details
from hpviz.text.row import sentences as row_sentences


def said(ranking, param):
    score = ranking.score(param)
    return " ".join((*row_sentences(score, ranking), *effect_text.sentences(effect_of(ranking, param))))


def line(ranking, param):
    return next(line for line in ranking.next_sweep().lines if line.param == param)


@pytest.mark.parametrize(("text", "goal"), [(None, "maximize"), ("auto", "minimize")])
def test_a_named_value_that_beats_the_numbers_is_the_best(make_runs, text, goal):
    rng = np.random.default_rng(0)
    means, sign = {3: 0.5, 5: 0.55, 8: 0.6, text: 0.88}, 1 if goal == "maximize" else -1
    depth = [list(means)[at] for at in rng.integers(4, size=120)]
    metric = sign * np.array([means[value] for value in depth]) + rng.normal(0, 0.05, 120)
    runs = make_runs({"max_depth": depth, "lr": rng.random(120)}, {"metric": metric})
    ranking = hpviz.rank(runs, "metric", goal=goal)
    assert ranking.headline.endswith(f"Best with {text}.")
    assert f"The best value of max_depth for metric is {text}; of the numbers, 8" in said(
        ranking, "max_depth"
    )


def test_a_named_value_that_is_worse_than_the_best_numbers_is_not_the_best(make_runs):
    rng = np.random.default_rng(0)
    means = {3: 0.1, 5: 0.3, 8: 0.9, None: 0.6}
    depth = [list(means)[at] for at in rng.integers(4, size=120)]
    metric = np.array([means[value] for value in depth]) + rng.normal(0, 0.05, 120)
    ranking = hpviz.rank(make_runs({"max_depth": depth, "lr": rng.random(120)}, {"acc": metric}), "acc")
    assert "None" not in ranking.headline


@pytest.mark.parametrize("values", [("cosine", "step"), (0.1, 0.2, 0.4)])
def test_doing_without_a_param_is_a_setting_that_can_be_the_best(values):
    rng = np.random.default_rng(1)
    has = rng.random(60) < 0.66
    extra = np.where(has, rng.choice(np.array(values, dtype=object), 60), np.nan)
    acc = 0.8 - 0.3 * has + rng.normal(0, 0.05, 60)
    ranking = hpviz.rank(
        pd.DataFrame({"scheduler": pd.Series(extra).infer_objects(), "lr": rng.random(60), "val_acc": acc}),
        "val_acc",
    )
    assert ranking.headline.endswith("Best without scheduler.")
    assert "Best without scheduler." in said(ranking, "scheduler")
    advice = line(ranking, "scheduler")
    assert advice.after is None
    assert "scheduler" not in ranking.next_sweep().text("optuna")
    reason = ranking.next_sweep().table().set_index("param").reason["scheduler"]
    assert reason == "Runs without it are better: leave it out."


@pytest.mark.parametrize(("seed", "n", "noise"), [(0, 120, 0.3), (1, 120, 0.5), (2, 200, 0.6)])
def test_what_matters_only_in_combination_has_no_best_value_of_its_own(seed, n, noise):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "bn": rng.choice([True, False], n),
            "dropout": rng.uniform(0, 0.5, n),
            "lr": 10 ** rng.uniform(-4, -1, n),
            "opt": rng.choice(["a", "b"], n),
        }
    )
    frame["acc"] = (frame.bn ^ (frame.dropout > 0.25)) * 0.5 + rng.normal(0, noise, n)
    ranking = hpviz.rank(frame, "acc")
    pair = [score.param for score in ranking.scores[:2]]
    assert sorted(pair) == ["bn", "dropout"]
    assert ranking.headline.startswith(f"{pair[0]} and {pair[1]} matter in combination:")
    for param, other in (pair, pair[::-1]):
        assert combined_with(ranking.score(param), ranking) == other
        assert f"depends on {other}" in said(ranking, param)
        assert "is better" not in said(ranking, param)


def test_a_main_effect_keeps_its_best_value_where_another_one_depends_on_it(make_runs):
    rng = np.random.default_rng(3)
    x, z, w = rng.random((3, 200))
    loss = 3 * x + 2 * (x - 0.5) * (z - 0.5) + rng.normal(0, 0.1, 200)
    ranking = hpviz.rank(make_runs({"x": x, "z": z, "w": w}, {"loss": loss}), "loss")
    assert combined_with(ranking.score("x"), ranking) == ""
    assert "lower is better" in said(ranking, "x")


def test_failing_has_no_best_values_but_where_runs_fail(make_runs):
    rng = np.random.default_rng(4)
    lr = 10 ** rng.uniform(-5, 0, 120)
    failed = (lr > 0.05) & (rng.random(120) < 0.8) | (rng.random(120) < 0.02)
    loss = np.where(failed, np.nan, rng.random(120))
    statuses = np.where(failed, "crashed", "finished")
    runs = make_runs({"lr": lr, "z": rng.random(120)}, {"loss": loss}, statuses=statuses)
    ranking = hpviz.rank(runs, "failure")
    assert "Best" not in ranking.headline
    assert " runs at 0.0" in ranking.headline
    effect = effect_of(ranking, "lr")
    assert effect.curve.low.min() >= 0
    assert effect.curve.high.max() <= 1
    assert len(effect.numbers.average.stretches) == 1


@pytest.mark.parametrize(("values", "reaches"), [((1, 2, 3, 4), False), ((16, 24, 32, 40), True)])
def test_nothing_is_suggested_beyond_what_can_be_drawn(make_runs, values, reaches):
    rng = np.random.default_rng(5)
    depth = rng.choice(values, 120)
    runs = make_runs({"depth": depth, "z": rng.random(120)}, {"loss": depth + rng.normal(0, 0.3, 120)})
    ranking = hpviz.rank(runs, "loss")
    assert "the smallest tried" in ranking.headline
    assert ("smaller may be better" in ranking.headline) is reaches
    assert (line(ranking, "depth").action in {"extend", "shift"}) is reaches


def test_a_range_that_is_good_on_average_and_beside_good_values_is_written_once(sweeps):
    runs = pd.read_csv(sweeps / "bohb" / "bohb_run3.csv.gz").sample(200, random_state=0).sort_index()
    assert "The best value of budget for loss is 27 to 81." in said(hpviz.rank(runs, "loss"), "budget")


def test_ends_of_a_range_have_no_power_of_ten_and_lie_in_what_was_tried(make_runs):
    for seed, most in [(1, 1000.0), (1, 100.0), (2, 100.0)]:
        rng = np.random.default_rng(seed)
        x = rng.uniform(0, most, 100)
        runs = make_runs({"x": x}, {"acc": x / most + 0.05 * rng.normal(size=100)})
        (sentence,) = hpviz.rank(runs, "acc").effect("x").sentences
        low, high = (float(end) for end in re.findall(r"is (\S+) to ([^ ,]+)", sentence)[0])
        assert "e+" not in sentence
        assert x.max() * 0.8 < low < high < x.max() * 1.02


def test_numbers_with_small_differences_are_told_apart_in_every_sentence(make_runs):
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1, 100)
    ranking = hpviz.rank(make_runs({"x": x}, {"val_loss": 1e5 + 0.01 * (0.1 * rng.normal(size=100) - x)}))
    advised = next(text for text in ranking.next_sweep().sentences if "instead of" in text)
    new, low, high, old = re.findall(r"\d+\.\d+", advised)
    assert len({new, low, high, old}) == 4
    assert float(new) < float(old)
    curve = ranking.tuning_curve().sentences[0]
    assert "e+" not in curve
    assert len(re.findall(r"99999\.9[89]\d+", curve)) == 7


def test_trust_and_headline_give_one_verdict(make_runs):
    rng = np.random.default_rng(33)
    kind, x = rng.choice(["a", "b", "c"], 100, p=[0.9, 0.07, 0.03]), rng.uniform(0, 1, 100)
    ranking = hpviz.rank(
        make_runs({"kind": kind, "x": x}, {"val_loss": (kind == "b") * 2 + rng.normal(0, 0.3, 100)})
    )
    assert not any(score.matters for score in ranking.scores)
    assert ranking.trust_sentence == (
        "Together these parameters predict 69% of the differences in val_loss in runs that were left out, "
        "but no single one is clearly beyond chance. More runs would tell."
    )


@pytest.mark.parametrize("method", ["oob", "permutation", "top"])
def test_what_is_not_tested_has_no_p_value(make_runs, method):
    rng = np.random.default_rng(1)
    x, z = rng.uniform(0, 1, (2, 12))
    few = hpviz.rank(
        make_runs({"x": x, "z": z}, {"loss": x + 0.01 * rng.normal(size=12)}), "loss", method=method
    )
    assert few.table().p_value.isna().all()
    pairs = interactions_of(few, method="oob").table()
    assert pairs[["p_value", "above_noise"]].isna().all(axis=None)
    for score in few.scores:
        assert "Not tested yet: there are too few runs." in row_sentences(score, few)
        assert "p <" not in " ".join(details(score, few))
        assert "p =" not in " ".join(details(score, few))


def test_too_few_configurations_are_not_called_too_few_runs(make_runs):
    rng = np.random.default_rng(1)
    x, z = np.repeat(rng.uniform(0, 1, (2, 6)), 10, axis=1)
    ranking = hpviz.rank(make_runs({"x": x, "z": z}, {"loss": x + 0.01 * rng.normal(size=60)}), "loss")
    for score in ranking.scores:
        assert "Not tested yet: there are too few configurations." in row_sentences(score, ranking)


def test_a_param_that_no_run_has_is_not_said_to_have_a_value(make_runs):
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1, 40)
    other = np.where(np.arange(40) < 20, 3.0, np.nan)
    columns = {"x": x, "none": np.full(40, np.nan), "one": np.full(40, 2.0), "some": other}
    ranking = hpviz.rank(make_runs(columns, {"loss": x + 0.1 * rng.normal(size=40)}), "loss")
    assert row_sentences(ranking.score("none"), ranking) == (
        "No run here has a value of it, so nothing can be said about it.",
    )
    assert row_sentences(ranking.score("one"), ranking) == (
        "It has one value only in these runs, so nothing can be said about it.",
    )
    assert "Used in 20 of 40 runs, with one value only." in row_sentences(ranking.score("some"), ranking)


@pytest.mark.parametrize("seed", range(4))
def test_failures_in_one_corner_are_said_to_be_there(seed):
    rng = np.random.default_rng(seed)
    fp16, bs, lr = rng.random(100) < 0.5, rng.choice([8, 16, 32, 64], 100), 10 ** rng.uniform(-4, -1, 100)
    failed = (bs == 64) & ~fp16
    state = np.where(failed, "FAILED", "FINISHED")
    acc = np.where(failed, np.nan, 70 + rng.normal(0, 1, 100))
    frame = pd.DataFrame({"fp16": fp16, "bs": bs, "lr": lr, "acc": acc, "state": state})
    sentence = hpviz.rank(frame, "failure", params=["fp16", "bs", "lr"]).next_sweep().sentences[0]
    alone = f"Keep everything as it is. All {failed.sum()} failures are at bs 64."
    start, end = (
        f"Keep everything as it is: all {failed.sum()} runs with ",
        " failed; no values of one parameter leave",
    )
    assert sentence == alone or sentence.startswith(
        (f"{start}fp16 False and bs 64{end}", f"{start}bs 64 and fp16 False{end}")
    )
