"""Take the README's pictures of the real panel in a real JupyterLab: ``python -m docs.picture``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.browser import find
from tests.e2e.conftest import BROWSER_OPTIONS
from tests.e2e.lab import Lab, Notebook, running_server

HERE = Path(__file__).parent
CELL = """
import hpviz
from hpviz.data import VEHICLE
hpviz.Panel(VEHICLE)
"""
PICTURES = {"Light": HERE / "panel.png", "Dark": HERE / "panel-dark.png"}


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=BROWSER_OPTIONS)
        context = browser.new_context(viewport={"width": 1080, "height": 1200}, device_scale_factor=2)
        lab = Lab(server, context)
        notebook = Notebook(lab, (CELL.strip(),))
        notebook.panel.get_by_role("button", name="learning_rate_init", exact=True).click()
        notebook.panel.get_by_text("average effect, 95% band").wait_for()
        for theme, picture in PICTURES.items():
            lab.theme(theme)
            lab.page.mouse.move(0, 0)
            notebook.panel.screenshot(path=picture)
        notebook.close()
        browser.close()


if __name__ == "__main__":
    main()
