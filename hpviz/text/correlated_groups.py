"""What params that moved together account for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.verdict import verdict_of
from hpviz.formatting import listed

if TYPE_CHECKING:
    from hpviz.analysis.association.correlated_groups import CorrelatedGroup


def not_separable(group: CorrelatedGroup, noun: str) -> str:
    """Write what params that moved together account for jointly, and what to do."""
    moved = f"{listed(group.params)} moved together (similarity {group.similarity:.2f})"
    joint = "" if np.isnan(group.importance) else f"; jointly {joint_share(group, noun)}"
    return (
        f"{moved}{joint}. Their importances cannot be told apart: vary them independently in the next sweep."
    )


def joint_share(group: CorrelatedGroup, noun: str) -> str:
    """Write a group's joint importance with its interval."""
    share = f"{group.importance:.0%} of the differences in {noun}"
    verdict = verdict_of(group.above_noise)
    doubt = "" if verdict == "matters" else f", {verdict}"
    return f"{share} (95% interval {group.low:.0%} to {group.high:.0%}{doubt})"
