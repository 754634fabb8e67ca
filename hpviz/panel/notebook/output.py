"""What a panel leaves in the notebook beside its live view: the ranking as HTML, and what was exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hpviz.panel.notebook import host
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from IPython.display import DisplayHandle

    Bundle = Mapping[str, Any]

# Each has a place of its own below the panel, so that one export does not take another's away.
PLACES = tuple(view.name for view in VIEWS.values() if "notebook" in dict(view.targets))
WIDGET = "application/vnd.jupyter.widget-view+json"
EMPTY = '<div class="hpviz-slot"></div>'


class NotebookOutput:
    """The outputs of a panel's cell.

    A chart that is displayed from a click would be lost: only what is in a cell's outputs is saved. So the
    places are made while the cell runs, empty and out of sight, and filled later through their display
    handles. A panel that is shown twice keeps all its static views up to date; exports go where it was shown
    last.

    Only JupyterLab and Notebook 7 show several outputs so. All other hosts get one, of which they show the
    richest type that they know, and it has no places.

    Attributes
    ----------
    name
        A class of the static view's HTML, by which the live view hides it wherever both are on a page.
    keeps_outputs
        Whether the host that the panel was displayed in last is known to keep several outputs; None before.
    """

    def __init__(self) -> None:
        self.name = f"hpviz-{uuid4().hex[:12]}"
        self.keeps_outputs: bool | None = None
        self._static: dict[str, Any] = {}
        self._static_views: list[DisplayHandle] = []
        self._places: dict[str, DisplayHandle] = {}
        self._puts = 0

    def show(self, live: Bundle, metadata: Bundle, static: Bundle) -> None:
        """Display the live view, the static one that stands for it without a kernel, and the empty places.

        An `ipywidgets.Output` has the live view alone: it is not saved, and its displays cannot be updated.

        Parameters
        ----------
        live, metadata
            The widget's bundle of MIME types, and its metadata.
        static
            The static view, by MIME type.
        """
        from IPython.display import display

        self.keeps_outputs = host.is_jupyterlab_cell()
        if not self.keeps_outputs:
            display(bundle(live, static), metadata=dict(metadata), raw=True)
            return
        display(dict(live), metadata=dict(metadata), raw=True)
        if host.is_captured():
            return
        self._static = dict(static)
        self._static_views.append(_placed(self._hidden()))
        self._places = {name: _placed({"text/html": EMPTY, "text/plain": ""}) for name in PLACES}

    def refresh(self, static: Callable[[], Bundle]) -> None:
        """Bring the static views up to date; without one nothing is rendered."""
        if self._static_views:
            self._static = dict(static())
            self._update()

    def put(self, place: str, bundle: Bundle) -> str:
        """Fill a place below the panel.

        Parameters
        ----------
        place
            One of `PLACES`.
        bundle
            What stands there, by MIME type.

        Returns
        -------
        str
            A class that the static view has from then on: where the page has it, the page has taken up what
            was put. Empty where this panel has no places.
        """
        if place not in self._places:
            return ""
        self._puts += 1
        self._places[place].update(dict(bundle), raw=True)
        self._update()
        return f"{self.name}-{self._puts}"

    def _update(self) -> None:
        hidden = self._hidden()
        for handle in self._static_views:
            handle.update(hidden, raw=True)

    def _hidden(self) -> dict[str, Any]:
        """Wrap the static view so that its live view can hide it."""
        names = f"hpviz-twin {self.name} {self.name}-{self._puts}"
        return {**self._static, "text/html": f'<div class="{names}">{self._static["text/html"]}</div>'}


def bundle(live: Bundle, static: Bundle) -> dict[str, Any]:
    """Join the live view and the static one, for a host that shows one of them."""
    return dict(live) if WIDGET in live and host.prefers_html() else {**static, **live}


def _placed(bundle: dict[str, Any]) -> DisplayHandle:
    from IPython.display import DisplayHandle

    handle = DisplayHandle()
    handle.display(bundle, raw=True)
    return handle
