"""How Sphinx builds the site: ``make docs``."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
# Of the kernels that run the pages: nothing is remembered, the checkout and its commands come first.
os.environ["HPVIZ_MEMORY"] = "off"
os.environ["PYTHONPATH"] = str(ROOT)
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))

from docs.live import write_live_pages  # noqa: E402 - once the checkout can be imported

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FILE = f"{PROJECT['urls']['Source']}/blob/main/"

project = "hpviz"
author = "The hpviz authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx calls it so
version = release = PROJECT["version"]

extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
default_role = "code"
# A chart is a specification and its pictures: a site shows the SVG.
suppress_warnings = ["mystnb.mime_priority", "mystnb.unknown_mime_type"]

myst_heading_anchors = 4
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_execution_show_tb = True
nb_merge_streams = True

numpydoc_show_class_members = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say what each is

html_context = {"default_mode": "auto"}
html_theme = "pydata_sphinx_theme"
html_title = "hpviz"
html_show_sourcelink = False
html_extra_path = ["_build/extra"]
html_theme_options = {
    "github_url": PROJECT["urls"]["Source"],
    "use_edit_page_button": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}


def links_out_of_the_folder(_: Sphinx, docname: str, source: list[str]) -> None:
    """Lead what is beside the folder of the documents to GitHub."""
    up = "../" * (docname.count("/") + 1)
    source[0] = re.sub(rf"\]\({re.escape(up)}(?!\.)([^)]+)\)", rf"]({FILE}\1)", source[0])


def links_into_the_site(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead the absolute links of the README and other files to the site's own pages."""
    inside = f"{FILE}docs/"
    for reference in doctree.findall(nodes.reference):
        target = reference.get("refuri", "")
        if target.startswith(inside):
            page, _, anchor = target.removeprefix(inside).partition("#")
            name = page.removesuffix(".md")
            if name not in app.env.found_docs:
                raise LookupError(f"{docname}: no page {page}")
            local = app.builder.get_relative_uri(docname, name)
            reference["refuri"] = f"{local}#{anchor}" if anchor else local


def bars(*documented: object) -> None:
    """Keep ``|Spearman|`` as it stands: to Sphinx bars mean that something is put in."""
    lines: list[str] = documented[-1]
    lines[:] = [re.sub(r"\|(\w+)\|", r"\\|\1\\|", line) for line in lines]


def setup(app: Sphinx) -> None:
    app.connect(
        "builder-inited", lambda app: write_live_pages(Path(app.srcdir) / "_build" / "extra" / "live")
    )
    app.connect("autodoc-process-docstring", bars)
    app.connect("source-read", links_out_of_the_folder)
    app.connect("doctree-resolved", links_into_the_site)
