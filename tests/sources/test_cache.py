"""Of a store that grows, only what has changed is read again, and the result is that of reading all of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
import time
from contextlib import contextmanager
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

import pytest

from hpviz.sources import as_runs
from hpviz.sources.changes import alike, look
from hpviz.sources.formats.lines import Lines
from hpviz.sources.store.cache import Cache
from hpviz.sources.store.fingerprint import fingerprint_of
from hpviz.sources.trackers.optuna import database as optuna_database
from hpviz.sources.trackers.optuna import journal as optuna_journal
from tests.conftest import needs_extra

OPENED: list[str] = []
IS_WATCHED = [False]


def hear(event, given):
    if event == "open" and IS_WATCHED[0]:
        OPENED.append(str(given[0]))


sys.addaudithook(hear)  # sees every file that Python opens, by whatever call; it cannot be taken away again


@contextmanager
def opened_below(root):
    """Note the files below a folder that are opened."""
    paths = []
    OPENED.clear()
    IS_WATCHED[0] = True
    try:
        yield paths
    finally:
        IS_WATCHED[0] = False
        files = [path for name in OPENED if (path := Path(name)).is_relative_to(root) and path.is_file()]
        paths += files


def aged(root):
    """Let all files be old: what was written a moment ago is read again to be sure."""
    moment = time.time() - 1000
    for path in [root, *root.rglob("*")]:
        os.utime(path, (moment, moment))
    return root


# The store, one file of one run in it, and the files that say which runs there are.
STORES = [
    ("mlflow/mlruns", "*/*/metrics/val_loss", ["meta.yaml"]),
    ("ray/results", "digits/*/result.json", ["experiment_state-*.json"]),
    ("tensorboard/logs_tb", "*/*tfevents*", []),
    ("hydra/multirun", "**/metrics.json", []),
    ("keras_tuner/results", "*/*/trial.json", []),
    ("sacred/runs", "*/metrics.json", []),
    ("guild/home", "runs/*/.guild/opref", []),
    ("swanlab/swanlog", "*/*.swanlab", []),
    ("clearml/offline", "*/metrics.jsonl", ["*.zip"]),
    ("neptune/.neptune", "offline/*/data-1.log", []),
]


@pytest.mark.parametrize(("place", "pattern", "indices"), STORES, ids=[place for place, _, _ in STORES])
def test_only_the_run_that_changed_is_opened(stores, tmp_path, place, pattern, indices):
    needs_extra(place)
    root = tmp_path / "store"
    shutil.copytree(stores / place, root)
    aged(root)
    changed = sorted(root.glob(pattern))[3]
    cache = Cache()
    with opened_below(root) as first:
        before = as_runs(root, cache=cache)
    assert len(first) >= len(before)
    with opened_below(root) as second:
        assert alike(as_runs(root, cache=cache), before)
    changed.write_bytes(changed.read_bytes() + b"\n")
    with opened_below(root) as third:
        again = as_runs(root, cache=cache)

    def of_runs(opened):
        """Leave out what is looked at each time to tell the store and its experiments."""
        return [path for path in opened if not any(fnmatch(path.name, index) for index in indices)]

    run = changed.parents[1] if changed.parent.name == "metrics" else changed.parent
    assert of_runs(second) == []
    assert changed in third
    assert all(path.is_relative_to(run) for path in of_runs(third))
    assert alike(again, as_runs(root))


def test_what_was_written_a_moment_ago_is_read_again(write, tmp_path):
    root = write(tmp_path, **{f"r{i}__config_dot_json": {"lr": i} for i in range(3)})
    write(tmp_path, **{f"r{i}__metrics_dot_json": {"loss": i} for i in range(3)})
    cache = Cache()
    as_runs(root, cache=cache)
    # The same size and, on a coarse clock, the same time.
    times = (root / "r1" / "metrics.json").stat()
    (root / "r1" / "metrics.json").write_text('{"loss": 9}')
    os.utime(root / "r1" / "metrics.json", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert as_runs(root, cache=cache).metrics["loss"].numbers.tolist() == [0, 9, 2]


def test_what_is_gone_is_forgotten_and_damage_is_noted_every_time(write, tmp_path):
    for i in range(3):
        write(tmp_path, **{f"r{i}__config_dot_json": {"lr": i}, f"r{i}__metrics_dot_json": {"loss": i}})
    (tmp_path / "r1" / "metrics.json").write_text('{"loss": ')
    aged(tmp_path)
    cache = Cache()
    for _ in range(2):
        notes = " ".join(as_runs(tmp_path, cache=cache).notes)
        assert "r1/metrics.json (no complete JSON" in notes
    held = len(cache._made)
    shutil.rmtree(tmp_path / "r1")
    assert len(as_runs(tmp_path, cache=cache)) == 2
    assert len(cache._made) < held


def test_a_resumed_run_of_wandb_is_replayed_from_all_its_logs(tmp_path, monkeypatch):
    from tests.sources.trackers.wandb_log import config, exit_record, framed, history, run_record

    place = tmp_path / "wandb"

    def log(run, moment, records):
        path = place / f"offline-run-20260101_0000{moment:02}-{run}" / f"run-{run}.wandb"
        path.parent.mkdir(parents=True)
        path.write_bytes(framed([run_record(run, config={"lr": 0.1}), *records]))

    for number in range(5):
        log(f"r{number}", number, [config({"lr": number}), history(0, {"loss": number}), exit_record(1)])
    aged(place)
    cache = Cache()
    assert as_runs(place, cache=cache).status_counts() == {"failed": 5}
    log("r3", 30, [config({"lr": 3}), history(1, {"loss": 0.5}), exit_record(0)])
    with opened_below(place) as opened:
        runs = as_runs(place, cache=cache)
    assert {path.name for path in opened} == {"run-r3.wandb"}
    assert runs.status_counts() == {"failed": 4, "finished": 1}
    assert alike(runs, as_runs(place))


def entry(**fields):
    import json

    return json.dumps({"worker_id": "w", **fields}) + "\n"


def journal_of(trials, start=0):
    made = "".join(
        entry(op_code=4, study_id=0, datetime_start="2026-01-01T00:00:00")
        + entry(
            op_code=5,
            trial_id=number,
            param_name="x",
            param_value_internal=number / 7,
            distribution='{"name": "FloatDistribution", "attributes": {"low": 0, "high": 9, "log": false}}',
        )
        + entry(op_code=6, trial_id=number, state=1, values=[float(number)], datetime_complete=None)
        for number in range(start, trials)
    )
    return made if start else entry(op_code=0, study_name="s", directions=[1]) + made


def test_of_a_journal_only_the_new_lines_are_done(tmp_path, monkeypatch):
    path = tmp_path / "journal.log"
    path.write_text(journal_of(20))
    done = []
    real = optuna_journal._Journal._repeat
    monkeypatch.setattr(
        optuna_journal._Journal, "_repeat", lambda self, line: (done.append(line), real(self, line))[1]
    )
    cache = Cache()

    def read():
        done.clear()
        return as_runs(path, cache=cache)

    read()
    assert len(done) == 61
    more = journal_of(23, start=20)
    with path.open("a") as file:
        file.write(more[:-30])
    half = read()
    assert len(done) == 9
    assert half.status_counts() == {"finished": 22, "running": 1}
    assert "half written" in half.notes[0]
    with path.open("a") as file:
        file.write(more[-30:])
    whole = read()
    assert len(done) == 1
    assert whole.status_counts() == {"finished": 23}
    assert whole.notes == ()
    assert alike(whole, as_runs(path))
    path.write_text(journal_of(25).replace('"values": [3.0]', '"values": [4.0]'))
    assert read().metrics["value"].numbers[3] == 4
    assert len(done) == 76


def test_a_last_line_without_an_end_is_done_once(tmp_path):
    path = tmp_path / "journal.log"
    text = journal_of(4)
    cache = Cache()
    path.write_text(text.rstrip("\n"))
    assert len(as_runs(path, cache=cache)) == 4
    path.write_text(text + journal_of(6, start=4))
    assert alike(as_runs(path, cache=cache), as_runs(path))


def test_lines_know_a_file_that_is_another_by_now(tmp_path):
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntwo\nthr")
    lines = Lines()
    with path.open("rb") as file:
        assert lines.go_on(file)
        assert list(lines.new(file)) == [(1, b"one\n"), (2, b"two\n"), (3, b"thr")]
    path.write_bytes(b"one\ntwo\nthree\n")
    with path.open("rb") as file:
        assert lines.go_on(file)
        assert list(lines.new(file)) == [(3, b"three\n")]
    for other in (b"one\ntwX\nthree\nfour\n", b"one\n", b""):
        path.write_bytes(other)
        with path.open("rb") as file:
            assert not lines.go_on(file)


def test_of_a_database_of_optuna_trials_that_ended_are_not_read_again(tmp_path, monkeypatch):
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    path = tmp_path / "study.db"
    study = optuna.create_study(storage=f"sqlite:///{path}", study_name="s")
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=6)
    going_on = study.ask()
    filled = []
    real = optuna_database._filled
    monkeypatch.setattr(
        optuna_database,
        "_filled",
        lambda store, trials, n: (
            filled.append([trial.number for trial in trials.values()]),
            real(store, trials, n),
        )[1],
    )
    cache = Cache()
    for _ in range(2):
        as_runs(path, cache=cache)
    study.tell(going_on, 0.5)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    runs = as_runs(path, cache=cache)
    assert filled == [[0, 1, 2, 3, 4, 5, 6], [6], [6, 7, 8]]
    assert runs.status_counts() == {"finished": 9}
    assert alike(runs, as_runs(path))


def test_a_fingerprint_sees_new_longer_touched_and_vanished_files_and_the_log_beside_a_database(tmp_path):
    def fingerprints():
        return fingerprint_of(tmp_path), look(tmp_path / "a.db")

    (tmp_path / "below").mkdir()
    (tmp_path / "a.db").write_text("1")
    seen = [fingerprints()]
    (tmp_path / "below" / "b").write_text("")
    seen.append(fingerprints())
    (tmp_path / "below" / "b").write_text("longer")
    seen.append(fingerprints())
    os.utime(tmp_path / "a.db", (1, 1))
    seen.append(fingerprints())
    (tmp_path / "a.db-wal").write_text("x")
    seen.append(fingerprints())
    (tmp_path / "below" / "b").unlink()
    seen.append(fingerprints())
    assert len({folder for folder, _ in seen}) == 6
    assert [before == after for (_, before), (_, after) in pairwise(seen)] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert fingerprint_of(tmp_path / "nothing").files == ()


def test_a_locked_database_is_left_to_the_next_look_when_followed(stores, tmp_path, monkeypatch):
    monkeypatch.setattr("hpviz.sources.store.database.PATIENCE", 0.1)
    path = tmp_path / "study.db"
    shutil.copy(stores / "optuna" / "study.db", path)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("PRAGMA locking_mode = EXCLUSIVE")
    writer.execute("BEGIN EXCLUSIVE")
    cache = Cache()
    try:
        assert "locked by its writer" in " ".join(as_runs(path, cache=cache).notes)
        with pytest.raises(ValueError, match="locked"):
            as_runs(path, cache=cache, live=True)
    finally:
        writer.close()
    assert len(as_runs(path, cache=cache, live=True)) > 20


def test_readings_of_one_cache_wait_for_each_other():
    cache = Cache()
    entered, may_end, order = threading.Event(), threading.Event(), []

    def first():
        with cache.reading() as reading:
            entered.set()
            may_end.wait(10)
            reading.memory("number")["of"] = 1
            order.append("first")

    def second():
        with cache.reading() as reading:
            order.append(f"second, after {reading.memory('number')}")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert entered.wait(10)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert order == ["first", "second, after {'of': 1}"]


def test_a_reading_that_fails_forgets_nothing(write, tmp_path):
    write(tmp_path, a__config_dot_json={"lr": 1}, a__metrics_dot_json={"loss": 1})
    aged(tmp_path)
    cache = Cache()
    as_runs(tmp_path, cache=cache)
    with pytest.raises(ValueError, match="no column"):
        as_runs(tmp_path, cache=cache, params=["nothing"])
    with opened_below(tmp_path) as opened:
        as_runs(tmp_path, cache=cache)
    assert opened == []
