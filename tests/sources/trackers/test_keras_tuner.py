"""Keras Tuner's projects: types, conditions, goals and the search space come from the trials."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from hpviz import HpvizError, read

SPACE = [
    {"class_name": "Choice", "config": {"name": "kind", "values": ["a", "b"], "conditions": []}},
    {
        "class_name": "Int",
        "config": {
            "name": "width",
            "min_value": 1,
            "max_value": 9,
            "sampling": "linear",
            "conditions": [{"class_name": "Parent", "config": {"name": "kind", "values": ["a"]}}],
        },
    },
    {
        "class_name": "Float",
        "config": {
            "name": "drop",
            "min_value": 0.1,
            "max_value": 0.9,
            "sampling": "log",
            "conditions": [{"class_name": "Parent", "config": {"name": "width", "values": [3]}}],
        },
    },
]


def trial(number, values, **known):
    loss = {"direction": "min", "observations": [{"value": [number, number + 1.0], "step": 0}]}
    return {
        "trial_id": f"{number:02}",
        "hyperparameters": {"space": SPACE, "values": values},
        "metrics": {"metrics": {"loss": loss}},
        "score": number + 0.5,
        "status": "COMPLETED",
        "message": None,
        **known,
    }


@pytest.fixture
def project(tmp_path):
    """Write trials as a project."""

    def of(*trials, name="project"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "oracle.json").write_text("{}")
        for content in trials:
            place = folder / f"trial_{content['trial_id']}"
            place.mkdir()
            (place / "trial.json").write_text(json.dumps(content))
        return folder

    return of


@pytest.mark.parametrize("place", ["results", "results/digits"])
def test_the_sample(stores, place):
    runs = read(stores / "keras_tuner" / place)
    assert runs.status_counts() == {"finished": 34, "failed": 6}
    assert (runs.experiments, runs.experiment) == (("digits",), "digits")
    assert len(runs.params) == 12
    assert list(runs.metrics) == ["val_loss", "val_acc"]
    assert runs.run_ids.tolist()[:2] == ["00", "01"]
    assert runs.metrics["val_loss"].numbers[0] == 10.700257191171215
    is_mlp = runs.params["model.name"].codes == runs.params["model.name"].levels.index("mlp")
    np.testing.assert_array_equal(runs.params["mlp.hidden"].absent, ~is_mlp)
    np.testing.assert_array_equal(runs.params["rf.bootstrap"].absent, is_mlp)
    assert runs.params["mlp.batch_size"].integral
    assert (runs.default_metric(), runs.default_goal("val_acc")) == ("val_loss", "maximize")
    assert runs.hints.log["optim.lr"]
    assert runs.hints.bounds["data.train_frac"] == (0.3, 0.8)
    assert runs.hints.choices["rf.max_depth"] == ("2", "4", "8")


def test_a_value_whose_condition_does_not_hold_is_absent(project):
    runs = read(
        project(
            trial(0, {"kind": "a", "width": 3, "drop": 0.5}),
            trial(1, {"kind": "b", "width": 3, "drop": 0.5}),
            trial(2, {"kind": "a", "width": 4, "drop": 0.5}),
        )
    )
    assert runs.params["width"].absent.tolist() == [False, True, False]
    assert runs.params["drop"].absent.tolist() == [False, True, True]


def test_the_mean_of_several_executions_counts_and_is_the_objective(project):
    runs = read(project(trial(0, {"kind": "a"}), trial(1, {"kind": "b"})))
    assert runs.metrics["loss"].numbers.tolist() == [0.5, 1.5]
    assert "score" not in runs.metrics
    assert (runs.default_metric(), runs.default_goal("loss")) == ("loss", "minimize")


def test_a_score_that_is_no_metric_is_kept_with_their_goal(project):
    runs = read(project(trial(0, {"kind": "a"}, score=7.0), trial(1, {"kind": "b"})))
    assert (runs.default_metric(), runs.default_goal("score")) == ("score", "minimize")


def test_the_tuners_own_values_are_no_parameters_and_statuses_are_read(project):
    runs = read(
        project(
            trial(0, {"kind": "a", "tuner/epochs": 3}),
            trial(1, {"kind": "b", "tuner/epochs": 9}, status="RUNNING", score=None, metrics={"metrics": {}}),
            trial(2, {"kind": "b"}, status="FAILED", message="Traceback\nValueError: no"),
            trial(3, {"kind": "b"}, status="INVALID"),
        )
    )
    assert list(runs.params) == ["kind"]
    assert runs.statuses.tolist() == ["finished", "running", "failed", "failed"]
    assert math.isnan(runs.metrics["loss"].numbers[1])
    assert "ValueError: no" in runs.aside["message"].levels


def test_steps_are_the_history(project):
    record = trial(0, {"kind": "a"}, score=1.0)
    record["metrics"]["metrics"]["loss"]["observations"] = [
        {"value": [1.0], "step": 2},
        {"value": [3.0], "step": 0},
        {"value": [2.0], "step": 1},
    ]
    runs = read(project(record))
    assert runs.history.values["loss"].tolist() == [3, 2, 1]
    assert runs.metrics["loss"].numbers.tolist() == [1]


def test_a_damaged_trial_is_named_and_the_others_are_read(project):
    folder = project(trial(0, {"kind": "a"}), trial(1, {"kind": "b"}), trial(2, {"kind": "b"}))
    damaged = folder / "trial_01" / "trial.json"
    damaged.write_text(damaged.read_text()[:100])
    (folder / "trial_02" / "trial.json").write_text("[]")
    runs = read(folder)
    assert runs.run_ids.tolist() == ["00"]
    assert "2 files could not be read" in runs.notes[0]
    assert "trial_01/trial.json (no complete JSON" in runs.notes[0]
    assert "trial_02/trial.json (a list where an object was expected)" in runs.notes[0]


def test_one_of_several_projects_is_chosen(project, tmp_path):
    project(trial(0, {"kind": "a"}), name="small")
    project(trial(0, {"kind": "a"}), trial(1, {"kind": "b"}), name="large")
    assert (read(tmp_path).experiment, len(read(tmp_path))) == ("large", 2)
    assert len(read(tmp_path, experiment="small")) == 1
    with pytest.raises(HpvizError, match=r"no project 'smal' \(did you mean 'small'\?\)"):
        read(tmp_path, experiment="smal")


def test_a_step_is_that_of_a_grid_except_on_a_log_scale(project):
    content = json.loads(json.dumps(trial(0, {"kind": "a", "width": 3, "drop": 0.5})))
    for entry in content["hyperparameters"]["space"][1:]:
        entry["config"]["step"] = 2
    hints = read(project(content, trial(1, {"kind": "a", "width": 5, "drop": 0.5}))).hints
    assert hints.steps == {"width": 2}
    assert hints.bounds["width"] == (1, 9)
