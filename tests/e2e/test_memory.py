"""A column that was read wrongly is corrected on screen, and stays so when the table is opened again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.screen import assert_screen_is_table, open_box, row

TABLE = """
import os, random
os.environ["HPVIZ_MEMORY"] = "memory"
rng = random.Random(0)
with open("sweep.csv", "w") as file:
    print("lr,depth,zap,val_loss", file=file)
    for _ in range(40):
        lr, depth = rng.uniform(0, 1), rng.randint(1, 4)
        print(lr, depth, lr**2 + 0.1 * rng.random(), lr + 0.1 * depth, sep=",", file=file)
import hpviz
"""
PANEL = """
panel = hpviz.Panel("sweep.csv")
panel
"""


def test_a_corrected_column_stays_corrected(open_notebook, lab):
    notebook = open_notebook(TABLE, PANEL)
    panel = notebook.panel
    assert_screen_is_table(notebook)
    expect(panel.get_by_role("button", name="Forget")).to_have_count(0)
    box = open_box(panel, re.compile("Parameters"))
    box.get_by_label("Role of zap").select_option("aside" if row(panel, "zap").count() else "param")
    expect(panel).to_contain_text("Remembered for this source: 1 chosen role.")
    corrected = assert_screen_is_table(notebook)

    lab.execute("notebook:run-all-cells")
    assert assert_screen_is_table(notebook) == corrected
    expect(panel).to_contain_text("Remembered for this source: 1 chosen role.")
    panel.get_by_role("button", name="Forget").click()
    expect(panel.get_by_role("button", name="Forget")).to_have_count(0)
    assert assert_screen_is_table(notebook) != corrected


def test_a_column_is_read_as_a_category_in_two_clicks(open_notebook, lab):
    notebook = open_notebook(TABLE, PANEL)
    panel = notebook.panel
    before = assert_screen_is_table(notebook)
    box = open_box(panel, re.compile("Check"))
    box.get_by_label("Role of depth").select_option("read as category")
    expect(panel).to_contain_text("Remembered for this source: 1 chosen kind.")
    box.get_by_role("button", name="Close").click()
    of_categories = assert_screen_is_table(notebook)
    assert of_categories != before

    lab.execute("notebook:run-all-cells")
    assert assert_screen_is_table(notebook) == of_categories
    expect(panel).to_contain_text("Remembered for this source: 1 chosen kind.")
    panel.get_by_role("button", name="Forget").click()
    expect(panel.get_by_role("button", name="Forget")).to_have_count(0)


def test_a_dismissed_note_stays_dismissed_until_it_is_undone(open_notebook, lab):
    notebook = open_notebook(TABLE, PANEL)
    panel = notebook.panel
    guessed, dismiss = "it was guessed from their names", panel.get_by_role("button", name="Dismiss HP103")
    panel.get_by_text("Where the data came from").click()
    expect(panel).to_contain_text(guessed)
    dismiss.click()
    expect(panel).to_contain_text("Remembered for this source: 1 dismissed note.")
    expect(panel).not_to_contain_text(guessed)
    lab.page.keyboard.press("Control+z")
    expect(panel).to_contain_text(guessed)
    expect(panel.get_by_role("button", name="Forget")).to_have_count(0)
    dismiss.click()
    expect(panel).to_contain_text("1 dismissed note")

    lab.execute("notebook:run-all-cells")
    expect(panel).to_contain_text("Remembered for this source: 1 dismissed note.")
    panel.get_by_text("Where the data came from").click()
    panel.get_by_role("button", name="Show dismissed notes").click()
    expect(panel).to_contain_text(guessed)
