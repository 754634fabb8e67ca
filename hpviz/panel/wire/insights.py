"""What there is to see beyond the table as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.errors import unknown_name
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from hpviz.analysis import RankResult
    from hpviz.analysis.comparison.overview import Rank


def encode_insight(result: RankResult, name: str, of: str, ranked: Rank | None = None) -> dict[str, Any]:
    """Encode an insight, or the sentence that says why it cannot be had.

    Parameters
    ----------
    result
        The ranking.
    name
        Of the view.
    of
        What it is of (another method, say); "" for nothing in particular.
    ranked
        What ranks the runs for a view that ranks them again. Default: `hpviz.analysis.rank`.

    Raises
    ------
    HpvizError
        There is no such insight.
    """
    insights = {view.name: view for view in VIEWS.values() if view.is_insight}
    if name not in insights:
        raise unknown_name("insight", name, insights)
    view = insights[name]
    options = {"ranked": ranked} if view.ranks and ranked else {}
    return {"of": of} | view.encoded(result, *((of,) if view.takes else ()), **options)
