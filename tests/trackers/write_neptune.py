"""Write the sweep with Neptune in offline mode: python write_neptune.py FOLDER [NUMBER]."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import sweep
from expected import Expected


def log(number: int) -> None:
    import neptune
    from neptune.utils import stringify_unsupported

    run = neptune.init_run(
        mode="offline",
        name=f"run {number}",
        tags=["mine", f"t{number % 2}"],
        capture_hardware_metrics=False,
        capture_stdout=False,
        capture_stderr=False,
        source_files=[],
        git_ref=False,
    )
    run["sys/group_tags"].add("g")
    run["parameters"] = stringify_unsupported(sweep.params(number))
    for step in range(sweep.steps(number)):
        run["val/loss"].append(sweep.loss(number, step), step=step)
    run["best"] = float(number)
    if sweep.ENDS_OF_20[number] == "failed":
        raise ValueError(number)
    if sweep.ENDS_OF_20[number] == "running":
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)  # what it logged is still in its memory
    run.stop()


def last_finite(number: int) -> float:
    """Neptune skips numbers that are NaN or infinite."""
    losses = [sweep.loss(number, step) for step in range(sweep.steps(number))]
    return [loss for loss in losses if math.isfinite(loss)][-1]


def stored(folder: str) -> set[Path]:
    return set(Path(folder, ".neptune", "offline").glob("run__*"))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        log(int(sys.argv[2]))
    else:
        expected = Expected(sys.argv[1])
        for number, end in enumerate(sweep.ENDS_OF_20):
            before = stored(sys.argv[1])
            subprocess.run(
                [sys.executable, Path(__file__).resolve(), sys.argv[1], str(number)],
                cwd=sys.argv[1],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            (own,) = stored(sys.argv[1]) - before
            key = own.name.split("__")[1]
            if end == "running":
                expected.add(key, "running", {}, {})
            else:
                metrics = {"val/loss": last_finite(number), "best": float(number)}
                expected.add(key, {"finished": "unknown"}.get(end, end), sweep.params(number), metrics)
        expected.write()
