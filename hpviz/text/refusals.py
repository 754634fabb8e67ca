"""Refusals of what a ranking cannot answer, with the reason in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.text.ranking import problem

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult


def require_runs(result: RankResult) -> None:
    """Refuse a ranking that holds fewer than two runs.

    Raises
    ------
    HpvizError
        It does; the message says why.
    """
    if result.evidence is None or result.runs_used < 2:
        raise HpvizError(f"there is nothing to draw: {problem(result) or 'the ranking holds no runs.'}")


def require_trust(result: RankResult, refusal: str) -> None:
    """Refuse a ranking whose figures are not to be trusted.

    Parameters
    ----------
    result
        The ranking.
    refusal
        What is not done, as the message begins: ``"no interactions are looked for"``.

    Raises
    ------
    HpvizError
        The ranking holds no runs, or an obstacle stands in its way.
    """
    require_runs(result)
    if result.obstacle is not None:
        raise HpvizError(f"{refusal}. {problem(result)}")
