"""The panel among other widgets: in their boxes, beside their controls, linked with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import assert_screen_is_table, open_box, settle

MADE = """
import hpviz, ipywidgets as w
from IPython.display import display
from hpviz.data import VEHICLE
panel = hpviz.Panel(VEHICLE, metric="val_acc")
other = hpviz.Panel(VEHICLE, metric="train_time")
slider = w.IntSlider(description="mine")
"""

IN_OUTPUT = "out = w.Output()\nwith out:\n    display(panel)\nw.VBox([slider, out])"
INTERACT = "w.interact(lambda mine=100: panel, mine=(10, 300, 10));"


def widths(notebook):
    return [panel.bounding_box()["width"] for panel in notebook.panels.all() if panel.is_visible()]


@pytest.mark.parametrize(
    ("cell", "least"),
    [
        ("w.HBox([panel, other])", [500, 500]),
        ("w.HBox([slider, panel])", [700]),
        ("w.VBox([panel, slider, other])", [1000, 1000]),
        ("w.Tab([panel, other])", [1000]),
        ("w.GridBox([panel, other], layout=w.Layout(grid_template_columns='1fr 1fr'))", [500, 500]),
        ("w.GridBox([panel, other], layout=w.Layout(grid_template_columns='auto auto'))", [500, 500]),
        ("w.AppLayout(left_sidebar=slider, center=panel)", [700]),
        (IN_OUTPUT, [1000]),
        (INTERACT, [1000]),
    ],
)
def test_it_has_its_width_in_a_box(open_notebook, cell, least):
    notebook = open_notebook(MADE, cell)
    settle(notebook.panel)
    assert all(width > enough for width, enough in zip(widths(notebook), least, strict=True))
    if "slider" in cell or "interact" in cell:
        expect(notebook.page.locator(".widget-slider:visible")).to_have_count(1)
    expect(notebook.page.locator(".hpviz-twin:visible")).to_have_count(0)


def test_a_width_that_is_set_is_kept(open_notebook):
    notebook = open_notebook(MADE, "panel.layout.width = '520px'\nw.HBox([panel, slider])")
    settle(notebook.panel)
    assert widths(notebook) == [520]


def test_interact_keeps_its_control_and_shows_each_answer(open_notebook):
    notebook = open_notebook(
        MADE, "w.interact(lambda metric: hpviz.Panel(VEHICLE, metric), metric=['val_acc', 'train_time']);"
    )
    control = notebook.page.locator(".widget-dropdown select")
    expect(notebook.panel.get_by_label("Metric", exact=True)).to_have_value("val_acc")
    control.select_option("train_time")
    expect(notebook.panel.get_by_label("Metric", exact=True)).to_have_value("train_time")
    expect(notebook.panels).to_have_count(1)
    expect(control).to_be_visible()


def test_in_an_output_an_export_is_refused_and_says_why(open_notebook):
    notebook = open_notebook(MADE, IN_OUTPUT)
    panel = notebook.panel
    settle(panel)
    open_box(panel, "Export").get_by_role("button", name="Table: Notebook").click()
    expect(panel.get_by_role("status", name="Export status")).to_contain_text(
        "Nothing can be added here: save"
    )


def test_a_link_with_another_widget_goes_both_ways(open_notebook):
    notebook = open_notebook(
        MADE,
        "chosen = w.Dropdown(options=panel.sweep['metrics'], value=panel.metric)\n"
        "linked = w.link((chosen, 'value'), (panel, 'metric'))\n"
        "w.VBox([chosen, panel])",
    )
    panel, control = notebook.panel, notebook.page.locator(".widget-dropdown select")
    settle(panel)
    control.select_option("train_time")
    expect(panel.get_by_label("Metric", exact=True)).to_have_value("train_time")
    assert_screen_is_table(notebook)
    panel.get_by_label("Metric", exact=True).select_option("val_f1")
    expect(control).to_have_value("val_f1")
    assert_screen_is_table(notebook)
    assert notebook.value("[panel.metric, chosen.value]") == ["val_f1", "val_f1"]


def test_a_link_in_the_page_goes_both_ways(open_notebook):
    notebook = open_notebook(
        MADE,
        "text = w.Text(value=panel.metric)\nw.jslink((text, 'value'), (panel, 'metric'))\n"
        "w.VBox([text, panel])",
    )
    panel, control = notebook.panel, notebook.page.locator(".widget-text input")
    settle(panel)
    control.fill("train_time")
    control.press("Enter")
    expect(panel.get_by_label("Metric", exact=True)).to_have_value("train_time")
    notebook.wait_for("panel.metric == 'train_time'")
    assert_screen_is_table(notebook)
    panel.get_by_label("Metric", exact=True).select_option("val_f1")
    expect(control).to_have_value("val_f1")
    assert_screen_is_table(notebook)
