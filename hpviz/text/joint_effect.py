"""How two params act together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.numbers import numbers, one_notation, percent
from hpviz.text import target as words
from hpviz.text.interactions import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.joint_effect import JointEffect
    from hpviz.analysis.effects.map_cells import Axis


def sentences(joint: JointEffect) -> tuple[str, ...]:
    """Write how much of a joint effect is interaction, and where it is best."""
    return (_interaction(joint), *_best(joint), *_left_out(joint))


def _left_out(joint: JointEffect) -> Iterator[str]:
    """Write of which values there is no cell, of a param with many."""
    for axis in (joint.across, joint.up):
        shown, there = len(axis.levels), len(axis.column.present)
        if shown < there:
            yield f"The map has the {shown} of {there} values of {axis.score.param} that most runs have."


def _interaction(joint: JointEffect) -> str:
    param, other = joint.across.score.param, joint.up.score.param
    pair = joint.pair
    if joint.unseen is not None:
        return unseen(param, other, joint.unseen)
    if pair is None or pair.verdict == "not tested yet":
        return f"Whether {param} and {other} interact is not tested."
    if pair.verdict == "matters":
        share = f"{percent(pair.share)} of {words.differences(joint.result.target)}"
        return f"{param} and {other} interact: {share} appear only in combination{_changing(joint)}."
    return f"As far as these runs show, the effects of {param} and {other} add up."


def _changing(joint: JointEffect) -> str:
    """Add whether the best values change by the interaction; else it makes effects larger or smaller."""
    if len(joint.changing) == 2:
        return ", so the best value of one depends on the other"
    if not joint.changing:
        return ", but the best values stay about the same"
    (param,) = joint.changing
    other = next(axis.score.param for axis in (joint.across, joint.up) if axis.score.param != param)
    return f", so the best {param} depends on {other}"


def _best(joint: JointEffect) -> Iterator[str]:
    """Write the best cell, of two params that interact: else each has its own best."""
    if joint.pair is None or joint.pair.verdict != "matters":
        return
    best = joint.best
    if best is None:
        return
    values = one_notation(map(_value, (joint.across, joint.up), best.values))
    across, up = (
        f"{axis.score.param} {value}" for axis, value in zip((joint.across, joint.up), values, strict=True)
    )
    yield f"Best around {across} and {up}."


def _value(axis: Axis, value: float | str) -> str:
    if isinstance(value, str):
        return value
    numbers_there = [*axis.numbers.tolist(), value]
    return numbers(numbers_there, 3)[-1]
