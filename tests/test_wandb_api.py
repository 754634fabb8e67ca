"""W&B's service, through objects that answer as its client's do."""

from __future__ import annotations

import sys
import time
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from hpviz import HpvizError, read
from hpviz.sources.trackers import wandb_api


def run_of(number, **more):
    facts = {
        "id": f"r{number}",
        "name": f"trial-{number}",
        "state": "finished",
        "config": {"lr": 10.0**-number, "model": {"name": "mlp"}, "none": None, "_wandb": {}},
        "summary_metrics": {
            "loss": number,
            "word": "NaN",
            "_runtime": 7.5,
            "_step": 3,
            "h": {"_type": "histogram"},
        },
        "created_at": "2026-01-01T00:00:00Z",
        "tags": ["a"],
        "group": "g",
        "sweep_name": None,
    }
    return SimpleNamespace(**(facts | more), summary={})


class Collection:
    """Has of W&B's Runs what is read of it: with `lazy`, a run's configuration costs a request of its own."""

    entity, project, per_page = "ent", "digits", 50

    def __init__(self, runs, *, lazy=False):
        self._runs, self.lazy = runs, lazy

    def upgrade_to_full(self):
        self.lazy = False

    def __iter__(self):
        assert not self.lazy, "a request for every run"
        return iter(self._runs)


@pytest.fixture
def service(monkeypatch):
    """Stand in for the package wandb; note what it is asked."""
    asked = []

    class Api:
        def __init__(self, **options):
            asked.append(options)

        def runs(self, path, filters=None, per_page=50, lazy=True):  # noqa: FBT002
            asked.append({"path": path, "filters": filters, "per_page": per_page, "lazy": lazy})
            return Collection([run_of(number) for number in range(3)], lazy=lazy)

    module = ModuleType("wandb")
    module.Api = Api
    monkeypatch.setitem(sys.modules, "wandb", module)
    monkeypatch.setattr(wandb_api, "find_spec", lambda name: name)
    return SimpleNamespace(asked=asked, Api=Api)


def test_a_project(service):
    runs = read("wandb://ent/digits")
    assert list(runs.run_ids) == ["r0", "r1", "r2"]
    assert service.asked[1] == {"path": "ent/digits", "filters": {}, "per_page": 1000, "lazy": False}
    assert runs.params["lr"].numbers.tolist() == [1, 0.1, 0.01]
    assert runs.columns["none"].levels == ("None",)
    assert runs.metrics["loss"].numbers.tolist() == [0, 1, 2]
    assert runs.metrics["runtime"].numbers.tolist() == [7.5] * 3
    assert (runs.created[0], runs.groups[0], runs.names[0]) == (1767225600, "g", "trial-0")
    assert (runs.experiment, runs.resolve("config.lr"), runs.resolve("summary.loss")) == (
        "ent/digits",
        "lr",
        "loss",
    )
    assert not {"h", "_wandb", "_step"} & set(runs.columns)


def test_a_sweep(service):
    read("wandb://ent/digits/sweeps/abc12")
    assert service.asked[1]["filters"] == {"sweep": "abc12"}


def test_a_client_of_an_older_version(service, monkeypatch):
    def runs(self, path, filters=None, per_page=50):
        return Collection([run_of(1)])

    monkeypatch.setattr(service.Api, "runs", runs)
    assert len(read("wandb://ent/digits")) == 1


@pytest.mark.parametrize(
    "address", ["wandb://", "wandb://ent", "wandb://ent/digits/runs/abc", "wandb://a/b/c/d/e"]
)
def test_an_address_that_names_no_runs(address):
    with pytest.raises(HpvizError, match=r"give wandb://entity/project or wandb://entity/project/sweeps/id"):
        read(address)


def test_without_the_package(monkeypatch):
    monkeypatch.setattr(wandb_api, "find_spec", lambda _: None)
    with pytest.raises(HpvizError, match="pip install wandb"):
        read("wandb://ent/digits")


def test_what_api_runs_gives_is_asked_for_whole_runs():
    states = ["finished", "running", "crashed", "failed", "killed", "preempted"]
    runs = read(Collection([run_of(number, state=state) for number, state in enumerate(states)], lazy=True))
    assert list(runs.statuses) == ["finished", "running", "crashed", "failed", "killed", "killed"]
    assert runs.source == "W&B ent/digits"


def test_a_list_of_runs_of_an_older_client():
    old = run_of(1, sweep_name="s9")
    del old.summary_metrics
    old.summary = SimpleNamespace(_json_dict={"loss": 4.0, "inf": float("inf")})
    runs = read([old])
    assert (runs.metrics["loss"].numbers[0], runs.metrics["inf"].numbers[0]) == (4, np.inf)
    assert runs.groups[0] == "s9"


def test_a_service_that_refuses_is_named(service, monkeypatch):
    def refuse(self, path):
        raise ValueError("Could not find project ent/digits\nand more")

    monkeypatch.setattr(service.Api, "runs", refuse)
    monkeypatch.setenv("WANDB_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(
        HpvizError, match=r"http://127\.0\.0\.1:9 gave no runs: Could not find project ent/digits\. "
    ):
        read("wandb://ent/digits")


def test_a_silent_service_is_not_waited_for_for_ever(service, monkeypatch):
    monkeypatch.setattr(service.Api, "runs", lambda self, path: time.sleep(5))
    monkeypatch.setattr(wandb_api, "PATIENCE", 0.1)
    with pytest.raises(HpvizError, match="did not answer within"):
        read("wandb://ent/digits")
