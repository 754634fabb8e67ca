"""What determines what: results that are made of results, and columns that go with a metric too well."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.relations.cells import codes_of
from hpviz.sources.columns.evidence.design import FEWEST, FEWEST_WRITTEN, MOST_ROWS
from hpviz.sources.columns.evidence.votes import Vote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Numbers = NDArray[np.float64]

# So many columns beside each other are looked at for their mean or sum, so many results for a ratio.
MOST_SUMMED = 40
MOST_PAIRED = 12
# With fewer, runs that lack a column may have failed.
FEWEST_ABSENT = 3
# A rank correlation, also in standard errors, that two choices hardly have by accident.
GO_ALONG, STANDARD_ERRORS = 0.5, 4.0
# A rank correlation of three and more columns that no choice among them explains.
ALIKE = 0.8
# So many columns are compared.
MOST_COMPANIONS = 30
_CLOSE = 1e-6
# Of less, relatively, a direction of terms is the rounding of others.
_INDEPENDENT = 1e-10


def made_of(name: str, columns: Mapping[str, Column], results: Sequence[str]) -> tuple[str, ...]:
    """Find the results of which a column is made exactly: one rescaled, or the difference or ratio of two."""
    target = columns[name].numbers
    others = [other for other in results if other != name][:MOST_PAIRED]
    for other in others:
        if _is_rescaled(target, columns[other].numbers):
            return (other,)
    for place, first in enumerate(others):
        for second in others[place + 1 :]:
            if _is_of_two(target, columns[first].numbers, columns[second].numbers):
                return (first, second)
    return ()


def complement_of(name: str, columns: Mapping[str, Column]) -> str:
    """Find the whole number that adds up with another to the same in every run: hits and misses."""
    own = columns[name]
    if not own.integral or len(own.numbers) < FEWEST_WRITTEN or not own.varies or np.isnan(own.numbers).any():
        return ""
    others = (other for other, column in columns.items() if column.integral and other != name)
    return next((other for other in others if np.ptp(own.numbers + columns[other].numbers) == 0), "")


def summed_neighbours(name: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Find the columns right before or after a column of which it is the mean or the sum."""
    names = list(columns)
    place = names.index(name)
    before, after = names[:place][::-1], names[place + 1 :]
    for side in (before, after):
        total = np.zeros(len(columns[name].numbers))
        for length, other in enumerate(side[:MOST_SUMMED], 1):
            total = total + columns[other].numbers
            both = (total / length, total)
            if length > 1 and any(_equal(columns[name].numbers, combined) for combined in both):
                return tuple(side[:length])
    return ()


def _is_rescaled(target: Numbers, other: Numbers) -> bool:
    rows = np.isfinite(target) & np.isfinite(other)
    if rows.sum() < FEWEST_WRITTEN:
        return False
    low, high = (int(find(np.where(rows, other, np.nan))) for find in (np.nanargmin, np.nanargmax))
    slope = (target[high] - target[low]) / (other[high] - other[low])
    return _equal(target, target[low] + slope * (other - other[low]))


def _is_of_two(target: Numbers, first: Numbers, second: Numbers) -> bool:
    combined = (first - second, second - first, np.abs(first - second), first / second, second / first)
    return any(_equal(target, values) for values in combined)


def _equal(target: Numbers, values: Numbers) -> bool:
    """Whether two columns are the same but for how they were rounded."""
    rows = np.isfinite(target) & np.isfinite(values)
    if rows.sum() < FEWEST_WRITTEN:
        return False
    target, values = target[rows], values[rows]
    spread, off = float(np.ptp(target)), float(np.abs(target - values).max())
    if not off <= 0.01 * spread or len(np.unique(target)) < FEWEST / 2:
        return False
    return off <= max(_CLOSE * spread, _unit(target))


def _unit(values: Numbers) -> float:
    """Find the last decimal that a column is written with; 0 for one that was not rounded."""
    for decimals in range(7):
        if np.allclose(values, np.round(values, decimals), rtol=0, atol=1e-9):
            return float(10.0**-decimals)
    return 0.0


def rank_correlation(first: Column, second: Column, *, fewest: int = FEWEST) -> float:
    """Correlate the ranks of two columns over the runs that have both; 0 where there are too few."""
    step = max(1, len(first.numbers) // MOST_ROWS)
    a, b = first.numbers[::step], second.numbers[::step]
    rows = np.isfinite(a) & np.isfinite(b)
    if rows.sum() < fewest:
        return 0.0
    return _correlation(_ranks(a[rows]), _ranks(b[rows]))


def correlation_within(cells: NDArray[np.intp], first: Column, second: Column) -> float:
    """Correlate two columns among the runs of one configuration; 0 where too few runs share one."""
    rows = np.isfinite(first.numbers) & np.isfinite(second.numbers)
    counts = np.bincount(cells[rows], minlength=int(cells.max()) + 1)
    rows &= counts[cells] > 1
    if rows.sum() < FEWEST:
        return 0.0
    a, b = (_centred(cells[rows], column.numbers[rows]) for column in (first, second))
    return _correlation(_ranks(a), _ranks(b))


def _centred(cells: NDArray[np.intp], values: Numbers) -> Numbers:
    counts = np.maximum(np.bincount(cells), 1)
    means: Numbers = np.bincount(cells, values) / counts
    return values - means[cells]


def _ranks(values: Numbers) -> Numbers:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle: Numbers = np.cumsum(counts) - (counts - 1) / 2
    return middle[places]


def _correlation(a: Numbers, b: Numbers) -> float:
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def dependence(column: Column, params: Sequence[Column]) -> float | None:
    """How much more of a column the parameters explain than chance would, in standard deviations of chance.

    None where there are too few runs to tell. What was chosen on its own depends on no other choice.
    """
    step = max(1, len(column.numbers) // MOST_ROWS)
    values = column.numbers[::step]
    rows = np.isfinite(values)
    if rows.sum() < 2 * FEWEST:
        return None
    terms = [
        term[rows]
        for param in params[:MOST_SUMMED]
        for term in _terms(param.numbers[::step], param.codes[::step])
    ]
    terms = [term - term.mean() for term in terms if np.ptp(term) > 0]
    n, q = int(rows.sum()), len(terms)
    if q == 0 or n < 2 * q + 2 or np.ptp(values[rows]) == 0:
        return None
    target = _ranks(values[rows])
    target -= target.mean()
    explained = _explained(np.stack([term / np.linalg.norm(term) for term in terms]), target)
    expected = q / (n - 1)
    deviation = (2 * q * (n - 1 - q) / ((n - 1) ** 2 * (n + 1))) ** 0.5
    return float((explained - expected) / deviation)


def _explained(terms: Numbers, target: Numbers) -> float:
    """Share of the squares of a target that the terms explain, of which some may follow from others.

    By the products of the terms, which are few, rather than by their values in all runs.
    """
    sizes, directions = np.linalg.eigh(terms @ terms.T)
    kept = sizes > _INDEPENDENT * sizes[-1]
    along = (terms @ target) @ directions[:, kept]
    return float((along**2 / sizes[kept]).sum() / (target**2).sum())


def depends(column: Column, params: Sequence[Column], *, more_than: float) -> bool:
    """Whether the other parameters explain so much more of a column than chance would."""
    strength = dependence(column, [param for param in params if param is not column])
    return strength is not None and strength > more_than


def _terms(numbers: Numbers, codes: NDArray[np.int32]) -> list[Numbers]:
    """Write a parameter as what a straight line takes: ranks of its numbers, and a term for each level."""
    finite = np.isfinite(numbers)
    terms: list[Numbers] = []
    if finite.any():
        ranks = np.zeros(len(numbers))
        ranks[finite] = _ranks(numbers[finite]) - _ranks(numbers[finite]).mean()
        terms += [ranks, ranks**2]  # of a best value in the middle the ranks alone see nothing
    levels = np.unique(codes[codes >= 0])[:MOST_PAIRED]
    return [*terms, *((codes == level).astype(np.float64) for level in levels)]


def follows_from(column: Column, params: Sequence[Column]) -> tuple[str, ...]:
    """Find one or two parameters that many runs share and that fix the value of a column exactly."""
    rows = len(column.numbers)
    if not FEWEST <= rows <= MOST_ROWS:
        return ()
    own = codes_of(column)
    coded = ((param.name, codes_of(param)) for param in params)
    shared = [(name, codes) for name, codes in coded if codes.max() + 1 <= rows / 2][:MOST_PAIRED]
    for name, codes in shared:
        if _fixes(codes, own):
            return (name,)
    for (first, codes), (second, beside) in itertools.combinations(shared, 2):
        _, cells = np.unique(codes * (int(beside.max()) + 1) + beside, return_inverse=True)
        if _fixes(cells, own):
            return (first, second)
    return ()


def conditional_on(column: Column, params: Sequence[Column]) -> str:
    """Find the parameter whose value decides whether a run has a column at all."""
    absent = column.absent.astype(np.intp)
    if len(absent) > MOST_ROWS or not FEWEST_ABSENT <= absent.sum() < len(absent):
        return ""
    deciding = (param for param in params[:MOST_PAIRED] if _decides(param, absent))
    return next((param.name for param in deciding), "")


def _decides(param: Column, absent: NDArray[np.intp]) -> bool:
    """Whether runs of one value lack what others have; runs that lack the parameter too may have failed."""
    there = ~param.absent
    return 0 < absent[there].sum() < there.sum() and _fixes(codes_of(param), absent)


def _fixes(cells: NDArray[np.intp], own: NDArray[np.intp]) -> bool:
    """Whether all rows of a cell have the same value, and rows share cells enough to tell."""
    n_cells = int(cells.max()) + 1
    if n_cells > len(cells) / 2:
        return False
    pairs = len(np.unique(cells * (int(own.max()) + 1) + own))
    return pairs == n_cells


def votes_by_companions(columns: Mapping[str, Column]) -> dict[str, Vote]:
    """Let each column vote by those that go along with it; one of two may have been chosen all the same.

    Parameters
    ----------
    columns
        Numbers of which every run has its own, and of which neither the names nor the design tell what they
        are.
    """
    names = list(columns)[:MOST_COMPANIONS]
    strengths = {name: _companions(name, names, columns) for name in names}
    votes = {}
    for name, companions in strengths.items():
        if len(alike := [other for other, strength in companions.items() if strength >= ALIKE]) > 1:
            votes[name] = Vote(-4, f"it goes along with {alike[0]} and {alike[1]}")
        elif companions:
            votes[name] = Vote(-1.25, f"it goes along with {next(iter(companions))}")
    return votes


def _companions(name: str, names: list[str], columns: Mapping[str, Column]) -> dict[str, float]:
    companions = {}
    for other in names:
        if other == name:
            continue
        both = np.isfinite(columns[name].numbers) & np.isfinite(columns[other].numbers)
        strength = abs(rank_correlation(columns[name], columns[other]))
        if strength >= max(GO_ALONG, STANDARD_ERRORS / max(int(both.sum()) - 1, 1) ** 0.5):
            companions[other] = strength
    return companions
