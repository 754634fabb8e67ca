"""The panel saved as a page, opened from a file with no network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import hpviz
from hpviz.data import VEHICLE
from tests.e2e.lab import AXE

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    panel = hpviz.Panel(VEHICLE, metric="val_acc")
    return panel.save(tmp_path_factory.mktemp("page") / "sweep.html", metrics=["train_time"])


@pytest.fixture(params=["light", "dark"])
def page(lab, file, request):
    context = lab.page.context.browser.new_context(
        offline=True, color_scheme=request.param, viewport={"width": 1000, "height": 900}
    )
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert complaints == []


def test_it_sorts_searches_opens_and_advises_without_python(page):
    rows = page.locator("tr[data-param]")
    expect(rows).to_have_count(5)
    first = hpviz.rank(VEHICLE, "val_acc").table().param[0]
    expect(rows.first).to_have_attribute("data-param", first)
    page.get_by_role("button", name="Parameter", exact=True).click()
    expect(rows.first).to_have_attribute("data-param", "alpha")
    page.get_by_role("searchbox").fill("dep")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="depth", exact=True).click()
    expect(page.get_by_text("average effect, 95% band")).to_be_visible()
    page.get_by_role("combobox", name="Together").select_option("width")
    expect(page.get_by_text("best cell")).to_be_visible()
    page.get_by_role("button", name="Next sweep").click()
    expect(page.get_by_text("was 1 to 3")).to_be_visible()
    page.get_by_role("button", name="Explain the best run").click()
    expect(page.get_by_text("prediction", exact=True)).to_be_visible()
    page.get_by_role("combobox", name="Metric").select_option("train_time")
    expect(page.get_by_text("differences in train_time").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document.getElementById('hpviz')).then(({violations}) => violations)")
    assert [violation["id"] for violation in found] == []


def test_printed_bars_keep_their_ink(page):
    page.emulate_media(media="print")
    bar = page.locator(".hp-bar, .hp-importance *").first
    assert bar.evaluate("node => getComputedStyle(node).printColorAdjust") == "exact"


def test_it_is_printed_dark_on_light(page):
    page.emulate_media(media="print")
    headline = page.locator(".hpviz").get_by_text("matters most").first
    assert headline.evaluate("text => getComputedStyle(text).color") == "rgb(0, 0, 0)"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [360, 420, 500])
def test_the_help_of_a_heading_lies_over_no_word(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for sorted_by in ("Correlation", "Importance"):
        page.get_by_role("button", name=sorted_by, exact=True).click()
        for heading in page.get_by_role("columnheader").all():
            box, words = heading.bounding_box(), heading.locator(".hp-sort").bounding_box()
            info = heading.locator(".hp-anchor")
            if info.count() == 0:
                continue
            help_box = info.bounding_box()
            beside = help_box["x"] >= words["x"] + words["width"]
            below = help_box["y"] >= words["y"] + words["height"] - 1
            assert beside or below
            assert max(part["x"] + part["width"] for part in (words, help_box)) <= box["x"] + box["width"] + 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
