"""A made-up table: its columns in some order, under some names, in some file, and the truth about each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.tables.bookkeeping import constants, identities, remarks, replicates
from benchmarks.tables.cells import DURATIONS, Dialect
from benchmarks.tables.columns import PARTS, MadeColumn, spelled
from benchmarks.tables.files import FORMS
from benchmarks.tables.history import log_of_a_run, logs_of_runs
from benchmarks.tables.results import beside, folds_of, metrics_of
from benchmarks.tables.searching import SEARCHING
from benchmarks.tables.spelling import SPELLINGS
from benchmarks.tables.sweep import sweep_of
from benchmarks.tables.training import TRAINING

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.tables.sweep import Sweep

FIELDS = (*TRAINING, *SEARCHING)
ABSENT = ("", "", "", "NaN", "-", "n/a", "None", "—", "null")
KNOBS = (
    ("knob", "value"),
    ("sweep", "value"),
    ("param", "setting"),
    ("factor", "level"),
    ("swept", "param_value"),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """A table and the truth about it.

    Attributes
    ----------
    seed
        From which it is made again.
    field, design, form
        What is tuned, how the values were chosen, and how it is written.
    columns
        In the order of the file.
    runs
        How many runs it holds.
    dialect
        How its cells are written.
    """

    seed: int
    field: str
    design: str
    form: str
    columns: tuple[MadeColumn, ...]
    runs: int
    dialect: Dialect

    @property
    def wanted(self) -> set[str]:
        """The metrics of which a person would expect any to be shown first."""
        return {column.name for column in self.columns if column.main}

    def written(self, folder: Path) -> Any:
        """Write it, and return what `hpviz.read` takes: a path or a data frame."""
        form = FORMS[self.form]
        return form.write(self.columns, self.dialect, folder / f"table_{self.seed}{form.suffix}")


def table_of(seed: int) -> Table:
    """Make the table of a seed."""
    rng = np.random.default_rng(seed)
    field = FIELDS[rng.integers(len(FIELDS))]
    form = str(rng.choice(list(FORMS), p=_weights()))
    form = form if form != "excel" or find_spec("openpyxl") else "csv"
    dialect = Dialect(comma=FORMS[form].comma, absent=str(rng.choice(ABSENT)))
    kind = rng.choice(["sweep", "log", "logs"], p=[0.93, 0.04, 0.03])
    if kind == "log":
        columns, design, runs = log_of_a_run(field, rng), "log of a run", 1
    else:
        sweep = sweep_of(field, rng)
        runs, design = len(sweep), str(sweep.design)
        columns = _columns(field, sweep, rng)
        if kind == "logs":
            columns, runs, design = *logs_of_runs(field, sweep, rng), "logs of runs"
    return Table(
        seed=seed,
        field=field.name,
        design=design,
        form=form,
        columns=tuple(_distinct([_styled(column, rng) for column in columns])),
        runs=runs,
        dialect=dialect,
    )


def _weights() -> list[float]:
    often = np.array([form.often for form in FORMS.values()])
    return list(often / often.sum())


def _columns(field: Any, sweep: Sweep, rng: np.random.Generator) -> list[MadeColumn]:
    params = _knobs(sweep, rng) if sweep.design == "knobs" else _params(sweep)
    params += [*replicates(sweep, rng), *constants(sweep, rng)]
    results = metrics_of(field, sweep, rng)
    first = next(column for column in results if column.main)
    extra = list(beside(sweep, first, rng))
    if rng.random() < 0.2:
        results = [
            column
            for metric in results
            for column in (folds_of(metric, rng) if metric is first else [metric])
        ]
        results = _with_spread(results) if rng.random() < 0.2 else results
    spelling = SPELLINGS[rng.choice(len(SPELLINGS), p=[kind.often for kind in SPELLINGS])]
    params = [replace(column, name=spelling.param(column.name)) for column in params]
    results = [replace(column, name=spelling.result(column.name)) for column in [*results, *extra]]
    results = _unfinished(results, rng) if rng.random() < 0.15 else results
    return _ordered(list(identities(sweep, rng)), params, results, list(remarks(sweep, rng)), rng)


def _params(sweep: Sweep) -> list[MadeColumn]:
    columns = []
    for name, param in sweep.params.items():
        cells = sweep.cells[name]
        if all(cell is None for cell in cells):
            continue
        roles = PARTS[param.part] if len(set(map(str, cells))) > 1 else PARTS[param.part] | {"aside"}
        columns.append(MadeColumn(name=name, kind=param.part, cells=cells, roles=roles))
    return columns


def _knobs(sweep: Sweep, rng: np.random.Generator) -> list[MadeColumn]:
    """Two columns in place of the params: which of them was changed, and to what."""
    usual = {name: Counter(map(str, cells)).most_common(1)[0][0] for name, cells in sweep.cells.items()}
    names = list(sweep.cells)
    changed = [
        next((name for name in names if str(sweep.cells[name][row]) != usual[name]), names[0])
        for row in range(len(sweep))
    ]
    levels = [sweep.cells[name][row] for row, name in enumerate(changed)]
    which, value = KNOBS[rng.integers(len(KNOBS))]
    return [
        MadeColumn(name=which, kind="name of the param", cells=changed, roles=PARTS["param"]),
        MadeColumn(name=value, kind="value of the param", cells=levels, roles=PARTS["param"]),
    ]


def _with_spread(results: list[MadeColumn]) -> list[MadeColumn]:
    """Mean and spread in one cell, in place of the folds."""
    deviation = next(column for column in results if column.kind == "spread of folds")
    spread = [float(str(cell)) for cell in deviation.cells]
    kept = [column for column in results if column.kind in {"metric", "training metric", "mean of folds"}]
    return [
        replace(column, spread=spread, style="short") if column.kind == "mean of folds" else column
        for column in kept
    ]


def _ordered(
    ids: list[MadeColumn],
    params: list[MadeColumn],
    results: list[MadeColumn],
    last: list[MadeColumn],
    rng: np.random.Generator,
) -> list[MadeColumn]:
    orders = (
        [*ids, *params, *results, *last],
        [*results, *ids, *params, *last],
        [*params, *results, *last, *ids],
        sorted([*ids, *params, *results, *last], key=lambda column: column.name),
        [*ids, *last, *results, *params],
    )
    return orders[rng.choice(len(orders), p=[0.65, 0.1, 0.12, 0.08, 0.05])]


def _styled(column: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    """Choose how a column of numbers is written."""
    if not column.numeric or column.spread is not None:
        return column
    values = np.array([cell for cell in column.cells if cell is not None], dtype=np.float64)
    if column.style == "duration":
        return replace(column, style=str(rng.choice(DURATIONS)))
    unit = column.kind in {"metric", "training metric"} and values.min() >= 0 and values.max() <= 1
    if unit and rng.random() < 0.06:
        return replace(column, style=spelled("percent|spaced percent", rng))
    if column.kind != "date" and values.min() >= 1000 and all(type(cell) is int for cell in column.cells):
        return replace(column, style="thousands") if rng.random() < 0.15 else column
    whole = all(type(cell) is int for cell in column.cells if cell is not None)
    return (
        column
        if whole
        else replace(column, style=str(rng.choice(["", "short", "scientific"], p=[0.55, 0.4, 0.05])))
    )


def _unfinished(results: list[MadeColumn], rng: np.random.Generator) -> list[MadeColumn]:
    """Runs that failed have no results."""
    runs = len(results[0].cells)
    failed = rng.random(runs) < 0.05
    failed[:2] = False
    return [
        replace(column, cells=[None if off else cell for cell, off in zip(column.cells, failed, strict=True)])
        for column in results
    ]


def _distinct(columns: list[MadeColumn]) -> list[MadeColumn]:
    """Keep one column of each name, as a table does: a metric that is wanted, else the first."""
    kept: dict[str, MadeColumn] = {}
    for column in sorted(columns, key=lambda column: not column.main):
        kept.setdefault(column.name, column)
    return [column for column in columns if kept[column.name] is column]
