"""Objects that hold runs, told by their attributes: no library is imported to look at one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.formatting import with_article
from hpviz.sources.tabular import records

if TYPE_CHECKING:
    from hpviz.sources.columns.table import Table

ACCEPTED = """\
  - a data frame: pandas, polars, pyarrow, or any other that narwhals takes
  - a list of dictionaries, one per run, nested or not; a dictionary of columns; a dictionary of runs
  - the path of a CSV, TSV, JSON, JSONL or Parquet file, plain or .gz (W&B's exported runs table is one)
  - the path of a tracker's folder, database or log: W&B, MLflow, Optuna, Ray Tune, TensorBoard, and more
  - an address: wandb://entity/project, sqlite:///file.db, postgresql://..., an MLflow server's http://...
  - an Optuna study, or a list of its trials; W&B's Api().runs(...); Ray Tune's ResultGrid; an MlflowClient
  - Hyperopt's Trials (with space=), an aim.Repo, Ax's Client or Experiment
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


def read(
    source: object,
    *,
    experiment: str | None = None,
    options: Mapping[str, object] | None = None,
) -> Table:
    """Choose the reader by looking at what was given.

    Raises
    ------
    HpvizError
        The object is nothing that runs can be read from.
    """
    for recognises, module, reader in _KINDS:
        if recognises(source):
            return getattr(import_module(f"hpviz.sources.{module}"), reader)(source)  # type: ignore[no-any-return]
    for recognises, module, reader in _STORES:
        if recognises(source):
            found = import_module(f"hpviz.sources.{module}")
            taken = getattr(found, "OPTIONS", ())
            wanted = {name: one for name, one in (options or {}).items() if name in taken}
            return getattr(found, reader)(source, experiment=experiment, **wanted)  # type: ignore[no-any-return]
    return _collection(source)


def _collection(source: object) -> Table:
    if isinstance(source, Mapping):
        if "params" in source and any(str(key).startswith("mean_test_") for key in source):
            from hpviz.sources.trackers import sklearn

            return sklearn.from_cv_results(source)
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


def _is_study(source: object) -> bool:
    return _has(source, "trials", "directions") or _is_trials(source)


def _is_search(source: object) -> bool:
    return _has(source, "cv_results_") or _has(source, "estimator", "refit")


def _is_wandb(source: object) -> bool:
    """Tell W&B's collection of runs, or a list of its runs, without a request to the service."""
    if isinstance(source, (list, tuple)):
        return len(source) > 0 and _has(source[0], "config", "summary", "state")
    return _has(source, "entity", "project", "per_page")


def _is_grid(source: object) -> bool:
    return _has(source, "get_dataframe", "get_best_result", "num_errors")


def _is_mlflow(source: object) -> bool:
    return _has(source, "search_experiments", "search_runs")


def _is_hyperopt(source: object) -> bool:
    """Tell Hyperopt's Trials, or the list of its trials."""
    if isinstance(source, (list, tuple)):
        return len(source) > 0 and isinstance(source[0], Mapping) and source[0].keys() >= _HYPEROPT
    return _has(source, "trials", "losses", "statuses", "tids")


def _is_aim(source: object) -> bool:
    return _has(source, "iter_runs", "list_all_runs")


def _is_ax(source: object) -> bool:
    """Tell Ax's Client, AxClient and Experiment, all of which have more names than any one of them needs."""
    library = type(source).__module__.partition(".")[0]
    return library == "ax" and (_has(source, "search_space", "trials") or _has(source, "attach_trial"))


_HYPEROPT = frozenset({"tid", "misc", "result"})

# What an object is, the module that reads it, and the function.
_KINDS: tuple[tuple[Callable[[object], bool], str, str], ...] = (
    (_is_frame, "tabular.frames", "from_frame"),
    (_is_study, "trackers.optuna.study", "from_study"),
    (_is_search, "trackers.sklearn", "from_search"),
    (_is_grid, "trackers.ray.results", "from_grid"),
    (_is_ax, "trackers.ax.experiment", "from_experiment"),
)
# Likewise for objects that may hold several experiments.
_STORES: tuple[tuple[Callable[[object], bool], str, str], ...] = (
    (_is_wandb, "trackers.wandb.api", "from_runs"),
    (_is_mlflow, "trackers.mlflow.client", "from_client"),
    (_is_hyperopt, "trackers.hyperopt.trials", "from_trials"),
    (_is_aim, "trackers.aim", "from_repo"),
)


def is_store(source: object) -> bool:
    """Say whether an object may hold more runs later: a study and the like, no table or list."""
    kinds = (_is_study, _is_mlflow, _is_hyperopt, _is_aim, _is_ax)
    return not isinstance(source, (list, tuple)) and any(recognises(source) for recognises in kinds)


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
