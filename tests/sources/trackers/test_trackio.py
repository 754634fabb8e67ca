"""Trackio's databases: special numbers are texts, and half a record costs only itself."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3

import numpy as np
import pytest

from hpviz import HpvizError, read

RUN = "id TEXT, run_id TEXT, run_name TEXT, config TEXT, created_at TEXT"
STEP = "id INTEGER PRIMARY KEY, run_id TEXT, timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT"
NOON = "2026-11-24T12:00:{:02}+00:00"


@pytest.fixture
def project(tmp_path):
    """Write a project: name of run to its configuration and steps, as texts or what becomes JSON."""

    def of(runs, name="project"):
        path = tmp_path / f"{name}.db"
        store = sqlite3.connect(path)
        store.execute(f"CREATE TABLE configs ({RUN})")
        store.execute(f"CREATE TABLE metrics ({STEP})")
        for run, (config, steps) in runs.items():
            text = config if isinstance(config, str) else json.dumps(config)
            store.execute(
                "INSERT INTO configs VALUES (?, ?, ?, ?, ?)", [run, f"id-{run}", run, text, NOON.format(0)]
            )
            for number, step in enumerate(steps):
                text = step if isinstance(step, str) else json.dumps(step).encode()
                store.execute(
                    "INSERT INTO metrics VALUES (NULL, ?, ?, ?, ?, ?)",
                    [f"id-{run}", NOON.format(number), run, number, text],
                )
        store.commit()
        store.close()
        return path

    return of


@pytest.mark.parametrize("place", ["data", "data/digits.db"])
def test_the_sample(stores, place):
    runs = read(stores / "trackio" / place)
    assert runs.status_counts() == {"unknown": 8}
    assert runs.names.tolist() == [f"trial-{number}" for number in range(8)]
    assert list(runs.metrics) == ["val_loss", "val_acc", "runtime"]
    assert math.isnan(runs.metrics["val_loss"].numbers[3])
    assert runs.metrics["val_acc"].numbers[3] == 0.8461538461538461
    assert runs.history.values["val_loss"][runs.history.run == 0].tolist()[0] == 5.913005421369811
    assert [int((runs.history.run == row).sum()) for row in range(8)] == [4, 4, 4, 4, 4, 1, 4, 4]
    assert runs.params["model.mlp.hidden"].levels == ("[16, 16]", "[16]", "[64]", "[8]")
    assert not {"_Username", "_Created", "_Group"} & set(runs.columns)
    assert runs.created[0] == pytest.approx(1795479995.827273)


def test_the_store_is_not_touched(stores, tmp_path):
    shutil.copytree(stores / "trackio" / "data", tmp_path / "data")
    for name in ("digits.db-wal", "digits.lock"):  # as Trackio leaves them
        (tmp_path / "data" / name).touch()
    before = {
        path.name: path.read_bytes() for path in (tmp_path / "data").iterdir() if "shm" not in path.name
    }
    read(tmp_path / "data")
    after = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir() if "shm" not in path.name}
    assert before == after


def test_special_numbers_nones_and_groups(project):
    config = {
        "lr": 1,
        "top": "Infinity",
        "drop": None,
        "_Group": "g",
        "_Username": "me",
        "_Created": NOON.format(0),
    }
    runs = read(project({"a": (config, [{"loss": "-Infinity"}]), "b": ({"lr": 2}, [{"loss": "NaN"}])}))
    assert runs.metrics["loss"].numbers[0] == -np.inf
    assert math.isnan(runs.metrics["loss"].numbers[1])
    assert (runs.params["drop"].levels, runs.params["drop"].absent.tolist()) == (("None",), [False, True])
    assert runs.params["top"].numbers[0] == np.inf
    assert runs.groups.tolist() == ["g", ""]
    assert list(runs.params) == ["lr", "top", "drop"]


def test_what_is_no_number_is_no_metric(project):
    step = {"loss": 1.0, "table": {"_type": "trackio.table"}, "note": "text"}
    assert list(read(project({"a": ({"lr": 1}, [step])})).metrics) == ["loss", "runtime"]


def test_the_last_value_of_each_metric_counts(project):
    runs = read(project({"a": ({"lr": 1}, [{"loss": 2.0, "acc": 0.5}, {"loss": 1.0}])}))
    assert (runs.metrics["loss"].numbers[0], runs.metrics["acc"].numbers[0]) == (1, 0.5)
    assert runs.metrics["runtime"].numbers.tolist() == [1]


def test_a_damaged_record_is_named(project):
    runs = read(project({"a": ("{", [{"loss": 1.0}]), "b": ({"lr": 2}, [{"loss": 2.0}, '{"loss": '])}))
    assert runs.metrics["loss"].numbers.tolist() == [1, 2]
    (note,) = runs.notes
    assert note.startswith("2 records are damaged")
    assert "run a (what was logged is no complete JSON), run b (what was" in note


def test_a_damaged_database_says_so(project, without_page, tmp_path):
    path = project({"a": ({"lr": 1}, [{"loss": 1.0}]), "b": ({"lr": 2}, [{"loss": 2.0}])})
    (tmp_path / "copy").mkdir()
    runs = read(without_page(path, tmp_path / "copy", "metrics"))
    assert runs.names.tolist() == ["a", "b"]
    assert "damaged" in runs.notes[0]
    cut = tmp_path / "copy" / "cut.db"
    cut.write_bytes(path.read_bytes()[:100])
    with pytest.raises(HpvizError, match=r"cut\.db"):
        read(cut)


def test_one_of_several_projects_is_chosen(project, tmp_path):
    project({"a": ({"lr": 1}, [])}, "small")
    project({"a": ({"lr": 1}, []), "b": ({"lr": 2}, [])}, "large")
    assert (read(tmp_path).experiment, read(tmp_path).experiments) == ("large", ("large", "small"))
    assert len(read(tmp_path, experiment="small")) == 1
