"""What holds for the repository as a whole."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.repository.tracked import tracked

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()

# Written in two pieces, so that this file does not name them either.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "yarn" + "pkg.", "debian" + ".org"]
OUTSIDE = ["../" + "shared", "/" + "work/"]
LARGEST = 1_250_000  # bytes; MLflow's empty database has a megabyte


@pytest.mark.parametrize("words", [REGISTRIES, OUTSIDE], ids=["package registries", "folders outside"])
def test_no_file_names(words):
    places = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in words
        if word.encode() in path.read_bytes().lower()
    ]
    assert places == []


def test_no_file_is_built_or_large():
    assert [path for path in tracked() if path.stat().st_size > LARGEST] == []
    assert [path for path in tracked() if "static" in path.parts or path.suffix in {".pyc", ".whl"}] == []


def test_the_data_of_the_tests_are_tracked_and_small():
    folder = ROOT / "tests" / "data"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert set(files) <= set(tracked()), "a rule of .gitignore hides them"
    assert sum(path.stat().st_size for path in files) < 8_000_000


def test_every_sweep_of_the_tests_has_its_licence_and_its_line_in_the_readme():
    data = ROOT / "tests" / "data"
    readme = (data / "README.md").read_text()
    for folder in (data / "sweeps").iterdir():
        (licence,) = re.findall(r"SPDX-License-Identifier: (\S+)", (folder / "LICENSE").read_text())
        assert re.search(rf"^\| `{folder.name}` .*\| {licence} \|", readme, re.MULTILINE), folder.name
    for folder in (data / "stores").iterdir():
        assert re.search(rf"^\| `{folder.name}` \|", readme, re.MULTILINE), folder.name


def test_every_data_file_has_its_licence():
    data = ROOT / "hpviz" / "data"
    files = [path for path in data.iterdir() if path.is_file() and path.suffix not in {".py", ".txt"}]
    assert files
    for path in files:
        assert "SPDX-License-Identifier: " in (data / f"LICENSE-{path.stem}.txt").read_text()


def test_the_readme_has_the_two_commands_and_ci_runs_them():
    readme = (ROOT / "README.md").read_text()
    assert "make demo" in readme
    assert "make test" in readme
    script = ROOT / ".ci" / "run"
    assert "make test" in script.read_text().splitlines()
    assert script.stat().st_mode & 0o111


def declared() -> list[Requirement]:
    optional = PROJECT["project"]["optional-dependencies"].values()
    # `make engines` installs gigabytes into an environment of its own.
    groups = [group for name, group in PROJECT["dependency-groups"].items() if name != "engines"]
    lists = [PROJECT["project"]["dependencies"], *optional, *groups]
    return [Requirement(text) for listed in lists for text in listed]


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_the_lock_holds_every_requirement(requirement):
    pins = re.findall(rf"^{re.escape(requirement.name)}==([^ ;]+)", LOCK, re.MULTILINE)
    assert pins, "make lock"
    assert all(pin in requirement.specifier for pin in pins), "make lock"


def test_every_locked_version_has_hashes():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_front_ends_lock_holds_hashes_and_no_addresses():
    packages = json.loads((ROOT / "js" / "package-lock.json").read_text())["packages"]
    locked = {name: entry for name, entry in packages.items() if name}
    assert [name for name, entry in locked.items() if "resolved" in entry] == []
    assert [name for name, entry in locked.items() if "integrity" not in entry] == []


def test_the_version_is_in_the_changelog():
    version = PROJECT["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()
