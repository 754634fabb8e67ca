"""What a panel leaves in the notebook beside its live view: a static twin, and what was exported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from IPython.display import DisplayHandle

# Each has a place of its own below the panel, so that one export does not take another's away.
PLACES = ("ranking", "table", "effect", "joint", "parallel", "explanation")
EMPTY = '<div class="hpviz-slot"></div>'


class Outputs:
    """The outputs of a panel's cell.

    A chart that is displayed from a click would be lost: only what is in a cell's outputs is saved. So the
    places are made while the cell runs, empty and out of sight, and filled later through their display
    handles. A panel that is shown twice keeps all its twins up to date; exports go where it was shown last.
    """

    def __init__(self) -> None:
        self._twins: list[DisplayHandle] = []
        self._places: dict[str, DisplayHandle] = {}

    def show(self, live: Mapping[str, Any], twin: str) -> None:
        """Display the live view, the twin that stands for it without a kernel, and the empty places."""
        from IPython.display import display

        if not _several_outputs():
            display({**live, "text/html": twin}, raw=True)
            return
        display(dict(live), raw=True)
        self._twins.append(_placed(_hidden(twin)))
        self._places = {name: _placed({"text/html": EMPTY, "text/plain": ""}) for name in PLACES}

    def refresh(self, twin: Callable[[], str]) -> None:
        """Bring the twins up to date; without one nothing is worked out."""
        if self._twins:
            bundle = _hidden(twin())
            for handle in self._twins:
                handle.update(bundle, raw=True)

    def put(self, place: str, bundle: Mapping[str, Any]) -> bool:
        """Fill a place; False where this panel has none, since it is not the result of a cell."""
        if place not in self._places:
            return False
        self._places[place].update(dict(bundle), raw=True)
        return True


def _placed(bundle: dict[str, Any]) -> DisplayHandle:
    from IPython.display import DisplayHandle

    handle = DisplayHandle()
    handle.display(bundle, raw=True)
    return handle


def _hidden(twin: str) -> dict[str, Any]:
    """Wrap the twin so that the live view's style sheet hides it where both are on one page."""
    return {"text/html": f'<div class="hpviz-twin">{twin}</div>', "text/plain": "hpviz.Panel"}


def _several_outputs() -> bool:
    """Whether the front end shows the outputs of a cell on one page, where one can hide another.

    Colab and VS Code do not; they show the richest type of one bundle.
    """
    return "google.colab" not in sys.modules and "VSCODE_PID" not in os.environ
