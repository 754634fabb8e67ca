"""What params that moved together account for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.formatting.numbers import percent, percents_beside
from hpviz.formatting.words import listed
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.importance.methods import MethodName


def joint_heading(method: MethodName) -> str:
    """Name the joint importance, which is out of bag whatever the method of the ranking."""
    return "Joint importance" if method == "oob" else f"Joint {METHOD_TEXTS['oob'].name.removeprefix('the ')}"


def not_separable(group: CorrelatedGroup, differences: str) -> str:
    """Write what params that moved together account for jointly, and what to do."""
    moved = f"{listed(group.params)} moved together (similarity {group.similarity:.2f})"
    joint = "" if np.isnan(group.importance) else f". Together: {joint_share(group, differences)}"
    return f"{moved}{joint}. Their effects cannot be separated: vary them independently in the next sweep."


def joint_share(group: CorrelatedGroup, differences: str) -> str:
    """Write a group's joint importance with its interval; `differences` is what is explained."""
    verdict = verdict_of(group.above_noise)
    ends = percents_beside(group.importance, group.low, group.high)
    notes = [*([ends] if ends else []), *([] if verdict == "matters" else [verdict])]
    share = f"{percent(group.importance)} of {differences}"
    return f"{share} ({', '.join(notes)})" if notes else share
