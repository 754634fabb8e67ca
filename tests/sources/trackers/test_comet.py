"""Comet's offline archives."""

from __future__ import annotations

import json
import math
import zipfile

import pytest

from hpviz import HpvizError, read
from tests.trackers.recorded import check


def param(name, value, key="param"):
    return {"type": "parameter_msg", "payload": {key: {"paramName": name, "paramValue": value}}}


def metric(name, value, step=None):
    return {
        "type": "metric_msg",
        "payload": {"metric": {"metricName": name, "metricValue": value, "step": step}},
    }


@pytest.fixture
def archives(tmp_path):
    """Write archives as Comet does: a name to its messages, and what is said of all experiments."""

    def of(about=None, **runs):
        for name, messages in runs.items():
            default = {"project_name": "p", "start_time": 1_796_038_000_000, "stop_time": 1_796_038_010_000}
            lines = [line if isinstance(line, str) else json.dumps(line) for line in messages]
            with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("experiment.json", json.dumps(default | (about or {})))
                archive.writestr("messages.json", "\n".join(lines))
        return tmp_path

    return of


def test_the_sample(stores):
    runs = read(stores / "comet" / "archives")
    check(runs, stores / "comet")
    assert runs.names.tolist() == [f"run {number}" for number in range(20) if number != 11]
    assert runs.status_counts() == {"finished": 17, "failed": 2}
    assert (runs.experiment, runs.experiments) == ("real", ("real",))
    assert list(runs.metrics) == ["val/loss", "runtime"]
    assert runs.metrics["val/loss"].numbers[7] == math.inf
    assert math.isnan(runs.metrics["val/loss"].numbers[10])
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]
    assert runs.columns["tags"].levels == ("mine, t0", "mine, t1")
    assert runs.columns["others.trained_by"].levels == ("hand",)
    assert runs.columns["error"].levels[1].endswith("ValueError(9)")
    assert runs.created[0] == 1796038703.112
    assert runs.metrics["runtime"].numbers[0] == pytest.approx(1.008)
    (note,) = runs.notes
    assert (
        "d27fb6db227f41c19e51382207786c2f.zip (no whole archive: its experiment goes on, or was killed)"
        in note
    )


def test_one_archive(stores):
    path = min((stores / "comet" / "archives").glob("*.zip"))
    assert read(path).run_ids.tolist() == [path.stem]


def test_params_of_every_kind(archives):
    messages = [
        param("optim|lr", 0.5),
        param("layers", [1, 2], "params"),
        param("none", None),
        param("code", "007"),
        param("curr_step", 3),
        param("optim|lr", 0.25),
        {"type": "log_other", "payload": {"key": "x", "value": 1}},
    ]
    runs = read(archives(a=messages))
    columns = {
        name: column.levels[0] if column.levels else column.numbers[0]
        for name, column in runs.columns.items()
    }
    assert columns == {
        "optim.lr": 0.25, "layers": "[1, 2]", "none": "None", "code": "007", "runtime": 10, "others.x": 1,
    }  # fmt: skip


def test_metrics_of_every_kind(archives):
    messages = [
        metric("loss", "-Infinity", 3),
        metric("loss", 2.0, 1),
        metric("bare", 1.0),
        metric("bare", 3.0),
        metric("sys.cpu.percent.avg", 9.0, 1),
        metric("process duration", 9.0),
        metric("late", 1.0, 4),
        metric("late", 7.0),
    ]
    runs = read(archives(a=messages))
    values = {name: column.numbers[0] for name, column in runs.metrics.items()}
    assert values == {"loss": -math.inf, "bare": 3, "late": 7, "runtime": 10}
    assert [value for value in runs.history.values["bare"] if not math.isnan(value)] == [1, 3]


def test_one_of_several_projects_is_chosen(archives):
    archives(a=[param("lr", 1)])
    path = archives({"project_name": "q"}, b=[param("lr", 1)], c=[param("lr", 2)])
    assert (read(path).experiment, read(path).experiments) == ("q", ("p", "q"))
    assert read(path, experiment="p").run_ids.tolist() == ["a"]


def test_damage_costs_its_own_part(archives):
    path = archives(
        a=[param("lr", 1), metric("loss", 1.0), '{"type": "metric'],
        b=[param("lr", 2), metric("loss", "much"), {"type": "parameter_msg", "payload": {"param": {}}}],
        c=[param("lr", 3), metric("loss", 3.0)],
    )
    archives({"start_time": "x"}, d=[param("lr", 4)])
    with zipfile.ZipFile(path / "e.zip", "w") as archive:
        archive.writestr("experiment.json", "[]")
        archive.writestr("messages.json", "")
    (path / "f.zip").write_bytes((path / "c.zip").read_bytes()[:-40])
    runs = read(path)
    assert runs.run_ids.tolist() == ["a", "b", "c", "d"]
    assert runs.params["lr"].numbers.tolist() == [1, 2, 3, 4]
    assert runs.metrics["loss"].numbers[0] == 1
    (files, records) = runs.notes
    assert "e.zip (experiment.json is a list where an object was expected)" in files
    assert "f.zip (no whole archive" in files
    assert "a.zip (no complete JSON)" in records
    assert "b.zip (a value of 'loss' is no number)" in records
    assert "d.zip (a time is a text where a number was expected)" in records


def test_what_is_no_experiment(archives, tmp_path):
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        archive.writestr("weights", "x")
    with pytest.raises(HpvizError):
        read(tmp_path)
    runs = read(archives(a=[param("lr", 1)]))
    assert "model.zip (experiment.json is missing)" in runs.notes[0]
