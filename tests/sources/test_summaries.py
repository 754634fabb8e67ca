"""Rows that sum up others, or hold units, are no runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hpviz.sources import as_runs

N = 12


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    numbers = {"acc": rng.random(N).round(4), "time": (rng.random(N) * 100).round(2)}
    return pd.DataFrame(
        {
            "run": range(1, N + 1),
            "lr": 10 ** rng.uniform(-4, -1, N),
            "opt": rng.choice(["a", "b"], N),
            **numbers,
        }
    )


def read(frame, path, *, below="", above=""):
    names, rest = frame.to_csv(index=False).split("\n", 1)
    (path / "table.csv").write_text(f"{names}\n{above}{rest}{below}")
    return as_runs(path / "table.csv")


def assert_whole(runs, frame):
    assert len(runs) == N
    for name in ("lr", "acc", "time"):
        assert runs.columns[name].kind == "numeric"
        assert not len(runs.columns[name].present)
        assert runs.columns[name].numbers == pytest.approx(frame[name])
    assert runs.columns["opt"].levels == ("a", "b")


@pytest.mark.parametrize("word", ["mean", "Mean", "AVG", "average:", "Average"])
def test_a_mean_below_the_runs_is_left_out(frame, tmp_path, word):
    runs = read(frame, tmp_path, below=f"{word},,,{frame.acc.mean():.4f},{frame.time.mean():.2f}\n")
    assert_whole(runs, frame)
    assert any(note.startswith(f"1 row is no run but sums up the others ({word})") for note in runs.notes)


def test_several_sums_are_left_out(frame, tmp_path):
    mean, std = f"mean,,,{frame.acc.mean():.4f},", f"std,,,{frame.acc.std():.4f},"
    runs = read(frame, tmp_path, below=f"{mean}\n{std}\nTOTAL,,,,{frame.time.sum():.2f}\n")
    assert_whole(runs, frame)
    assert any("3 rows are no runs but sum up the others (mean, std, TOTAL)" in note for note in runs.notes)


def test_percentages_are_read_beside_a_sum(frame, tmp_path):
    shares = frame.assign(acc=[f"{100 * share:.2f}%" for share in frame.acc])
    runs = read(shares, tmp_path, below=f"avg,,,{100 * frame.acc.mean():.2f}%,{frame.time.mean():.2f}\n")
    assert len(runs) == N
    assert runs.columns["acc"].numbers == pytest.approx(100 * frame.acc.round(4), rel=1e-3) or runs.columns[
        "acc"
    ].numbers == pytest.approx(frame.acc, abs=1e-4)


def test_a_mean_of_models_is_known_by_its_numbers(frame, tmp_path):
    models = frame.rename(columns={"run": "model"}).assign(
        model=[f"net{letter}" for letter in "ABCDEFGHIJKL"]
    )
    below = f"Average,,,{frame.acc.mean():.4f},{frame.time.mean():.2f}\n"
    assert_whole(read(models, tmp_path, below=below), frame)


def test_a_row_of_a_data_frame_is_left_out(frame):
    indexed = frame.set_index("run")
    indexed.loc["mean"] = [frame.lr.mean(), None, frame.acc.mean(), frame.time.mean()]
    assert_whole(as_runs(indexed), frame)


@pytest.mark.parametrize("units", ["-,-,-,%,s", ",1/s,,[%],[s]", ",,,,ms"])
def test_units_below_the_names_are_left_out(frame, tmp_path, units):
    runs = read(frame, tmp_path, above=f"{units}\n")
    assert_whole(runs, frame)
    assert any(note.startswith("The row below the names holds units") for note in runs.notes)


@pytest.mark.parametrize(
    "columns",
    [
        {"pooling": ["max", "attn", "cls", "mean"], "acc": [0.8, 0.9, 0.7, 0.75]},
        {"agg": ["mean", "max", "sum"] * 4, "acc": np.linspace(0.1, 0.9, 12)},
        {"name": ["sum", "max", "att", "mean"], "lr": [0.1, 0.2, 0.1, 0.2], "acc": [0.8, 0.9, 0.7, 0.75]},
        {"data": ["x", "total"] * 3, "acc": np.linspace(0.1, 0.9, 6)},
        {"opt": ["adam", "sgd", "x", "y", "z"], "acc": [None, 0.1, 0.2, 0.3, 0.4]},
    ],
)
def test_choices_that_are_called_so_stay_runs(columns):
    assert len(as_runs(pd.DataFrame(columns))) == len(columns["acc"])
