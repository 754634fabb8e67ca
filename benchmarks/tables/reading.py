"""A made-up table as `hpviz.read` reads it, held against the truth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

import hpviz
from benchmarks.tables.cells import rounding

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.tables.columns import MadeColumn
    from benchmarks.tables.table import Table
    from hpviz.runs.column import Column

Verdict = Literal["right", "asked", "wrong", "refused", "broken"]
VERDICTS: tuple[Verdict, ...] = ("right", "asked", "wrong", "refused", "broken")
# A reader drops what identifies or repeats its rows without a word: none of these is lost.
TAKEN_IN = {
    "number of the run", "name of the run", "hash", "date", "path", "state", "note", "constant", "counter",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of a table.

    Attributes
    ----------
    errors
        What is silently wrong: a kind, and the column or figure.
    asides
        What is asked about: columns set aside that are a param or a metric, and a default metric or a goal
        that is called a guess. A kind, the column, and the reason that was given.
    trouble
        The message of a refusal or of an error of the reader itself.
    """

    errors: list[tuple[str, str]] = field(default_factory=list)
    asides: list[tuple[str, str, str]] = field(default_factory=list)
    trouble: str = ""
    refused: bool = False

    @property
    def verdict(self) -> Verdict:
        if self.trouble:
            return "refused" if self.refused else "broken"
        if self.errors:
            return "wrong"
        return "asked" if self.asides else "right"


def read(table: Table, folder: Path) -> Reading:
    """Write a table, read it, and compare."""
    source = table.written(folder)
    try:
        runs = hpviz.read(source)
    except hpviz.HpvizError as refusal:
        # The log of one run may be refused, in a sentence that says so.
        of_a_run = table.runs == 1 and re.search(r"\b(one|single) (run|training)", str(refusal))
        return Reading() if of_a_run else Reading(trouble=str(refusal), refused=True)
    except Exception as error:  # noqa: BLE001 - any error of the reader is a result here
        return Reading(trouble=f"{type(error).__name__}: {error}")
    return compared(table, runs)


def compared(table: Table, runs: hpviz.Runs) -> Reading:
    """Hold runs against the truth."""
    if len(runs) != table.runs:
        return Reading(errors=[(f"number of runs ({table.design})", f"{len(runs)}, not {table.runs}")])
    reading = Reading()
    if table.runs == 1:
        return reading
    by_name = {column.given_name or name: column for name, column in runs.columns.items()}
    for made in table.columns:
        _column(made, by_name.get(made.name), table, reading)
    names = {made.name for made in table.columns}
    for name, column in by_name.items():  # the numbers of the rows, or half a cell
        if name not in names and column.role != "aside":
            reading.errors.append((f"no column of the table read as {column.role}", name))
    _metric(table, runs, by_name, reading)
    return reading


def _column(made: MadeColumn, read: Column | None, table: Table, reading: Reading) -> None:
    if read is None:
        if made.kind not in TAKEN_IN:
            reading.errors.append((f"{made.kind} is lost", made.name))
        return
    if read.role in made.roles:
        if len(read.numbers) == len(made.cells) and not _same(made, read):
            how = "decimal commas" if table.dialect.comma else made.style or table.form
            reading.errors.append((f"{made.kind}: cells misread ({how})", made.name))
        return
    guess = " (a guess)" if getattr(read, "guessed", False) else ""  # of a reader that knows
    if read.role == "aside" and read.reason:
        reading.asides.append((made.kind, made.name, read.reason + guess))
    else:
        reading.errors.append((f"{made.kind} read as {read.role}{guess}", made.name))


def _goal(goal: str, name: str, reading: Reading, *, guessed: bool) -> None:
    if guessed:
        reading.asides.append(("goal", name, "the goal is a guess"))
    else:
        reading.errors.append((f"goal of the metric is {goal}", name))


def _guessed(runs: hpviz.Runs, metric: str) -> bool:
    """Whether a reader that knows says that the goal is a guess."""
    knows = getattr(runs, "goal_is_guessed", None)
    return bool(knows and knows(metric))


def _metric_is_guessed(runs: hpviz.Runs) -> bool:
    """Whether a reader that knows says that the default metric is a guess."""
    return bool(getattr(getattr(runs, "guesses", None), "metric", ""))


def _same(made: MadeColumn, read: Column) -> bool:
    """Whether the numbers are those that were written, up to a factor (percent) and to rounding."""
    if not made.numeric or read.role == "aside":
        return True
    written = np.array([np.nan if cell is None else cell for cell in made.cells], dtype=np.float64)
    there = ~np.isnan(written)
    if np.isnan(read.numbers[there]).any() or not np.isnan(read.numbers[~there]).all():
        return False
    finite = np.isfinite(written)
    if not np.array_equal(read.numbers[there & ~finite], written[there & ~finite]):
        return False
    x, y = written[finite], read.numbers[finite]
    factor = float(x @ y / (x @ x)) if x.any() else 1.0
    rounded = np.array([rounding(made.style, value) for value in np.abs(x).tolist()])
    most = 0.01 * float(np.abs(y).max(initial=0)) + factor * rounded
    return bool((np.abs(y - factor * x) <= 0.01 * np.abs(factor * x) + most).all())


def _metric(table: Table, runs: hpviz.Runs, by_name: dict[str, Column], reading: Reading) -> None:
    metric = runs.default_metric()
    given = next((name for name, column in by_name.items() if column.name == metric), "")
    there = [name for name in table.wanted if name in by_name and by_name[name].role == "metric"]
    if there and _metric_is_guessed(runs):
        reading.asides.append(("metric", given, "which metric counts is a guess"))
    if given in table.wanted:
        goal = next(column.goal for column in table.columns if column.name == given)
        if metric and goal and runs.default_goal(metric) != goal:
            _goal(goal, given, reading, guessed=_guessed(runs, metric))
    elif there and not _metric_is_guessed(runs):
        kind = next(
            (column.kind for column in table.columns if column.name == given), "no column of the table"
        )
        reading.errors.append(
            (f"default metric: {kind}", f"{given}, not {' or '.join(sorted(table.wanted))}")
        )
    # Otherwise all that were wanted are set aside (the question) or params (an error already).
