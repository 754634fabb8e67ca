"""All that is said of rankings along the training or a fidelity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.words import listed
from hpviz.text.along.order import of_missing, of_order
from hpviz.text.along.params import courses, headline
from hpviz.text.along.places import place
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.refusals import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.along.results import AlongResults
    from hpviz.analysis.importance.methods import MethodName


def sentences(along: AlongResults) -> tuple[str, ...]:
    """Write what decides early and late, and whether early values tell which runs end best."""
    return (headline(along), *courses(along), *_of_all(along))


def beyond_the_rows(along: AlongResults) -> tuple[str, ...]:
    """Write what a row for each param and each point does not show."""
    return (headline(along), *_of_all(along))


def _of_all(along: AlongResults) -> Iterator[str]:
    yield from of_order(along)
    yield from of_missing(along)
    yield from _of_scales(along)
    yield from _untested(along)


def by_another_method(method: MethodName) -> tuple[str, ...]:
    """Write that the recommended importance is shown where another method is chosen."""
    if method == "oob":
        return ()
    return (f"Shown is {METHOD_TEXTS['oob'].name}, whatever method is chosen above.",)


def _of_scales(along: AlongResults) -> Iterator[str]:
    """Write that importances of different scales are hard to compare."""
    scales = {point.result.scale for point in along.tested}
    if len(scales) > 1:
        others = [place(along, point.at) for point in along.tested if point.result.scale != "linear"]
        yield (
            f"At {listed(others)} a few runs have extreme values, so another scale is used there: compare "
            "its importances with care, or choose one scale for all."
        )


def _untested(along: AlongResults) -> Iterator[str]:
    """Name the points that do not count, and why the first does not."""
    others = [point for point in along.points if not point.tested]
    if others and along.tested:
        why = problem(others[0].result)
        reason = f" {why}" if why else ""
        yield f"No figures at {listed([place(along, point.at) for point in others])}.{reason}"
