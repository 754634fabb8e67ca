"""Advice on params that only some runs have: what is expected, and begun from, is as the advice is."""

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.text.advice.next_sweep import sentences, table


def sweep(seed, share, better, n=120, values=None):
    """Draw runs of which so large a share does without `drop`; 1 is what the worse ones lose."""
    rng = np.random.default_rng(seed)
    drop = rng.uniform(0, 1, n) if values is None else rng.choice(values, n)
    drop[rng.random(n) < share] = np.nan
    x = rng.uniform(0, 1, n)
    worse = np.isnan(drop) == (better == "with")
    loss = np.where(worse, 1, 0) + 0.3 * x + rng.normal(0, 0.1, n)
    return pd.DataFrame({"drop": drop, "x": x, "val_loss": loss})


def advised(runs, **options):
    return hpviz.rank(runs, "val_loss", params=["drop", "x"], **options).next_sweep()


def row(advice, param):
    return table(advice).set_index("param").loc[param]


@pytest.fixture(scope="module")
def left_out():
    return advised(sweep(37, 0.5, "without"))


def test_what_is_expected_without_a_param_is_of_runs_without_it(left_out):
    old, new = astuple(left_out.expected_metric)[:2]
    assert new == pytest.approx(0.1, abs=0.1)
    # More than half of the runs do without it: the middle one of all, 0.316, lies at the upper end of those.
    assert old == pytest.approx(0.3, abs=0.1)


def test_what_is_left_out_is_as_sure_as_it_is_known(left_out):
    assert tuple(row(left_out, "drop")[["action", "sure"]]) == ("remove", "sure")


def test_an_optimiser_begins_from_runs_without_what_is_left_out(left_out):
    runs = sweep(37, 0.5, "without")
    without = set(runs["x"][runs["drop"].isna()])
    trials = left_out.optimiser_space.trials
    assert len(trials) > 10
    assert all(trial.params["x"] in without for trial in trials)
    assert any(f"it starts from {len(trials)} of your 120 runs" in text for text in sentences(left_out))


@pytest.mark.parametrize("share", [0.3, 0.7])
@pytest.mark.parametrize("better", ["with", "without"])
def test_the_runs_to_compare_with_are_all(share, better):
    runs = sweep(3, share, better)
    advice = advised(runs)
    old, new = astuple(advice.expected_metric)[:2]
    assert old == pytest.approx(runs["val_loss"].median(), abs=0.12)
    assert new < 0.3
    assert {"drop" in trial.params for trial in advice.optimiser_space.trials} == {better == "with"}


def test_a_param_with_a_single_value_is_left_out_where_runs_without_it_are_better():
    advice = advised(sweep(5, 0.5, "without", values=[0.5]))
    assert row(advice, "drop")["action"] == "remove"
    assert "Leave out drop." in sentences(advice)


def test_leaving_out_alone_is_expected_to_be_better():
    runs = sweep(7, 0.3, "without").assign(x=0.5)
    advice = advised(runs)
    old, new = astuple(advice.expected_metric)[:2]
    assert old == pytest.approx(runs["val_loss"].median(), abs=0.15)
    assert new < 0.4


def test_the_best_run_is_not_said_to_lie_inside_where_it_has_what_is_left_out():
    runs = sweep(11, 0.5, "without")
    runs.loc[runs["drop"].notna().idxmax(), "val_loss"] = -1.0
    advice = advised(runs)
    assert advice.outside >= 1
    assert not advice.best_inside
    assert any(text.endswith("outside the advised ranges (the best one too).") for text in sentences(advice))


def test_a_front_is_not_said_to_stay_where_some_of_it_has_what_is_left_out():
    runs = sweep(13, 0.5, "without")
    runs["cost"] = runs["val_loss"] + np.random.default_rng(1).normal(0, 0.02, len(runs))
    runs.loc[runs["drop"].notna().idxmax(), "cost"] = -2.0
    advice = hpviz.rank(runs, ("val_loss", "cost"), params=["drop", "x"]).next_sweep()
    assert row(advice, "drop")["action"] == "remove"
    assert not any("no trade-off is lost" in text for text in sentences(advice))
    assert any("lie outside" in text for text in sentences(advice))
