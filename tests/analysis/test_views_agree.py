"""Kinds of sweeps in which one view said what another one denied: each is drawn several times."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.text import row


def rows(ranking):
    return {score.param: " ".join(row.sentences(score, ranking)) for score in ranking.scores}


def advice(ranking):
    return ranking.next_sweep().table().set_index("param")


def failing_in_a_corner(seed):
    rng = np.random.default_rng(50 + seed)
    n = [60, 80, 100][seed % 3]
    lr, depth = 10 ** rng.uniform(-5, -1, n), rng.integers(1, 9, n)
    batch, dropout = rng.choice([16, 32, 64], n), rng.random(n) / 2
    failed = (lr > 10 ** [-2.2, -1.8, -2.5][seed % 3]) & (depth >= [5, 6, 4][seed % 3])
    loss = (np.log10(lr) + 3) ** 2 * 0.3 + 0.05 * depth + rng.normal(0, 0.1, n)
    frame = pd.DataFrame({"lr": lr, "depth": depth, "batch": batch, "dropout": dropout})
    frame["val_loss"] = np.where(failed, np.nan, loss)
    frame["status"] = np.where(failed, "crashed", "finished")
    return frame


@pytest.mark.parametrize("seed", [0, 2, 3, 4, 8])
def test_failures_in_a_corner_are_said_to_be_there_by_every_view(seed):
    frame = failing_in_a_corner(seed)
    failed = int((frame.status == "crashed").sum())
    ranking = hpviz.rank(frame, "failure", params=["lr", "depth", "batch", "dropout"])
    (corner,) = re.findall(r"All (\d+) runs with (.+?) failed\.", ranking.headline)
    assert int(corner[0]) == failed
    assert {"lr", "depth"} == set(re.findall(r"(\w+) at", corner[1]))
    assert "the best value of each depends on the other" not in ranking.headline
    told = advice(ranking)
    for param in ("lr", "depth"):
        assert " failed" in rows(ranking)[param]
        assert " failed" in told.reason[param]
        assert "do not fail mainly" not in told.reason[param]
    assert f"{failed} of {len(frame)} runs failed, all with " in hpviz.rank(frame, "val_loss").trust_sentence


@pytest.mark.parametrize("seed", range(4))
def test_one_cause_of_failures_limits_one_param(seed):
    rng = np.random.default_rng(seed)
    n = 120
    lr = 10 ** rng.uniform(-5, -1, n)
    twins = {f"x{at}": np.log10(lr) + rng.normal(0, 0.3, n) for at in range(2)}
    failed = lr > 0.01
    frame = pd.DataFrame(
        {"lr": lr, **twins, "z": rng.random(n), "loss": np.where(failed, np.nan, rng.random(n))}
    )
    frame["status"] = np.where(failed, "failed", "finished")
    told = advice(hpviz.rank(frame, "failure", params=["lr", "x0", "x1", "z"]))
    assert list(told.index[told.action == "narrow"]) == ["lr"]


@pytest.mark.parametrize("seed", range(6))
def test_a_rare_value_that_is_not_shown_to_be_worse_stays(seed):
    rng = np.random.default_rng(5030 + seed)
    n = 80
    optimizer = rng.permutation(["lion"] * 3 + ["adam"] * 48 + ["sgd"] * 29)
    lr, depth = 10 ** rng.uniform(-5, -1, n), rng.integers(1, 9, n)
    acc = 1 - 0.15 * (optimizer == "sgd") - (np.log10(lr) + 3) ** 2 / 4 - rng.normal(0, 0.1, n)
    frame = pd.DataFrame({"optimizer": optimizer, "lr": lr, "depth": depth, "acc": acc})
    ranking = hpviz.rank(frame, "acc")
    worse = ranking.levels("optimizer").set_index("level").effect_high["lion"] < 0
    assert worse or "lion" in advice(ranking).after["optimizer"]


def twins(seed):
    rng = np.random.default_rng(200 + seed)
    n = [60, 80, 100, 120][seed]
    x1, z, w = rng.random((3, n))
    x2 = x1 + rng.normal(0, [0.09, 0.05, 0.03, 0.012][seed], n)
    loss = (2 * x1 if seed % 2 else 4 * (x1 - 0.6) ** 2) + 0.4 * z + rng.normal(0, 0.1, n)
    return hpviz.rank(pd.DataFrame({"x1": x1, "x2": x2, "z": z, "w": w, "val_loss": loss}), "val_loss")


@pytest.mark.parametrize("seed", range(4))
def test_what_moved_together_has_one_verdict_and_one_advice(seed):
    ranking = twins(seed)
    assert ranking.headline.startswith("x1 and x2 matter most: together ")
    told, sentences = advice(ranking), rows(ranking)
    for param, other in (("x1", "x2"), ("x2", "x1")):
        assert f"It or {other} matters: these runs cannot tell them apart." in sentences[param]
        assert "could be chance" not in sentences[param]
        assert "could be chance" not in told.reason[param]
    assert len({told.action["x1"], told.action["x2"]}) == 1


def test_not_all_is_explained_where_predictions_miss_some():
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x, z = rng.random((2, 60))
        loss = (x > 0.5) * 1.0 + 0.02 * rng.normal(size=60)
        ranking = hpviz.rank(pd.DataFrame({"x": x, "z": z, "loss": loss}), "loss")
        assert ranking.oob_r2 < 0.999
        assert ranking.explained < 1
        assert " all of " not in ranking.trust_sentence.replace("nearly all", "")


@pytest.mark.parametrize("seed", range(8))
def test_an_interval_reaches_0_just_where_the_test_does_not_refuse_it(seed):
    rng = np.random.default_rng(seed)
    n = [30, 60, 90, 150][seed % 4]
    values = rng.random((5, n))
    loss = 3 * values[0] ** 4 + 0.8 * values[1] + rng.normal(0, 0.3, n)
    frame = pd.DataFrame({f"p{at}": own for at, own in enumerate(values)}).assign(loss=loss)
    ranking = hpviz.rank(frame, "loss")
    for score in ranking.scores:
        if score.importance > 0 and not score.partner:
            assert (score.importance_low > 0) == score.matters
            assert score.importance_low <= score.importance
        if score.matters and not score.partner:
            assert "(0\u2013" not in rows(ranking)[score.param]


@pytest.mark.parametrize("seed", range(6))
def test_a_plateau_is_no_trend(seed):
    rng = np.random.default_rng(500 + seed)
    n = [60, 100, 150][seed % 3]
    x, z = 10 ** rng.uniform(-4, 0, n), rng.random(n)
    acc = np.where(x < 0.01, -((np.log10(x) + 2) ** 2) * 0.3, 0) + rng.normal(0, 0.08, n)
    ranking = hpviz.rank(pd.DataFrame({"x": x, "z": z, "acc": acc}), "acc")
    assert "About as good at the higher values, worse at the lowest." in rows(ranking)["x"]
    (low,) = re.findall(r"[Aa]bout as good at (\S+) or more, worse below\.", ranking.headline)
    assert 0.001 < float(low) < 0.05
    assert "larger may be better" not in ranking.headline


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("curve", [lambda x: 2 * x, lambda x: -2 * (x - 0.5) ** 2, lambda x: x**2])
def test_a_trend_or_a_peak_is_no_plateau(seed, curve):
    rng = np.random.default_rng(700 + seed)
    n = [60, 100, 200][seed % 3]
    x, z = rng.random((2, n))
    acc = curve(x) + rng.normal(0, [0.1, 0.3][seed % 2], n)
    ranking = hpviz.rank(pd.DataFrame({"x": x, "z": z, "acc": acc}), "acc")
    assert "About as good" not in rows(ranking)["x"]


def failing_rows(chance, seed, n=120):
    """What is said of a param on which the chance to fail depends."""
    rng = np.random.default_rng([8, seed])
    x = rng.random(n)
    failed = rng.random(n) < chance(x)
    frame = pd.DataFrame({"x": x, "z": rng.random(n), "loss": np.where(failed, np.nan, rng.random(n))})
    ranking = hpviz.rank(frame.assign(state=np.where(failed, "failed", "finished")), "failure", trees=20)
    return rows(ranking)["x"]


def test_no_failures_up_to_a_value_are_a_plateau():
    """Where no run fails the bins do not vary at all: that is no reason to call a cliff a strong trend."""
    cliffs = ["worse at the highest." in failing_rows(lambda x: x > 0.75, seed) for seed in range(10)]
    trends = ["About as good" in failing_rows(lambda x: x, seed) for seed in range(10)]
    assert sum(cliffs) >= 8
    assert sum(trends) <= 1


def test_what_is_worst_between_its_ends_is_not_worse_at_one(figures):
    sentences = rows(hpviz.rank(figures / "conditional_pair.csv", "loss"))
    assert "Worst in the middle." in sentences["x2"]
    assert "Low values are worse" not in sentences["x2"]


@pytest.mark.parametrize("name", ["conditional_pair.csv", "cash_optuna_readme.json"])
def test_the_best_range_of_what_a_switch_turns_on_says_so(figures, name):
    ranking = hpviz.rank(figures / name)
    for param in advice(ranking).query("action == 'remove'").index:
        assert f"{param}: best" not in ranking.headline
        assert f"{param} (when " in ranking.headline


def test_an_old_space_is_not_called_as_good_beside_a_gain():
    for seed in range(3):
        rng = np.random.default_rng(600 + seed)
        n = 100
        lr = np.r_[rng.uniform(-5, -1, 15), rng.normal(-3, 0.35, n - 15)].clip(-5, -1)
        dropout = np.r_[rng.uniform(0, 0.5, 15), rng.normal(0.2, 0.06, n - 15)].clip(0, 0.5)
        loss = (lr + 3) ** 2 * 0.3 + 3 * (dropout - 0.2) ** 2 + rng.normal(0, 0.05, n)
        frame = pd.DataFrame({"lr": 10**lr, "dropout": dropout, "val_loss": loss})
        said = " ".join(hpviz.rank(frame, "val_loss").next_sweep().sentences)
        assert "A typical run there should reach" in said
        assert "as good" not in said


def test_what_is_frozen_has_the_verdict_of_its_row():
    rng = np.random.default_rng(3)
    lr, wd = 10 ** rng.uniform(-5, -1, 100), rng.random(100)
    loss = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.1, 100)
    ranking = hpviz.rank(pd.DataFrame({"lr": lr, "wd": wd, "val_loss": loss}), "val_loss")
    told = advice(ranking)
    assert told.action["wd"] == "freeze"
    assert "could be chance" in rows(ranking)["wd"]
    assert "Does not matter" not in told.reason["wd"]


def test_one_value_is_fixed_and_what_no_run_lacks_any_more_is_always_set():
    rng = np.random.default_rng(1)
    n = 90
    kind, has = rng.choice(["a", "b"], n), rng.random(n) < 0.6
    extra = np.where(has, rng.random(n), np.nan)
    loss = 2.0 * (kind == "b") - 1.0 * has + rng.normal(0, 0.1, n)
    ranking = hpviz.rank(
        pd.DataFrame({"optimizer": kind, "extra": extra, "loss": loss}), "loss", params=["optimizer", "extra"]
    )
    told = advice(ranking)
    assert (told.action["optimizer"], told.after["optimizer"]) == ("fix", "a")
    assert told.action["extra"] == "always set"
    assert told.reason["extra"].endswith("The next sweep always sets it.")
    assert {"Fix optimizer.", "Always set extra."} <= {*ranking.next_sweep().sentences}


def test_a_column_that_was_set_aside_is_named_instead_of_more_runs():
    rng = np.random.default_rng(0)
    lr, wd, smooth = 10 ** rng.uniform(-5, 0, 120), *rng.random((2, 120))
    frame = pd.DataFrame(
        {"lr": lr, "wd": wd, "label_smooth": smooth, "acc": smooth + rng.normal(0, 0.05, 120)}
    )
    ranking = hpviz.rank(frame, "acc")
    said = f"{ranking.headline} {ranking.next_sweep().sentences[0]}"
    assert "label_smooth is left out as no parameter" in said
    assert "add " not in said
    assert "More runs" not in said


@pytest.mark.parametrize("seed", range(3))
def test_of_a_trade_off_the_front_is_named_and_not_the_best_run(seed):
    rng = np.random.default_rng(300 + seed)
    n = 60 + 30 * seed
    width, depth = rng.choice([16, 32, 64, 128, 256], n), rng.integers(1, 7, n)
    lr = 10 ** rng.uniform(-5, -1, n)
    loss = 2 - 0.2 * np.log2(width) + 0.15 * (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.05, n)
    time = 0.01 * width * depth + rng.normal(0, 0.1, n)
    frame = pd.DataFrame({"width": width, "lr": lr, "depth": depth, "val_loss": loss, "train_time": time})
    ranking = hpviz.rank(frame, ("val_loss", "train_time"), params=["width", "lr", "depth"])
    said = " ".join([*ranking.next_sweep().sentences, *advice(ranking).reason])
    assert "best run" not in said
    assert not ("stay inside, so no trade-off is lost" in said and "of the 5 best" in said)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_good_below_an_edge_of_both_has_a_best_end_of_each(seed):
    rng = np.random.default_rng(450 + seed)
    a, b, c = rng.random((3, [60, 80, 100, 150][seed]))
    loss = ((a > 0.6) & (b > 0.6)) * 1.0 + rng.normal(0, 0.1, len(a))
    ranking = hpviz.rank(pd.DataFrame({"a": a, "b": b, "c": c, "loss": loss}), "loss")
    assert "the best value of each depends on the other" not in ranking.headline
