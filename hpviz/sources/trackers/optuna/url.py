"""Optuna's database on a server, read through Optuna."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.reader import Reader
from hpviz.sources.secrets import scrubbed, shown
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.sql_address import for_reading
from hpviz.sources.trackers.optuna.study import from_study

if TYPE_CHECKING:
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

_ADDRESS = re.compile(
    r"(?:postgresql|postgres|mysql|mariadb|mssql|oracle)(?:\+[^:]*)?://.*", re.IGNORECASE | re.DOTALL
)


def from_address(url: str, options: ReadOptions) -> Table:
    """Read one study at an address as SQLAlchemy writes it.

    Raises
    ------
    HpvizError
        Optuna or the database's driver is not installed, or the database does not answer.
    """
    place = f"Optuna's database at {shown(url)}"
    if find_spec("optuna") is None:
        raise HpvizError(f"reading {place} needs Optuna and the database's driver: pip install optuna")
    try:
        return _read(for_reading(url), shown(url), options.experiment)
    except HpvizError:
        raise
    except Exception as error:  # noqa: BLE001 - drivers raise errors of their own kinds
        reason = scrubbed(_reason(error), url)
        # Without the error itself: a driver's may hold the password.
        raise HpvizError(f"{place} cannot be read: {reason or type(error).__name__}") from None


def _read(url: str, place: str, experiment: str | None) -> Table:
    import optuna

    storage = optuna.storages.RDBStorage(url, skip_compatibility_check=True, skip_table_creation=True)
    try:
        return _table(storage, place, experiment)
    finally:
        storage.remove_session()
        storage.engine.dispose()


def _table(storage: Any, place: str, experiment: str | None) -> Table:
    import optuna

    picked = pick(_studies(storage), experiment, word="study", store=f"the Optuna database at {place}")
    name = picked.experiment.name
    table = from_study(optuna.load_study(study_name=name, storage=storage))
    return picked.of(replace(table, source=f"{table.source} at {place}")).noting(*picked.notes)


def _reason(error: Exception) -> str:
    """Find the driver's own words: Optuna and SQLAlchemy wrap them in errors of their own."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    reason = re.sub(r"\s+", " ", str(error)).strip()
    if "version_info" in reason:
        return f"it holds no tables of Optuna's, or none that this user may read ({reason})"
    return reason


def _studies(storage: Any) -> list[Experiment]:
    listed = []
    for study in storage.get_all_studies():
        key = study._study_id  # noqa: SLF001 - the id has no public name
        states = [trial.state.name for trial in storage.get_all_trials(key, deepcopy=False)]
        listed.append(
            Experiment(
                name=study.study_name,
                key=key,
                runs=len(states),
                finished=states.count("COMPLETE"),
                newest=key,
            )
        )
    return listed


OPTUNA_ADDRESS: Reader[str] = Reader(
    name="Optuna database on a server",
    recognises=lambda address: _ADDRESS.fullmatch(address) is not None,
    read=from_address,
)
