"""Write the sweep with Comet in offline mode: python write_comet.py FOLDER [NUMBER]."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import sweep
from expected import Expected


def log(folder: str, number: int) -> None:
    import comet_ml

    experiment = comet_ml.OfflineExperiment(
        workspace="me",
        project_name="real",
        offline_directory=f"{folder}/archives",
        log_code=False,
        log_git_metadata=False,
        log_env_details=False,
        auto_output_logging=False,
        parse_args=False,
        display_summary_level=0,
    )
    experiment.set_name(f"run {number}")
    experiment.add_tags(["mine", f"t{number % 2}"])
    experiment.log_other("trained_by", "hand")
    experiment.log_parameters(sweep.params(number))
    for step in range(sweep.steps(number)):
        experiment.log_metrics({"val/loss": sweep.loss(number, step)}, step=step)
    if sweep.ENDS_OF_20[number] == "failed":
        raise ValueError(number)
    if sweep.ENDS_OF_20[number] == "running":
        os.kill(os.getpid(), signal.SIGKILL)  # what it logged is still elsewhere, and its archive empty
    experiment.end()


def archives(folder: str) -> set[Path]:
    return set(Path(folder, "archives").glob("*.zip"))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        log(sys.argv[1], int(sys.argv[2]))
    else:
        expected = Expected(sys.argv[1])
        for number, end in enumerate(sweep.ENDS_OF_20):
            before = archives(sys.argv[1])
            subprocess.run(
                [sys.executable, __file__, sys.argv[1], str(number)],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            (archive,) = archives(sys.argv[1]) - before
            if end != "running":
                expected.add(archive.stem, end, sweep.params(number), {"val/loss": sweep.last_loss(number)})
        expected.write()
