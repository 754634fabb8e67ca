"""What is built: the front end, the wheel, the source distribution."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.repository.tracked import tracked

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).parent / "uv"
# Bytes: JavaScript and CSS of the first screen, sent for every panel and saved with it; and what opens later.
LARGEST_BUNDLE = 72_000
LARGEST_LATER = {"later": 40_000, "runs": 21_000, "lines": 32_000, "views": 25_000}
STATIC = {
    f"hpviz/static/{name}"
    for name in (
        "widget.js",
        "widget.css",
        "later.js",
        "runs.js",
        "lines.js",
        "views.js",
        "page.js",
        "streamlit.js",
    )
}


def build(where: Path, into: Path, target: str, path: str = os.environ["PATH"]) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)],
        cwd=where,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = into.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


def templates() -> set[str]:
    """The templates of the checkout, as a wheel names them."""
    listed = {str(path.relative_to(ROOT)) for path in (ROOT / "hpviz" / "templates").glob("*.[hc]*")}
    assert {"hpviz/templates/table.html", "hpviz/templates/embedded.css"} <= listed
    return listed


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_is_pure_and_holds_all_that_is_needed(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")
    files = contents(wheel)
    info = next(name.split("/")[0] for name in files if name.endswith(".dist-info/METADATA"))
    for needed in (
        *STATIC,
        "hpviz/data/vehicle_500.csv",
        "hpviz/data/LICENSE-vehicle_500.txt",
        "hpviz/demo/quickstart.ipynb",
        f"{info}/licenses/LICENSE",
        f"{info}/licenses/licenses/LICENSE-preact.txt",
        f"{info}/licenses/hpviz/data/LICENSE-vehicle_500.txt",
    ):
        assert files[needed], needed
    assert "hpviz/py.typed" in files
    assert templates() <= set(files)
    assert {name for name in files if name.startswith("hpviz/static/")} == STATIC
    assert {name.split("/")[0] for name in files} == {"hpviz", info}
    assert [name for name in files if "test" in name or "__pycache__" in name] == []


def test_the_bundle_is_small_and_asks_for_nothing_from_outside(wheel):
    files = contents(wheel)
    script, sheet = (files[f"hpviz/static/{name}"] for name in ("widget.js", "widget.css"))
    parts = {name: files[f"hpviz/static/{name}.js"] for name in LARGEST_LATER}
    later = b"\n".join(parts.values())
    assert len(script) + len(sheet) <= LARGEST_BUNDLE
    assert [name for name, part in parts.items() if len(part) > LARGEST_LATER[name]] == []
    addresses = re.findall(rb"""https?://[^\s"'`)]+""", script + sheet + later)
    assert {address for address in addresses if not address.startswith(b"http://www.w3.org/")} == set()
    assert re.search(rb"@import|url\((?!['\"]?data:)", sheet) is None
    # import("x"), import"x", import{y}from"x", import*as y from"x", import y from"x"
    imports = rb"\bimport\s*[({*'\"][^;]{0,60}|\bimport\s+\w+\s*(?:,|from\b)"
    assert re.findall(imports, later) == []
    # What Python has sent, and nothing else: the address is made in the page.
    assert len(re.findall(imports, script)) == 1
    assert re.search(rb"(\w+)=URL\.createObjectURL\(new Blob\(\[[^;]+;[^;]*\bimport\(\1\)", script)


def test_no_code_is_in_two_parts(wheel):
    files = contents(wheel)
    parts = ("widget", "later", "runs", "lines", "views")
    script, later, runs, lines, views = (files[f"hpviz/static/{name}.js"] for name in parts)
    # Preact, a control, and the names of the params; then what opens.
    for only_first in (b"dangerouslySetInnerHTML", b"data-lm-suppress-shortcuts", b"All names start with"):
        assert only_first in script, only_first
        assert only_first not in later + runs + lines + views, only_first
    for only_later in (b"Metric scale", b"Compare with", b"preserveAspectRatio", b"Drawing"):
        assert (only_later in script, only_later in later) == (
            only_later == b"Drawing",
            only_later != b"Drawing",
        )
        assert only_later not in runs + lines, only_later
    for only_views in (b"Importance over tasks", b".hp-over-tasks", b".hp-courses", b".hp-acts"):
        assert only_views in views, only_views
        assert only_views not in script + later + runs + lines + files["hpviz/static/widget.css"], only_views
    for only_runs in (b"Copy as dict", b"aria-activedescendant", b".hp-grid-box"):
        assert only_runs in runs, only_runs
        assert only_runs not in script + later + lines + files["hpviz/static/widget.css"], only_runs
    for only_lines in (b"Parallel coordinates", b"Pareto front", b".hp-lines-box"):
        assert only_lines in lines, only_lines
        assert only_lines not in script + later + runs, only_lines


def test_the_code_of_others_in_the_bundle_has_its_licence_in_the_wheel(wheel):
    licences = b"".join(text for name, text in contents(wheel).items() if "/licenses/" in name)
    for package in json.loads((ROOT / "js" / "package.json").read_text("utf-8"))["dependencies"]:
        assert (ROOT / "js" / "node_modules" / package / "LICENSE").read_bytes() in licences, package


def test_the_sdist_holds_all_that_the_checkout_does(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {*STATIC, *templates()} <= names
    assert {str(path.relative_to(ROOT)) for path in tracked()} <= names
    assert [
        name for name in names if "node_modules" in name or "__pycache__" in name or ".venv" in name
    ] == []


def test_what_judges_a_distribution_passes_it(wheel, sdist):
    tools = Path(sys.executable).parent
    for command in (
        (tools / "validate-pyproject", ROOT / "pyproject.toml"),
        (tools / "twine", "check", "--strict", wheel, sdist),
        (tools / "check-wheel-contents", wheel),
    ):
        done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_wheel_from_the_sdist_needs_no_node(wheel, sdist, tmp_path):
    shutil.unpack_archive(sdist, tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    assert not (source / "js" / "node_modules").exists()
    again = build(source, tmp_path / "wheel", "wheel", path=str(tmp_path / "nothing"))
    assert contents(again) == contents(wheel)


def test_the_wheel_works_in_a_clean_environment(wheel, tmp_path):
    environment = {
        key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}
    }
    home = tmp_path / "venv"
    bin_ = home / ("Scripts" if os.name == "nt" else "bin")

    def run(*command: object) -> str:
        done = subprocess.run(
            [*map(str, command)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(UV, "venv", "--python", sys.executable, home)
    run(UV, "pip", "install", "--python", bin_ / "python", "--constraint", ROOT / "requirements.lock", wheel)
    shown = run(
        bin_ / "python",
        "-c",
        "import hpviz; from hpviz.data import VEHICLE\n"
        "panel = hpviz.Panel(VEHICLE, 'val_acc')\n"
        "print(hpviz.__file__, len(panel.table()), len(str(panel._esm)))\n"
        "print(panel._static_view()['text/html'][:30])",
    )
    assert shown.startswith(str(home))
    assert "<" in shown.splitlines()[1]  # rendered by a template of the wheel
    assert run(bin_ / "hpviz", "--version").startswith("hpviz ")


def test_importing_loads_nothing_heavy():
    heavy = [
        "sklearn",
        "scipy",
        "altair",
        "jinja2",
        "markupsafe",
        "pandas",
        "polars",
        "pyarrow",
        "optuna",
        "matplotlib",
        "mlflow",
        "wandb",
    ]
    code = f"import sys, hpviz; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_make_help_lists_the_targets():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[0] for line in done.stdout.splitlines() if line and not line.startswith("make")}
    assert {
        "setup",
        "demo",
        "test",
        "lint",
        "type",
        "js",
        "unit",
        "e2e",
        "wheel",
        "format",
        "clean",
    } <= listed
