"""SMAC3's run histories of version 1 and 2: a crash's placeholder cost is no result."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from hpviz import read

CONFIGS = {"1": {"lr": 0.1, "kind": "a"}, "2": {"lr": 0.2, "kind": "b"}, "3": {"lr": 0.3}}


@pytest.fixture
def history(tmp_path):
    """Write a run history."""

    def of(data, scenario=None, place="runhistory.json"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"data": data, "configs": CONFIGS}))
        if scenario:
            (path.parent / "scenario.json").write_text(json.dumps(scenario))
        return path

    return of


def row(config, cost, status, **known):
    return {"config_id": config, "cost": cost, "status": status, "time": 1.5, "seed": 0, **known}


@pytest.mark.parametrize("place", ["", "digits", "digits/0", "digits/0/runhistory.json"])
def test_the_sample(stores, place):
    runs = read(stores / "smac" / "smac3_output" / place)
    assert runs.status_counts() == {"finished": 43, "crashed": 7}
    assert runs.experiment == "digits/0"
    assert len(runs.params) == 12
    assert list(runs.metrics) == ["cost", "val_acc", "runtime", "cpu_time"]
    cost = runs.metrics["cost"].numbers
    assert cost[0] == 2.24074787682646
    assert np.isnan(cost[runs.statuses == "crashed"]).all()
    assert np.nanmax(cost) < 100
    depth = runs.params["rf.max_depth"]
    assert (depth.levels, depth.kind) == (("None",), "numeric")
    np.testing.assert_array_equal(depth.absent, ~runs.params["mlp.hidden"].absent)
    assert (runs.default_metric(), runs.default_goal("cost")) == ("cost", "minimize")
    assert runs.hints.log["optim.lr"]
    assert runs.hints.bounds["mlp.hidden"] == (8, 64)
    assert runs.hints.choices["model.name"] == ("mlp", "rf")
    assert runs.created[0] == 1795479322.9393508


def test_every_status_of_version_2(history):
    runs = read(history([row(1, 0.5, 1), row(1, 9e9, 2), row(2, 9e9, 3), row(2, 9e9, 4), row(3, 0, 0)]))
    assert runs.statuses.tolist() == ["finished", "crashed", "killed", "crashed", "running"]
    assert runs.metrics["cost"].numbers[0] == 0.5
    assert np.isnan(runs.metrics["cost"].numbers[1:]).all()
    assert runs.run_ids.tolist() == ["1", "1 (2)", "2", "2 (2)", "3"]
    assert math.isnan(runs.metrics["runtime"].numbers[4])


@pytest.mark.parametrize(
    "data",
    [
        [[1, None, 7, None, 0.5, 1.0, 1, 100.0, 101.0, {"acc": 0.9}]],
        [[1, None, 7, None, 0.5, 1.0, 0.9, 1, 100.0, 101.0, {"acc": 0.9}]],
        [
            [
                [1, None, 7, 0.0],
                [0.5, 1.0, {"__enum__": "StatusType.SUCCESS"}, 100.0, 101.0, {"acc": 0.9}],
            ]
        ],
    ],
    ids=["2.0", "2.1", "1"],
)
def test_rows_that_are_lists(history, data):
    runs = read(history(data))
    assert (runs.statuses.tolist(), runs.created.tolist()) == (["finished"], [100.0])
    assert {name: column.numbers.tolist() for name, column in runs.metrics.items() if name != "cpu_time"} == {
        "cost": [0.5],
        "acc": [0.9],
        "runtime": [1.0],
    }


def test_version_1_has_statuses_of_its_own(history):
    names = ["SUCCESS", "TIMEOUT", "CRASHED", "ABORT", "MEMOUT", "CAPPED", "RUNNING", "STOP"]
    data = [
        [[1, None, n, 0.0], [1.0, 1.0, {"__enum__": f"StatusType.{name}"}]] for n, name in enumerate(names)
    ]
    assert read(history(data)).statuses.tolist() == [
        "finished",
        "killed",
        "crashed",
        "killed",
        "crashed",
        "pruned",
        "running",
        "killed",
    ]


def test_several_objectives(history):
    path = history([row(1, [1, 2], 1), row(2, [3, 4], 1)], {"objectives": ["loss", "size"]})
    runs = read(path)
    assert (runs.metrics["loss"].numbers.tolist(), runs.metrics["size"].numbers.tolist()) == ([1, 3], [2, 4])
    assert [runs.default_goal(name) for name in ("loss", "size")] == ["minimize", "minimize"]
    assert list(read(history([row(1, [1, 2], 1)], place="other/runhistory.json")).metrics)[:2] == [
        "cost_0",
        "cost_1",
    ]


def test_budgets_and_seeds_are_parameters(history):
    rows = [row(1, 1, 1, budget=9.0, seed=3), row(1, 2, 1, budget=27.0, seed=4)]
    runs = read(history(rows))
    assert runs.params["budget"].numbers.tolist() == [9, 27]
    assert runs.params["seed"].numbers.tolist() == [3, 4]


def test_one_of_several_optimisations_is_chosen(history, tmp_path):
    history([row(1, 1, 1)], {"name": "a", "seed": 0}, "smac3_output/a/0/runhistory.json")
    history([row(1, 1, 1), row(2, 1, 1)], {"name": "a", "seed": 1}, "smac3_output/a/1/runhistory.json")
    runs = read(tmp_path / "smac3_output")
    assert (runs.experiments, runs.experiment, len(runs)) == (("a/0", "a/1"), "a/1", 2)
    assert len(read(tmp_path / "smac3_output", experiment="a/0")) == 1


def test_the_grids_of_a_space_of_configspace_before_version_1(history, tmp_path):
    path = history([row(1, 0.5, 1), row(2, 0.6, 1), row(3, 0.7, 1)])
    lr = {"name": "lr", "type": "uniform_float", "lower": 0.1, "upper": 0.5, "log": False, "q": 0.1}
    (tmp_path / "configspace.json").write_text(json.dumps({"hyperparameters": [lr]}))
    hints = read(path).hints
    assert (hints.bounds["lr"], hints.steps) == ((0.1, 0.5), {"lr": 0.1})
