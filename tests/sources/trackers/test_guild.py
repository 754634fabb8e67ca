"""Guild AI's folders of runs."""

from __future__ import annotations

import json
import math
import shutil

import pytest

from hpviz import HpvizError, read
from tests.sources.trackers.event_log import events
from tests.trackers.recorded import check

EVENTS = "events.out.tfevents.1796036917.vm.1.0"


@pytest.fixture
def home(tmp_path):
    """Write runs as Guild does: a name to its operation and attributes, in YAML."""

    def of(**runs):
        for name, attributes in runs.items():
            own = tmp_path / "runs" / name / ".guild"
            (own / "attrs").mkdir(parents=True)
            opref = attributes.pop("opref", "guildfile:. 0 '' train")
            (own / "opref").write_text(opref)
            known = {"flags": {"lr": 1}, "started": 1796036917000000}
            for key, value in (known | attributes).items():
                (own / "attrs" / key).write_text(value if isinstance(value, str) else json.dumps(value))
            (own / EVENTS).write_bytes(events(("step", 0, 0), ("loss", 0, 2), ("step", 1, 1), ("loss", 1, 1)))
        return tmp_path

    return of


@pytest.mark.parametrize("place", ["home", "home/runs"])
def test_the_sample(stores, place):
    runs = read(stores / "guild" / place)
    check(runs, stores / "guild")
    assert (runs.experiment, runs.experiments) == ("train", ("other", "train"))
    assert list(runs.metrics) == ["val/loss", "runtime"]
    assert runs.history.values["val/loss"][runs.history.run == 3].tolist() == [1.375, 1.125, 0.875]
    assert [int((runs.history.run == row).sum()) for row in (0, 9, 11)] == [3, 2, 2]
    assert math.isnan(runs.metrics["val/loss"].numbers[10])
    assert runs.metrics["val/loss"].numbers[7] == math.inf
    assert runs.names[1].startswith("code='001' depth=2 flag=no layers='[16, 16]' optim.lr=0.04641")
    assert runs.columns["tags"].levels == ("mine",)
    assert runs.columns["comment"].levels == ("a comment",)
    assert runs.created[0] == 1796037081.517563
    assert runs.metrics["runtime"].numbers[0] == pytest.approx(0.3428068)
    assert len(read(stores / "guild" / place, experiment="other")) == 1


def test_the_folder_of_one_run_and_a_folder_that_holds_the_home(stores, tmp_path):
    (own, *_) = sorted((stores / "guild" / "home" / "runs").iterdir())
    assert read(own).run_ids.tolist() == [own.name]
    shutil.copytree(stores / "guild" / "home", tmp_path / "project" / ".guild")
    (tmp_path / "project" / "train.py").touch()
    runs = read(tmp_path / "project")
    assert len(runs) == 20
    assert "Read from .guild, the only store in project." in runs.notes


def test_every_status(home):
    codes = {"a": 0, "b": 2, "c": -15, "g": "x"}
    path = home(**{name: {"exit_status": codes[name]} if name in codes else {} for name in "abcdefg"})
    (path / "runs" / "e" / ".guild" / "LOCK").touch()
    (path / "runs" / "f" / ".guild" / "STAGED").touch()
    ended = ["finished", "failed", "killed", "crashed", "running", "running", "unknown"]
    assert read(path).statuses.tolist() == ended


def test_a_flag_that_nobody_set_is_absent_and_one_that_was_set_to_null_is_none(home):
    flags = {"depth": None, "momentum": None}
    runs = read(
        home(a={"flags": flags, "user_flags": {"depth": None}}, b={"flags": {"depth": 2, "momentum": 3}})
    )
    assert (runs.params["depth"].levels, runs.params["depth"].absent.tolist()) == (
        ("None",),
        [False, False],
    )
    assert runs.params["depth"].numbers[1] == 2
    assert runs.params["momentum"].absent.tolist() == [True, False]


def test_events_of_the_training_itself_and_not_those_of_the_machine(home):
    path = home(a={}, b={})
    (path / "runs" / "a" / "logs").mkdir()
    (path / "runs" / "a" / "logs" / EVENTS).write_bytes(
        events(("acc", 1, 0.5), ("sys/cpu", 1, 9), ("step", 1, 7))
    )
    runs = read(path)
    assert list(runs.metrics) == ["loss", "logs/acc", "logs/step"]
    assert runs.metrics["loss"].numbers.tolist() == [1, 1]
    assert runs.metrics["logs/acc"].numbers[0] == 0.5


def test_batches_are_no_runs(home):
    path = home(a={}, b={}, c={"opref": "builtin:guildai 0.9.0 skopt random"})
    (path / "runs" / "c" / ".guild" / "proto").mkdir()
    runs = read(path)
    assert (runs.run_ids.tolist(), runs.experiments) == (["a", "b"], ("train",))
    assert runs.notes == ("1 batch, which only starts other runs, was left out.",)
    for name in "ab":
        shutil.rmtree(path / "runs" / name)
    with pytest.raises(HpvizError, match="no operation yet"):
        read(path)


def test_operations_of_models(home):
    runs = read(
        home(
            a={"opref": "guildfile:. 0 cnn train"},
            b={"opref": "script:/x '' '' train.py"},
            c={"opref": "script:/x '' '' train.py"},
        )
    )
    assert (runs.experiment, runs.experiments) == ("train.py", ("cnn:train", "train.py"))


def test_damage_costs_its_own_part(home):
    path = home(
        a={}, b={"flags": "lr: [1", "exit_status": 0}, c={"flags": "- 1"},
        d={"started": "soon", "label": "x"}, e={"opref": "'"}, f={}, g={"started": 10**400},
    )  # fmt: skip
    file = path / "runs" / "a" / ".guild" / EVENTS
    file.write_bytes(file.read_bytes()[:-30])
    (path / "runs" / "f" / ".guild" / "opref").unlink()
    runs = read(path)
    assert sorted(runs.run_ids) == ["a", "b", "c", "d", "e", "g"]
    (files, records) = runs.notes
    assert "runs/b/.guild/attrs/flags (" in files
    assert "runs/f/.guild/opref (missing)" in files
    assert "run a (events.out.tfevents.1796036917.vm.1.0 ends in an event)" in records
    assert "run c (flags is a list where an object was expected)" in records
    assert "run g (a number that is too large)" in records
    rows = {name: row for row, name in enumerate(runs.run_ids)}
    assert runs.metrics["loss"].numbers[rows["a"]] == 2
    assert runs.metrics["loss"].numbers[rows["b"]] == 1
    assert math.isnan(runs.created[rows["d"]])


def test_no_link_is_followed(home, tmp_path_factory):
    path = home(a={}, b={})
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(path / "runs" / "b", elsewhere / "b")
    (path / "runs" / "b").symlink_to(elsewhere / "b")
    assert read(path).run_ids.tolist() == ["a"]
