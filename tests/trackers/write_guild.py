"""Write the sweep with Guild AI: python write_guild.py FOLDER."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import sweep
import yaml
from expected import Expected

# Guild runs this script again, which then is the training.
NUMBER = "SWEEP_NUMBER"


def flags(number):
    """Guild's flags are numbers, booleans and texts; null is a flag without a value."""
    given = sweep.flat(sweep.params(number))
    return {name: str(value) if isinstance(value, list) else value for name, value in given.items()}


def project(folder):
    """Write the operation that is run, without its source code in each run."""
    names = {name: None for number in (0, 1) for name in flags(number)}
    operation = {
        "exec": f"{sys.executable} {Path(__file__).resolve()}",
        "sourcecode": "no",
        "output-scalars": [{"step": r"step: (\S+)"}, {"val/loss": r"loss: (\S+)"}],
        "flags": names,
    }
    folder.mkdir(parents=True)
    (folder / "guild.yml").write_text(yaml.safe_dump({"train": operation, "other": operation}))


def run(folder, number, operation="train"):
    values = [f"{name}={yaml.safe_dump(value).split(chr(10))[0]}" for name, value in flags(number).items()]
    command = [sys.executable, "-m", "guild.main_bootstrap", "run", operation, *values, "--yes"]
    tags = ["--tag", "mine", "--comment", "a comment"] if number == 0 else []
    settings = {"GUILD_HOME": str(folder / "home"), NUMBER: str(number)}
    subprocess.run(
        [*command, *tags],
        cwd=folder / "project",
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        check=False,
        start_new_session=True,
    )


def train(number):
    for step in range(sweep.steps(number)):
        print(f"step: {step}\nloss: {sweep.loss(number, step)}", flush=True)  # noqa: T201
    end = sweep.ENDS_OF_20[number]
    if end == "running":
        time.sleep(1)
        os.killpg(0, signal.SIGKILL)
    sys.exit(int(end == "failed"))


def log(folder):
    (folder / "home").mkdir(parents=True)
    project(folder / "project")
    expected = Expected(folder)
    runs = folder / "home" / "runs"
    for number, end in enumerate(sweep.ENDS_OF_20):
        before = set(runs.iterdir()) if runs.exists() else set()
        run(folder, number)
        (own,) = set(runs.iterdir()) - before
        expected.add(own.name, end, flags(number), {"val/loss": sweep.last_loss(number)})
    expected.write()
    run(folder, 1, operation="other")


if __name__ == "__main__":
    if NUMBER in os.environ:
        train(int(os.environ[NUMBER]))
    else:
        log(Path(sys.argv[1]).resolve())
