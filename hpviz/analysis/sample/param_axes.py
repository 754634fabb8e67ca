"""Which params are read on a log axis because somebody chose it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from hpviz.errors import HpvizError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs import Column, Runs

ParamAxis = Literal["log", "linear"]
PARAM_AXES: tuple[ParamAxis, ...] = get_args(ParamAxis)


def allows_log_axis(column: Column) -> bool:
    """Whether a param has numbers, and all of them are above 0."""
    return column.kind == "numeric" and column.extent.low > 0


def chosen_axes(axes: Mapping[str, str], runs: Runs) -> dict[str, ParamAxis]:
    """Check the axes that were chosen for some params.

    Parameters
    ----------
    axes
        Param, by its name here or in the source, to ``"log"`` or ``"linear"``.
    runs
        All runs that were read.

    Returns
    -------
    The same by the names here.

    Raises
    ------
    HpvizError
        No such param or axis, or a log axis for values that have none.
    """
    chosen: dict[str, ParamAxis] = {}
    for given, axis in axes.items():
        name = runs.resolve(given)
        if axis not in PARAM_AXES:
            raise unknown_name("axis", axis, PARAM_AXES)
        column = runs.columns[name]
        if axis == "log" and not allows_log_axis(column):
            values = "some of its values are 0 or less" if column.kind == "numeric" else "it has no numbers"
            raise HpvizError(f"{name!r} has no log axis: {values}")
        chosen[name] = "log" if axis == "log" else "linear"
    return chosen
