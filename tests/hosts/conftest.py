"""Real hosts, each in an environment of its own below `.cache`, seen by the machine's browser."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browser import find
from tests.e2e.conftest import BROWSER_OPTIONS
from tests.hosts.served import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

# Milliseconds; the first figures come after Python was started.
SOON = 120_000
# Where screenshots are kept, to be looked at.
PICTURES = os.environ.get("HPVIZ_PICTURES")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what installs hosts unless it is asked for."""
    for item in items:
        if item.get_closest_marker("hosts") and not os.environ.get("HPVIZ_HOSTS"):
            item.add_marker(pytest.mark.skip(reason="`make hosts` installs the hosts and runs this"))


@pytest.fixture(scope="session")
def environment() -> Callable[..., Environment]:
    """The environment of a host: its name, and the packages to install."""
    made: dict[str, Environment] = {}

    def of(name: str, *packages: str) -> Environment:
        if name not in made:
            made[name] = Environment(name, packages)
        return made[name]

    return of


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find()
    if executable is None:
        pytest.fail("no Chromium or Chrome here; `make browser` fetches one")
    expect.set_options(timeout=SOON)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


class Servers(ExitStack):
    """Servers of hosts, which end with the test, or before it by `close`."""

    def __call__(self, host: Environment, *command: object, **where: object) -> str:
        """Serve as `Environment.serving` does, and give the address."""
        return self.enter_context(host.serving(*command, **where))


@pytest.fixture
def serve() -> Iterator[Servers]:
    with Servers() as servers:
        yield servers


@pytest.fixture
def open_page(
    serve: object, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open an address in a page; an error of the panel fails the test, and a picture is kept if wanted."""
    opened: list[Page] = []
    complaints: list[str] = []

    def open_(url: str, *, scheme: str = "light", route: Callable[[Page], None] | None = None) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 1100}, color_scheme=scheme)
        context.set_default_timeout(SOON)
        page = context.new_page()
        page.on("pageerror", lambda error: "hpviz" in str(error) and complaints.append(str(error)))
        if route:
            route(page)
        page.goto(url)
        opened.append(page)
        return page

    yield open_
    for page in opened:
        if PICTURES:
            name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
            page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
        page.context.close()
    assert complaints == []
