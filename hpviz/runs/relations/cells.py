"""Runs that share their values of some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hpviz.runs.column import Column


def codes_of(column: Column) -> NDArray[np.intp]:
    """Shape (runs,): the different cells of a column as numbers from 0; absence counts as one."""
    _, places = np.unique(column.numbers, return_inverse=True)  # all NaN are one
    _, codes = np.unique(places * (len(column.levels) + 1) + column.codes, return_inverse=True)
    return np.asarray(codes, dtype=np.intp)


def cells_of(columns: Iterable[Column], rows: int) -> NDArray[np.intp]:
    """Shape (runs,): the combinations of the values of some columns, as numbers from 0."""
    cells = np.zeros(rows, dtype=np.intp)
    for column in columns:
        codes = codes_of(column)
        _, cells = np.unique(cells * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return cells
