"""TensorBoard's folder with the HParams plugin, read without TensorBoard."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from hpviz import read

COUNTS = {
    "logs_tb": {"finished": 26, "failed": 2, "running": 2},
    "logs_tbx": {"finished": 26, "running": 4},
}
METRICS = {
    "logs_tb": ["val_loss", "val_acc", "runtime"],
    "logs_tbx": ["hparam/val_loss", "hparam/val_acc", "val/loss", "val/acc", "runtime"],
}


@pytest.fixture(params=COUNTS)
def store(request, stores):
    """30 real runs of one sweep, by TensorBoard's own writer or as add_hparams writes them."""
    return stores / "tensorboard" / request.param


@pytest.fixture
def copy(store, tmp_path):
    target = tmp_path / store.name
    shutil.copytree(store, target)
    return target


def events_of(copy, run):
    return next(path for path in (copy / run).iterdir() if path.is_file())


def loss_name(folder):
    return METRICS[folder.name][0] if folder.name == "logs_tb" else "val/loss"


def test_the_runs_and_how_they_ended(store):
    runs = read(store)
    assert runs.status_counts() == COUNTS[store.name]
    assert list(runs.run_ids) == [f"run{number:02}" for number in range(30)]
    assert list(runs.metrics) == METRICS[store.name]
    assert any("4 runs have no hyperparameters" in note for note in runs.notes) == (store.name == "logs_tbx")


def test_types_and_values(store):
    runs = read(store)
    assert runs.params["optim.lr"].numbers[0] == 0.0002492059548460107
    assert runs.params["data.scale"].kind == "boolean"
    assert runs.params["model.mlp.batch_size"].integral
    assert runs.params["model.rf.max_depth"].levels == ("None",)
    assert runs.params["model.mlp.hidden"].levels[0] == "[16, 16]"
    loss = runs.metrics[loss_name(store)].numbers
    assert loss[0] == np.float32(3.4238954175006087)
    assert np.isnan(loss[[3, 20]]).all()
    assert np.isposinf(loss[26])
    assert runs.metrics["runtime"].numbers[0] > 0
    assert 1795478650 < runs.created[0] < 1795478670
    assert runs.resolve("hparams/optim.lr") == "optim.lr"


def test_every_step_is_kept(store):
    runs = read(store)
    steps = runs.history.values[loss_name(store)][runs.history.run == 0]
    assert len(steps[~np.isnan(steps)]) == 4
    assert runs.metric_values(loss_name(store), "max")[0] == np.float32(5.913005421369811)


def test_the_folder_of_one_run_and_its_file(store):
    runs = read(store / "run00")
    assert (len(runs), list(runs.run_ids)) == (1, ["run00"])
    assert runs.params["optim.lr"].numbers[0] == 0.0002492059548460107
    if store.name == "logs_tb":
        assert len(read(events_of(store, "run00"))) == 1


@pytest.mark.parametrize("share", [0, 0.3, 0.8])
def test_a_file_that_is_being_written_is_read_as_far_as_it_goes(copy, share):
    file = events_of(copy, "run00")
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    runs = read(copy)
    assert len(runs) == 30
    noted = [note for note in runs.notes if note.startswith("Run run00: ")]
    assert len(noted) == (share > 0)
    if copy.name == "logs_tb":
        assert runs.statuses[0] == "running"


def test_garbage_is_named_and_the_other_runs_are_read(copy):
    events_of(copy, "run00").write_bytes(np.random.default_rng(1).bytes(3000))
    data = bytearray(events_of(copy, "run01").read_bytes())
    data[60] ^= 0xFF
    data[160:170] = bytes(10)
    events_of(copy, "run01").write_bytes(data)
    runs = read(copy)
    assert len(runs) == 30
    assert np.isfinite(runs.metrics[loss_name(copy)].numbers[2:10]).sum() == 7
    for name in ("run00", "run01"):
        assert any(note.startswith(f"Run {name}: ") and "damaged" in note for note in runs.notes)


@pytest.mark.parametrize("store", ["logs_tb"], indirect=True)
def test_training_and_validation_in_folders_below(copy):
    for run in range(30):
        below = copy / f"run{run:02}" / "validation"
        below.mkdir()
        (below / "events.out.tfevents.1795478661.vm.1.0").write_bytes(
            events_of(copy, f"run{run:02}").read_bytes()
        )
        for path in below.iterdir():
            path.write_bytes(_without_hparams(path.read_bytes()))
    runs = read(copy)
    assert len(runs) == 30
    assert "validation/val_loss" in runs.metrics
    np.testing.assert_equal(runs.metrics["validation/val_loss"].numbers, runs.metrics["val_loss"].numbers)


def _without_hparams(data):
    """Drop the events that hold the plugin's messages."""
    out, place = b"", 0
    while place < len(data):
        length = int.from_bytes(data[place : place + 8], "little") + 16
        if b"_hparams_" not in data[place : place + length]:
            out += data[place : place + length]
        place += length
    return out


def test_logs_without_hyperparameters_say_so(copy):
    for path in list(copy.rglob("*tfevents*")):
        path.write_bytes(_without_hparams(path.read_bytes()))
    runs = read(copy)
    assert not runs.params
    assert any("have no hyperparameters" in note for note in runs.notes)
