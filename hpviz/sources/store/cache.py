"""What was made of the files of a store, so that of a store that grows only what changed is read again."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed
from hpviz.sources.limits import limits
from hpviz.sources.store.fingerprint import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.store.fingerprint import Fingerprint

    Where = Path | tuple[Path, ...]

T = TypeVar("T")

YOUNG = 10.0
"""Seconds within which the writer of a file is expected to end the line that it began."""


class ReadingCancelledError(HpvizError):
    """Nobody waits any more for what is being read."""

    def __init__(self) -> None:
        super().__init__("reading was cancelled")


class Cache:
    """What readers made of files and folders, each with the fingerprint that these had at that time.

    It lasts from one reading of a store to the next; each reading goes through `reading`.

    Attributes
    ----------
    unfinished
        The last reading left out the end of a file that was being written: it is worth another look.
    """

    def __init__(self) -> None:
        self.unfinished = False
        self._made: dict[Hashable, Any] = {}
        self._one_at_a_time = threading.RLock()
        self._current: Reading | None = None

    @contextmanager
    def reading(self, *, live: bool = False) -> Iterator[Reading]:
        """Begin a reading, one at a time; when it has succeeded, what it did not look up is forgotten.

        Parameters
        ----------
        live
            The store is being followed: what is half written can wait for the next reading.

        Raises
        ------
        ReadingCancelledError
            It was cancelled.
        """
        with self._one_at_a_time:
            reading = self._current = Reading(self._made, live=live)
            try:
                yield reading
            finally:
                self._current = None
                self.unfinished = reading.unfinished
            if reading.is_cancelled:  # a table is no record of a store: it was read to its end
                raise ReadingCancelledError
            self._made = {key: made for key, made in self._made.items() if key in reading.used}

    def cancel(self) -> None:
        """End the reading that is under way, if there is one, with a `ReadingCancelledError`."""
        if (reading := self._current) is not None:
            reading.is_cancelled = True


class Reading:
    """One reading of a source, which takes from a cache what has not changed since it was made.

    Parameters
    ----------
    made
        What earlier readings of the same store made; None where nothing is to be remembered.
    live
        The store is being followed, so that there will be another reading.

    Attributes
    ----------
    used
        The keys of `made` that this reading has looked up.
    unfinished
        It left out the end of a file that was being written, or what there was no time for.
    is_cancelled
        It ends at its next record.
    """

    def __init__(self, made: dict[Hashable, Any] | None = None, *, live: bool = False) -> None:
        self.live = live
        self.unfinished = self.is_cancelled = False
        self.used: set[Hashable] = set()
        self._made = made
        self._began = time.monotonic()
        self._late: dict[str, int] = {}

    def is_late(self) -> bool:
        """Whether it takes longer than the limit, so that what is left is left out."""
        return time.monotonic() - self._began > limits.seconds

    def each(self, records: Iterable[T], word: str = "records") -> Iterator[T]:
        """Yield the records of a store as long as there is time: the first, and those that are reached.

        Every reader goes through what it reads by this, whatever a record is to it: a run, a file, a row.

        Parameters
        ----------
        records
            What is read one by one.
        word
            What several of them are called in the note on those that were left out.

        Raises
        ------
        ReadingCancelledError
            The reading was cancelled.
        """
        for place, record in enumerate(records):
            if self.is_cancelled:
                raise ReadingCancelledError
            if place and self.is_late():
                self.leave_out(place, word)
                return
            yield record

    def leave_out(self, count: int, word: str) -> None:
        """Keep in mind that of some records only the first were read; of several such the fewest."""
        self.unfinished = True
        self._late[word] = min(count, self._late.get(word, count))

    def notes(self) -> list[Note]:
        """Take the sentence on what there was no time for since the last call; none where all was read."""
        late, self._late = self._late, {}
        if not late:
            return []
        kept = listed([f"{word} only the first {count:,}" for word, count in late.items()], len(late))
        within = f"Not all was read within {limits.seconds:g} seconds (hpviz.limits.seconds): of the {kept}."
        return [checks.TIME.note(within)]

    def cached(self, make: Callable[..., T], where: Where, *given: Hashable) -> T:
        """Call ``make(where, *given)``, unless an earlier reading did and nothing there has changed since.

        Parameters
        ----------
        make
            A function of a module. Nobody may change what it returns.
        where
            The file that it reads, or several, or a folder, which stands for all that is below it.
        given
            What else it is called with.
        """
        if self._made is None:
            return make(where, *given)
        key = (make, where, given)
        self.used.add(key)
        fingerprint = fingerprint_of(*where) if isinstance(where, tuple) else fingerprint_of(where)
        before = self._made.get(key)
        if before is not None and before[0] == fingerprint:
            return cast("T", before[1])
        made = make(where, *given)
        # An unsettled fingerprint may stay the same through the next change, which would not be seen.
        if fingerprint.is_settled:
            self._made[key] = fingerprint, made
        return made

    def memory(self, *key: Hashable) -> dict[Any, Any]:
        """Look up the dictionary in which a reader keeps things from one reading to the next."""
        if self._made is None:
            return {}
        self.used.add(key)
        return cast("dict[Any, Any]", self._made.setdefault(key, {}))

    def is_being_written(self, path: Path) -> bool:
        """Whether a file is followed and was changed so lately that its last line may be half written."""
        if not self.live or self._age(path) > YOUNG:
            return False
        self.unfinished = True
        return True

    def _age(self, path: Path) -> float:
        """Count the seconds since a file was changed.

        Where that is still to come, as on a disk whose clock is ahead, they count from the first look at it.
        """
        seen = fingerprint_of(path)
        age = time.time() - seen.newest / 1e9
        if age >= 0:
            return age
        first_seen: dict[Fingerprint, float] = self.memory("first seen", path)
        if seen not in first_seen:
            first_seen.clear()
        return time.monotonic() - first_seen.setdefault(seen, time.monotonic())
