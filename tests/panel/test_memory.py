"""What is chosen on screen comes back with the same source, unless code says otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.panel.memory import NAME, memory_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a table, as the working directory; choices are remembered."""
    monkeypatch.delenv("HPVIZ_MEMORY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    table = pd.DataFrame({"lr": [0.1, 0.2, 0.3, 0.4] * 6, "depth": [1, 2, 3] * 8, "seed": range(24)})
    table["loss"] = table["lr"] * 2 + table["seed"] * 0.01
    table["acc"] = 1 - table["loss"]
    table.to_csv("runs.csv", index=False)
    return project


def click(panel: hpviz.Panel, **choices: object) -> None:
    """Choose as the view does."""
    panel.set_state(choices)
    panel.ranking  # noqa: B018 - waits until the choice is shown


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def event(panel: hpviz.Panel, name: str) -> None:
    panel._on_event(panel, {"event": name}, [])
    panel.ranking  # noqa: B018


def chosen(panel: hpviz.Panel) -> tuple[object, ...]:
    return panel.metric, panel.goal, panel.hidden, panel.roles


def test_choices_on_screen_come_back(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    assert panel.remembered == ""
    click(panel, roles={"seed": "aside"})
    click(panel, hidden=["depth"])
    click(panel, metric="acc")
    click(panel, goal="minimize")
    wanted = ("acc", "minimize", ["depth"], {"seed": "aside"})
    assert chosen(panel) == wanted
    for source in ("runs.csv", folder / "runs.csv", "../project/runs.csv"):
        again = hpviz.Panel(source, trees=10)
        assert chosen(again) == wanted
        assert again.remembered == (
            "Remembered for this source: metric acc (minimize), 1 chosen role and 1 hidden parameter."
        )
        assert "depth" not in again.table()["param"].tolist()


def test_a_chosen_axis_comes_back(folder):
    click(hpviz.Panel("runs.csv", trees=10), axes={"lr": "log"})
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.axes, again.remembered) == ({"lr": "log"}, "Remembered for this source: 1 chosen axis.")
    event(again, "forget")
    assert again.axes == {}


def test_a_chosen_kind_comes_back_is_in_the_code_and_can_be_forgotten(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, kinds={"depth": "category"})
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.kinds, again.remembered) == (
        {"depth": "category"},
        "Remembered for this source: 1 chosen kind.",
    )
    for shown in (panel, again):
        column = shown._runs.columns["depth"]
        assert (column.kind, column.levels, column.role) == ("categorical", ("1", "2", "3"), "param")
        assert "kinds={'depth': 'category'}" in shown.code()
    rebuilt = eval(again.code().partition("\n\n")[2], {"hpviz": hpviz})  # noqa: S307 - our own code
    assert rebuilt._runs.columns["depth"].kind == "categorical"
    assert rebuilt.table().equals(again.table())
    event(again, "forget")
    assert (again.kinds, again._runs.columns["depth"].kind) == ({}, "numeric")


def test_kinds_in_code_come_before_remembered_ones(folder):
    click(hpviz.Panel("runs.csv", trees=10), kinds={"depth": "category"})
    panel = hpviz.Panel("runs.csv", kinds={"seed": "category"}, trees=10)
    kinds = {name: column.kind for name, column in panel._runs.columns.items()}
    assert (kinds["depth"], kinds["seed"]) == ("numeric", "categorical")
    click(panel, kinds={"depth": "category"})
    assert panel.reading["kinds"] == {"seed": "category", "depth": "category"}


def test_a_remembered_kind_that_does_not_fit_is_left_out(folder):
    click(hpviz.Panel("runs.csv", trees=10), kinds={"depth": "category"})
    pd.read_csv("runs.csv").drop(columns="depth").to_csv("runs.csv", index=False)
    assert hpviz.Panel("runs.csv", trees=10).kinds == {}


def test_the_file_can_be_read(folder):
    click(hpviz.Panel("runs.csv", trees=10), hidden=["depth"])
    content = json.loads((folder / NAME).read_text())
    assert content["sources"] == {"runs.csv": {"hidden": ["depth"]}}


def test_nothing_is_written_before_something_is_chosen(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    panel.hidden = ["depth"]  # by code, which comes back by itself
    panel.ranking  # noqa: B018
    assert names_in(folder) == ["runs.csv"]


def test_code_comes_first(folder):
    click(hpviz.Panel("runs.csv", trees=10), hidden=["depth"], metric="acc", roles={"seed": "aside"})
    stated = hpviz.Panel("runs.csv", "loss", hidden=[], roles={}, trees=10)
    assert chosen(stated) == ("loss", "minimize", [], {})
    assert hpviz.Panel("runs.csv", params=["lr", "seed"], trees=10).roles == {}
    assert hpviz.Panel("runs.csv", remember=False, trees=10).hidden == []


def test_forget_goes_back_to_what_is_chosen_by_default(folder):
    fresh = chosen(hpviz.Panel("runs.csv", trees=10))
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, hidden=["depth"], metric="acc", goal="minimize", roles={"seed": "aside"})
    event(panel, "forget")
    assert chosen(panel) == fresh
    assert panel.remembered == ""
    assert not (folder / NAME).exists()
    assert chosen(hpviz.Panel("runs.csv", trees=10)) == fresh


def test_forget_keeps_what_the_code_chose(folder):
    code = {"metric": "acc", "goal": "minimize", "hidden": ["seed"], "trees": 10}
    fresh = chosen(hpviz.Panel("runs.csv", **code))
    panel = hpviz.Panel("runs.csv", **code)
    click(panel, hidden=["seed", "depth"], metric="loss")
    event(panel, "forget")
    assert chosen(panel) == fresh
    assert (panel.metric, panel.goal, panel.hidden) == ("acc", "minimize", ["seed"])


def test_the_wand_is_remembered(folder):
    event(panel := hpviz.Panel("runs.csv", trees=10), "wand")
    assert panel.hidden
    assert hpviz.Panel("runs.csv", trees=10).hidden == panel.hidden


def test_a_choice_that_is_refused_is_not_remembered(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    panel.set_state({"hidden": ["nonsense"]})
    assert "nonsense" in panel.notice
    assert not (folder / NAME).exists()


def test_what_is_no_longer_there_is_left_out(folder):
    click(hpviz.Panel("runs.csv", trees=10), metric="acc", hidden=["depth"], roles={"seed": "aside"})
    pd.read_csv("runs.csv").drop(columns=["acc", "depth", "seed"]).to_csv("runs.csv", index=False)
    assert chosen(hpviz.Panel("runs.csv", trees=10)) == ("loss", "minimize", [], {})


def test_a_table_without_a_name_is_known_by_its_columns(folder):
    frame = pd.read_csv("runs.csv")
    click(hpviz.Panel(frame, trees=10), hidden=["depth"])
    assert hpviz.Panel(frame.iloc[:20].copy(), trees=10).hidden == ["depth"]
    assert hpviz.Panel(frame.rename(columns={"lr": "rate"}), trees=10).hidden == []


@pytest.mark.parametrize(
    "content", ["", "{", "[" * 100_000, "[]", '{"sources": 3}', '{"sources": {"runs.csv": [1]}}']
)
def test_a_damaged_file_remembers_nothing(folder, content):
    (folder / NAME).write_text(content)
    panel = hpviz.Panel("runs.csv", trees=10)
    assert panel.remembered == ""
    click(panel, hidden=["depth"])
    assert hpviz.Panel("runs.csv", trees=10).hidden == ["depth"]


def test_an_entry_that_a_person_edited_wrongly_is_left_out(folder):
    entry = {
        "metric": 3,
        "goal": "up",
        "hidden": "depth",
        "roles": {"lr": "nonsense", "seed": "aside"},
        "axes": {"lr": "x"},
    }
    (folder / NAME).write_text(json.dumps({"sources": {"runs.csv": entry}}))
    assert chosen(hpviz.Panel("runs.csv", trees=10)) == ("loss", "minimize", [], {"seed": "aside"})


def test_two_sources_stand_beside_each_other(folder):
    pd.read_csv("runs.csv").to_csv("others.csv", index=False)
    click(hpviz.Panel("runs.csv", trees=10), hidden=["depth"])
    click(hpviz.Panel("others.csv", trees=10), hidden=["lr"])
    assert hpviz.Panel("runs.csv", trees=10).hidden == ["depth"]
    assert hpviz.Panel("others.csv", trees=10).hidden == ["lr"]


def test_nothing_is_written_into_the_source(folder, tmp_path):
    memory = memory_of(folder, hpviz.read("runs.csv"))
    assert memory.keep({"hidden": ["depth"]})
    assert names_in(folder) == ["runs.csv"]
    assert (tmp_path / "home" / "hpviz" / NAME).exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory(folder, monkeypatch):
    monkeypatch.setenv("HPVIZ_MEMORY", str(folder / "runs.csv"))  # a file is no folder
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, hidden=["depth"])
    assert (panel.hidden, panel.remembered, panel.notice) == (["depth"], "", "")


def test_a_password_is_never_written(folder):
    runs = hpviz.read("runs.csv")
    address = "postgresql://me:secret@host/db"
    memory_of(address, runs).keep({"hidden": ["depth"]})
    assert "secret" not in (folder / NAME).read_text()


def test_a_goal_that_code_states_is_of_the_default_metric(folder):
    click(hpviz.Panel("runs.csv", trees=10), metric="acc")
    stated = hpviz.Panel("runs.csv", goal="minimize", trees=10)
    assert (stated.metric, stated.goal) == ("loss", "minimize")


def test_a_metric_whose_role_is_corrected_and_corrected_back_is_chosen_still(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, metric="acc")
    click(panel, roles={"acc": "aside"})
    assert (panel.metric, panel.remembered) == ("loss", "Remembered for this source: 1 chosen role.")
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.metric, again.remembered) == (panel.metric, panel.remembered)
    for opened in (panel, again):
        click(opened, roles={})
        assert (opened.metric, opened.goal) == ("acc", "maximize")
        assert opened.remembered == "Remembered for this source: metric acc (maximize)."
    assert hpviz.Panel("runs.csv", trees=10).metric == "acc"


def test_what_is_remembered_is_said_where_it_stands_on_screen(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, metric="acc", hidden=["depth"])
    stated = hpviz.Panel("runs.csv", "loss", trees=10)
    assert stated.remembered == "Remembered for this source: 1 hidden parameter."
    assert hpviz.Panel("runs.csv", "acc", hidden=["depth"], trees=10).remembered == ""
    click(panel, roles={"depth": "metric"})
    click(panel, metric="depth")
    assert panel.remembered == "Remembered for this source: metric depth (minimize) and 1 chosen role."
    click(panel, roles={})
    assert hpviz.Panel("runs.csv", trees=10).remembered == panel.remembered
    assert panel.remembered == "Remembered for this source: 1 hidden parameter."


def test_a_front_and_failure_are_remembered_in_words(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, metric="pareto: loss, acc (minimize)")
    front = "the distance to the Pareto front of loss (minimize) and acc (minimize)"
    assert panel.remembered == f"Remembered for this source: {front}."
    click(panel, metric="failure")
    assert panel.remembered == "Remembered for this source: failure."


def test_the_filter_and_the_order_come_back_are_named_and_can_be_forgotten(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, where="depth < 3")
    click(panel, sort_by="param", descending=False)
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.where, again.sort_by, again.descending) == ("depth < 3", "param", False)
    assert again.ranking.runs_used == 16
    assert again.remembered == ("Remembered for this source: the filter depth < 3 and the order by param.")
    stated = hpviz.Panel("runs.csv", trees=10, where="", descending=True)
    assert (stated.where, stated.sort_by, stated.descending) == ("", "importance", True)
    event(again, "forget")
    assert (again.where, again.sort_by, again.descending) == ("", "importance", True)
    assert names_in(folder) == ["runs.csv"]


def test_what_is_taken_back_is_remembered_no_more(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, where="depth < 3", sort_by="param", descending=False)
    click(panel, where="", sort_by="importance", descending=True)
    assert names_in(folder) == ["runs.csv"]


def test_a_filter_that_no_longer_fits_and_an_order_that_is_none_are_left_out(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, where="depth < 3", sort_by="param", descending=False)
    written = (folder / NAME).read_text().replace("depth <", "gone <").replace('"param"', '"nothing"')
    (folder / NAME).write_text(written)
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.where, again.sort_by, again.descending) == ("", "importance", True)


def test_the_open_view_and_the_pinned_run_come_back_and_are_in_copied_code(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    run = str(panel._runs.run_ids[3])
    click(panel, view="more", pin=run)
    name = str(panel._runs.labels([3])[0])
    assert panel.remembered == (f"Remembered for this source: the view More runs? and the pinned run {name}.")
    assert f"view='more', pin={run!r}" in panel.code()
    again = hpviz.Panel("runs.csv", trees=10)
    assert (again.view, again.pin) == ("more", run)
    click(again, view="", pin="")
    assert again.remembered == ""
    assert "pin=" not in again.code()


@pytest.mark.parametrize(
    ("choice", "sentence"), [({"view": "x"}, "no view 'x'"), ({"pin": "x"}, "no run 'x'")]
)
def test_a_view_or_a_run_that_is_not_there_is_refused(folder, choice, sentence):
    with pytest.raises(HpvizError, match=sentence):
        hpviz.Panel("runs.csv", trees=10, **choice)


def test_a_pinned_run_that_is_gone_does_not_come_back(folder):
    panel = hpviz.Panel("runs.csv", trees=10)
    click(panel, pin=str(panel._runs.run_ids[-1]))
    lines = (folder / "runs.csv").read_text().splitlines(keepends=True)
    (folder / "runs.csv").write_text("".join(lines[:-1]))
    assert hpviz.Panel("runs.csv", trees=10).pin == ""
