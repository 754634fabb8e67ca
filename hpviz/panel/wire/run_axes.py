"""The axes of the runs as JSON, and their values as float64 and flags in buffers: all runs, filter or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.design.run_axes import CREATED, TARGET
from hpviz.analysis.result.runs_table import OF_METRIC, OF_PARAM
from hpviz.formatting.words import fitting
from hpviz.panel.wire.filter import written_levels
from hpviz.runs.where import ExpressionError, parts_of, selections_of, term
from hpviz.text.target import axis_label

if TYPE_CHECKING:
    from collections.abc import Collection

    from hpviz.analysis.design.run_axes import RunAxes, RunAxis
    from hpviz.runs import Runs
    from hpviz.runs.where import Selection

# What a flag of a run says: the whole filter keeps it, and its conditions that no axis shows keep it.
KEPT, KEPT_BY_REST = 1, 2


def encode_axes(
    axes: RunAxes, where: str, *, count: int, others: Collection[str], known: Collection[str]
) -> tuple[dict[str, Any], list[bytes]]:
    """Encode axes and what the filter accepts on them.

    Parameters
    ----------
    axes
        The axes that there are.
    where
        The filter.
    count
        So many params, in the order of the ranking; one that the filter is about comes after them.
    others
        Keys of what has an axis beside params and what they are ranked by.
    known
        Keys of the axes whose values the view has.

    Returns
    -------
    The message, and its buffers: a flag for each run, then the values of each axis that is not known. After
    the numbers of an axis with named values stand their places in `levels`, -1 where a cell is none.
    """
    selections = _selections(axes.runs, where)
    params = axes.params
    first = fitting(len(params), count) if count > 0 else 0
    shown = [*params[:first], *(name for name in params[first:] if name in selections and count > 0)]
    keys = [*(OF_PARAM + name for name in shown), *axes.ranked_by, *others]
    drawn = axes.of(dict.fromkeys(keys))
    new = [axis for axis in drawn if axis.key not in known]
    accepted = {axis.filters: selections.get(axis.filters) for axis in drawn if axis.filters is not None}
    message = {
        "params": len(params),
        "color": axes.color,
        "front": axes.ranked_by[1:],
        "measures": [[key, _label(key, axes)] for key in axes.measures],
        "axes": [_axis(axis, axes, accepted.get(axis.filters or "")) for axis in drawn],
        "sent": [axis.key for axis in new],
    }
    shown_conditions = {text for part in accepted.values() if part for text in part.conditions}
    flags = _flags(axes.runs, where, shown_conditions)
    return message, [flags.tobytes(), *(_values(axis).tobytes() for axis in new)]


def encode_labels(runs: Runs) -> dict[str, list[str]]:
    """Encode ids and names of all runs; no names where these are the ids."""
    ids, labels = runs.run_ids.tolist(), runs.labels(slice(None)).tolist()
    return {"ids": ids, "labels": [] if labels == ids else labels}


def _selections(runs: Runs, where: str) -> dict[str, Selection]:
    try:
        return selections_of(where, runs)
    except ExpressionError:  # of a column that these runs no longer have
        return {}


def _axis(axis: RunAxis, axes: RunAxes, selection: Selection | None) -> dict[str, Any]:
    column = axis.column
    return {
        "key": axis.key,
        "label": _label(axis.key, axes),
        "term": "" if axis.filters is None else term(axis.filters),
        "is_date": axis.key == CREATED,
        "log": axis.log,
        "even": axis.even,
        "integral": column.integral,
        "goal": axis.goal,
        "levels": written_levels(column),
        "selection": selection and _selection(selection, column.levels, column.present.tolist()),
    }


def _label(key: str, axes: RunAxes) -> str:
    if key == TARGET or (key == axes.color and key.startswith(OF_METRIC)):
        return axis_label(axes.result.target)
    return "began" if key == CREATED else key.removeprefix(OF_PARAM).removeprefix(OF_METRIC)


def _selection(selection: Selection, levels: tuple[str, ...], present: list[int]) -> dict[str, Any]:
    return {
        "conditions": list(selection.conditions),
        "ranges": [[part.low, part.high, part.low_open, part.high_open] for part in selection.ranges],
        "levels": [place for place, code in enumerate(present) if levels[code] in selection.levels],
        "absent": selection.absent,
    }


def _flags(runs: Runs, where: str, shown: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """Mark the runs by all conditions, and by those that no axis shows."""
    try:
        rest = [part.text for part in parts_of(where) if part.text not in shown]
        kept, by_rest = runs.matching(where), runs.matching(" and ".join(rest))
    except ExpressionError:
        kept = by_rest = np.ones(len(runs), dtype=bool)
    return (KEPT * kept + KEPT_BY_REST * by_rest).astype(np.uint8)


def _values(axis: RunAxis) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    column = axis.column
    if not column.levels:
        return column.numbers.astype("<f8")
    place = np.full(len(column.levels) + 1, -1.0)
    place[column.present] = np.arange(len(column.present))
    return np.concatenate([column.numbers, place[column.codes]]).astype("<f8")
