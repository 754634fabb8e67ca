"""A column whose name and levels can be shown anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.runs.level_text import legible_levels

if TYPE_CHECKING:
    from hpviz.runs.column import Column


def legible_column(column: Column, name: str) -> Column:
    """Call a column by a name that can be shown, and its levels too; a legible one stays itself."""
    levels = legible_levels(column.levels)
    if name == column.name and levels == column.levels:
        return column
    given_name = column.given_name or ("" if name == column.name else column.name)
    return column.labelled(name=name, levels=levels, given_name=given_name)
