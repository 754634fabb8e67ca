"""What was made of the files of a store, so that of a store that grows only what changed is read again."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar, cast

from hpviz.sources.store.fingerprint import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from pathlib import Path

    Where = Path | tuple[Path, ...]

T = TypeVar("T")

YOUNG = 10.0
"""Seconds within which the writer of a file is expected to end the line that it began."""


class Kept:
    """What was made of files and folders, each with the stamp that they had at that time.

    Attributes
    ----------
    unfinished
        The last reading left out the end of a file that was being written: it is worth another look.
    """

    def __init__(self) -> None:
        self.unfinished = False
        self.live = False
        self._made: dict[Hashable, Any] = {}
        self._touched: set[Hashable] = set()
        self._one_at_a_time = threading.RLock()

    @contextmanager
    def used(self, *, live: bool = False) -> Iterator[None]:
        """Let readers take what they made before; what nobody asked for any more is forgotten.

        With `live`, the store is being followed: what is half written can wait for the next reading.
        """
        with self._one_at_a_time:
            self.unfinished, self.live, self._touched = False, live, set()
            token = _USED.set(self)
            try:
                yield
            finally:
                _USED.reset(token)
            self._made = {key: made for key, made in self._made.items() if key in self._touched}

    def once(self, make: Callable[..., T], where: Where, given: tuple[Hashable, ...]) -> T:
        """See the function of this name."""
        key = (make, where, given)
        stamp = stamp_of(*where) if isinstance(where, tuple) else stamp_of(where)
        self._touched.add(key)
        before = self._made.get(key)
        if before is not None and before[0] == stamp:
            return cast("T", before[1])
        made = make(where, *given)
        # Else the next change might not be seen.
        if stamp.is_settled:
            self._made[key] = stamp, made
        return made

    def memory(self, key: Hashable) -> dict[Any, Any]:
        """See the function of this name."""
        self._touched.add(key)
        return cast("dict[Any, Any]", self._made.setdefault(key, {}))


_USED: ContextVar[Kept | None] = ContextVar("kept", default=None)


def once(make: Callable[..., T], where: Where, *given: Hashable) -> T:
    """Give ``make(where, *given)``, or what that gave before where nothing there has changed since.

    Parameters
    ----------
    make
        A function of a module. What it gives must not be changed by anybody.
    where
        The file that it reads, or several, or a folder, which stands for all that is below it.
    given
        What else it is called with.
    """
    used = _USED.get()
    return make(where, *given) if used is None else used.once(make, where, given)


def memory(*key: Hashable) -> dict[Any, Any]:
    """Give the dictionary that was given for this key at the last reading, for a reader to keep things in."""
    used = _USED.get()
    return {} if used is None else used.memory(key)


def is_live() -> bool:
    """Say whether a store is read that is being followed, so that there will be another reading."""
    used = _USED.get()
    return used is not None and used.live


def is_being_written(path: Path) -> bool:
    """Say whether a file is followed and was changed so lately that its last line may be half written."""
    used = _USED.get()
    if used is None or not used.live or time.time() - stamp_of(path).newest / 1e9 > YOUNG:
        return False
    used.unfinished = True
    return True
