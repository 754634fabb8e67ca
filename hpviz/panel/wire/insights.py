"""What there is to see beyond the table, as JSON: one encoder each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError, unknown_name
from hpviz.panel.wire.advice import encode_more_runs, encode_next_sweep
from hpviz.panel.wire.comparison import encode_comparison
from hpviz.panel.wire.pairs import encode_pairs
from hpviz.panel.wire.together import encode_together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.analysis import Ranking

    Encoder = Callable[[Ranking, str], dict[str, Any]]

# Name of an insight to what encodes it, given the ranking and what it is of ("" for nothing in particular).
ENCODERS: Mapping[str, Encoder] = {
    "together": encode_together,
    "more": encode_more_runs,
    "next": encode_next_sweep,
    "pairs": encode_pairs,
    "compare": encode_comparison,
}


def encode_insight(ranking: Ranking, name: str, of: str) -> dict[str, Any]:
    """Encode an insight, or the sentence that says why it cannot be had.

    Raises
    ------
    HpvizError
        There is no such insight.
    """
    if name not in ENCODERS:
        raise unknown_name("insight", name, ENCODERS)
    blank: dict[str, Any] = {"of": of, "sentences": [], "problem": None}
    try:
        return blank | ENCODERS[name](ranking, of)
    except HpvizError as refusal:
        return blank | {"problem": str(refusal)}
