"""Tables whose rows are steps: the log of one training, and the logs of several one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.tables.columns import METRIC, PARTS, RESULT, MadeColumn, spelled

if TYPE_CHECKING:
    from benchmarks.tables.fields import Field
    from benchmarks.tables.sweep import Floats, Sweep

COUNTERS = ("epoch", "step", "Epoch", "iteration", "global_step", "round", "episode", "iter")
COUNTER = frozenset({"aside", "metric"})
MOST_LOGS = 12


def log_of_a_run(field: Field, rng: np.random.Generator) -> list[MadeColumn]:
    """One training: a counter that goes up through all rows, a schedule, and what was measured."""
    steps = int(rng.integers(15, 90))
    columns = [_counter(np.arange(steps), rng), *_measured(field, np.arange(steps) / steps, rng)]
    if rng.random() < 0.5:
        rate = 1e-3 * (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2 + 1e-6
        name = spelled("lr|learning_rate|lr/pg0|lr-Adam", rng)
        columns.append(MadeColumn(name=name, kind="schedule", cells=rate.tolist(), roles=RESULT))
    if rng.random() < 0.4:
        cells = (np.arange(steps) * 31.5 + rng.random(steps)).round(2).tolist()
        columns.append(MadeColumn(name="time", kind="time", cells=cells, roles=RESULT))
    return columns


def logs_of_runs(field: Field, sweep: Sweep, rng: np.random.Generator) -> tuple[list[MadeColumn], int]:
    """Several trainings: an id and the params, repeated at each of their steps."""
    chosen = _different(sweep)[:MOST_LOGS]
    steps = int(rng.integers(5, 25))
    row = np.repeat(chosen, steps)
    ids = np.repeat(np.arange(len(chosen)), steps)
    name = spelled("run|run_id|trial", rng)
    columns = [
        MadeColumn(name=name, kind="number of the run", cells=ids.tolist(), roles=frozenset({"aside"}))
    ]
    for param_name, param in sweep.params.items():
        cells = [sweep.cells[param_name][place] for place in row]
        same = len(set(map(str, cells))) == 1
        roles = PARTS[param.part] | {"aside"} if same else PARTS[param.part]
        columns.append(MadeColumn(name=param_name, kind=param.part, cells=cells, roles=roles))
    places = np.tile(np.arange(steps), len(chosen))
    columns += [_counter(places, rng), *_measured(field, places / steps + sweep.quality[row], rng)]
    return columns, len(chosen)


def _different(sweep: Sweep) -> list[int]:
    """The first run of each configuration."""
    rows: dict[tuple[str, ...], int] = {}
    for row in range(len(sweep)):
        rows.setdefault(tuple(str(cells[row]) for cells in sweep.cells.values()), row)
    return list(rows.values())


def _counter(places: np.ndarray[tuple[int, ...], np.dtype[np.intp]], rng: np.random.Generator) -> MadeColumn:
    name = str(rng.choice(COUNTERS))
    start, by = int(rng.choice([0, 1])), 100 if "step" in name else 1
    return MadeColumn(name=name, kind="counter", cells=((places + start) * by).tolist(), roles=COUNTER)


def _measured(field: Field, progress: Floats, rng: np.random.Generator) -> list[MadeColumn]:
    columns = []
    for metric in [metric for metric in field.metrics if metric.main][: rng.integers(1, 4)]:
        name = metric.names.partition("|")[0]
        for shown in (f"train_{name}", f"val_{name}") if metric.split else (name,):
            quality = np.clip(1 - np.exp(-2 * progress) + rng.normal(0, 0.03, len(progress)), 0, 1)
            good = quality if metric.goal == "maximize" else 1 - quality
            cells = (metric.low + (metric.high - metric.low) * good).tolist()
            main = not shown.startswith("train_")
            columns.append(
                MadeColumn(name=shown, kind="metric", cells=cells, roles=METRIC, goal=metric.goal, main=main)
            )
    return columns
