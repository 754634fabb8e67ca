"""The different cells of a column, and which of them each run has: each is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    # For each run the place of its cell among the different ones, and these.
    Coded = tuple[NDArray[np.intp], list[object]]

# Cells of these kinds are the same where they are equal; 1, 1.0 and True are equal, and are not.
_ONE_KIND = ({str, type(None)}, {bool, type(None)})


def distinct(series: nw.Series[Any]) -> Coded | None:
    """Find the different cells of a column; None where that has to be seen cell by cell.

    Parameters
    ----------
    series
        Of booleans, texts, categories, or of anything.
    """
    if series.dtype == nw.Boolean:
        return _of_booleans(series)
    if series.dtype in (nw.Categorical, nw.Enum):
        return _of_categories(series)
    if series.dtype == nw.String:
        return _of_texts(series)
    return _of_cells(series.to_list()) if series.dtype == nw.Object else None


def _of_booleans(series: nw.Series[Any]) -> Coded:
    missing = np.asarray(series.is_null().to_numpy(), dtype=bool)
    values = np.asarray(series.fill_null(value=False).to_numpy(), dtype=bool)
    return _present(np.where(missing, 2, values).astype(np.intp), [False, True, None])


def _of_categories(series: nw.Series[Any]) -> Coded | None:
    native = series.to_native()
    if series.implementation.is_pandas():
        return _present(native.cat.codes.to_numpy().astype(np.intp), [*native.cat.categories.tolist(), None])
    if series.implementation.is_pyarrow():
        whole = native.unify_dictionaries().combine_chunks()
        codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return _present(codes.astype(np.intp), [*whole.dictionary.to_pylist(), None])
    return _of_cells(series.to_list())


def _of_texts(series: nw.Series[Any]) -> Coded | None:
    native = series.to_native()
    if series.implementation.is_pyarrow():
        whole = native.dictionary_encode().unify_dictionaries().combine_chunks()
        codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return _present(codes.astype(np.intp), [*whole.dictionary.to_pylist(), None])
    if series.implementation.is_pandas() and native.dtype != object:
        import pandas as pd

        codes, texts = pd.factorize(native)
        return _present(codes.astype(np.intp), [*texts.tolist(), None])
    return _of_cells(series.to_list())


def _of_cells(cells: Sequence[object]) -> Coded | None:
    if not any(set(map(type, cells)) <= kinds for kinds in _ONE_KIND):
        return None
    place = {cell: at for at, cell in enumerate(dict.fromkeys(cells))}
    return np.fromiter(map(place.__getitem__, cells), dtype=np.intp, count=len(cells)), [*place]


def _present(codes: NDArray[np.intp], cells: list[object]) -> Coded:
    """Keep the cells that occur; -1 stands for the last of them."""
    counts = np.bincount(np.where(codes < 0, len(cells) - 1, codes), minlength=len(cells))
    kept = np.flatnonzero(counts)
    place = np.zeros(len(cells), dtype=np.intp)
    place[kept] = np.arange(len(kept))
    return place[codes], [cells[at] for at in kept]
