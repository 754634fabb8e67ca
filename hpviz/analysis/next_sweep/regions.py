"""Where along each param the good candidates of a sweep lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.search_space import Interval
from hpviz.search_space.trial import is_number

if TYPE_CHECKING:
    from collections.abc import Collection

    from hpviz.analysis.next_sweep.candidates import Candidates
    from hpviz.analysis.next_sweep.good_part import GoodPart
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.search_space import Choices, Domain

# A region holds so many of the good candidates; a value of a list stays when it has this part of its share.
COVERED = 0.85
LIFT = 0.6
# The part of an axis that is called its end.
END = 0.15
FEWEST = 20
LOOKED_AT = 0.5
# A region is worth keeping to when it is at most this part of the param.
NARROWEST = 0.8
# A part on which fewer parts of the forest agree is drawn wider.
MOST = 0.5
# Choices of which some are drawn so many times as often as others are not drawn evenly.
UNEVEN = 1.5
# Places are off by the errors of floats.
ROOM = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Region:
    """A part of one param.

    Attributes
    ----------
    low, high
        First and last place: of an interval from 0 to 1, of numbers in a list their indices.
    kept
        Of choices: the indices that stay, ascending.
    share
        How much of the old domain it is.
    agreement
        The share of the forest's parts whose good candidates lie in it: at least half as many of those that
        would lie outside by chance.
    at_low, at_high
        The share of the parts whose good candidates crowd at that end; 0 where the model expects less of the
        end itself than of the other end of the region, so that the best lies between the two.
    wider
        Whether it is more than the good part of the param, because the forest's parts do not agree on that.
    """

    low: float
    high: float
    kept: tuple[int, ...]
    share: float
    agreement: float
    at_low: float
    at_high: float
    wider: bool = False


def region_of(
    candidates: Candidates, index: int, domain: Domain, part: GoodPart | None = None
) -> Region | None:
    """Find the region of one param; None where too few candidates have it.

    Of a param that matters it is its good part, by its effect; of another one that of the good candidates.

    Parameters
    ----------
    candidates
        Draws from the space, and which of them are good.
    index
        Which of its params.
    domain
        What that param was drawn from.
    part
        Its good part; None where none is known.
    """
    places = candidates.places[:, index]
    on = ~np.isnan(places)
    good = candidates.good & on
    if good[0].sum() < FEWEST or len(np.unique(places[on])) < 2:
        return None
    of_candidates = _of_candidates(places, good, on, domain)
    region = _of_part(places, good, on, part, of_candidates) if part is not None else of_candidates
    ends = _ends(places[on], domain)
    if region.kept:
        at_low, at_high = (_crowded(places, good, places == end) for end in ends)
        region = replace(region, at_low=at_low, at_high=at_high)
    return _with_best_ends(candidates, index, region, ends)


def _ends(places: FloatArray, domain: Domain) -> tuple[float, float]:
    """Return the first and the last place, of numbers where named values stand among them."""
    there = np.unique(places)
    if not isinstance(domain, Interval):
        of_numbers = [place for place in there if is_number(domain.values[int(place)])]
        there = np.array(of_numbers or there)
    return float(there[0]), float(there[-1])


def _of_candidates(places: FloatArray, good: BoolArray, on: BoolArray, domain: Domain) -> Region:
    if isinstance(domain, Interval):
        return _interval(places, good, *_shortest(places, good))
    return _choices(places, good, on, _lifted(places, good, on, domain))


def _of_part(
    places: FloatArray, good: BoolArray, on: BoolArray, part: GoodPart, of_candidates: Region
) -> Region:
    """Take the good part of a param, and where most parts of the forest see more of it, that too."""
    if not of_candidates.kept:
        region = _interval(places, good, part.low, part.high)
        low, high = min(part.low, of_candidates.low), max(part.high, of_candidates.high)
        wider = _interval(places, good, low, high)
    else:
        region = _choices(places, good, on, part.kept)
        wider = _choices(places, good, on, {*part.kept, *of_candidates.kept})
    is_enough = region.agreement >= MOST or region.share > NARROWEST or wider.share == region.share
    return region if is_enough else replace(wider, wider=True)


def _with_best_ends(candidates: Candidates, index: int, region: Region, ends: tuple[float, float]) -> Region:
    """Take back that the good candidates crowd at an end which is itself none of the best places."""

    def crowded(share: float, end: float, other: float) -> float:
        # Of an end where most parts do not crowd this is not worth the time.
        if share < LOOKED_AT or candidates.mean_at(index, end) <= candidates.mean_at(index, other):
            return share
        return 0.0

    return replace(
        region,
        at_low=crowded(region.at_low, ends[0], region.high),
        at_high=crowded(region.at_high, ends[1], region.low),
    )


def _shortest(places: FloatArray, good: BoolArray) -> tuple[float, float]:
    """Return the ends of the shortest stretch that holds most of the good candidates."""
    of_good = np.sort(places[good[0]])
    size = max(2, round(COVERED * len(of_good)))
    first = int((of_good[size - 1 :] - of_good[: len(of_good) - size + 1]).argmin())
    return float(of_good[first]), float(of_good[first + size - 1])


def _interval(places: FloatArray, good: BoolArray, low: float, high: float) -> Region:
    inside = (places >= low - ROOM) & (places <= high + ROOM)
    return Region(
        low=low,
        high=high,
        kept=(),
        share=high - low,
        agreement=_agreement(good, inside, high - low),
        at_low=_crowded(places, good, places <= END),
        at_high=_crowded(places, good, places >= 1 - END),
    )


def _lifted(places: FloatArray, good: BoolArray, on: BoolArray, domain: Choices) -> list[int]:
    """Keep the values that the good candidates have about as often as all do; of numbers no gap."""
    there = [int(place) for place in np.unique(places[on])]
    kept = [place for place in there if _lift(places == place, good[0], on) >= LIFT]
    return [place for place in there if kept[0] <= place <= kept[-1]] if domain.numeric else kept


def _choices(places: FloatArray, good: BoolArray, on: BoolArray, wanted: Collection[int]) -> Region:
    there = [int(place) for place in np.unique(places[on])]
    kept = [place for place in there if place in wanted] or there
    # Named values are drawn more often than each of the numbers beside them.
    of_each = np.array([np.count_nonzero(places == place) for place in there])
    is_even = of_each.max() < UNEVEN * of_each.min()
    share = len(kept) / len(there) if is_even else float(np.isin(places[on], kept).mean())
    return Region(
        low=float(kept[0]),
        high=float(kept[-1]),
        kept=tuple(kept),
        share=share,
        agreement=_agreement(good, np.isin(places, kept), share, at_most=True),
        at_low=0.0,
        at_high=0.0,
    )


def _lift(here: BoolArray, good: BoolArray, on: BoolArray) -> float:
    """How many times as often the good candidates lie here as all do."""
    return float((good & here).sum() / good.sum() / max((here & on).sum() / on.sum(), 1e-9))


def _agreement(good: BoolArray, inside: BoolArray, share: float, *, at_most: bool = False) -> float:
    """Share of the parts of which good candidates lie inside that would not by chance.

    With `at_most`, of as many of them as can: a rare choice has fewer candidates than there are good ones.
    """
    room = inside.sum() / np.maximum(good[1:].sum(axis=1), 1) if at_most else np.ones(len(good) - 1)
    return float(np.mean(_part_inside(good, inside) >= (np.minimum(room, 1.0) + share) / 2))


def _crowded(places: FloatArray, good: BoolArray, end: BoolArray) -> float:
    """Share of the parts whose good candidates lie at an end nearly twice as often as all do."""
    return float(np.mean(_part_inside(good, end) >= 1.8 * np.mean(end[~np.isnan(places)])))


def _part_inside(good: BoolArray, inside: BoolArray) -> FloatArray:
    """Share of the good candidates of each part of the forest that lie inside; shape (parts,)."""
    of_part = good[1:]
    share: FloatArray = (of_part & inside).sum(axis=1) / np.maximum(of_part.sum(axis=1), 1)
    return share
