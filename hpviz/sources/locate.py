"""Paths and addresses, as a person writes them, to what lies there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from hpviz.errors import HpvizError
from hpviz.sources import stores
from hpviz.sources.secrets import shown
from hpviz.sources.tabular import files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.sources.columns.table import Table

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<rest>.*)")
_SERVER_ONLY = re.compile(r"[^/?#]+/?")
_DATABASES = frozenset({"postgresql", "postgres", "mysql", "mariadb", "mssql", "oracle"})


def table_at(given: str | Path, *, experiment: str | None, options: Mapping[str, object]) -> Table:
    """Read what lies at a path or an address.

    Raises
    ------
    HpvizError
        There is nothing, or nothing that can be read.
    """
    here = local(given)
    if here is None:
        return _remote(str(given), experiment)
    path = files.existing(here)
    found = stores.read(path, experiment=experiment, options=options)
    if found is not None:
        return found
    return files.from_file(path)


def local(given: str | Path) -> str | Path | None:
    """Give the path that is meant, as it was written; None where it is the address of a service."""
    address = _ADDRESS.fullmatch(str(given)) if isinstance(given, str) else None
    if not address:
        return given
    # MLflow itself would make a database that is not there, and change one of an older version.
    return _local(address["scheme"].lower().removeprefix("mlflow+"), address["rest"])


def _local(scheme: str, rest: str) -> Path | None:
    """Give the path in ``sqlite:///study.db``, as SQLAlchemy writes it, and in ``file:///folder``."""
    if scheme.partition("+")[0] == "sqlite":
        return Path(unquote(rest.removeprefix("/").partition("?")[0]))
    if scheme == "file":
        path = unquote(rest.partition("?")[0])
        return Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)
    return None


def _remote(given: str, experiment: str | None) -> Table:
    """Read what is kept by a service, because the person named it."""
    scheme, _, rest = given.partition("://")
    scheme = scheme.lower()
    if scheme == "wandb":
        from hpviz.sources.trackers.wandb import api as wandb_api

        return wandb_api.from_address(rest, experiment=experiment)
    if scheme.startswith("mlflow+"):
        from hpviz.sources.trackers.mlflow import client as mlflow_client

        return mlflow_client.from_address(given.partition("+")[2], experiment=experiment)
    if scheme in {"http", "https"} and _SERVER_ONLY.fullmatch(rest):
        from hpviz.sources.trackers.mlflow import client as mlflow_client

        return mlflow_client.from_address(given, experiment=experiment)
    if scheme.partition("+")[0] in _DATABASES:
        from hpviz.sources.trackers.optuna import url as optuna_url

        return optuna_url.from_address(given, experiment=experiment)
    raise HpvizError(
        f"{shown(given)!r} is an address that hpviz does not download. Download it and give the file's path; "
        "or give wandb://entity/project, the address of an MLflow server (http://host:5000, mlflow+...), or "
        "of an Optuna database (postgresql://..., mysql://...)"
    )
