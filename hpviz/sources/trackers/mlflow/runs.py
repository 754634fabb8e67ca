"""MLflow's runs, whether they came from a database, a folder or the client."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.sources.columns.vocabulary import status_of
from hpviz.sources.store.logged import LoggedRun, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.experiments import Pick

LARGEST = 1.7976931348623157e308
"""What MLflow's database holds for an infinity."""

_STATUSES = dict(enumerate(("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"), start=1))
"""By the numbers that folders use."""

# Of the tags that MLflow sets itself, only these say something about a run.
_PARENT = "mlflow.parentRunId"
_OWN = "mlflow."


def logged_run(
    run_id: str,
    *,
    name: str | None,
    status: str | int | None,
    start: float | None,
    end: float | None,
    params: Mapping[str, str],
    metrics: Mapping[str, float],
    tags: Mapping[str, str],
    steps: Sequence[Mapping[str, float]] = (),
) -> LoggedRun:
    """Make a run of what MLflow keeps; moments are in milliseconds."""
    began, ended = _seconds(start), _seconds(end)
    return LoggedRun(
        run_id=run_id,
        name=name or tags.get("mlflow.runName", ""),
        status=status_of(_STATUSES.get(status, "") if isinstance(status, int) else str(status or "")),
        created=began,
        runtime=ended - began,
        group=tags.get(_PARENT, ""),
        params=params,
        metrics=metrics,
        aside={key: value for key, value in tags.items() if not key.startswith(_OWN)},
        steps=steps,
    )


def _seconds(milliseconds: float | None) -> float:
    return milliseconds / 1000 if milliseconds else math.nan


def real(value: float, is_nan: object = False) -> float:  # noqa: FBT002 - the database's own column
    """Restore a value as it was logged: the database keeps NaN as 0 and infinities as the largest number."""
    if is_nan or not isinstance(value, (int, float)):
        return math.nan
    return math.copysign(math.inf, value) if abs(value) >= LARGEST else value


def mlflow_table(runs: Sequence[LoggedRun], store: str, picked: Pick, notes: Iterable[Note]) -> Table:
    """Make the table of one experiment; runs started by another run are its group."""
    names = {run.run_id: run.name or run.run_id for run in runs}
    runs = [replace(run, group=names.get(run.group, run.group)) for run in runs]
    name = picked.experiment.name
    table = table_of(
        runs, f"MLflow experiment {name!r} in {store}", restore=True, notes=[*picked.notes, *notes]
    )
    return picked.of(table)


def deleted_note(count: int) -> list[Note]:
    """Note how many runs their owner deleted."""
    if not count:
        return []
    some = "1 deleted run was" if count == 1 else f"{count:,} deleted runs were"
    return [checks.DELETED.note(f"{some} left out.")]
