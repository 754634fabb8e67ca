"""Neptune's offline runs."""

from __future__ import annotations

import json
import math
import shutil

import pytest

from hpviz import HpvizError, read
from tests.trackers.recorded import check


def assign(path, value, kind="Float"):
    return {"type": f"Assign{kind}", "path": path.split("/"), "value": value}


def floats(path, *values, steps=None):
    places = steps or [None] * len(values)
    entries = [{"value": value, "step": step} for value, step in zip(values, places, strict=True)]
    return {"type": "LogFloats", "path": path.split("/"), "values": entries}


def strings(kind, path, *values):
    return {"type": kind, "path": path.split("/"), "values": list(values)}


@pytest.fixture
def offline(tmp_path):
    """Write runs as Neptune does: an id to its operations; a text is written as it is."""

    def of(count=None, **runs):
        for own, operations in runs.items():
            folder = tmp_path / ".neptune" / "offline" / f"run__{own}__12__abc"
            folder.mkdir(parents=True)
            entries = [
                operation
                if isinstance(operation, str)
                else json.dumps({"obj": operation, "version": place, "at": 1_796_038_880.0 + place})
                for place, operation in enumerate(operations, 1)
            ]
            (folder / "data-1.log").write_text("\n".join(entries))
            (folder / "last_put_version").write_text(str(count or len(operations)))
            (folder / "metadata.json").write_text('{"createdAt": "2026-11-30T11:41:20+00:00"}')
        return tmp_path / ".neptune"

    return of


@pytest.mark.parametrize("place", [".neptune", ".neptune/offline", "."])
def test_the_sample(stores, place):
    runs = read(stores / "neptune" / place)
    check(runs, stores / "neptune")
    assert runs.status_counts() == {"unknown": 17, "failed": 2, "running": 1}
    assert runs.names.tolist() == [f"run {number}" if number != 11 else "" for number in range(20)]
    assert list(runs.metrics) == ["best", "val/loss", "runtime"]
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]
    assert runs.columns["tags"].levels == ("mine, t0", "mine, t1")
    assert runs.groups[0] == "g"
    assert runs.created[0] == 1796038978.950353


def test_one_run(stores):
    folder = min((stores / "neptune" / ".neptune" / "offline").iterdir())
    assert read(folder).run_ids.tolist() == [folder.name.split("__")[1]]


def test_what_is_under_a_namespace_of_parameters_and_what_is_not(offline):
    runs = read(
        offline(
            a=[
                assign("Parameters/optim/lr", 0.5),
                assign("parameters/none", "None", "String"),
                assign("parameters/code", "007", "String"),
                assign("parameters/flag", value=True, kind="Bool"),
                assign("training/hyperparams/depth", 3, "Int"),
                assign("test/acc", 0.9),
                assign("dataset/name", "digits", "String"),
                assign("monitoring/x/pid", "1", "String"),
            ]
        )
    )
    columns = {
        name: column.levels[0] if column.levels else column.numbers[0]
        for name, column in runs.columns.items()
    }
    assert columns == {
        "optim.lr": 0.5, "none": "None", "code": "007", "flag": "True", "training.hyperparams.depth": 3,
        "test/acc": 0.9, "runtime": 8, "dataset/name": "digits",
    }  # fmt: skip
    assert list(runs.metrics) == ["test/acc", "runtime"]


def test_without_a_namespace_of_parameters_the_values_decide(offline):
    operations = {
        f"r{place}": [assign("lr", lr), assign("depth", depth, "Int"), floats("val/loss", 1.0, lr + depth)]
        for place, (lr, depth) in enumerate((lr, depth) for lr in (0.1, 0.01) for depth in (1, 2, 3))
    }
    runs = read(offline(**operations))
    assert sorted(runs.params) == ["depth", "lr"]
    assert list(runs.metrics) == ["val/loss", "runtime"]
    assert set(runs.guesses.params) == {"depth", "lr"}


def test_series(offline):
    runs = read(
        offline(
            a=[
                floats("loss", 3.0, 1.0, steps=[5, 2]),
                floats("bare", 1.0, 2.0),
                floats("bare", 3.0),
                floats("gone", 1.0),
                strings("DeleteAttribute", "gone"),
            ]
        )
    )
    assert {name: column.numbers[0] for name, column in runs.metrics.items() if name != "runtime"} == {
        "loss": 3, "bare": 3,
    }  # fmt: skip
    assert [value for value in runs.history.values["bare"] if not math.isnan(value)] == [1, 2, 3]
    assert [value for value in runs.history.values["loss"] if not math.isnan(value)] == [1, 3]


def test_tags(offline):
    tags = [strings("AddStrings", "sys/tags", "b", "a", "c"), strings("RemoveStrings", "sys/tags", "c")]
    runs = read(offline(a=[*tags, assign("params/lr", 1.0)]))
    assert runs.columns["tags"].levels == ("a, b",)


def test_statuses(offline):
    failed = assign("sys/failed", value=True, kind="Bool")
    offline(a=[assign("params/lr", 1.0), failed], b=[assign("params/lr", 2.0)])
    runs = read(offline(count=9, c=[assign("params/lr", 3.0)], d=[]))
    assert dict(zip(runs.run_ids, runs.statuses, strict=True)) == {
        "a": "failed", "b": "unknown", "c": "running", "d": "running",
    }  # fmt: skip


def test_damage_costs_its_own_part(offline):
    lr, loss = assign("params/lr", 1.0), floats("loss", 1.0)
    path = offline(
        a=[lr, loss, '{"obj": {"type": "Assign'],
        b=[lr, floats("loss", "x"), {"type": "AssignFloat", "value": 1}],
        c=[lr, floats("loss", 2.0, steps=[math.nan])],
        d=[lr, loss],
    )
    (path / "offline" / "run__d__12__abc" / "metadata.json").write_text("{")
    runs = read(path)
    assert sorted(runs.run_ids) == ["a", "b", "c", "d"]
    assert runs.columns["lr"].numbers.tolist() == [1, 1, 1, 1]
    (files, records) = runs.notes
    assert "offline/run__d__12__abc/metadata.json (no complete JSON" in files
    assert "run__a__12__abc/data-1.log (a line is no complete JSON)" in records
    assert "run__b__12__abc/data-1.log (a value is a text where a number was expected)" in records
    assert "run__c__12__abc/data-1.log (a step is no number)" in records


def test_a_separator_of_lines_within_a_text_ends_no_line(offline):
    note = json.dumps(
        {"obj": {"type": "AssignString", "path": ["params", "note"], "value": "a\u2028b"}}, ensure_ascii=False
    )
    runs = read(offline(a=[note, assign("params/lr", 1.0)]))
    assert runs.columns["note"].levels == (r"a\u2028b",)  # as a person is to see it
    assert runs.notes == ()


def test_values_without_a_step_come_after_the_last(offline):
    runs = read(offline(a=[floats("loss", 1.0, steps=[5]), floats("loss", 2.0), floats("loss", 3.0)]))
    assert runs.metrics["loss"].numbers.tolist() == [3]
    assert len(runs.history.values["loss"]) == 3


def test_no_link_is_followed(offline, tmp_path_factory):
    path = offline(a=[assign("params/lr", 1.0)], b=[assign("params/lr", 2.0)])
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(path / "offline" / "run__b__12__abc", elsewhere / "b")
    (path / "offline" / "run__b__12__abc").symlink_to(elsewhere / "b")
    assert read(path).run_ids.tolist() == ["a"]


def test_a_folder_without_runs_is_no_store(tmp_path):
    (tmp_path / "offline").mkdir()
    with pytest.raises(HpvizError, match="no tracker's store"):
        read(tmp_path)
