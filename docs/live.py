"""The panels that the site holds: saved pages, which need no Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hpviz
from hpviz.data import VEHICLE

if TYPE_CHECKING:
    from pathlib import Path


def write_live_pages(folder: Path) -> None:
    """Save the panel of the sweep that ships with the package."""
    folder.mkdir(parents=True, exist_ok=True)
    panel = hpviz.Panel(VEHICLE, metric="val_acc", remember=False)
    panel.save(folder / "vehicle.html")
    panel.close()
