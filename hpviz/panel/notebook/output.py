"""What a panel leaves in the notebook beside its live view: the ranking as HTML, and what was exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.panel.notebook import host
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from IPython.display import DisplayHandle

# Each has a place of its own below the panel, so that one export does not take another's away.
PLACES = tuple(view.name for view in VIEWS.values() if "notebook" in dict(view.targets))
EMPTY = '<div class="hpviz-slot"></div>'


class NotebookOutput:
    """The outputs of a panel's cell.

    A chart that is displayed from a click would be lost: only what is in a cell's outputs is saved. So the
    places are made while the cell runs, empty and out of sight, and filled later through their display
    handles. A panel that is shown twice keeps all its static views up to date; exports go where it was shown
    last.
    """

    def __init__(self) -> None:
        self._static_views: list[DisplayHandle] = []
        self._places: dict[str, DisplayHandle] = {}

    def show(self, live: Mapping[str, Any], html: str) -> None:
        """Display the live view, the static one that stands for it without a kernel, and the empty places.

        An `ipywidgets.Output` has the live view alone: it is not saved, and its displays cannot be updated.

        Parameters
        ----------
        live
            The widget's bundle of MIME types.
        html
            The static view.
        """
        from IPython.display import display

        if host.is_terminal():
            display({"text/plain": live["text/plain"]}, raw=True)
            return
        if not host.shows_several_outputs():
            display({**live, "text/html": html}, raw=True)
            return
        display(dict(live), raw=True)
        if host.is_captured():
            return
        self._static_views.append(_placed(_hidden(html)))
        self._places = {name: _placed({"text/html": EMPTY, "text/plain": ""}) for name in PLACES}

    def refresh(self, html: Callable[[], str]) -> None:
        """Bring the static views up to date; without one nothing is rendered."""
        if self._static_views:
            bundle = _hidden(html())
            for handle in self._static_views:
                handle.update(bundle, raw=True)

    def put(self, place: str, bundle: Mapping[str, Any]) -> bool:
        """Fill a place below the panel.

        Parameters
        ----------
        place
            One of `PLACES`.
        bundle
            What stands there, by MIME type.

        Returns
        -------
        bool
            False where this panel has no places, since it is not the result of a cell.
        """
        if place not in self._places:
            return False
        self._places[place].update(dict(bundle), raw=True)
        return True


def _placed(bundle: dict[str, Any]) -> DisplayHandle:
    from IPython.display import DisplayHandle

    handle = DisplayHandle()
    handle.display(bundle, raw=True)
    return handle


def _hidden(html: str) -> dict[str, Any]:
    """Wrap the static view so that the live view's style sheet hides it where both are on one page."""
    return {"text/html": f'<div class="hpviz-twin">{html}</div>', "text/plain": "hpviz.Panel"}
