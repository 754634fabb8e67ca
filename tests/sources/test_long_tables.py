"""Long tables, a row for each value of a run, become a row for each run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hpviz.sources import as_runs

N = 24


@pytest.fixture
def wide():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "run": [f"r{place}" for place in range(N)],
            "lr": 10 ** rng.uniform(-4, -1, N),
            "depth": rng.integers(2, 8, N),
            "acc": rng.random(N),
            "loss": rng.random(N),
        }
    )


def same(runs, wide):
    by_id = dict(zip(wide["run"], range(N), strict=True))
    places = [by_id[run_id] for run_id in runs.run_ids.tolist()]
    for name in ("lr", "depth", "acc", "loss"):
        column = runs.columns[name].numbers
        assert np.array_equal(column, wide[name].to_numpy()[places].astype(float))
    assert runs.columns["depth"].integral


@pytest.mark.parametrize("names", ["metric", "name", "key", "variable"])
def test_params_may_stand_beside_names_and_values(wide, names):
    runs = as_runs(wide.melt(["run", "lr", "depth"], var_name=names))
    assert (len(runs), [*runs.params], [*runs.metrics]) == (N, ["lr", "depth"], ["acc", "loss"])
    assert runs.notes[0].startswith("A long table: 48 rows hold the values of 24 runs")
    same(runs, wide)


def test_params_may_be_among_the_names(wide):
    runs = as_runs(wide.melt(["run"], var_name="name").sample(frac=1, random_state=1))
    assert ({*runs.params}, {*runs.metrics}) == ({"lr", "depth"}, {"acc", "loss"})
    same(runs, wide)


def test_a_column_may_tell_params_from_metrics(wide):
    long = wide.rename(columns={"acc": "foo", "loss": "bar"}).melt(["run"], var_name="key")
    long["kind"] = np.where(long["key"].isin(["lr", "depth"]), "param", "metric")
    runs = as_runs(long)
    assert ({*runs.params}, {*runs.metrics}) == ({"lr", "depth"}, {"foo", "bar"})
    assert not runs.guesses.of_columns()


def test_texts_and_numbers_share_a_column_of_a_file(wide, tmp_path):
    wide["opt"] = np.where(wide["depth"] > 4, "adam", "sgd")
    wide.melt(["run"], var_name="key").to_csv(tmp_path / "long.csv", index=False)
    runs = as_runs(tmp_path / "long.csv")
    assert runs.columns["opt"].levels == ("adam", "sgd")
    same(runs, wide)


def test_mlflows_tables_of_metrics_keep_nan_apart(wide):
    parts = [
        pd.DataFrame(
            {
                "key": key,
                "value": wide[key],
                "timestamp": 1.7e12,
                "step": 0,
                "is_nan": 0,
                "run_uuid": wide.run,
            }
        )
        for key in ("acc", "loss")
    ]
    long = pd.concat(parts, ignore_index=True)
    long.loc[3, ["value", "is_nan"]] = [0.0, 1]
    runs = as_runs(long)
    assert (len(runs), [*runs.metrics]) == (N, ["acc", "loss"])
    assert np.flatnonzero(np.isnan(runs.columns["acc"].numbers)).tolist() == [3]


def test_steps_of_long_runs_become_their_history(wide):
    rows = [
        {"run_id": run, "lr": lr, "step": step, "metric": metric, "value": place + step / 10}
        for place, (run, lr) in enumerate(zip(wide["run"], wide["lr"], strict=True))
        for step in range(5)
        for metric in ("loss", "acc")
    ]
    runs = as_runs(pd.DataFrame(rows))
    assert (len(runs), [*runs.params], [*runs.metrics]) == (N, ["lr"], ["acc", "loss"])
    assert runs.columns["loss"].numbers[:3].tolist() == [0.4, 1.4, 2.4]
    assert runs.history is not None


def test_without_ids_each_combination_of_the_other_columns_is_a_run():
    rows = [
        {"model": model, "dataset": data, "metric": metric, "value": len(model) + place}
        for model in ("a", "bb", "ccc")
        for data in ("x", "y")
        for place, metric in enumerate(["loss", "acc", "f1"])
    ]
    runs = as_runs(pd.DataFrame(rows))
    assert (len(runs), [*runs.params], {*runs.metrics}) == (6, ["model", "dataset"], {"loss", "acc", "f1"})
    assert runs.columns["f1"].numbers.tolist() == [3, 3, 4, 4, 5, 5]


def test_a_value_that_is_there_twice_is_left_to_the_person(wide):
    runs = as_runs(pd.concat([wide.melt(["run"], var_name="metric")] * 2))
    assert len(runs) == 8 * N
    assert "frame.pivot_table(index=['run'], columns='metric', values='value'" in runs.notes[0]


@pytest.mark.parametrize(
    "frame",
    [
        {"knob": np.repeat(["lr", "wd", "bs"], 4), "value": [0.1, 0.2, 0.3, 0.4] * 3, "acc": np.arange(12.0)},
        {"metric": np.repeat(["l1", "l2", "cos"], 8), "k": [*range(8)] * 3, "value": np.arange(24.0)},
        {"name": [f"a{place}" for place in range(20)], "x": np.arange(20.0), "value": np.arange(20.0)},
        {
            "run": range(12),
            "param": np.repeat(["lr", "wd"], 6),
            "value": [1.5, 2, 3] * 4,
            "acc": np.arange(12.0),
        },
    ],
)
def test_a_factor_and_its_setting_or_a_choice_of_a_metric_are_no_long_table(frame):
    runs = as_runs(pd.DataFrame(frame))
    assert len(runs) == len(pd.DataFrame(frame))
    assert not any("long table" in note for note in runs.notes)
