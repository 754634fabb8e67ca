"""What a person sees at any width, light and dark: nothing is cut, and no colour misleads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import row, settle

BETTER, WORSE = "rgb(58, 128, 207)", "rgb(207, 113, 34)"

# Elements in one of two colours; those of maps are mixed of the better one, and of a legend's ramp.
JUDGED = """(panel, colours) => [...panel.querySelectorAll('*')].filter((element) => {
  const { backgroundColor, stroke, fill, color, borderLeftColor } = getComputedStyle(element);
  return [backgroundColor, stroke, fill, color, borderLeftColor].some((colour) => colours.includes(colour));
}).map((element) => element.className.baseVal ?? element.className)"""

# The parts of names that are cut once more because there is no room for them.
CUT = """(panel) => [...panel.querySelectorAll('tr[data-param] :is(.hp-head, .hp-tight)')]
  .filter((part) => part.offsetParent && part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 1)
  .map((part) => part.dataset.text ?? part.innerText)"""

# What is seen of each row's name, of rows in narrow panels the short text.
SEEN = """(panel) => [...panel.querySelectorAll('tr[data-param] .hp-open .hp-cut')].map((name) => {
  const short = name.querySelector('.hp-tight');
  const isShort = short && getComputedStyle(short).display !== 'none';
  return isShort ? getComputedStyle(short, '::before').content : name.innerText.replaceAll('\\n', '');
})"""

# Texts that stand out of the panel, or of their own cell.
OUTSIDE = """(panel) => {
  const { right } = panel.getBoundingClientRect();
  return [...panel.querySelectorAll('th, td, th *, td *')]
    .filter((element) => element.getClientRects().length && element.getBoundingClientRect().right > right + 1)
    .map((element) => element.outerHTML.slice(0, 120));
}"""


# Of names that are cut: how many lines their first half takes, of which one is seen.
LINES = """(panel) => [...panel.querySelectorAll('.hp-cut .hp-head')]
  .filter((head) => head.offsetParent && head.scrollWidth > head.clientWidth + 1)
  .map((head) => {
    const range = document.createRange();
    range.selectNodeContents(head);
    const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
    return new Set(lines.map(({ top }) => Math.round(top))).size;
  })"""

# Of an opened row: where its words and its map end, where its effect begins, and its share of the row.
ROOM = """() => {
  const [detail, words, effect, map] = ['', ' > p', ' > .hp-picture .hp-frame', ' .hp-together .hp-frame']
    .map((part) => document.querySelector('.hp-detail' + part)?.getBoundingClientRect());
  return { words: words.right, map: map?.right, left: effect.left, share: effect.width / detail.width };
}"""

# Drawings that are wider than their cell.
WIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output:has(svg.marks)')].map((output) =>
  [output.clientWidth, output.querySelector('svg.marks').clientWidth, output.scrollWidth])"""


def set_width(panel, pixels):
    panel.evaluate("(panel, width) => { panel.style.width = `${width}px` }", pixels)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_blue_and_orange_are_better_and_worse_and_nothing_else(open_notebook, lab, theme):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    lab.theme(theme)
    row(panel, "learning_rate_init").get_by_role("button").first.click()
    expect(panel.get_by_role("slider")).to_be_visible()
    panel.get_by_role("button", name="More runs?").click()
    expect(panel.get_by_role("slider")).to_have_count(2)
    assert panel.evaluate(JUDGED, [BETTER, WORSE]) == []
    panel.get_by_role("button", name="Explain the worst run").click()
    expect(panel.get_by_role("table", name="What moved")).to_be_visible()
    judged = panel.evaluate(JUDGED, [BETTER, WORSE])
    assert {name.split()[-1] for name in judged} == {"hp-better", "hp-worse"}
    assert notebook.axe(panel) == []
    lab.theme("Light")


def test_rows_of_dotted_names_can_be_told_apart_at_any_width(open_notebook):
    notebook = open_notebook(sweeps.DOTTED)
    panel = notebook.panel
    settle(panel)
    panel.get_by_label("Rows").select_option("50")
    expect(panel.locator("tr[data-param]")).to_have_count(31)
    for width in (500, 600, 719, 750, 900, 1100, 1200):
        set_width(panel, width)
        assert panel.evaluate(CUT) == [], width
        seen = panel.evaluate(SEEN)
        assert len(set(seen)) == len(seen) == 31, width
        assert panel.evaluate(OUTSIDE) == [], width
    expect(panel.get_by_role("columnheader").first).to_contain_text("cfg.")
    row(panel, "cfg.train.optimizer.learning_rate").get_by_role("button").first.click()
    expect(
        panel.locator(".hp-detail").get_by_text("cfg.train.optimizer.learning_rate", exact=True)
    ).to_be_visible()


def test_a_name_that_is_cut_shows_where(open_notebook):
    notebook = open_notebook(sweeps.DOTTED)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Next sweep").click()
    names = panel.get_by_role("table", name="Next sweep").locator(".hp-cut")
    expect(names).not_to_have_count(0)
    cut = []
    for width in (720, 900, 1100):
        set_width(panel, width)
        # An ellipsis stands at the end of the line that is seen: with more lines it would be a gap.
        cut += panel.evaluate(LINES)
    assert set(cut) == {1}
    assert names.first.get_attribute("title") == "cfg.train.optimizer.learning_rate"


@pytest.mark.parametrize("width", [500, 900, 1200])
def test_a_pair_that_could_be_chance_says_so_in_words_at_any_width(open_notebook, width):
    notebook = open_notebook(sweeps.MIXED)
    panel = notebook.panel
    settle(panel)
    set_width(panel, width)
    panel.get_by_role("button", name="Interactions").click()
    words = panel.get_by_role("table", name="Interactions").locator(".hp-words")
    expect(words.first).to_have_text("could be chance")
    assert min(word.bounding_box()["width"] for word in words.all()) > 60
    assert panel.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("width", [1150, 1500])
def test_a_picture_takes_the_room_beside_the_words_of_a_wide_row(open_notebook, width):
    notebook = open_notebook(sweeps.MIXED)
    panel = notebook.panel
    settle(panel)
    set_width(panel, width)
    row(panel, "lr").get_by_role("button").first.click()
    expect(panel.get_by_role("slider", name="Effect of lr")).to_be_visible()
    notebook.page.wait_for_function(
        f"() => {{ const x = ({ROOM})(); return x.words < x.left && x.share > 0.58 }}"
    )
    panel.get_by_label("lr together with").select_option("warmup")
    expect(panel.get_by_role("slider", name="over lr and warmup")).to_be_visible()
    notebook.page.wait_for_function(
        f"() => {{ const x = ({ROOM})(); return x.map < x.left && x.share > 0.4 }}"
    )


def test_a_chart_in_a_cell_of_its_own_is_shown_whole(open_notebook, lab):
    notebook = open_notebook(sweeps.VEHICLE, "panel.ranking.chart()", "panel.ranking.parallel()")
    settle(notebook.panel)
    expect(lab.page.locator("svg.marks")).to_have_count(2)
    size = lab.page.viewport_size
    try:
        for width in (600, 800):
            lab.page.set_viewport_size({"width": width, "height": size["height"]})
            # Drawn again for the new width when the page comes to it.
            lab.page.wait_for_function(
                f"() => ({WIDE})().every(([cell, drawing]) => drawing <= cell && drawing > 0.8 * cell)"
            )
            for cell, drawing, needed in lab.page.evaluate(WIDE):
                assert drawing <= needed <= cell, width
    finally:
        lab.page.set_viewport_size(size)


# The width of the panel, and the lines of its toolbar: the names of the controls in each.
TOOLBAR = """(panel) => {
  const lines = [];
  const room = panel.getBoundingClientRect();
  for (const control of panel.querySelectorAll('.hp-toolbar :is(input, select, button)')) {
    const { top, bottom, left, right } = control.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    const inside = left >= room.left && right <= room.right ? '' : 'outside: ';
    const name = inside + (control.getAttribute('aria-label') ?? control.innerText.trim());
    const line = lines.find((other) => Math.abs(other.middle - middle) < 12);
    if (line) line.names.push(name);
    else lines.push({ middle, names: [name] });
  }
  return [room.width, lines.map(({ names }) => names)];
}"""


def test_no_control_of_the_toolbar_stands_alone_below_the_others(open_notebook, lab):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    size = lab.page.viewport_size
    try:
        for width in (450, 500, 600, 760, 900, 980, 1200, 1450, *range(1500, 1720, 20), 1900):
            lab.page.set_viewport_size({"width": width, "height": size["height"]})
            room, lines = notebook.panel.evaluate(TOOLBAR)
            assert all(len(line) > 1 or line == ["Search parameters"] for line in lines), (width, lines)
            assert lines[-1][-3:] == ["Method", "Settings", "Export"], (width, lines)
            assert len(lines) <= (3 if room < 480 else 2 if room < 720 else 1), (room, lines)
    finally:
        lab.page.set_viewport_size(size)


BARE = """
import hpviz
from hpviz.data import VEHICLE
ranking = hpviz.rank(VEHICLE, "val_acc", trees=20)
"""


def test_a_chart_is_shown_whole_where_no_panel_is_on_the_page(open_notebook, lab):
    charts = ("ranking.chart()", "ranking.parallel()", "ranking.compare('mdi')", "ranking.effect('depth')")
    notebook = open_notebook(BARE, *charts)
    expect(lab.page.locator("svg.marks")).to_have_count(len(charts))
    assert notebook.panels.count() == 0
    size = lab.page.viewport_size
    try:
        for width in (500, 700, 1000):
            lab.page.set_viewport_size({"width": width, "height": size["height"]})
            seen = lab.page.evaluate(WIDE)
            assert len(seen) == len(charts)
            for cell, drawing, needed in seen:
                assert drawing <= needed <= cell, width
        menu = lab.page.locator(".vega-embed summary").first
        lab.page.locator(".vega-embed").first.hover()
        menu.click()
        expect(lab.page.get_by_text("Save as SVG").first).to_be_visible()
    finally:
        lab.page.set_viewport_size(size)


def test_no_heading_and_no_mark_is_cut(open_notebook):
    notebook = open_notebook(sweeps.MIXED)
    panel = notebook.panel
    settle(panel)
    row(panel, "optimizer").get_by_role("button").first.click()
    heading = panel.get_by_role("table", name="Values of optimizer").get_by_text("Importance", exact=True)
    for width in (500, 720, 750, 900, 1100, 1200):
        set_width(panel, width)
        assert heading.evaluate("element => element.scrollWidth <= element.clientWidth"), width
        assert panel.evaluate(OUTSIDE) == [], width


def test_the_axis_of_a_param_is_switched_in_its_row(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    row(panel, "width").get_by_role("button").first.click()
    panel.get_by_label("Axis of width").select_option("linear")
    notebook.wait_for("panel.axes == {'width': 'linear'}")
    settle(panel)
    expect(panel.get_by_label("Axis of width")).to_have_value("linear")
    assert notebook.value("panel.ranking.score('width').log") is False
    assert "axes={'width': 'linear'}" in notebook.run("print(panel.code())")
