"""Columns of several tables, one below the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.column import MOST_MIXED, MOST_SPECIAL_VALUES, Column
from hpviz.sources.columns.kinds import converted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_TRUTHS = ("False", "True")


def stacked(name: str, columns: Sequence[Column | None], sizes: Sequence[int]) -> Column:
    """Put columns below each other.

    Parameters
    ----------
    name
        Of the new column.
    columns
        One a table; None where the table has none, whose runs then have no value.
    sizes
        The number of rows of each table.

    Returns
    -------
    A column that is set aside only where all of them are.
    """
    present = [column for column in columns if column is not None]
    if _are_truths_and_bits(present):
        columns = [None if column is None else _as_truths(column) for column in columns]
    blank = Column.from_numbers(name, [])
    filled = [
        _filled(blank if column is None else column, n) for column, n in zip(columns, sizes, strict=True)
    ]
    levels = tuple(sorted({level for column in filled for level in column.levels}))
    integral = all(column.integral for column in present if column.extent.present)
    made = Column(
        name=name,
        numbers=np.concatenate([column.numbers for column in filled]),
        codes=np.concatenate([_codes(column, levels) for column in filled]),
        levels=levels,
        integral=integral and any(column.extent.present for column in present),
        originals=_originals(filled, integral=integral),
        notation=next((column.notation for column in present if column.notation), ""),
    )
    if len(levels) > MOST_SPECIAL_VALUES and made.extent.present:
        made = converted(made, "category")
    if present and all(column.role == "aside" for column in present):
        return made.labelled(role="aside", reason=present[0].reason)
    return made


def _filled(column: Column, n: int) -> Column:
    """Extend a column without rows to those of its table, all absent."""
    return column if len(column.numbers) == n else Column.from_numbers(column.name, np.full(n, math.nan))


def _codes(column: Column, levels: Sequence[str]) -> NDArray[np.int32]:
    places = [levels.index(level) for level in column.levels]
    codes: NDArray[np.int32] = np.array([*places, -1], dtype=np.int32)[column.codes]
    return codes


def _originals(columns: Sequence[Column], *, integral: bool) -> NDArray[np.object_] | None:
    """Keep what the numbers were where integers now stand among others, or are too large for a float."""
    if integral and all(column.originals is None for column in columns):
        return None
    return _or_none(np.concatenate([_own_originals(column, integral=integral) for column in columns]))


def _own_originals(column: Column, *, integral: bool) -> NDArray[np.object_]:
    if column.originals is not None:
        return column.originals
    originals = np.full(len(column.numbers), None, dtype=object)
    rows = np.flatnonzero(np.isfinite(column.numbers))
    if not integral and column.integral and len(np.unique(column.numbers[rows])) <= MOST_MIXED:
        originals[rows] = [int(number) for number in column.numbers[rows].tolist()]
    return originals


def _or_none(originals: NDArray[np.object_]) -> NDArray[np.object_] | None:
    return originals if any(original is not None for original in originals.tolist()) else None


def _are_truths_and_bits(columns: Sequence[Column]) -> bool:
    """Whether some tables write True and False and others 1 and 0 for the same."""
    booleans = [column for column in columns if column.kind == "boolean"]
    others = [column for column in columns if column.kind != "boolean" and column.active]
    return bool(booleans and others) and all(
        not column.levels and set(column.numbers[~column.absent].tolist()) <= {0.0, 1.0} for column in others
    )


def _as_truths(column: Column) -> Column:
    if column.levels or not column.active:
        return column
    codes = np.where(np.isnan(column.numbers), -1, np.nan_to_num(column.numbers)).astype(np.int32)
    return Column(
        name=column.name, numbers=np.full(len(codes), math.nan), codes=codes, levels=_TRUTHS, role=column.role
    )
