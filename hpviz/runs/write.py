"""Runs written to a table: one row per run, in CSV or Parquet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.runs import Runs
    from hpviz.runs.column import Column

KINDS = (".csv", ".csv.gz", ".parquet")


def write(runs: Runs, given: str | Path) -> Path:
    """Write the runs to a file whose name gives the format.

    `hpviz.read` reads the file back with the same parameters and metrics: their names begin with the role.

    Parameters
    ----------
    runs
        The runs.
    given
        A path that ends in one of `KINDS`.

    Returns
    -------
    The path, with ``~`` expanded.

    Raises
    ------
    HpvizError
        A name that ends otherwise, a place that cannot be written to, or Parquet without pyarrow.
    """
    path = Path(given).expanduser()
    if not path.name.lower().endswith(KINDS):
        raise HpvizError(
            f"cannot tell the form of {path.name!r}; give a name that ends in {', '.join(KINDS)}"
        )
    to_parquet = path.suffix.lower() == ".parquet"
    if to_parquet and find_spec("pyarrow") is None:
        raise HpvizError('writing Parquet needs pyarrow: pip install "hpviz[parquet]"; or write .csv')
    frame = frame_of(runs)
    try:
        if to_parquet:
            frame.to_parquet(path, index=False)
        else:
            frame.to_csv(path, index=False)
    except OSError as error:
        raise HpvizError(f"cannot write {path} ({error.strerror or error}); choose another place") from error
    return path


def frame_of(runs: Runs) -> pd.DataFrame:
    """Convert to a data frame: what is known of each run, then its parameters, then its metrics."""
    import pandas as pd

    columns: dict[str, object] = {"run_id": runs.run_ids, "name": runs.names, "status": runs.statuses}
    columns["group"] = runs.groups
    columns["created"] = pd.to_datetime(runs.created, unit="s", utc=True)
    columns |= {f"params.{name}": cells_of(column) for name, column in runs.params.items()}
    columns |= {f"metrics.{name}": column.numbers for name, column in runs.metrics.items()}
    frame = pd.DataFrame(columns)
    return frame.drop(columns=[name for name in ("name", "group") if not (frame[name] != "").any()])


def cells_of(column: Column) -> object:
    """Convert a column to numbers, or, where it has other values too, to text, so that None is not absent."""
    if not column.levels:
        if column.integral and column.originals is not None and column.active == len(column.numbers):
            return [column.number_at(run) for run in range(len(column.numbers))]
        whole = column.integral and not np.isnan(column.numbers).any() and np.isfinite(column.numbers).all()
        return column.numbers.astype(np.int64) if whole else column.numbers
    cells: list[str | None] = []
    for run, (number, code) in enumerate(zip(column.numbers.tolist(), column.codes.tolist(), strict=True)):
        if code >= 0:
            cells.append(column.levels[code])
        else:
            cells.append(None if np.isnan(number) else repr(column.number_at(run)))
    return cells
