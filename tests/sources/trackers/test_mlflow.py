"""MLflow's own stores, read without MLflow: a database and a folder."""

from __future__ import annotations

import math
import shutil
import sqlite3
import threading
from types import SimpleNamespace

import numpy as np
import pytest

import hpviz
from hpviz import HpvizError, read
from hpviz.sources.trackers.mlflow import client as mlflow_client
from hpviz.sources.trackers.mlflow import history as mlflow_history
from hpviz.sources.trackers.mlflow.meta import meta_of

COUNTS = {
    "mlflow.db": {"finished": 45, "failed": 3, "running": 2},
    "mlruns": {"finished": 20, "failed": 2, "running": 2},
}


@pytest.fixture(params=COUNTS)
def store(request, stores):
    """A real sweep of nested runs below a parent, one of them deleted."""
    return stores / "mlflow" / request.param


@pytest.fixture
def copy(stores, tmp_path):
    """A copy of the folder that may be damaged."""
    target = tmp_path / "mlruns"
    shutil.copytree(stores / "mlflow" / "mlruns", target)
    return target


def row_of(runs, name):
    return runs.names.tolist().index(name)


def folder_of(copy, name):
    """Find a run's folder by its name."""
    return next(path.parents[1] for path in copy.glob("*/*/tags/mlflow.runName") if path.read_text() == name)


def test_the_runs_and_how_they_ended(store):
    runs = read(store)
    assert runs.status_counts() == COUNTS[store.name]
    assert "1 deleted run was left out." in runs.notes
    assert (runs.experiments, runs.experiment) == (("digits",), "digits")
    assert runs.names[0] == "sweep-parent"
    assert set(runs.groups[1:]) == {"sweep-parent"}
    assert (np.diff(runs.created) >= 0).all()


def test_nan_is_nan_and_infinity_is_infinity(store):
    runs = read(store)
    loss = runs.metrics["val_loss"].numbers
    assert np.isnan(loss[row_of(runs, "trial 3")])
    assert np.isnan(loss[row_of(runs, "trial 20")])
    assert not (loss == 0).any()
    if store.name == "mlflow.db":
        assert loss[row_of(runs, "trial 26")] == np.inf


def test_text_becomes_what_it_was(store):
    params = read(store).params
    assert params["data.scale"].kind == "boolean"
    assert params["seed"].integral
    assert params["model.rf.max_depth"].levels == ("None",)
    assert set(params["model.mlp.hidden"].levels) >= {"[32, 32]", "[64]"}
    assert params["note"].levels == ("a,b=c; \u00fc\u2713\nsecond line",)
    assert params["raw_model.mlp.batch_size"].kind == "numeric"


def test_a_parameter_of_one_run(store):
    runs = read(store)
    row = row_of(runs, "trial 1")
    assert runs.params["optim.lr"].numbers[row] == 0.10989023342449111
    assert runs.metrics["val_loss"].numbers[row] == 2.0811154742215634
    assert runs.metrics["val/acc"].numbers[row] == 0.42786069651741293
    assert runs.columns["tags.dataset"].levels == ("digits",)
    assert runs.columns["tags.dataset"].role == "aside"
    assert runs.metrics["runtime"].numbers[row] > 0


def test_every_step_is_kept(store):
    runs = read(store)
    row = row_of(runs, "trial 1")
    history = runs.history
    steps = history.values["val_loss"][history.run == row]
    assert len(steps) == 4
    assert steps[-1] == runs.metrics["val_loss"].numbers[row]
    best = runs.metric_values("val_loss", "best", "minimize")
    assert (
        best[row_of(runs, "trial 3")] == history.values["val_loss"][history.run == row_of(runs, "trial 3")][0]
    )


def test_names_are_understood_as_mlflows_own_table_spells_them(store):
    runs = read(store)
    assert runs.resolve("params.optim.lr") == "optim.lr"
    assert runs.resolve("metrics.val/acc") == "val/acc"


def test_both_stores_agree(stores):
    database, folder = (read(stores / "mlflow" / name) for name in COUNTS)
    for name in ("trial 1", "trial 2", "trial 5", "trial 20"):
        here, there = row_of(database, name), row_of(folder, name)
        assert database.statuses[here] == folder.statuses[there]
        for metric in ("val_loss", "val/acc"):
            np.testing.assert_equal(
                database.metrics[metric].numbers[here], folder.metrics[metric].numbers[there]
            )


def small_database(path, experiments):
    """Write the tables that MLflow has, as far as they matter: experiment name to its runs' losses."""
    store = sqlite3.connect(path)
    store.executescript(
        """
        CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT, lifecycle_stage TEXT);
        CREATE TABLE runs (run_uuid TEXT, name TEXT, status TEXT, start_time INT, end_time INT,
                           lifecycle_stage TEXT, experiment_id INT);
        CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT);
        CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);
        CREATE TABLE latest_metrics (key TEXT, value REAL, step INT, is_nan INT, run_uuid TEXT);
        CREATE TABLE metrics (key TEXT, value REAL, timestamp INT, step INT, is_nan INT, run_uuid TEXT);
        """
    )
    for key, (name, losses) in enumerate(experiments.items()):
        store.execute("INSERT INTO experiments VALUES (?, ?, 'active')", (key, name))
        for number, loss in enumerate(losses):
            run = f"{key}-{number}"
            store.execute("INSERT INTO runs VALUES (?, '', 'FINISHED', 1, 2, 'active', ?)", (run, key))
            store.execute("INSERT INTO params VALUES ('code', ?, ?)", (f"00{number}", run))
            store.execute("INSERT INTO latest_metrics VALUES ('loss', ?, 0, ?, ?)", (*loss, run))
            # Whoever names no step logs everything at step 0.
            for moment in range(3):
                store.execute(
                    "INSERT INTO metrics VALUES ('loss', ?, ?, 0, 0, ?)", (loss[0] + moment, 9 - moment, run)
                )
    store.commit()
    store.close()
    return path


def test_the_experiment_with_the_most_finished_runs_is_read(tmp_path):
    logged = (0.5, 0)
    path = small_database(
        tmp_path / "m.db", {"Default": [], "a": [logged], "b": [logged, logged], "c": [logged]}
    )
    runs = read(path)
    assert (runs.experiment, runs.experiments, len(runs)) == ("b", ("a", "b", "c"), 2)
    assert any("'a' (1 run), 'b' (2 runs), 'c' (1 run)" in note for note in runs.notes)
    assert len(read(path, experiment="c")) == 1
    assert read(path, experiment="1").experiment == "a"  # by MLflow's id


def test_codes_with_leading_zeros_stay_text_and_values_of_one_step_are_all_kept(tmp_path):
    path = small_database(tmp_path / "m.db", {"a": [(0.5, 0), (0.0, 1), (-1.7976931348623157e308, 0)]})
    runs = read(path)
    assert runs.params["code"].levels == ("000", "001", "002")
    np.testing.assert_equal(runs.metrics["loss"].numbers, [0.5, np.nan, -np.inf])
    assert runs.history.values["loss"][runs.history.run == 0].tolist() == [2.5, 1.5, 0.5]


def test_the_folder_of_one_experiment(copy):
    folder = folder_of(copy, "trial 1").parent
    assert len(read(folder)) == 24


def test_a_half_written_metric_and_a_lost_description_cost_no_other_run(copy):
    first, second = folder_of(copy, "trial 1"), folder_of(copy, "trial 2")
    with (first / "metrics" / "val_loss").open("a") as file:
        file.write("1795478084999 1.2")
    (second / "meta.yaml").write_bytes(b"")
    runs = read(copy)
    assert len(runs) == 23
    assert runs.metrics["val_loss"].numbers[row_of(runs, "trial 1")] == 2.0811154742215634
    assert any(f"Run {first.name}: a line of metrics/val_loss is half written" in note for note in runs.notes)
    assert any(f"Run {second.name} is left out" in note for note in runs.notes)


def test_the_highest_step_counts_not_the_last_line(copy):
    file = folder_of(copy, "trial 1") / "metrics" / "val_loss"
    file.write_text("20 0.5 2\n30 0.75 1\n10 nan 0\n")
    runs = read(copy)
    assert runs.metrics["val_loss"].numbers[row_of(runs, "trial 1")] == 0.5


def test_garbage_in_a_parameter_is_text(copy):
    (folder_of(copy, "trial 1") / "params" / "seed").write_bytes(b"\xff\xfe<b>")
    runs = read(copy)
    assert "\ufffd\ufffd<b>" in runs.params["seed"].levels


def test_links_out_of_the_folder_are_not_followed(copy, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (folder_of(copy, "trial 1") / "params" / "leak").symlink_to(secret)
    outside = tmp_path / "outside"
    shutil.copytree(folder_of(copy, "trial 2"), outside)
    (folder_of(copy, "trial 1").parent / "linked").symlink_to(outside)
    runs = read(copy)
    assert len(runs) == 24
    assert "leak" not in runs.columns


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("name: plain words", "plain words"),
        ("name: 'it''s: quoted'", "it's: quoted"),
        ('name: "a\\tb \\u00fc"', "a\tb \u00fc"),
        ("name: a long name that\n  goes on", "a long name that goes on"),
        ("name: 12", 12),
        ("name: '12'", "12"),
        ("name: null", None),
        ("name:", None),
        ("name: !!python/object/apply:os.system ['true']", "!!python/object/apply:os.system ['true']"),
    ],
)
def test_the_small_part_of_yaml(text, value):
    assert meta_of(f"other: 1\n{text}\nstatus: 3\n".encode()) == {"other": 1, "name": value, "status": 3}


class Client:
    """Answers as MLflow's client does, two runs a page."""

    tracking_uri = "http://127.0.0.1:5000"

    def search_experiments(self):
        return [SimpleNamespace(name="one", experiment_id="1")]

    def search_runs(self, experiments, max_results, page_token=None):
        assert (experiments, max_results) == (["1"], 1000)
        start = int(page_token or 0)
        page = Page(self.run(number) for number in range(start, min(start + 2, 5)))
        page.token = str(start + 2) if start + 2 < 5 else None
        return page

    def run(self, number):
        info = SimpleNamespace(
            run_id=f"r{number}", run_name="", status="FINISHED", start_time=1000, end_time=3500
        )
        data = SimpleNamespace(
            params={"depth": "None", "lr": f"1e-{number}"},
            metrics={"loss": 1.7976931348623157e308 if number == 4 else number},
            tags={"mlflow.user": "u", "mine": "x"},
        )
        return SimpleNamespace(info=info, data=data)


class Page(list):
    token = None


def test_the_client_is_read_page_by_page():
    runs = read(Client())
    assert list(runs.run_ids) == ["r0", "r1", "r2", "r3", "r4"]
    assert runs.params["lr"].numbers.tolist() == [1, 0.1, 0.01, 0.001, 0.0001]
    assert runs.metrics["loss"].numbers.tolist() == [0, 1, 2, 3, np.inf]
    assert runs.metrics["runtime"].numbers.tolist() == [2.5] * 5
    assert runs.created.tolist() == [1.0] * 5


class Steps(Client):
    """Also gives the steps of a metric, in no order."""

    def get_metric_history(self, run, name):
        number = int(run[1:])
        values = [(1, number), (0, math.nan), (0, number + 5)]
        return [
            SimpleNamespace(key=name, step=step, timestamp=place, value=value)
            for place, (step, value) in enumerate(values)
        ]


def test_the_client_gives_history_while_that_is_affordable(monkeypatch):
    runs = read(Steps())
    np.testing.assert_equal(runs.history.values["loss"][runs.history.run == 2], [np.nan, 7, 2])
    assert runs.metric_values("loss", "max").tolist() == [5, 6, 7, 8, 9]
    assert not any("history" in note for note in runs.notes)
    monkeypatch.setattr(hpviz.limits, "mlflow_requests", 4)
    runs = read(Steps())
    assert runs.history is None
    assert (
        "without history: it would take 5 requests, more than 4 (hpviz.limits.mlflow_requests)."
        in runs.notes[-1]
    )


def test_a_client_without_history_is_read_all_the_same(monkeypatch):
    runs = read(Client())
    assert (len(runs), runs.history) == (5, None)
    assert "without history: the client gave none (AttributeError" in runs.notes[-1]
    go_on = threading.Event()
    monkeypatch.setattr(Steps, "get_metric_history", lambda *_: go_on.wait(30))
    monkeypatch.setattr(mlflow_history, "PATIENCE", 0.1)
    runs = read(Steps())
    go_on.set()
    assert runs.history is None
    assert "it did not come within" in runs.notes[-1]


def test_a_description_that_makes_no_sense_costs_its_own_run(copy):
    files = [folder_of(copy, f"trial {number}") / "meta.yaml" for number in (1, 2, 4, 6)]
    changes = [
        ("status: 3", "status: 33333"),
        ("start_time: ", "start_time: NaN"),
        ("end_time: ", "end_time: x"),
        ("start_time: ", "start_time: " + "1" * 400),
    ]
    for file, (before, after) in zip(files, changes, strict=True):
        file.write_text(file.read_text().replace(before, after))
    runs = read(copy)
    assert len(runs) == 24
    assert runs.statuses[row_of(runs, "trial 1")] == "unknown"
    assert np.isnan(runs.created[[row_of(runs, "trial 2"), row_of(runs, "trial 6")]]).all()


def test_a_server_needs_mlflow(monkeypatch):
    monkeypatch.setattr(mlflow_client, "find_spec", lambda _: None)
    for address in ("http://127.0.0.1:5000", "mlflow+postgresql://host/db"):
        with pytest.raises(HpvizError, match="pip install mlflow"):
            read(address)


def test_a_server_that_fails_is_named():
    class Silent(Client):
        def search_experiments(self):
            raise ConnectionError("refused\nlong trace")

    with pytest.raises(
        HpvizError, match=r"http://127\.0\.0\.1:5000 gave no runs: ConnectionError: refused\. "
    ):
        read(Silent())


def test_a_damaged_table_costs_no_other(stores, tmp_path, without_page):
    path = without_page(stores / "mlflow" / "mlflow.db", tmp_path, "params")
    runs = read(path)
    assert runs.status_counts() == COUNTS["mlflow.db"]
    assert np.isfinite(runs.metrics["val_loss"].numbers).sum() == 45
    assert any("mlflow.db is damaged" in note for note in runs.notes)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.95])
def test_a_database_that_was_cut_off_ends_in_a_sentence(stores, tmp_path, share):
    whole = (stores / "mlflow" / "mlflow.db").read_bytes()
    path = tmp_path / "mlflow.db"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(HpvizError, match=r"mlflow\.db"):
        read(path)


def test_an_experiment_with_a_zeroed_description_is_noted(stores, tmp_path):
    copy = tmp_path / "mlruns"
    shutil.copytree(stores / "mlflow" / "mlruns", copy)
    other = copy / "998133231502016641"
    shutil.copytree(copy / "998133231502016640", other)
    meta = other / "meta.yaml"
    meta.write_bytes(bytes(meta.stat().st_size))
    runs = read(copy)
    assert len(runs) == len(read(stores / "mlflow" / "mlruns"))
    assert any("998133231502016641 is left out" in note for note in runs.notes)
