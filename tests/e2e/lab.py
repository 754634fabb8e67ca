"""A real JupyterLab on loopback, and a notebook that is open in it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nbformat.v4
from jupyter_client import BlockingKernelClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 60.0
# What JupyterLab itself throws when a kernel restarts before it answered.
OF_JUPYTERLAB = {"Error: Canceled future for create_subshell_request message before replies were done"}

CONFIG = {
    "ServerApp": {
        "ip": "127.0.0.1",
        "open_browser": False,
        "allow_root": True,
        "port_retries": 0,
        "disable_check_xsrf": True,
    },
    "IdentityProvider": {"token": ""},
    "JupyterNotebookApp": {"expose_app_in_browser": True},
    "LabApp": {
        "expose_app_in_browser": True,
        "extension_manager": "readonly",
        "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "news_url": None,
    },
}

SETTINGS = {
    # Windowing takes cells that are out of sight out of the page.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}

OPEN = """async (name) => {
  const app = window.jupyterapp;
  await app.commands.execute('docmanager:open', { path: name });
}"""

IS_OPEN = "(name) => window.jupyterapp?.shell?.currentWidget?.context?.path === name"

KERNEL = """async () => {
  const { context } = window.jupyterapp.shell.currentWidget;
  await context.ready;
  await context.sessionContext.ready;
  const { kernel } = context.sessionContext.session;
  await kernel.info;
  return kernel.id;
}"""

CLOSE = """async () => {
  const widget = window.jupyterapp.shell.currentWidget;
  await widget.context.save();
  await widget.context.sessionContext.shutdown();
  widget.dispose();
}"""

CELLS = "window.jupyterapp.shell.currentWidget.content.model.cells"

ERRORS = f"""() => [...{CELLS}]
  .flatMap(cell => cell.type === 'code' ? cell.outputs.toJSON() : [])
  .filter(output => output.output_type === 'error')
  .map(output => output.ename + ': ' + output.evalue)"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running JupyterLab: where it listens, and the folders it works in."""

    url: str
    folder: Path
    runtime: Path
    numbers: Iterator[int] = field(default_factory=count)

    def write(self, cells: tuple[str, ...]) -> str:
        """Write a notebook into the server's folder and give its name."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        name = f"test_{next(self.numbers)}.ipynb"
        nbformat.write(notebook, self.folder / name)
        return name


@contextmanager
def running_server(home: Path, app: str = "jupyterlab") -> Iterator[Server]:
    """Start JupyterLab, or Notebook, with folders of its own, so that nobody's settings matter or change."""
    places = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    notebooks = home / "notebooks"
    for folder in (notebooks, *places.values()):
        folder.mkdir(exist_ok=True)
    (home / "config" / "jupyter_config.json").write_text(json.dumps(CONFIG))
    for name, values in SETTINGS.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **{name: str(path) for name, path in places.items()}}
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", app, f"--port={port}", f"--ServerApp.root_dir={notebooks}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(url, server, home / "server.log")
        yield Server(url=url, folder=notebooks, runtime=home / "runtime")
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/status", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-4000:]}")


class Lab:
    """JupyterLab in a page of the browser: loaded once, since that takes longer than most tests."""

    def __init__(self, server: Server, context: BrowserContext) -> None:
        self.server = server
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("websocket", lambda opened: self._note(opened.url))
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._suffer(str(error)))
        self.page.goto(f"{server.url}/doc")
        self.page.wait_for_function("() => window.jupyterapp?.restored")
        self.page.evaluate("() => window.jupyterapp.restored")

    def _note(self, url: str) -> None:
        where = urlsplit(url)
        if where.scheme not in {"data", "blob"} and where.hostname != "127.0.0.1":
            self.outside.append(url)

    def _suffer(self, error: str) -> None:
        if error not in OF_JUPYTERLAB:
            self.complaints.append(error)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and ("hpviz" in text or "anywidget" in text):
            self.complaints.append(text)

    def execute(self, command: str, **options: Any) -> None:
        """Run one of JupyterLab's commands, to its end."""
        self.page.evaluate(
            "async ([command, options]) => { await window.jupyterapp.commands.execute(command, options) }",
            [command, options],
        )

    def theme(self, name: str) -> None:
        """Change JupyterLab's colours: "Light" or "Dark"."""
        self.execute("apputils:change-theme", theme=f"JupyterLab {name}")
        light = "true" if name == "Light" else "false"
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")  # it covers all meanwhile


class Notebook:
    """A notebook open in JupyterLab, its kernel running and, unless told otherwise, all its cells run."""

    def __init__(self, lab: Lab, cells: tuple[str, ...], *, run: bool = True) -> None:
        self._lab = lab
        self.page = lab.page
        self.name = lab.server.write(cells)
        self.page.evaluate(OPEN, self.name)
        self._kernel = self._connect()
        if run:
            lab.execute("notebook:run-all-cells")
        if errors := self.page.evaluate(ERRORS):
            raise AssertionError(f"a cell failed: {errors}")

    def _connect(self) -> BlockingKernelClient:
        self.page.wait_for_function(IS_OPEN, arg=self.name)
        kernel = self.page.evaluate(KERNEL)
        client = BlockingKernelClient(connection_file=str(self._lab.server.runtime / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        return client

    @property
    def panel(self) -> Locator:
        """The first panel on the page."""
        return self.panels.first

    @property
    def panels(self) -> Locator:
        """Every panel on the page, in the order of the cells."""
        return self.page.locator(".jp-OutputArea-output .hpviz")

    @property
    def cells(self) -> int:
        """How many cells the notebook has."""
        return int(self.page.evaluate(f"() => {CELLS}.length"))

    def run(self, code: str) -> str:
        """Run code in the kernel, as another cell would, and give what it prints."""
        printed: list[str] = []
        failed: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "error":
                failed.append(f"{content['ename']}: {content['evalue']}")

        until = time.monotonic() + PATIENCE
        # A kernel that was just interrupted refuses what had come meanwhile.
        while self._reply(code, hear)["status"] == "aborted":
            assert time.monotonic() < until, code
        if failed:
            raise AssertionError(f"{code}: {failed[0]}")
        return "".join(printed)

    def _reply(self, code: str, hear: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        reply = self._kernel.execute_interactive(code, output_hook=hear, timeout=PATIENCE)
        content: dict[str, Any] = reply["content"]
        return content

    def value(self, expression: str) -> Any:
        """The value that an expression has in the kernel."""
        return json.loads(self.run(f"import json; print(json.dumps({expression}))"))

    def wait_for(self, expression: str) -> None:
        """Wait until an expression holds in the kernel."""
        until = time.monotonic() + PATIENCE
        while not self.value(f"bool({expression})"):
            assert time.monotonic() < until, expression
            time.sleep(0.05)

    def start(self, code: str) -> None:
        """Start code in the kernel and do not wait for it."""
        self._kernel.execute(code)

    def reload(self) -> None:
        """Save, and load the page anew; the kernel lives on."""
        self._lab.execute("docmanager:save")
        self.page.goto(f"{self._lab.server.url}/doc/tree/{self.name}")
        self.page.wait_for_function(IS_OPEN, arg=self.name)
        self.page.evaluate(KERNEL)

    def axe(self, where: Locator) -> list[str]:
        """What axe-core holds against this part of the page, a line each."""
        self.page.add_script_tag(path=AXE)
        violations = where.evaluate("async (element) => (await axe.run(element)).violations")
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    def close(self) -> None:
        """End the kernel and close the notebook."""
        self._kernel.stop_channels()
        self.page.evaluate(CLOSE)
