"""What documents, docstrings and comments name is there: files, folders, links, names of the package."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.repository.tracked import tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

FOLDERS = ("hpviz", "tests", "benchmarks", "docs", "notebooks", "js")
# What a build makes; a fresh clone has neither.
BUILT = {"hpviz/static", "js/node_modules"}
# Stands for <tracker>: a module, a test and a store have exactly its name.
TRACKER = "sacred"
TICKED = re.compile(r"`+([^`\n]+)`+")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
ANCHORED = re.compile(r"\]\(([^)#:]*)#([^)]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


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


def headings(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a document."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text)}


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
    assert [
        f"{path.relative_to(ROOT)}: {name}" for path, name in named if not exists(name, path.parent)
    ] == []


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


def test_every_link_to_a_heading_leads_to_one():
    links = [
        (path, (path.parent / target) if target else path, anchor)
        for path, text in texts()
        if path.suffix == ".md"
        for target, anchor in ANCHORED.findall(text)
    ]
    assert len(links) > 5
    assert [
        f"{path.name}: {target.name}#{anchor}"
        for path, target, anchor in links
        if anchor not in headings(target.read_text())
    ] == []


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


def test_a_heading_that_is_not_there_is_noticed():
    assert ANCHORED.findall("[a](b.md#c-d), [e](#f)") == [("b.md", "c-d"), ("", "f")]
    assert headings("# How sure, now?\n\ntext # no heading\n") == {"how-sure-now"}


def test_a_name_that_is_not_there_is_noticed():
    assert is_name("hpviz.ranking.Ranking.table")
    assert not is_name("hpviz.ranking.Ranking.nothing")
    assert not is_name("hpviz.nothing")
