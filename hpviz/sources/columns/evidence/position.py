"""Where a column stands: tables list what was chosen and then what came out, or the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.columns.evidence.votes import Vote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet


def votes_by_place(
    names: Sequence[str], params: AbstractSet[str], results: AbstractSet[str]
) -> dict[str, Vote]:
    """Let columns on one side of the border between known parameters and known results vote with it.

    What stands between the last of the one and the first of the other, or where there is no border, has no
    vote.
    """
    at_params = [place for place, name in enumerate(names) if name in params]
    at_results = [place for place, name in enumerate(names) if name in results]
    if not at_params or not at_results:
        return {}
    if at_params[-1] < at_results[0]:
        before, after, first, last = 1.0, -1.0, at_params, at_results
    elif at_results[-1] < at_params[0]:
        before, after, first, last = -1.0, 1.0, at_results, at_params
    else:
        return {}
    # A border between one and one may be chance.
    strength = min(2.0, 0.5 * (len(at_params) + len(at_results)))
    votes = {}
    for place, name in enumerate(names):
        if place < first[-1]:
            votes[name] = _vote(before * strength, between=place > first[0])
        elif place > last[0]:
            votes[name] = _vote(after * strength, between=place < last[-1])
    return votes


def _vote(side: float, *, between: bool) -> Vote:
    kind = "parameters" if side > 0 else "results"
    return Vote(side if between else side / 2, f"it stands {'among' if between else 'beside'} known {kind}")
