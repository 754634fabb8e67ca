"""Ray Tune's folder, read without Ray; and its ResultGrid, told by its attributes."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from hpviz import HpvizError, read


@pytest.fixture
def digits(stores):
    """A real experiment whose driver was killed."""
    return stores / "ray" / "results" / "digits"


@pytest.fixture
def copy(digits, tmp_path):
    target = tmp_path / "digits"
    shutil.copytree(digits, target)
    return target


def state_of(folder):
    return next(folder.glob("experiment_state-*.json"))


def trial_folder(folder, trial):
    return next(folder.glob(f"trainable_{trial}_*"))


def test_the_runs_and_how_they_ended(digits):
    runs = read(digits)
    assert runs.status_counts() == {"finished": 29, "failed": 3, "running": 2}
    assert runs.source == "Ray Tune experiment 'digits'"
    assert list(runs.metrics) == ["val_loss", "val/acc", "epoch", "runtime"]
    assert not runs.aside
    assert runs.notes == ()


def test_types_and_values(digits):
    runs = read(digits)
    first = runs.run_ids.tolist().index("990a9662")
    assert runs.params["optim.lr"].numbers[first] == 0.0002492059548460107
    assert runs.params["data.scale"].kind == "boolean"
    assert runs.params["model.mlp.batch_size"].integral
    assert runs.params["model.rf.max_depth"].levels == ("None",)
    assert runs.params["model.mlp.hidden"].levels[0] == "[16, 16]"
    assert runs.metrics["val_loss"].numbers[first] == 3.4238954175006087
    assert runs.metrics["runtime"].numbers[first] == 10.848286628723145
    assert runs.created[first] == 1795478747.6362488
    assert np.isinf(runs.metrics["val_loss"].numbers).sum() == 1
    assert (runs.resolve("config/optim/lr"), runs.resolve("val/acc")) == ("optim.lr", "val/acc")


def test_failed_and_running_trials_keep_what_they_reported(digits):
    runs = read(digits)
    loss = runs.metrics["val_loss"].numbers
    assert np.isfinite(loss[runs.statuses == "failed"]).all()
    assert np.isnan(loss[runs.statuses == "running"]).all()


def test_every_result_is_a_step(digits):
    runs = read(digits)
    first = runs.run_ids.tolist().index("990a9662")
    steps = runs.history.values["val_loss"][runs.history.run == first]
    assert len(steps) == 4
    assert (steps.max(), steps.min()) == (5.913005421369811, 3.4238954175006087)
    assert runs.history.values["val/acc"][runs.history.run == first].tolist()[-1] == 0.05405405405405406


def test_the_folder_above_holds_experiments(copy):
    other = copy.parent / "other"
    other.mkdir()
    for trial in ("990a9662", "12865972"):
        shutil.copytree(trial_folder(copy, trial), other / trial_folder(copy, trial).name)
    runs = read(copy.parent)
    assert (runs.experiments, runs.experiment, len(runs)) == (("digits", "other"), "digits", 34)
    assert len(read(copy.parent, experiment="other")) == 2


def test_without_its_state_the_trials_folders_are_read(copy):
    state_of(copy).unlink()
    runs = read(copy)
    assert runs.status_counts() == {"unknown": 34}
    assert (
        np.isfinite(runs.metrics["val_loss"].numbers).sum()
        == np.isfinite(read(copy.parent / "digits").metrics["val_loss"].numbers).sum()
    )
    assert not runs.params["optim.lr"].absent.any()


def test_a_damaged_state_is_named_and_an_older_one_used(copy):
    state = state_of(copy)
    newer = copy / "experiment_state-2027-01-01_00-00-00.json"
    newer.write_text(state.read_text()[:5000])
    runs = read(copy)
    assert len(runs) == 34
    assert any(note.startswith(newer.name) for note in runs.notes)
    state.write_bytes(b"\0\xff")
    assert read(copy).status_counts() == {"unknown": 34}


def test_a_damaged_trial_costs_no_other(copy):
    state = state_of(copy)
    content = json.loads(state.read_text())
    content["trial_data"][3][0] = "{"
    state.write_text(json.dumps(content))
    runs = read(copy)
    assert len(runs) == 33
    assert any(
        "1 record is damaged" in note and "trial 4 in experiment_state-" in note for note in runs.notes
    )


def test_half_written_results(copy):
    folder = trial_folder(copy, "990a9662")
    with (folder / "result.json").open("a") as file:
        file.write('{"val_loss": 0.1, "val')
    runs = read(copy)
    assert any(f"Trial {folder.name}: a line of result.json is half written" in note for note in runs.notes)
    assert (runs.history.run == runs.run_ids.tolist().index("990a9662")).sum() == 4


def test_states_of_older_versions(copy):
    state = state_of(copy)
    trials = [
        json.loads(first) | json.loads(second)
        for first, second in json.loads(state.read_text())["trial_data"]
    ]
    state.write_text(json.dumps({"checkpoints": [json.dumps(trial) for trial in trials]}))
    assert read(copy).status_counts() == {"finished": 29, "failed": 3, "running": 2}


def test_a_state_cannot_name_files_outside_of_the_folder(copy):
    outside = copy.parent / "outside"
    shutil.copytree(trial_folder(copy, "990a9662"), outside)
    state = state_of(copy)
    content = json.loads(state.read_text())
    for place, elsewhere in enumerate(["../outside", str(outside)]):
        trial = json.loads(content["trial_data"][place][0])
        trial["relative_logdir"] = elsewhere
        content["trial_data"][place][0] = json.dumps(trial)
    state.write_text(json.dumps(content))
    runs = read(copy)
    assert not (runs.history.run < 2).any()
    assert (runs.history.run == 2).any()


def test_pickles_in_the_state_stay_text(copy):
    state = state_of(copy)
    content = json.loads(state.read_text())
    for place in range(2):
        trial = json.loads(content["trial_data"][place][0])
        trial["config"]["fn"] = {"_type": "CLOUDPICKLE_FALLBACK", "value": "80054e2e"}
        content["trial_data"][place][0] = json.dumps(trial)
    state.write_text(json.dumps(content))
    assert read(copy).columns["fn"].levels == ("<CLOUDPICKLE_FALLBACK>",)


class Frame(dict):
    """Has of a pandas frame what is read of it."""

    columns = property(list)

    def __getitem__(self, name):
        return np.array(super().__getitem__(name))


class Grid:
    """Has of Ray's ResultGrid what is read of it."""

    experiment_path = "/somewhere/digits"
    num_errors = 1

    def get_dataframe(self):
        raise AssertionError("it leaves out trials and statuses")

    get_best_result = get_dataframe

    def __iter__(self):
        for number in range(3):
            config = {"lr": 10.0**-number, "model": {"name": "mlp"}}
            metrics = {"loss": number, "val": {"acc": 0.5}, "config": config, "trial_id": f"t{number}"}
            metrics |= {"timestamp": 110, "time_total_s": 10.0, "done": True, "pid": 1}
            frame = Frame({"loss": [9, number], "val/acc": [0.25, 0.5], "config/lr": [1, 1], "pid": [1, 1]})
            yield SimpleNamespace(
                metrics=None if number == 2 else metrics,
                error=RuntimeError() if number == 1 else None,
                metrics_dataframe=None if number == 2 else frame,
            )


def test_a_result_grid():
    runs = read(Grid())
    assert (list(runs.run_ids), list(runs.statuses)) == (["t0", "t1", "2"], ["finished", "failed", "unknown"])
    assert list(runs.params) == ["lr", "model.name"]
    assert list(runs.metrics) == ["loss", "val/acc", "runtime"]
    assert runs.history.values["loss"].tolist() == [9, 0, 9, 1]
    assert runs.created.tolist()[:2] == [100, 100]


def test_an_empty_state(tmp_path):
    (tmp_path / "experiment_state-2026-01-01_00-00-00.json").write_text("")
    runs = read(tmp_path)
    assert len(runs) == 0
    assert any("is damaged" in note for note in runs.notes)


def test_a_folder_of_something_else(tmp_path):
    (tmp_path / "results.bin").write_bytes(b"\0")
    with pytest.raises(HpvizError, match="is no tracker's store"):
        read(tmp_path)
