"""What params that moved together account for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting import listed

if TYPE_CHECKING:
    from hpviz.analysis.association.correlated_groups import Group


def of_group(group: Group, noun: str) -> str:
    """Say what params that moved together account for jointly, and what to do."""
    said = f"{listed(group.params)} moved together (similarity {group.similarity:.2f})"
    joint = "" if np.isnan(group.importance) else f"; jointly {share_of(group, noun)}"
    return (
        f"{said}{joint}. Their importances cannot be told apart: vary them independently in the next sweep."
    )


def share_of(group: Group, noun: str) -> str:
    """Write a group's joint importance with its interval."""
    low, high = max(group.low, 0.0), min(group.high, 1.0)
    share = f"{max(group.importance, 0.0):.0%} of the variation of {noun} on unseen runs"
    above = "" if group.above_noise else ", not above the noise"
    return f"{share} (95% interval {low:.0%} to {high:.0%}{above})"
