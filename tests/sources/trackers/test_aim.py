"""Aim's repositories, through a stand-in for Aim; the real one is in tests/trackers."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from hpviz import HpvizError, read

STARTED = datetime(2026, 11, 24, tzinfo=UTC)


class Run:
    name, tags, created_at = "a run", ("base",), STARTED

    def __init__(self, number, attributes, *, experiment="exp", active=False):
        self.hash, self.experiment, self.active = f"hash-{number}", experiment, active
        self.end_time = None if active else STARTED.timestamp() + 5
        self.attributes = attributes

    def __getitem__(self, key):
        if self.attributes is None:
            raise KeyError(key)
        return self.attributes

    def metrics(self):
        if self.attributes is None:
            return
        for context, values in (({}, [3.0, np.nan, 1.0]), ({"subset": "val"}, [5.0, 4.0, 2.0])):
            columns = (np.array([0, 2, 1]), [np.array(values)])
            yield SimpleNamespace(
                name="loss",
                context=SimpleNamespace(to_dict=lambda context=context: context),
                data=SimpleNamespace(numpy=lambda columns=columns: columns),
            )


class Repo:
    def __init__(self, runs):
        self.runs = runs

    def iter_runs(self):
        return iter(self.runs)

    def list_all_runs(self):
        return []


def test_a_repository():
    attributes = {
        "hparams": {"lr": 0.1, "drop": None},
        "extra": {"code": "007"},
        "__system_params": {"cpu": 1},
    }
    runs = read(Repo([Run(0, attributes), Run(1, {"hparams": {"lr": 0.2}}, active=True)]))
    assert runs.statuses.tolist() == ["finished", "running"]
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert runs.params["drop"].levels == ("None",)
    assert runs.params["extra.code"].levels == ("007",)
    assert list(runs.params) == ["lr", "drop", "extra.code"]
    assert runs.metrics["val.loss"].numbers.tolist() == [4, 4]
    assert runs.history.values["val.loss"].tolist() == [5, 2, 4] * 2
    assert runs.metrics["runtime"].numbers[0] == 5
    assert runs.created[0] == STARTED.timestamp()


def test_runs_that_are_not_indexed_are_noted():
    runs = read(Repo([Run(0, {"hparams": {"lr": 0.1}}), Run(1, None)]))
    assert "1 of 2 runs are not in Aim's index" in runs.notes[0]
    assert "aim storage reindex" in runs.notes[0]


def test_one_of_several_experiments_is_chosen():
    repo = Repo([Run(n, {"hparams": {"lr": n}}, experiment="ab"[n > 0]) for n in range(3)])
    assert (read(repo).experiment, len(read(repo))) == ("b", 2)
    assert read(repo, experiment="a").run_ids.tolist() == ["hash-0"]


@pytest.mark.parametrize("place", ["", ".aim"])
def test_a_folder_needs_aim(tmp_path, monkeypatch, place):
    (tmp_path / ".aim").mkdir()
    monkeypatch.setattr("hpviz.sources.trackers.aim.find_spec", lambda name: None)
    with pytest.raises(HpvizError, match="needs Aim: pip install aim"):
        read(tmp_path / place)


def test_a_folder_is_opened_by_aim(tmp_path, monkeypatch):
    (tmp_path / ".aim").mkdir()
    opened = []

    def repo(path):
        opened.append(path)
        return Repo([Run(0, {"hparams": {"lr": 1}}), Run(1, {"hparams": {"lr": 2}})])

    aim = ModuleType("aim")
    aim.Repo, aim.Run = repo, Run
    monkeypatch.setitem(sys.modules, "aim", aim)
    monkeypatch.setattr("hpviz.sources.trackers.aim.find_spec", lambda name: True)
    assert read(tmp_path / ".aim").params["lr"].numbers.tolist() == [1, 2]
    assert opened == [str(tmp_path)]
