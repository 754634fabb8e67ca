"""One JupyterLab in one page for all tests; each test opens notebooks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import find
from tests.e2e.lab import PATIENCE, Lab, Notebook, Server, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The last one proves that nothing outside this machine is needed: no other name can be resolved.
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.removesuffix("conftest.py")):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def lab(server: Server) -> Iterator[Lab]:
    executable = find()
    if executable is None:
        pytest.fail("no Chromium or Chrome here; `make browser` fetches one")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_OPTIONS)
        context = browser.new_context(viewport={"width": 1280, "height": 1100})
        context.set_default_timeout(PATIENCE * 1000)
        yield Lab(server, context)
        browser.close()


@pytest.fixture
def open_notebook(lab: Lab) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook with these cells and run them; nothing may be asked of any other machine meanwhile."""
    opened: list[Notebook] = []

    def open_(*cells: str, run: bool = True) -> Notebook:
        opened.append(Notebook(lab, cells, run=run))
        return opened[-1]

    yield open_
    for notebook in reversed(opened):
        notebook.close()
    lab.theme("Light")
    outside, complaints = lab.outside[:], lab.complaints[:]
    lab.outside.clear()
    lab.complaints.clear()
    assert outside == []
    assert complaints == []
