"""Data frames of every library that narwhals knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from hpviz.errors import HpvizError
from hpviz.formatting.words import with_article
from hpviz.legible_text import encodable, free_name, numbered
from hpviz.runs.column import ABSENT, LARGEST_EXACT, Column
from hpviz.sources.columns.cells import choice_text, column_of, moments, plain
from hpviz.sources.columns.table import Table, columns_by_name, columns_from_cells
from hpviz.sources.columns.written.texts import columns_of, comma_among
from hpviz.sources.tabular.distinct import distinct
from hpviz.sources.tabular.maps import as_dictionaries
from hpviz.threads import LIGHT, mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import FloatArray
    from hpviz.sources.columns.table import MakeColumns
    from hpviz.sources.columns.written.separators import Comma


def from_frame(frame: Any, source: str | None = None) -> Table:
    """Read a pandas, polars or Arrow table, or any other that narwhals takes; it is not changed."""
    source = source or f"{type(frame).__module__.split('.')[0]} {type(frame).__name__}"
    wrapped = _wrapped(_with_plain_names(frame))
    read = partial(_columns, make=partial(columns_of, comma=_comma(wrapped)))
    with mapped(len(wrapped) * len(wrapped.columns) // LIGHT) as over:
        columns = [column for some in over(read, wrapped.iter_columns()) for column in some]
    for column in columns:
        if len(column.numbers) != len(wrapped):  # pandas makes such of cells that are arrays
            cells = f"{len(column.numbers):,} cells for {len(wrapped):,} rows"
            raise HpvizError(f"{source}: the column {column.name!r} has {cells}; leave it out")
    return Table(columns=columns_by_name(columns), n=len(wrapped), source=source)


def _wrapped(frame: Any) -> nw.DataFrame[Any]:
    try:
        wrapped = nw.from_native(frame)
    except TypeError as error:
        kind = f"{type(frame).__module__}.{type(frame).__name__}"
        raise HpvizError(
            f"{with_article(kind)} is not a table that can be read; give a pandas, polars or pyarrow table"
        ) from error
    return wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped


def _with_plain_names(frame: Any) -> Any:
    """Make a view of the frame in which every column has a name of its own, and the index is a column."""
    if hasattr(frame, "iloc"):
        return _with_index(frame)
    if type(frame).__name__ == "RecordBatch":
        import pyarrow as pa

        frame = pa.Table.from_batches([frame])
    if hasattr(frame, "rename_columns") and len(set(frame.column_names)) < frame.num_columns:
        return frame.rename_columns(numbered(frame.column_names))
    return frame


def _with_index(frame: Any) -> Any:
    levels = [_index_level(frame.index, place) for place in range(frame.index.nlevels)]
    view = frame.copy(deep=False)
    view.columns = numbered(map(_flat_name, frame.columns))
    for name, values in reversed([level for level in levels if level is not None]):
        view.insert(0, free_name(name, view.columns), values)
    return view


def _index_level(index: Any, place: int) -> tuple[str, Any] | None:
    """Name and values of an index level with information: one that has a name, or is text; else None."""
    values = index.get_level_values(place)
    if values.name is not None:
        return encodable(str(plain(values.name))), values
    return ("run_id", values) if values.dtype.kind in "OT" and len(values) else None


def _flat_name(name: Any) -> str:
    """Join the levels of a MultiIndex with dots: ("config", "lr") is config.lr."""
    if isinstance(name, tuple):
        return encodable(".".join(str(plain(part)) for part in name if part != ""))
    return encodable(str(plain(name)))


def _comma(frame: nw.DataFrame[Any]) -> Comma | None:
    """Decide what a comma means in the numbers that are written as text."""
    texts = [series for series in frame.iter_columns() if series.dtype in (nw.String, nw.Unknown)]
    if not any(map(_has_comma, texts)):
        return "thousands"
    return comma_among([*dict.fromkeys(_texts(series))] for series in texts)


def _texts(series: nw.Series[Any]) -> list[str]:
    return [cell for cell in _cells(series) if isinstance(cell, str)]


def _has_comma(series: nw.Series[Any]) -> bool:
    try:
        return bool(series.str.contains(",", literal=True).any())
    except Exception:  # noqa: BLE001 - as in `_columns`
        return any("," in text for text in _texts(series))


def _columns(series: nw.Series[Any], *, make: MakeColumns) -> list[Column]:
    """Read one column; of a type that its library cannot convert, cell by cell."""
    try:
        return _typed_columns(series, make=make)
    except Exception:  # noqa: BLE001 - a library's own error, for a type that it cannot work with
        cells = [ABSENT if _is_missing(cell) else cell for cell in _cells(series)]
        return columns_from_cells([(series.name, cells)], make)


def _cells(series: nw.Series[Any]) -> list[Any]:
    """List the cells as Python's values."""
    try:
        return series.to_list()
    except Exception:  # noqa: BLE001 - as in `_columns`
        return list(series.to_native())


def _typed_columns(series: nw.Series[Any], *, make: MakeColumns) -> list[Column]:
    """Read one column by its type; cells that are dictionaries make several of it."""
    dtype = series.dtype
    if dtype.is_numeric():
        return [_numbers(series)]
    if dtype in (nw.Datetime, nw.Date):
        return [moments(series.name, _seconds(series))]
    if dtype == nw.Duration:
        return [Column.of_numbers(series.name, _floats(series.dt.total_microseconds()) / 1e6 + 0.0)]
    if isinstance(dtype, nw.Struct):
        return [
            column for field in dtype.fields for column in _columns(_field(series, field.name), make=make)
        ]
    coded = distinct(series)
    if coded is None:
        return _of_cells(series.name, dtype, series.to_list(), make)
    codes, cells = coded
    return [column.take(codes) for column in _of_cells(series.name, dtype, cells, make)]


def _of_cells(name: str, dtype: Any, cells: Sequence[object], make: MakeColumns) -> list[Column]:
    if dtype in (nw.Categorical, nw.Enum):
        # What its owner calls a category is none of numbers, even where its levels are.
        levels = (ABSENT if _is_missing(cell) else choice_text(cell) for cell in cells)
        return [Column.from_values(name, levels)]
    if dtype != nw.Object:
        # Whatever stands for a missing cell here, it is absent: none of these kinds has a None of its own.
        cells = [ABSENT if _is_missing(cell) else cell for cell in cells]
    named = as_dictionaries(name, cells) if dtype != nw.String else (name, cells)
    return columns_from_cells([named], make)


def _field(series: nw.Series[Any], name: str) -> nw.Series[Any]:
    """Take a field of a column of structs, where a missing one is null, as absent as elsewhere."""
    return series.struct.field(name).alias(f"{series.name}.{name}")


def _seconds(series: nw.Series[Any]) -> FloatArray:
    """Convert moments to seconds since 1970; those in seconds may be too far off to be counted finer."""
    dtype = series.dtype
    if isinstance(dtype, nw.Datetime) and dtype.time_unit in {"s", "ms"}:
        return _floats(series.dt.timestamp("ms")) / 1e3
    moments_of = series if isinstance(dtype, nw.Datetime) else series.cast(nw.Datetime("us"))
    return _floats(moments_of.dt.timestamp("us")) / 1e6


def _numbers(series: nw.Series[Any]) -> Column:
    values = _floats(series)
    if series.dtype.is_integer() and len(values) and np.nanmax(np.abs(values), initial=0) > LARGEST_EXACT:
        return column_of(series.name, [ABSENT if _is_missing(cell) else cell for cell in series.to_list()])
    column = Column.of_numbers(series.name, values)
    if not column.active:
        return column
    return column.labelled(integral=series.dtype.is_integer() or _is_whole(column))


def _floats(series: nw.Series[Any]) -> FloatArray:
    """Convert to an array that nobody else can change; copied only where somebody could."""
    if series.dtype == nw.Decimal:  # of which every library makes another float
        return _each_as_float(series)
    try:
        floats = series if series.dtype == nw.Float64 else series.cast(nw.Float64)
    except ValueError:  # Arrow converts no integer to a float that is not quite the same
        return _each_as_float(series)
    numbers = np.asarray(floats.to_numpy(), dtype=np.float64)
    native = floats.to_native()
    # From version 3 on pandas hands out its own memory for reading only. Arrow's may be somebody's array.
    lasts = type(native).__module__.split(".")[0] == "pandas" and not numbers.flags.writeable
    return np.asarray(_Borrowed(numbers, native)) if lasts and numbers.flags.c_contiguous else numbers.copy()


def _each_as_float(series: nw.Series[Any]) -> FloatArray:
    return np.array([np.nan if _is_missing(cell) else float(cell) for cell in series.to_list()], np.float64)


class _Borrowed:
    """Values together with their series: pandas copies before it writes to what another series holds.

    The values are kept too: they may be in memory of their own, which the address below does not keep.
    """

    def __init__(self, values: FloatArray, series: object) -> None:
        self.values, self.series = values, series
        self.__array_interface__ = values.__array_interface__


def _is_missing(cell: object) -> bool:
    """NaN differs from itself, and pandas' NA answers neither yes nor no; a text or a list is there."""
    return cell is None or (not hasattr(cell, "__len__") and (cell != cell) is not False)  # noqa: PLR0124


def _is_whole(column: Column) -> bool:
    """Whether these are integers that became floats only because some are missing, as in pandas."""
    if column.active == len(column.numbers):
        return False
    there = column.numbers[~column.absent]
    return bool(np.all(np.abs(there) < LARGEST_EXACT) and np.all(there == np.floor(there)))
