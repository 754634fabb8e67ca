"""What shows the panel, by what it says of itself: a host that says nothing is shown one output."""

from __future__ import annotations

import sys
from typing import Any

# What JupyterLab and Notebook 7 send with every cell that they run, and no other host does.
OF_JUPYTERLAB = "deletedCells"


def is_jupyterlab_cell() -> bool:
    """Whether a cell of JupyterLab or Notebook 7 runs now.

    These show the outputs of a cell on one page, where one can hide another, and can be updated later.
    """
    return OF_JUPYTERLAB in _request().get("metadata", {})


def prefers_html() -> bool:
    """Whether the host shows the HTML of a bundle and not its widget: a component of Solara does."""
    reacton: Any = sys.modules.get("reacton.core")
    return reacton is not None and reacton.get_render_context(required=False) is not None


def is_captured() -> bool:
    """Whether an `ipywidgets.Output` takes what is displayed now."""
    from ipywidgets import Output
    from ipywidgets.widgets import widget as registry

    request = _request().get("header", {}).get("msg_id")
    widgets = list(getattr(registry, "_instances", {}).values())  # Widget.widgets warns
    return any(isinstance(widget, Output) and request and widget.msg_id == request for widget in widgets)


def _request() -> dict[str, Any]:
    """Return the message that the kernel is working on; empty where there is no kernel."""
    from IPython import get_ipython

    kernel: Any = getattr(get_ipython(), "kernel", None)
    parent = kernel.get_parent() if hasattr(kernel, "get_parent") else None
    return parent if isinstance(parent, dict) else {}
