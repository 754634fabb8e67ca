"""Numbers that are a result and a param taken together: their ratio or product, or what lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Numbers = NDArray[np.float64]

# With fewer runs, three figures to choose fit nearly anything.
FEWEST_FITTED = 8
# So many rows are looked at first; what fits these is held against all.
FIRST_ROWS = 40
# So many results and params are combined.
MOST_COMBINED = 12
# The share of a column's range that its last digit may be; what is written more coarsely fits too easily.
COARSEST = 0.004
_CLOSE = 1e-6
_DECIMALS = 7


@dataclass(frozen=True, kw_only=True)
class Made:
    """Of which result and of which param a column is made."""

    result: str
    param: str


def made_of(
    names: Sequence[str], columns: Mapping[str, Column], results: Sequence[str], params: Sequence[str]
) -> dict[str, Made]:
    """Find the columns that one result and one param fix exactly, and neither of both alone.

    On a straight or on a logarithmic scale they are a sum of both with fixed weights: ``acc / n_params``,
    ``time * workers``, ``target - value``, ``score - 0.1 * depth``.

    Parameters
    ----------
    names
        Which columns to look at.
    columns
        All columns of numbers.
    results, params
        Which of these are results, and which were chosen.
    """
    made: dict[str, Made] = {}
    if not (names and results and params):
        return made
    rows = _spread_out(len(columns[names[0]].numbers))
    with np.errstate(all="ignore"):
        for scale in (_straight, _logarithmic):
            scaled = {name: scale(columns[name].numbers) for name in {*names, *results, *params}}
            targets = _beside_each_other([scaled[name].take(rows) for name in names])
            for pair in _pairs(results, params):
                basis = _basis(scaled[pair.result].numbers[rows], scaled[pair.param].numbers[rows])
                fits = [] if basis is None else (_left_over(targets, basis) <= 1).tolist()
                for name in (name for name, fit in zip(names, fits, strict=False) if fit):
                    of = [scaled[other] for other in (name, pair.result, pair.param)]
                    if name not in {*made, pair.result, pair.param} and _is_made_of(*of):
                        made[name] = pair
    return made


def _pairs(results: Sequence[str], params: Sequence[str]) -> Iterator[Made]:
    for result in results[:MOST_COMBINED]:
        for param in params[:MOST_COMBINED]:
            if result != param:
                yield Made(result=result, param=param)


def _spread_out(n: int) -> NDArray[np.intp]:
    return np.unique(np.linspace(0, n - 1, min(n, FIRST_ROWS)).round().astype(np.intp))


@dataclass(frozen=True, kw_only=True)
class _Scaled:
    """Numbers on some scale, and by how much each may be off for how it was rounded.

    Attributes
    ----------
    numbers, off
        Shape (rows,), or (rows, columns).
    """

    numbers: Numbers
    off: Numbers

    def take(self, rows: NDArray[np.intp]) -> _Scaled:
        """Select these rows."""
        return _Scaled(numbers=self.numbers[rows], off=self.off[rows])


def _beside_each_other(columns: Sequence[_Scaled]) -> _Scaled:
    return _Scaled(
        numbers=np.stack([column.numbers for column in columns], axis=1),
        off=np.stack([column.off for column in columns], axis=1),
    )


def _straight(numbers: Numbers) -> _Scaled:
    return _Scaled(numbers=numbers, off=np.full(len(numbers), _last_digit(numbers)))


def _logarithmic(numbers: Numbers) -> _Scaled:
    """Take the logarithms; NaN where the column has 0 or numbers of both signs."""
    sizes = np.abs(numbers)
    one_sign = np.nanmin(numbers, initial=np.inf) > 0 or np.nanmax(numbers, initial=-np.inf) < 0
    logs = np.log(sizes) if one_sign else np.full(len(numbers), np.nan)
    return _Scaled(numbers=logs, off=_last_digit(numbers) / sizes)


def _last_digit(numbers: Numbers) -> float:
    """Find the last decimal that numbers are written with; 0 for those that were not rounded."""
    finite = numbers[np.isfinite(numbers)]
    for decimals in range(_DECIMALS):
        scaled = finite * 10.0**decimals
        if (np.abs(scaled - np.round(scaled)) <= _CLOSE).all():
            return float(10.0**-decimals)
    return 0.0


@dataclass(frozen=True, kw_only=True)
class _Basis:
    """Directions that span some columns and a constant, over the rows that all of these have."""

    rows: NDArray[np.bool_]
    vectors: Numbers


def _basis(*columns: Numbers) -> _Basis | None:
    """Span some columns; None where they go along with each other, or too few rows have them."""
    rows = np.logical_and.reduce([np.isfinite(numbers) for numbers in columns])
    if rows.sum() < FEWEST_FITTED:
        return None
    centred = [numbers[rows] - numbers[rows].mean() for numbers in columns]
    sizes = [float(np.linalg.norm(numbers)) for numbers in centred]
    if min(sizes) == 0:
        return None
    parts = [numbers / size for numbers, size in zip(centred, sizes, strict=True)]
    vectors, triangle = np.linalg.qr(np.stack(parts, axis=1))
    return _Basis(rows=rows, vectors=vectors) if np.abs(np.diag(triangle)).min() > _CLOSE else None


def _left_over(target: _Scaled, basis: _Basis) -> Numbers:
    """Measure what a weighted sum leaves of each column, in units of rounding; NaN where nobody can say."""
    numbers = target.numbers[basis.rows]
    spread = np.ptp(numbers, axis=0)
    allowed = np.maximum(_CLOSE * spread, target.off[basis.rows])
    centred = numbers - numbers.mean(axis=0)
    left = np.abs(centred - basis.vectors @ (basis.vectors.T @ centred))
    coarse = ~(allowed.max(axis=0) <= COARSEST * spread)  # one that does not vary, or lacks a row, too
    return np.where(coarse, np.nan, (left / allowed).max(axis=0))


def _is_made_of(target: _Scaled, result: _Scaled, param: _Scaled) -> bool:
    """Whether both together leave nothing of a column in all rows, and each of them alone does."""
    both = _basis(result.numbers, param.numbers)
    if both is None or not _left_over(target, both) <= 1:
        return False
    alone = [_basis(np.where(both.rows, other.numbers, np.nan)) for other in (result, param)]
    return all(basis is not None and _left_over(target, basis) > 1 for basis in alone)
