"""Which objects are tables that an engine holds; no library is imported to look at one."""

from __future__ import annotations

from typing import Literal

Kind = Literal["lazy", "dataset", "stream", ""]

_ENGINES = frozenset({"duckdb", "_duckdb", "dask", "dask_expr", "ibis", "pyspark", "sqlframe"})


def kind_of(source: object) -> Kind:
    """Name what a source is: a table of an engine, a dataset of files, a stream of Arrow's, or neither."""
    kind = type(source)
    library = kind.__module__.partition(".")[0]
    if hasattr(kind, "__narwhals_lazyframe__") or _is_table_of_engine(kind, library):
        return "lazy"
    if library == "pyarrow":
        return "dataset" if hasattr(kind, "get_fragments") else _stream_of_arrow(kind)
    has_frame = hasattr(kind, "__narwhals_dataframe__") or hasattr(kind, "columns")
    is_column = kind.__name__ in {"Series", "ChunkedArray"}
    return "stream" if hasattr(kind, "__arrow_c_stream__") and not (has_frame or is_column) else ""


def _is_table_of_engine(kind: type, library: str) -> bool:
    """Whether narwhals calls it lazy; of the type, since an object's own `columns` would be worked out."""
    if library == "polars":
        return kind.__name__ == "LazyFrame"
    return library in _ENGINES and hasattr(kind, "columns")


def _stream_of_arrow(kind: type) -> Kind:
    return "stream" if hasattr(kind, "read_next_batch") else ""
