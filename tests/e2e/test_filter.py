"""The runs that the figures are of, chosen in JupyterLab: by selects and fields, by typing, by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import assert_screen_is_table, open_box, rows, settle

FILTER = re.compile(r"^\s*Filter$")
WHERE = "optimizer in ['adam', 'sgd'] and lr <= 0.01"
DIRECT = """
left = runs[runs["config.optimizer"].isin(["adam", "sgd"]) & (runs["config.lr"] <= 0.01)]
direct = hpviz.rank(left)
"""


@pytest.fixture
def mixed(open_notebook):
    return open_notebook(sweeps.MIXED)


def test_conditions_become_chips_and_the_figures_are_those_of_the_runs_left(mixed):
    panel = mixed.panel
    before = assert_screen_is_table(mixed)
    box = open_box(panel, FILTER)
    box.get_by_label("Column").select_option("optimizer")
    box.get_by_role("checkbox", name="adam").check()
    box.get_by_role("checkbox", name="sgd").check()
    box.get_by_role("button", name="Add condition").click()
    chips = panel.get_by_role("group", name="Filter")
    expect(chips).to_contain_text("optimizer in ['adam', 'sgd']")
    box.get_by_label("Column").select_option("lr")
    box.get_by_label("Value", exact=True).fill("0.01")
    box.get_by_label("Value", exact=True).press("Enter")
    expect(chips).to_contain_text("lr <= 0.01")
    mixed.page.keyboard.press("Escape")
    mixed.page.mouse.move(0, 0)  # rows stay where they are below the pointer
    shown = assert_screen_is_table(mixed)
    assert shown != before
    assert mixed.value("panel.where") == WHERE
    mixed.run(DIRECT)
    assert mixed.value("direct.table().equals(panel.table())")
    used, left_out = mixed.value("[len(left), len(runs) - len(left)]")
    expect(panel).to_contain_text(f"{used} of 150 runs used; left out: {left_out} by the filter {WHERE}")
    expect(chips.get_by_role("status")).to_have_text(f"{used} of 150 runs")
    chips.get_by_role("button", name="Remove lr <= 0.01").click()
    expect(chips.get_by_role("button", name="Remove lr <= 0.01")).to_have_count(0)
    assert_screen_is_table(mixed)
    assert mixed.value("panel.where") == "optimizer in ['adam', 'sgd']"
    chips.get_by_role("button", name="Undo the filter").click()
    expect(chips).to_contain_text("lr <= 0.01")
    assert assert_screen_is_table(mixed) == shown
    chips.get_by_role("button", name="Clear").click()
    expect(chips).to_contain_text("All 150 runs")
    assert assert_screen_is_table(mixed) == before


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_an_expression_is_typed_and_what_is_wrong_stands_at_its_place(mixed, lab, theme):
    panel, keys = mixed.panel, mixed.page.keyboard
    lab.theme(theme)
    settle(panel)
    panel.get_by_role("button", name=FILTER).focus()
    keys.press("Enter")
    box = panel.get_by_role("dialog")
    field = box.get_by_label("Expression")
    field.focus()
    keys.type("lr <= 0.01 adn warmup > 3")
    keys.press("Enter")
    alert = box.get_by_role("alert")
    expect(alert).to_contain_text("did you mean 'and'?")
    expect(alert.locator("mark")).to_have_text("adn")
    expect(field).to_have_value("lr <= 0.01 adn warmup > 3")
    assert mixed.value("panel.where") == ""
    assert mixed.axe(panel) == []
    field.fill("lr <= 0.01 and not (optimizer == 'sgd' or warmup < 100)")
    keys.press("Enter")
    expect(box).to_have_count(0)  # what was chosen stands above the table
    expect(panel.get_by_role("group", name="Filter")).to_contain_text("not (optimizer == 'sgd'")
    expect(panel.get_by_role("button", name=FILTER)).to_be_focused()
    assert_screen_is_table(mixed)
    assert mixed.axe(panel) == []


@pytest.mark.parametrize("width", [500, 800, 1200])
def test_it_fits_any_width(mixed, width):
    panel = mixed.panel
    mixed.run(
        f"panel.layout.width = '{width}px'; panel.where = {WHERE!r} + ' and dropout >= 0 and warmup < 900'"
    )
    expect(panel.get_by_role("group", name="Filter")).to_contain_text("warmup < 900")
    settle(panel)
    box = open_box(panel, FILTER)
    outer = panel.bounding_box()
    assert abs(outer["width"] - width) < 20
    parts = [box, *box.locator("select, input, button").all(), *panel.locator(".hp-chips > *").all()]
    for part in parts:
        inner = part.bounding_box()
        assert inner["x"] >= outer["x"]
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    assert len(rows(panel)) == 5
