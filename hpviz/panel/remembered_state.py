"""Choices made on screen that come back when the same source is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets as t

from hpviz.errors import HpvizError
from hpviz.panel.memory import DEFAULTS, REMEMBERED, Memory, memory_of
from hpviz.panel.state import LOOKS, State
from hpviz.panel.wire import OPENED, encode_sweep
from hpviz.runs.target import target_of
from hpviz.text import panel as text
from hpviz.threads import is_in_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.panel.worker import Worker
    from hpviz.runs import Guesses, Runs


class RememberedState(State):
    """The traits of a panel, of which some are remembered."""

    _memory = Memory(None)
    _runs: Runs
    _worker: Worker
    # The metric that stands on screen by default: nobody has chosen it.
    _open_metric = ""
    _told_guesses: Guesses | None = None
    _notice_of_ranking = ""
    # As the panel was given them: copied code says so too.
    is_remembering = True

    def forget(self) -> None:
        """Forget what was chosen on screen for this source; go back to what code or the default chose."""
        self._memory.forget()
        self._choose_default()
        self._tell_sweep()
        self._submit()
        self._tell_remembered()

    def keep_metric(self) -> None:
        """Take the metric on screen as chosen: it is no guess from now on, and remembered."""
        self._note(["metric"])
        self._open_metric = ""
        self._tell_sweep()
        self._submit()

    def _submit(self) -> None:
        """Rank by the choices on screen, if these are not ranked yet."""
        raise NotImplementedError

    def _settle_metric(self) -> None:
        """Take the metric on screen as chosen, unless it is the one that stands there by default."""
        if self.metric != self._open_metric:
            self._open_metric = ""
        if self._told_guesses != self._guesses():
            self._tell_sweep()

    def _say_of_ranking(self, notice: str, *, complete: bool) -> None:
        """Show what is to be said of a complete ranking, in the place of what was said of the one before."""
        if complete and (notice or self.notice == self._notice_of_ranking):
            self._notice_of_ranking = notice
            self.set_trait("notice", notice)

    def _guesses(self) -> Guesses:
        """Select what nobody has declared or chosen."""
        guesses = self._runs.guesses
        if self._open_metric and guesses.metric == self._open_metric:
            return guesses
        try:
            named = target_of(self._runs, self.metric).metrics if self.metric else ()
        except HpvizError:  # a role has just taken it: another one is chosen next
            named = ()
        return guesses.of_columns().without(() if self._open_metric else named)

    def _tell_sweep(self) -> None:
        """Send the view what was read, and what of it is a guess."""
        self._told_guesses = self._guesses()
        self.set_trait("sweep", encode_sweep(self._runs, self._told_guesses))

    def _default_goal(self) -> str:
        return target_of(self._runs, self.metric).goal if self.metric else "minimize"

    def _choose_default(self) -> None:
        """Choose as a panel of a source that is new does, by the same code."""
        raise NotImplementedError

    def _open_memory(self, source: object, runs: Runs, *, remember: bool) -> None:
        self.is_remembering = remember
        # What one user of a web app chose is not another's choice.
        self._memory = memory_of(source, runs, remember=remember and not is_in_app())
        self.set_trait("remembers", self._memory.can_be_written)

    def _recalled(self, runs: Runs, stated: Mapping[str, Any]) -> dict[str, Any]:
        """Add to what code states what was chosen on screen before."""
        return self._memory.recalled(runs, stated) | dict(stated)

    def _clear_choices(self) -> None:
        """Choose nothing of what is remembered, but for the metric and its goal."""
        self.roles, self.kinds, self.hidden, self.axes = {}, {}, [], {}
        for name, value in DEFAULTS.items():
            setattr(self, name, value)

    @t.observe(*LOOKS, "dismiss")
    def _keep_order(self, _: t.Bunch) -> None:
        """Keep what needs no ranking, the order say, unless other choices wait for theirs."""
        if not self._worker.busy:
            self._keep_noted()

    def _note(self, names: Iterable[str]) -> None:
        self._memory.note(names)

    def _drop(self, names: Iterable[str]) -> None:
        self._memory.drop(names)

    def _keep_noted(self) -> None:
        """Keep what the person chose: its ranking is shown now."""
        self._memory.settle(self)
        self._tell_remembered()

    def _tell_remembered(self) -> None:
        standing = self._memory.standing({name: getattr(self, name) for name in REMEMBERED}, self._runs)
        metric = standing.get("metric")
        target = target_of(self._runs, metric, standing["goal"]) if metric else None
        counts = {
            name: len(standing.get(name, ())) for name in ("hidden", "roles", "kinds", "axes", "dismiss")
        }
        looks = {name: standing.get(name, "") for name in ("where", "sort_by")}
        view, pinned = standing.get("view", ""), standing.get("pin", "")
        looks |= {"view": OPENED.get(view, ""), "pin": self._name_of(pinned)}
        self.set_trait("remembered", text.remembered(target, counts, **looks))

    def _name_of(self, run: str) -> str:
        """Return what a run is called; its id where it is not among these."""
        rows = np.flatnonzero(self._runs.run_ids == run)
        return str(self._runs.labels(rows[:1])[0]) if run and len(rows) else run
