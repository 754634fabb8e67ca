"""Ax's experiments, as JSON and as objects, without Ax."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from hpviz import HpvizError, read

STATUSES = ["COMPLETED", "FAILED", "ABANDONED", "EARLY_STOPPED", "RUNNING", "CANDIDATE"]
EXPECTED = ["finished", "failed", "killed", "pruned", "running"]
STARTED = "2026-11-24 12:00:00.500000"
DONE = "2026-11-24 12:00:02.000000"


def data(trial, *rows):
    names = ["metric_name", "mean", "step"]
    columns = {name: {str(n): row[place] for n, row in enumerate(rows)} for place, name in enumerate(names)}
    columns |= {
        "trial_index": {str(n): trial for n in range(len(rows))},
        "arm_name": {str(n): f"{trial}_0" for n in range(len(rows))},
    }
    frame = {"__type": "DataFrame", "value": json.dumps(columns)}
    return {"__type": "OrderedDict", "value": [[0, {"__type": "Data", "df": frame}]]}


def moment(text):
    return {"__type": "datetime", "value": text}


def trial(number, status):
    arm = {"__type": "Arm", "parameters": {"lr": 0.1 * (number + 1), "opt": None}, "name": f"{number}_0"}
    return {
        "__type": "Trial",
        "index": number,
        "status": {"__type": "TrialStatus", "name": status},
        "time_created": moment(STARTED),
        "time_run_started": None,
        "time_completed": moment(DONE) if status == "COMPLETED" else None,
        "generator_run": {"arms": [arm]},
    }


def experiment(objective):
    return {
        "__type": "Experiment",
        "name": "digits",
        "search_space": {
            "parameters": [
                {"name": "lr", "lower": 0.01, "upper": 1.0, "log_scale": True},
                {"name": "opt", "values": ["adam", None]},
            ]
        },
        "optimization_config": {"objective": objective},
        "tracking_metrics": [
            {"name": "size", "lower_is_better": True},
            {"name": "acc", "lower_is_better": None},
        ],
        "trials": {str(number): trial(number, status) for number, status in enumerate(STATUSES)},
        "data_by_trial": {
            "0": data(
                0,
                ("loss", 3.0, 0),
                ("loss", 1.0, 2),
                ("loss", 2.0, 1),
                ("acc", 0.5, None),
                ("size", 9.0, None),
            )
        },
    }


@pytest.fixture
def saved(tmp_path):
    def of(content, name="ax.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return of


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_json_of_a_client_and_of_an_experiment(saved, wrapped):
    content = experiment({"expression": "-loss"})
    runs = read(saved({"_type": "Client", "experiment": content} if wrapped else content))
    assert runs.statuses.tolist() == EXPECTED
    assert "1 trial was left out: not started." in runs.notes
    assert runs.metrics["loss"].numbers[0] == 1
    assert runs.metrics["acc"].numbers[0] == 0.5
    assert runs.metrics["runtime"].numbers[0] == 1.5
    assert runs.metric_values("loss", "max")[0] == 3
    assert runs.metric_values("loss", "mean")[0] == 2
    assert runs.params["lr"].numbers[0] == 0.1
    assert (runs.default_metric(), runs.default_goal("loss"), runs.default_goal("size")) == (
        "loss",
        "minimize",
        "minimize",
    )
    assert (runs.hints.log["lr"], runs.hints.bounds["lr"]) == (True, (0.01, 1))
    assert runs.hints.choices["opt"] == ("adam", "None")
    assert runs.created[0] == 1795521600.5


@pytest.mark.parametrize(
    ("objective", "goals"),
    [
        ({"expression": "acc"}, {"acc": "maximize"}),
        ({"expression": "-loss, 1.0 * acc"}, {"loss": "minimize", "acc": "maximize"}),
        ({"expression": "loss + acc"}, {}),
        ({"metric": {"name": "loss"}, "minimize": True}, {"loss": "minimize"}),
        ({"objectives": [{"metric": {"name": "acc"}, "minimize": False}]}, {"acc": "maximize"}),
        ({}, {}),
    ],
)
def test_every_form_of_an_objective(saved, objective, goals):
    hints = read(saved(experiment(objective))).hints
    assert {name: goal for name, goal in hints.goals.items() if name != "size"} == goals
    assert hints.objective == next(iter(goals), None)


def test_a_file_that_was_cut_off_is_named(saved):
    text = json.dumps(experiment({"expression": "-loss"}))
    with pytest.raises(HpvizError, match=r"ax\.json \(no complete JSON"):
        read(saved(text[:-10]))


class Experiment:
    """As Ax's own, with what hpviz asks of it."""

    name = "digits"
    optimization_config = SimpleNamespace(
        objective=SimpleNamespace(minimize=True, metric=SimpleNamespace(name="loss"))
    )
    metrics = {"loss": SimpleNamespace(name="loss")}  # noqa: RUF012
    search_space = SimpleNamespace(
        parameters={"lr": SimpleNamespace(name="lr", lower=0.1, upper=1, log_scale=False)}
    )
    trials = {  # noqa: RUF012
        number: SimpleNamespace(
            index=number,
            status=SimpleNamespace(name=status),
            arms=[
                SimpleNamespace(name=f"{number}_{arm}", parameters={"lr": arm}) for arm in range(1 + number)
            ],
            time_created=datetime(2026, 11, 24, tzinfo=UTC),
            time_completed=None,
        )
        for number, status in enumerate(["COMPLETED", "RUNNING"])
    }

    def lookup_data(self):
        row = {"trial_index": 0, "arm_name": "0_0", "metric_name": "loss", "mean": 0.5, "sem": 0.1}
        return SimpleNamespace(df=pd.DataFrame([row]))


class Client:
    experiment = Experiment()

    def attach_trial(self):
        raise NotImplementedError


Experiment.__module__ = Client.__module__ = "ax.core"


@pytest.mark.parametrize("source", [Experiment(), Client()])
def test_objects_and_batches(source):
    runs = read(source)
    assert runs.run_ids.tolist() == ["0", "1_0", "1_1"]
    assert runs.statuses.tolist() == ["finished", "running", "running"]
    assert runs.metrics["loss"].numbers[0] == 0.5
    assert runs.params["lr"].numbers.tolist() == [0, 0, 1]
    assert runs.hints.bounds == {"lr": (0.1, 1)}
