"""Write the sweep with SwanLab in offline mode: python write_swanlab.py FOLDER [NUMBER]."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import swanlab
import sweep
from expected import Expected


def log(folder: str, number: int) -> None:
    swanlab.init(
        project="real",
        experiment_name=f"run {number}",
        group="g",
        tags=["mine", f"t{number % 2}"],
        description="first" if number == 0 else None,
        id=f"run{number:02}",
        config=sweep.params(number),
        mode="offline",
        logdir=f"{folder}/swanlog",
    )
    for step in range(sweep.steps(number)):
        swanlab.log({"val/loss": sweep.loss(number, step), "epoch": step}, step=step)
    if sweep.ENDS_OF_20[number] == "failed":
        raise ValueError(number)
    if sweep.ENDS_OF_20[number] == "running":
        os.kill(os.getpid(), signal.SIGKILL)  # what it logged is still in its memory
    swanlab.finish()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        log(sys.argv[1], int(sys.argv[2]))
    else:
        expected = Expected(sys.argv[1])
        for number, end in enumerate(sweep.ENDS_OF_20):
            subprocess.run(
                [sys.executable, __file__, sys.argv[1], str(number)],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            metrics = {"val/loss": sweep.last_loss(number), "epoch": sweep.steps(number) - 1}
            ended = {"failed": "crashed"}.get(end, end)
            expected.add(f"run{number:02}", ended, sweep.params(number), {} if end == "running" else metrics)
        expected.write()
        for folder in Path(sys.argv[1]).glob("swanlog/*"):
            if folder.is_dir() and not list(folder.glob("*.swanlab")):
                sys.exit(f"{folder} has no log")
