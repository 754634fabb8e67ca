"""W&B's service, through objects that answer as its client's do."""

from __future__ import annotations

import json
import sys
import time
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import hpviz
from hpviz import HpvizError, Panel, read
from hpviz.sources.trackers.wandb import api as wandb_api
from hpviz.sources.trackers.wandb import history as wandb_history
from hpviz.sources.trackers.wandb import service as wandb_service


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
    queries = []

    class Api:
        def __init__(self, **options):
            queries.append(options)

        def runs(self, path, filters=None, per_page=50, lazy=True):  # noqa: FBT002
            queries.append({"path": path, "filters": filters, "per_page": per_page, "lazy": lazy})
            return Collection([run_of(number) for number in range(3)], lazy=lazy)

    module = ModuleType("wandb")
    module.Api = Api
    monkeypatch.setitem(sys.modules, "wandb", module)
    monkeypatch.setattr(wandb_api, "find_spec", lambda name: name)
    return SimpleNamespace(queries=queries, Api=Api)


def test_a_project(service):
    runs = read("wandb://ent/digits")
    assert list(runs.run_ids) == ["r0", "r1", "r2"]
    assert service.queries[1] == {"path": "ent/digits", "filters": {}, "per_page": 1000, "lazy": False}
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
    assert service.queries[1]["filters"] == {"sweep": "abc12"}


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


def test_the_runs_of_an_api_object_are_read_whole():
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
    monkeypatch.setattr(wandb_service, "PATIENCE", 0.1)
    with pytest.raises(HpvizError, match="did not answer within"):
        read("wandb://ent/digits")


class Sampled(Collection):
    """Also answers a query of its own, two runs a page, as the client of 0.31 does."""

    filters, order = {"state": "finished"}, "+created_at"

    def __init__(self, runs, steps):
        super().__init__(runs)
        self.steps, self.queries, self._service_api = steps, [], self

    def execute_graphql(self, query, variables):
        assert "sampledHistory(specs: $specs)" in query
        self.queries.append(dict(variables))
        start = int(variables["cursor"] or 0)
        keys = [json.loads(spec)["keys"] for spec in variables["specs"]]
        edges = [
            {
                "node": {
                    "name": run.id,
                    "sampledHistory": [
                        [row for row in self.steps[run.id] if set(of_spec) <= set(row)] for of_spec in keys
                    ],
                }
            }
            for run in self._runs[start : start + 2]
        ]
        info = {"endCursor": str(start + 2), "hasNextPage": start + 2 < len(self._runs)}
        return {"project": {"runs": {"edges": edges, "pageInfo": info}}}


def losses(number):
    return [
        {"_step": step, "loss": loss} for step, loss in enumerate([4 + number, 1 + number, "NaN", 2 + number])
    ]


@pytest.fixture
def sampled():
    runs = [run_of(number, sweep_name=["a", "b"][number % 2]) for number in range(5)]
    for run in runs:
        run.summary_metrics = {"loss": {"min": 1}, "_runtime": 3}
    return Sampled(runs, {run.id: losses(place) for place, run in enumerate(runs)})


def test_history_comes_a_page_of_runs_at_a_time(sampled):
    runs = read(sampled)
    assert [variables["cursor"] for variables in sampled.queries] == [None, "2", "4"]
    assert json.loads(sampled.queries[0]["filters"]) == {"state": "finished"}
    assert [json.loads(spec)["keys"] for spec in sampled.queries[0]["specs"]] == [["_step", "loss"]]
    np.testing.assert_equal(runs.history.values["loss"][runs.history.run == 1], [5, 2, np.nan, 3])
    assert runs.metric_values("loss").tolist() == [2, 3, 4, 5, 6]
    assert runs.metric_values("loss", "min").tolist() == [1, 2, 3, 4, 5]
    assert runs.metrics["loss.min"].numbers.tolist() == [1] * 5


def test_sweeps_of_a_project_are_experiments(sampled):
    runs = read(sampled)
    assert (runs.experiment, runs.experiments, len(runs)) == ("ent/digits", ("ent/digits", "a", "b"), 5)
    chosen = read(sampled, experiment="b")
    assert (chosen.experiment, chosen.experiments) == ("b", ("ent/digits", "a", "b"))
    assert chosen.run_ids.tolist() == ["r1", "r3"]
    assert chosen.history.run.tolist() == [0] * 4 + [1] * 4
    assert len(read(sampled, experiment="ent/digits")) == 5
    with pytest.raises(HpvizError, match=r"no experiment 'c' in .*: 'ent/digits' \(5 runs\), 'a'"):
        read(sampled, experiment="c")


def test_the_panel_offers_the_sweeps(sampled):
    panel = Panel(sampled, "loss.min")
    assert panel.sweep["experiments"] == ["ent/digits", "a", "b"]
    panel.set_state({"experiment": "a"})
    assert (panel.sweep["runs"], panel.experiment) == (3, "a")


def test_what_has_no_history_is_read_all_the_same_and_says_why(sampled, monkeypatch):
    def refuse(query, variables):
        raise ValueError("Cannot query field\nand more")

    monkeypatch.setattr(sampled, "execute_graphql", refuse)
    runs = read(sampled)
    assert (len(runs), runs.history) == (5, None)
    assert "without history: W&B's service gave no history: Cannot query field." in runs.notes[-1]
    monkeypatch.setattr(hpviz.limits, "wandb_runs", 4)
    assert "5 runs are more than 4 (hpviz.limits.wandb_runs)" in read(sampled).notes[-1]
    assert "of a list of runs it would take a request for each" in read([run_of(1), run_of(2)]).notes[-1]


def test_history_is_not_waited_for_for_ever(sampled, monkeypatch):
    monkeypatch.setattr(wandb_history, "PATIENCE", -1)
    runs = read(sampled)
    assert runs.history is None
    assert "did not give all of it within" in runs.notes[-1]


def test_one_sweep_is_no_choice(service):
    assert read("wandb://ent/digits/sweeps/abc12", experiment="abc12").experiments == (
        "ent/digits/sweeps/abc12",
    )
    with pytest.raises(HpvizError, match="no experiment 'other' in "):
        read("wandb://ent/digits", experiment="other")


class LazyRun:
    """As W&B's client gives since version 0.22: what is heavy comes with the first look at it."""

    def __init__(self, number):
        self._full = run_of(number)
        self.loaded = 0
        for fact in ("id", "name", "state", "created_at", "tags", "group", "sweep_name"):
            setattr(self, fact, getattr(self._full, fact))

    @property
    def config(self):
        self.loaded += 1
        return self._full.config

    @property
    def summary_metrics(self):
        self.loaded += 1
        return self._full.summary_metrics

    summary = summary_metrics


def test_lazy_runs_are_loaded_where_they_are_looked_at():
    lazy = [LazyRun(number) for number in range(3)]
    runs = read(lazy)
    assert runs.params["lr"].numbers.tolist() == [1, 0.1, 0.01]
    assert runs.metrics["loss"].numbers.tolist() == [0, 1, 2]
    assert [run.loaded for run in lazy] == [2, 2, 2]
