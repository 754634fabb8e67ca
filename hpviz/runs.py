"""The runs of a sweep: one row per run, whatever tracker or table they came from."""

from __future__ import annotations

import difflib
import math
import numbers
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from hpviz.errors import HpvizError
from hpviz.goals import Goal, first_metric, goal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    IntArray = NDArray[np.int32]
    BoolArray = NDArray[np.bool_]

Role = Literal["param", "metric", "aside"]
Kind = Literal["numeric", "categorical", "boolean"]
Status = Literal["finished", "running", "failed", "crashed", "killed", "pruned", "unknown"]
Aggregate = Literal["last", "best", "min", "max", "mean"]

ROLES: tuple[Role, ...] = get_args(Role)
STATUSES: tuple[Status, ...] = get_args(Status)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)

# Beyond this many non-numeric values a column with numbers in it is text that happens to hold digits.
MOST_SPECIAL_VALUES = 5
# float64 holds every integer up to here exactly; a larger one loses its last digits, not its rank.
LONGEST_TEXT = 200


class Extent(NamedTuple):
    """Where the numbers of a column lie.

    Attributes
    ----------
    low, high, middle
        Smallest, largest and median finite number; NaN where there is none.
    distinct
        How many different numbers there are, infinities among them.
    finite
        How many cells hold a finite number.
    """

    low: float
    high: float
    middle: float
    distinct: int
    finite: int

    @classmethod
    def of(cls, numbers: FloatArray) -> Extent:
        """Sort them once: NaN goes last, infinities to the ends."""
        found = np.sort(numbers)
        found = found[: len(found) - np.count_nonzero(np.isnan(found))]
        distinct = int(np.count_nonzero(found[1:] != found[:-1])) + (len(found) > 0)
        finite = found[np.searchsorted(found, -np.inf, "right") : np.searchsorted(found, np.inf, "left")]
        if len(finite) == 0:
            return cls(math.nan, math.nan, math.nan, distinct, 0)
        below, above = finite[(len(finite) - 1) // 2], finite[len(finite) // 2]
        ends = float(finite[0]), float(finite[-1])
        return cls(*ends, float(below / 2 + above / 2), distinct, len(finite))


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the runs: a number, a level, or nothing in each cell.

    A cell is a number (``numbers[i]``), or one of a few named values (``levels[codes[i]]``: a category, a
    boolean, ``None``), or absent (NaN and -1: this run has no such parameter).

    Attributes
    ----------
    name
        As it stands on screen and in every table.
    numbers
        Shape (runs,); NaN where the cell is no number. NaN and infinities of a metric are kept.
    codes
        Shape (runs,); index into `levels`, -1 where the cell is a number or absent.
    levels
        The text of each non-numeric value.
    role
        ``"param"``, ``"metric"``, or ``"aside"`` (kept, but in neither table).
    reason
        Why it has that role, in words for a person.
    given_name
        The name in the source when it differs (``config.lr`` for ``lr``); accepted wherever a name is.
    integral
        Every number was an integer in the source (so that 64 is written ``64``, not ``64.0``).
    """

    name: str
    numbers: FloatArray
    codes: IntArray
    levels: tuple[str, ...] = ()
    role: Role = "param"
    reason: str = ""
    given_name: str = ""
    integral: bool = False

    @cached_property
    def kind(self) -> Kind:
        """Numeric if any cell is a number, boolean if all are true or false, else categorical."""
        if not np.isnan(self.numbers).all():
            return "numeric"
        if self.levels and set(self.levels) <= {"False", "True"}:
            return "boolean"
        return "categorical"

    @property
    def absent(self) -> BoolArray:
        """Shape (runs,): the cells that hold nothing."""
        return np.isnan(self.numbers) & (self.codes < 0) if self.levels else np.isnan(self.numbers)

    @cached_property
    def active(self) -> int:
        """How many runs have it."""
        return len(self.numbers) - int(np.count_nonzero(self.absent))

    @cached_property
    def extent(self) -> Extent:
        """Where its numbers lie."""
        return Extent.of(self.numbers)

    @cached_property
    def ranks(self) -> FloatArray:
        """Shape (runs,): the rank of each number from 1 on, equal ones sharing their mean; NaN elsewhere."""
        ranks = np.full(len(self.numbers), np.nan)
        rows = np.flatnonzero(~np.isnan(self.numbers))
        order = rows[np.argsort(self.numbers[rows])]
        ordered = self.numbers[order]
        first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
        bounds = np.r_[first, len(ordered)]
        ranks[order] = np.repeat((bounds[:-1] + bounds[1:] + 1) / 2, np.diff(bounds))
        return ranks

    @property
    def present(self) -> NDArray[np.intp]:
        """The codes of the levels that occur, ascending."""
        return np.flatnonzero(np.bincount(self.codes[self.codes >= 0], minlength=len(self.levels)))

    def take(self, rows: NDArray[np.intp] | BoolArray) -> Column:
        """Only these runs, in this order."""
        numbers = self.numbers[rows]
        return replace(self, numbers=numbers, codes=self.codes[rows] if self.levels else _none(len(numbers)))

    def distinct(self) -> int:
        """Count the different values, absence not counted."""
        return self.extent.distinct + (len(self.present) if self.levels else 0)

    @classmethod
    def from_numbers(cls, name: str, values: object, *, integral: bool = False) -> Column:
        """Build from an array of numbers; NaN means absent."""
        found = np.array(values, dtype=np.float64)
        return cls(name, found, _none(len(found)), integral=integral)

    @classmethod
    def from_values(cls, name: str, values: Iterable[object]) -> Column:
        """Build from any Python values: numbers, text, booleans, None, lists, mixtures.

        `ABSENT` and a bare NaN among text are absent. Values that are neither number nor text become their
        ``str``. A column that is text with some digits in it stays text as a whole.
        """
        cells = list(values)
        found = np.full(len(cells), np.nan)
        codes = np.full(len(cells), -1, dtype=np.int32)
        levels: dict[str, int] = {}
        integral = True
        for row, cell in enumerate(cells):
            number = _number(cell)
            if number is not None:
                found[row] = number
                integral = integral and isinstance(cell, numbers.Integral)
            elif not _is_absent(cell):
                codes[row] = levels.setdefault(_text(cell), len(levels))
        if len(levels) > MOST_SPECIAL_VALUES and not np.isnan(found).all():
            return cls.from_values(name, (cell if _is_absent(cell) else _text(cell) for cell in cells))
        return cls(name, found, *_sorted_levels(codes, tuple(levels)), integral=integral)


def _none(n: int) -> IntArray:
    """Give the codes of cells without a level; they take no memory."""
    return np.broadcast_to(np.int32(-1), n)


def _sorted_levels(codes: IntArray, levels: tuple[str, ...]) -> tuple[IntArray, tuple[str, ...]]:
    order = sorted(range(len(levels)), key=lambda index: levels[index])
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1
    return place[codes], tuple(levels[index] for index in order)


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""The cell of a run that has no such parameter; None is a value of its own."""


def _number(cell: object) -> float | None:
    """Give the cell as a float, or None where it is no number (a boolean is a level)."""
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, numbers.Real):
        return None
    try:
        number = float(cell)
    except OverflowError:
        return math.inf if cell > 0 else -math.inf  # type: ignore[operator]
    return None if math.isnan(number) else number


def _is_absent(cell: object) -> bool:
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, numbers.Real):
        return cell is ABSENT
    return math.isnan(float(cell))


def _text(cell: object) -> str:
    try:
        text = cell if isinstance(cell, str) else str(cell)
    except Exception as error:  # noqa: BLE001 - someone else's __str__ must not lose the other runs
        text = f"<{type(cell).__name__}: {type(error).__name__}>"
    if len(text) <= LONGEST_TEXT:
        return text
    # Two long texts that begin alike stay two levels.
    return f"{text[: LONGEST_TEXT - 10]}… {zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


@dataclass(frozen=True)
class Hints:
    """What the source itself knows about its search.

    Attributes
    ----------
    objective
        The metric that the search optimised.
    goals
        Metric name to ``"minimize"`` or ``"maximize"``.
    log
        Param name to whether it was searched on a log scale.
    bounds
        Param name to (low, high) of the search space.
    choices
        Param name to the texts of its choices.
    """

    objective: str | None = None
    goals: Mapping[str, Goal] = field(default_factory=dict)
    log: Mapping[str, bool] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class History:
    """Every logged step of every run.

    Attributes
    ----------
    run
        Shape (steps,): the row of the run in `Runs`. Sorted; within a run the steps are in order.
    values
        Metric name to its value at each step, shape (steps,); NaN where it was not logged.
    """

    run: NDArray[np.intp]
    values: Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Runs:
    """The runs of a sweep, one row each.

    Attributes
    ----------
    columns
        Name to `Column`, in the order of the source.
    run_ids, names, statuses, groups
        Shape (runs,), text. Empty text where the source says nothing.
    created
        Shape (runs,): seconds since 1970, NaN where unknown.
    source
        What was read, in words: ``"CSV file vehicle_500.csv"``.
    hints
        What the source knows of its search space.
    history
        Each metric at each step, if the source has it.
    notes
        Sentences about how the source was read, for the screen.
    experiments
        The studies, experiments or projects that the store holds, empty where it knows of none.
    experiment
        The one whose runs these are.
    """

    columns: Mapping[str, Column]
    run_ids: NDArray[np.str_]
    names: NDArray[np.str_]
    statuses: NDArray[np.str_]
    groups: NDArray[np.str_]
    created: FloatArray
    source: str = "runs"
    hints: Hints = field(default_factory=Hints)
    history: History | None = None
    notes: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()
    experiment: str = ""

    @classmethod
    def of(cls, columns: Iterable[Column], n: int, **known: object) -> Runs:
        """Fill in what the source does not know; `n` is the number of runs."""
        blank = np.full(n, "")
        facts: dict[str, object] = {
            "run_ids": np.arange(n).astype(np.str_),
            "names": blank,
            "statuses": np.full(n, "unknown"),
            "groups": blank,
            "created": np.full(n, np.nan),
        }
        return cls({column.name: column for column in columns}, **(facts | known))  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.run_ids)

    def __repr__(self) -> str:
        def listed(names: Sequence[str]) -> str:
            more = f", … {len(names) - 6} more" if len(names) > 6 else ""
            return ", ".join(names[:6]) + more if names else "none"

        statuses = ", ".join(f"{count} {status}" for status, count in self.status_counts().items())
        lines = [
            f"{self.source}: {len(self)} run{'' if len(self) == 1 else 's'} ({statuses or 'none'})",
            f"  params   {listed(list(self.params))}",
            f"  metrics  {listed(list(self.metrics))}",
        ]
        reasons = Counter(column.reason for column in self.aside.values())
        lines += [f"  aside    {count} ({reason})" for reason, count in reasons.items()]
        return "\n".join(lines + [f"  {note}" for note in self.notes])

    @property
    def params(self) -> dict[str, Column]:
        """The columns that are parameters."""
        return self._with_role("param")

    @property
    def metrics(self) -> dict[str, Column]:
        """The columns that are metrics."""
        return self._with_role("metric")

    @property
    def aside(self) -> dict[str, Column]:
        """The columns that are neither, each with its reason; `with_roles` brings them back."""
        return self._with_role("aside")

    def _with_role(self, role: Role) -> dict[str, Column]:
        return {name: column for name, column in self.columns.items() if column.role == role}

    def status_counts(self) -> dict[str, int]:
        """Count the runs of each status, the most frequent first."""
        return dict(Counter(self.statuses.tolist()).most_common())

    def resolve(self, name: object, role: Role | None = None) -> str:
        """Give the column's own name for a name or its spelling in the source.

        Raises
        ------
        HpvizError
            There is no such column (in that role); the message lists what is there.
        """
        there = self.columns if role is None else self._with_role(role)
        if isinstance(name, str) and name in there:
            return name
        for own, column in there.items():
            if column.given_name == name:
                return own
        word = {"param": "parameter", "metric": "metric"}.get(role or "", "column")
        raise HpvizError(_no_such(word, name, list(there)))

    def with_roles(self, roles: Mapping[str, Role]) -> Runs:
        """Correct the roles of some columns.

        Raises
        ------
        HpvizError
            An unknown column or role, or a column without numbers as a metric.
        """
        columns = dict(self.columns)
        for given, role in roles.items():
            name = self.resolve(given)
            if role not in ROLES:
                raise HpvizError(f"no role {role!r} for column {name!r}; choose one of {list(ROLES)}")
            if role == "metric" and columns[name].kind != "numeric":
                raise HpvizError(f"column {name!r} holds no numbers, so it cannot be a metric")
            columns[name] = replace(columns[name], role=role, reason="your choice")
        return replace(self, columns=columns)

    def default_metric(self) -> str | None:
        """Choose the metric to begin with: the search's objective, else the best known name; None if none."""
        metrics = self.metrics
        if self.hints.objective in metrics:
            return self.hints.objective
        filled = [name for name, column in metrics.items() if np.isfinite(column.numbers).any()]
        return first_metric(filled) or first_metric(list(metrics))

    def default_goal(self, metric: str) -> Goal:
        """Say whether the metric is to be small or large: by the source if it knows, else by the name."""
        name = self.resolve(metric, "metric")
        return self.hints.goals.get(name) or goal_of(name)

    def metric_values(
        self, metric: str, aggregate: Aggregate = "last", goal: Goal = "minimize"
    ) -> FloatArray:
        """Give one number per run: NaN where the run has none.

        Where the source has the metric's history, `aggregate` says which of its steps counts; ``"best"`` is
        the smallest or the largest by `goal`. The table's own value stands for a run without steps.
        """
        column = self.columns[self.resolve(metric, "metric")]
        if self.history is None or column.name not in self.history.values or aggregate == "last":
            return column.numbers
        if aggregate == "best":
            aggregate = "min" if goal == "minimize" else "max"
        found = _per_run(self.history, column.name, aggregate, len(self))
        return np.where(np.isnan(found), column.numbers, found)


def _per_run(history: History, metric: str, aggregate: Aggregate, n: int) -> FloatArray:
    values = history.values[metric]
    kept = ~np.isnan(values)
    run, values = history.run[kept], values[kept]
    out = np.full(n, np.nan)
    if len(run) == 0:
        return out
    starts = np.flatnonzero(np.r_[True, run[1:] != run[:-1]])
    if aggregate == "mean":
        out[run[starts]] = np.add.reduceat(values, starts) / np.diff(np.r_[starts, len(run)])
    else:
        reduce = np.minimum if aggregate == "min" else np.maximum
        out[run[starts]] = reduce.reduceat(values, starts)
    return out


def _no_such(word: str, name: object, there: Sequence[str]) -> str:
    if not there:
        return f"no {word} {name!r}: these runs have no {word}s"
    close = difflib.get_close_matches(str(name), there, n=1)
    meant = f" (did you mean {close[0]!r}?)" if close else ""
    shown = ", ".join(repr(one) for one in there[:20]) + (", …" if len(there) > 20 else "")
    return f"no {word} {name!r}{meant}; choose one of: {shown}"
