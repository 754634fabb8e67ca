"""What a panel leaves in a notebook: several outputs where the host is known to keep them, else one."""

from __future__ import annotations

import sys
import time
from types import SimpleNamespace

import IPython
import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import Output

import hpviz
from hpviz.data import VEHICLE
from hpviz.panel.notebook.output import PLACES

WIDGET = "application/vnd.jupyter.widget-view+json"
# What hosts send with a cell that they run, as their sources and their kernels' logs have it.
JUPYTERLAB = {"deletedCells": [], "recordTiming": False, "cellId": "5c5b", "trusted": True}
OTHERS = {
    "nbclassic, Voila, nbconvert, papermill, Sphinx": {},
    "VS Code": {"cellId": "vscode-notebook-cell:/home/me/sweep.ipynb#W0sZmlsZQ%3D%3D"},
    "Colab": {"colab": {"base_uri": "https://localhost:8080/"}},
}


class Page(DisplayPublisher):
    """A front end: the outputs of a cell by display id, or one after the other, with their metadata."""

    def __init__(self):
        super().__init__()
        self.outputs = {}
        self.metadata = []

    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        place = (transient or {}).get("display_id", f"output {len(self.outputs)}")
        assert update == (place in self.outputs)
        self.outputs[place] = data
        self.metadata.append(metadata)

    @property
    def bundles(self):
        return list(self.outputs.values())

    def htmls(self, name):
        return [data["text/html"] for data in self.bundles if name in data.get("text/html", "")]


@pytest.fixture
def open_page(monkeypatch):
    """Open a page of a host, which sends this metadata with every cell, or has no kernel."""

    def opened(metadata):
        request = {"header": {"msg_id": "a cell"}, "metadata": metadata}
        kernel = None if metadata is None else SimpleNamespace(get_parent=lambda: request)
        shell = SimpleNamespace(kernel=kernel, display_pub=Page())
        monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
        monkeypatch.setattr(InteractiveShell, "initialized", staticmethod(lambda: True))
        monkeypatch.setattr(InteractiveShell, "instance", staticmethod(lambda *_: shell))
        return shell.display_pub

    return opened


@pytest.fixture
def panel(monkeypatch):
    made = hpviz.Panel(VEHICLE, metric="val_acc")
    made.sent = []
    monkeypatch.setattr(made, "send", lambda content, buffers=None: made.sent.append(content))
    yield made
    made.close()


def exported(panel, what):
    """Export into the notebook as the view does, and return what Python sends back."""
    panel.sent.clear()
    panel._handle_custom_msg({"event": "export", "what": what, "to": "notebook"}, [])
    until = time.monotonic() + 60
    while not panel.sent:
        assert time.monotonic() < until
        time.sleep(0.01)
    return panel.sent[0]


@pytest.mark.parametrize("metadata", [*OTHERS.values(), None])
def test_a_host_that_says_nothing_gets_one_bundle(panel, open_page, metadata):
    page = open_page(metadata)
    panel._ipython_display_()
    (bundle,) = page.bundles
    assert {WIDGET, "text/html", "text/markdown", "text/latex", "text/plain"} == set(bundle)
    assert bundle["text/plain"].startswith("<hpviz.Panel: ")
    assert "hpviz-twin" not in bundle["text/html"]
    assert exported(panel, "ranking") == {
        "message": "This host keeps no outputs: save PNG, SVG, HTML or Vega-Lite."
    }
    assert exported(panel, "table") == {"message": "This host keeps no outputs: save CSV, Markdown or LaTeX."}
    assert len(page.bundles) == 1


def test_the_metadata_of_the_widget_are_kept(panel, open_page, monkeypatch):
    of_colab = {WIDGET: {"colab": {"custom_widget_manager": {"url": "https://ssl.gstatic.com/x.js"}}}}
    monkeypatch.setattr("anywidget._util.get_repr_metadata", lambda: of_colab)
    page = open_page(OTHERS["Colab"])
    panel._ipython_display_()
    assert page.metadata == [of_colab]
    bundle, metadata = panel._repr_mimebundle_(include=None, exclude=None)
    assert (bundle, metadata) == (page.bundles[0], of_colab)


def test_jupyterlab_gets_a_static_view_and_places_out_of_sight(panel, open_page):
    page = open_page(JUPYTERLAB)
    panel._ipython_display_()
    live, static, *places = page.bundles
    assert set(live) == {WIDGET, "text/plain"}
    assert f'class="hpviz-twin {panel.static_view} ' in static["text/html"]
    assert len(places) == len(PLACES)
    assert all("hpviz-slot" in place["text/html"] for place in places)


@pytest.mark.parametrize("what", ["ranking", "table"])
def test_an_export_names_what_the_page_has_when_it_stands_there(panel, open_page, what):
    page = open_page(JUPYTERLAB)
    panel._ipython_display_()
    first, second = exported(panel, what), exported(panel, what)
    assert first["message"] == "Added below the panel."
    assert first["missing"].startswith("Nothing was added: run this cell again, or save ")
    assert first["mark"] != second["mark"]
    assert len(page.htmls(f" {second['mark']}")) == 1
    shown = [bundle for bundle in page.bundles if "hpviz-slot" not in bundle.get("text/html", "")]
    assert len(shown) == 3
    if what == "ranking":
        assert {"application/vnd.vegalite.v5+json", "image/png", "text/plain"} == set(shown[-1])
    else:
        assert {"text/html", "text/markdown", "text/latex", "text/plain"} == set(shown[-1])


def test_the_static_view_follows_the_panel(panel, open_page):
    page = open_page(JUPYTERLAB)
    panel._ipython_display_()

    def static():
        (html,) = page.htmls("hpviz-twin")
        return html

    assert "with respect to val_acc" in static()
    panel.set_state({"sort_by": "param", "descending": False})
    assert static().index(">alpha<") < static().index(">learning_rate_init<")
    panel.set_state({"metric": "train_time"})
    assert panel._worker.wait(60)
    assert "with respect to train_time" in static()
    assert f"{panel.table().importance.max():.3f}" in static()


def test_each_panel_hides_its_own_static_view(open_page):
    page = open_page(JUPYTERLAB)
    panels = [hpviz.Panel(VEHICLE, metric="val_acc") for _ in range(2)]
    for panel in panels:
        panel._ipython_display_()
    assert panels[0].static_view != panels[1].static_view
    assert [len(page.htmls(panel.static_view)) for panel in panels] == [1, 1]


def test_an_output_widget_gets_the_live_view_alone(panel, open_page):
    page = open_page(JUPYTERLAB)
    around = Output()
    around.msg_id = "a cell"
    panel._ipython_display_()
    assert [set(bundle) for bundle in page.bundles] == [{WIDGET, "text/plain"}]
    assert exported(panel, "ranking")["message"].startswith("Nothing can be added here: save ")
    around.close()


@pytest.mark.parametrize(("rendering", "types"), [(True, 2), (False, 5)])
def test_within_a_component_of_solara_there_is_no_html_beside_the_widget(
    panel, open_page, monkeypatch, rendering, types
):
    context = SimpleNamespace(get_render_context=lambda *, required: "a component" if rendering else None)
    monkeypatch.setitem(sys.modules, "reacton.core", context)
    page = open_page(None)
    panel._ipython_display_()
    assert [len(bundle) for bundle in page.bundles] == [types]
    assert WIDGET in page.bundles[0]
    panel.close()
    assert "text/html" in panel._repr_mimebundle_()[0]


def test_a_panel_that_was_not_displayed_has_no_place_below_it(panel):
    assert exported(panel, "table")["message"].startswith("Nothing can be added here: save ")


def test_a_closed_panel_shows_its_table_alone(panel):
    panel.close()
    bundle, metadata = panel._repr_mimebundle_()
    assert WIDGET not in bundle
    assert "learning_rate_init" in bundle["text/html"]
    assert bundle["text/plain"].endswith("closed>")
    assert metadata == {}
