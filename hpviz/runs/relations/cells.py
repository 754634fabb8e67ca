"""Runs that share their values of some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hpviz.runs.column import Column


def codes_of(column: Column) -> NDArray[np.intp]:
    """Shape (runs,): the different cells as numbers from 0, in their order; absence counts as one."""
    levels = column.codes + 1 if column.levels else np.zeros(len(column.numbers), dtype=np.intp)
    if not column.extent.present:
        return _numbered(levels)
    import pandas as pd

    # By hashes, which is faster than sorting where values are shared.
    number, values = pd.factorize(column.numbers)
    place = np.empty(len(values) + 1, dtype=np.intp)
    place[np.argsort(values)], place[-1] = np.arange(len(values)), len(values)
    number = place[number]
    return _numbered(np.where(levels > 0, levels + len(values), number)) if column.levels else number


def _numbered(codes: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Map the codes that occur to consecutive numbers, in their order."""
    place = np.cumsum(np.bincount(codes) > 0) - 1
    numbered: NDArray[np.intp] = place[codes]
    return numbered


def cells_of(columns: Iterable[Column], rows: int) -> NDArray[np.intp]:
    """Shape (runs,): the combinations of the values of some columns, as numbers from 0."""
    cells = np.zeros(rows, dtype=np.intp)
    for column in columns:
        codes = codes_of(column)
        _, cells = np.unique(cells * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    return cells
