"""Tables that an engine holds, small enough to be read as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import hpviz
from hpviz.errors import HpvizError
from tests.engines.engines import ENGINES, of_polars, sweep, written


@pytest.mark.parametrize("make", ENGINES)
def test_a_table_of_an_engine_ranks_as_pandas_does(make: Any, tmp_path: Path) -> None:
    frame = sweep()
    runs = hpviz.read(make(frame, tmp_path, 3))
    expected = hpviz.rank(frame, "val_loss").table()
    pd.testing.assert_frame_equal(hpviz.rank(runs, "val_loss").table(), expected)
    assert runs.run_ids.tolist() == frame["run_id"].tolist()


@pytest.mark.parametrize("make", ENGINES)
def test_rows_in_another_order_are_the_same_runs(make: Any, tmp_path: Path) -> None:
    frame = sweep()
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    table = hpviz.rank(make(shuffled, tmp_path, 5), "val_loss").table()
    pd.testing.assert_frame_equal(table, hpviz.rank(frame, "val_loss").table())


def test_the_index_of_dask_is_a_column() -> None:
    dd = pytest.importorskip("dask.dataframe")
    frame = sweep().set_index("run_id")
    runs = hpviz.read(dd.from_pandas(frame, npartitions=2, sort=False))
    assert runs.run_ids.tolist() == frame.index.tolist()


def test_streams_of_arrow_are_read_once() -> None:
    table = pa.Table.from_pandas(sweep(), preserve_index=False)

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return table.to_reader().__arrow_c_stream__(requested_schema)

    for source in (table.to_reader(max_chunksize=50), Stream()):
        assert hpviz.read(source).metrics["val_loss"].active == 239


def test_a_stream_beyond_the_limit_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpviz.sources.limits.limits.table_gib", 1e-6)
    reader = pa.Table.from_pandas(sweep(), preserve_index=False).to_reader()
    with pytest.raises(HpvizError, match="write it to Parquet files and give their folder"):
        hpviz.read(reader)


def test_folders_patterns_and_partitions_of_parquet(tmp_path: Path) -> None:
    frame = sweep()
    folder = written(frame, tmp_path)
    expected = hpviz.rank(frame, "val_loss").table()
    for given in (folder, str(folder), f"{folder}/*.parquet", f"{folder.parent}/**/*.parquet"):
        pd.testing.assert_frame_equal(hpviz.rank(given, "val_loss").table(), expected)
    pq.write_to_dataset(
        pa.Table.from_pandas(frame, preserve_index=False), tmp_path / "hive", partition_cols=["optimizer"]
    )
    assert set(hpviz.read(tmp_path / "hive").params) == {"lr", "width", "nesterov", "optimizer"}


def test_files_add_columns_and_widen_numbers(tmp_path: Path) -> None:
    frame = sweep()
    early, late = frame.iloc[:100].drop(columns="nesterov"), frame.iloc[100:].assign(width=64.5)
    early.to_parquet(tmp_path / "a.parquet", index=False)
    late.to_parquet(tmp_path / "b.parquet", index=False)
    runs = hpviz.read(tmp_path)
    assert runs.columns["nesterov"].active == 140
    assert runs.columns["width"].numbers[-1] == 64.5


def test_a_column_of_another_type_names_file_and_types(tmp_path: Path) -> None:
    frame = sweep()
    frame.iloc[:100].to_parquet(tmp_path / "a.parquet", index=False)
    frame.iloc[100:].assign(lr="high").to_parquet(tmp_path / "b.parquet", index=False)
    with pytest.raises(
        HpvizError, match=r"'b.parquet' columns are of another type: lr \(.*string there, double"
    ):
        hpviz.read(tmp_path)


def test_files_of_different_tables_are_no_table(tmp_path: Path) -> None:
    sweep().to_parquet(tmp_path / "a.parquet", index=False)
    pd.DataFrame({"x": [1, 2]}).to_parquet(tmp_path / "b.parquet", index=False)
    with pytest.raises(HpvizError, match=r"no single table: 'b\.parquet' has none of the columns"):
        hpviz.read(tmp_path)


def test_a_damaged_file_of_a_folder_is_named(tmp_path: Path) -> None:
    folder = written(sweep(), tmp_path)
    (folder / "part-001.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(HpvizError, match=r"part-001\.parquet"):
        hpviz.read(folder)


@pytest.mark.parametrize(
    ("given", "sentence"), [("*.parquet", "no file matches"), ("*.csv", "a pattern is of Parquet files")]
)
def test_patterns_without_parquet_say_so(given: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lr,loss\n1,2\n")
    with pytest.raises(HpvizError, match=sentence):
        hpviz.read(str(tmp_path / given))


def test_maps_become_the_columns_of_their_keys() -> None:
    names = pa.map_(pa.string(), pa.string())
    params = [
        [("lr", str(0.1 * place)), ("optimizer", "adam" if place % 2 else "sgd")] for place in range(1, 13)
    ]
    latest = [
        [{"metric_name": "loss", "latest_value": 1.0 / place, "min_value": 0.0}] for place in range(1, 13)
    ]
    table = pa.table(
        {
            "run_id": [f"r{place}" for place in range(12)],
            "params": pa.array([*params[:-1], None], names),
            "aggregated_metrics": latest,
        }
    )
    for source in (table, table.to_pandas(), table.to_reader()):
        runs = hpviz.read(source)
        assert set(runs.params) == {"lr", "optimizer"}
        assert list(runs.metrics) == ["loss"]
        assert runs.columns["lr"].active == 11


def test_lists_that_are_no_maps_stay_choices() -> None:
    frame = pd.DataFrame({"layers": [[("a", 1), ("a", 2)], [("a", 3), ("a", 4)]] * 6, "loss": range(12)})
    assert "layers" in hpviz.read(frame).params


def test_an_engine_that_fails_is_quoted_with_the_query(tmp_path: Path) -> None:
    lazy = of_polars(sweep(), tmp_path, 2)
    for file in tmp_path.rglob("*.parquet"):
        file.write_bytes(b"")
    with pytest.raises(HpvizError, match="polars LazyFrame did not answer the query for"):
        hpviz.read(lazy)


def test_a_lazy_table_that_does_not_compute_names_the_reason() -> None:
    pl = pytest.importorskip("polars")
    broken = pl.LazyFrame({"lr": ["a"], "loss": [1.0]}).with_columns(pl.col("lr").cast(pl.Int64))
    with pytest.raises(HpvizError, match=r"query for .*: InvalidOperationError"):
        hpviz.read(broken)


def test_a_trackers_store_beside_parquet_files_comes_first(tmp_path: Path) -> None:
    sweep().to_parquet(tmp_path / "data.parquet", index=False)
    for place in range(3):
        run = tmp_path / "runs" / f"run{place}"
        run.mkdir(parents=True)
        (run / "config.json").write_text(f'{{"lr": {place}}}')
        (run / "metrics.json").write_text(f'{{"loss": {place}}}')
    assert len(hpviz.read(tmp_path)) == 3
