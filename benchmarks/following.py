"""Time how long a store of many runs takes to read again when one run has changed, beside the first reading.

The W&B logs are written as the tests write them, so run it at the top of the checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources import as_runs, changes
from hpviz.sources.store.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMS, STEPS = 10, 20

sys.path.insert(0, str(Path(__file__).parents[1]))


def numbers(run: int) -> tuple[dict[str, float], list[float]]:
    rng = np.random.default_rng(run)
    return {f"p{i}": float(rng.random()) for i in range(PARAMS)}, rng.random(STEPS).tolist()


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def wandb(root: Path, run: int) -> Path:
    from tests.sources.trackers.wandb_log import config, exit_record, framed, history, run_record

    params, losses = numbers(run)
    steps = [history(step, {"loss": loss}) for step, loss in enumerate(losses)]
    place = root / f"offline-run-20260101_000000-r{run}" / f"run-r{run}.wandb"
    return written(place, framed([run_record(f"r{run}"), config(params), *steps, exit_record()]))


def mlruns(root: Path, run: int) -> Path:
    params, losses = numbers(run)
    experiment = root / "1"
    if run == 0:
        written(experiment / "meta.yaml", "experiment_id: '1'\nname: e\nlifecycle_stage: active\n")
    folder = experiment / f"a{run:031x}"
    meta = f"run_id: a{run:031x}\nrun_name: r{run}\nlifecycle_stage: active\nstatus: 3\nstart_time: {run}\n"
    written(folder / "meta.yaml", meta + f"end_time: {run + 9}\n")
    for name, value in params.items():
        written(folder / "params" / name, str(value))
    lines = "".join(f"{step} {loss} {step}\n" for step, loss in enumerate(losses))
    return written(folder / "metrics" / "loss", lines)


def ray(root: Path, run: int) -> Path:
    params, losses = numbers(run)
    folder = root / f"trial_{run}"
    written(folder / "params.json", json.dumps(params))
    lines = [
        json.dumps({"loss": loss, "training_iteration": step, "trial_id": f"t{run}", "config": params})
        for step, loss in enumerate(losses)
    ]
    return written(folder / "result.json", "\n".join(lines) + "\n")


def folders(root: Path, run: int) -> Path:
    params, losses = numbers(run)
    written(root / f"run_{run}" / "config.json", json.dumps(params))
    lines = [f"{step},{loss}" for step, loss in enumerate(losses)]
    return written(root / f"run_{run}" / "metrics.csv", "\n".join(["step,loss", *lines]) + "\n")


STORES: dict[str, Callable[[Path, int], Path]] = {
    "W&B": wandb, "mlruns": mlruns, "Ray Tune": ray, "config + CSV": folders,
}  # fmt: skip


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def measure(write: Callable[[Path, int], Path], root: Path, runs: int) -> dict[str, float]:
    files = [write(root, run) for run in range(runs)]
    old = time.time() - 1000
    for path in root.rglob("*"):
        os.utime(path, (old, old))
    cache = Cache()

    def read() -> None:
        as_runs(root, cache=cache, live=True)

    plain = min(seconds(lambda: as_runs(root)) for _ in range(2))
    first = seconds(read)
    again = []
    for number in range(5):
        files[number].write_bytes(files[number].read_bytes())
        again.append(seconds(read))
    glance = min(seconds(lambda: changes.look(root)) for _ in range(3))
    return {"plain": plain, "first": first, "again": float(np.median(again)), "glance": glance}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    options = parser.parse_args()
    print(f"{options.runs:,} runs of {PARAMS} parameters and {STEPS} steps; seconds")
    for name, write in STORES.items():
        with tempfile.TemporaryDirectory() as folder:
            seconds_of = measure(write, Path(folder) / "store", options.runs)
        ratio = seconds_of["plain"] / seconds_of["again"]
        text = "  ".join(f"{key} {value:6.2f}" for key, value in seconds_of.items())
        print(f"{name:>12}  {text}  again, one run changed: {ratio:5.1f} times as fast")


if __name__ == "__main__":
    main()
