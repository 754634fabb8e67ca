"""Counts and correlations of all runs, where those that are analysed are a sample."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError
from tests.engines.engines import ENGINES, of_polars, sweep
from tests.engines.test_pushed_down import shuffled, steps_of

MOST = 500
OF_ALL = ["correlation", "correlation_low", "correlation_high"]


@pytest.fixture(autouse=True)
def _few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpviz.sources.limits.limits.collected_rows", MOST)


def with_statuses(frame: pd.DataFrame) -> pd.DataFrame:
    """Let some runs fail with another metric, and one parameter be missing in some."""
    frame = frame.assign(status=np.where(np.arange(len(frame)) % 7 == 0, "failed", "finished"))
    frame.loc[frame["status"] == "failed", "val_loss"] = 0.9
    frame["width"] = frame["width"].where(np.arange(len(frame)) % 5 > 0)
    return frame


def correlations(source: Any, **options: Any) -> pd.DataFrame:
    table = hpviz.rank(source, "val_loss", scale="linear", **options).table()
    return table.set_index("param").sort_index()[OF_ALL]


@pytest.mark.parametrize("make", ENGINES)
def test_correlations_are_of_all_runs(make: Any, tmp_path: Path) -> None:
    frame = with_statuses(sweep(3_000))
    runs = hpviz.read(make(shuffled(frame), tmp_path, 4))
    assert len(runs) == MOST
    pd.testing.assert_frame_equal(correlations(runs), correlations(frame), rtol=1e-11)
    assert runs.status_counts() == {"finished": 2571, "failed": 429}
    assert "3,000 runs; a sample of 500 is analysed, correlations and counts are of all." in runs.notes


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("aggregate", ["last", "best", "mean"])
def test_correlations_of_all_runs_with_every_aggregate(aggregate: Any, make: Any, tmp_path: Path) -> None:
    frame = steps_of(sweep(1_200), 5)
    runs = hpviz.read(make(shuffled(frame), tmp_path, 2))
    own, expected = (correlations(source, aggregate=aggregate) for source in (runs, frame))
    pd.testing.assert_frame_equal(own, expected, rtol=1e-11)


def test_statuses_choose_the_runs_that_are_correlated(tmp_path: Path) -> None:
    frame = with_statuses(sweep(3_000))
    frame.loc[frame["status"] == "failed", "val_loss"] += frame["lr"]
    runs = hpviz.read(of_polars(frame, tmp_path, 2))
    options = {"statuses": ["finished", "failed"]}
    pd.testing.assert_frame_equal(correlations(runs, **options), correlations(frame, **options), rtol=1e-11)


def test_a_large_offset_costs_no_digits(tmp_path: Path) -> None:
    frame = sweep(3_000)
    frame["val_loss"] += 1e7
    frame["width"] += 1e8
    runs = hpviz.read(of_polars(shuffled(frame), tmp_path, 2))
    pd.testing.assert_frame_equal(correlations(runs), correlations(frame), rtol=1e-6)


@pytest.mark.parametrize(
    "options",
    [{"where": "id != 'run-3'"}, {"scale": "rank"}, {"metric": "failure"}],
    ids=["where", "rank", "failure"],
)
def test_where_correlations_are_of_the_sample_it_is_said(options: dict[str, Any], tmp_path: Path) -> None:
    runs = hpviz.read(of_polars(with_statuses(sweep(3_000)), tmp_path, 2))
    given = {"metric": "val_loss", **options}
    result = hpviz.rank(runs, given.pop("metric"), **given)
    assert any(
        note.startswith("Correlations with") and note.endswith("are of the sample.") for note in result.notes
    )
    assert not any("are of the sample" in note for note in hpviz.rank(runs, "val_loss").notes)


CONDITIONS = [
    "width >= 64",
    "0.001 <= lr < 0.05 and optimizer == 'adam'",
    "optimizer not in ['adam'] or missing(width)",
    "not (width > 32)",
    "width != 64",
    "width in [16, 64] and optimizer contains 'D'",
    "nesterov",
    "nesterov == False and lr < val_loss",
    "optimizer != 'sgd' and status == 'finished'",
    "status in ['failed', 'finished']",
]


@pytest.mark.parametrize("make", ENGINES)
def test_a_filter_is_of_all_runs(make: Any, tmp_path: Path) -> None:
    frame = with_statuses(sweep(3_000)).assign(nesterov=np.arange(3_000) % 3 == 0)
    runs, every = hpviz.read(make(shuffled(frame), tmp_path, 4)), hpviz.read(frame)
    for where in CONDITIONS:
        kept, expected = runs.where(where), every.where(where)
        assert kept.status_counts() == expected.status_counts(), where
        own, other = (correlations(of, where=where) for of in (runs, every))
        pd.testing.assert_frame_equal(own, other, rtol=1e-9)


def test_a_filter_says_how_many_of_all_runs_match(tmp_path: Path) -> None:
    frame = with_statuses(sweep(3_000))
    result = hpviz.rank(of_polars(frame, tmp_path, 2), "val_loss", where="width >= 64")
    matching = int((frame["width"] >= 64).sum())
    assert any(f"{matching:,} runs of all match the filter; " in note for note in result.notes)


def test_a_filter_of_a_filter_is_of_all_runs(tmp_path: Path) -> None:
    frame = with_statuses(sweep(3_000))
    runs = hpviz.read(of_polars(frame, tmp_path, 4)).where("width >= 64").where("optimizer == 'adam'")
    expected = hpviz.read(frame).where("width >= 64 and optimizer == 'adam'")
    assert runs.status_counts() == expected.status_counts()


def test_a_filter_of_steps_is_of_all_runs(tmp_path: Path) -> None:
    frame = steps_of(sweep(1_200), 5)
    runs, every = hpviz.read(of_polars(shuffled(frame), tmp_path, 2)), hpviz.read(frame)
    where = "width >= 64 and val_loss < 0.5"
    own, expected = (correlations(of, where=where, aggregate="mean") for of in (runs, every))
    pd.testing.assert_frame_equal(own, expected, rtol=1e-9)


def test_a_filter_that_the_sample_knows_alone_is_of_the_sample(tmp_path: Path) -> None:
    runs = hpviz.read(of_polars(sweep(3_000), tmp_path, 2)).where("id != 'run-3'")
    assert sum(runs.status_counts().values()) == len(runs)


def test_a_ranking_is_pickled_without_its_engine(tmp_path: Path) -> None:
    runs = hpviz.read(of_polars(sweep(3_000), tmp_path, 2))
    again = pickle.loads(pickle.dumps(runs))  # noqa: S301 - our own
    assert again.population.runs == 3_000
    assert np.isfinite(hpviz.rank(again, "val_loss").table()["correlation"]).all()


def test_an_engine_that_goes_away_is_quoted_with_the_query(tmp_path: Path) -> None:
    runs = hpviz.read(of_polars(sweep(3_000), tmp_path, 2))
    for file in tmp_path.rglob("*.parquet"):
        file.unlink()
    with pytest.raises(HpvizError, match="did not answer the query for the correlations with val_loss"):
        hpviz.rank(runs, "val_loss")


def test_the_panel_shows_that_a_sample_is_analysed(tmp_path: Path) -> None:
    panel = hpviz.Panel(of_polars(with_statuses(sweep(3_000)), tmp_path, 2), metric="val_loss")
    assert any("a sample of 500 is analysed" in note for _, note, _ in panel.sweep["notes"])
