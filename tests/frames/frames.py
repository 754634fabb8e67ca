"""Frames of pandas, polars and Arrow, and lists and dictionaries, drawn from a seed: some columns of a sweep,
and others of every type that such a frame can have."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pandas as pd

from tests.frames import cells
from tests.frames.cells import Cells

Frame = Any
ROWS = (0, 1, 2, 3, 5, 8, 13, 20, 20, 40, 40, 40, 60)
NAMES = (
    *(
        "lr",
        "depth",
        "optimizer",
        "config.lr",
        "params.width",
        "metric.acc",
        "metrics/f1",
        "val_loss",
        "accuracy",
    ),
    *(
        "epoch",
        "step",
        "_step",
        "seed",
        "run_id",
        "name",
        "id",
        "status",
        "state",
        "group",
        "created",
        "source",
    ),
    *(
        "Unnamed: 0",
        "index",
        "level_0",
        "",
        " ",
        "nan",
        "None",
        "True",
        "0",
        "a.b.c",
        "a..b",
        "..",
        "/",
        "failure",
    ),
    *(
        "pareto: a, b",
        "lr (maximize)",
        "x" * 400,
        "\x00",
        "\ud800",
        "__proto__",
        "loss",
        "Loss",
        "run",
        "trial",
    ),
)
ODD_NAMES = (
    0,
    -1,
    1.5,
    float("nan"),
    None,
    True,
    (),
    ("a", "b"),
    b"lr",
    pd.Timestamp("2024-01-01"),
    np.float32(2),
)
# The columns of a sweep that most frames have beside the strange ones.
SWEEP = ("lr", "width", "optimizer")
PLAIN = "plain"


def frame_of(backend: str, rng: Random) -> tuple[Frame, str]:
    """Draw a frame of a library, and describe what it is made of; until the library can make it."""
    while True:
        with contextlib.suppress(Exception):
            return _frame_of(backend, rng)


def _frame_of(backend: str, rng: Random) -> tuple[Frame, str]:
    n = rng.choice(ROWS)
    columns = _sweep(rng, n) if rng.random() < 0.85 else []
    columns += [_strange(rng, n) for _ in range(rng.choice([0, 1, 1, 2, 3, 6]))]
    rng.shuffle(columns)
    kinds: list[str] = []
    frame = BACKENDS[backend](rng, n, columns, kinds)
    return frame, f"{n} rows: {', '.join(kinds)}"


Named = tuple[str, str, Cells]
"""Name, kind and cells of a column."""


def _types(rng: Random, kind: str, every: Sequence[Any], most: int) -> list[Any]:
    """Draw the types to try; the columns of a sweep mostly have the library's own."""
    return [None] if kind == PLAIN and rng.random() < 0.8 else rng.sample(every, most)


def _sweep(rng: Random, n: int) -> list[Named]:
    prefix, metric = rng.choice([("", ""), ("", ""), ("config.", "metric."), ("params_", "values_")])
    lr = [10 ** rng.uniform(-4, 0) for _ in range(n)]
    width = [rng.choice([16, 32, 64]) for _ in range(n)]
    optimizer = [rng.choice(["adam", "sgd"]) for _ in range(n)]
    loss = [value + (name == "sgd") + rng.gauss(0, 0.1) for value, name in zip(lr, optimizer, strict=True)]
    gaps = cells.with_gaps if rng.random() < 0.2 else lambda _, values: values
    named = zip(SWEEP, (lr, width, optimizer), strict=True)
    params: list[Named] = [(prefix + name, PLAIN, gaps(rng, values)) for name, values in named]
    return [*params, (f"{metric}loss", PLAIN, gaps(rng, loss))]


def _strange(rng: Random, n: int) -> Named:
    kind = rng.choice([*cells.ALL, *cells.STRANGE])
    values = cells.ALL[kind](rng, n)
    return rng.choice(NAMES), kind, cells.with_gaps(rng, values) if rng.random() < 0.3 else values


def _first_that_fits(makers: list[Callable[[], Any]], otherwise: Callable[[], Any]) -> Any:
    """Make a column of the first type that takes the cells; most types take few."""
    for make in makers:
        try:
            return make()
        except BaseException:  # noqa: BLE001, S112 - another library refuses or panics: the next type is tried
            continue
    return otherwise()


# --- pandas

PANDAS_TYPES = (
    *(None, None, object, "category", "string", "str", "float16", "float32", "float64", "Float32", "Float64"),
    *("int8", "uint64", "Int64", "UInt64", "Int8", "bool", "boolean", "complex128", "bytes", "datetime64[s]"),
    *(
        "datetime64[ns]",
        "datetime64[us, Europe/Berlin]",
        "timedelta64[ms]",
        "period[D]",
        "Sparse[float64]",
        "Sparse",
    ),
    *("string[pyarrow]", "int64[pyarrow]", "double[pyarrow]", "bool[pyarrow]", "timestamp[us][pyarrow]"),
    *("large_string[pyarrow]", "binary[pyarrow]", "duration[ns][pyarrow]", "date32[day][pyarrow]"),
)


def _series(rng: Random, kind: str, values: Cells) -> tuple[pd.Series[Any], str]:
    made = _first_that_fits(
        [
            lambda dtype=dtype: pd.Series(values, dtype=dtype)  # type: ignore[misc]
            for dtype in _types(rng, kind, PANDAS_TYPES, 4)
        ],
        lambda: pd.Series(_boxed(values), dtype=object),
    )
    if isinstance(made.dtype, pd.CategoricalDtype):
        made = _categories(rng, made)
    return made, str(made.dtype)


def _boxed(values: Cells) -> Any:
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array


def _categories(rng: Random, made: Any) -> Any:
    """Give a category levels that no run has, an order, or none at all."""
    if rng.random() < 0.5:
        made = _first_that_fits([lambda: made.cat.add_categories(["never", "used"])], lambda: made)
    return made.cat.as_ordered() if rng.random() < 0.3 else made


def _index(rng: Random, n: int) -> Any:
    kind = rng.randrange(8)
    if kind == 0:
        return pd.Index([0] * n)
    if kind == 1:
        return pd.MultiIndex.from_arrays([["a"] * n, list(range(n))], names=["run", None])
    if kind == 2:
        return pd.Index([f"run {place}" for place in range(n)], name=rng.choice(["run_id", "lr", None]))
    if kind == 3:
        return pd.date_range("2024-01-01", periods=n, tz="UTC")
    return pd.RangeIndex(n)


def _of_pandas(rng: Random, n: int, columns: list[Named], kinds: list[str]) -> Frame:
    series = []
    for _, kind, values in columns:
        made, dtype = _series(rng, kind, values)
        series.append(made.set_axis(pd.RangeIndex(n)))
        kinds.append(f"{kind} as {dtype}")
    frame = pd.concat(series, axis=1) if series else pd.DataFrame(index=range(n))
    frame.columns = _pandas_names(rng, [name for name, _, _ in columns])
    frame.index = _index(rng, n)
    return frame


def _pandas_names(rng: Random, names: list[str]) -> Any:
    kind = rng.randrange(10)
    if kind == 0 and names:
        return pd.MultiIndex.from_tuples([(rng.choice(["config", "metric", ""]), name) for name in names])
    if kind == 1:
        return pd.Index(
            [rng.choice(ODD_NAMES) if rng.random() < 0.5 else name for name in names], dtype=object
        )
    if kind == 2:
        return pd.RangeIndex(len(names))
    if kind == 3:
        return pd.Index([rng.choice(["lr", "loss", name]) for name in names], dtype=object)
    return pd.Index(names, dtype=object)


# --- Arrow


def _arrow_types(rng: Random, kind: str) -> list[Any]:
    import pyarrow as pa

    every = [
        *(
            None,
            None,
            pa.float64(),
            pa.float32(),
            pa.float16(),
            pa.int64(),
            pa.uint64(),
            pa.int8(),
            pa.bool_(),
        ),
        *(
            pa.string(),
            pa.large_string(),
            pa.string_view(),
            pa.binary(),
            pa.binary(4),
            pa.null(),
            pa.date32(),
        ),
        *(pa.timestamp("s"), pa.timestamp("ns", "Europe/Berlin"), pa.time64("us"), pa.duration("ms")),
        *(pa.decimal128(38, 5), pa.decimal256(76, 2), pa.list_(pa.float64()), pa.list_(pa.int64(), 2)),
        *(pa.struct([("a", pa.int64())]), pa.month_day_nano_interval()),
    ]
    if kind == "pairs":  # of anything else Arrow makes a map that ends the process
        every += [pa.map_(pa.string(), pa.int64())] * len(every)
    return _types(rng, kind, every, 5)


def _array(rng: Random, kind: str, values: Cells) -> Any:
    import pyarrow as pa

    made = _first_that_fits(
        [lambda dtype=dtype: pa.array(values, dtype) for dtype in _arrow_types(rng, kind)],  # type: ignore[misc]
        lambda: pa.array([None if value is None else _text(value) for value in values], pa.string()),
    )
    if kind != PLAIN and rng.random() < 0.3:
        made = _first_that_fits([made.dictionary_encode], lambda: made)
    if kind != PLAIN and rng.random() < 0.1:
        import pyarrow.compute as pc

        made = _first_that_fits([lambda: pc.run_end_encode(made)], lambda: made)
    return made


def _text(value: object) -> str:
    try:
        return str(value).encode(errors="replace").decode()
    except Exception:  # noqa: BLE001 - it has none
        return type(value).__name__


def _chunked(rng: Random, array: Any) -> Any:
    import pyarrow as pa

    middle = rng.randint(0, len(array))
    parts = (
        [array[:middle], array[middle:]]
        if rng.random() < 0.3 and not pa.types.is_run_end_encoded(array.type)
        else [array]
    )
    return pa.chunked_array(parts, array.type)


def _of_arrow(rng: Random, n: int, columns: list[Named], kinds: list[str]) -> Frame:
    import pyarrow as pa

    arrays, names = [], []
    for name, kind, values in columns:
        array = _array(rng, kind, values)
        arrays.append(_chunked(rng, array))
        names.append(_text(name) if rng.random() < 0.95 else rng.choice(["lr", "loss"]))
        kinds.append(f"{kind} as {array.type}")
    if not arrays:
        return pa.table({})
    table = pa.Table.from_arrays(arrays, names)
    return table.to_batches()[0] if rng.random() < 0.1 and n and table.to_batches() else table


# --- polars


def _polars_types(rng: Random, kind: str) -> list[Any]:
    import polars as pl

    every = [
        *(None, None, pl.Float64, pl.Float32, pl.Int64, pl.Int8, pl.UInt64, pl.Int128, pl.Boolean, pl.String),
        *(pl.Categorical, pl.Enum(["adam", "sgd", "never"]), pl.Binary, pl.Null, pl.Date, pl.Time, pl.Object),
        *(pl.Datetime("ms"), pl.Datetime("ns", "Europe/Berlin"), pl.Duration("us"), pl.Decimal(38, 4)),
        *(pl.List(pl.Float64), pl.Array(pl.Int64, 2), pl.Struct({"a": pl.Int64})),
    ]
    return _types(rng, kind, every, 5)


def _polars_series(rng: Random, kind: str, values: Cells) -> Any:
    import polars as pl

    return _first_that_fits(
        [lambda dtype=dtype: pl.Series("", values, dtype=dtype) for dtype in _polars_types(rng, kind)],  # type: ignore[misc]
        lambda: pl.Series("", [None if value is None else _text(value) for value in values], dtype=pl.String),
    )


def _of_polars(rng: Random, n: int, columns: list[Named], kinds: list[str]) -> Frame:
    import polars as pl

    made: dict[str, Any] = {}
    for name, kind, values in columns:
        made[_text(name)] = series = _polars_series(rng, kind, values)
        kinds.append(f"{kind} as {series.dtype}")
    frame = pl.DataFrame(made)
    return frame.lazy() if rng.random() < 0.05 else frame


# --- what is no frame


def _of_records(rng: Random, n: int, columns: list[Named], kinds: list[str]) -> Frame:
    kinds += [kind for _, kind, _ in columns]
    rows = [{name: values[row] for name, _, values in columns} for row in range(n)]
    if rng.random() < 0.3:
        rows = [{name: row[name] for name in row if rng.random() < 0.9} for row in rows]
    return rows


def _of_columns(rng: Random, n: int, columns: list[Named], kinds: list[str]) -> Frame:
    kinds += [kind for _, kind, _ in columns]
    return {name: _as_array(values) if rng.random() < 0.3 else values for name, _, values in columns}


def _as_array(values: Cells) -> Any:
    return _first_that_fits([lambda: np.array(values)], lambda: values)


BACKENDS: Mapping[str, Callable[[Random, int, list[Named], list[str]], Frame]] = {
    "pandas": _of_pandas,
    "polars": _of_polars,
    "arrow": _of_arrow,
    "records": _of_records,
    "columns": _of_columns,
}
