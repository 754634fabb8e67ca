"""What real trackers write at their current versions is read as it was logged."""

from __future__ import annotations

import json
import math
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hpviz import read

pytestmark = [pytest.mark.trackers, pytest.mark.timeout(1200)]


def close(value, wanted):
    if isinstance(wanted, float) and isinstance(value, (int, float)) and not isinstance(value, bool):
        return math.isclose(value, wanted, rel_tol=1e-6)
    return value == wanted


def agree(values, wanted):
    assert len(values) == len(wanted)
    assert [pair for pair in zip(values, wanted, strict=True) if not close(*pair)] == []


@pytest.fixture
def check(sweep, summary):
    """Compare runs, or their summary, with the sweep that was logged."""
    numbers = range(len(sweep.ENDS))

    def compare(runs, loss="val/loss", params=None, ends=sweep.ENDS, bare=()):
        result = runs if isinstance(runs, dict) else summary(runs)
        assert result["statuses"] == list(ends)
        given = [{} if number in bare else sweep.flat(sweep.params(number)) for number in numbers]
        for name in params or sweep.flat(sweep.params(1)):
            agree(result["params"][name], [written(params, name) for params in given])
        last = [sweep.loss(number, sweep.steps(number) - 1) for number in numbers]
        agree(result["metrics"][loss], ["nan" if math.isnan(value) else value for value in last])
        return result

    return compare


def written(params, name):
    """Write a parameter as a column has it: numbers, or the text of anything else."""
    if name not in params:
        return "absent"
    value = params[name]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def steps_of(sweep, number):
    values = [sweep.loss(number, step) for step in range(sweep.steps(number))]
    return [value for value in values if not math.isnan(value)]


def check_steps(result, sweep, name, numbers=None):
    for number in numbers or range(len(sweep.ENDS)):
        agree(result["steps"][name][number], steps_of(sweep, number))


def test_optuna(environment, tmp_path, sweep, check):
    environment("optuna").run("write_optuna.py", tmp_path)
    for name in ("study.db", "journal.log"):
        runs = read(tmp_path / name)
        assert (runs.experiment, runs.experiments) == ("real", ("small", "real"))
        result = {"statuses": runs.statuses.tolist()}
        # A loss of NaN makes a trial of Optuna fail, and a failed trial has no value.
        ends = [*sweep.ENDS[:10], "failed", "running"]
        assert result["statuses"] == ends
        value = runs.metrics["value"].numbers
        agree(value[:9].tolist(), [sweep.loss(number, 2) for number in range(9)])
        for name_of in ("optim.lr", "width", "depth", "code"):
            column = runs.params[name_of]
            cells = [
                column.levels[code] if code >= 0 else number
                for number, code in zip(column.numbers.tolist(), column.codes, strict=True)
            ]
            agree(cells, [written(sweep.flat(sweep.params(number)), name_of) for number in range(12)])
        steps = runs.history.values["value"][runs.history.run == 3]
        agree(steps.tolist(), steps_of(sweep, 3))


def test_mlflow(environment, tmp_path, sweep, check):
    mlflow = environment("mlflow")
    mlflow.run("write_mlflow.py", tmp_path)
    for name in ("mlflow.db", "mlruns"):
        runs = read(tmp_path / name)
        assert (runs.experiment, runs.experiments) == ("real", ("real",))
        result = check(runs)
        check_steps(result, sweep, "val/loss")
        assert "1 deleted run was left out." in result["notes"]
        assert abs(result["created"][0] - time.time()) < 3600
    check(mlflow.read(f"mlflow+sqlite:///{tmp_path}/mlflow.db"))


def test_wandb(environment, tmp_path, sweep, check):
    environment("wandb").run("write_wandb.py", tmp_path)
    runs = read(tmp_path / "wandb")
    assert (runs.experiment, runs.experiments) == ("real", ("real",))
    result = check(runs, "loss")
    check_steps(result, sweep, "loss")
    assert set(result["groups"]) == {"g"}
    assert result["metrics"]["val/loss.min"][0] == 0
    assert result["metrics"]["nested.epoch"][0] == 2
    assert runs.hints.goals["val/loss"] == "minimize"
    assert abs(result["created"][0] - time.time()) < 3600


@pytest.fixture
def service(tmp_path):
    """Run a script that stands in for W&B's service on loopback; give the settings of its client."""
    running = []

    def started(script, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running.append(subprocess.Popen([sys.executable, script, str(port), *map(str, arguments)]))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        return {
            "WANDB_BASE_URL": f"http://127.0.0.1:{port}",
            "WANDB_API_KEY": "x" * 40,
            "WANDB_SILENT": "true",
            "WANDB_DIR": str(tmp_path),
        } | {f"WANDB_{name}_DIR": str(tmp_path) for name in ("CONFIG", "CACHE", "DATA")}

    yield started
    for stub in running:
        stub.terminate()
        stub.wait(20)


def test_wandbs_service(environment, service, stores, tmp_path):
    path = stores / "wandb_api" / "runs.json"
    settings = service(Path(__file__).parent / "wandb_service.py", tmp_path / "queries", path)
    result = environment("wandb").read("wandb://ent/digits", **settings)
    recorded = json.loads(path.read_text())
    recorded.sort(key=lambda run: (len(run["displayName"]), run["displayName"]))
    assert result["statuses"] == [run["state"] for run in recorded]
    agree(result["params"]["optim.lr"], [run["config"]["optim"]["lr"] for run in recorded])
    agree(result["params"]["data.scale"], [str(run["config"]["data"]["scale"]) for run in recorded])


def test_wandbs_service_gives_sweeps_and_history(environment, service, sweep, check, tmp_path):
    settings = service(Path(__file__).parent / "wandb_service.py", tmp_path / "queries")
    wandb = environment("wandb")
    result = check(wandb.read("wandb://ent/digits", **settings), "loss", params=["optim.lr", "width", "code"])
    check_steps(result, sweep, "loss")
    assert (tmp_path / "queries").read_text().split() == ["Runs", "RunHistories"]
    assert result["experiments"] == ["ent/digits", "first", "second"]
    second = wandb.read("wandb://ent/digits", "second", **settings)
    agree(second["steps"]["loss"][1], steps_of(sweep, 3))
    assert (second["experiment"], len(second["statuses"])) == ("second", 5)
    assert (
        "'third'; it holds: 'ent/digits' (12 runs)"
        in wandb.read("wandb://ent/digits", "third", **settings)["refused"]
    )


def test_tensorboard(environment, tmp_path, sweep, check):
    environment("tensorboard", "tensorboard", "tensorboardX").run("write_tensorboard.py", tmp_path)
    runs = read(tmp_path / "plugin")
    result = check(runs)
    check_steps(result, sweep, "val/loss")
    assert runs.hints.choices["width"] == ("16", "32", "64")
    assert runs.hints.bounds["optim.lr"] == (1e-6, 0.1)


def test_add_hparams(environment, tmp_path, sweep, check):
    environment("tensorboard", "tensorboard", "tensorboardX").run("write_tensorboard.py", tmp_path)
    runs = read(tmp_path / "add_hparams")
    ends = [end if end == "finished" else "running" for end in sweep.ENDS]
    result = check(runs, ends=ends, bare=(9, 11))
    check_steps(result, sweep, "val/loss")


def test_ray(environment, tmp_path, sweep, check):
    environment("ray", "ray[tune]").run("write_ray.py", tmp_path)
    ends = [end if end == "finished" else "failed" for end in sweep.ENDS]
    check_steps(check(read(tmp_path / "real"), ends=ends), sweep, "val/loss")
    check_steps(check(json.loads((tmp_path / "grid.json").read_text()), ends=ends), sweep, "val/loss")
