"""Runs one by one, as trackers log them, become a table."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs import History
from hpviz.runs.column import ABSENT
from hpviz.runs.history import compact
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.columns.prefixes import Mark
from hpviz.sources.columns.table import Table, columns_by_name, columns_from_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs import Status
    from hpviz.runs.column import Column

    Marked = tuple[Column, Mark | None]

NO_NUMBER = "logged, but no number"
RUNTIME = "runtime"
KEPT_ASIDE = "the tracker's bookkeeping"


class Steps(list["Mapping[str, float]"]):
    """What was logged together, in order: metric name to value.

    Parameters
    ----------
    rows
        A row for each step.
    numbers
        The number of each step, shape (rows,). Default: they are counted.
    """

    def __init__(self, rows: Iterable[Mapping[str, float]] = (), numbers: Iterable[float] = ()) -> None:
        super().__init__(rows)
        self.numbers = list(numbers)


@dataclass(kw_only=True)
class LoggedRun:
    """One run as its tracker logged it.

    Attributes
    ----------
    run_id, name, status, created, group
        As in `Runs`, for this run.
    runtime
        How long it took, in seconds.
    params, metrics
        Names to values; dictionaries in them become dotted names.
    aside
        What is neither: tags, notes, the host.
    steps
        What was logged together, in order: metric name to value. `Steps` know their numbers too.
    """

    run_id: str
    name: str = ""
    status: Status = "unknown"
    created: float = math.nan
    runtime: float = math.nan
    group: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    metrics: Mapping[str, object] = field(default_factory=dict)
    aside: Mapping[str, object] = field(default_factory=dict)
    steps: Sequence[Mapping[str, float]] = ()


def when(run: LoggedRun) -> tuple[bool, float, str]:
    """Order runs by their beginning, those without a date last: NaN is before and after everything."""
    undated = math.isnan(run.created)
    return undated, 0.0 if undated else run.created, run.run_id


def rows_of(points: Iterable[tuple[str, int, float]]) -> Steps:
    """Put the values of one step together; a metric logged twice at a step has two rows.

    `points` are (metric, step, value) in the order in which they were logged.
    """
    rows: dict[tuple[int, int], dict[str, float]] = {}
    seen: defaultdict[tuple[str, int], int] = defaultdict(int)
    for metric, step, value in points:
        again = seen[metric, step]
        seen[metric, step] = again + 1
        rows.setdefault((step, again), {})[metric] = value
    keys = sorted(rows)
    return Steps((rows[key] for key in keys), (step for step, _ in keys))


def last_values(points: Iterable[tuple[str, int, float]]) -> dict[str, float]:
    """Take each metric's value at its highest step; of those logged twice there, the later.

    `points` are as `rows_of` takes them.
    """
    return {metric: value for metric, _, value in sorted(points, key=lambda point: point[1])}


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """How the tracker's own tables spell the names, so that both spellings are understood."""

    param: str = "params."
    metric: str = "metrics."
    aside: str = "tags."
    separator: str = "."


def table_of(
    runs: Sequence[LoggedRun],
    source: str,
    *,
    spelling: Spelling | None = None,
    restore: bool = False,
    notes: Iterable[Note] = (),
) -> Table:
    """Make one row of each run.

    Parameters
    ----------
    runs
        In the order in which they are to stand.
    source
        What was read, in words.
    spelling
        The prefixes of parameters, metrics and the rest in the tracker's own tables.
    restore
        The tracker keeps parameters as text, so that numbers, booleans and None are to be read out of it.
    notes
        Sentences for the screen.
    """
    names = spelling or Spelling()
    marked = [
        *_params(runs, names, restore=restore),
        *_metrics(runs, names),
        *_runtime(runs),
        *_aside(runs, names.aside),
    ]
    columns = columns_by_name(column for column, _ in marked)
    marks = {name: mark for name, (_, mark) in zip(columns, marked, strict=True) if mark is not None}
    return Table(
        columns=columns,
        n=len(runs),
        source=source,
        notes=tuple(notes),
        marks=marks,
        facts=_facts(runs),
        history=_history(runs, names.metric),
    )


def _params(runs: Sequence[LoggedRun], spelling: Spelling, *, restore: bool) -> Iterable[Marked]:
    for name, cells in flattened([run.params for run in runs]):  # type: ignore[misc]
        columns = columns_from_cells([(name, cells)]) if restore else [column_of(name, cells, restore=False)]
        for column in columns:
            given = spelling.param + column.name.replace(".", spelling.separator)
            yield replace(column, name=given), Mark("param", column.name)


def _metrics(runs: Sequence[LoggedRun], spelling: Spelling) -> Iterable[Marked]:
    """Build the metrics; what is only ever text is set aside, as it cannot be ranked by."""
    for name, cells in flattened([run.metrics for run in runs]):  # type: ignore[misc]
        numbers = [number_of(cell) for cell in cells]
        if any(number is not None for number in numbers) or all(cell is ABSENT for cell in cells):
            known = [math.nan if number is None else number for number in numbers]
            yield column_of(spelling.metric + name, known), Mark("metric", name)
        else:
            column = column_of(spelling.metric + name, cells)
            yield replace(column, role="aside", reason=NO_NUMBER), None


def number_of(cell: object) -> float | None:
    """Convert a metric's value, None where it is no number; trackers write NaN and infinity as words too."""
    try:
        if isinstance(cell, (str, int, float, np.number)):
            return float(cell)
    except (ValueError, OverflowError):
        pass
    return None


def _runtime(runs: Sequence[LoggedRun]) -> Iterable[Marked]:
    took = [run.runtime for run in runs]
    if not all(map(math.isnan, took)):
        yield column_of(RUNTIME, took), Mark("metric", RUNTIME, "how long the run took, in seconds")


def _aside(runs: Sequence[LoggedRun], prefix: str) -> Iterable[Marked]:
    for name, cells in flattened([run.aside for run in runs]):  # type: ignore[misc]
        yield replace(column_of(prefix + name, cells), role="aside", reason=KEPT_ASIDE), None


def _facts(runs: Sequence[LoggedRun]) -> dict[str, NDArray[np.generic]]:
    return {
        "run_ids": np.array([run.run_id for run in runs], dtype=np.str_),
        "names": np.array([run.name for run in runs], dtype=np.str_),
        "statuses": np.array([run.status for run in runs], dtype=np.str_),
        "groups": np.array([run.group for run in runs], dtype=np.str_),
        "created": np.array([run.created for run in runs], dtype=np.float64),
    }


def _history(runs: Sequence[LoggedRun], prefix: str) -> History | None:
    lengths = [len(run.steps) for run in runs]
    total = sum(lengths)
    values: dict[str, NDArray[np.float64]] = {}
    place = 0
    for run in runs:
        for step in run.steps:
            for name, value in step.items():
                if prefix + name not in values:
                    values[prefix + name] = np.full(total, np.nan)
                values[prefix + name][place] = value
            place += 1
    if not values:
        return None
    return History(np.repeat(np.arange(len(runs)), lengths), values, step=_numbers(runs))


def _numbers(runs: Sequence[LoggedRun]) -> NDArray[np.number] | None:
    """Return the number of each step, where those of all runs have one."""
    numbers: list[float] = []
    for run in runs:
        known = run.steps.numbers if isinstance(run.steps, Steps) else []
        if len(known) != len(run.steps):
            return None
        numbers += known
    return compact(np.array(numbers, dtype=np.float64))
