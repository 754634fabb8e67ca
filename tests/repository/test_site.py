"""The documentation site, as far as it can be checked without building it: `make docs` does the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hpviz

DOCS = Path(__file__).parents[2] / "docs"
STORES = Path(__file__).parents[1] / "data" / "stores"
PAGES = [path for path in DOCS.rglob("*.md") if "_build" not in path.parts]


def test_the_api_has_every_public_name():
    text = (DOCS / "api.md").read_text("utf-8")
    documented = set(re.findall(r"^\.\. auto\w+:: (?:hpviz\.)?(\w+)$", text, re.MULTILINE))
    assert set(hpviz.__all__) <= documented


def test_every_page_is_in_one_list():
    listed = []
    for page in PAGES:
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed += [(page.parent / f"{name}.md").resolve() for name in names]
    assert len(listed) == len(set(listed))
    assert {page.resolve() for page in PAGES} == {*listed, (DOCS / "index.md").resolve()}


def test_every_store_of_the_tests_has_a_page_that_reads_it():
    text = "\n".join(page.read_text("utf-8") for page in (DOCS / "trackers").iterdir())
    of_service = {"wandb_api"}  # the page writes a folder as W&B's client leaves it
    read = set(re.findall(r'at_data\("stores/(\w+)"\)', text))
    assert read == {folder.name for folder in STORES.iterdir()} - of_service


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_runs_is_marked_so(page):
    """Cells run on pages whose head says so, and code that is only shown is no cell."""
    text = page.read_text("utf-8")
    assert text.startswith("---\nfile_format: mystnb\n") == ("{code-cell}" in text)
