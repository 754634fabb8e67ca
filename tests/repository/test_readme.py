"""The Python of the README runs as it stands there, with sweeps for what it takes for granted."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import optuna
import pandas as pd
import pytest

import hpviz
from hpviz.data import VEHICLE
from tests.sources.trackers.wandb_log import config, exit_record, framed, run_record, summary

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def names(tmp_path, monkeypatch):
    """What the README speaks of: a frame, its files, a tracker's folder and a study."""
    monkeypatch.chdir(tmp_path)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    rng = np.random.default_rng(0)
    n = 120
    lr, width, depth = 10 ** rng.uniform(-4, -1, n), rng.integers(16, 256, n), rng.integers(1, 5, n)
    frame = pd.DataFrame({"lr": lr, "width": width, "depth": depth, "seed": rng.integers(0, 5, n)})
    frame["val_loss"] = (np.log10(lr) + 2.5) ** 2 + width / 500 + rng.normal(0, 0.1, n)
    frame["runtime"] = width / 10
    frame.to_csv("runs.csv", index=False)
    epochs = [frame.assign(run=range(n), epoch=epoch) for epoch in range(3)]
    pd.concat(epochs).to_csv("epochs.csv", index=False)
    for number, row in enumerate(frame.head(20).to_dict("records")):
        place = Path("wandb") / f"offline-run-20260101_0000{number:02}-r{number}"
        place.mkdir(parents=True)
        logged = config({"lr": row["lr"], "width": row["width"]}), summary({"val_loss": row["val_loss"]})
        records = framed([run_record(f"r{number}"), *logged, exit_record()])
        (place / f"run-r{number}.wandb").write_bytes(records)

    def objective(trial):
        return trial.suggest_float("x", -1, 1) ** 2

    study = optuna.create_study()
    study.optimize(objective, n_trials=25)
    yield {
        "hpviz": hpviz, "optuna": optuna, "df": frame, "study": study, "objective": objective,
        "VEHICLE": VEHICLE, "display": lambda panel: None,
    }  # fmt: skip
    hpviz.Panel.close_all()


def test_every_statement_runs(names):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        exec(compile(block, README.name, "exec"), names)  # noqa: S102 - our own words
    for written in ("effect.svg", "table.tex"):
        assert Path(written).stat().st_size > 100
    names["panel"].update()
    assert names["panel"].ranking.runs_used == len(names["study"].trials) > 0
