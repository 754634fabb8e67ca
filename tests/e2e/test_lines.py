"""Runs as lines and dots in JupyterLab: what is drawn on them with the pointer is the filter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import assert_screen_is_table, settle

DIRECT = "direct = hpviz.rank(hpviz.read(runs).where(panel.where))"


@pytest.fixture
def mixed(open_notebook):
    return open_notebook(sweeps.MIXED)


def shown_as(panel, shape):
    settle(panel)
    if panel.get_by_role("group", name="Show the runs as").count() == 0:
        panel.get_by_role("button", name="Runs", exact=True).click()
    panel.get_by_role("button", name=shape, exact=True).click()
    expect(panel.get_by_role("img", name=re.compile("150 runs|500 runs"))).to_be_visible()


def track(panel, label):
    return (
        panel.locator(".hp-axis")
        .filter(has=panel.page.get_by_role("button", name=f"Axis {label}:"))
        .locator(".hp-axis-track")
    )


def drag(panel, box, start, end):
    """Drag within a box, from shares of it to others; the runs inside as they are counted meanwhile."""
    mouse = panel.page.mouse
    places = [(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"]) for x, y in (start, end)]
    mouse.move(*places[0])
    mouse.down()
    mouse.move(*places[1], steps=6)
    inside = panel.get_by_role("status", name="Runs inside").inner_text()
    mouse.up()
    return inside


def chips(panel):
    return panel.get_by_role("group", name="Filter")


def brush(panel, label, low, high):
    own = track(panel, label)
    panel.locator(".hp-runs-legend").scroll_into_view_if_needed()
    inside = drag(panel, own.bounding_box(), (0.5, low), (0.5, high))
    expect(chips(panel).get_by_role("status")).to_have_text(inside)


def assert_figures_are_of_the_filter(notebook):
    panel = notebook.panel
    assert_screen_is_table(notebook)
    notebook.run(DIRECT)
    assert notebook.value("direct.table().equals(panel.table())")
    kept = notebook.value("len(hpviz.read(runs).where(panel.where))")
    expect(chips(panel).get_by_role("status")).to_have_text(f"{kept} of 150 runs")
    expect(panel.get_by_role("img")).to_have_attribute("aria-label", re.compile(rf" {kept} are kept by "))


def test_brushes_become_chips_and_the_figures_are_those_of_the_runs_inside(mixed):
    panel = mixed.panel
    before = assert_screen_is_table(mixed)
    shown_as(panel, "Lines")
    brush(panel, "lr", -0.03, 0.6)
    expect(chips(panel)).to_contain_text(re.compile(r"lr <= [\d.e-]+"))
    assert_figures_are_of_the_filter(mixed)
    brush(panel, "optimizer", 0.6, 1.02)
    expect(chips(panel)).to_contain_text("optimizer in ['sgd']")
    assert_figures_are_of_the_filter(mixed)
    assert mixed.value("panel.where").endswith(" and optimizer in ['sgd']")
    brush(panel, "lr", 0.85, 1.02)
    expect(chips(panel)).to_contain_text(re.compile(r"\(lr <= [\d.e-]+ or lr >= [\d.e-]+\)"))
    assert_figures_are_of_the_filter(mixed)
    assert mixed.axe(panel) == []
    for name in ("optimizer", "lr"):
        chips(panel).get_by_role("button", name=re.compile(f"Remove .*{name}")).click()
        expect(chips(panel).get_by_role("button", name=re.compile(f"Remove .*{name}"))).to_have_count(0)
    expect(panel.locator(".hp-brush")).to_have_count(0)
    assert assert_screen_is_table(mixed) == before


def test_a_filter_from_python_is_a_brush_whose_end_can_be_dragged(mixed):
    panel = mixed.panel
    shown_as(panel, "Lines")
    mixed.run("panel.where = 'lr <= 0.001'")
    own = track(panel, "lr").locator(".hp-brush")
    expect(own).to_have_attribute("title", re.compile(r"^lr <= 0\.001:"))
    expect(panel.get_by_role("img")).to_have_attribute("aria-label", re.compile("are kept by lr <= 0.001"))
    box, area = own.bounding_box(), track(panel, "lr").bounding_box()
    top = (area["y"] + area["height"] - box["y"]) / area["height"]
    brush(panel, "lr", top, 0.75)
    expect(chips(panel)).not_to_contain_text("lr <= 0.001")
    expect(own).to_have_attribute("title", re.compile(r"^lr <= 0\.0\d+:"))
    assert_figures_are_of_the_filter(mixed)
    own.click()
    expect(own).to_have_count(0)
    expect(chips(panel)).to_contain_text("All 150 runs")


def test_an_axis_is_dragged_by_its_title(mixed):
    panel = mixed.panel
    shown_as(panel, "Lines")
    titles = panel.get_by_role("button", name=re.compile("^Axis "))
    names = [title.inner_text() for title in titles.all()]
    first, last = titles.first.bounding_box(), titles.last.bounding_box()
    mouse = panel.page.mouse
    mouse.move(first["x"] + first["width"] / 2, first["y"] + 8)
    mouse.down()
    mouse.move(last["x"] + last["width"] / 2, last["y"] + 8, steps=8)
    mouse.up()
    expect(titles.last).to_have_text(names[0])
    assert [title.inner_text() for title in titles.all()] == [*names[1:], names[0]]
    assert mixed.value("panel.where") == ""


def test_a_rectangle_over_dots_is_two_conditions_and_a_dot_opens_its_run(mixed):
    panel = mixed.panel
    shown_as(panel, "Scatter")
    expect(panel).to_contain_text("best so far")
    panel.get_by_label("Across").select_option("train_time")
    expect(panel).to_contain_text("Pareto front")
    expect(panel.get_by_role("img", name=re.compile("^val_loss by train_time"))).to_be_visible()
    frame = panel.locator(".hp-scatter-frame")
    panel.locator(".hp-runs-legend").scroll_into_view_if_needed()
    inside = drag(panel, frame.bounding_box(), (-0.005, -0.01), (0.6, 0.6))
    expect(chips(panel)).to_contain_text(re.compile(r"train_time <= \d+"))
    expect(chips(panel)).to_contain_text(re.compile(r"val_loss <= [\d.]+"))
    expect(chips(panel).get_by_role("status")).to_have_text(inside)
    assert_figures_are_of_the_filter(mixed)
    assert mixed.axe(panel) == []
    panel.locator(".hp-runs-legend").scroll_into_view_if_needed()
    box = frame.bounding_box()
    for step in range(40):
        x, y = 0.05 + 0.5 * (step % 8) / 8, 0.1 + 0.4 * (step // 8) / 5
        panel.page.mouse.move(box["x"] + x * box["width"], box["y"] + (1 - y) * box["height"])
        if panel.locator(".hp-runs-legend bdi").count() > 1:
            break
    name = panel.locator(".hp-runs-legend bdi").last.inner_text()
    panel.page.mouse.down()
    panel.page.mouse.up()
    expect(panel.get_by_role("region", name=f"Run {name}")).to_be_visible()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("shape", ["Lines", "Scatter"])
def test_nothing_is_cut_at_any_width(open_notebook, lab, theme, shape):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    lab.theme(theme)
    shown_as(panel, shape)
    outside = """(panel) => {
      const { right } = panel.getBoundingClientRect();
      return [...panel.querySelectorAll('.hp-runs-view *')].filter((element) =>
        element.getClientRects().length && !element.closest('.hp-lines')
        && element.getBoundingClientRect().right > right)
        .map((element) => element.outerHTML.slice(0, 120));
    }"""
    for width in (500, 900, 1200):
        panel.evaluate("(panel, width) => { panel.style.width = `${width}px` }", width)
        assert panel.evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")
        assert panel.evaluate(outside) == []
        assert notebook.axe(panel) == []
