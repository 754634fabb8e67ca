"""How a step of the training, or a level of a fidelity, is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.numbers import number
from hpviz.formatting.percents import percent

if TYPE_CHECKING:
    from hpviz.analysis.along.results import AlongResults, Point


def place(along: AlongResults, at: float) -> str:
    """Name a point: ``step 5,000``, ``epochs 27``."""
    if along.is_fidelity:
        return f"{along.by} {number(at)}"
    return f"step {at:,.0f}" if float(at).is_integer() else f"step {number(at)}"


def at_point(along: AlongResults, point: Point) -> str:
    """Name a point with how much of the training it is: ``at step 100 (1% of the training)``."""
    last = along.last
    where = f"at {place(along, point.at)}"
    if along.is_fidelity or point is last or last.at <= 0 or point.at < 0:
        return where
    return f"{where} ({percent(point.at / last.at)} of the training)"


def at_end(along: AlongResults) -> str:
    """Name the last point: ``at the end``, ``at epochs 27``."""
    return f"at {place(along, along.last.at)}" if along.is_fidelity else "at the end"


def counted(along: AlongResults) -> str:
    """Name what is compared between points."""
    return "configurations" if along.is_fidelity else "runs"


def points_name(along: AlongResults, n: int = 2) -> str:
    """Name the points: ``steps``, ``levels of epochs``."""
    noun = "level" if along.is_fidelity else "step"
    return f"{noun}{'' if n == 1 else 's'}" + (f" of {along.by}" if along.is_fidelity else "")
