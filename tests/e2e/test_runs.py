"""The runs themselves in JupyterLab: ten thousand in a table, by pointer and by keys, and the card of one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import row, settle

MANY = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(3)
n = 10_000
runs = pd.DataFrame({"config.lr": rng.random(n), "config.w": rng.random(n)})
runs["run_id"] = [f"r-{i}" for i in range(n)]
runs["metric.loss"] = runs["config.lr"] + 0.1 * rng.random(n)
panel = hpviz.Panel(runs, "loss", trees=20)
panel
"""
# Median of the milliseconds between two frames while the table scrolls from its start to its end and back.
SCROLL = """async (grid) => {
  const times = [];
  let last = performance.now();
  const end = grid.scrollHeight - grid.clientHeight;
  for (let step = 0; step <= 60; step++) {
    grid.scrollTop = end * (1 - Math.abs(step / 30 - 1));
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - last);
    last = performance.now();
  }
  return times.sort((a, b) => a - b)[30];
}"""


def runs_of(panel):
    settle(panel)
    panel.get_by_role("button", name="Runs", exact=True).click()
    grid = panel.get_by_role("grid")
    expect(grid).to_be_visible()
    return grid


def drawn(grid):
    return grid.locator("[role=rowgroup] > [role=row]")


def card_of(panel):
    return panel.get_by_role("region", name=re.compile("^Run "))


def test_ten_thousand_runs_scroll_and_are_reached_by_keys(open_notebook):
    notebook = open_notebook(MANY)
    panel = notebook.panel
    grid = runs_of(panel)
    expect(grid).to_have_attribute("aria-rowcount", "10001")
    expect(panel).to_contain_text("10,000 runs")
    assert drawn(grid).count() < 40
    assert grid.evaluate(SCROLL) < 100
    expect(drawn(grid).first).to_contain_text(
        notebook.value("runs.nsmallest(1, 'metric.loss').run_id.item()")
    )
    grid.focus()
    notebook.page.keyboard.press("End")
    last = notebook.value("runs.nlargest(1, 'metric.loss').run_id.item()")
    expect(drawn(grid).last).to_contain_text(last)
    expect(drawn(grid).last).to_have_attribute("aria-rowindex", "10001")
    grid.get_by_role("button", name="lr", exact=True).click()
    first = notebook.value("runs.nsmallest(1, 'config.lr').run_id.item()")
    expect(drawn(grid).first).to_contain_text(first)
    assert notebook.cells == 1


def test_a_run_opens_to_a_card_with_the_figures_of_python(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    grid = runs_of(panel)
    grid.focus()
    for key in ("End", "ArrowUp", "Enter"):
        notebook.page.keyboard.press(key)
    card = card_of(panel)
    expect(card).to_be_focused()
    label = card.get_attribute("aria-label").removeprefix("Run ")
    ranked = "panel.ranking.compare_runs({!r}, 'best')"
    first = notebook.value(f"{ranked.format(label)}.sentences[0]")
    expect(card).to_contain_text(first)
    param = notebook.value(f"{ranked.format(label)}.table().param[0]")
    expect(card.get_by_role("table", name="What sets").locator("tbody tr").first).to_contain_text(param)
    expect(card.get_by_role("table", name="What moved")).to_be_visible()
    assert notebook.axe(panel) == []
    card.get_by_role("button", name="Pin as baseline").click()
    expect(panel).to_contain_text(f"Baseline: {label}")
    card.press("Escape")
    expect(card).to_have_count(0)
    expect(grid).to_be_focused()
    notebook.page.keyboard.press("Home")
    notebook.page.keyboard.press("Enter")
    best = notebook.value("panel.ranking.evidence.labels_of([panel.ranking.evidence.metric.argmax()])[0]")
    expect(card.get_by_role("table", name=f"What sets {best} apart from {label}")).to_be_visible()
    assert notebook.cells == 1


def test_a_run_is_changed_by_keys_and_predicted_as_in_python(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    grid = runs_of(notebook.panel)
    grid.focus()
    for key in ("End", "Enter"):
        notebook.page.keyboard.press(key)
    card = card_of(notebook.panel)
    card.get_by_role("button", name="What if…").click()
    slider = card.get_by_role("slider", name="learning_rate_init")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
    expect(card).to_contain_text("Change of the prediction: ")
    expect(card.get_by_role("button", name="Copy changed as dict")).to_be_enabled()
    label = card.get_attribute("aria-label").removeprefix("Run ")
    value = float(slider.get_attribute("aria-valuetext"))
    predicted = notebook.value(
        "(lambda runs, params: panel.ranking.predict({name: min(runs.params[name].numbers, "
        f"key=lambda own: abs(own - {value})) if name == 'learning_rate_init' else "
        f"runs.params[name].numbers[list(runs.labels(slice(None))).index({label!r})] for name in params}}"
        ").predicted[0])(panel.ranking.evidence.runs, panel.ranking.evidence.params)"
    )
    expect(card).to_contain_text(f"val_acc about {predicted:.3g}")
    assert notebook.axe(notebook.panel) == []
    card.get_by_role("button", name="Reset").click()
    expect(card).not_to_contain_text("Change of the prediction: ")
    assert notebook.cells == 1


def test_a_filter_leaves_its_runs_in_the_table(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    grid = runs_of(panel)
    notebook.run("panel.where = 'depth == 2'")
    expect(panel).to_contain_text("177 of 500 runs, those of the filter")
    expect(grid).to_have_attribute("aria-rowcount", "178")


def test_a_click_in_an_effect_opens_the_run_that_is_nearest(open_notebook):
    panel = open_notebook(sweeps.VEHICLE).panel
    settle(panel)
    row(panel, "learning_rate_init").get_by_role("button").first.click()
    picture = panel.get_by_role("slider").first
    at = {"x": 200, "y": 90}
    picture.hover(position=at)
    run = re.search(r"nearest run ([\w-]+),", picture.get_attribute("aria-valuetext"))[1]
    picture.click(position=at)
    expect(card_of(panel)).to_have_attribute("aria-label", f"Run {run}")
    expect(card_of(panel).get_by_role("table", name="Metrics")).to_be_visible()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [500, 900, 1200])
def test_nothing_of_a_card_is_cut_at_any_width(open_notebook, lab, theme, width):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    lab.theme(theme)
    grid = runs_of(panel)
    panel.evaluate("(panel, width) => { panel.style.width = `${width}px` }", width)
    drawn(grid).nth(3).click()
    expect(card_of(panel).get_by_role("table", name="What moved")).to_be_visible()
    outside = """(panel) => {
      const { right } = panel.getBoundingClientRect();
      return [...panel.querySelectorAll('.hp-card *')].filter((element) =>
        element.getClientRects().length && element.getBoundingClientRect().right > right)
        .map((element) => element.outerHTML.slice(0, 120));
    }"""
    assert panel.evaluate(outside) == []
    assert notebook.axe(panel) == []
