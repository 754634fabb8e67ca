"""Optuna's own stores, read without Optuna: the same study in a database and in a journal."""

from __future__ import annotations

import sqlite3
import warnings

import numpy as np
import pytest

from hpviz import HpvizError, read
from hpviz.sources import as_runs

optuna = pytest.importorskip("optuna")
JournalFileBackend = pytest.importorskip("optuna.storages.journal").JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)

STORES = ["study.db", "journal.log"]


@pytest.fixture(params=STORES)
def store(request, stores):
    """A real study of 53 trials, and one of 12 with two objectives."""
    return stores / "optuna" / request.param


def study_in(path):
    """The study through Optuna itself."""
    if path.suffix == ".db":
        storage = f"sqlite:///{path}"
    else:
        storage = optuna.storages.JournalStorage(JournalFileBackend(str(path)))
    return optuna.load_study(study_name="digits", storage=storage)


def small_study(path, **options):
    """Write a study of this Optuna."""
    study = optuna.create_study(study_name="small", storage=f"sqlite:///{path}", **options)
    lr = optuna.distributions.FloatDistribution(1e-4, 1, log=True)
    words = optuna.distributions.CategoricalDistribution(["1", 1, None, False])
    for number, word in enumerate(["1", 1, None, False]):
        study.add_trial(
            optuna.create_trial(
                params={"lr": 10.0**-number, "word": word},
                distributions={"lr": lr, "word": words},
                values=[float(number)] * len(study.directions),
            )
        )
    return path


def test_the_runs_and_how_they_ended(store):
    runs = read(store)
    assert runs.status_counts() == {"finished": 38, "pruned": 7, "failed": 5, "running": 2}
    assert any("1 waiting trial was left out" in note for note in runs.notes)
    assert runs.source == f"Optuna study 'digits' in {store.name}"


def test_the_same_values_as_through_optuna(store, tmp_path):
    copy = tmp_path / store.name  # Optuna opens a store to write
    copy.write_bytes(store.read_bytes())
    ours, theirs = read(store), as_runs(study_in(copy))
    assert list(ours.run_ids) == list(theirs.run_ids)
    assert set(ours.columns) == set(theirs.columns)
    for name, column in theirs.columns.items():
        mine = ours.columns[name]
        assert (mine.levels, mine.role, mine.integral) == (column.levels, column.role, column.integral), name
        np.testing.assert_array_equal(mine.numbers, column.numbers)
        np.testing.assert_array_equal(mine.codes, column.codes)
    np.testing.assert_array_equal(ours.created, theirs.created)
    np.testing.assert_array_equal(ours.history.run, theirs.history.run)
    np.testing.assert_array_equal(ours.history.values["value"], theirs.history.values["value"])
    assert ours.hints == theirs.hints


def test_types_and_the_search_space(store):
    runs = read(store)
    assert runs.params["data.scale"].kind == "boolean"
    assert runs.params["rf.n_estimators"].integral
    assert runs.params["rf.max_depth"].levels == ("None",)
    assert runs.params["mlp.activation"].absent.any()
    assert runs.hints.log["optim.lr"]
    assert runs.hints.bounds["optim.lr"] == (1e-4, 1.0)
    assert runs.hints.choices["mlp.activation"] == ("relu", "tanh", "logistic")
    assert (runs.hints.objective, runs.hints.goals["value"]) == ("value", "minimize")


def test_infinity_stays_and_pruned_trials_have_no_value(store):
    runs = read(store)
    value = runs.metrics["value"].numbers
    assert np.isinf(value).sum() == 1
    assert np.isnan(value[runs.statuses == "pruned"]).all()
    assert np.isfinite(value[runs.statuses == "finished"]).sum() == 37


def test_another_study_of_the_store(store):
    runs = read(store, experiment="two-objectives")
    assert (len(runs), runs.experiment) == (12, "two-objectives")
    assert runs.experiments == ("digits", "two-objectives")
    assert runs.hints.goals == {"values_0": "minimize", "values_1": "maximize"}
    assert not any("experiment=" in note for note in runs.notes)


def test_the_study_that_was_taken_is_said(store):
    (note,) = [note for note in read(store).notes if "experiment=" in note]
    assert "'digits' (53 runs), 'two-objectives' (12 runs). 'digits' was read" in note


def test_an_unknown_study_is_refused_with_those_that_there_are(store):
    with pytest.raises(HpvizError, match=r"no study 'digit' \(did you mean 'digits'\?\).*two-objectives"):
        read(store, experiment="digit")


def test_choices_keep_their_types(tmp_path):
    runs = read(small_study(tmp_path / "s.db", direction="maximize"))
    assert runs.params["word"].levels == ("1", "False", "None")
    assert runs.params["word"].numbers.tolist()[1] == 1
    assert runs.hints.goals["value"] == "maximize"


def test_the_objectives_names(tmp_path):
    path = tmp_path / "s.db"
    study = optuna.create_study(storage=f"sqlite:///{path}", directions=["minimize", "maximize"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        study.set_metric_names(["loss", "acc"])
    study.add_trial(optuna.create_trial(values=[0.25, 0.75]))
    metrics = read(path).metrics
    assert (metrics["loss"].numbers[0], metrics["acc"].numbers[0]) == (0.25, 0.75)


def test_an_address_as_optuna_takes_it(tmp_path):
    path = small_study(tmp_path / "a study.db")
    assert len(read(f"sqlite:///{path}")) == 4


def test_an_address_of_a_server_is_read_through_optuna(tmp_path, monkeypatch):
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.trackers.optuna import url as optuna_url

    path = small_study(tmp_path / "s.db")
    runs = optuna_url.from_address(f"sqlite:///{path}", ReadOptions())
    assert (runs.n, runs.experiments, runs.experiment) == (4, ("small",), "small")
    with pytest.raises(HpvizError, match=r"user:\*\*\*@.* cannot be read") as caught:
        read("postgresql+nosuch://user:secret@127.0.0.1/db")
    assert "secret" not in str(caught.value)
    monkeypatch.setattr(optuna_url, "find_spec", lambda _: None)
    with pytest.raises(HpvizError, match="pip install optuna"):
        read("mysql+pymysql://user@127.0.0.1/db")


def test_the_store_is_not_touched(store, tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    copy = folder / store.name
    copy.write_bytes(store.read_bytes())
    before = copy.stat().st_mtime_ns
    read(copy)
    assert (list(folder.iterdir()), copy.stat().st_mtime_ns) == ([copy], before)


def test_a_locked_database_is_read_as_it_was_saved(tmp_path, monkeypatch):
    monkeypatch.setattr("hpviz.sources.store.database.PATIENCE", 0.05)
    path = small_study(tmp_path / "s.db")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    writer.execute("DELETE FROM trials")
    runs = read(path)
    writer.execute("ROLLBACK")
    writer.close()
    assert len(runs) == 4
    assert any("locked by its writer" in note for note in runs.notes)


def test_a_database_with_a_write_ahead_log_leaves_no_files_behind(tmp_path):
    path = small_study(tmp_path / "s.db")
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.close()
    assert len(read(path)) == 4
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_writer_has_only_in_its_log_is_read(tmp_path):
    path = small_study(tmp_path / "s.db")
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE trials SET state = 'FAIL' WHERE number = 0")
    assert read(path).status_counts() == {"finished": 3, "failed": 1}
    writer.close()


def test_a_journal_that_is_being_written(stores, tmp_path):
    whole = (stores / "optuna" / "journal.log").read_bytes()
    path = tmp_path / "journal.log"
    path.write_bytes(whole[: len(whole) // 2])
    runs = read(path)
    assert 20 <= len(runs) <= 30
    assert any("journal.log is half written" in note for note in runs.notes)


def test_damaged_entries_of_a_journal_cost_only_their_trials(stores, tmp_path):
    lines = (stores / "optuna" / "journal.log").read_text().split("\n")
    place = next(n for n, line in enumerate(lines) if '"optim.lr"' in line and '"trial_id":4,' in line)
    lines[place] = lines[place].replace("attributes", "attribute_")
    lines[place + 1] = "\0\0\0"
    path = tmp_path / "journal.log"
    path.write_text("\n".join(lines))
    runs = read(path)
    assert len(runs) == 52
    assert runs.params["optim.lr"].absent.sum() == 2  # one more than in the undamaged store
    assert any("entries of trial 4 in journal.log are damaged" in note for note in runs.notes)
    assert any(f"Line {place + 2} of journal.log" in note for note in runs.notes)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_database_that_was_cut_off(stores, tmp_path, share):
    whole = (stores / "optuna" / "study.db").read_bytes()
    path = tmp_path / "study.db"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert any("study.db is damaged" in note for note in read(path).notes)


def test_a_damaged_table_costs_no_other(stores, tmp_path, without_page):
    path = without_page(stores / "optuna" / "study.db", tmp_path, "trial_params")
    runs = read(path)
    assert runs.status_counts()["finished"] == 38
    assert np.isfinite(runs.metrics["value"].numbers).sum() == 37
    assert any("study.db is damaged" in note for note in runs.notes)


@pytest.mark.parametrize("name", STORES)
def test_an_empty_file(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(HpvizError, match=rf"{name}.*is empty"):
        read(tmp_path / name)


def test_a_database_without_a_study(tmp_path):
    path = tmp_path / "s.db"
    optuna.storages.RDBStorage(f"sqlite:///{path}")
    with pytest.raises(HpvizError, match=r"s\.db holds no study yet"):
        read(path)
