"""The panel in JupyterLab, used as a person uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import (
    assert_screen_is_table,
    figure,
    header,
    open_box,
    row,
    rows,
    settle,
    signed,
    table,
)


@pytest.fixture
def vehicle(open_notebook):
    return open_notebook(sweeps.VEHICLE)


@pytest.fixture
def mixed(open_notebook):
    return open_notebook(sweeps.MIXED)


def test_it_opens_on_a_real_sweep(vehicle):
    shown = assert_screen_is_table(vehicle)
    assert len(shown) == 5
    assert shown[0][0] == "learning_rate_init"
    assert float(shown[0][1]) > 2 * float(shown[1][1])
    expect(vehicle.panel).to_contain_text("500 of 500 runs used")


def test_metric_and_goal(vehicle):
    panel = vehicle.panel
    before = assert_screen_is_table(vehicle)
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    after = assert_screen_is_table(vehicle)
    assert after != before
    assert vehicle.value("[panel.metric, panel.goal]") == ["train_time", "minimize"]
    expect(panel.get_by_label("Goal")).to_have_value("minimize")
    panel.get_by_label("Goal").select_option("maximize")
    assert_screen_is_table(vehicle)
    assert vehicle.value("panel.goal") == "maximize"


@pytest.mark.parametrize("column", ["Importance", "Correlation", "Parameter"])
def test_sort_both_ways(vehicle, column):
    panel = vehicle.panel
    heading = table(panel).get_by_role("columnheader", name=column)
    orders = []
    for _ in range(2):
        was = heading.get_attribute("aria-sort")
        header(panel, column).click()
        expect(heading).not_to_have_attribute("aria-sort", was)
        expect(header(panel, column)).to_be_focused()
        orders.append(
            [heading.get_attribute("aria-sort"), [cells[0] for cells in assert_screen_is_table(vehicle)]]
        )
    assert {aria for aria, _ in orders} == {"ascending", "descending"}
    assert orders[0][1] == orders[1][1][::-1]


def test_hide_and_show(vehicle):
    panel = vehicle.panel
    before = assert_screen_is_table(vehicle)
    box = open_box(panel, re.compile("Parameters"))
    box.get_by_role("checkbox", name="depth").uncheck()
    expect(row(panel, "depth")).to_have_count(0)
    expect(panel.get_by_role("button", name="Parameters (4 of 5)")).to_be_visible()
    without = assert_screen_is_table(vehicle)
    assert vehicle.value("panel.hidden") == ["depth"]
    assert [cells for cells in before if cells[0] != "depth"] != without  # the model lost it too
    box.get_by_role("button", name="Hide all").click()
    expect(panel.get_by_role("button", name="Parameters (0 of 5)")).to_be_visible()
    expect(panel.locator("tr[data-param]")).to_have_count(0)
    box.get_by_role("button", name="Show all").click()
    expect(panel.locator("tr[data-param]")).to_have_count(5)
    assert assert_screen_is_table(vehicle) == before


def test_search_inside_the_parameters(vehicle):
    box = open_box(vehicle.panel, re.compile("Parameters"))
    search = box.get_by_role("searchbox")
    expect(search).to_be_focused()
    search.fill("th")
    expect(box.get_by_role("checkbox")).to_have_count(2)  # depth, width
    vehicle.page.keyboard.press("Escape")
    expect(vehicle.panel.get_by_role("dialog")).to_have_count(0)


def test_search(vehicle):
    panel = vehicle.panel
    before = assert_screen_is_table(vehicle)
    search = panel.get_by_role("searchbox", name="Search parameters")
    search.press_sequentially("WIDTH")
    expect(panel.locator("tr[data-param]")).to_have_count(1)
    expect(search).to_be_focused()
    assert rows(panel) == [cells for cells in before if cells[0] == "width"]
    search.fill("nothing like it")
    panel.get_by_role("button", name="Clear the search").click()
    assert_screen_is_table(vehicle)


def test_the_wand_keeps_what_stands_out(mixed):
    panel = mixed.panel
    assert_screen_is_table(mixed)
    useful = mixed.value("panel.table().query('above_noise == True').param.tolist()")
    assert {"lr", "optimizer"} <= set(useful) < {"lr", "optimizer", "nesterov", "dropout", "warmup"}
    header(panel, "Parameter").click()
    panel.get_by_role("button", name="Most useful parameters").click()
    expect(panel.locator("tr[data-param]")).to_have_count(len(useful))
    assert {cells[0] for cells in assert_screen_is_table(mixed)} == set(useful)
    assert mixed.value("[panel.sort_by, panel.descending]") == ["importance", True]


def test_a_categorical_opens_to_its_levels(mixed):
    panel = mixed.panel
    assert_screen_is_table(mixed)
    row(panel, "optimizer").get_by_role("button").first.click()
    levels = panel.get_by_role("table", name="Values of optimizer")
    expect(levels.locator("tbody tr")).to_have_count(3)
    table = mixed.value(
        "hpviz.rank(runs).levels('optimizer')[['level', 'runs', 'importance', 'correlation']].values.tolist()"
    )
    shown = [line.locator("th, td").all_inner_texts() for line in levels.locator("tbody tr").all()]
    assert [[line[0], line[1], line[3], line[5]] for line in shown] == [
        [level, str(count), figure(importance), signed(correlation)]
        for level, count, importance, correlation in table
    ]
    row(panel, "optimizer").get_by_role("button").first.click()
    expect(levels).to_have_count(0)


def test_method_and_settings(mixed):
    panel = mixed.panel
    before = assert_screen_is_table(mixed)
    box = open_box(panel, "Settings")
    box.get_by_label("Seed").fill("5")
    box.get_by_label("Seed").press("Enter")
    mixed.wait_for("panel.seed == 5")
    assert assert_screen_is_table(mixed) != before
    box.get_by_label("Trees").fill("40")
    box.get_by_label("Trees").press("Enter")
    box.get_by_label("Metric scale").select_option("rank")
    mixed.wait_for("[panel.trees, panel.scale] == [40, 'rank']")
    assert_screen_is_table(mixed)
    box.get_by_role("button", name="Reset").click()
    mixed.wait_for("[panel.seed, panel.trees, panel.scale] == [0, 100, 'auto']")
    assert assert_screen_is_table(mixed) == before
    panel.get_by_label("Method").select_option("mdi")
    settle(panel)
    assert_screen_is_table(mixed)
    assert mixed.value("panel.table().importance.sum()") == pytest.approx(1)


def test_the_role_of_a_column_can_be_corrected(open_notebook):
    notebook = open_notebook(sweeps.MIXED_RUNS + "panel = hpviz.Panel(runs, 'val_loss')\npanel")
    panel = notebook.panel
    assert_screen_is_table(notebook)
    box = open_box(panel, re.compile("Parameters"))
    box.get_by_label("Role of train_time").select_option("param")
    expect(row(panel, "train_time")).to_be_visible()
    assert len(assert_screen_is_table(notebook)) == 6
    assert notebook.value("panel.roles") == {"train_time": "param"}


def test_what_python_sets_shows_on_screen(mixed):
    panel = mixed.panel
    settle(panel)
    mixed.run("panel.metric = 'train_time'; panel.sort_by = 'correlation'; panel.descending = False")
    mixed.run("panel.hidden = ['dropout']; panel.goal = 'maximize'; panel.method = 'mdi'; panel.trees = 50")
    expect(panel.get_by_label("Metric", exact=True)).to_have_value("train_time")
    expect(panel.get_by_label("Goal")).to_have_value("maximize")
    expect(panel.get_by_label("Method")).to_have_value("mdi")
    expect(table(panel).get_by_role("columnheader", name="Correlation")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(row(panel, "dropout")).to_have_count(0)
    assert_screen_is_table(mixed)
    expect(open_box(panel, "Settings").get_by_label("Trees")).to_have_value("50")


def test_a_page_of_many(open_notebook):
    notebook = open_notebook(
        "import hpviz, numpy as np, pandas as pd\n"
        "rng = np.random.default_rng(0)\n"
        "runs = pd.DataFrame(rng.random((60, 300)), columns=[f'config.p{i}' for i in range(300)])\n"
        "panel = hpviz.Panel(runs.assign(loss=runs['config.p7']).rename(columns={'loss': 'metric.loss'}))\n"
        "panel"
    )
    panel = notebook.panel
    settle(panel)
    expect(panel).to_contain_text(re.compile("Showing 1.10 of 300"))
    first = rows(panel)
    assert first[0][0] == "p7"
    panel.get_by_role("button", name="Next page").click()
    expect(panel).to_contain_text(re.compile("Showing 11.20 of 300"))
    second = rows(panel)
    params = notebook.value("panel.table().param.tolist()")
    assert [cells[0] for cells in first + second] == params[:20]


def test_the_newest_choice_wins(vehicle):
    picker = vehicle.panel.get_by_label("Metric", exact=True)
    for metric in ("train_time", "val_f1", "val_acc", "val_precision"):
        picker.select_option(metric)
    shown = assert_screen_is_table(vehicle)
    assert vehicle.value("panel.metric") == "val_precision"
    vehicle.run("fresh = hpviz.Panel(VEHICLE, metric='val_precision')")
    assert [cells[1] for cells in shown] == [
        figure(x) for x in vehicle.value("fresh.table().importance.tolist()")
    ]


def test_long_work_shows_progress_and_can_be_cancelled(open_notebook):
    notebook = open_notebook(
        sweeps.MIXED_RUNS
        + "many = pd.concat([runs] * 25, ignore_index=True)\n"
        + "panel = hpviz.Panel(many, trees=20)\n"
        + "panel"
    )
    panel = notebook.panel
    settle(panel)
    before = rows(panel)
    trees = open_box(panel, "Settings").get_by_label("Trees")
    trees.fill("5000")
    trees.press("Enter")
    expect(panel.get_by_role("progressbar")).to_be_visible()
    notebook.page.keyboard.press("Escape")  # the box hangs over the button
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("progressbar")).to_have_count(0)
    assert rows(panel) == before
    assert assert_screen_is_table(notebook) == before
    assert notebook.value("panel.trees") == 20


def test_a_row_is_hidden_by_its_eye_found_and_brought_back(vehicle):
    panel = vehicle.panel
    before = assert_screen_is_table(vehicle)
    row(panel, "depth").get_by_role("cell").first.click()  # the whole row opens
    expect(row(panel, "depth").get_by_role("button").first).to_have_attribute("aria-expanded", "true")
    panel.get_by_role("button", name="Hide depth").focus()
    vehicle.page.keyboard.press("Enter")
    expect(panel.get_by_role("button", name="Undo")).to_be_focused()
    assert_screen_is_table(vehicle)
    assert vehicle.value("panel.hidden") == ["depth"]
    panel.get_by_role("searchbox").fill("dep")
    expect(panel).to_contain_text("1 hidden parameter matches")
    panel.get_by_role("button", name="show", exact=True).click()
    panel.get_by_role("searchbox").fill("")
    assert assert_screen_is_table(vehicle) == before
    panel.get_by_role("button", name="Hide alpha").click()
    panel.get_by_role("button", name="Undo").click()
    assert assert_screen_is_table(vehicle) == before


def test_pictures_stay_while_they_are_drawn_anew(vehicle):
    panel = vehicle.panel
    settle(panel)
    row(panel, "learning_rate_init").get_by_role("button").first.click()
    expect(panel.get_by_role("slider")).to_be_visible()
    panel.evaluate(
        "panel => { window.gone = 0; new MutationObserver(() => {"
        "  window.gone += panel.querySelector('[role=slider]') === null;"
        "}).observe(panel, { childList: true, subtree: true }) }"
    )
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    expect(panel.get_by_role("slider", name=re.compile("on train_time"))).to_be_visible()
    assert vehicle.page.evaluate("window.gone") == 0


def test_what_was_chosen_and_opened_is_undone_and_done_again_by_keys(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    row(panel, "depth").get_by_role("button", name="Hide depth").click()
    settle(panel)
    header(panel, "Correlation").click()
    opened = row(panel, "width").get_by_role("button", name="width", exact=True)
    opened.click()
    expect(opened).to_have_attribute("aria-expanded", "true")
    panel.page.keyboard.press("Control+z")
    expect(opened).to_have_attribute("aria-expanded", "false")
    panel.page.keyboard.press("Control+z")
    expect(table(panel).get_by_role("columnheader", name="Importance")).to_have_attribute(
        "aria-sort", "descending"
    )
    panel.page.keyboard.press("Control+z")
    expect(row(panel, "depth")).to_be_visible()
    assert_screen_is_table(notebook)
    assert notebook.value("[panel.hidden, panel.sort_by]") == [[], "importance"]
    for _ in range(3):
        panel.page.keyboard.press("Control+Shift+z")
    expect(opened).to_have_attribute("aria-expanded", "true")
    expect(row(panel, "depth")).to_have_count(0)
    assert_screen_is_table(notebook)
    assert notebook.value("[panel.hidden, panel.sort_by]") == [["depth"], "correlation"]
