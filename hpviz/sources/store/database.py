"""SQLite databases of trackers, opened to be read only: nothing in them is changed or locked."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.sources.store import paths
from hpviz.sources.store.cache import Reading, ReadingCancelledError
from hpviz.sources.store.damage import Damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path, PurePath

    from hpviz.checks import Note

    Kind = tuple[type, ...]
    Row = tuple[Any, ...]

HEADER = b"SQLite format 3\0"
PATIENCE = 2.0
"""Seconds to wait for a writer to let go of its lock."""

# What a cell may be.
WHOLE: Kind = (int,)
NUMBER: Kind = (int, float)
TEXT: Kind = (str,)
NUMBER_OR_NONE: Kind = (int, float, type(None))
TEXT_OR_NONE: Kind = (str, type(None))
ANY: Kind = (object,)

ROWS = "rows of a table"
_WAL = b"\2"
# What the queries of the readers call; anything else would be called by the database itself.
FUNCTIONS = frozenset({"count", "max", "min", "sum", "coalesce", "ifnull", "pragma_table_info", "table_info"})
# A reader may have SQLite make so many steps for each byte of a database, and so many of the smallest: many
# times what reading and sorting all of it takes.
STEPS_OF_A_BYTE, FEWEST_STEPS, AT_ONCE = 1000, 100_000_000, 1_000_000
# A damaged name of a table ends up, undecoded, in SQLite's own message.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class Store:
    """A database being read.

    Attributes
    ----------
    notes
        Sentences about what of the database itself could not be read.
    damage
        The records that are damaged.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, notes: list[Note], reading: Reading
    ) -> None:
        self._connection, self._path, self.notes, self._reading = connection, path, notes, reading
        self.damage = Damage()

    def tables(self) -> list[str]:
        """Name the tables."""
        return [name for (name,) in self._read("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table: versions of a tracker differ in them."""
        return [name for (name,) in self._read("SELECT name FROM pragma_table_info(?)", table)]

    def rows(self, query: str, *values: object) -> list[Row]:
        """Read all rows; of a damaged table those before the damage, with a note, and those in time."""
        return self._read(query, *values, each=partial(self._reading.each, word=ROWS))

    def _read(
        self, query: str, *values: object, each: Callable[[Iterable[Row]], Iterable[Row]] = iter
    ) -> list[Row]:
        read: list[Row] = []
        try:
            read.extend(each(self._connection.execute(query, values)))
        except sqlite3.DatabaseError as error:
            if self._reading.is_cancelled:
                raise ReadingCancelledError from error
            if "interrupted" in str(error) and self._reading.is_late():
                self._reading.leave_out(len(read), ROWS)
                return read
            # A lock, or a table of another version, is no damage.
            is_read = any(word in str(error) for word in ("disk I/O", "interrupted"))
            if isinstance(error, sqlite3.OperationalError) and not is_read:
                raise
            self._note(error, len(read))
        return read

    def whole_rows(
        self, query: str, *values: object, kinds: Sequence[Kind], name: Callable[[Row], str]
    ) -> list[Row]:
        """Read as `rows` does, and leave out rows with a cell of another kind: SQLite lets any be anything.

        Parameters
        ----------
        query, values
            As `rows` has them.
        kinds
            What each cell may be.
        name
            What a row is called in the note on it.
        """
        rows = self.rows(query, *values)
        whole = [row for row in rows if all(map(isinstance, row, kinds))]
        if len(whole) < len(rows):
            for row in rows:
                if not all(map(isinstance, row, kinds)):
                    self.damage.add(name(row), "a cell is of another kind than is expected there")
        return whole

    def _note(self, error: sqlite3.Error, count: int) -> None:
        if "prohibited" in str(error) or "not authorized" in str(error):
            what = f"computes what it should hold ({error}), so that this was left out"
        elif "interrupted" in str(error):
            what = f"takes longer to read than its size explains; a table was read up to row {count:,}"
        else:
            what = f"is damaged ({error}); a table was read up to row {count:,}"
        note = checks.DATABASE.note(f"The database {self._path.name} {what}.")
        if note not in self.notes:
            self.notes.append(note)


@contextmanager
def opened(path: Path, reading: Reading | None = None, *, glance: bool = False) -> Iterator[Store]:
    """Open a database for reading only.

    Parameters
    ----------
    reading
        Which limits the time. Of one that is live there will be another, so that a database that its writer
        has locked is refused, not read as it was before.
    glance
        No lock is waited for.

    Raises
    ------
    HpvizError
        It cannot be opened.
    """
    connection = None
    notes: list[Note] = []
    reading = reading or Reading()
    try:
        connection = _connected(path, notes, reading, glance=glance)
        yield Store(connection, path, notes, reading)
    except _ERRORS as error:
        raise HpvizError(f"the database {path.name!r} cannot be read: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def _connected(path: Path, notes: list[Note], reading: Reading, *, glance: bool) -> sqlite3.Connection:
    """Connect read-only; to the file as it is where a writer holds its lock or the folder allows none."""
    patience = 0.0 if glance else PATIENCE
    connection = _connection(
        path, "mode=ro" if _needs_lock(path) else "mode=ro&immutable=1", patience, reading
    )
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if reading.live and not glance:
            raise  # what is shown stands until the next reading
        before = f"{path.name} is locked by its writer; what was saved before was read."
        notes.append(checks.LOCKED.note(before))
        connection = _connection(path, "mode=ro&immutable=1", patience, reading)
    except sqlite3.DatabaseError:
        # SQLite refuses a file that is shorter than its header says, unless its tables may be repaired.
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        left = f"The database {path.name} is damaged or was cut off; what is left of it was read."
        notes.append(checks.DATABASE.note(left))
    return connection


def _needs_lock(path: Path) -> bool:
    """Whether SQLite must take part in the writer's locks.

    With a write-ahead log that is not there, all is in the file, and taking part would leave new files beside
    it.
    """
    with path.open("rb") as file:
        start = file.read(20)
    return start[18:19] != _WAL or paths.exists(path.with_name(path.name + "-wal"))


def uri_of(place: PurePath) -> str:
    """Write a path as SQLite takes it; a server's name, as of a Windows share, must not stand as a host."""
    uri = place.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _connection(path: Path, options: str, patience: float, reading: Reading) -> sqlite3.Connection:
    place = paths.resolved(path) or path.absolute()
    connection = sqlite3.connect(f"{uri_of(place)}?{options}", uri=True, timeout=patience)
    # Text that is no UTF-8 must not lose the other rows.
    connection.text_factory = lambda data: data.decode("utf-8", errors="replace")
    _restrict(connection, paths.size(path) + paths.size(path.with_name(path.name + "-wal")), reading)
    return connection


def _restrict(connection: sqlite3.Connection, size: int, reading: Reading) -> None:
    """Let a database be read, but not compute: a view in place of a table may never end, or fill memory."""
    steps = iter(range(max(FEWEST_STEPS, STEPS_OF_A_BYTE * size) // AT_ONCE))
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # No value is longer than its file; its text may be, in another encoding.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(2 * size + 1_000_000, 1_000_000_000))
    connection.set_authorizer(_permitted)

    def is_over() -> bool:
        return next(steps, None) is None or reading.is_cancelled or reading.is_late()

    connection.set_progress_handler(is_over, AT_ONCE)


def _permitted(action: int, _: str | None, name: str | None, __: str | None, within: str | None) -> int:
    """Deny what is read through a view or a trigger, recursion, other files, and functions of the schema."""
    is_function = action == sqlite3.SQLITE_FUNCTION and (name or "").lower() not in FUNCTIONS
    if within is not None or is_function or action in {sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_ATTACH}:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
