"""What holds for the repository as a whole."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCK = (ROOT / "requirements.lock").read_text()

# Written in two pieces, so that this file does not name them either.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "yarn" + "pkg.", "debian" + ".org"]
OUTSIDE = ["../" + "shared", "/" + "work/"]
LARGEST = 1_250_000  # bytes; MLflow's empty database has a megabyte


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


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
    lists = [PROJECT["project"]["dependencies"], *optional, *PROJECT["dependency-groups"].values()]
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


FOLDERS = ("hpviz", "tests", "benchmarks", "docs", "notebooks", "js")
# What a build makes; a fresh clone has neither.
BUILT = {"hpviz/static", "js/node_modules"}
# Stands for <tracker>: a module, a test and a store have exactly its name.
TRACKER = "sacred"
TICKED = re.compile(r"`+([^`\n]+)`+")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def texts() -> Iterator[tuple[Path, str]]:
    """Each document as a whole; of Python what stands in backticks, as in docstrings and comments."""
    for path in tracked():
        if path.suffix == ".md" and path.name != "CHANGELOG.md":
            yield path, path.read_text()
        elif path.suffix == ".py" and path != Path(__file__):
            yield path, " ".join(TICKED.findall(path.read_text()))


def paths_in(text: str) -> Iterator[str]:
    """Yield what looks like a file or a folder of this repository."""
    for word in re.findall(r"(?<![\w/.:@-])[\w.<][\w./<>…*-]*", text):
        path = word.rstrip("./…") if not word.endswith(".py") else word
        if (path.partition("/")[0] in FOLDERS and "/" in path) or path.endswith(".py"):
            yield path


def exists(path: str, beside: Path = ROOT) -> bool:
    """Whether a path leads to a file from the root, or from the folder of the document that names it."""
    pattern = path.replace("<tracker>", TRACKER).replace("…", "*")
    if path in BUILT or any(ROOT.glob(pattern)) or any(beside.glob(pattern)):
        return True
    return "/" not in path and any(name.name == path for name in tracked())


def is_name(dotted: str) -> bool:
    """Whether ``hpviz.x.y`` is a module or can be reached from one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            owner: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(owner, part):
                return False
            owner = getattr(owner, part)
        return True
    return False


def test_every_file_that_is_named_exists():
    named = [(path, name) for path, text in texts() for name in paths_in(text)]
    assert len(named) > 50
    assert [f"{path.relative_to(ROOT)}: {name}" for path, name in named if not exists(name, path.parent)] == []


def test_every_folder_that_contributors_are_shown_exists():
    ticked = TICKED.findall((ROOT / "CONTRIBUTING.md").read_text())
    folders = [name for name in ticked if name.endswith("/") and name.rstrip("/") not in BUILT]
    assert len(folders) > 3
    assert [
        name for name in folders if not ((ROOT / name).is_dir() or (ROOT / "hpviz" / name).is_dir())
    ] == []


def test_every_link_between_documents_leads_somewhere():
    links = [(path, link) for path, text in texts() if path.suffix == ".md" for link in LINK.findall(text)]
    assert len(links) > 5
    assert [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()] == []


def test_every_name_of_the_package_that_is_named_exists():
    ticked = [
        (path.relative_to(ROOT), name)
        for path, text in texts()
        for name in re.findall(r"(?<![\w/.-])hpviz(?:\.[A-Za-z_]\w*)+", text)
    ]
    assert len(ticked) > 30
    assert [f"{path}: {name}" for path, name in ticked if not is_name(name)] == []


@pytest.mark.parametrize(
    "name", ["hpviz/sources/<tracker>.py", "tests/nothing_….py", "nothing.py", "hpviz/nothing"]
)
def test_a_file_that_is_not_there_is_noticed(name):
    assert list(paths_in(f"see `{name}`, and on")) == [name]
    assert not exists(name)


def test_a_name_that_is_not_there_is_noticed():
    assert is_name("hpviz.ranking.Ranking.table")
    assert not is_name("hpviz.ranking.Ranking.nothing")
    assert not is_name("hpviz.nothing")


def test_no_function_of_several_statements_stands_twice():
    places: dict[str, list[str]] = {}
    for path in (ROOT / "hpviz").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if len(body) > 1:
                    key = "".join(ast.dump(statement) for statement in body)
                    places.setdefault(key, []).append(f"{path.relative_to(ROOT)}: {node.name}")
    assert len(places) > 300
    assert [twins for twins in places.values() if len(twins) > 1] == []
