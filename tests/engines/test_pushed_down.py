"""Tables that an engine holds, too large to be read: steps become runs there, and samples are drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError
from hpviz.runs import AGGREGATES, Runs
from hpviz.sources.lazy.queries import Engine
from tests.engines.engines import ENGINES, of_polars, sweep

MOST = 500


@pytest.fixture(autouse=True)
def _few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpviz.sources.limits.limits.collected_rows", MOST)


def steps_of(runs: pd.DataFrame, n_steps: int = 12) -> pd.DataFrame:
    """Log a metric in every other step of each run, and another in all."""
    rng = np.random.default_rng(1)
    frame = runs.loc[runs.index.repeat(n_steps)].reset_index(drop=True)
    frame.insert(1, "epoch", np.tile(np.arange(n_steps), len(runs)))
    frame["val_loss"] = frame["val_loss"].fillna(0.5) + rng.normal(0, 0.1, len(frame))
    frame["train_loss"] = frame["val_loss"] * rng.uniform(0.5, 1.0, len(frame))
    frame.loc[frame["epoch"] % 2 == 1, "val_loss"] = np.nan
    return frame


def shuffled(frame: pd.DataFrame, seed: int = 3) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def assert_same_runs(runs: Runs, expected: Runs) -> None:
    assert runs.run_ids.tolist() == expected.run_ids.tolist()
    for name, column in expected.columns.items():
        own = runs.columns[name]
        assert (own.role, own.reason, own.guessed) == (column.role, column.reason, column.guessed), name
        assert own.levels == column.levels
        np.testing.assert_array_equal(own.codes, column.codes)
    for metric in expected.metrics:
        for aggregate in AGGREGATES:
            np.testing.assert_allclose(
                runs.metric_values(metric, aggregate), expected.metric_values(metric, aggregate), rtol=1e-13
            )


@pytest.mark.parametrize("make", ENGINES)
def test_steps_become_the_runs_that_pandas_makes(make: Any, tmp_path: Path) -> None:
    frame = steps_of(sweep())
    expected = hpviz.read(frame)
    runs = hpviz.read(make(shuffled(frame), tmp_path, 4))
    assert_same_runs(runs, expected)
    assert (
        "2,880 rows are steps of 240 runs (column epoch, runs told apart by column run_id)" in runs.notes[0]
    )
    pd.testing.assert_frame_equal(
        hpviz.rank(runs, "val_loss").table(), hpviz.rank(expected, "val_loss").table()
    )


def test_steps_without_ids_are_told_apart_by_their_params(tmp_path: Path) -> None:
    frame = steps_of(sweep()).drop(columns="run_id")
    frame.loc[frame["width"] == 64, "width"] = np.nan
    expected = hpviz.read(frame)
    runs = hpviz.read(of_polars(shuffled(frame), tmp_path, 4))
    assert (set(runs.params), set(runs.metrics)) == (set(expected.params), set(expected.metrics))
    own = np.sort(runs.metric_values("val_loss", "mean"))
    np.testing.assert_allclose(own, np.sort(expected.metric_values("val_loss", "mean")), rtol=1e-13)


def test_a_param_that_changes_in_a_few_runs_is_seen(tmp_path: Path) -> None:
    frame = steps_of(sweep())
    frame.loc[(frame["run_id"] == "run-239") & (frame["epoch"] > 6), "lr"] = 0.5
    assert hpviz.read(frame).metrics.keys() == hpviz.read(of_polars(frame, tmp_path, 2)).metrics.keys()


def test_rows_without_a_run_are_counted_and_left_out(tmp_path: Path) -> None:
    frame = steps_of(sweep())
    frame.loc[:6, "run_id"] = None
    runs = hpviz.read(of_polars(frame, tmp_path, 2), run="run_id")
    assert len(runs) == 240
    assert "7 rows have no run (column run_id is empty) and are left out." in runs.notes


def test_rows_of_a_run_without_steps_need_an_order(tmp_path: Path) -> None:
    frame = steps_of(sweep()).rename(columns={"epoch": "foo"})
    with pytest.raises(HpvizError, match=r"no column that counts its steps.*give step="):
        hpviz.read(of_polars(shuffled(frame), tmp_path, 2), run="run_id")
    assert len(hpviz.read(of_polars(shuffled(frame), tmp_path, 2), run="run_id", step="foo")) == 240


@pytest.mark.parametrize("given", [{"run": "rum_id"}, {"step": "epcoh"}])
def test_a_column_that_does_not_exist_is_refused(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(HpvizError, match=r"did you mean '(run_id|epoch)'"):
        hpviz.read(of_polars(steps_of(sweep()), tmp_path, 2), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", ENGINES)
def test_the_sample_is_the_same_on_every_engine_and_in_every_order(make: Any, tmp_path: Path) -> None:
    frame = sweep(2_000)
    expected = hpviz.read(of_polars(frame, tmp_path, 1))
    runs = hpviz.read(make(shuffled(frame), tmp_path, 5))
    assert len(runs) == MOST
    assert runs.run_ids.tolist() == expected.run_ids.tolist()
    assert "2,000 runs; a sample of 500 is analysed" in " ".join(runs.notes)
    pd.testing.assert_frame_equal(
        hpviz.rank(runs, "val_loss").table(), hpviz.rank(expected, "val_loss").table()
    )


@pytest.mark.parametrize("make", ENGINES)
def test_a_sample_of_runs_keeps_whole_runs(make: Any, tmp_path: Path) -> None:
    frame = steps_of(sweep(1_200), 5)
    runs = hpviz.read(make(shuffled(frame), tmp_path, 3))
    whole = hpviz.read(frame)
    rows = [whole.run_ids.tolist().index(run) for run in runs.run_ids.tolist()]
    assert len(rows) == MOST
    assert "1,200 runs; a sample of 500 is analysed" in " ".join(runs.notes)
    for aggregate in AGGREGATES:
        own, expected = (each.metric_values("val_loss", aggregate) for each in (runs, whole))
        np.testing.assert_allclose(own, expected[rows], rtol=1e-13)


def test_a_sample_is_spread_evenly_over_choices_and_results(tmp_path: Path) -> None:
    frame = sweep(20_000)
    drawn = hpviz.read(of_polars(frame, tmp_path, 1))
    # Within four standard errors of a sample of 500.
    assert abs(drawn.columns["lr"].numbers.mean() - frame["lr"].mean()) < 4 * frame["lr"].std() / MOST**0.5
    loss = drawn.columns["val_loss"].numbers
    assert abs(np.nanmean(loss) - frame["val_loss"].mean()) < 4 * frame["val_loss"].std() / MOST**0.5
    adam = np.mean(drawn.columns["optimizer"].codes == 0)
    assert abs(adam - (frame["optimizer"] == "adam").mean()) < 4 * 0.5 / MOST**0.5


def test_ids_of_a_run_in_numbers_are_sampled_too(tmp_path: Path) -> None:
    frame = steps_of(sweep(1_200), 5)
    frame["run_id"] = frame["run_id"].str.removeprefix("run-").astype(int)
    assert len(hpviz.read(of_polars(frame, tmp_path, 2))) == MOST


def test_chosen_counts_of_epochs_stay_a_parameter(tmp_path: Path) -> None:
    frame = sweep(400).drop(columns="run_id")
    grid = frame.merge(pd.DataFrame({"epochs": [10, 20, 50]}), how="cross").rename(
        columns={"epochs": "epoch"}
    )
    grid["val_loss"] += np.random.default_rng(0).normal(0, 0.01, len(grid))
    assert ("epoch" in hpviz.read(grid).params) == (
        "epoch" in hpviz.read(of_polars(grid, tmp_path, 2)).params
    )


def test_names_with_dots_quotes_and_capitals(tmp_path: Path) -> None:
    frame = steps_of(sweep()).rename(
        columns={"lr": "config.lr", "width": 'config."Width"', "val_loss": "metrics/val loss"}
    )
    assert_same_runs(hpviz.read(of_polars(frame, tmp_path, 2)), hpviz.read(frame))


def test_a_single_run_of_many_rows_is_a_single_run(tmp_path: Path) -> None:
    frame = steps_of(sweep(4).iloc[:1], 4_000)
    assert len(hpviz.read(of_polars(frame, tmp_path, 2))) == len(hpviz.read(frame)) == 1


def test_the_log_of_a_single_run_says_that_there_is_nothing_to_compare(tmp_path: Path) -> None:
    steps = np.arange(4_000)
    frame = pd.DataFrame({"step": steps, "loss": np.exp(-steps / 1_000), "lr": 0.1 * 0.999**steps})
    runs = hpviz.read(of_polars(frame, tmp_path, 2))
    assert len(runs) == len(hpviz.read(frame)) == 1
    assert "log of a single run: 4,000 steps" in runs.notes[0]


def test_runs_of_an_engine_are_joined_with_others(tmp_path: Path) -> None:
    frame = steps_of(sweep())
    # The second as it was logged, the first as an engine made runs of it.
    both = hpviz.read({"lazy": of_polars(frame, tmp_path, 2), "whole": frame})
    for aggregate in AGGREGATES:
        of_lazy, of_whole = np.split(both.metric_values("val_loss", aggregate), 2)
        np.testing.assert_allclose(of_lazy, of_whole, rtol=1e-13)


def test_a_table_that_changes_between_two_queries_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazy = of_polars(steps_of(sweep()), tmp_path, 1)
    count = Engine.row

    def and_then_written(self: Engine, query: Any, purpose: str) -> dict[str, Any]:
        cells = count(self, query, purpose)
        if purpose == "the number of rows":
            (file,) = tmp_path.rglob("*.parquet")
            steps_of(sweep(300)).to_parquet(file, index=False)
        return cells

    monkeypatch.setattr(Engine, "row", and_then_written)
    # An engine that remembers where in the file its columns were fails first, at the next query.
    counted = "changed between two queries: it had 2,880 rows, and now has 3,600"
    with pytest.raises(HpvizError, match=f"{counted}|did not answer the query for what all columns hold"):
        hpviz.read(lazy)
