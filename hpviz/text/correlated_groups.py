"""What params that moved together account for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.formatting.percents import percents_beside
from hpviz.formatting.words import listed
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.rank_result import RankResult


def joint_heading(method: MethodName) -> str:
    """Name the joint importance, which is out of bag whatever the method of the ranking."""
    return "Joint importance" if method == "oob" else f"Joint {METHOD_TEXTS['oob'].name.removeprefix('the ')}"


def not_separable(group: CorrelatedGroup, differences: str) -> str:
    """Write what params that moved together account for jointly, and what to do."""
    moved = f"{listed(group.params)} moved together (similarity {group.similarity:z.2f})"
    joint = "" if np.isnan(group.importance) else f". Together: {joint_share(group, differences)}"
    return f"{moved}{joint}. Their effects cannot be separated: vary them independently in the next sweep."


def not_told_apart(result: RankResult, param: str) -> tuple[str, ...]:
    """Name the params that moved together with one where all of them together matter; none else."""
    groups = (group for group in result.correlated_groups if group.above_noise and param in group.params)
    group = next(groups, None)
    return () if group is None else tuple(other for other in group.params if other != param)


def either_matters(others: Sequence[str]) -> str:
    """Write of a param that moved together with others that one of them matters, in one verdict for all."""
    return f"It or {listed(others, last=' or ')} matters: these runs cannot tell them apart"


def joint_share(group: CorrelatedGroup, differences: str) -> str:
    """Write a group's joint importance with its interval; `differences` is what is explained."""
    verdict = verdict_of(group.above_noise)
    part, ends = percents_beside(group.importance, group.low, group.high)
    notes = [*([ends] if ends else []), *([] if verdict == "matters" else [verdict])]
    share = f"{part} of {differences}"
    return f"{share} ({', '.join(notes)})" if notes else share
