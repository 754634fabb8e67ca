"""What reading a damaged store comes to, and whether runs changed that are not damaged."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from hpviz import HpvizError, read
from hpviz.runs import Runs
from hpviz.sources import stores as stores_module
from tests.fuzz import process
from tests.fuzz.process import FAULT, GOOD, HANG, OTHERS, READ, REFUSED, WHOLE, Judge, Outcome
from tests.fuzz.targets import TARGETS, damaged

__all__ = ["GOOD", "Outcome", "outcomes", "values_of"]

# Seconds of processor time that a store may take, of which the whole ones take a tenth of a second.
SECONDS = 20


def outcomes(target: str, seeds: range) -> Iterator[Outcome]:
    """Read the store with the damage of each seed."""
    return process.outcomes(target, seeds, _prepared, seconds=SECONDS)


def _prepared(target: str) -> Judge:
    warnings.simplefilter("ignore")
    # What only the last net of the readers catches is a fault: its own error is raised.
    stores_module.unexpected = lambda error, *_: error  # type: ignore[assignment]
    with process.folder() as folder:
        whole = values_of(read(TARGETS[target].make(folder)))
    return lambda seed: _outcome(target, seed, whole)


def _outcome(target: str, seed: int, whole: dict[str, Any]) -> Outcome:
    with process.folder() as folder:
        path = TARGETS[target].make(folder)
        name, mutation = damaged(path, Random(f"{target} {seed}"))
        kind, text = _result(target, path, name, whole)
    return Outcome(target=target, seed=seed, kind=kind, damage=f"{name}, {mutation}", text=text)


def _result(target: str, path: Path, name: str, whole: dict[str, Any]) -> tuple[str, str]:
    own = TARGETS[target].run_of
    run = re.search(own, name) if own else None
    try:
        with process.within(SECONDS):
            runs = read(path)
            repr(runs)
            values = values_of(runs)
    except HpvizError as error:
        return (WHOLE if run else REFUSED), str(error)
    except TimeoutError as error:
        return HANG, process.end_of(error)
    except BaseException as error:  # noqa: BLE001 - all that is no sentence is a fault
        return FAULT, process.end_of(error)
    changed = _changed(whole, values) if run else []
    return (OTHERS, ", ".join(changed)) if len(changed) > 1 else (READ, " ".join(runs.notes))


def _changed(whole: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[str]:
    """Name the runs that went or have other cells, in the columns that there were and are.

    One damaged value can bring a column (it is no longer the same in every run) or rename one (it is no
    longer part of a dictionary in every run).
    """
    columns = _columns(whole) & _columns(now)
    return [
        run
        for run, cells in whole.items()
        if run not in now or any(cells.get(name) != now[run].get(name) for name in columns)
    ]


def _columns(values: dict[str, dict[str, str]]) -> set[str]:
    return {name for cells in values.values() for name in cells}


def values_of(runs: Runs) -> dict[str, dict[str, str]]:
    """Write the cells of each run, by its id: a number the same whatever else is in its column."""
    known: dict[str, dict[str, str]] = {}
    for row, own in enumerate(map(str, runs.run_ids)):
        cells = known[own] = {"status": str(runs.statuses[row])}
        for name, column in runs.columns.items():
            level = column.levels[column.codes[row]] if column.codes[row] >= 0 else ""
            if level or not np.isnan(column.numbers[row]):
                cells[column.given_name or name] = _same(level or float(column.numbers[row]))
    return known


def _same(value: str | float) -> str:
    try:
        return repr(float(value))
    except ValueError:
        return str(value)
