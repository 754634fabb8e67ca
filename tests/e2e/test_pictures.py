"""From a row to a picture, and from the panel into the notebook, where it stands without a kernel."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import header, open_box, row, rows, settle

# Whether a drawing ends before the output it stands in does.
FITS = """(svg) => svg.getBoundingClientRect().right
  <= svg.closest('.jp-OutputArea-output').getBoundingClientRect().right"""


def opened(panel, param):
    row(panel, param).get_by_role("button").first.click()
    return panel.get_by_role("slider").first


def export(panel, what):
    box = open_box(panel, "Export")
    box.get_by_role("button", name=what, exact=True).click()


def saved(lab, notebook):
    lab.execute("docmanager:save")
    return json.loads((lab.server.folder / notebook.name).read_text())


def bundles(stored):
    return [output.get("data", {}) for cell in stored["cells"] for output in cell.get("outputs", [])]


def test_a_row_opens_to_its_effect_and_a_pair_to_its_map(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    picture = opened(panel, "learning_rate_init")
    expect(picture).to_be_visible()
    expect(panel).to_contain_text("the best value of learning_rate_init for val_acc is 0.00046 to 0.006")
    text = picture.get_attribute("aria-valuetext")
    picture.press("ArrowRight")
    expect(picture).not_to_have_attribute("aria-valuetext", text)
    panel.get_by_label("learning_rate_init together with").select_option("depth")
    expect(panel).to_contain_text("learning_rate_init and depth interact")
    assert notebook.axe(panel) == []
    # A new ranking empties the pictures; the open row asks for its own again.
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    settle(panel)
    expect(panel).to_contain_text("best value of learning_rate_init for train_time is")


def test_a_run_is_explained(open_notebook):
    panel = open_notebook(sweeps.VEHICLE).panel
    settle(panel)
    panel.get_by_role("button", name="Explain the worst run").click()
    expect(panel.get_by_role("table", name="What moved")).to_contain_text("learning_rate_init")
    expect(panel).to_contain_text("The average is 0.70")


def test_live_there_is_no_double_and_no_empty_place(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    expect(notebook.page.locator(".hpviz-twin")).to_have_count(1)
    expect(notebook.page.locator(".hpviz-twin")).to_be_hidden()
    assert notebook.page.locator(".hpviz-slot").evaluate_all("all => all.every(one => !one.offsetParent)")


def test_exports_into_the_notebook_are_saved_and_stand_without_a_kernel(open_notebook, lab, tmp_path):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    header(panel, "Parameter").click()
    for what in ("Ranking chart: Notebook", "Table: Notebook"):
        export(panel, what)
        expect(panel.get_by_text("Added below the panel.").first).to_be_visible()
        notebook.page.keyboard.press("Escape")
    page = notebook.page
    expect(
        page.locator(".jp-OutputArea-output .vega-embed, .jp-OutputArea-output svg.marks").first
    ).to_be_visible()
    expect(page.locator(".hpviz-static:visible")).to_have_count(1)
    screen = rows(panel)
    stored = bundles(saved(lab, notebook))
    charts = [data for data in stored if "image/png" in data]
    assert len(charts) == 1
    assert {"application/vnd.vegalite.v5+json", "image/png", "text/plain"} == set(charts[0])
    pages = [
        "".join(data["text/html"]) for data in stored if "hpviz-static" in "".join(data.get("text/html", ""))
    ]
    assert len(pages) == 2  # the twin, and the table that was exported
    for text in pages:
        places = [text.index(f">{param}<") for param, *_ in screen]
        assert places == sorted(places)
        assert all(importance in text and correlation in text for _, importance, correlation in screen)
    converted = tmp_path / "page.html"
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--output", str(converted), notebook.name],
        cwd=lab.server.folder,
        check=True,
        capture_output=True,
    )
    text = converted.read_text()
    assert text.count("hpviz-static") >= 2
    assert "learning_rate_init" in text
    assert "image/png" in text


@pytest.mark.parametrize(("what", "starts"), [("Table: CSV", b"param,"), ("Ranking chart: PNG", b"\x89PNG")])
def test_a_file_is_downloaded(open_notebook, what, starts):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    with notebook.page.expect_download() as download:
        export(notebook.panel, what)
    assert download.value.path().read_bytes().startswith(starts)


def test_code_is_copied_that_rebuilds_the_view(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    header(panel, "Correlation").click()
    export(panel, "Copy as Python")
    expect(panel).to_contain_text("Copied")
    assert "sort_by='correlation'" in notebook.run("print(panel.code())")


def test_another_method_changes_the_figures_and_says_what_it_measures(open_notebook):
    panel = open_notebook(sweeps.VEHICLE).panel
    settle(panel)
    before = rows(panel)
    panel.get_by_label("Method").select_option("fanova")
    settle(panel)
    assert rows(panel) != before
    expect(panel).to_contain_text("makes alone, without its interactions")


def test_interactions_open_to_their_map_and_two_methods_are_compared(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Interactions", exact=True).click()
    table = panel.get_by_role("table", name="Interactions")
    table.get_by_role("button").first.click()
    expect(table.get_by_role("slider")).to_be_visible()
    pair = notebook.value("list(panel.ranking.interactions(1).iloc[0][['param', 'other']])")
    for param in pair:
        expect(table.get_by_role("button").first).to_contain_text(param)
    panel.get_by_role("button", name="Compare", exact=True).click()
    panel.get_by_label("Compare with").select_option("method:mdi")
    beside = panel.get_by_role("table", name="Importance (recommended) beside As W&B shows it")
    expect(beside).to_contain_text("learning_rate_init")
    expect(panel).to_contain_text("recommended importance and W&B's importance")
    assert notebook.axe(panel) == []


def test_a_chart_in_the_notebook_is_no_wider_than_its_output(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    export(notebook.panel, "Ranking chart: Notebook")
    chart = notebook.page.locator(".vega-embed svg.marks")
    expect(chart).to_be_visible()
    size = notebook.page.viewport_size
    notebook.page.set_viewport_size({"width": 560, "height": size["height"]})
    assert chart.evaluate(FITS)
    notebook.page.set_viewport_size(size)


def test_a_click_on_a_metric_of_the_table_of_all_ranks_by_it(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="All metrics", exact=True).click()
    table = panel.get_by_role("table", name="Importance for each metric")
    cell = notebook.value("f'{panel.ranking.scores[0].importance:.3f}'")
    expect(table.locator("tbody tr").first).to_contain_text(cell)
    heading = table.get_by_role("button", name="Rank by train_time")
    heading.focus()
    heading.press("Enter")
    expect(heading).to_have_attribute("aria-pressed", "true")
    settle(panel)
    assert notebook.value("panel.ranking.metric") == "train_time"
    expect(table).to_contain_text(cell)
    assert notebook.axe(panel) == []
    assert notebook.cells == 1
