"""Readers that show no live panel: converters of notebooks, a terminal, pages of Sphinx."""

from __future__ import annotations

import re
import subprocess
import sys
from shutil import which

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, PDFExporter

import hpviz
from hpviz.data import VEHICLE
from tests.hosts import apps

CHART = "panel.ranking.chart()"
PARAMS = [score.param for score in hpviz.rank(VEHICLE, "val_acc").scores]
# What Python writes of an object that says nothing of itself.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|object at")

SPHINX = """
extensions = ["myst_nb"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_mime_priority_overrides = [("text", "text/plain", 0)]  # it prefers LaTeX, also where nothing reads it
suppress_warnings = ["mystnb.unknown_mime_type"]  # of any Vega chart, which it shows as a picture
"""


@pytest.fixture(scope="module")
def run_notebook(tmp_path_factory):
    """A notebook that was run with no page: with the panel, its ranking, and a chart."""
    path = tmp_path_factory.mktemp("notebook") / "nb.ipynb"
    apps.write_notebook(path, apps.PANEL + "panel", "panel.ranking", CHART)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    return notebook


def outputs(notebook):
    return [[output["data"] for output in cell.outputs] for cell in notebook.cells]


def test_each_cell_has_one_output(run_notebook):
    (panel,), (ranking,), (chart,) = outputs(run_notebook)
    assert {"text/html", "text/markdown", "text/latex", "text/plain"} == set(ranking)
    assert set(panel) == {"application/vnd.jupyter.widget-view+json", *ranking}
    assert "image/png" in chart
    for data in (panel, ranking, chart):
        assert not ADDRESS.search(data["text/plain"])
        assert len(data["text/plain"].splitlines()) == 1


def test_markdown_has_the_tables_and_the_chart(run_notebook):
    text, resources = MarkdownExporter().from_notebook_node(run_notebook)
    for param in PARAMS:
        assert text.count(f">{param}<") == 2
    assert not ADDRESS.search(text)
    assert [name for name in resources["outputs"] if name.endswith(".png")]


def test_latex_has_the_tables_and_needs_no_inkscape(run_notebook, monkeypatch):
    monkeypatch.setenv("PATH", "")
    text, resources = LatexExporter().from_notebook_node(run_notebook)
    assert text.count(r"\begin{tabular}{lrrlrrr}") == 2
    assert text.count(r"learning\_rate\_init & ") == 2
    assert not ADDRESS.search(text)
    assert [name for name in resources["outputs"] if name.endswith(".png")]


@pytest.mark.skipif(not (which("xelatex") and which("pandoc")), reason="needs XeLaTeX and Pandoc")
def test_pdf_is_made(run_notebook):
    pdf, _ = PDFExporter().from_notebook_node(run_notebook)
    assert pdf.startswith(b"%PDF")
    # A chart of many points in vectors would take megabytes.
    assert len(pdf) < 1_000_000


def test_html_has_the_table_where_no_widget_was_saved(run_notebook):
    notebook = run_notebook.copy()
    notebook.metadata = {name: value for name, value in notebook.metadata.items() if name != "widgets"}
    text, _ = HTMLExporter().from_notebook_node(notebook)
    assert text.count("hpviz-static") >= 2
    assert "application/vnd.jupyter.widget-view+json" not in text


def test_a_terminal_shows_a_line_for_each():
    code = f"{apps.PANEL}\npanel\npanel.ranking\ndisplay(panel)\n"
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--simple-prompt", "--quick", "--colors=NoColor"],
        input=code,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    shown = [line for line in done.stdout.splitlines() if "<hpviz." in line]
    assert [re.sub(r"^.*(<hpviz\.\w+):.*", r"\1", line) for line in shown] == [
        "<hpviz.Panel",
        "<hpviz.Ranking",
        "<hpviz.Panel",
    ]
    assert not ADDRESS.search(done.stdout)
    assert "learning_rate_init 0.65" in shown[0]
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.hosts
@pytest.mark.parametrize("builder", ["html", "text", "latex"])
def test_sphinx_builds_it_without_a_warning(environment, tmp_path, builder):
    (tmp_path / "conf.py").write_text(SPHINX)
    apps.write_notebook(tmp_path / "index.ipynb", apps.PANEL + "panel", "panel.ranking", CHART)
    notebook = nbformat.read(tmp_path / "index.ipynb", as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# A sweep"))
    nbformat.write(notebook, tmp_path / "index.ipynb")
    host = environment("sphinx", "myst-nb", "ipykernel", "vl-convert-python")
    done = host.run("sphinx-build", "-W", "-b", builder, ".", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    suffix = {"html": "index.html", "text": "index.txt", "latex": "*.tex"}[builder]
    (written,) = (tmp_path / "out").glob(suffix)
    text = written.read_text()
    assert not ADDRESS.search(text)
    name = r"learning\_rate\_init" if builder == "latex" else "learning_rate_init"
    assert name in text
    if builder == "html":
        assert "application/vnd.jupyter.widget-view+json" in text
