"""Whether the runs that are best early are those that are best at the end, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.along.agreement import BEST
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised
from hpviz.text.along.params import start_of
from hpviz.text.along.places import at_end, counted, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.along.agreement import Agreement
    from hpviz.analysis.along.results import AlongResults

# From this correlation on the order of the runs is mostly the same.
SAME = 0.7


def of_order(along: AlongResults) -> Iterator[str]:
    """Write whether the best runs early are those at the end, and from where on they are."""
    known = [point.agreement for point in along.points[:-1] if not np.isnan(point.agreement.correlation)]
    if not known:
        yield f"Too few {counted(along)} have a value {at_end(along)} to compare it with early values."
        return
    yield f"{agrees(along, known[0])}."
    yield f"{holds(along, known[0])}."
    if known[0].low < SAME and len(known) > 1:
        yield _same_from(along, known)


def agrees(along: AlongResults, agreement: Agreement) -> str:
    """Write whether the best at a point are the best at the end, with the correlation."""
    who, end = f"{counted(along)} that are best at {place(along, agreement.point)}", at_end(along)
    figures = f"(correlation {correlation(agreement)})"
    if agreement.high < SAME:
        return f"{capitalised(who)} are not those that are best {end} {figures}"
    if agreement.low >= SAME:
        return f"{capitalised(who)} are mostly those that are best {end} {figures}"
    return f"Whether {who} are best {end} too is not settled {figures}"


def correlation(agreement: Agreement) -> str:
    """Write a correlation with its interval: ``0.31, 0.10 to 0.50``; empty where there is none."""
    if np.isnan(agreement.correlation):
        return ""
    return f"{agreement.correlation:z.2f}, {agreement.low:z.2f} to {agreement.high:z.2f}"


def holds(along: AlongResults, agreement: Agreement) -> str:
    """Write whether the best quarter at a point holds the best of the end."""
    loses = "keeps" if agreement.holds_best else "loses"
    return (
        f"Going on with the best quarter at {place(along, agreement.point)} alone {loses} the best of "
        f"{agreement.both:,} {at_end(along)}; it keeps {percent(agreement.kept)} of the best quarter there "
        f"(chance alone keeps {percent(BEST)})"
    )


def best_runs(agreement: Agreement) -> str:
    """Write what of the best quarter at the end is in that at a point; empty where it is not known."""
    if np.isnan(agreement.kept):
        return ""
    best = "with the best" if agreement.holds_best else f"without the best (here place {agreement.place:,})"
    return f"{percent(agreement.kept)}, {best}"


def _same_from(along: AlongResults, known: Sequence[Agreement]) -> str:
    same = [agreement.low >= SAME for agreement in known]
    if not same[-1]:
        noun = "level" if along.is_fidelity else "step"
        return f"No earlier {noun} is known to order them as they are {at_end(along)}."
    start = known[start_of(same)]
    return (
        f"From {place(along, start.point)} on, their order is mostly the one {at_end(along)} "
        f"(correlation {correlation(start)})."
    )


def of_missing(along: AlongResults) -> Iterator[str]:
    """Write how many are missing at the end, and what that does to the figures."""
    agreements = [point.agreement for point in along.points[:-1] if point.agreement.left]
    if not agreements:
        return
    first, who = agreements[0], counted(along)
    yield (
        f"{first.left:,} of {first.n:,} {who} at {place(along, first.point)} are missing at "
        f"{place(along, along.last.at)}."
    )
    worse = next((agreement for agreement in agreements if agreement.is_worse), None)
    if worse is not None:
        yield (
            f"They were the worse ones (in {percent(worse.worse)} of the comparisons at "
            f"{place(along, worse.point)}), so correlations are among good {who} alone, and likely lower "
            "than among all."
        )
    if any(point.same is not None for point in along.points):
        yield f"Dashed lines show only the {who} that are there {at_end(along)} too."
