"""The same panel as an app of each host, as its users would write it: texts that are served from files."""

from __future__ import annotations

from pathlib import Path

import nbformat.v4

PANEL = """
import hpviz
from hpviz.data import VEHICLE
panel = hpviz.Panel(VEHICLE, metric="val_acc")
"""

MARIMO = """
import marimo

app = marimo.App()

@app.cell
def _():
    import hpviz
    from hpviz.data import VEHICLE

    panel = hpviz.Panel(VEHICLE, metric="val_acc")
    panel
    return

if __name__ == "__main__":
    app.run()
"""

# As marimo's own documentation advises for widgets of others.
MARIMO_WRAPPED = MARIMO.replace("import hpviz\n", "import marimo as mo\n\n    import hpviz\n", 1).replace(
    "    panel\n", "    mo.ui.anywidget(panel)\n"
)

SHINY = """
from shiny import App, ui
from shinywidgets import output_widget, render_widget

import hpviz
from hpviz.data import VEHICLE

app_ui = ui.page_fluid(ui.input_dark_mode(mode="MODE"), output_widget("panel", height="auto"))

def server(input, output, session):
    @render_widget(height="auto")
    def panel():
        return hpviz.Panel(VEHICLE, metric="val_acc")

app = App(app_ui, server)
"""

SOLARA = """
import solara
import solara.lab

import hpviz
from hpviz.data import VEHICLE

@solara.component
def Page():
    solara.lab.theme.dark = IS_DARK
    solara.display(solara.use_memo(lambda: hpviz.Panel(VEHICLE, metric="val_acc"), []))
"""

HOLOVIZ = """
import panel as pn

import hpviz
from hpviz.data import VEHICLE

pn.extension("ipywidgets", theme="THEME")
pn.panel(hpviz.Panel(VEHICLE, metric="val_acc"), sizing_mode="stretch_width").servable()
"""

STREAMLIT = """
import streamlit as st

import hpviz
from hpviz.data import VEHICLE

panel = hpviz.streamlit(lambda: hpviz.Panel(VEHICLE, metric="val_acc"))
st.write(f"Ranked by {panel.metric}.")
"""

STREAMLIT_PAGE = """
from pathlib import Path

import streamlit as st

import hpviz
from hpviz.data import VEHICLE

@st.cache_data
def page():
    file = hpviz.Panel(VEHICLE, metric="val_acc").save("sweep.html", metrics=["train_time"])
    return Path(file).read_text("utf-8")

st.components.v1.html(page(), height=900, scrolling=True)
"""


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook without outputs; its last cell shows the panel."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(notebook, path)
