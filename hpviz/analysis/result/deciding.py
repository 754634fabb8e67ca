"""The evidence that best values go by: without params that do nothing, which may as well be hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.analysis.memory import remembered

if TYPE_CHECKING:
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

# What could be chance, and explains no more than this, does nothing as far as the best values of others go.
NOTHING = 0.05


def deciding_evidence(result: RankResult, *params: str) -> Evidence:
    """Return the evidence for the best values of some params: that of all params but those that do nothing.

    These take no part in the model then, in the table or hidden. For one of them the evidence is that of all.

    Parameters
    ----------
    result
        The ranking.
    params
        Names of its params.
    """
    whole, deciding = result.require_evidence(), _deciding(result)
    return deciding if set(params) <= set(deciding.params) else whole


@remembered
def _deciding(result: RankResult) -> Evidence:
    evidence = result.require_evidence()
    names = {score.param for score in result.scores if not _does_nothing(score)}
    names |= {
        score.active_when.param for score in result.scores if score.param in names and score.active_when
    }
    kept = [index for index, param in enumerate(evidence.params) if param in names]
    if len(kept) in {0, len(evidence.params)}:
        return evidence
    params = tuple(evidence.params[index] for index in kept)
    return replace(evidence, params=params, logs=tuple(evidence.logs[index] for index in kept))


def _does_nothing(score: Score) -> bool:
    return not score.matters and not score.moves_with and score.unbiased <= NOTHING
