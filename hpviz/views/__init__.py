"""What can be seen of a ranking: a `View` for each picture or insight, in the order of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.views import (
    advice,
    along,
    comparison,
    convergence,
    effects,
    interactions,
    overview,
    single_runs,
    table,
    tasks,
)
from hpviz.views.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["VIEWS", "View"]

MODULES = (
    table, effects, single_runs, interactions, comparison, overview, tasks, along, convergence, advice,
)  # fmt: skip
VIEWS: Mapping[str, View] = {view.name: view for module in MODULES for view in module.VIEWS}
