"""Write the sweep with Sacred: python write_sacred.py FOLDER."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import sweep
from expected import Expected
from sacred import SETTINGS, Experiment
from sacred.observers import FileStorageObserver

SETTINGS.CAPTURE_MODE = "no"
SETTINGS.CONFIG.READ_ONLY_CONFIG = False


def log(folder, number, expected):
    experiment = Experiment("real", save_git_info=False)
    experiment.observers.append(FileStorageObserver(folder / "runs"))
    experiment.add_config(sweep.params(number) | {"seed": number})
    end = sweep.ENDS[number]

    @experiment.main
    def main(_run):
        for step in range(sweep.steps(number)):
            _run.log_scalar("val.loss", sweep.loss(number, step), step)
        if end == "failed":
            raise ValueError(number)
        if end == "running":
            raise KeyboardInterrupt
        return sweep.loss(number, step)

    with suppress(ValueError, KeyboardInterrupt):
        experiment.run(options={"--loglevel": "CRITICAL"})
    status = {"running": "killed"}.get(end, end)
    loss = sweep.loss(number, sweep.steps(number) - 1)
    expected.add(number + 1, status, sweep.params(number), {"val.loss": loss})


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    expected = Expected(folder)
    for number in range(len(sweep.ENDS)):
        log(folder, number, expected)
    expected.write()
