"""ClearML's offline sessions."""

from __future__ import annotations

import json
import shutil
import zipfile

import pytest

import hpviz
from hpviz import read
from tests.trackers.recorded import check


def scalar(metric, variant, step, value, moment=1_796_038_309_706):
    kind = "training_stats_scalar"
    return {
        "timestamp": moment,
        "type": kind,
        "iter": step,
        "metric": metric,
        "variant": variant,
        "value": value,
    }


def param(value, kind=None):
    return {"value": value} | ({"type": kind} if kind else {})


@pytest.fixture
def offline(tmp_path):
    """Write sessions as ClearML does: a name to what its task says and its events."""

    def of(packed=(), **sessions):
        for name, (task, *events) in sessions.items():
            folder = tmp_path / f"offline-{name}"
            folder.mkdir()
            default = {"hyperparams": {"General": {"lr": param("0.5", "float")}}, "project_name": "p"}
            text = task if isinstance(task, str) else json.dumps(default | task)
            (folder / "task.json").write_text(text)
            (folder / "log.jsonl").write_text('[{"timestamp": 1796038309000, "msg": "x"}]\n\n')
            lines = [event if isinstance(event, str) else json.dumps([event]) for event in events]
            (folder / "metrics.jsonl").write_text("\n\n".join(lines))
            if name in packed:
                with zipfile.ZipFile(tmp_path / f"offline-{name}.zip", "w") as archive:
                    for file in folder.iterdir():
                        archive.write(file, file.name)
                shutil.rmtree(folder)
        return tmp_path

    return of


def test_the_sample(stores):
    runs = read(stores / "clearml" / "offline")
    check(runs, stores / "clearml")
    assert runs.names.tolist() == [f"run {number}" for number in range(20)]
    assert runs.status_counts() == {"unknown": 20}
    assert (runs.experiment, runs.experiments) == ("real", ("real",))
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]
    assert set(runs.history.values) == {"val/loss"}
    assert runs.columns["Other.trained_by"].levels == ("hand",)
    assert runs.columns["tags"].levels == ("mine, t0", "mine, t1")
    assert runs.created[0] == 1796038478.569
    assert runs.metrics["runtime"].numbers[0] == pytest.approx(0.286)


def test_one_session(stores):
    folder = stores / "clearml" / "offline"
    one = next(entry for entry in folder.iterdir() if entry.is_dir())
    assert read(one).run_ids.tolist() == [one.name]
    packed = next(folder.glob("*.zip"))
    assert read(packed).run_ids.tolist() == [packed.stem]


TYPES = {
    "none": ("", None, "None"),
    "int": ("16", "int", 16),
    "float": ("1e-07", "float", 1e-7),
    "no": ("False", "bool", "False"),
    "code": ("007", "str", "007"),
    "word": ("None", "str", "None"),
    "list": ("[1, 2]", "list/int", "[1, 2]"),
    "bare": ("3", None, 3),
    "lead": ("007", None, "007"),
    "odd": ("auto", "float", "auto"),
}


def test_types(offline):
    section = {name: param(text, kind) for name, (text, kind, _) in TYPES.items()}
    columns = read(offline(a=({"hyperparams": {"Args": section}},))).columns
    values = {
        name: columns[name].levels[0] if columns[name].levels else columns[name].numbers[0] for name in TYPES
    }
    assert values == {name: value for name, (_, _, value) in TYPES.items()}


def test_sections_keep_their_names_where_they_say_something(offline):
    sections = {
        "Args": {"lr": param("1", "int")},
        "General": {"lr": param("2", "int"), "optim/lr": param("3", "int")},
        "Hydra": {"lr": param("4", "int")},
    }
    runs = read(offline(a=({"hyperparams": sections},)))
    assert {name: runs.columns[name].numbers[0] for name in ("lr", "General.lr", "optim.lr", "Hydra.lr")} == {
        "lr": 1, "General.lr": 2, "optim.lr": 3, "Hydra.lr": 4,
    }  # fmt: skip


def test_what_is_measured(offline):
    runs = read(
        offline(
            a=(
                {},
                scalar("loss", "loss", 1, 2.0),
                scalar("loss", "loss", 0, 3.0),
                scalar("val", "acc", 0, 0.5),
                scalar("Summary", "best", -(2**31), 9.0, moment=1_796_038_319_000),
                scalar(":monitor:gpu", "gpu_0_util", 5, 1.0),
                {"timestamp": 1, "type": "plot", "plot_str": "{}"} | {"timestamp": 1_796_038_309_800},
            )
        )
    )
    assert {name: column.numbers[0] for name, column in runs.metrics.items()} == {
        "loss": 2, "val/acc": 0.5, "best": 9, "runtime": 10,
    }  # fmt: skip
    assert runs.history.values["loss"].tolist() == [3, 2]


def test_a_packed_session_counts_where_its_folder_is_not_whole(offline):
    path = offline(packed="b", a=({}, scalar("loss", "loss", 0, 1.0)), b=({}, scalar("loss", "loss", 0, 2.0)))
    (path / "offline-b").mkdir()
    assert read(path).metrics["loss"].numbers.tolist() == [1, 2]
    (path / "offline-c").mkdir()
    runs = read(path)
    assert len(runs) == 2
    assert "offline-c (task.json is missing)" in runs.notes[0]


def test_one_of_several_projects_is_chosen(offline):
    path = offline(a=({},), b=({"project_name": "q"},), c=({"project_name": "q"},))
    assert (read(path).experiment, read(path).experiments) == ("q", ("p", "q"))
    assert read(path, experiment="p").run_ids.tolist() == ["offline-a"]


def test_damage_costs_its_own_part(offline):
    section = {"lr": param("0.5", "float"), "n": 1}
    path = offline(
        packed="e",
        a=({}, scalar("loss", "loss", 0, 1.0), '[{"timestamp": 179'),
        b=('{"hyperparams": ',),
        c=({"hyperparams": {"General": section, "Other": []}}, scalar("loss", "loss", 0, "x")),
        d=({}, scalar("loss", "loss", 0, 4.0)),
        e=({}, scalar("loss", "loss", 0, 5.0)),
    )  # fmt: skip
    data = bytearray((path / "offline-e.zip").read_bytes())
    data[data.find(b"training_stats") + 3] ^= 1
    (path / "offline-e.zip").write_bytes(data)
    runs = read(path)
    assert runs.run_ids.tolist() == ["offline-a", "offline-c", "offline-d", "offline-e"]
    assert runs.metrics["loss"].numbers.tolist()[::2] == [1, 4]
    (files, records) = runs.notes
    assert "offline-b (task.json is no complete JSON object)" in files
    assert "offline-e.zip (metrics.jsonl cannot be unpacked)" in files
    assert "offline-a (a line of events is no complete JSON)" in records
    assert "offline-c (" in records


def test_what_unpacks_to_gigabytes_is_left_out(offline, monkeypatch):
    monkeypatch.setattr(hpviz.limits, "text_gib", 2**-10)
    path = offline(a=({}, scalar("loss", "loss", 0, 1.0)))
    with zipfile.ZipFile(path / "offline-b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("task.json", " " * (2**20 + 1))
        archive.writestr("log.jsonl", "")
    runs = read(path)
    assert runs.run_ids.tolist() == ["offline-a"]
    assert "offline-b.zip (task.json is larger than 0.000976562 GiB (hpviz.limits.text_gib))" in runs.notes[0]
