"""A browser's Python, under Node: it has no threads, and not all of the standard library.

The package index has no numpy for it, so that only what needs no further package is run in it; all of the
panel is run without threads in `tests/panel/test_no_threads.py`.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys

import pytest

from hatch_build import machine_npm, packaged_npm
from tests.hosts.served import ENVIRONMENTS, ROOT

pytestmark = pytest.mark.hosts

NPM_PACKAGE = "pyodide@314.0.7"

RUN = """
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [package_, code, ...given] = process.argv.slice(2);
const python = await loadPyodide();
python.mountNodeFS("/hpviz", package_);
python.globals.set("given", python.toPy(given));
console.log("answer " + python.runPython(readFileSync(code, "utf8")));
"""

THREADS = """
import importlib.util, json, sys

spec = importlib.util.spec_from_file_location("threads", "/hpviz/threads.py")
threads = importlib.util.module_from_spec(spec)
spec.loader.exec_module(threads)
done = []
threads.start("work", done.append, "now")
with threads.mapped(10**9) as mapped:
    sizes = list(mapped(abs, [-1, 2]))
json.dumps([sys.platform, threads.are_available(), done, sizes])
"""

IMPORTS = """
import importlib, json

absent = []
for name in given:
    try:
        importlib.import_module(name)
    except ImportError as error:
        absent.append(f"{name}: {error}")
json.dumps(absent)
"""


@pytest.fixture(scope="module")
def in_pyodide(tmp_path_factory):
    """Run code in Pyodide, with texts as `given`; its last expression is the answer, as JSON."""
    folder = ENVIRONMENTS / "pyodide"
    folder.mkdir(parents=True, exist_ok=True)
    found = machine_npm()
    command, tools = ([found], None) if found else packaged_npm()
    environment = dict(os.environ)
    if tools:
        environment["PATH"] = os.pathsep.join((tools, environment.get("PATH", "")))
    subprocess.run(
        [*command, "install", "--no-audit", "--no-fund", "--prefix", str(folder), NPM_PACKAGE],
        check=True,
        env=environment,
        timeout=600,
    )
    (folder / "run.mjs").write_text(RUN)
    node = shutil.which("node", path=environment["PATH"])
    code = tmp_path_factory.mktemp("code") / "code.py"

    def run(text: str, *given: str) -> object:
        code.write_text(text)
        ran = subprocess.run(
            [node, "run.mjs", str(ROOT / "hpviz"), str(code), *given],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        (answer,) = [line for line in ran.stdout.splitlines() if line.startswith("answer ")]
        return json.loads(answer.removeprefix("answer "))

    return run


def imported_with(tree):
    """The modules that are imported when a module is, not by functions and not for types alone."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from imported_with(node)


def test_work_runs_at_once_where_no_thread_starts(in_pyodide):
    assert in_pyodide(THREADS) == ["emscripten", False, ["now"], [1, 2]]


def test_all_that_is_imported_of_the_standard_library_is_there(in_pyodide):
    imported = {
        name
        for path in (ROOT / "hpviz").rglob("*.py")
        for name in imported_with(ast.parse(path.read_text(encoding="utf-8")))
        if name.partition(".")[0] in sys.stdlib_module_names
    }
    assert {"threading", "concurrent.futures", "pathlib"} <= imported
    assert in_pyodide(IMPORTS, *sorted(imported)) == []
