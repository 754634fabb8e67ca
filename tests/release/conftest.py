"""The wheel alone, in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
UV = Path(sys.executable).parent / "uv"


def pytest_collection_modifyitems(config, items):
    """Leave these tests out unless they are asked for: they try what was built to be published."""
    if os.environ.get("HPVIZ_DIST"):
        return
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.skip(reason="`make release-check` builds what this tries"))


class Installed:
    """hpviz and what it requires, with no extra; run in an empty folder."""

    def __init__(self, home: Path, wheel: Path) -> None:
        self.folder = home / "elsewhere"
        self.folder.mkdir()
        self._bin = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
        outside = {"VIRTUAL_ENV", "PYTHONPATH"}
        self._environment = {key: value for key, value in os.environ.items() if key not in outside}
        self._run(UV, "venv", "--quiet", "--python", sys.executable, home / "venv").check_returncode()
        locked = ("--constraint", ROOT / "requirements.lock")
        self._run(
            UV, "pip", "install", "--quiet", "--python", self._bin / "python", *locked, wheel
        ).check_returncode()

    def hpviz(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run the command line."""
        return self._run(self._bin / "hpviz", *arguments)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run statements."""
        return self._run(self._bin / "python", "-c", code)

    def _run(self, *command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*map(str, command)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="session")
def dist() -> Path:
    """The folder of what was built."""
    return Path(os.environ["HPVIZ_DIST"])


@pytest.fixture(scope="session")
def installed(tmp_path_factory, dist) -> Installed:
    (wheel,) = dist.glob("*.whl")
    return Installed(tmp_path_factory.mktemp("installed"), wheel)
