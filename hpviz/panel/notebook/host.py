"""What shows the panel, as far as Python can know it: a notebook of some kind, or a terminal."""

from __future__ import annotations

import os
import sys

# VS Code names itself by these, in windows of its own and in remote ones.
OF_VSCODE = ("VSCODE_PID", "VSCODE_CWD")


def is_terminal() -> bool:
    """Whether IPython shows text alone."""
    from IPython import get_ipython

    return type(get_ipython()).__name__ == "TerminalInteractiveShell"


def is_captured() -> bool:
    """Whether an `ipywidgets.Output` takes what is displayed now."""
    from IPython import get_ipython
    from ipywidgets import Output
    from ipywidgets.widgets import widget as registry

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    request = kernel.get_parent().get("header", {}).get("msg_id")
    widgets = list(getattr(registry, "_instances", {}).values())  # Widget.widgets warns
    return any(isinstance(widget, Output) and widget.msg_id == request for widget in widgets)


def shows_several_outputs() -> bool:
    """Whether the front end shows the outputs of a cell on one page, where one can hide another.

    Colab and VS Code do not; they show the richest type of one bundle.
    """
    return "google.colab" not in sys.modules and not _is_vscode()


def _is_vscode() -> bool:
    from IPython import get_ipython

    variables = getattr(get_ipython(), "user_ns", {})
    return "__vsc_ipynb_file__" in variables or any(name in os.environ for name in OF_VSCODE)
