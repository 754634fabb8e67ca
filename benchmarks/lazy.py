"""Processor time and memory of ranking tables that an engine holds, beside collecting them with pandas.

Each reading is a process of its own. Memory is what it had at most beyond what it had once everything was
imported. Processor time is of all threads, but not of Spark's own process. Rows are steps of runs, or, with
``--of runs``, runs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 100
PART = 1_000_000
"""Rows of a file."""
MIB = 1024
MOST_COLLECTED = 20_000_000
"""Rows that collecting is tried with: more would not fit into memory here."""


def collected(folder: Path) -> Any:
    return pd.read_parquet(folder)


def of_folder(folder: Path) -> Any:
    return folder


def of_polars(folder: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(f"{folder}/*.parquet")


def of_duckdb(folder: Path) -> Any:
    import duckdb

    return duckdb.connect().read_parquet(f"{folder}/*.parquet")


def of_dask(folder: Path) -> Any:
    import dask.dataframe as dd

    return dd.read_parquet(f"{folder}/*.parquet")


def of_ibis(folder: Path) -> Any:
    import ibis

    return ibis.duckdb.connect().read_parquet(f"{folder}/*.parquet")


def of_pyspark(folder: Path) -> Any:
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    return session.read.parquet(str(folder))


ENGINES: dict[str, Callable[[Path], Any]] = {
    "collected": collected,
    "folder": of_folder,
    "duckdb": of_duckdb,
    "polars": of_polars,
    "dask": of_dask,
    "ibis": of_ibis,
    "pyspark": of_pyspark,
}


def main() -> None:
    options = _options()
    if options.child:
        measure(options.child, Path(options.folder))
        return
    names = [
        name
        for name in options.engines
        if find_spec({"collected": "pandas", "folder": "duckdb"}.get(name, name))
    ]
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), int(rows), steps=STEPS if options.of == "steps" else 1)
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) / MIB**2
            print(f"{int(rows):,} rows that are {options.of}, {size:,.0f} MiB of Parquet", flush=True)
            show(names, Path(folder), int(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, nargs="+", default=[1e4, 1e5, 1e6, 1e7])
    parser.add_argument("--of", choices=["steps", "runs"], default="steps")
    parser.add_argument(
        "--engines", nargs="+", choices=list(ENGINES), default=["collected", "folder", "polars"]
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


def show(names: list[str], folder: Path, rows: int) -> None:
    """Print time and memory of each engine, and as multiples of those of collecting."""
    reference: dict[str, float] = {}
    for name in names:
        if name == "collected" and rows > MOST_COLLECTED:
            continue
        figures = in_own_process(name, folder)
        if figures is None:
            print(f"  {name:10} failed")
            continue
        reference = figures if name == "collected" else reference
        ratios = [figures[key] / reference[key] if reference else float("nan") for key in ("seconds", "mib")]
        clock = f"({figures['clock']:.1f} s by the clock)"
        print(
            f"  {name:10} {figures['seconds']:8.2f} s x {ratios[0]:5.2f} {clock}"
            f"   {figures['mib']:8,.0f} MiB x {ratios[1]:5.2f}   {figures['runs']:,.0f} runs",
            flush=True,
        )


def in_own_process(name: str, folder: Path) -> dict[str, float] | None:
    command = [sys.executable, "-W", "ignore", __file__, "--child", name, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        print(done.stderr[-500:])
    return json.loads(lines[-1]) if lines else None


def measure(name: str, folder: Path) -> None:
    """Rank one source once everything that is imported for it is there."""
    import hpviz

    with tempfile.TemporaryDirectory() as small:
        write(Path(small), 4_000, steps=20)
        hpviz.rank(ENGINES[name](Path(small)), "val_loss")
    before = _most_memory()
    start, processor = time.perf_counter(), time.process_time()
    ranking = hpviz.rank(ENGINES[name](folder), "val_loss")
    figures = {
        "seconds": time.process_time() - processor,
        "clock": time.perf_counter() - start,
        "mib": max(_most_memory() - before, 1),
        "runs": ranking.runs_used,
    }
    print(json.dumps(figures))


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def write(folder: Path, rows: int, *, steps: int) -> None:
    """Write a sweep of mixed params, a file at a time."""
    rng = np.random.default_rng(0)
    runs = max(1, rows // steps)
    at_once = max(1, PART // steps)
    for part, first in enumerate(range(0, runs, at_once)):
        count = min(at_once, runs - first)
        frame = pd.DataFrame(
            {
                "run_id": [f"run-{place}" for place in range(first, first + count)],
                "lr": 10 ** rng.uniform(-4, -1, count),
                "width": rng.choice([32, 64, 128], count),
                "optimizer": rng.choice(["adam", "sgd", "lion"], count),
                "nesterov": rng.random(count) > 0.5,
                "dropout": np.where(rng.random(count) > 0.3, rng.uniform(0, 0.5, count), np.nan),
            }
        )
        level = 0.1 * np.log10(frame["lr"]) ** 2 + 0.2 * (frame["optimizer"] == "adam")
        if steps > 1:
            frame = frame.loc[frame.index.repeat(steps)].reset_index(drop=True)
            frame.insert(1, "epoch", np.tile(np.arange(steps), count))
            level = np.repeat(level.to_numpy(), steps)
        frame["val_loss"] = level + rng.normal(0, 0.05, len(frame))
        frame["train_loss"] = frame["val_loss"] * rng.uniform(0.7, 1.0, len(frame))
        frame.to_parquet(folder / f"part-{part:05}.parquet", index=False)


if __name__ == "__main__":
    main()
