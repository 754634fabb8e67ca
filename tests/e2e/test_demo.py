"""`hpviz demo`, from the command to figures on screen without a key pressed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.lab import PATIENCE
from tests.e2e.screen import rows

# The last of the four answers is there.
ANSWERED = """[...window.jupyterapp.shell.currentWidget.content.model.cells].some(
  cell => cell.id === 'answer-space' && cell.outputs.length > 0)"""


@pytest.fixture
def demo(tmp_path):
    """Start the demo in folders of its own; the address that a browser would open."""
    places = {
        name: str(tmp_path / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    arguments = ["--no-browser", "--port=0", "--ServerApp.ip=127.0.0.1", "--folder", str(tmp_path / "demo")]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "hpviz", "demo", *arguments],
            env={**os.environ, "HOME": str(tmp_path), **places},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield address(tmp_path / "JUPYTER_RUNTIME_DIR", server)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def address(runtime, server):
    until = time.monotonic() + PATIENCE
    while not (files := list(runtime.glob("jpserver-*.json"))):
        assert server.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    about = json.loads(files[0].read_text())
    return f"{about['url']}lab/tree/quickstart.ipynb?token={about['token']}"


def test_it_opens_with_figures(lab, demo):
    page = lab.page.context.new_page()
    page.goto(demo)
    panel = page.locator(".hpviz").first
    expect(panel).to_be_in_viewport()
    expect(panel.locator("tr[data-param]")).to_have_count(5)
    assert rows(panel)[0][0] == "learning_rate_init"
    page.wait_for_function(f"() => {ANSWERED}")
    expect(panel).to_be_in_viewport()
    panel.get_by_label("Metric", exact=True).select_option("train_time")
    expect(panel.locator("tr[data-param]").first).to_contain_text("width")
    page.close()
