"""What can be seen of a ranking: a `View` for each picture or insight, in the order of the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.views import advice, comparison, effects, interactions, table
from hpviz.views.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["VIEWS", "View"]

VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        table.RANKING,
        table.TABLE_VIEW,
        table.PARALLEL,
        effects.EFFECT,
        effects.JOINT,
        effects.EXPLANATION,
        interactions.PAIRS,
        interactions.TOGETHER,
        comparison.COMPARE,
        advice.MORE_RUNS,
        advice.NEXT_SWEEP,
        advice.SPACE,
    )
}
