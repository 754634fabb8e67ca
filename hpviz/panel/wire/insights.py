"""What there is to see beyond the table as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.errors import unknown_name
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from hpviz.analysis import RankResult


def encode_insight(result: RankResult, name: str, of: str) -> dict[str, Any]:
    """Encode an insight, or the sentence that says why it cannot be had.

    Parameters
    ----------
    result
        The ranking.
    name
        Of the view.
    of
        What it is of (another method, say); "" for nothing in particular.

    Raises
    ------
    HpvizError
        There is no such insight.
    """
    insights = {view.name: view for view in VIEWS.values() if view.question}
    if name not in insights:
        raise unknown_name("insight", name, insights)
    view = insights[name]
    return {"of": of} | view.encoded(result, *((of,) if view.takes else ()))
