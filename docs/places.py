"""The folders in which the pages run: the stores of the tests, which are only read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from hpviz.data import VEHICLE
from tests.sources.trackers.wandb_log import config, exit_record, framed, run_record, summary

DATA = Path(__file__).parents[1] / "tests" / "data"
PARAMS = ["learning_rate_init", "depth", "batch_size", "alpha", "width"]


def at_data(place: str) -> None:
    """Be in a folder of the tests' data."""
    os.chdir(DATA / place)


def at_new_folder() -> None:
    """Be in an empty folder, where a page may write; ``runs.csv`` is the sweep that ships with hpviz."""
    os.chdir(tempfile.mkdtemp())
    Path("runs.csv").write_bytes(VEHICLE.read_bytes())


def at_wandb(runs: int = 200) -> None:
    """Be beside a folder ``wandb``, as W&B's client leaves it after so many runs of that sweep."""
    os.chdir(tempfile.mkdtemp())
    frame = pd.read_csv(VEHICLE).head(runs).rename(columns=lambda name: name.rpartition(".")[2])
    for number, row in enumerate(frame.to_dict("records")):
        place = Path("wandb") / f"offline-run-20260101_{number:06}-r{number}"
        place.mkdir(parents=True)
        values = {"val_acc": row["val_acc"], "train_time": row["train_time"]}
        logged = config({name: row[name] for name in PARAMS}), summary(values)
        records = framed([run_record(f"r{number}", project="vehicle"), *logged, exit_record()])
        (place / f"run-r{number}.wandb").write_bytes(records)
