"""Addresses of databases on a server: with a driver that is installed, and for reading only."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import parse_qs, quote

from hpviz.errors import HpvizError
from hpviz.sources.secrets import shown

PATIENCE = 10
"""Seconds to wait for a server to take the connection."""

# Dialect to its drivers: the package, and what the address calls it.
_DRIVERS = {
    "postgresql": (("psycopg2", "psycopg2"), ("psycopg", "psycopg")),
    "mysql": (("MySQLdb", "mysqldb"), ("pymysql", "pymysql")),
}
_INSTALLED_BY = {"postgresql": "psycopg2-binary", "mysql": "pymysql"}
_SAME = {"postgres": "postgresql", "mariadb": "mysql"}
# What makes the server itself refuse changes: both trackers write into a database that is not theirs yet.
_READ_ONLY = {
    "postgresql": {"options": "-c default_transaction_read_only=on"},
    "mysql": {"init_command": "SET SESSION TRANSACTION READ ONLY"},
}


def for_reading(url: str) -> str:
    """Spell an address for SQLAlchemy.

    Raises
    ------
    HpvizError
        No driver for it is installed.
    """
    scheme, _, rest = url.partition("://")
    dialect, _, driver = scheme.lower().partition("+")
    dialect = _SAME.get(dialect, dialect)
    if dialect not in _DRIVERS:
        return url
    name = driver or _driver(dialect, url)
    if name not in {called for _, called in _DRIVERS[dialect]}:
        return url
    return _with_options(
        f"{dialect}+{name}://{rest}", {"connect_timeout": str(PATIENCE), **_READ_ONLY[dialect]}
    )


def _driver(dialect: str, url: str) -> str:
    for package, name in _DRIVERS[dialect]:
        if find_spec(package) is not None:
            return name
    raise HpvizError(
        f"reading {shown(url)} needs the database's driver: pip install {_INSTALLED_BY[dialect]}"
    )


def _with_options(url: str, options: dict[str, str]) -> str:
    """Add options for the driver to an address; those that it has already stand."""
    before, _, query = url.partition("?")
    more = [
        f"{name}={quote(value, safe='')}" for name, value in options.items() if name not in parse_qs(query)
    ]
    return f"{before}?{'&'.join([*([query] if query else []), *more])}"
