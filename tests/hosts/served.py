"""A host in an environment of its own, and a server of it on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.lab import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".cache" / "hosts"
PATIENCE = 120.0


class Environment:
    """A virtual environment with a host in it, and hpviz as it is here; made when it is first needed."""

    def __init__(self, name: str, packages: tuple[str, ...]) -> None:
        self.folder = ENVIRONMENTS / name
        self.bin = self.folder / ("Scripts" if os.name == "nt" else "bin")
        complete = self.folder / ".complete"
        if not complete.exists():
            self._uv("venv", "--quiet", "--clear", "--python", sys.executable, str(self.folder))
            python = str(self.bin / "python")
            self._uv("pip", "install", "--quiet", "--python", python, *packages, "--editable", str(ROOT))
            complete.touch()

    @staticmethod
    def _uv(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "uv", *arguments], check=True, env=_outside())

    def run(self, *command: object, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run one of its programs to its end."""
        program, *arguments = map(str, command)
        return subprocess.run(
            [self.bin / program, *arguments],
            cwd=folder,
            env=self._variables(folder),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    @contextmanager
    def serving(self, *command: object, folder: Path, path: str = "/") -> Iterator[str]:
        """Serve with one of its programs, PORT in the command being a free one, and give the address."""
        port = free_port()
        program, *arguments = (str(part).replace("PORT", str(port)) for part in command)
        log = folder / "server.log"
        with log.open("wb") as written:
            server = subprocess.Popen(
                [self.bin / program, *arguments],
                cwd=folder,
                env=self._variables(folder),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_for(f"http://127.0.0.1:{port}{path}", server, log)
            yield f"http://127.0.0.1:{port}{path}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()

    def _variables(self, folder: Path) -> dict[str, str]:
        """Nobody's settings matter or change: all that a host keeps is in the folder."""
        own = {
            "HOME": str(folder),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "HPVIZ_MEMORY": "off",
        }
        return _outside() | own | {"PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"}


def _outside() -> dict[str, str]:
    dropped = {"VIRTUAL_ENV", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"HATCH_BUILD_NO_HOOKS": "true"}


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):  # noqa: S310
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the host did not start:\n{log.read_text(errors='replace')[-4000:]}")
