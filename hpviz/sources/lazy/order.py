"""An order of the rows that is the same whatever the engine, its partitions and the order that it keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hpviz.sources.columns.vocabulary import ID_NAMES, is_step_name, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = re.compile(r"([0-9]+)")


def by_id(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Sort rows by the ids of their runs, ``run-2`` before ``run-10``; those of one run stay in their order.

    A table without such a column keeps the order in which the engine gave it.
    """
    name = next(
        (name for name in frame.columns if normal(name) in ID_NAMES and _names_runs(frame, name)), None
    )
    if name is None:
        return frame
    keys = natural_keys(frame[name].to_list())
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return frame if order == list(range(len(keys))) else frame[order]


def natural_keys(ids: Sequence[object]) -> list[tuple[tuple[int, int, str], ...]]:
    """Make keys by which ids are sorted: their digits count as numbers."""
    return [tuple(map(_part, filter(None, _DIGITS.split(str(each))))) for each in ids]


def _part(text: str) -> tuple[int, int, str]:
    return (0, int(text), text) if text.isascii() and text.isdigit() else (1, 0, text)


def _names_runs(frame: nw.DataFrame[Any], name: str) -> bool:
    """Whether each row has an id of its own, or the rows of a run are its steps."""
    column = frame[name]
    if column.null_count() or not (column.dtype.is_integer() or column.dtype == nw.String):
        return False
    return column.n_unique() == len(column) or any(map(is_step_name, frame.columns))
