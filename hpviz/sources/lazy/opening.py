"""Tables of engines as narwhals' lazy frames, and datasets and streams of Arrow's as what can be queried."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hpviz.errors import HpvizError
from hpviz.formatting.words import with_article
from hpviz.sources.lazy.queries import Engine
from hpviz.sources.limits import GIB, limits

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY_GIB = 0.5
"""Of an engine that hpviz itself starts; what is larger goes to the disk."""


def lazy_frame(source: Any) -> nw.LazyFrame[Any]:
    """Wrap a table of an engine; its index, if it says anything, becomes a column.

    Raises
    ------
    HpvizError
        It is no table that narwhals takes.
    """
    try:
        with warnings.catch_warnings():
            # Of Dask narwhals says at each call that its own package for it will be needed one day.
            warnings.filterwarnings("ignore", "Dask support", FutureWarning)
            frame: nw.LazyFrame[Any] = nw.from_native(_with_plain_names(source)).lazy()
            return frame
    except Exception as error:
        raise Engine(label_of(source)).refusal(error, "the names and types of the columns") from error


def label_of(source: object) -> str:
    """Name a table in words: ``"dask DataFrame"``."""
    kind = type(source)
    library = kind.__module__.partition(".")[0].lstrip("_")
    return f"{library} {'relation' if library == 'duckdb' else kind.__name__}"


def _with_plain_names(source: Any) -> Any:
    """Take a table of Dask's with its index as a column, where that is named or holds text."""
    if type(source).__module__.partition(".")[0] not in {"dask", "dask_expr"}:
        return source
    name, is_text = source.index.name, source.index.dtype.kind not in "iufbM"
    if name is None and is_text:
        source = source.rename_axis(index="run_id")
    framed = source.reset_index() if name is not None or is_text else source
    plain = {column: str(column) for column in framed.columns if not isinstance(column, str)}
    return framed.rename(columns=plain) if plain else framed


def table_of_stream(source: Any) -> Any:
    """Read a stream of Arrow's, which can be read only once, into a table.

    Raises
    ------
    HpvizError
        It holds more than a table may, or breaks off.
    """
    label = label_of(source)
    if find_spec("pyarrow") is None:
        raise HpvizError(f'reading {with_article(label)} needs pyarrow: pip install "hpviz[parquet]"')
    import pyarrow as pa

    batches, size = [], 0
    try:
        is_reader = isinstance(source, pa.RecordBatchReader)
        reader = source if is_reader else pa.RecordBatchReader.from_stream(source)
        for batch in reader:
            batches.append(batch)
            size += batch.nbytes
            if size > limits.table_gib * GIB:
                raise HpvizError(
                    f"the {label} holds more than {limits.table_gib:g} GiB, and a stream can be read only "
                    "once; write it to Parquet files and give their folder, or set hpviz.limits.table_gib"
                )
        return pa.Table.from_batches(batches, reader.schema)
    except (pa.ArrowException, OSError) as error:
        raise Engine(label).refusal(error, "its rows") from error


def queryable(dataset: Any) -> tuple[nw.LazyFrame[Any], object] | None:
    """Let an engine query a dataset of files: DuckDB, else polars; None where neither is installed.

    Returns
    -------
    The table in the engine, and what has to last as long.
    """
    engines: dict[str, Callable[[Any], tuple[Any, object]]] = {"duckdb": _of_duckdb, "polars": _of_polars}
    engine = next((engine for module, engine in engines.items() if find_spec(module)), None)
    if engine is None:
        return None
    native, owner = engine(dataset)
    return nw.from_native(native).lazy(), owner


def _of_duckdb(dataset: Any) -> tuple[Any, object]:
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{MEMORY_GIB * 1024:.0f}MiB",
        "temp_directory": gettempdir(),
    }
    connection = duckdb.connect(config=settings)
    return connection.from_arrow(dataset), connection


def _of_polars(dataset: Any) -> tuple[Any, object]:
    import polars as pl

    return pl.scan_pyarrow_dataset(dataset), dataset
