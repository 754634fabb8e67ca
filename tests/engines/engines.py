"""The same table in every engine that is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import dataset


def written(frame: pd.DataFrame, folder: Path, parts: int = 3) -> Path:
    """Write a table as so many Parquet files, whose names have the order of the rows."""
    target = folder / f"parts{len(list(folder.iterdir()))}"
    target.mkdir()
    for place, rows in enumerate(np.array_split(np.arange(len(frame)), parts)):
        table = pa.Table.from_pandas(frame.iloc[rows], preserve_index=False)
        pq.write_table(table, target / f"part-{place:03}.parquet")
    return target


def of_polars(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    import polars as pl

    return pl.scan_parquet(str(written(frame, folder, parts) / "*.parquet"))


def of_duckdb(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    import duckdb

    return duckdb.read_parquet(str(written(frame, folder, parts) / "*.parquet"))


def of_dask(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(frame.reset_index(drop=True), npartitions=parts)


def of_ibis(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    import ibis

    return ibis.duckdb.connect().read_parquet(str(written(frame, folder, parts) / "*.parquet"))


def of_sqlframe(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    from sqlframe.duckdb import DuckDBSession

    return DuckDBSession().read.parquet(str(written(frame, folder, parts) / "*.parquet"))


def of_pyspark(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    session = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    return session.read.parquet(str(written(frame, folder, parts)))


def of_dataset(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    return dataset.dataset(written(frame, folder, parts), format="parquet")


def of_folder(frame: pd.DataFrame, folder: Path, parts: int) -> Any:
    return written(frame, folder, parts)


MAKERS = {
    "polars": of_polars,
    "pyarrow": of_dataset,
    "folder": of_folder,
    "duckdb": of_duckdb,
    "dask": of_dask,
    "ibis": of_ibis,
    "sqlframe": of_sqlframe,
    "pyspark": of_pyspark,
}
NEEDS = {"folder": "pyarrow"}

ENGINES = [
    pytest.param(
        maker,
        id=name,
        marks=pytest.mark.skipif(find_spec(NEEDS.get(name, name)) is None, reason=f"without {name}"),
    )
    for name, maker in MAKERS.items()
]


def sweep(n: int = 240, seed: int = 0) -> pd.DataFrame:
    """Runs with params of every kind, missing cells, and a metric that depends on two of them."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "run_id": [f"run-{place}" for place in range(n)],
            "lr": 10 ** rng.uniform(-4, -1, n),
            "width": rng.choice([32, 64, 128], n),
            "optimizer": rng.choice(["adam", "sgd"], n),
            "nesterov": rng.random(n) > 0.5,
        }
    )
    loss = 0.1 * np.log10(frame["lr"]) ** 2 + 0.2 * (frame["optimizer"] == "adam")
    frame["val_loss"] = loss + rng.normal(0, 0.05, n)
    frame.loc[3, "val_loss"] = np.nan
    return frame
