"""Runs written to a table: one row per run, in CSV or Parquet."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.errors import HpvizError
from hpviz.files import expanded, replacing
from hpviz.legible_text import guarded

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hpviz.runs import Runs
    from hpviz.runs.column import Column, FloatArray

KINDS = (".csv", ".csv.gz", ".parquet")


def write(runs: Runs, given: str | Path, *, guard: bool = False) -> Path:
    """Write the runs to a file whose name gives the format.

    `hpviz.read` reads the file back with the same parameters and metrics: their names begin with the role.

    Parameters
    ----------
    runs
        The runs.
    given
        A path that ends in one of `KINDS`.
    guard
        In CSV a text that begins with ``=``, ``+``, ``-`` or ``@`` gets an apostrophe before it, so that no
        spreadsheet takes it for a formula; `hpviz.read` keeps the apostrophe.

    Returns
    -------
    The path, with ``~`` expanded.

    Raises
    ------
    HpvizError
        A name that ends otherwise, a place that cannot be written to, or Parquet without pyarrow.
    """
    path = expanded(given)
    if not path.name.lower().endswith(KINDS):
        raise HpvizError(
            f"cannot tell the form of {path.name!r}; give a name that ends in {', '.join(KINDS)}"
        )
    to_parquet = path.suffix.lower() == ".parquet"
    if to_parquet and find_spec("pyarrow") is None:
        raise HpvizError('writing Parquet needs pyarrow: pip install "hpviz[parquet]"; or write .csv')
    frame = frame_of(runs)
    with replacing(path) as draft:
        if to_parquet:
            frame.to_parquet(draft, index=False)
        else:
            (guarded_frame(frame) if guard else frame).to_csv(draft, index=False)
    return path


def _moments(seconds: FloatArray) -> pd.Series[Any]:
    """Convert seconds since 1970 to moments, in microseconds where nanoseconds do not reach so far."""
    import pandas as pd

    try:
        return pd.Series(pd.to_datetime(seconds, unit="s", utc=True))
    except pd.errors.OutOfBoundsDatetime:
        there = np.where(np.isfinite(seconds), seconds, np.nan)
        return pd.Series((1e6 * there).astype("datetime64[us]")).dt.tz_localize("UTC")


def frame_of(runs: Runs) -> pd.DataFrame:
    """Convert to a data frame: what is known of each run, then its parameters, then its metrics."""
    import pandas as pd

    columns: dict[str, object] = {"run_id": runs.run_ids, "name": runs.names, "status": runs.statuses}
    columns["group"] = runs.groups
    columns["created"] = _moments(runs.created)
    columns |= {f"params.{name}": cells_of(column) for name, column in runs.params.items()}
    columns |= {f"metrics.{name}": column.numbers for name, column in runs.metrics.items()}
    frame = pd.DataFrame(columns)
    return frame.drop(columns=[name for name in ("name", "group") if not (frame[name] != "").any()])


def guarded_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Guard the names and the texts of a table against being taken for formulas (`guarded`)."""
    texts = {
        name: [guarded(cell) if isinstance(cell, str) else cell for cell in frame[name]]
        for name in frame.columns
        if frame[name].dtype.kind not in "biufM"
    }
    return frame.assign(**texts).rename(columns=lambda name: guarded(str(name)))


def cells_of(column: Column) -> object:
    """Convert a column to numbers, or, where it has other values too, to text, so that None is not absent."""
    if not column.levels:
        if not column.integral or not np.isfinite(column.extent.high - column.extent.low):
            return column.numbers
        if column.originals is None and column.active == len(column.numbers):
            return column.numbers.astype(np.int64)
        return column.numbers if column.originals is None else _integers_of(column)
    cells: list[str | None] = []
    for run, (number, code) in enumerate(zip(column.numbers.tolist(), column.codes.tolist(), strict=True)):
        if code >= 0:
            cells.append(column.levels[code])
        else:
            cells.append(None if np.isnan(number) else repr(column.number_at(run)))
    return cells


def _integers_of(column: Column) -> object:
    """Convert integers with all their digits; to text where no integer of 64 bits has as many."""
    import pandas as pd

    there = ~column.absent
    cells = [column.number_at(run) if has else None for run, has in enumerate(there.tolist())]
    integers = [cell for cell in cells if cell is not None]
    if all(-(2**63) <= integer < 2**63 for integer in integers):
        return pd.array(cells, dtype="Int64")
    return [None if cell is None else str(cell) for cell in cells]
