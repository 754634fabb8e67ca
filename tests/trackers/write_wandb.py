"""Write the sweep with W&B in offline mode: python write_wandb.py FOLDER [NUMBER]."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import sweep
import wandb


def log(folder: str, number: int) -> None:
    run = wandb.init(
        project="real",
        name=f"run {number}",
        group="g",
        dir=folder,
        mode="offline",
        config=sweep.params(number),
    )
    run.define_metric("val/loss", summary="min")
    for step in range(sweep.steps(number)):
        run.log({"loss": sweep.loss(number, step), "val/loss": step, "nested": {"epoch": step}}, step=step)
    if sweep.ENDS[number] == "running":
        run.log({"last": 1}, step=9)  # a row is complete when the next one begins
        time.sleep(20)  # its core writes every 15 seconds
        os.killpg(0, signal.SIGKILL)
    run.log({"picture": wandb.Histogram([1, 2, 3])})
    run.finish(exit_code=int(sweep.ENDS[number] == "failed"))


if __name__ == "__main__":
    os.environ.update(WANDB_SILENT="true", WANDB_DISABLE_GIT="true", WANDB_DISABLE_CODE="true")
    if len(sys.argv) > 2:
        log(sys.argv[1], int(sys.argv[2]))
    else:
        for number in range(len(sweep.ENDS)):
            subprocess.run(
                [sys.executable, __file__, sys.argv[1], str(number)], check=False, start_new_session=True
            )
