"""What real search libraries and loggers write at their current versions is read as they know it."""

from __future__ import annotations

import json
import math

import pytest

from hpviz import read
from tests.trackers.recorded import check, same

pytestmark = [pytest.mark.trackers, pytest.mark.timeout(1800)]


def check_summary(line, folder):
    """Compare what a script read in its own environment with what it logged."""
    result = json.loads(line)
    wanted = json.loads((folder / "expected.json").read_text())
    ids = sorted(
        result["ids"], key=lambda run_id: (len(run_id), run_id) if run_id.startswith("run-") else run_id
    )
    assert set(ids) == set(wanted)
    names = [name for name in wanted[ids[0]]["metrics"] if name in result["metrics"]]
    assert names
    for row, key in enumerate(ids):
        assert result["statuses"][row] == wanted[key]["status"]
        for name, cells in result["params"].items():
            assert same(cells[row], wanted[key]["params"].get(name, "absent")), (key, name)
        for name in names:
            assert same(result["metrics"][name][row], wanted[key]["metrics"].get(name, "nan")), (key, name)


def test_sacred(environment, tmp_path):
    environment("sacred", "sacred", "setuptools<81").run("write_sacred.py", tmp_path)
    runs = read(tmp_path / "runs")
    check(runs, tmp_path, leave={"seed"})
    assert runs.history.values["val.loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]


def test_guild(environment, tmp_path):
    environment("guild", "guildai").run("write_guild.py", tmp_path)
    runs = read(tmp_path / "home")
    assert runs.experiments == ("other", "train")
    check(runs, tmp_path)


def test_swanlab(environment, tmp_path):
    environment("swanlab").run("write_swanlab.py", tmp_path)
    runs = read(tmp_path / "swanlog")
    check(runs, tmp_path)
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]


def test_clearml(environment, tmp_path):
    environment("clearml").run("write_clearml.py", tmp_path, CLEARML_CACHE_DIR=str(tmp_path / "cache"))
    check(read(tmp_path / "cache" / "offline"), tmp_path)


def test_comet(environment, tmp_path):
    environment("comet", "comet_ml").run("write_comet.py", tmp_path)
    check(read(tmp_path / "archives"), tmp_path)


def test_neptune(environment, tmp_path):
    environment("neptune", "neptune<2").run("write_neptune.py", tmp_path)
    check(read(tmp_path / ".neptune"), tmp_path)


def test_trackio(environment, tmp_path):
    settings = {
        "TRACKIO_DIR": str(tmp_path / "data"),
        "HF_HUB_OFFLINE": "1",
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    environment("trackio").run("write_trackio.py", tmp_path, **settings)
    runs = read(tmp_path / "data")
    check(runs, tmp_path, by_name=True)
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]


def test_hydra(environment, tmp_path):
    sweep = ["-m", f"hydra.sweep.dir={tmp_path}/multirun", "lr=0.1,0.2,1e-3", "name=a,'007'"]
    environment("hydra", "hydra-core").run("write_hydra.py", *sweep)
    runs = read(tmp_path / "multirun")
    assert runs.run_ids.tolist() == [str(number) for number in range(6)]
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.1, 0.2, 0.2, 0.001, 0.001]
    assert runs.params["name"].levels == ("007", "a")
    loss = runs.metrics["loss"].numbers
    assert [number for number in range(6) if math.isnan(loss[number])] == [2, 4]
    assert loss[5] == 0.002
    assert runs.names[0] == "lr=0.1,name=a"
    assert {name: column.reason for name, column in runs.aside.items()} == dict.fromkeys(
        ["wide", "none", "copy", "nested.layers"], "one value only"
    )


def test_lightning(environment, tmp_path):
    environment("lightning").run("write_lightning.py", tmp_path)
    runs = read(tmp_path / "logs")
    check(runs, tmp_path)
    steps = runs.history.values["val/loss"][runs.history.run == 3]
    assert [value for value in steps.tolist() if not math.isnan(value)] == [1.375, 1.125, 0.875]


def test_smac(environment, tmp_path):
    environment("smac").run("write_smac.py", tmp_path)
    runs = read(tmp_path / "smac3_output")
    check(runs, tmp_path)
    assert {"finished", "crashed"} == set(runs.statuses)
    assert runs.hints.bounds["width"] == (1, 64)
    assert runs.hints.log == {"lr": True, "width": True}


def test_keras_tuner(environment, tmp_path):
    tuner = environment("keras-tuner", "keras-tuner", "keras", "jax", "six")
    tuner.run("write_keras_tuner.py", tmp_path, KERAS_BACKEND="numpy")
    runs = read(tmp_path / "real")
    check(runs, tmp_path)
    assert runs.default_metric() == "val_loss"
    assert [runs.default_goal(name) for name in ("val_loss", "val_acc")] == ["minimize", "maximize"]


def test_hyperopt(environment, tmp_path):
    hyperopt = environment("hyperopt", "hyperopt", "setuptools<81", "joblib")
    for line in hyperopt.run("write_hyperopt.py", tmp_path).splitlines()[-3:]:
        check_summary(line, tmp_path)
    assert len(read(tmp_path / "trials.json")) == 20


def test_ax(environment, tmp_path):
    lines = environment("ax", "ax-platform").run("write_ax.py", tmp_path).splitlines()[-2:]
    for line in lines:
        check_summary(line, tmp_path)
    runs = read(tmp_path / "ax.json")
    check(runs, tmp_path)
    assert (runs.hints.objective, runs.hints.log["lr"]) == ("loss", True)


def test_aim(environment, tmp_path):
    line = environment("aim").run("write_aim.py", tmp_path).splitlines()[-1]
    check_summary(line, tmp_path)


def test_dvc(environment, tmp_path):
    environment("dvc").run("write_dvc.py", tmp_path)
    check(read(tmp_path / "exp.json"), tmp_path, by_name=True)
    runs = read(tmp_path / "exp.csv")
    assert sorted(runs.names.tolist()) == ["exp-0", "exp-1", "exp-2"]
    assert sorted(runs.metrics["val.loss"].numbers) == [1, 3, 5]
