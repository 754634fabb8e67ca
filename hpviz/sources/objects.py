"""Objects that hold runs, recognised by their attributes: no library is imported to look at one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.formatting.words import with_article
from hpviz.sources.lazy.kinds import kind_of
from hpviz.sources.tabular import records

if TYPE_CHECKING:
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import Reader, ReadOptions

ACCEPTED = """\
  - a data frame: pandas, polars, pyarrow, or any other that narwhals takes
  - a table that an engine holds: a lazy frame of polars, a relation of DuckDB, a table of Dask, Spark, Ibis
    or sqlframe, a dataset or a stream of Arrow's; a folder of Parquet files, or a pattern: runs/*.parquet
  - a list of dictionaries, one per run, nested or not; a dictionary of columns; a dictionary of runs
  - the path of a CSV, TSV, Markdown, JSON, JSONL, Excel, ODS or Parquet file, plain or .gz
  - the path of a tracker's folder, database or log: W&B, MLflow, Optuna, Ray Tune, TensorBoard, and more
  - an address: wandb://entity/project, sqlite:///file.db, postgresql://..., an MLflow server's http://...
  - an Optuna study, or a list of its trials; W&B's Api().runs(...); Ray Tune's ResultGrid; an MlflowClient
  - Hyperopt's Trials (with space=), an aim.Repo, Ax's Client or Experiment
  - a fitted scikit-learn search (GridSearchCV, RandomizedSearchCV, ...), or its cv_results_
  - the Runs that hpviz.read returned
  - several of these in a list, or in a dictionary that names them: {"before": ..., "after": ...}"""

_FRAME_LIBRARIES = frozenset({"pandas", "polars", "pyarrow", "modin", "cudf"})


def read(source: object, options: ReadOptions, readers: Iterable[Reader[Any]]) -> Table:
    """Read the runs that an object holds.

    Parameters
    ----------
    source
        A data frame, an object that one of the readers recognises, a list of dictionaries, or a dictionary.
    options
        What readers need to know beside the source.
    readers
        Those of trackers' objects; the first that recognises the source reads it.

    Raises
    ------
    HpvizError
        The object is nothing that runs can be read from.
    """
    if is_frame(source):
        return read_frame(source, options)
    for reader in readers:
        if reader.recognises(source):
            return reader.read(source, options).noting(*options.reading.notes())
    if isinstance(source, Mapping):
        return records.from_mapping(source, "dictionary")
    if isinstance(source, (list, tuple)):
        return records.from_records(source, f"list of {len(source)} dictionaries")
    raise HpvizError(_refusal(source))


def is_frame(source: object) -> bool:
    """Whether this is a table of a data frame library; none is imported to find out."""
    kind = type(source)
    # Of the type, since the `columns` of a lazy frame itself would be worked out.
    tabular = hasattr(kind, "columns") or hasattr(kind, "schema")
    library = kind.__module__.partition(".")[0]
    if hasattr(kind, "__narwhals_dataframe__") or (library in _FRAME_LIBRARIES and tabular):
        return True
    return kind_of(source) != ""


def read_frame(frame: object, options: ReadOptions) -> Table:
    """Read a data frame of any library that narwhals knows, or a table that an engine holds."""
    if kind_of(frame):
        from hpviz.sources.lazy import reading

        return reading.read(frame, options.rows)
    from hpviz.sources.tabular import frames  # with narwhals, which a file or a list does not need

    return frames.from_frame(frame)


def _refusal(source: object) -> str:
    kind = f"{type(source).__module__}.{type(source).__qualname__}".removeprefix("builtins.")
    return f"{_hint(source, kind)}\nAccepted are:\n{ACCEPTED}"


def _hint(source: object, kind: str) -> str:
    if source is None:
        return "nothing was given (None)."
    if kind.endswith(".Series"):
        return f"{with_article(kind)} is a single column; give the whole data frame."
    if kind == "numpy.ndarray":
        return "a numpy array has no names for its columns; give pandas.DataFrame(array, columns=[...])."
    if isinstance(source, (set, frozenset)) or hasattr(source, "__next__"):
        return f"{with_article(kind)} has no order or can be read only once; give list(...) of it."
    return f"{with_article(kind)} is nothing that runs can be read from."
