"""Optuna's database on a server, read through Optuna."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.experiments import Experiment, pick
from hpviz.sources.trackers import optuna as optuna_study

if TYPE_CHECKING:
    from hpviz.sources.table import Table


def from_address(url: str, *, experiment: str | None = None) -> Table:
    """Read one study at an address as SQLAlchemy writes it.

    Raises
    ------
    HpvizError
        Optuna or the database's driver is not installed, or the database does not answer.
    """
    shown = re.sub(r"(//[^/@]*):[^/@]*@", r"\1:***@", url)
    if find_spec("optuna") is None:
        raise HpvizError(
            f"reading Optuna's database at {shown} needs Optuna and the database's driver: pip install optuna"
        )
    try:
        return _read(url, shown, experiment)
    except HpvizError:
        raise
    except Exception as error:  # drivers raise errors of their own kinds
        raise HpvizError(
            f"Optuna's database at {shown} cannot be read: {type(error).__name__}: "
            f"{_hidden(error, url, shown)}"
        ) from error


def _read(url: str, shown: str, experiment: str | None) -> Table:
    import optuna

    storage = optuna.storages.RDBStorage(url, skip_compatibility_check=True, skip_table_creation=True)
    picked = pick(_studies(storage), experiment, word="study", store=f"the Optuna database at {shown}")
    name = picked.experiment.name
    table = optuna_study.from_study(optuna.load_study(study_name=name, storage=storage))
    found = replace(table, source=f"{table.source} at {shown}", experiments=picked.names, experiment=name)
    return found.noting(*picked.notes)


def _hidden(error: Exception, url: str, shown: str) -> str:
    """Keep the password out of what is shown."""
    return str(error).replace(url, shown).partition("\n")[0]


def _studies(storage: Any) -> list[Experiment]:
    found = []
    for study in storage.get_all_studies():
        key = study._study_id  # noqa: SLF001 - the id has no public name
        states = [trial.state.name for trial in storage.get_all_trials(key, deepcopy=False)]
        found.append(Experiment(study.study_name, key, len(states), states.count("COMPLETE"), key))
    return found
