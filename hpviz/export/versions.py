"""The versions of what computed and drew."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

USED = ("hpviz", "scikit-learn", "numpy", "altair", "vl-convert-python")


def versions() -> dict[str, str]:
    """Return the version of each package that is installed, and of Python."""
    installed = {}
    for name in USED:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:  # vl-convert-python is optional
            continue
    return installed | {"Python": platform.python_version()}
