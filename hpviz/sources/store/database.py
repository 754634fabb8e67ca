"""SQLite databases of trackers, opened to be read only: nothing in them is changed or locked."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADER = b"SQLite format 3\0"
PATIENCE = 2.0
"""Seconds to wait for a writer to let go of its lock."""

_WAL = b"\2"
# A damaged name of a table ends up, undecoded, in SQLite's own message.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class Store:
    """A database being read.

    Attributes
    ----------
    notes
        Sentences about what could not be read.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, notes: list[str]) -> None:
        self._connection, self._path, self.notes = connection, path, notes

    def tables(self) -> list[str]:
        """Name the tables."""
        return [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table: versions of a tracker differ in them."""
        return [name for (name,) in self.rows("SELECT name FROM pragma_table_info(?)", table)]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read all rows; of a damaged table those before the damage, with a note."""
        read: list[tuple[Any, ...]] = []
        try:
            read.extend(self._connection.execute(query, values))
        except sqlite3.DatabaseError as error:
            # A lock, or a table of another version, is no damage.
            if isinstance(error, sqlite3.OperationalError) and "disk I/O" not in str(error):
                raise
            self._note(error, len(read))
        return read

    def _note(self, error: sqlite3.Error, count: int) -> None:
        note = f"The database {self._path.name} is damaged ({error}); a table was read up to row {count:,}."
        if note not in self.notes:
            self.notes.append(note)


@contextmanager
def opened(path: Path, *, glance: bool = False, live: bool = False) -> Iterator[Store]:
    """Open a database for reading only.

    Parameters
    ----------
    glance
        No lock is waited for.
    live
        There will be another reading, so a database that its writer has locked is refused, not read as it was
        before.

    Raises
    ------
    HpvizError
        It cannot be opened.
    """
    connection = None
    notes: list[str] = []
    try:
        connection = _connected(path, notes, glance=glance, live=live)
        yield Store(connection, path, notes)
    except _ERRORS as error:
        raise HpvizError(f"the database {path.name!r} cannot be read: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def _connected(path: Path, notes: list[str], *, glance: bool, live: bool) -> sqlite3.Connection:
    """Connect read-only; to the file as it is where a writer holds its lock or the folder allows none."""
    patience = 0.0 if glance else PATIENCE
    connection = _connection(path, "mode=ro" if _needs_lock(path) else "mode=ro&immutable=1", patience)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if live and not glance:
            raise  # what is shown stands until the next reading
        notes.append(f"{path.name} is locked by its writer; what was saved before was read.")
        connection = _connection(path, "mode=ro&immutable=1", patience)
    except sqlite3.DatabaseError:
        # SQLite refuses a file that is shorter than its header says, unless its tables may be repaired.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        notes.append(f"The database {path.name} is damaged or was cut off; what is left of it was read.")
    return connection


def _needs_lock(path: Path) -> bool:
    """Whether SQLite must take part in the writer's locks.

    With a write-ahead log that is not there, all is in the file, and taking part would leave new files beside
    it.
    """
    with path.open("rb") as file:
        start = file.read(20)
    return start[18:19] != _WAL or path.with_name(path.name + "-wal").exists()


def _connection(path: Path, options: str, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{options}", uri=True, timeout=patience)
    # Text that is no UTF-8 must not lose the other rows.
    connection.text_factory = lambda data: data.decode("utf-8", errors="replace")
    return connection
