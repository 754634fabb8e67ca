"""The widget: facts for the view, choices from either side."""

from __future__ import annotations

import threading
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import traitlets as t

from hpviz.analysis import OPTION_NAMES, RankOptions, names_in
from hpviz.errors import HpvizError, unknown_name
from hpviz.export.requests import output_of_table
from hpviz.panel.absent_choices import AbsentChoices
from hpviz.panel.filtered_state import FilteredState
from hpviz.panel.following import Follower
from hpviz.panel.memory import REMEMBERED
from hpviz.panel.notebook.output import NotebookOutput
from hpviz.panel.ranking_pictures import RankingPictures
from hpviz.panel.remembered_state import RememberedState
from hpviz.panel.requests import Requests
from hpviz.panel.source import WatchedSource
from hpviz.panel.state import CHOICES, LISTED, NOTHING, SHOWN, ChoiceError, later_part
from hpviz.panel.validation import checked, checked_follow, existing, fitting_options, has_metric
from hpviz.panel.wire import IDLE, encode_live, encode_progress, encode_ranking
from hpviz.panel.worker import Worker
from hpviz.runs.target import spelled
from hpviz.sources.columns.named_metric import roles_by_metric
from hpviz.text import panel as text
from hpviz.text.methods import listing_methods
from hpviz.views.headline import known_headline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.ranking import Ranking
    from hpviz.runs import Runs


@listing_methods
class Panel(RankingPictures, RememberedState, FilteredState):
    """Rank the hyperparameters of a sweep by what they do to a metric, in the notebook.

    Parameters
    ----------
    source
        Anything that `hpviz.read` reads.
    metric, goal, hidden, top, aggregate, scale, statuses, axes, where, trees, seed
        As in `hpviz.rank`; each is a trait, settable later from Python and from the view (a Pareto front then
        as text: ``"pareto: val_loss, runtime"``).
    method
        What importance is: ``"oob"``, out-of-bag, or another of the methods below. A trait.
    params, metrics, kinds, run, step, experiment, allow_pickle, space
        As in `hpviz.read`. `experiment` is a trait.
    roles
        Corrected roles: column name to ``"param"``, ``"metric"`` or ``"aside"``. A trait. The trait ``kinds``
        has the kinds that are chosen on screen.
    sort_by, descending
        The order of the table: ``"importance"``, ``"correlation"`` or ``"param"``. Traits.
    view
        What is open below the table: ``"runs"``, ``"pairs"``, ``"together"``, ``"compare"``, ``"sweeps"``,
        ``"metrics"``, ``"tasks"``, ``"along"``, ``"more"``, ``"next"``; empty for nothing. A trait.
    pin
        The id or name of the run that others are compared with; empty for the best one. A trait.
    dismiss
        Codes of notes that are not shown: ``["HP012"]`` (`hpviz.checks`). A trait.
    remember
        Metric, goal, filter, order, hidden parameters, dismissed notes, axes, kinds and roles that are chosen
        on screen, the view that is open and the run that is pinned come back with the same source, unless
        they are given here. They are kept in ``.hpviz.json`` beside the notebook; ``HPVIZ_MEMORY`` in the
        environment names another folder, or ``off``.
    follow
        Seconds between two looks for new runs; 0, the default: none (see `watch`). A trait.

    Raises
    ------
    HpvizError
        A source, name or option that does not exist; the message lists what there is.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> panel = hpviz.Panel(VEHICLE, metric="val_acc")  # as the last line of a cell it shows itself
    >>> panel.hidden, panel.sort_by = ["alpha"], "correlation"  # whatever can be clicked can be set
    >>> panel.table()[["param", "importance", "correlation"]].round(2)
                    param  importance  correlation
    0  learning_rate_init        0.63        -0.52
    ...
    >>> panel.close()
    """

    _is_closed = False

    def __init__(
        self,
        source: object,
        metric: str | Sequence[str] | None = None,
        *,
        goal: str | None = None,
        params: Sequence[str] | str | None = None,
        metrics: Sequence[str] | str | None = None,
        kinds: Mapping[str, str] | None = None,
        run: str | None = None,
        step: str | None = None,
        experiment: str | None = None,
        allow_pickle: bool = False,
        space: object = None,
        roles: Mapping[str, str] | None = None,
        remember: bool = True,
        **choices: Any,
    ) -> None:
        self._follower = Follower(self._look)  # these first: a panel that is refused is closed too
        self._worker = Worker(self._watch, self._refuse)
        for unknown in sorted(set(choices) - set(CHOICES)):
            raise unknown_name("option", unknown, sorted(CHOICES), where="of Panel")
        options = {
            "params": params,
            "metrics": metrics,
            "kinds": kinds,
            "run": run,
            "step": step,
            "allow_pickle": allow_pickle,
            "space": space,
        }
        self._live = WatchedSource(source, options, experiment)
        self._runs = self._live.runs
        self._reading = threading.RLock()
        self._output = NotebookOutput()
        self.set_trait("static_view", self._output.name)
        self._goals: dict[str, str] = {}
        self._absent = AbsentChoices()
        self._shown: dict[str, Any] = {}
        self._submitted: tuple[Runs, RankOptions] | None = None
        self._requests = Requests(self, self._worker, self._output)
        self.experiment = self._runs.experiment
        self._open_memory(source, self._runs, remember=remember)
        roles = {} if roles is None and (params or metrics) else roles  # what is said in code comes first
        by_code = {"metric": metric, "goal": goal, "roles": roles, "kinds": {} if kinds else None}
        self._choose(by_code | {"dismiss": self._runs.dismissed or None} | choices)
        self._tell_sweep()
        self._tell_filter()
        self._tell_live()
        self._submitted = self._runs, self._rank_options()
        self._present(self._worker.rank_now(*self._submitted))
        super().__init__()
        self._requests.complete_headline(self._result)
        self.on_msg(self._on_event)
        if not self._result.complete:
            self._submit(again=True)
        self._change_follow()

    def code(self) -> str:
        """Write the Python code that rebuilds this very view."""
        return self._requests.code()

    @property
    def ranking(self) -> Ranking:
        """The ranking on screen, with all its methods; waits for a computation that is under way."""
        self._worker.wait()
        return self._result

    @property
    def answer(self) -> Ranking:
        """The same as `ranking`.

        .. deprecated:: 0.2
        """
        warnings.warn(
            "Panel.answer is deprecated; use Panel.ranking, which is the same",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.ranking

    @property
    def path(self) -> str | None:
        """The path or address that was read, None for an object, and for an address with a password."""
        return self._live.path

    @property
    def reading(self) -> dict[str, Any]:
        """How the source is read: the options of `hpviz.read`."""
        experiment = self.experiment if len(self._given.experiments) > 1 else None
        return {**self._live.reading(self.kinds), "experiment": experiment}

    @property
    def _given(self) -> Runs:
        """The runs as they were read, of the chosen kinds, before any role was corrected."""
        return self._live.of_kinds(self.kinds)

    def update(self, source: object = None) -> None:
        """Read the source again, or a newer one of the same sweep; every choice stays.

        Parameters
        ----------
        source
            Default: what the panel was made of.
        """
        with self._reading:
            self._live.read(source, self.experiment or None)
            self._take()

    def watch(self, every: float | None = 5.0) -> None:
        """Follow a sweep that is going on: look for new runs again and again, and rank them too.

        Only what has changed is read again, off this thread; every choice stays. Looking and ranking take at
        most a tenth of the time, so that a large sweep is looked at less often.

        Parameters
        ----------
        every
            Seconds from one look to the next, at least 0.5; None ends it. The same as the trait `follow`.

        Raises
        ------
        HpvizError
            The source is a table or a list, which cannot change; `update` takes a newer one.
        """
        self.follow = every or 0.0

    def close(self) -> None:
        """End following, what is being computed, and the widget."""
        self._is_closed = True
        self._follower.stop()
        if hasattr(self, "_live"):  # a source that was refused was never read
            self._live.cancel()
        self._worker.cancel()
        super().close()

    def wand(self) -> None:
        """Show the most useful parameters, sorted by importance.

        Those above the noise, of all the runs have; where none is, the ten strongest.
        """
        with self.hold_sync():
            self._begin()
            options = self._rank_options(hidden=frozenset())
            self._worker.submit(self._runs, options, self._show_useful)

    def cancel(self) -> None:
        """Abandon what is being read or computed, and go back to the choices whose ranking is shown."""
        self._live.cancel()
        self._worker.cancel()
        self._go_back(text.CANCELLED if self._result.complete else text.CANCELLED_EARLY)

    def _choose(self, given: Mapping[str, Any]) -> None:
        """Begin with what code chooses, else with what was chosen on screen before, else with the default."""
        self._stated = {name: value for name, value in given.items() if value is not None}
        chosen = self._recalled(self._runs, self._stated)
        self._set("kinds", chosen.pop("kinds", {}))
        metric, roles = chosen.pop("metric", None), chosen.pop("roles", {})
        self._runs.with_roles(roles)  # what is no dictionary is refused
        self._set("roles", {**roles_by_metric(self._runs, metric), **roles})
        self._open_metric = self._runs.default_metric() or "" if metric is None else ""
        self.metric = self._open_metric or spelled(metric) or ""
        self._absent.lose_metric(*self._memory.absent_metric, self.metric)
        self._set("goal", chosen.pop("goal", None) or self._default_goal())
        for name, value in chosen.items():
            self._set(name, names_in(name, value) if name in LISTED else value)

    def _choose_default(self) -> None:
        with self.hold_sync():
            submitted, self._submitted = self._submitted, None  # nothing is ranked half way
            self._absent, self._goals = AbsentChoices(), {}
            self._clear_choices()
            self._choose(self._stated)
            self._submitted = submitted

    @t.validate(*CHOICES)
    def _check(self, proposal: t.Bunch) -> Any:
        try:
            if proposal.trait.name == "follow":
                return checked_follow(proposal.value, can_change=self._live.can_change)
            runs = {"roles": self._given, "kinds": self._live.runs}.get(proposal.trait.name, self._runs)
            return checked(proposal.trait.name, proposal.value, runs)
        except HpvizError as refusal:
            raise ChoiceError(refusal) from None

    @t.observe("experiment")
    def _change_experiment(self, _: t.Bunch) -> None:
        if self._submitted is None or self.experiment == self._given.experiment:
            return
        try:
            self.update()
        except HpvizError as refusal:
            self.experiment = self._given.experiment
            self.set_trait("notice", str(refusal))

    @t.observe("follow")
    def _change_follow(self, _: t.Bunch | None = None) -> None:
        if self._submitted is None:
            return
        if (self.follow > 0) != (self._live.since is not None):  # another pace goes on counting
            self._live.count(on=self.follow > 0)
        self._tell_live()
        self._follower.start(self.follow)

    def _tell_live(self) -> None:
        self.set_trait("live", encode_live(self._live))

    def _look(self) -> None:
        """Take the runs that have come since the last look; on a thread of its own, so it must not fail."""
        if self._is_closed:
            return
        try:
            self._worker.wait()
            with self._reading:
                if is_news := self._live.look():
                    self._take(quietly=True)
            self._worker.wait()
            if is_news:
                self._requests.redraw()
            self._tell_live()
        except Exception as error:  # noqa: BLE001
            self._refuse(error)

    def _take(self, *, quietly: bool = False) -> None:
        """Go on with the runs as they are now, all choices as they were."""
        there = self._absent.existing(self.trait_values(), self._given)
        with self.hold_sync():
            # Nothing is ranked half way: hidden may name what these runs do not have.
            submitted, self._submitted = self._submitted, None
            self.roles = there["roles"]
            self._correct_roles()
            self.hidden, self.axes = there["hidden"], there["axes"]
            self._submitted = submitted
            self._correct_roles()
            self._shown |= existing(self._shown, self._given)
            if not has_metric(self._runs, self._shown["metric"]):
                self._shown |= {"metric": self.metric, "goal": self.goal}
            self._submit(quietly=quietly)

    @t.observe(*OPTION_NAMES, "roles", "kinds")
    def _changed(self, change: t.Bunch) -> None:
        if change.name == "goal" and self.metric in self._runs.metrics:
            self._goals[self.metric] = self.goal
        if change.name in {"roles", "kinds"}:
            self._correct_roles()
        if self._submitted is None:
            return
        if change.name == "where":
            self._tell_filter()
        if change.name == "metric":
            self._absent.metric_was_chosen(self.metric)
            self._settle_metric()
            self.goal = self._goals.get(self.metric) or self._default_goal()
        self._submit()

    def _correct_roles(self) -> None:
        self._runs = self._live.corrected(self.kinds, self.roles)
        if self._submitted is None:
            return
        metric, goal = self._absent.metric_of(self._runs, self.metric, self.goal)
        self._open_metric = metric if goal is None else self._open_metric
        self._tell_sweep()
        self._fit_filter()
        self._goals |= {metric: goal} if goal and metric != self.metric else {}
        self.metric = metric  # and its goal with it

    def _rank_options(self, **changed: Any) -> RankOptions:
        choices = {name: getattr(self, name) for name in OPTION_NAMES} | changed
        return fitting_options(choices, self._runs, self._open_metric)

    def _submit(self, *, again: bool = False, quietly: bool = False, notice: str = "") -> None:
        submission = self._runs, self._rank_options()
        if submission == self._submitted and not again:
            return
        self._submitted = submission
        with self.hold_sync():
            # Correlations come first where they are news; else the rows would move twice.
            news = self._result.metric != self.metric or not self._result.complete
            quiet = quietly and not news
            if not quiet:
                self.set_trait("notice", "")  # it is of what was chosen before
                self._begin()
            show = partial(self._show, quietly=quiet, notice=notice)
            self._worker.submit(*submission, show, early=news, quiet=quiet)

    def _begin(self) -> None:
        self.set_trait("progress", encode_progress(0, self.trees))

    def _watch(self, done: int, total: int) -> None:
        self.set_trait("progress", encode_progress(done, total))

    def _show(self, ranking: Ranking, *, quietly: bool = False, notice: str = "") -> None:
        self._present(ranking, quietly=quietly)
        self._say_of_ranking(notice, complete=ranking.complete)
        self._requests.complete_headline(ranking)

    def _present(self, ranking: Ranking, *, quietly: bool = False) -> None:
        self._result = ranking.dismissing(self.dismiss)
        if ranking.complete or not self._shown:  # early correlations are nothing to go back to
            self._shown = {name: getattr(self, name) for name in SHOWN}
        with self.hold_sync():
            self.set_trait("_ranking", encode_ranking(ranking))
            self.set_trait("headline", known_headline(ranking))
            if not quietly:  # else pictures that are open stand until they are drawn anew
                for name, nothing in NOTHING.items():
                    self.set_trait(name, nothing)
            if ranking.complete:
                self.set_trait("progress", IDLE)
        if ranking.complete:
            self._keep_noted()
        self._output.refresh(self._static_view)

    def _show_useful(self, ranking: Ranking) -> None:
        if not ranking.complete:
            return
        useful = ranking.useful()
        with self.hold_sync():
            self.sort_by, self.descending = "importance", True
            self._submitted = None  # the table is shown again even where nothing changes
            self.hidden = [param for param in self._runs.params if param not in useful]
            self._note(["hidden"])
            self._submit(notice=text.useful_shown(ranking, len(self.hidden)))

    def _refuse(self, error: Exception) -> None:
        self._go_back(text.failure(error, "for this choice"))

    def _go_back(self, notice: str) -> None:
        self._drop(REMEMBERED)
        with self.hold_sync():
            with self.hold_trait_notifications():
                for name, value in self._shown.items():
                    setattr(self, name, value)
            self.set_trait("notice", notice)
            self.set_trait("progress", IDLE)

    def _on_event(self, _: object, content: object, __: object) -> None:
        """Run an event of the view; a message of any other shape is none."""
        if not isinstance(content, dict) or not isinstance(event := content.get("event"), str):
            return
        if event == "call":  # the view wants to know whether anybody reads what it sends
            self.send({"heard": content.get("id", "")})
        elif event == "later":
            self.send({"later": later_part(content.get("file"))})
        elif event in {"wand", "cancel", "forget", "keep_metric"}:
            getattr(self, event)()
        else:
            self._requests.run(dict(content))

    def __repr__(self) -> str:
        """Write what the panel shows on a line; it waits for nothing."""
        if not getattr(self, "_shown", None):  # its source was refused
            return object.__repr__(self)
        state = "closed" if self._is_closed else "computing" if self._worker.busy else "ready"
        return text.summary(self._result, self._given, hidden=len(self.hidden), state=state)

    def _ipython_display_(self, **_: Any) -> None:
        self._output.show(*self._live_view(), self._static_view())

    def _static_view(self) -> dict[str, Any]:
        order: dict[str, Any] = {"sort_by": self.sort_by, "descending": self.descending}
        return output_of_table(self._result, headline=self.headline, **order)

    @t.observe("sort_by", "descending", "headline", "dismiss")
    def _rewrite(self, _: t.Bunch) -> None:
        if self._shown:
            self._result = self._result.dismissing(self.dismiss)
        self._output.refresh(self._static_view)
