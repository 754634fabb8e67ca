"""Write the sweep with ClearML offline: CLEARML_CACHE_DIR=FOLDER/cache python write_clearml.py FOLDER."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import sweep
from expected import Expected


def log(folder: str, number: int) -> None:
    from clearml import Task

    Task.set_offline(offline_mode=True)
    task = Task.init(
        project_name="real",
        task_name=f"run {number}",
        tags=["mine", f"t{number % 2}"],
        auto_connect_frameworks=False,
        auto_connect_arg_parser=False,
        auto_connect_streams=False,
        auto_resource_monitoring=False,
    )
    with Path(folder, "ids").open("a") as ids:
        ids.write(f"{task.id}\n")
    task.connect(sweep.params(number))
    task.connect({"trained_by": "hand"}, name="Other")
    logger = task.get_logger()
    for step in range(sweep.steps(number)):
        logger.report_scalar("val", "loss", sweep.loss(number, step), step)
    logger.report_single_value("best", min(sweep.loss(number, step) for step in range(2)))
    if sweep.ENDS_OF_20[number] == "failed":
        raise ValueError(number)
    if sweep.ENDS_OF_20[number] == "running":
        task.flush(wait_for_uploads=True)
        os.kill(os.getpid(), signal.SIGKILL)
    task.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        log(sys.argv[1], int(sys.argv[2]))
    else:
        expected = Expected(sys.argv[1])
        for number in range(len(sweep.ENDS_OF_20)):
            subprocess.run(
                [sys.executable, __file__, sys.argv[1], str(number)],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            task = Path(sys.argv[1], "ids").read_text().split()[-1]
            # ClearML reports 0 where a number is NaN or infinite.
            losses = [sweep.loss(number, step) for step in range(sweep.steps(number))]
            last = losses[-1] if abs(losses[-1]) < 100 else 0
            best = min(loss for loss in losses[:2])
            expected.add(task, "unknown", sweep.params(number), {"val/loss": last, "best": best})
        expected.write()
