"""A process that reads damaged stores, with limits of memory and time; who made it sees when it dies."""

from __future__ import annotations

import gc
import multiprocessing
import re
import resource
import shutil
import signal
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from hpviz import HpvizError, read
from hpviz.runs import Runs
from hpviz.sources import stores as stores_module
from tests.fuzz.targets import TARGETS, damaged

MEMORY = 4 * 2**30
# Seconds of processor time that a store may take, of which the whole ones take a tenth of a second.
SECONDS = 20
READ, REFUSED = "read", "refused"
OTHERS, WHOLE, FAULT, HANG, DEATH = "others changed", "refused whole", "traceback", "hang", "death"
GOOD = {READ, REFUSED}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What reading one damaged store came to.

    Attributes
    ----------
    target, seed
        What was damaged, and how; the same again for the same.
    kind
        One of `GOOD`, or what is wrong.
    damage
        The file and the kind of the damage.
    text
        The sentence, or the end of the traceback.
    """

    target: str
    seed: int
    kind: str
    damage: str = ""
    text: str = ""


def outcomes(target: str, seeds: range) -> Iterator[Outcome]:
    """Read the store with the damage of each seed; begin a new process where one dies or hangs."""
    rest = list(seeds)
    while rest:
        mine, its = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(target=_read_all, args=(its, target, rest))
        process.start()
        its.close()
        kind = DEATH
        while rest:
            # Ten times the limit on the wall, since the machine may be shared.
            if not mine.poll(10 * SECONDS):
                kind = HANG
                break
            try:
                yield mine.recv()
            except EOFError:
                break
            rest.pop(0)
        process.kill()
        process.join()
        if rest:
            yield Outcome(target=target, seed=rest.pop(0), kind=kind)


def _read_all(answers: Connection, target: str, seeds: list[int]) -> None:
    gc.freeze()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _late)
    warnings.simplefilter("ignore")
    # What only the last net of the readers catches is a fault: its own error is raised.
    stores_module.unexpected = lambda error, *_: error  # type: ignore[assignment]
    with _folder() as folder:
        runs = read(TARGETS[target].make(folder))
        whole = values_of(runs)
    for seed in seeds:
        answers.send(_outcome(target, seed, whole))
    answers.close()


def _late(*_: object) -> None:
    raise TimeoutError(f"{SECONDS} s of the processor")


def _outcome(target: str, seed: int, whole: dict[str, Any]) -> Outcome:
    with _folder() as folder:
        path = TARGETS[target].make(folder)
        name, mutation = damaged(path, Random(f"{target} {seed}"))
        kind, text = _result(target, path, name, whole)
    return Outcome(target=target, seed=seed, kind=kind, damage=f"{name}, {mutation}", text=text)


def _result(target: str, path: Path, name: str, whole: dict[str, Any]) -> tuple[str, str]:
    own = TARGETS[target].run_of
    run = re.search(own, name) if own else None
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        runs = read(path)
        repr(runs)
        values = values_of(runs)
    except HpvizError as error:
        return (WHOLE if run else REFUSED), str(error)
    except TimeoutError as error:
        return HANG, _end_of(error)
    except BaseException as error:  # noqa: BLE001 - all that is no sentence is a fault
        return FAULT, _end_of(error)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
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


def _end_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-1500:]


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hpviz-fuzz-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
