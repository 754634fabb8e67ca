"""The panel as a guest of JupyterLab: its colours, its keys, its network, its pages."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import assert_screen_is_table, header, open_box, row, rows, settle, table

LISTEN = """
import sys
requested = []
def listen(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and not str(args[1][0]).startswith("127."):
        requested.append(str(args[1]))
    if event == "socket.getaddrinfo" and args[0] not in {None, "", "localhost", "127.0.0.1"}:
        requested.append(str(args[0]))
sys.addaudithook(listen)
"""


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(open_notebook, lab, theme):
    notebook = open_notebook(sweeps.MIXED)
    panel = notebook.panel
    lab.theme(theme)
    settle(panel)
    assert notebook.axe(panel) == []
    row(panel, "optimizer").get_by_role("button").first.click()
    row(panel, "lr").get_by_role("button").first.click()
    assert notebook.axe(panel) == []
    for box in (re.compile("Parameters"), "Settings", "What importance means", "What correlation means"):
        expect(open_box(panel, box)).to_be_visible()
        assert notebook.axe(panel) == []
        notebook.page.keyboard.press("Escape")
    header(panel, "Parameter").click()
    panel.get_by_role("searchbox").fill("nothing like it")
    assert notebook.axe(panel) == []


def test_it_follows_the_theme(open_notebook, lab):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    look = (
        "element => { const style = getComputedStyle(element); return [style.color, style.backgroundColor] }"
    )
    shown = {}
    for theme in ("Light", "Dark"):
        lab.theme(theme)
        shown[theme] = notebook.panel.evaluate(look)
    assert shown["Light"][0] != shown["Dark"][0]


def test_no_other_machine_is_contacted(open_notebook, lab):
    notebook = open_notebook(LISTEN, sweeps.MIXED)
    panel = notebook.panel
    settle(panel)
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    row(panel, "optimizer").get_by_role("button").first.click()
    panel.get_by_role("button", name="Most useful parameters").click()
    assert_screen_is_table(notebook)
    assert notebook.value("requested") == []
    assert lab.outside == []


def test_keys_stay_in_the_panel(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE, "1")
    panel = notebook.panel
    settle(panel)
    assert notebook.cells == 2
    header(panel, "Importance").focus()
    notebook.page.keyboard.press("Enter")
    expect(table(panel).get_by_role("columnheader", name="Importance")).to_have_attribute(
        "aria-sort", "ascending"
    )
    for control in panel.locator("button:enabled, summary, select").all():
        control.focus()
        for key in ("d", "d", "a", "x"):
            notebook.page.keyboard.press(key)
        assert notebook.cells == 2, control.evaluate("element => element.outerHTML")


def test_every_control_can_be_reached_with_tab(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    controls = panel.locator("button:enabled, summary, select, input")
    expected = controls.count()
    controls.first.focus()
    reached = 0
    while panel.evaluate("panel => panel.contains(document.activeElement)") and reached <= expected:
        reached += 1
        notebook.page.keyboard.press("Tab")
    assert reached == expected


def test_it_works_on_after_a_reload(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    before = assert_screen_is_table(notebook)
    notebook.reload()
    assert assert_screen_is_table(notebook) == before
    panel.get_by_label("Metric", exact=True).select_option("val_f1")
    assert assert_screen_is_table(notebook) != before
    assert notebook.value("panel.metric") == "val_f1"


def test_two_displays_are_one_panel(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE, "panel")
    expect(notebook.panels).to_have_count(2)
    first, second = notebook.panels.all()
    settle(second)
    first.get_by_role("searchbox").fill("depth")
    expect(first.locator("tr[data-param]")).to_have_count(1)
    expect(second.locator("tr[data-param]")).to_have_count(5)  # what is searched is a look, not a choice
    first.get_by_role("searchbox").fill("")
    first.get_by_label("Metric", exact=True).select_option("train_time")
    expect(second.get_by_label("Metric", exact=True)).to_have_value("train_time")
    header(second, "Correlation").click()
    assert_screen_is_table(notebook, first)
    assert_screen_is_table(notebook, second)


def test_the_panel_reacts_while_a_cell_runs(open_notebook, tmp_path):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    # JupyterLab's first message still waits for the cells; it gives a panel a thread of its own after that.
    panel.get_by_label("Metric", exact=True).select_option("val_f1")
    before = assert_screen_is_table(notebook)
    done = tmp_path / "done"
    notebook.start(f"import time, pathlib\nwhile not pathlib.Path({str(done)!r}).exists(): time.sleep(0.05)")
    try:
        panel.get_by_label("Metric", exact=True).select_option("train_time")
        settle(panel)
        assert rows(panel) != before
    finally:
        done.touch()
    assert_screen_is_table(notebook)


def test_the_quickstart_notebook(open_notebook):
    path = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    notebook = open_notebook(*cells)
    panels = notebook.panels.all()
    assert len(panels) == 4
    for panel in panels:
        settle(panel)
        assert len(rows(panel)) > 3
    assert_screen_is_table(notebook, panels[0])
    assert_screen_is_table(notebook, panels[1])
