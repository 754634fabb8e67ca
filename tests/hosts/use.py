"""A panel in any host, used and read as a person does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

import hpviz
from hpviz.data import VEHICLE
from tests.e2e.screen import figure, header, open_box, row, rows, settle

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NO_OUTPUTS = "This host keeps no outputs: save PNG, SVG, HTML or Vega-Lite."
NO_PLACE = "Nothing can be added here: save PNG, SVG, HTML or Vega-Lite."
# The brightness (0 to 255) of the ground, and of the text on it, as the browser draws them.
BRIGHTNESS = """(element) => {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  const { backgroundColor, color } = getComputedStyle(element);
  return [backgroundColor, color].map((fill) => {
    context.fillStyle = fill;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return alpha < 255 ? null : (red + green + blue) / 3;
  });
}"""


def panel_on(page: Page, within: str = "") -> Locator:
    """The only panel on the page, once its figures are there."""
    panels = page.locator(f"{within} .hpviz".strip())
    expect(panels).to_have_count(1)
    settle(panels)
    return panels


def importances(panel: Locator) -> dict[str, str]:
    return {param: importance for param, importance, _ in rows(panel)}


def expected(metric: str) -> dict[str, str]:
    """What Python says, as the screen writes it."""
    return {score.param: figure(score.importance) for score in hpviz.rank(VEHICLE, metric).scores}


def shows(panel: Locator, metric: str) -> None:
    """Wait until the figures on screen are those of a metric."""
    for param, importance in expected(metric).items():
        expect(row(panel, param)).to_contain_text(importance)
    settle(panel)
    assert importances(panel) == expected(metric)


def use(panel: Locator, exported: str) -> None:
    """Sort, choose another metric, open a row and export, and see that each is done and said."""
    shows(panel, "val_acc")
    header(panel, "Parameter").click()
    expect(panel.locator("tr[data-param]").first).to_have_attribute("data-param", "alpha")
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    shows(panel, "train_time")
    row(panel, "depth").get_by_role("button", name="depth", exact=True).click()
    expect(panel.get_by_text("average effect, 95% band")).to_be_visible()
    open_box(panel, "Export").get_by_role("button", name="Ranking chart: Notebook").click()
    expect(panel.get_by_text(exported).first).to_be_visible()
    expect(panel.get_by_role("status", name="Connection")).to_be_empty()


def is_left_alone(panel: Locator) -> None:
    """Choose what nobody computes any more: that is said soon, and the panel claims nothing."""
    metric = panel.get_by_label("Metric", exact=True)
    before = metric.input_value()
    metric.select_option("val_f1")
    row(panel, "width").get_by_role("button", name="width", exact=True).click()
    said = panel.get_by_role("status", name="Connection")
    expect(said).to_have_text(re.compile("run this cell again"), timeout=4_000)
    expect(metric).to_have_value(before)
    expect(panel.get_by_role("table", name="Ranked parameters")).to_have_attribute("aria-busy", "false")
    expect(panel).not_to_contain_text("Drawing")


def is_dark(panel: Locator) -> bool:
    """Whether the panel is light text on a dark ground; both alike is neither, and fails."""
    ground, text = panel.evaluate(BRIGHTNESS)
    assert ground is not None, "what is behind the panel shines through"
    assert abs(ground - text) > 100
    return bool(ground < text)
