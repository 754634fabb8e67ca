"""How two params act together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.numbers import numbers, one_notation
from hpviz.formatting.percents import percent
from hpviz.text import target as words
from hpviz.text.interactions import unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.joint.axis import Axis
    from hpviz.analysis.effects.joint.joint_effect import JointEffect


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
    return f", so the best value of {param} depends on {other}"


def _best(joint: JointEffect) -> Iterator[str]:
    """Write the best cell, of two params that interact: else each has its own best."""
    if joint.pair is None or joint.pair.verdict != "matters":
        return
    best = joint.best
    if best is None:
        return
    near = "with" if all(isinstance(value, str) for value in best.values) else "around"
    if len(best.others) == 1:
        (other,) = best.others
        yield f"Best {near} {_cell(joint, best.values)}, and about as good {near} {_cell(joint, other)}."
    else:
        several = "; other combinations are about as good" if best.others else ""
        yield f"Best {near} {_cell(joint, best.values)}{several}."


def _cell(joint: JointEffect, values: tuple[float | str, float | str]) -> str:
    axes = (joint.across, joint.up)
    texts = one_notation(map(_value, axes, values))
    return " and ".join(f"{axis.score.param} {text}" for axis, text in zip(axes, texts, strict=True))


def _value(axis: Axis, value: float | str) -> str:
    if isinstance(value, str):
        return value
    numbers_there = [*axis.numbers.tolist(), value]
    return numbers(numbers_there, 3)[-1]
