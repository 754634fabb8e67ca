"""Rankings computed off the caller's thread: the newest question wins, answers are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.analysis import Question, Ranking
    from hpviz.runs import Runs

    Deliver = Callable[[Ranking], None]

T = TypeVar("T")

ANSWERS_KEPT = 32
# Up to this many cells (runs x params) the whole answer takes about as long as a blink.
QUICK_CELLS = 20_000


class Superseded(Exception):  # noqa: N818 - not an error: somebody asked something newer
    """Raised inside a computation whose answer nobody waits for any more."""


class Computation:
    """One computation at a time, for the newest question.

    Every question gets a number. Only the newest may deliver, checked and delivered under one lock, so that
    an older answer never overwrites a newer one, whatever the threads do.

    Parameters
    ----------
    watch
        Called with (trees done, trees in all) while the newest question is computed.
    refuse
        Called with the exception where the newest question has no answer.
    """

    def __init__(self, watch: Callable[[int, int], None], refuse: Callable[[Exception], None]) -> None:
        self._watch = watch
        self._refuse = refuse
        self._newest = 0
        self._lock = threading.RLock()
        self._worker = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._answers: OrderedDict[tuple[Runs, Question], Ranking] = OrderedDict()

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return not self._idle.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the newest question is answered; False when the time ran out first."""
        while self._idle.wait(timeout):
            with self._lock:  # what is being delivered may have asked what is known already: let it end
                if self._idle.is_set():
                    return True
        return False

    def cancel(self) -> None:
        """Give up the question that is being computed."""
        with self._lock:
            self._newest += 1
            self._idle.set()

    def ask(
        self, runs: Runs, question: Question, deliver: Deliver, *, early: bool = False, quiet: bool = False
    ) -> None:
        """Answer a question: at once where the answer is known, else later from a thread.

        With `early`, long work delivers the correlations first, then the importances by the trees so far
        (`Ranking.complete` is False), then the whole. With `quiet`, nobody is told how far it is.
        """
        with self._lock:
            self._newest += 1
            known = self._answers.get((runs, question))
            if known is not None:
                self._idle.set()
                deliver(known)
                return
            self._idle.clear()
            number = self._newest
        threading.Thread(
            target=self._answer,
            args=(number, runs, question, deliver, early, quiet),
            name="hpviz",
            daemon=True,
        ).start()

    def also(
        self,
        job: Callable[[], T],
        deliver: Callable[[T], None],
        refused: Callable[[Exception], None],
        *,
        lasting: bool = False,
        here: bool = False,
    ) -> None:
        """Work something out about the answer that stands: on a thread, or `here` on the caller's.

        It is dropped where a newer question has come, unless it is `lasting`: an export is of the ranking
        that stood when it was asked for.
        """
        given = (None if lasting else self._newest, job, deliver, refused)
        if here:
            self._do(*given)
        else:
            threading.Thread(target=self._do, args=given, name="hpviz", daemon=True).start()

    def _do(
        self,
        number: int | None,
        job: Callable[[], T],
        deliver: Callable[[T], None],
        refused: Callable[[Exception], None],
    ) -> None:
        with self._worker:
            try:
                self._if_newest(number, lambda: None)
                found = job()
                self._if_newest(number, partial(deliver, found))
            except Superseded:
                return
            except Exception as error:  # noqa: BLE001 - as in _answer
                refused(error)

    def answer_now(self, runs: Runs, question: Question) -> Ranking:
        """Answer on this thread: whole where that takes a blink, else the correlations alone."""
        from hpviz import analysis

        quick = len(runs) * len(runs.params) <= QUICK_CELLS
        answer = analysis.rank(runs, question, forest=quick)
        if answer.complete:
            self._keep(runs, question, answer)
        return answer

    def _answer(
        self,
        number: int,
        runs: Runs,
        question: Question,
        deliver: Deliver,
        early: bool,  # noqa: FBT001
        quiet: bool,  # noqa: FBT001
    ) -> None:
        from hpviz import analysis

        def tick(done: int, total: int) -> None:
            self._if_newest(number, lambda: None if quiet else self._watch(done, total))

        with self._worker:
            try:
                tick(0, question.trees)
                long = len(runs) * len(runs.params) > QUICK_CELLS
                interim = partial(self._deliver_early, number, deliver) if early and long else None
                answer = analysis.rank(runs, question, progress=tick, interim=interim)
                self._keep(runs, question, answer)
                self._finish(number, lambda: deliver(answer))
            except Superseded:
                return
            except Exception as error:  # noqa: BLE001 - no one would see it here; the panel says it
                self._finish(number, partial(self._refuse, error))

    def _deliver_early(self, number: int, deliver: Deliver, answer: Ranking) -> None:
        self._if_newest(number, lambda: deliver(answer))

    def _if_newest(self, number: int | None, then: Callable[[], None]) -> None:
        with self._lock:
            if number not in {None, self._newest}:
                raise Superseded
            then()

    def _finish(self, number: int, then: Callable[[], None]) -> None:
        with self._lock:
            if number != self._newest:
                return
            try:
                then()
            finally:
                # What was delivered may itself have asked something new (the wand does).
                if number == self._newest:
                    self._idle.set()

    def _keep(self, runs: Runs, question: Question, answer: Ranking) -> None:
        with self._lock:
            self._answers[runs, question] = answer
            if len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
