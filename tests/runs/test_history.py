"""The logged steps of runs: their numbers, and what of them counts."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.runs import History
from hpviz.runs.history import compact, per_run

RUN = np.array([0, 0, 0, 2, 2])


def test_without_numbers_steps_are_counted_within_each_run():
    assert History(RUN, {}).numbers.tolist() == [1, 2, 3, 1, 2]
    assert History(np.array([], dtype=np.intp), {}).numbers.tolist() == []


def test_numbers_go_with_their_steps():
    history = History(RUN, {"loss": np.arange(5.0)}, step=compact(np.array([0.0, 10, 20, 5, 15])))
    assert history.numbers.tolist() == [0, 10, 20, 5, 15]
    assert history.take(np.array([2]), 3).numbers.tolist() == [5, 15]
    assert history.renamed({"loss": "val"}).numbers.tolist() == [0, 10, 20, 5, 15]


@pytest.mark.parametrize(
    ("numbers", "dtype"),
    [([0.0, 500.0], np.int32), ([0.0, 2.0**31], np.float64), ([0.5, 1.0], np.float64), ([], np.int32)],
)
def test_whole_numbers_take_half_the_room(numbers, dtype):
    kept = compact(np.array(numbers))
    assert kept.dtype == dtype
    assert kept.tolist() == numbers


@pytest.mark.parametrize("missing", [np.nan, np.inf])
def test_a_step_without_a_number_has_all_of_them_counted(missing):
    assert compact(np.array([1.0, missing])) is None


def test_the_last_logged_value_counts():
    history = History(RUN, {"loss": np.array([3.0, 2.0, np.nan, 5.0, 4.0])})
    np.testing.assert_array_equal(per_run(history, "loss", "last", 3), [2, np.nan, 4])


STORES = {
    "clearml": 0,
    "comet": 0,
    "guild": 0,
    "neptune": 0,
    "optuna/study.db": 1,
    "optuna/journal.log": 1,
    "ray": 1,
    "sacred": 1,
    "swanlab": 0,
    "tensorboard/logs_tb": 1,
    "trackio": 0,
}


@pytest.mark.parametrize("store", STORES)
def test_trackers_number_their_steps(stores, store):
    history = hpviz.read(stores / store).history
    assert history.step is not None
    assert history.numbers[history.run == history.run[0]][:2].tolist() == [STORES[store], STORES[store] + 1]


def test_a_column_that_counts_steps_numbers_them():
    frame = pd.DataFrame(
        {"run_id": ["a", "a", "b", "b"], "step": [0, 500, 0, 1000], "lr": [1, 1, 2, 2], "loss": [4, 3, 2, 1]}
    )
    assert hpviz.read(frame).history.numbers.tolist() == [0, 500, 0, 1000]
    both = hpviz.read({"x": frame, "y": frame.assign(step=[0, 250, 0, 750])})
    assert both.history.numbers.tolist() == [0, 500, 0, 1000, 0, 250, 0, 750]


@pytest.mark.parametrize("has_epochs", [True, False])
def test_a_file_of_metrics_numbers_its_steps_or_has_them_counted(tmp_path, has_epochs):
    for place in range(3):
        folder = tmp_path / f"run{place}"
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps({"lr": 0.1 * place, "width": place}))
        rows = [{"epoch": 10 * row, "loss": place + 1.0 / (row + 1)} for row in range(4)]
        frame = pd.DataFrame(rows if has_epochs else [{"loss": row["loss"]} for row in rows])
        frame.to_csv(folder / "metrics.csv", index=False)
    history = hpviz.read(tmp_path).history
    assert history.numbers[history.run == 1].tolist() == ([0, 10, 20, 30] if has_epochs else [1, 2, 3, 4])
