"""Rankings computed off the caller's thread: the newest options win, results are cached.

Where the host has no threads, or takes nothing from them, all runs on the caller's thread, to its end.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from hpviz import threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.analysis import RankOptions
    from hpviz.analysis.comparison.overview import Rank
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs

    Deliver = Callable[[Ranking], None]

T = TypeVar("T")

MOST_RESULTS = 32
# Up to this many cells (runs x params) the whole ranking takes about as long as a blink.
QUICK_CELLS = 20_000


class Superseded(Exception):  # noqa: N818 - not an error: newer options have come
    """Raised inside a computation whose result nobody waits for any more."""


class Worker:
    """One computation at a time, for the newest options.

    Every submission gets a number. Only the newest may deliver, checked and delivered under one lock, so that
    an older result never overwrites a newer one, whatever the threads do.

    Parameters
    ----------
    watch
        Called with (trees done, trees in all) while the newest ranking is computed.
    refuse
        Called with the exception where the newest options allow no ranking.
    """

    def __init__(self, watch: Callable[[int, int], None], refuse: Callable[[Exception], None]) -> None:
        self._inline = not threads.can_update_widgets()
        self._watch = watch
        self._refuse = refuse
        self._newest = 0
        self._newest_choice = 0  # pictures outlast new runs: these may come faster than a picture is drawn
        self._lock = threading.RLock()
        self._worker = threading.RLock()  # on the caller's thread a delivery may itself submit
        self._delivering: int | None = None  # the thread that delivers, under the lock
        self._idle = threading.Event()
        self._idle.set()
        self._results: OrderedDict[tuple[Runs, RankOptions], Ranking] = OrderedDict()

    @property
    def busy(self) -> bool:
        """Whether a ranking is being computed."""
        return not self._idle.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the newest options are ranked by; False when the time ran out first.

        What a delivery calls, an observer of the panel say, waits for nothing: the ranking is there.
        """
        if self._delivering == threading.get_ident():
            return True
        while self._idle.wait(timeout):
            with self._lock:  # a delivery may submit options whose result is cached: let it end
                if self._idle.is_set():
                    return True
        return False

    def cancel(self) -> None:
        """Abandon the ranking that is being computed."""
        with self._lock:
            self._newest += 1
            self._newest_choice += 1
            self._idle.set()

    def submit(
        self, runs: Runs, options: RankOptions, deliver: Deliver, *, early: bool = False, quiet: bool = False
    ) -> None:
        """Rank by options: at once where the result is cached, else later from a thread.

        Parameters
        ----------
        runs, options
            What is ranked, and how.
        deliver
            Called with the ranking, from that thread.
        early
            Whether long work delivers the correlations first, then the importances by the trees so far
            (`Ranking.complete` is False), then the whole.
        quiet
            Whether nobody is shown how far it is, and jobs about the ranking that stands go on: there are new
            runs, and every choice is as it was.
        """
        with self._lock:
            self._newest += 1
            self._newest_choice += not quiet
            known = self._results.get((runs, options))
            if known is not None:
                self._idle.set()
                deliver(known)
                return
            self._idle.clear()
            number = self._newest
        given = (number, runs, options, deliver, early, quiet)
        threads.start("hpviz", self._compute, *given, inline=self._inline)

    def run_after(
        self,
        job: Callable[[], T],
        deliver: Callable[[T], None],
        refused: Callable[[Exception], None],
        *,
        lasting: bool = False,
        here: bool = False,
    ) -> None:
        """Run a job about the ranking that stands.

        Parameters
        ----------
        job
            What is computed.
        deliver
            Called with its result.
        refused
            Called with the exception where there is none.
        lasting
            Whether it is finished where something else was chosen: an export is of the ranking that stood
            when it was requested. Else it is dropped.
        here
            Whether it runs on the caller's thread, not on one of its own.
        """
        choice = None if lasting else self._newest_choice
        threads.start("hpviz", self._do, choice, job, deliver, refused, inline=here or self._inline)

    def _do(
        self,
        choice: int | None,
        job: Callable[[], T],
        deliver: Callable[[T], None],
        refused: Callable[[Exception], None],
    ) -> None:
        with self._worker:
            try:
                self._if_chosen(choice, lambda: None)
                result = job()
                self._if_chosen(choice, partial(deliver, result))
            except Superseded:
                return
            except Exception as error:  # noqa: BLE001 - as in _compute
                refused(error)

    def ranker(self) -> Rank:
        """Return what ranks within a job: results are cached, and it ends once something else is chosen."""
        choice = self._newest_choice

        def ranked(runs: Runs, options: RankOptions, *, process_limit: float = 1.0) -> Ranking:
            from hpviz.ranking import rank

            def check(*_: int) -> None:
                self._if_chosen(choice, lambda: None)

            result = self._results.get((runs, options))
            if result is None:
                result = rank(runs, options, progress=check, process_limit=process_limit)
                if any(known is runs for known, _ in list(self._results)):  # not of a part of them
                    self._keep(runs, options, result)
            return result

        return ranked

    def rank_now(self, runs: Runs, options: RankOptions) -> Ranking:
        """Rank on this thread: whole where that takes a blink, else the correlations alone."""
        from hpviz.ranking import rank

        quick = len(runs) * len(runs.params) <= QUICK_CELLS
        result = rank(runs, options, forest=quick)
        if result.complete:
            self._keep(runs, options, result)
        return result

    def _compute(
        self,
        number: int,
        runs: Runs,
        options: RankOptions,
        deliver: Deliver,
        early: bool,  # noqa: FBT001
        quiet: bool,  # noqa: FBT001
    ) -> None:
        from hpviz.ranking import rank

        def tick(done: int, total: int) -> None:
            self._if_newest(number, lambda: None if quiet else self._watch(done, total))

        with self._worker:
            try:
                tick(0, options.trees)
                long = len(runs) * len(runs.params) > QUICK_CELLS
                interim = partial(self._deliver_early, number, deliver) if early and long else None
                result = rank(runs, options, progress=tick, interim=interim)
                self._keep(runs, options, result)
                self._finish(number, lambda: deliver(result))
            except Superseded:
                return
            except Exception as error:  # noqa: BLE001 - no one would see it here; the panel says it
                self._finish(number, partial(self._refuse, error))

    def _deliver_early(self, number: int, deliver: Deliver, result: Ranking) -> None:
        self._if_newest(number, lambda: deliver(result))

    def _if_newest(self, number: int, then: Callable[[], None]) -> None:
        with self._lock:
            if number != self._newest:
                raise Superseded
            self._deliver(then)

    def _if_chosen(self, choice: int | None, then: Callable[[], None]) -> None:
        with self._lock:
            if choice not in {None, self._newest_choice}:
                raise Superseded
            self._deliver(then)

    def _finish(self, number: int, then: Callable[[], None]) -> None:
        with self._lock:
            if number != self._newest:
                return
            try:
                self._deliver(then)
            finally:
                # A delivery may itself submit other options (the wand does).
                if number == self._newest:
                    self._idle.set()

    def _deliver(self, then: Callable[[], None]) -> None:
        outer, self._delivering = self._delivering, threading.get_ident()
        try:
            then()
        finally:
            self._delivering = outer

    def _keep(self, runs: Runs, options: RankOptions, result: Ranking) -> None:
        with self._lock:
            self._results[runs, options] = result
            if len(self._results) > MOST_RESULTS:
                self._results.popitem(last=False)
