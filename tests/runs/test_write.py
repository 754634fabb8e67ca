"""Runs written to a table can be read back."""

from __future__ import annotations

import numpy as np
import pytest

from hpviz import HpvizError, read
from hpviz.runs import write as runs_file
from hpviz.runs.column import ABSENT
from tests.conftest import needs_extra

CREATED = [1_700_000_000.0, 1_700_000_060.0, 1_700_000_120.0]


@pytest.fixture
def runs(make_runs):
    """Every kind of column, with None, absence, NaN and infinity."""
    return make_runs(
        {
            "lr": [0.1, 1e-300, 0.30000000000000004],
            "depth": [None, 2, ABSENT],
            "width": [64, 128, 64],
            "optim.name": ["adam", "sgd, plain", ABSENT],
            "flag": [True, False, True],
            "code": ["007", "008", "x"],
        },
        {"loss": [np.inf, 0.25, np.nan], "val/acc": [0.5, 0.75, 1]},
        run_ids=np.array(["a", "b", "c"]),
        statuses=np.array(["finished", "failed", "running"]),
        created=np.array(CREATED),
    )


@pytest.mark.parametrize("name", ["runs.csv", "runs.csv.gz", "runs.parquet", "RUNS.CSV"])
def test_what_is_written_is_read_back(runs, tmp_path, name):
    needs_extra(name)
    back = read(runs_file.write(runs, tmp_path / name))
    assert (list(back.params), list(back.metrics)) == (list(runs.params), list(runs.metrics))
    for name_of, column in runs.params.items():
        np.testing.assert_array_equal(back.params[name_of].numbers, column.numbers)
        np.testing.assert_array_equal(back.params[name_of].codes, column.codes)
        assert back.params[name_of].levels == column.levels
    for name_of, column in runs.metrics.items():
        np.testing.assert_array_equal(back.metrics[name_of].numbers, column.numbers)
    assert (list(back.run_ids), list(back.statuses)) == (list(runs.run_ids), list(runs.statuses))
    np.testing.assert_array_equal(back.created, CREATED)


def test_a_form_that_is_not_known(runs, tmp_path):
    with pytest.raises(HpvizError, match=r"ends in \.csv, \.csv\.gz, \.parquet"):
        runs_file.write(runs, tmp_path / "runs.xlsx")


def test_a_place_that_cannot_be_written_to(runs, tmp_path):
    with pytest.raises(HpvizError, match="choose another place"):
        runs_file.write(runs, tmp_path / "gone" / "runs.csv")


def test_parquet_without_pyarrow(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(runs_file, "find_spec", lambda _: None)
    with pytest.raises(HpvizError, match=r'pip install "hpviz\[parquet\]"'):
        runs_file.write(runs, tmp_path / "runs.parquet")


def test_a_run_that_began_beyond_nanoseconds_is_written(make_runs, tmp_path):
    runs = make_runs({"lr": [0.1, 0.2]}, {"loss": [1.0, 2.0]}, created=np.array([32_503_680_000.0, np.nan]))
    file = tmp_path / "runs.csv"
    runs_file.write(runs, file)
    assert "3000-01-01" in file.read_text("utf-8")
