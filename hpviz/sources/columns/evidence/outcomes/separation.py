"""Whether thresholds of a result settle a column of a few values: passed, selected, the best, a grade."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hpviz.runs.relations.cells import codes_of
from hpviz.sources.columns.evidence.votes import Vote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.runs.column import Column

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.intp]

# Chances below which thresholds that part all runs are no accident.
UNLIKELY, HARDLY = 0.01, 0.15
# Of two runs of different values, the share of pairs that the result orders alike.
NEARLY_ALL, MOST = 0.9, 0.8
# Standard errors beyond a half from which on that share is no accident.
BEYOND_CHANCE = 3.0
# With fewer runs the best of them says little.
FEWEST_FOR_BEST, ENOUGH = 10, 30
# With fewer failures a choice may be what fails.
FEWEST_FAILED = 3
# So many results are looked at.
MOST_RESULTS = 20


class Separation(NamedTuple):
    """How results part the runs of different values.

    Attributes
    ----------
    vote
        None where no result does.
    ordered
        The column as numbers, its values in the order of the result that parts them best.
    """

    vote: Vote | None
    ordered: Column


def separates(column: Column, results: Sequence[Column]) -> Separation:
    """Find the result by which the runs of different values lie apart, or several that do so together."""
    codes = _codes(column)
    failed = _tells_of_failure(codes, results)
    best, best_vote, best_order = -1.0, None, np.arange(int(codes.max()) + 1)
    for result in results[:MOST_RESULTS]:
        vote, share, order = _by_one(codes, result)
        rated = -vote.weight if vote else share - 1
        if rated > best:
            best, best_vote, best_order = rated, vote, order
    if failed:
        best_vote = failed
    elif (best_vote is None or best_vote.weight > -2) and (
        vote := _by_several(codes, results[:MOST_RESULTS])
    ):
        best_vote = vote
    return Separation(best_vote, _as_numbers(column, codes, best_order))


def _tells_of_failure(codes: Codes, results: Sequence[Column]) -> Vote | None:
    """Look whether the runs of some values have no result at all, and all others have."""
    lacks = np.all([~np.isfinite(result.numbers) for result in results], axis=0)
    there = codes >= 0
    sizes = np.bincount(codes[there])
    shares = np.bincount(codes[there], lacks[there]) / sizes
    failed = shares >= MOST
    if not failed.any() or sizes[failed].sum() < FEWEST_FAILED or not (shares[~failed] <= 1 - MOST).all():
        return None
    return Vote(-3, "runs of one value of it have no results") if not failed.all() else None


def _codes(column: Column) -> Codes:
    """Shape (runs,): the different values as numbers from 0, -1 where there is none."""
    codes = np.full(len(column.numbers), -1, dtype=np.intp)
    there = ~column.absent
    if there.any():
        codes[there] = codes_of(column.take(there))
    return codes


def _as_numbers(column: Column, codes: Codes, order: Codes) -> Column:
    places = np.append(np.argsort(order).astype(np.float64), np.nan)
    return replace(column, numbers=places[codes], codes=np.full(len(codes), -1, dtype=np.int32), levels=())


def _by_one(codes: Codes, result: Column) -> tuple[Vote | None, float, Codes]:
    rows = np.isfinite(result.numbers) & (codes >= 0)
    own, values = codes[rows], result.numbers[rows]
    n_codes = int(codes.max()) + 1
    groups = [values[own == code] for code in range(n_codes)]
    if min(map(len, groups)) == 0:
        return None, 0.5, np.arange(n_codes)
    order = np.argsort([np.median(group) for group in groups])
    pairs = [(groups[first], groups[second]) for first, second in itertools.pairwise(order)]
    share = min(_share_ordered(low, high) for low, high in pairs)
    return _vote(result.name, share, [len(group) for group in groups], values), share, order


def _vote(name: str, share: float, sizes: Sequence[int], values: Numbers) -> Vote | None:
    if share == 1.0:
        if min(sizes) == 1:
            only = len(sizes) == 2 and len(values) >= FEWEST_FOR_BEST
            return Vote(-2.5, f"it is true of the run alone that {name} is best in") if only else None
        chance = 2 / math.comb(sum(sizes), min(sizes))
        if chance < UNLIKELY:
            # In a few runs a switch that matters does so too.
            return Vote(-2.5 if len(values) >= ENOUGH else -1.5, f"a threshold of {name} settles it")
        return Vote(-1, f"a threshold of {name} settles it") if chance < HARDLY else None
    error = math.sqrt((sum(sizes) + 1) / (12 * min(sizes) * (sum(sizes) - min(sizes))))
    if share < MOST or share - 0.5 < BEYOND_CHANCE * error:
        return None
    return Vote(-1.5 if share >= NEARLY_ALL else -0.75, f"it goes with {name}")


def _share_ordered(low: Numbers, high: Numbers) -> float:
    """Share of pairs of which the second is the larger, equal ones counting a half."""
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, "left") + np.searchsorted(ordered, high, "right")
    return float(below.sum() / (2 * len(low) * len(high)))


def _by_several(codes: Codes, results: Sequence[Column]) -> Vote | None:
    """Look whether bounds of several results, all of them to be met, settle a column of two values."""
    if int(codes.max()) != 1 or len(results) < 2:
        return None
    numbers = np.stack([result.numbers for result in results])
    rows = np.isfinite(numbers).all(axis=0) & (codes >= 0)
    numbers, own = numbers[:, rows], codes[rows]
    for side in (0, 1):
        met = own == side
        fewer, more = sorted((int(met.sum()), int((~met).sum())))
        # Every result may be bounded on either side, so that few runs can always be parted from the rest.
        if fewer < 4 or math.comb(fewer + more, fewer) < 1000 * 4.0 ** len(results):
            continue
        middle = np.median(numbers[:, ~met], axis=1, keepdims=True)
        signs = np.sign(np.median(numbers[:, met], axis=1, keepdims=True) - middle)
        signed = numbers * np.where(signs == 0, 1, signs)
        lowest = signed[:, met].min(axis=1, keepdims=True)
        if not (signed[:, ~met] >= lowest).all(axis=0).any():
            return Vote(-2.5 if len(own) >= ENOUGH else -1.5, "bounds of several results together settle it")
    return None
