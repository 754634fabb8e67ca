"""What the next sweep should do with each param."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.rounding import between, spanned
from hpviz.analysis.design.searched_space import range_of
from hpviz.analysis.next_sweep.candidates import numbers_at, places_of
from hpviz.analysis.next_sweep.exclusions import (
    ends_of,
    untried_beside,
    without,
    without_failures,
    worse_choices,
)
from hpviz.analysis.next_sweep.extension import beyond
from hpviz.analysis.next_sweep.param_advice import ParamAdvice
from hpviz.analysis.next_sweep.regions import NARROWEST
from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from hpviz.analysis.next_sweep.param_advice import End, Observed, Sure, WhyKept
    from hpviz.analysis.next_sweep.regions import Region
    from hpviz.search_space import Dimension, Domain

# A param is frozen when the upper end of its importance lies here or below, of so many configurations.
SMALL = 0.03
FREEZE_RUNS = 60
# A region is worth keeping to when there is something to it: a p-value, or agreement among the parts of the
# forest.
DOUBT, AGREED = 0.2, 0.9
# Where hardly any part of the forest agrees nothing is narrowed: on FCNet such regions hold 83% of the best
# .2% of all configurations, the others 96%. What fewer than half of them agree on is a guess, and is left as
# it is where the param could be chance.
HARDLY, MOST = 0.25, 0.5
# Of a param that matters a region is sure, and may be likely, with a p-value below these.
MATTERS, PROBABLY = 0.01, 0.05


def keep_hidden(dimension: Dimension) -> ParamAdvice:
    """Keep a param that was left out of the table."""
    return ParamAdvice(before=dimension, after=dimension, why="hidden")


def advise(observed: Observed) -> ParamAdvice:
    """Decide on one param, the others left as they were."""
    dimension, region = observed.dimension, observed.region
    if observed.column.part != "choice":
        return ParamAdvice(before=dimension, after=dimension, observed=observed, why="no choice")
    if observed.better_without:
        sure = _sure(observed, 1.0)  # all parts of the forest are asked of places, none of doing without
        return ParamAdvice(before=dimension, after=None, observed=observed, why="better without", sure=sure)
    if dimension.fixed:
        return _only_value(observed)
    if observed.effect is not None and observed.part is None:
        return keep(observed, "no value")
    if region is None:
        return keep(observed, _unclear(observed))
    return _extension(observed, region) or _freeze(observed) or _narrow(observed, region)


def as_range(line: ParamAdvice) -> ParamAdvice:
    """Let numbers that were drawn from a range be drawn from one, once no named value is left among them."""
    observed, after = line.observed, line.after
    if observed is None or after is None or after.fixed:
        return line
    before, left = line.before.domain, after.domain
    if isinstance(before, Interval) or before.numeric or not isinstance(left, Choices) or not left.numeric:
        return line
    numbers = sorted(value for value in left.values if isinstance(value, (int, float)))
    domain = range_of(observed.column, tuple(numbers), log=observed.score.log)
    return line if domain is None else replace(line, after=after.drawn_from(domain))


def _only_value(observed: Observed) -> ParamAdvice:
    """Decide on a param of one value: where runs do without it, that is the other one."""
    dimension = observed.dimension
    if observed.better_with:
        sure = _sure(observed, 1.0)
        return ParamAdvice(before=dimension, after=dimension, observed=observed, action="narrow", sure=sure)
    absent = observed.column.absent
    is_setting = absent.any() and not absent.all() and dimension.condition is None
    why: WhyKept = "constant"
    if is_setting:
        why = "no value" if observed.effect is not None else "not known"
    return keep(observed, why)


def keep(observed: Observed, why: WhyKept) -> ParamAdvice:
    """Keep a param, but leave out where runs fail and the values that are worse.

    Parameters
    ----------
    observed
        All that is known of it.
    why
        As in `ParamAdvice`.
    """
    dimension = observed.dimension
    domain = without_failures(observed, dimension.domain)
    kept = ParamAdvice(before=dimension, after=dimension.drawn_from(domain), observed=observed, why=why)
    if domain != dimension.domain:
        kept = replace(kept, action="narrow", why="", sure="sure")
    worse = worse_choices(observed)
    better = without(observed, domain, worse)
    if better == domain:
        return kept
    sure: Sure = "likely" if set(worse) - observed.worse.rare else "a guess"
    sure = kept.sure if kept.action == "narrow" else sure
    return replace(kept, action="narrow", why="", after=dimension.drawn_from(better), worse=worse, sure=sure)


def _extension(observed: Observed, region: Region) -> ParamAdvice | None:
    end = _end(observed)
    longer = _extended(observed, region, end) if end else None
    if end is None or longer is None:
        return None
    agreement = region.at_high if end == "high" else region.at_low
    return ParamAdvice(
        before=observed.dimension,
        after=observed.dimension.drawn_from(longer),
        observed=observed,
        action="extend" if _grows(observed.dimension.domain, longer) else "shift",
        end=end,
        sure=_sure(observed, agreement),
        agreement=agreement,
    )


def _grows(domain: Domain, other: Domain) -> bool:
    """Whether a domain that reaches beyond another one is longer, on the scale of the draws."""
    if isinstance(domain, Interval):
        low, high = places_of(domain, np.array(ends_of(other)))
        return bool(high - low > 1)
    return other.size > domain.size


def _freeze(observed: Observed) -> ParamAdvice | None:
    """Fix what is known to do nothing; not what moved with another param, or opens one that matters.

    Nor what has a value that few runs have: it explains little because of that.
    """
    best = observed.best[0]
    known = (
        observed.may_freeze
        and not observed.opens
        and not observed.worse.untold
        and observed.n_configurations >= FREEZE_RUNS
        and not observed.score.moves_with
        and observed.p_value > DOUBT
        and observed.high <= SMALL
    )
    if not known or np.isnan(observed.places[best]):
        return None
    dimension = observed.dimension
    fixed = dimension.drawn_from(_value_of(observed, best))
    return ParamAdvice(before=dimension, after=fixed, observed=observed, action="freeze", sure="sure")


def _narrow(observed: Observed, region: Region) -> ParamAdvice:
    dimension = observed.dimension
    domain = without_failures(observed, _narrowed(observed, region))
    if region.share > NARROWEST:
        return keep(observed, _too_wide(observed, region))
    if domain == dimension.domain:
        return keep(observed, _unclear(observed) if observed.part is None else "best run")
    if not _is_backed(observed, region):
        return keep(observed, _unclear(observed))
    worse = worse_choices(observed)
    return ParamAdvice(
        before=dimension,
        after=dimension.drawn_from(without(observed, domain, worse)),
        observed=observed,
        action="narrow",
        worse=worse,
        sure=_sure(observed, region.agreement),
        agreement=region.agreement,
    )


def _too_wide(observed: Observed, region: Region) -> WhyKept:
    """Return why a region that is most of a param brings nothing."""
    if region.wider or observed.part is None:
        return _unclear(observed)
    return "apart" if observed.part.apart else "everywhere"


def _unclear(observed: Observed) -> WhyKept:
    return "no agreement" if observed.score.matters else "not known"


def _sure(observed: Observed, agreement: float) -> Sure:
    """Grade how sure a region is: without most parts of the forest, or where it could be chance, a guess.

    On FCNet "sure" ones hold over 99% of the best .2% of all configurations, "likely" ones 95%, guesses 93%
    (`benchmarks/regions.py`).
    """
    agreed = agreement >= AGREED
    if not observed.score.matters:
        return "a guess"
    if observed.p_value < MATTERS and agreed:
        return "sure"
    return "likely" if agreed or (observed.p_value < PROBABLY and agreement >= MOST) else "a guess"


def _is_backed(observed: Observed, region: Region) -> bool:
    # What could be chance has no clear region where most parts of the forest see another one.
    fewest = HARDLY if observed.score.matters else MOST
    backed = observed.p_value < DOUBT and region.agreement >= fewest
    return backed or region.agreement >= AGREED


def _end(observed: Observed) -> End | None:
    """Find the end at which the best values lie, if it was tried and runs do not fail there; else None."""
    end = observed.part.end if observed.part is not None else None
    if isinstance(observed.dimension.domain, Choices):
        last = len(observed.dimension.domain.values) - 1
        if (last if end == "largest" else 0) in observed.untried:
            return None
    if end == "largest":
        return "high" if observed.failures.end != "high" else None
    return "low" if end == "smallest" and observed.failures.end != "low" else None


def _extended(observed: Observed, region: Region, end: End) -> Domain | None:
    """Reach beyond the end, and leave out the part at the other end that the region leaves out."""
    domain = observed.dimension.domain
    longer = beyond(observed.dimension.param, domain, up=end == "high")
    narrow = _narrowed(observed, region) if _is_backed(observed, region) else domain
    if isinstance(longer, Interval):
        first, last = ends_of(narrow)
        return spanned(longer, first, longer.high) if end == "high" else spanned(longer, longer.low, last)
    if isinstance(longer, Choices) and isinstance(narrow, Choices):
        return Choices(
            tuple(value for value in longer.values if narrow.holds(value) or not domain.holds(value))
        )
    return None


def _narrowed(observed: Observed, region: Region) -> Domain:
    """Keep to the region, the values of the best runs, and what is untried and may be as good."""
    domain, anchored = observed.dimension.domain, observed.anchored
    places = [region.low, region.high, *anchored.tolist()]
    if isinstance(domain, Interval):
        low, high = numbers_at(domain, np.array([min(places), max(places)]))
        return between(domain, float(low), float(high))
    kept = {*region.kept, *anchored.astype(int).tolist(), *observed.worse.untold}
    if domain.numeric:
        kept = set(range(min(kept), max(kept) + 1))
    kept |= untried_beside(domain, kept, observed.untried)
    return Choices(tuple(domain.values[place] for place in sorted(kept)))


def _value_of(observed: Observed, run: int) -> Choices:
    """Return the value of a run, with all its digits, as a domain of its own."""
    domain = observed.dimension.domain
    if isinstance(domain, Choices):
        return Choices((domain.values[int(observed.places[run])],))
    return Choices((observed.column.number_at(run),))
