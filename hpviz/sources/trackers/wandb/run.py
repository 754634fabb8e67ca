"""What the records of W&B's log say of one run."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from hpviz.sources.columns.nesting import DEEPEST
from hpviz.sources.formats.protobuf import Message
from hpviz.sources.store.damage import ERRORS
from hpviz.sources.store.logged import LoggedRun, Steps, number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hpviz.runs.metric_names import Goal
    from hpviz.sources.store.binary.block_log import BlockLog

    Keys = tuple[str, ...]

# The numbers of the fields in W&B's own definitions, wandb_internal.proto.
_HISTORY, _SUMMARY, _CONFIG, _METRIC, _RUN, _EXIT = 2, 3, 5, 12, 17, 18
_UPDATE, _REMOVE, _KEY, _NESTED_KEY, _VALUE = 1, 2, 1, 2, 16
_GOALS: dict[int, Goal] = {1: "minimize", 2: "maximize"}


class WandbRun:
    """One run, as it stands after all of its records."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.project = ""
        # In seconds since 1970; 0 where its log does not say so yet.
        self.began = 0.0
        self.goals: dict[str, Goal] = {}
        self._about = Message(b"")
        self._config: dict[str, object] = {}
        self._summary: dict[str, object] = {}
        self._steps = Steps()
        self._last: dict[str, float] = {}
        self._runtime = math.nan
        self._exit: int | None = None

    def replay(self, log: BlockLog, *, with_history: bool) -> bool:
        """Take in a log, of which a resumed run has several.

        Returns
        -------
        bool
            Whether all of it could be understood.
        """
        self._exit = None
        whole = True
        for record in log.records():
            try:
                self._take(Message(record), with_history=with_history)
            except ERRORS:
                whole = False
        return whole

    def _take(self, record: Message, *, with_history: bool) -> None:
        if _HISTORY in record and with_history:
            self._take_history(record.raw(_HISTORY))
        elif _SUMMARY in record:
            _change(self._summary, record.message(_SUMMARY))
        elif _CONFIG in record:
            _change(self._config, record.message(_CONFIG))
        elif _RUN in record:
            self._take_run(record.message(_RUN))
        elif _EXIT in record:
            self._take_exit(record.message(_EXIT))
        elif _METRIC in record:
            self._take_metric(record.message(_METRIC))

    def _take_exit(self, end: Message) -> None:
        self._exit = end.integer(1)
        self._took(float(end.integer(2)) or math.nan)

    def _take_metric(self, metric: Message) -> None:
        """Take the goal of a metric: logged as such by older versions, else by what its summary holds."""
        summary = metric.message(7)
        smallest, largest = bool(summary.integer(1)), bool(summary.integer(2))
        goal = _GOALS.get(metric.integer(8))
        if goal is None and smallest != largest:
            goal = "minimize" if smallest else "maximize"
        if goal is not None:
            self.goals[metric.text(1)] = goal

    def _take_run(self, run: Message) -> None:
        self._about = run
        self.project = run.text(3) or self.project
        start = run.message(17)
        self.began = start.integer(1) + start.integer(2) / 1e9
        _change(self._config, run.message(4))
        _change(self._summary, run.message(5))

    def _take_history(self, data: bytes) -> None:
        row: dict[str, float] = {}
        for item in Message(data).messages(1):
            for keys, value in _leaves(_keys(item), json.loads(item.raw(_VALUE))):
                number = number_of(value)
                if number is not None:
                    row[".".join(keys)] = number
        self._took(row.get("_runtime", math.nan))
        step = row.get("_step", len(self._steps))
        row = {name: number for name, number in row.items() if not name.startswith("_")}
        if row:
            self._steps.append(row)
            self._steps.numbers.append(step)
            self._last |= row

    def _took(self, seconds: float) -> None:
        """Take the longest time that any record tells: that of the end is in whole seconds."""
        if not seconds <= self._runtime and not math.isnan(seconds):
            self._runtime = seconds

    @property
    def has_finished(self) -> bool:
        """Whether it logged that it ended, and ended well."""
        return self._exit == 0

    def logged(self) -> LoggedRun:
        """Convert to the run of the table."""
        about = self._about
        self._took(number_of(self._summary.get("_runtime")) or math.nan)
        return LoggedRun(
            run_id=self.run_id,
            name=about.text(8),
            status="running" if self._exit is None else "failed" if self._exit else "finished",
            created=self.began or math.nan,
            runtime=self._runtime,
            group=about.text(12) or about.text(6),
            params={key: value for key, value in self._config.items() if key != "_wandb"},
            # The summary may hold only the smallest value, or come with the end of the run.
            metrics={**self._last, **measured(self._summary)},
            aside=_aside(about),
            steps=self._steps,
        )


def measured(summary: Mapping[str, object]) -> dict[str, object]:
    """Take a run's results out of its summary: dotted names, without W&B's own and what was drawn."""
    return {
        ".".join(keys): value
        for name, values in summary.items()
        if not name.startswith("_")
        for keys, value in _leaves((name,), values)
    }


def _aside(about: Message) -> dict[str, object]:
    tags = [tag.decode("utf-8", errors="replace") for tag in about.all(10)]
    facts = {"tags": ", ".join(tags), "job_type": about.text(7), "notes": about.text(9)}
    return {name: text for name, text in facts.items() if text}


def _change(target: dict[str, object], change: Message) -> None:
    """Set and remove what a record says, each at a path of keys."""
    for item in change.messages(_UPDATE):
        *above, last = _keys(item)
        _group(target, above)[last] = json.loads(item.raw(_VALUE))
    for item in change.messages(_REMOVE):
        *above, last = _keys(item)
        _group(target, above).pop(last, None)


def _keys(item: Message) -> Keys:
    nested = tuple(key.decode("utf-8", errors="replace") for key in item.all(_NESTED_KEY))
    return nested or (item.text(_KEY),)


def _group(target: dict[str, object], keys: list[str]) -> dict[str, object]:
    for key in keys:
        inner = target.get(key)
        if not isinstance(inner, dict):
            inner = target[key] = {}
        target = inner
    return target


def _leaves(keys: Keys, value: object) -> Iterator[tuple[Keys, object]]:
    """Take dictionaries apart; those with a `_type` are histograms, tables and images, and left out."""
    if not isinstance(value, dict):
        yield keys, value
    elif len(keys) > DEEPEST:
        yield keys, "{...}"
    elif "_type" not in value:
        for key, inner in value.items():
            yield from _leaves((*keys, str(key)), inner)
