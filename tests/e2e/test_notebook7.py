"""The same panel in Notebook 7, with and without a kernel."""

from __future__ import annotations

import json
import time

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.lab import KERNEL, PATIENCE, running_server
from tests.e2e.screen import open_box, row, settle


@pytest.fixture(scope="module")
def notebook_server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("notebook"), "notebook") as server:
        yield server


def execute(page, command):
    page.evaluate("async (command) => { await window.jupyterapp.commands.execute(command) }", command)


def saved_outputs(path):
    """Wait until the file on disk is whole and holds a picture, and give the first cell's outputs."""
    until = time.monotonic() + PATIENCE
    while True:
        text = path.read_text()
        if "image/png" in text and text.rstrip().endswith("}"):
            return json.loads(text)["cells"][0]["outputs"]
        assert time.monotonic() < until, "not saved"
        time.sleep(0.1)


def test_the_panel_works_and_what_it_exports_is_there_without_a_kernel(lab, notebook_server):
    name = notebook_server.write((sweeps.VEHICLE,))
    page = lab.page.context.new_page()
    outside = []
    page.on(
        "request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None
    )
    page.goto(f"{notebook_server.url}/notebooks/{name}")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context")
    page.evaluate(KERNEL)
    execute(page, "notebook:run-all-cells")
    panel = page.locator(".jp-OutputArea-output .hpviz").first
    expect(row(panel, "learning_rate_init")).to_be_visible()
    settle(panel)
    expect(page.locator(".hpviz-twin")).to_be_hidden()
    open_box(panel, "Export").get_by_role("button", name="Ranking chart: Notebook").click()
    expect(panel.get_by_text("Added below the panel").first).to_be_visible()
    page.keyboard.press("Escape")
    execute(page, "docmanager:save")
    outputs = saved_outputs(notebook_server.folder / name)
    assert sum("image/png" in output["data"] for output in outputs) == 1
    execute(page, "notebook:shutdown-kernel")
    page.goto(f"{notebook_server.url}/notebooks/{name}?kernel=none")
    expect(page.locator(".hpviz-static")).to_be_visible()
    expect(page.locator(".hpviz-static")).to_contain_text("learning_rate_init")
    expect(page.locator(".vega-embed")).to_be_visible()
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
    page.close()
