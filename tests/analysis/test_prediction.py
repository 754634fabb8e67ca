"""Predictions for configurations: known answers, intervals that hold, and what is an extrapolation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.data import VEHICLE


def sweep(n: int = 300, seed: int = 0) -> pd.DataFrame:
    """A loss of a log learning rate, a category, and a param that only one category has."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"config.lr": 10 ** rng.uniform(-4, 0, n), "config.opt": rng.choice(["adam", "sgd"], n)}
    )
    frame["config.momentum"] = np.where(frame["config.opt"] == "sgd", rng.random(n), np.nan)
    effect = 2.0 * (frame["config.opt"] == "sgd") + frame["config.momentum"].fillna(0)
    frame["metric.loss"] = 10 + np.log10(frame["config.lr"]) + effect + rng.normal(0, 0.2, n)
    return frame


@pytest.fixture(scope="module")
def ranking() -> hpviz.Ranking:
    return hpviz.rank(sweep(), "loss")


def test_known_effects_are_predicted(ranking):
    configs = [
        {"lr": 1e-2, "opt": "adam"},
        {"lr": 1e-2, "opt": "sgd", "momentum": 0.5},
        {"lr": 1e-3, "opt": "sgd", "momentum": 0.5},
    ]
    table = ranking.predict(configs)
    assert table["predicted"].to_numpy() == pytest.approx([8.0, 10.5, 9.5], abs=0.25)
    assert (table["low"] < table["predicted"]).all()
    assert (table["predicted"] < table["high"]).all()
    assert not table["extrapolation"].any()
    assert table["outside"].tolist() == [(), (), ()]


def test_the_interval_holds_new_runs_as_often_as_it_says(ranking):
    new = sweep(2000, seed=1)
    table = ranking.predict(new)
    inside = (table["low"] < new["metric.loss"]) & (new["metric.loss"] < table["high"])
    assert inside.mean() == pytest.approx(0.95, abs=0.03)
    assert table["extrapolation"].mean() == pytest.approx(0.05, abs=0.03)
    assert np.corrcoef(table["predicted"], new["metric.loss"])[0, 1] > 0.95


def test_a_run_is_nearest_to_itself_and_the_distance_is_the_mean_over_params(ranking):
    frame = sweep()
    table = ranking.predict(frame)
    assert table["distance"].tolist() == [0] * 300
    assert table["nearest"].tolist() == [str(row) for row in range(300)]
    alone = hpviz.rank(
        [{"config.lr": lr, "config.depth": 1 + lr / 10, "metric.loss": lr} for lr in range(31)]
    )
    (row,) = alone.predict({"lr": 40, "depth": 1.0}).to_dict("records")
    # Of the run (i, 1 + i / 10) it is (40 - i) / 30 and i / 30 of the ranges away: the same for all.
    assert row["distance"] == pytest.approx((40 / 30) / 2)
    assert row["outside"] == ("lr",)
    assert row["extrapolation"]


@pytest.mark.parametrize(
    ("config", "outside"),
    [
        ({"lr": 10.0, "opt": "adam"}, ("lr",)),
        ({"lr": 1e-2, "opt": "lion"}, ("opt",)),
        ({"lr": 1e-9, "opt": "sgd", "momentum": 2.0}, ("lr", "momentum")),
    ],
)
def test_what_no_run_tried_is_an_extrapolation(ranking, config, outside):
    (row,) = ranking.predict(config).to_dict("records")
    assert row["outside"] == outside
    assert row["extrapolation"]
    assert np.isfinite(row["predicted"])


def test_a_combination_that_no_run_is_near_is_an_extrapolation():
    rng = np.random.default_rng(0)
    a = rng.random(200)
    frame = pd.DataFrame({"config.a": a, "config.b": a + rng.normal(0, 0.02, 200), "metric.loss": a})
    ranking = hpviz.rank(frame, "loss")
    table = ranking.predict([{"a": 0.5, "b": 0.5}, {"a": 0.1, "b": 0.9}])
    assert table["outside"].tolist() == [(), ()]
    assert table["extrapolation"].tolist() == [False, True]


def test_configurations_are_given_in_any_form_and_under_any_name(ranking):
    config = {"lr": 0.01, "opt": "adam"}
    forms = [config, [config], (config,), pd.DataFrame([config]), {"config.lr": 0.01, "config.opt": "adam"}]
    tables = [ranking.predict(form) for form in forms]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])
    assert len(ranking.predict([])) == 0


def test_what_is_no_configuration_is_refused(ranking):
    with pytest.raises(HpvizError, match="configuration 1 has no value of 'lr', which every run has"):
        ranking.predict([{"lr": 0.1, "opt": "adam"}, {"opt": "adam"}])
    with pytest.raises(HpvizError, match=r"no column 'lrr' \(did you mean 'lr'\?\)"):
        ranking.predict({"lrr": 0.1, "opt": "adam"})
    with pytest.raises(HpvizError, match="configs=float is no configuration"):
        ranking.predict(0.1)
    with pytest.raises(HpvizError, match=r"nothing is predicted\. Only 12 runs"):
        hpviz.rank(sweep(12), "loss").predict({"lr": 0.1, "opt": "adam"})


def test_on_a_log_scale_predictions_are_in_the_metrics_own_unit():
    frame = sweep()
    frame["metric.loss"] = 10 ** frame["metric.loss"]
    ranking = hpviz.rank(frame, "loss", scale="log")
    (row,) = ranking.predict({"lr": 1e-2, "opt": "adam"}).to_dict("records")
    assert np.log10(row["predicted"]) == pytest.approx(8.0, abs=0.3)
    assert 0 < row["low"] < row["predicted"] < row["high"]


def test_of_failure_the_share_is_predicted_without_an_interval():
    frame = sweep()
    frame["state"] = np.where(frame["config.lr"] > 0.1, "failed", "finished")
    ranking = hpviz.rank(frame, "failure")
    table = ranking.predict([{"lr": 0.5, "opt": "adam"}, {"lr": 1e-3, "opt": "adam"}])
    assert table["predicted"].to_numpy() == pytest.approx([1, 0], abs=0.1)
    assert table["predicted"].between(0, 1).all()
    assert table[["low", "high"]].isna().all(axis=None)


def test_the_same_seed_gives_the_same_predictions():
    configs = pd.read_csv(VEHICLE).head(5)
    tables = [hpviz.rank(VEHICLE, "val_acc").predict(configs) for _ in range(2)]
    pd.testing.assert_frame_equal(*tables)


def bounded(name: str, seed: int = 0, times: float = 1.0) -> pd.DataFrame:
    """A metric near 1 in most runs, and far below in some."""
    rng = np.random.default_rng(seed)
    lr, depth = 10 ** rng.uniform(-4, 0, 80), rng.integers(1, 9, 80)
    share = np.clip(1 - 0.5 * (lr > 0.1) - rng.exponential(0.03, 80), 0, 1)
    return pd.DataFrame({"config.lr": lr, "config.depth": depth, f"metric.{name}": times * share})


@pytest.mark.parametrize(
    ("name", "times", "least", "most"),
    [
        ("val_acc", 1, 0, 1), ("val_acc", 100, 0, 100), ("roc_auc", 1, 0, 1), ("recall@10", 1, 0, 1),
        ("mcc", 1, -np.inf, 1), ("rmse", 1, 0, np.inf), ("runtime", 60, 0, np.inf),
        ("val_loss", 1, -np.inf, np.inf),
    ],
)  # fmt: skip
def test_an_interval_stays_within_what_the_metric_can_be(name, times, least, most):
    ranking = hpviz.rank(bounded(name, times=times), name, goal="maximize")
    table = ranking.predict([{"lr": 1e-3, "depth": 4}, {"lr": 0.5, "depth": 4}])
    effect = ranking.effect("lr").table()
    for low, high in ((table.low, table.high), (effect.effect_low, effect.effect_high)):
        assert low.min() >= least
        assert high.max() <= most
    assert (table.low <= table.predicted).all()
    assert (table.predicted <= table.high).all()
    if most == np.inf:  # the bound is what stops it
        assert table.high.max() > times
