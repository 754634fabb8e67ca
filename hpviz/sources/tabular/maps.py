"""Columns of maps, as Arrow, Spark and DuckDB keep params and metrics: from any names to values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hpviz.runs.column import ABSENT

# The fields of a list of structs that is a map, in Arrow's words and in those of Databricks' tables of runs.
_FIELDS = (("key", "value"), ("metric_name", "latest_value"), ("metric_name", "value"))
_OF_METRICS = "metrics"


def as_dictionaries(name: str, cells: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """Write the cells of a column of maps as dictionaries; other columns stay as they are.

    Parameters
    ----------
    name
        The name of the column.
    cells
        A map is a list of pairs, a list of structs with a name and a value, or a dictionary.

    Returns
    -------
    The name, of metrics where the structs say so, and the cells; an empty dictionary where a map is missing.
    """
    if any(isinstance(cell, Mapping) for cell in cells):
        return name, [{} if cell is ABSENT else cell for cell in cells]
    there = [cell for cell in cells if _is_list(cell) and len(cell)]
    if not there:
        return name, cells
    if all(map(_is_map, there)):
        return name, [dict(cell) if _is_list(cell) else {} for cell in cells]
    for key, value in _FIELDS:
        if all(_has_fields(item, key, value) for cell in there for item in cell):
            made = [{item[key]: item[value] for item in cell} if _is_list(cell) else {} for cell in cells]
            return (name if key == "key" else _OF_METRICS), made
    return name, cells


def _is_list(cell: object) -> bool:
    return isinstance(cell, list) or (hasattr(cell, "tolist") and getattr(cell, "ndim", 0) == 1)


def _is_map(cell: Sequence[Any]) -> bool:
    """Whether these are pairs of a name, each another, and a value."""
    if not all(isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str) for item in cell):
        return False
    return len({item[0] for item in cell}) == len(cell)


def _has_fields(item: object, key: str, value: str) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get(key), str) and value in item
