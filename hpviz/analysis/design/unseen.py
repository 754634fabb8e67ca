"""Why runs cannot show how two params act together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.result.scores import Values

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult

Why = Literal["moved together", "one value"]


@dataclass(frozen=True)
class Unseen:
    """Two params of which no runs show whether their effects add up.

    Attributes
    ----------
    why
        They ``"moved together"``, so no run has one of them changed without the other; or one of them has
        ``"one value"`` in all runs that have both, as the switch of a conditional param.
    constant
        Of "one value", the param and its value.
    """

    why: Why
    constant: Values | None = None


def unseen_of(result: RankResult, param: str, other: str) -> Unseen | None:
    """Find what keeps runs from showing how two params act together; None where nothing does.

    Parameters
    ----------
    result
        The ranking.
    param, other
        Names of two of its params.
    """
    if other in result.score(param).moves_with:
        return Unseen("moved together")
    evidence = result.require_evidence()
    columns = evidence.column(param), evidence.column(other)
    both = np.flatnonzero(~columns[0].absent & ~columns[1].absent)
    for column in columns:
        among = column.take(both)
        if len(both) and not among.varies:
            return Unseen("one value", Values.of(among))
    return None
