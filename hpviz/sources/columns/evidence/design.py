"""How the values of a column lie: on levels that runs share, as choices do, or apart, as results do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.relations.cells import codes_of
from hpviz.sources.columns.vocabulary.heads import is_whole_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

# With fewer runs how the values lie says little, and how they are written all there is to see.
FEWEST = 10
FEWEST_WRITTEN = 6
# So many different numbers of two digits were drawn and then rounded.
FEWEST_ROUNDED = 6
# More levels than this are no grid that somebody wrote down.
MOST_LEVELS = 24
# Levels in equal steps may be more where so many runs share each, on average.
SHARED_BY = 5
# So large a share of the levels under a result's name has few digits where somebody wrote them down.
WRITTEN = 0.5
# So many whole numbers, of which no more than this share is round, were counted.
FEWEST_COUNTS, MOST_ROUND = 4, 0.6
# So many, some far more frequent than others, were counted too.
FEWEST_UNEVEN, MUCH_MORE = 8, 4
# So many rows, each another combination, are a design already.
SMALLEST_TABLE = 8
# And among more rows none is sought, since all have to be looked at.
LARGEST_TABLE = 50_000
# So many whole numbers are a range.
FEWEST_IN_RANGE = 3
# A crossed design of fewer cells, and not all of them equally often, may be chance.
SMALLEST_DESIGN = 6
# So many rows are looked at; beyond, how values lie is plain from a part.
MOST_ROWS = 5_000
# Kolmogorov's statistic of numbers that are evenly spread, and of those that are not.
EVEN, UNEVEN = 1.0, 1.63
# The largest of numbers drawn by magnitude is so many times the smallest.
SPANNED = 300.0
_DIGITS = 3  # of a number that somebody wrote down
_CLOSE = 1e-6
_SAME_POWER = 1e-12
_SMALLEST_POWER = -300


def sampled(column: Column) -> NDArray[np.float64]:
    """Shape (numbers,): the finite numbers of at most `MOST_ROWS` rows."""
    step = max(1, math.ceil(len(column.numbers) / MOST_ROWS))
    numbers = column.numbers[::step]
    return numbers[np.isfinite(numbers)]


def has_few_levels(column: Column) -> bool:
    """Whether runs share a few round or evenly spaced numbers, as those of a grid are."""
    numbers = sampled(column)
    levels = np.unique(numbers)
    if len(numbers) < FEWEST_WRITTEN or not 2 <= len(levels) <= len(numbers) / 2:
        return False
    if len(levels) > MOST_LEVELS:
        return len(levels) <= len(numbers) / SHARED_BY and _evenly_spaced(levels)
    return bool(_round(levels).all()) or _evenly_spaced(levels)


def are_counts(column: Column) -> bool:
    """Whether these are whole numbers in no order that somebody writes down: 24, 26, 43 and 47."""
    levels = np.unique(sampled(column))
    if not column.integral or len(levels) < FEWEST_COUNTS or _evenly_spaced(levels):
        return False
    sizes = np.abs(levels)
    round_ones = (sizes < 10) | (sizes % 5 == 0) | (np.log2(np.maximum(sizes, 1)) % 1 == 0)
    return (len(levels) >= FEWEST_UNEVEN and _is_uneven(column)) or bool(round_ones.mean() < MOST_ROUND)


def _is_uneven(column: Column) -> bool:
    """Whether some values are far more frequent than others, unlike the levels of what was chosen."""
    _, counts = np.unique(sampled(column), return_counts=True)
    return bool(counts.max() > MUCH_MORE * np.median(counts))


def are_few_written(column: Column) -> bool:
    """Whether these are so few values, of few digits, that a result hardly has them."""
    levels = np.unique(sampled(column))
    few = len(levels) <= max(FEWEST_WRITTEN, len(column.numbers) / SHARED_BY)
    return few and is_written_short(levels, digits=2) >= WRITTEN


def is_shared(column: Column) -> bool:
    """Whether runs share a few values of it, numbers or words."""
    return has_few_levels(column) if column.kind == "numeric" else 3 * len(column.levels) <= column.active


def has_own_values(column: Column) -> bool:
    """Whether most runs have a number of their own, which nobody wrote down or counted up."""
    numbers = sampled(column)
    levels = np.unique(numbers)
    if len(numbers) < FEWEST_WRITTEN or len(levels) < 0.6 * len(numbers) or _evenly_spaced(levels):
        return False
    return (column.integral and len(numbers) >= FEWEST) or is_written_short(levels, digits=2) < 0.5


def is_written_short(numbers: NDArray[np.float64], *, digits: int = _DIGITS) -> float:
    """Share of numbers that have few digits, as those that somebody wrote down have."""
    return float(_round(numbers, digits=digits).mean()) if len(numbers) else 0.0


def is_written_long(column: Column) -> bool:
    """Whether most numbers have more digits than anybody writes down."""
    return not column.integral and is_written_short(np.unique(sampled(column))) < 0.5


def is_fractional_count(column: Column) -> bool:
    """Whether it is called like a number of things, but has fractions: a ``Batch`` of 0.11416."""
    return is_whole_name(column.name) and is_written_long(column)


def is_whole_range(column: Column) -> bool:
    """Whether these are all whole numbers from one to another."""
    levels = np.unique(sampled(column))
    return column.integral and len(levels) >= FEWEST_IN_RANGE and bool((np.diff(levels) == 1).all())


def is_drawn_short(column: Column) -> bool:
    """Whether these are many different numbers, all of two digits, as drawn ones that were rounded are."""
    levels = np.unique(sampled(column))
    return len(levels) >= FEWEST_ROUNDED and is_written_short(levels, digits=2) == 1.0


def is_spread_evenly(column: Column) -> bool | None:
    """Whether numbers, or their logarithms, cover their range evenly, as drawn ones do; None if unclear."""
    numbers = np.sort(sampled(column))
    # Numbers that runs share lie on levels; how these are spread says nothing.
    if len(numbers) < 2 * FEWEST or 2 * len(np.unique(numbers)) < len(numbers):
        return None
    scales = [numbers, np.log(numbers)] if numbers[0] > 0 else [numbers]
    scaled = min(map(_unevenness, scales))
    return True if scaled < EVEN else False if scaled > UNEVEN else None


def is_drawn_by_magnitude(column: Column) -> bool:
    """Whether numbers of many magnitudes are evenly spread over these, as learning rates are drawn."""
    numbers = np.sort(sampled(column))
    if len(numbers) < FEWEST or numbers[0] <= 0 or numbers[-1] < SPANNED * numbers[0]:
        return False
    return _unevenness(np.log(numbers)) < EVEN and _unevenness(numbers) > UNEVEN


def _unevenness(ordered: NDArray[np.float64]) -> float:
    """Kolmogorov's statistic against an even spread, 1.36 at 5 % and 1.63 at 1 %."""
    ranks = np.arange(1, len(ordered) + 1) / len(ordered)
    distance = float(np.abs((ordered - ordered[0]) / (ordered[-1] - ordered[0]) - ranks).max())
    return float(distance * len(ordered) ** 0.5)


def goes_up(column: Column) -> bool:
    """Whether the whole numbers of a column go up from row to row, as numbers of runs and times do."""
    numbers = column.numbers
    return (
        column.integral
        and len(numbers) >= FEWEST
        and not np.isnan(numbers).any()
        and bool((np.diff(numbers) > 0).all())
    )


def _round(levels: NDArray[np.float64], *, digits: int = _DIGITS) -> NDArray[np.bool_]:
    """Shape (levels,): whether a number is written with few digits."""
    sizes = np.abs(levels)
    # Below the smallest power of ten that is a number there is none to divide by.
    powers = np.floor(np.log10(np.where(sizes > 0, sizes, 1.0))).clip(min=_SMALLEST_POWER)
    scaled = levels / 10.0 ** (powers - digits + 1)
    close: NDArray[np.bool_] = np.abs(scaled - np.round(scaled)) <= _CLOSE
    # 4096 and 65536 are as round as 1000.
    logs = np.log2(np.where(sizes > 0, sizes, 1.0))
    return close | (np.abs(logs - np.round(logs)) <= _SAME_POWER)


def _evenly_spaced(levels: NDArray[np.float64]) -> bool:
    if len(levels) < 3:
        return False
    steps = np.diff(levels)
    if np.allclose(steps, steps[0], rtol=_CLOSE, atol=0):
        return True
    if levels[0] <= 0:
        return False
    with np.errstate(over="ignore"):
        ratios = levels[1:] / levels[:-1]
    return bool(np.allclose(ratios, ratios[0], rtol=_CLOSE, atol=0))


def crossed(columns: Mapping[str, Column]) -> set[str]:
    """Find the columns that make up a crossed design: every combination of their values, equally often.

    Columns that sum up or follow from others are never among them, nor are results.
    """
    rows = len(next(iter(columns.values())).numbers) if columns else 0
    if not SMALLEST_TABLE <= rows <= LARGEST_TABLE:
        return set()
    chosen: list[str] = []
    cells, product = np.zeros(rows, dtype=np.intp), 1
    for name, column in columns.items():
        codes = codes_of(column)
        levels = int(codes.max()) + 1
        if not 2 <= levels <= rows / 2 or not _balanced(codes):
            continue
        _, together = np.unique(cells * levels + codes, return_inverse=True)
        if int(together.max()) + 1 >= 0.9 * product * levels:
            chosen, cells, product = [*chosen, name], together, product * levels
    complete = len(chosen) > 1 and _balanced(cells, exactly=product < SMALLEST_DESIGN)
    return set(chosen) if complete else set()


def has_every_seed(column: Column, seeds: Iterable[Column]) -> bool:
    """Whether each value was run once with every seed, of which a result would be another each time."""
    return any(_is_crossed_with(column, seed) for seed in seeds if seed.name != column.name)


def _is_crossed_with(column: Column, other: Column) -> bool:
    """Whether each of many values of a column occurs with every value of another, once."""
    own, beside = codes_of(column), codes_of(other)
    levels, n_beside = int(own.max(initial=0)) + 1, int(beside.max(initial=0)) + 1
    if n_beside < 2 or levels < SMALLEST_DESIGN or not 0.6 <= levels * n_beside / len(own) <= 1.1:
        return False
    return len(np.unique(own * n_beside + beside)) >= 0.95 * levels * n_beside


def _balanced(cells: NDArray[np.intp], *, exactly: bool = False) -> bool:
    """Whether all values are equally frequent, but for a run or a twentieth that is missing."""
    counts = np.bincount(cells)
    missing = len(counts) * int(counts.max()) - len(cells)
    return missing == 0 if exactly else missing <= max(1, 0.05 * len(cells))
