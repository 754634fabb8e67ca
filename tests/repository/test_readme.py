"""The Python of the README runs as it stands there: it needs the files that it names, and a notebook."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.data import VEHICLE
from tests.sources.trackers.wandb_log import config, exit_record, framed, run_record, summary

optuna = pytest.importorskip("optuna")

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Be where the files are that the README names: tables of runs, and a tracker's folder."""
    monkeypatch.chdir(tmp_path)
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
    yield
    hpviz.Panel.close_all()


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


def run(block: str, names: dict[str, object]) -> None:
    exec(compile(block, README.name, "exec"), names)  # noqa: S102 - our own words


def test_the_first_block_runs_by_itself(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = ast.parse(blocks()[0])
    *before, last = first.body
    assert isinstance(last, ast.Expr)  # a cell shows what its last line is
    names: dict[str, object] = {}
    run(ast.unparse(ast.Module(before, [])), names)
    panel = eval(ast.unparse(last), names)  # noqa: S307 - our own words
    assert panel.ranking.runs_used == 500
    panel.close()


@pytest.mark.usefixtures("folder")
def test_every_statement_runs():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    names: dict[str, object] = {"display": lambda panel: None}  # a notebook has it
    assert len(blocks()) >= 5
    for block in blocks():
        run(block, names)
    for written in ("effect.svg", "table.tex"):
        assert Path(written).stat().st_size > 100
    names["panel"].update()
    assert names["panel"].ranking.runs_used == len(names["study"].trials) > 0


def test_its_next_sweep_is_what_its_code_gives():
    text = README.read_text("utf-8")
    advice = hpviz.rank(VEHICLE, "val_acc").next_sweep()
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.count(" | ") == 3]
    written = {param: (action, after, sure) for param, action, after, sure in rows}
    for row in advice.table().itertuples():
        action, after, sure = written[row.param]
        assert (action, sure) == (row.action, row.sure)
        assert after.startswith(row.after)
    assert advice.sentences[1] in text
