"""When a panel looks for new runs: from time to time, or whenever a trial ends."""

from __future__ import annotations

import threading
import time
import weakref
from typing import TYPE_CHECKING, Protocol

from hpviz import threads
from hpviz.panel.validation import checked_pace

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.panel.source import WatchedSource

REST = 9
"""Times as long as a look took that is rested after it: it has at most a tenth of the time."""

LONGEST_REST = 10.0
"""Seconds after which the last trial of a study is shown at the latest, however long the look before took."""


class Follower:
    """Looks from time to time, on a thread that ends when it is told to, or with the panel.

    Parameters
    ----------
    look
        A method of the panel; only a weak reference is kept.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = weakref.WeakMethod(look)
        self._stop = threading.Event()

    def start(self, every: float) -> None:
        """Look now and then every so many seconds; 0 ends it."""
        self.stop()
        if every:
            self._stop = threading.Event()
            given = (self._look, every, self._stop)
            threading.Thread(target=_follow, args=given, name="hpviz follows", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()


def _follow(look: weakref.WeakMethod[Callable[[], None]], every: float, stop: threading.Event) -> None:
    pause = 0.0
    while not stop.wait(pause):
        method = look()
        if method is None:
            return
        began = time.monotonic()
        method()
        del method  # nobody but its owner keeps the panel while this thread rests
        pause = max(every, REST * (time.monotonic() - began))


class Looking(Protocol):
    """What a callback needs of the panel."""

    _live: WatchedSource

    def _look(self) -> None:
        """Take the runs that have come since the last look."""


class OptunaCallback:
    """Shows each trial in a panel as it ends: ``study.optimize(..., callbacks=[OptunaCallback(panel)])``.

    The study never waits: the panel looks on a thread of its own, one look at a time, and rests after each.
    The last trial is always shown; where Python has no threads, call ``panel.update()`` at the end for it. A
    panel that is closed looks no more; the callback does not keep it.

    Parameters
    ----------
    panel
        A panel of the study, or of the database or journal that the study is kept in.
    every
        Seconds from one look to the next, at least.

    Raises
    ------
    HpvizError
        The panel shows a table or a list, which cannot change.

    Examples
    --------
    >>> import hpviz
    >>> import optuna
    >>> optuna.logging.set_verbosity(optuna.logging.WARNING)
    >>> study = optuna.create_study()
    >>> panel = hpviz.Panel(study)
    >>> study.optimize(
    ...     lambda trial: trial.suggest_float("x", -1, 1) ** 2,
    ...     n_trials=3,
    ...     callbacks=[hpviz.OptunaCallback(panel)],
    ... )
    >>> panel.update()  # the callback has it look a moment later; here at once
    >>> panel.ranking.runs_used
    3
    >>> panel.close()
    """

    def __init__(self, panel: Looking, *, every: float = 1.0) -> None:
        live = panel._live  # noqa: SLF001 - a panel and what feeds it are one thing in two files
        checked_pace(every, can_change=live.can_change)
        if live.since is None:
            live.count(on=True)
        self._panel = weakref.ref(panel)
        self._every = every
        self._lock = threading.Lock()
        self._is_due = self._is_looking = False
        self._rested = 0.0

    def __call__(self, _study: object, _trial: object) -> None:
        """Have the panel look, now or after its rest."""
        with self._lock:
            self._is_due = True
            if self._is_looking:
                return
            self._is_looking = True
        if threads.can_update_widgets():
            threading.Thread(target=self._look, name="hpviz callback", daemon=True).start()
        elif time.monotonic() >= self._rested and self._goes_on():
            self._rested = time.monotonic() + self._look_once()
            self._is_looking = False

    def _look(self) -> None:
        while self._goes_on():
            time.sleep(self._look_once())

    def _look_once(self) -> float:
        """Have the panel look, and return for how many seconds to rest; the panel is not kept meanwhile."""
        began = time.monotonic()
        panel = self._panel()
        if panel is not None:
            panel._look()  # noqa: SLF001
        rest = min(REST * (time.monotonic() - began), LONGEST_REST)
        return max(self._every, rest)

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_looking, self._is_due = self._is_due, False
            return self._is_looking
