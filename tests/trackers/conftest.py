"""Real trackers at their current versions, each in an environment of its own below `.cache`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENVIRONMENTS = ROOT / ".cache" / "trackers"


def pytest_collection_modifyitems(config, items):
    """Leave these tests out unless they are asked for: they install gigabytes."""
    if os.environ.get("HPVIZ_TRACKERS"):
        return
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.skip(reason="`make trackers` installs the trackers and runs this"))


class Environment:
    """A virtual environment with a tracker in it, and hpviz as it is here."""

    def __init__(self, name: str, packages: tuple[str, ...]) -> None:
        self.folder = ENVIRONMENTS / name
        self.python = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        if not self.python.exists():
            self._uv("venv", "--quiet", "--python", sys.executable, str(self.folder))
        self._pip("--upgrade", *packages, "numpy")
        self._pip("--no-deps", "--editable", str(ROOT))

    def _pip(self, *arguments: str) -> None:
        self._uv("pip", "install", "--quiet", "--python", str(self.python), *arguments)

    @staticmethod
    def _uv(*arguments: str) -> None:
        environment = os.environ | {"HATCH_BUILD_NO_HOOKS": "true"}
        environment.pop("VIRTUAL_ENV", None)
        subprocess.run([sys.executable, "-m", "uv", *arguments], check=True, env=environment)

    def run(self, script: str, *arguments: object, **settings: str) -> str:
        """Run a script of this folder and give what it prints."""
        done = subprocess.run(
            [self.python, HERE / script, *map(str, arguments)],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            check=True,
            timeout=600,
        )
        return done.stdout.decode()

    def read(self, source: object, experiment: str | None = None, **settings: str) -> dict:
        """Read a source in the environment, where the tracker's own client is at hand."""
        chosen = () if experiment is None else (experiment,)
        return json.loads(self.run("summary.py", source, *chosen, **settings).splitlines()[-1])


@pytest.fixture(scope="session")
def environment():
    """The environment of a tracker: its name, and the packages to install."""
    made = {}

    def of(name, *packages):
        if name not in made:
            made[name] = Environment(name, packages or (name,))
        return made[name]

    return of


def _module(name):
    spec = spec_from_file_location(f"trackers_{name}", HERE / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sweep():
    """The sweep that the stores hold."""
    return _module("sweep")


@pytest.fixture(scope="session")
def summary():
    """Runs in plain values."""
    return _module("summary").summary
