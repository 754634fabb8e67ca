"""A source that is still being written: looked at again and again, in whatever state it is."""

from __future__ import annotations

import json
import os
import time

import pandas as pd
import pytest

from hpviz import HpvizError
from hpviz.panel.source import LASTING, WatchedSource
from hpviz.sources.store import cache

HEADER = "config.lr,metric.loss\n"


def live_of(source, **options):
    return WatchedSource(source, options, None)


def older(path, seconds=100):
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text(HEADER + "".join(f"{i},{i * 2}\n" for i in range(30)))
    return path


def add(path, text):
    with path.open("a") as file:
        file.write(text)


def losses(live):
    return live.runs.metrics["loss"].numbers.tolist()


def test_what_is_unchanged_is_not_read(csv, monkeypatch):
    live = live_of(csv)
    older(csv)
    assert not live.look()
    monkeypatch.setattr("hpviz.panel.source.as_runs", lambda *given, **options: pytest.fail("it was read"))
    assert not live.look()


def test_new_runs_are_taken_and_counted(csv):
    live = live_of(csv)
    assert live.new_runs == 0
    live.count(on=True)
    add(csv, "30,60\n31,62\n")
    assert live.look()
    assert (len(live.runs), live.new_runs) == (32, 2)
    assert live.since == pytest.approx(time.time(), abs=60)
    live.count(on=False)
    assert (live.new_runs, live.since) == (0, None)


def test_a_half_written_line_of_a_table_waits_until_it_is_whole(csv):
    live = live_of(csv)
    add(csv, "30,6")
    assert not live.look()
    add(csv, "0\n31,62\n")
    assert live.look()
    assert losses(live)[-2:] == [60, 62]


def test_a_last_line_that_never_gets_an_end_is_taken_when_it_is_old(csv, monkeypatch):
    live = live_of(csv)
    add(csv, "30,60")
    assert not live.look()
    assert len(live.runs) == 30
    monkeypatch.setattr(cache, "YOUNG", -1e9)
    assert live.look()
    assert losses(live)[-1] == 60


def test_a_half_written_line_of_json_lines_waits_too(tmp_path):
    path = tmp_path / "runs.jsonl"
    path.write_text("".join(json.dumps({"lr": i, "loss": i}) + "\n" for i in range(5)))
    live = live_of(path)
    add(path, '{"lr": 5, "lo')
    live.look()
    assert len(live.runs) == 5
    add(path, 'ss": 5}\n')
    assert live.look()
    assert losses(live) == [0, 1, 2, 3, 4, 5]


def test_a_store_that_vanishes_for_a_moment_changes_nothing(csv):
    live = live_of(csv)
    text = csv.read_text()
    csv.unlink()
    assert not live.look()
    csv.write_text("")
    assert not live.look()
    assert (len(live.runs), live.trouble) == (30, "")
    csv.write_text(text + "30,60\n")
    assert live.look()
    assert len(live.runs) == 31


def test_trouble_that_lasts_is_said_until_it_is_over(csv):
    live = live_of(csv)
    text = csv.read_text()
    csv.unlink()
    for _ in range(LASTING):
        assert live.trouble == ""
        assert not live.look()
    assert "What is shown is from before" in live.trouble
    assert "there is no file or folder" in live.trouble
    assert len(live.runs) == 30
    csv.write_text(text)
    assert not live.look()
    assert live.trouble == ""


def test_anything_that_fails_is_trouble_not_an_exception(csv, monkeypatch):
    live = live_of(csv)
    older(csv)

    def broken(*given, **options):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("hpviz.panel.source.as_runs", broken)
    for _ in range(LASTING):
        assert not live.look()
    assert "(ZeroDivisionError: oh)" in live.trouble


def test_fewer_runs_are_believed_when_it_stays_so(csv):
    """A file that is written anew is short for a moment; a sweep that was begun anew stays short."""
    live = live_of(csv)
    csv.write_text(HEADER + "1,2\n3,4\n")
    older(csv)
    for _ in range(LASTING - 1):
        assert not live.look()
        assert len(live.runs) == 30
    assert live.look()
    assert losses(live) == [2, 4]


def test_a_run_folder_without_its_files_yet(write, tmp_path):
    for i in range(4):
        write(tmp_path, **{f"r{i}__config_dot_json": {"lr": i}, f"r{i}__metrics_dot_json": {"loss": i}})
    live = live_of(tmp_path)
    (tmp_path / "r4").mkdir()
    live.look()
    assert len(live.runs) == 4
    (tmp_path / "r4" / "config.json").write_text('{"lr"')
    live.look()
    assert len(live.runs) == 4
    write(tmp_path, r4__config_dot_json={"lr": 4})
    assert live.look()
    assert len(live.runs) == 5
    write(tmp_path, r4__metrics_dot_json={"loss": 4})
    assert live.look()
    assert losses(live) == [0, 1, 2, 3, 4]


def test_a_study_is_read_when_a_trial_came_or_ended(monkeypatch):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study()
    live = live_of(study)
    assert len(live.runs) == 0
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    live.count(on=True)
    assert live.look()
    trial = study.ask()
    assert live.look()
    study.tell(trial, 1.0)
    assert live.look()
    assert live.runs.status_counts() == {"finished": 4}
    monkeypatch.setattr("hpviz.panel.source.as_runs", lambda *given, **options: pytest.fail("it was read"))
    assert not live.look()


@pytest.mark.parametrize(
    ("source", "can"),
    [
        (pd.DataFrame({"lr": [1.0], "loss": [2.0]}), False),
        ([{"lr": 1, "loss": 2}], False),
        ({"lr": [1], "loss": [2]}, False),
    ],
)
def test_a_table_cannot_change(source, can):
    assert live_of(source).can_change is can


def test_another_source_or_experiment_is_counted_anew(csv, tmp_path):
    live = live_of(csv)
    live.count(on=True)
    other = tmp_path / "other.csv"
    other.write_text(csv.read_text() + "30,60\n31,62\n")
    live.read(other)
    assert (len(live.runs), live.new_runs, live.path) == (32, 0, str(other))
    with pytest.raises(HpvizError):
        live.read(tmp_path / "nothing.csv")
    assert live.path == str(other)
