"""Write the sweep with Aim, and read the repository with it: python write_aim.py FOLDER."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import aim
import sweep
from expected import Expected
from summary import summary

import hpviz


def log(folder, expected):
    for number in range(len(sweep.ENDS)):
        run = aim.Run(
            repo=folder,
            experiment="real",
            system_tracking_interval=None,
            log_system_params=False,
            capture_terminal_logs=False,
        )
        run.name = f"run-{number}"
        run["hparams"] = sweep.params(number)
        for step in range(sweep.steps(number)):
            run.track(sweep.loss(number, step), name="loss", step=step, context={"subset": "val"})
        run.close()
        loss = sweep.loss(number, sweep.steps(number) - 1)
        expected.add(f"run-{number}", "finished", sweep.params(number), {"val.loss": loss})


if __name__ == "__main__":
    folder = sys.argv[1]
    expected = Expected(folder)
    log(folder, expected)
    expected.write()
    command = [Path(sys.executable).with_name("aim"), "storage", "--repo", folder, "reindex", "--yes"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    runs = hpviz.read(folder)
    print(json.dumps(summary(runs) | {"ids": runs.names.tolist()}))  # noqa: T201
