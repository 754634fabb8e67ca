"""SwanLab's folder of logs."""

from __future__ import annotations

import math
import os
import struct

import pytest

from hpviz import read
from hpviz.sources import as_runs
from hpviz.sources.store.cache import Cache
from tests.sources.trackers.wandb_log import field, framed
from tests.trackers.recorded import check

HEADER = b":SWL" + struct.pack("<HB", 0xE1D6, 2)


def moment(seconds):
    return field(1, seconds) + field(2, 500_000_000)


def started(own, project="p", group=""):
    named = field(1, project) + field(4, f"name of {own}") + field(7, group)
    return field(10, named + field(12, moment(1_796_037_000)))


def scalar(key, step, value):
    number = bytes([1 << 3 | 1]) + struct.pack("<d", value) if value else b""
    return field(13, field(1, key) + field(2, step) + field(5, number))


def finished(state, error=""):
    return field(11, field(1, state) + field(2, error) + field(3, moment(1_796_037_009)))


@pytest.fixture
def logs(tmp_path):
    """Write runs as SwanLab does: the id of one to its records, and what its configuration says."""

    def of(config="lr: {desc: '', sort: 0, value: 1}", day=1, **runs):
        for own, records in runs.items():
            folder = tmp_path / f"run-2026010{day}_000000-{own}"
            (folder / "files").mkdir(parents=True)
            (folder / "files" / "config.yaml").write_text(config)
            (folder / f"run-{own}.swanlab").write_bytes(framed(records, HEADER) if records else b"")
        return tmp_path

    return of


def test_the_sample(stores):
    runs = read(stores / "swanlab" / "swanlog")
    check(runs, stores / "swanlab")
    assert (runs.experiment, runs.experiments) == ("real", ("real",))
    assert runs.names.tolist()[:2] == ["run 0", "run 1"]
    assert set(runs.groups) == {"g", ""}
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]
    assert math.isnan(runs.metrics["val/loss"].numbers[10])
    assert runs.metrics["val/loss"].numbers[7] == math.inf
    assert runs.metrics["runtime"].numbers[0] == pytest.approx(0.646791)
    assert runs.created[0] == 1796038188.4096
    assert runs.columns["tags"].levels == ("mine, t0", "mine, t1")
    assert runs.columns["error"].levels == ("ValueError: 18", "ValueError: 9")


def test_the_folder_of_one_run_and_its_log(stores):
    folder = next((stores / "swanlab" / "swanlog").glob("*-run03"))
    for path in (folder, folder / "run-run03.swanlab"):
        assert read(path).run_ids.tolist() == ["run03"]


def test_every_status(logs):
    states = {"a": 1, "b": 2, "c": 3, "f": 9}
    runs = read(logs(d=[started("d")], e=[], **{own: [finished(state)] for own, state in states.items()}))
    ended = dict(zip(runs.run_ids, runs.statuses, strict=True))
    words = ["finished", "crashed", "killed", "running", "running", "unknown"]
    assert ended == dict(zip("abcdef", words, strict=True))


def test_zeros_that_are_left_out_and_the_last_step(logs):
    records = [started("a"), scalar("loss", 5, 0.0), scalar("loss", 2, 3.0), scalar("cpu", 1, 9.0)]
    machine = field(12, field(1, 2) + field(2, 1) + field(3, "cpu"))
    runs = read(logs(a=[*records, machine], b=[scalar("loss", 0, 1.0)]))
    assert list(runs.metrics) == ["loss"]
    assert runs.metrics["loss"].numbers.tolist() == [0, 1]
    assert runs.history.values["loss"].tolist() == [3, 0, 1]


def test_none_is_an_object_without_entries(logs):
    config = "depth: {value: {}}\noptim: {value: {lr: 0.5, warmup: {}}}\n"
    runs = read(logs(config, a=[started("a")]))
    assert runs.columns["depth"].levels == ("None",)
    assert runs.columns["optim.warmup"].levels == ("None",)
    assert runs.columns["optim.lr"].numbers[0] == 0.5


def test_a_resumed_run_is_one_run(logs):
    logs(a=[started("a"), scalar("loss", 0, 2.0), finished(2)])
    path = logs("lr: {value: 3}", day=2, a=[started("a"), scalar("loss", 1, 1.0), finished(1)])
    runs = read(path)
    assert (runs.run_ids.tolist(), runs.statuses.tolist()) == (["a"], ["finished"])
    assert (runs.columns["lr"].numbers[0], runs.metrics["loss"].numbers[0]) == (3, 1)


def test_one_of_several_projects_is_chosen(logs):
    path = logs(a=[started("a"), finished(1)], b=[started("b", "q")], c=[started("c", "q")], d=[])
    runs = read(path)
    assert (runs.experiment, sorted(runs.run_ids)) == ("p", ["a", "d"])
    assert read(path, experiment="q").run_ids.tolist() == ["b", "c", "d"]


def test_damage_costs_its_own_part(logs):
    whole = [started("b"), scalar("loss", 0, 2.0)]
    path = logs(a=[started("a"), *whole], b=whole, c=[b"\xff\xff", scalar("loss", 0, 3.0)], d=whole)
    for own, change in {"a": lambda data: data[:-3], "d": lambda data: data[:6] + b"\7" + data[7:]}.items():
        log = next(path.glob(f"*-{own}")) / f"run-{own}.swanlab"
        log.write_bytes(change(log.read_bytes()))
    (next(path.glob("*-b")) / "files" / "config.yaml").write_text("lr: {value: 1\nlr: [")
    runs = read(path)
    assert runs.run_ids.tolist() == ["a", "b", "c", "d"]
    assert runs.metrics["loss"].numbers.tolist()[1:3] == [2, 3]
    (files, records) = runs.notes
    assert "run-20260101_000000-b/files/config.yaml (" in files
    assert "run-20260101_000000-d/run-d.swanlab (version 7 of SwanLab's log is not known)" in files
    assert "run-a.swanlab (ends in the middle of a record)" in records
    assert "run-c.swanlab (" in records


def test_the_folder_that_holds_the_logs(stores):
    runs = read(stores / "swanlab")
    assert (runs.source, len(runs)) == ("SwanLab project 'real'", 20)
    assert "Read from swanlog, the only store in swanlab." in runs.notes


def test_of_a_followed_run_a_new_config_is_read_though_its_log_is_as_it_was(logs):
    path = logs(a=[started("a")], b=[started("b")])
    cache = Cache()
    config = next(path.glob("*-a")) / "files" / "config.yaml"
    for value in (1, 55):
        config.write_text(f"lr: {{value: {value}}}")
        for file in path.rglob("*"):
            os.utime(file, (1_796_038_000, 1_796_038_000))
        assert sorted(as_runs(path, cache=cache).columns["lr"].numbers) == sorted([value, 1])
