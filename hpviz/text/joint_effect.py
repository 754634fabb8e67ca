"""How two params act together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.formatting import capitalised, numbers
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.joint_effect import Axis, JointEffect

# Below the first share the two effects add up; from the second on one depends on the other.
ADDS_UP, DEPENDS = 0.1, 0.25


def sentences(joint: JointEffect) -> tuple[str, ...]:
    """Write how much of a joint effect is interaction, and where it is best."""
    return (_interaction(joint), *_best(joint))


def _interaction(joint: JointEffect) -> str:
    pair, share = f"{joint.across.score.param} and {joint.up.score.param}", joint.interaction
    if np.isnan(share):
        return f"{pair} have no joint effect."
    if share < ADDS_UP:
        meaning = "nearly all of it is the sum of the two effects"
    else:
        depends = "how one acts depends on the other"
        meaning = depends if share >= DEPENDS else "the two effects nearly add up"
    return f"{share:.0%} of the joint effect of {pair} is interaction (Friedman's H²): {meaning}."


def _best(joint: JointEffect) -> Iterator[str]:
    """Write the best cell among those that runs lie near."""
    sign = 1 if joint.result.goal == "minimize" else -1
    surface = np.where(joint.near > 0, sign * joint.surface, np.inf)
    if not np.isfinite(surface).any():
        return
    places = np.unravel_index(int(surface.argmin()), surface.shape)
    across, up = (_value(axis, int(at)) for axis, at in zip((joint.across, joint.up), places, strict=True))
    yield f"{capitalised(words.better(joint.result.target))} around {across} and {up}."


def _value(axis: Axis, at: int) -> str:
    written = [*numbers(axis.numbers, 3), *(axis.column.levels[code] for code in axis.levels)]
    return f"{axis.score.param} {written[at]}"
