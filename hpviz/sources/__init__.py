"""Anything that holds the runs of a sweep becomes `Runs`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.runs import Runs
from hpviz.sources import exports, records, steps
from hpviz.sources.roles import assign, reassign

if TYPE_CHECKING:
    from hpviz.sources.choice import Given
    from hpviz.sources.table import Table

ACCEPTED = """\
  - a data frame: pandas, polars, pyarrow, or any other that narwhals takes
  - a list of dictionaries, one per run, nested or not; a dictionary of columns; a dictionary of runs
  - the path of a CSV, TSV, JSON, JSONL or Parquet file, plain or .gz (W&B's exported runs table is one)
  - an Optuna study, or a list of its trials
  - a fitted scikit-learn search (GridSearchCV, RandomizedSearchCV, ...), or its cv_results_
  - the Runs that hpviz.read returned"""

_FRAME_LIBRARIES = frozenset(
    {
        "pandas",
        "polars",
        "pyarrow",
        "modin",
        "cudf",
        "dask",
        "duckdb",
        "_duckdb",
        "ibis",
        "pyspark",
        "sqlframe",
    }
)


def as_runs(
    source: object,
    *,
    params: Given = None,
    metrics: Given = None,
    run: str | None = None,
    step: str | None = None,
) -> Runs:
    """Read the runs of a sweep out of whatever holds them.

    Parameters
    ----------
    source
        A data frame, a list of dictionaries, a dictionary of columns, the path of a file, an Optuna study, a
        fitted scikit-learn search, or `Runs`. It is never modified, and nothing in it is executed.
    params, metrics
        Which columns are parameters and which are metrics, where the source does not say or the guess is
        wrong: a list of names, with or without their prefix, or one prefix such as ``"cfg."``.
    run, step
        For a table with one row per step or epoch: the column that tells the runs apart, and the column that
        counts the steps. Usual names are recognised.

    Returns
    -------
    Runs
        One row per run. Its `notes` say what was guessed.

    Raises
    ------
    HpvizError
        The source is nothing that can be read; the message says what is accepted and how to fix it.
    """
    if isinstance(source, Runs):
        return reassign(source, params=params, metrics=metrics)
    table = _table(source)
    if not table.marks:
        table = exports.recognised(table)
    return assign(steps.collapsed(table, run=run, step=step), params=params, metrics=metrics)


def _table(source: object) -> Table:
    """Choose the reader by looking at what was given."""
    if isinstance(source, (str, Path)):
        from hpviz.sources import files

        return files.from_file(source)
    if _is_frame(source):
        from hpviz.sources import frames

        return frames.from_frame(source)
    if _has(source, "trials", "directions") or _is_trials(source):
        from hpviz.sources import optuna

        return optuna.from_study(source)
    if _has(source, "cv_results_") or _has(source, "estimator", "refit"):
        from hpviz.sources import sklearn_search

        return sklearn_search.from_search(source)
    return _collection(source)


def _collection(source: object) -> Table:
    if isinstance(source, Mapping):
        if "params" in source and any(str(key).startswith("mean_test_") for key in source):
            from hpviz.sources import sklearn_search

            return sklearn_search.from_cv_results(source)
        return records.from_mapping(source, "dictionary")
    if isinstance(source, (list, tuple)):
        return records.from_records(source, f"list of {len(source)} dictionaries")
    raise HpvizError(_refusal(source))


def _is_frame(source: object) -> bool:
    """Say whether this is a table of a data frame library, without importing any."""
    kind = type(source)
    # Asked of the type: the `columns` of a lazy frame would be worked out.
    tabular = hasattr(kind, "columns") or hasattr(kind, "schema")
    library = kind.__module__.partition(".")[0]
    return hasattr(kind, "__narwhals_dataframe__") or (library in _FRAME_LIBRARIES and tabular)


def _has(source: object, *attributes: str) -> bool:
    """Look for attributes without calling a property: a study's `trials` copies all of them."""
    own = getattr(source, "__dict__", {})
    return all(name in own or hasattr(type(source), name) for name in attributes)


def _is_trials(source: object) -> bool:
    return (
        isinstance(source, (list, tuple)) and len(source) > 0 and _has(source[0], "params", "distributions")
    )


def _refusal(source: object) -> str:
    kind = f"{type(source).__module__}.{type(source).__qualname__}".removeprefix("builtins.")
    return f"{_hint(source, kind)}\nAccepted are:\n{ACCEPTED}"


def _hint(source: object, kind: str) -> str:
    if source is None:
        return "nothing was given (None)."
    if kind.endswith(".Series"):
        return f"a {kind} is a single column; give the whole data frame."
    if kind == "numpy.ndarray":
        return "a numpy array has no names for its columns; give pandas.DataFrame(array, columns=[...])."
    if isinstance(source, (set, frozenset)) or hasattr(source, "__next__"):
        return f"a {kind} has no order or can be read only once; give list(...) of it."
    return f"a {kind} is nothing that runs can be read from."
