"""A table that an engine holds becomes a table with one row per run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hpviz.checks import columns as checks
from hpviz.errors import HpvizError
from hpviz.sources.columns import steps
from hpviz.sources.columns.grouping import ONE_LOG
from hpviz.sources.lazy import parquet
from hpviz.sources.lazy.kinds import kind_of
from hpviz.sources.lazy.opening import label_of, lazy_frame, queryable, table_of_stream
from hpviz.sources.lazy.order import by_id
from hpviz.sources.lazy.population import of_rows, of_steps
from hpviz.sources.lazy.queries import Engine
from hpviz.sources.lazy.run_key import run_key
from hpviz.sources.lazy.runs_of_steps import runs_of_steps
from hpviz.sources.lazy.sample import sampled_rows
from hpviz.sources.lazy.table import LazyTable, Summary
from hpviz.sources.limits import limits
from hpviz.sources.tabular.frames import from_frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.sources.columns.table import Table
    from hpviz.sources.lazy.population import LazyPopulation
    from hpviz.sources.lazy.run_key import RunKey
    from hpviz.sources.reader import Rows


def read(source: Any, rows: Rows) -> Table:
    """Read the runs of a table that an engine holds, of a dataset or of a stream.

    Parameters
    ----------
    source
        Anything of which `kind_of` is not empty.
    rows
        How the rows are told apart.

    Raises
    ------
    HpvizError
        The engine does not answer; the message says which query it was.
    """
    kind, label = kind_of(source), label_of(source)
    if kind == "stream":
        return replace(from_frame(table_of_stream(source)), source=label)
    if kind == "dataset":
        return _of_dataset(source, label, rows)
    return _of_engine(lazy_frame(source), Engine(label), rows)


def read_files(files: Sequence[Path], root: Path, rows: Rows) -> Table:
    """Read the runs of Parquet files that are one table.

    Parameters
    ----------
    files, root
        The files, and the folder, file or pattern that the person gave.
    rows
        How the rows are told apart.

    Raises
    ------
    HpvizError
        A file is damaged, or they are no single table.
    """
    what = (
        f"Parquet file {root.name}"
        if [root] == list(files)
        else f"{len(files):,} Parquet files of {root.name}"
    )
    return _of_dataset(parquet.dataset_of(files, root), what, rows)


def _of_dataset(dataset: Any, label: str, rows: Rows) -> Table:
    """Read a small dataset with Arrow itself, and let an engine query a larger one."""
    engine = Engine(label)
    try:
        n = dataset.count_rows()
        if n <= limits.collected_rows:
            return _collected(nw.from_native(dataset.to_table()), label)
    except Exception as error:
        raise engine.refusal(error, "all rows") from error
    opened = queryable(dataset)
    if opened is None:
        raise HpvizError(
            f"the {label} has {n:,} rows; to query so many, install an engine: "
            'pip install "hpviz[lazy]". '
            "Or set hpviz.limits.collected_rows, and they are read into memory"
        )
    frame, owner = opened
    return _of_engine(frame, replace(engine, owner=owner), rows)


def _of_engine(frame: nw.LazyFrame[Any], engine: Engine, rows: Rows) -> Table:
    n = int(engine.row(frame.select(nw.len().alias("n")), "the number of rows")["n"])
    if n <= limits.collected_rows:
        return _collected(engine.collected(frame, "all rows"), engine.name)
    table = LazyTable.of(frame, engine, n)
    summary = Summary.of(table)
    key = run_key(table, summary, rows)
    if key.how == ONE_LOG:
        return _of_log(table, summary, key)
    if not key.names:
        return _sampled(table, summary, key)
    of_runs, runs, collapse = runs_of_steps(table, summary, key)
    return _of_population(of_runs, of_steps(collapse, runs)) if of_runs.n < runs else of_runs


def _sampled(table: LazyTable, summary: Summary, key: RunKey) -> Table:
    """Read a sample of rows that are runs."""
    drawn = replace(from_frame(sampled_rows(table, summary).to_native()), source=table.engine.name)
    of_all = _of_population(drawn, of_rows(table))
    return replace(of_all, collapsed=True, chosen=of_all.chosen | {key.grid}) if key.grid else of_all


def _of_log(table: LazyTable, summary: Summary, key: RunKey) -> Table:
    """Read some steps of the log of a single run, in their order."""
    rows = sampled_rows(table, summary)
    drawn = replace(from_frame(rows.sort(key.step or "").to_native()), source=table.engine.name)
    of_run = steps.collapsed(drawn)
    drawn_steps, all_steps = f"{drawn.n:,} steps", f"{table.n:,} steps"
    notes = [note.written(note.replace(drawn_steps, all_steps)) for note in of_run.notes]
    return replace(of_run, notes=tuple(notes), collapsed=True)


def _of_population(drawn: Table, population: LazyPopulation) -> Table:
    note = checks.DRAWN.note(
        f"{population.runs:,} runs; a sample of {drawn.n:,} is analysed, correlations and counts are of all."
    )
    return replace(drawn.noting(note), population=population)


def _collected(frame: nw.DataFrame[Any], label: str) -> Table:
    return replace(from_frame(by_id(frame).to_native()), source=label)
