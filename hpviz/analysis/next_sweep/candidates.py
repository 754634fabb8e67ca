"""Configurations that a sweep could try, and which of them its forests call good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import having, numbers_tried, range_of
from hpviz.analysis.result.design_points import at_numbers, at_runs
from hpviz.search_space import Interval
from hpviz.search_space.trial import is_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.search_space import Choices, Condition, Dimension, Domain

CANDIDATES = 2000
# The share of the candidates that a forest calls good.
GOOD = 0.1
# So many of them are predicted to compare two places of a param.
BACKGROUND = 300


@dataclass(frozen=True, eq=False, kw_only=True)
class Candidates:
    """Draws from a space, and what a model predicts for them.

    Attributes
    ----------
    model, space, minimize
        As in `drawn`.
    uniform
        Shape (candidates, params): evenly between 0 and 1, from which the places are made. The same draws
        make the candidates of a smaller space, so that two spaces differ by what is in them alone.
    places
        Shape (candidates, params): where along its param each lies. An interval goes from 0 to 1 (on its
        logarithm where it is drawn so); of choices it is the index. NaN where the param is switched off.
    off
        Shape (params,): whether the advice leaves it out, so that no candidate has it.
    absent
        Shape (runs, params): whether a run does without a param of its own accord, not by a switch.
    predicted
        Shape (candidates,): in the model's standard units, low is good.
    good
        Shape (1 + parts, candidates): the best tenth by the model, then by each small part of its forests.
    """

    model: Surrogate
    space: Sequence[Dimension]
    minimize: bool
    uniform: FloatArray
    places: FloatArray
    off: BoolArray
    absent: BoolArray
    predicted: FloatArray
    good: BoolArray

    @classmethod
    def drawn(
        cls,
        model: Surrogate,
        space: Sequence[Dimension],
        *,
        minimize: bool,
        off: BoolArray,
        optional: BoolArray,
    ) -> Candidates:
        """Draw 2,000 candidates evenly from a space, and predict them with the forests.

        They are in the configuration that is advised: without what is left out, with all else.

        Parameters
        ----------
        model
            The forests.
        space
            One dimension for each of the model's params, in their order.
        minimize
            Whether a small metric is good.
        off, optional
            Shape (params,): whether it is left out, and whether doing without it is a setting of its own.
        """
        rng = np.random.default_rng([model.seed, 4])
        # A Latin hypercube: each param on its own is drawn as evenly as can be.
        strata = rng.random((CANDIDATES, len(space))).argsort(axis=0)
        uniform = (strata + rng.random(strata.shape)) / CANDIDATES
        places, X = _placed(model, space, [dimension.domain for dimension in space], uniform, off)
        sign = 1.0 if minimize else -1.0
        predicted = sign * np.stack([model.predicted(X), *model.predicted_by_parts(X)])
        ranks = predicted.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        return cls(
            model=model,
            space=space,
            minimize=minimize,
            uniform=uniform,
            places=places,
            off=off,
            absent=np.stack([column.absent for column in model.fitted.params], axis=1) & optional,
            predicted=predicted[0],
            good=ranks < GOOD * CANDIDATES,
        )

    def median_within(self, parts: Sequence[Domain]) -> float:
        """Predict as many candidates of a smaller space; their median, in the units of `predicted`.

        Parameters
        ----------
        parts
            For each param of the space what is kept of its domain; what lies beyond the domain is left out.
        """
        return self._median(parts, self.off)

    def median_of_all(self) -> float:
        """Predict as many candidates that do without params as often as the runs do; their median."""
        if not self.absent.any() and not self.off.any():
            return float(np.median(self.predicted))
        of_runs = np.arange(len(self.uniform)) * len(self.absent) // len(self.uniform)
        return self._median([dimension.domain for dimension in self.space], self.absent[of_runs])

    def medians_of_halves(self, parts: Sequence[Domain]) -> FloatArray:
        """Predict them by forests on halves of the runs, each of which has a median; shape (halves,).

        Parameters
        ----------
        parts
            As in `median_within`.
        """
        _, X = _placed(self.model, self.space, parts, self.uniform, self.off)
        return np.median(self.model.predicted_by_halves(X), axis=1)

    def _median(self, parts: Sequence[Domain], off: BoolArray) -> float:
        _, X = _placed(self.model, self.space, parts, self.uniform, off)
        sign = 1.0 if self.minimize else -1.0
        return float(np.median(sign * self.model.predicted(X)))

    def mean_at(self, index: int, place: float) -> float:
        """Predict some of the candidates, were one param of theirs set to a place; their mean, low is good.

        Parameters
        ----------
        index
            Which of the params; candidates without it are left out.
        place
            As in `places`.
        """
        some = np.flatnonzero(~np.isnan(self.places[:, index]))[:BACKGROUND]
        places = self.places[some]
        places[:, index] = place
        sign = 1.0 if self.minimize else -1.0
        return float(np.mean(sign * self.model.predicted(_encoded_places(self.model, self.space, places))))


def holds(domain: Domain, part: Domain, places: FloatArray) -> BoolArray:
    """Mark the places of a domain that lie in a part of it; shape as `places`.

    Parameters
    ----------
    domain, part
        The whole, and the part.
    places
        Places along `domain`; see `Candidates`.
    """
    if isinstance(domain, Interval):
        low, high = places_of(domain, _ends(part))
        inside: BoolArray = (places >= low - 1e-9) & (places <= high + 1e-9)
        return inside
    return np.isin(places, [place for place, value in enumerate(domain.values) if part.holds(value)])


def _ends(part: Domain) -> FloatArray:
    """Return the first and the last number of a part of an interval."""
    ends = (part.low, part.high) if isinstance(part, Interval) else (part.values[0], part.values[-1])
    return np.array(ends, dtype=float)


def places_of(domain: Interval, numbers: FloatArray) -> FloatArray:
    """Turn numbers into their places along an interval, from 0 to 1.

    Parameters
    ----------
    domain
        The interval.
    numbers
        Of any shape; those outside get places below 0 or above 1.
    """
    # The length of an interval may be more than a float can be, half of it cannot.
    axis = np.log if domain.log else (lambda values: np.asarray(values) / 2)
    low = axis(float(domain.low))
    places: FloatArray = (axis(numbers) - low) / (axis(float(domain.high)) - low)
    return places


def numbers_at(domain: Interval, places: FloatArray) -> FloatArray:
    """Turn places along an interval into the numbers there.

    Parameters
    ----------
    domain
        The interval.
    places
        Of any shape, 0 at its low end and 1 at its high end.
    """
    low, high = float(domain.low), float(domain.high)
    if domain.log:
        numbers: FloatArray = np.exp(np.log(low) + places * np.log(high / low))
        return numbers
    with np.errstate(over="ignore"):  # far beyond the end of a long one
        linear: FloatArray = low * (1 - places) + places * high
    return linear


def places_of_runs(domain: Domain, column: Column) -> FloatArray:
    """Turn the values of runs into their places along a param; NaN where they have none.

    Parameters
    ----------
    domain
        What the param is drawn from.
    column
        Its cells.

    Returns
    -------
    Shape (runs,): from 0 to 1 along an interval, the index of a choice.
    """
    places = np.full(len(column.numbers), np.nan)
    if isinstance(domain, Interval):
        there = np.isfinite(column.numbers)
        places[there] = places_of(domain, column.numbers[there])
        return places
    for place, value in enumerate(domain.values):
        places[having(column, value)] = place
    return places


def _placed(
    model: Surrogate,
    space: Sequence[Dimension],
    parts: Sequence[Domain],
    uniform: FloatArray,
    off: BoolArray,
) -> tuple[FloatArray, NDArray[np.float32]]:
    """Draw places in parts of a space, none where `off`, and encode them for the model."""
    columns = model.fitted.params
    drawn = [
        _draws(dimension.domain, parts[index], columns[index], uniform[:, index])
        for index, dimension in enumerate(space)
    ]
    places = np.where(off, np.nan, np.stack(drawn, axis=1))
    _switch_off(places, space)
    return places, _encoded_places(model, space, places)


def _encoded_places(model: Surrogate, space: Sequence[Dimension], places: FloatArray) -> NDArray[np.float32]:
    X = np.empty((len(places), model.fitted.design.X.shape[1]), dtype=np.float32)
    for index, dimension in enumerate(space):
        owned = np.flatnonzero(model.fitted.design.owner == index)
        X[:, owned] = _encoded(model, index, dimension.domain, places[:, index])
    return X


def _draws(domain: Domain, part: Domain, column: Column, uniform: FloatArray) -> FloatArray:
    """Draw places in a part of a domain; for choices that no run has, others of which more is known."""
    if isinstance(domain, Interval):
        low, high = np.clip(places_of(domain, _ends(part)), 0.0, 1.0)
        return _members(domain, low + uniform * (high - low))
    known = [place for place, value in enumerate(domain.values) if having(column, value).any()]
    kept = [place for place, value in enumerate(domain.values) if part.holds(value)] or known
    if not known:
        return np.full(len(uniform), np.nan)
    weights = _weights(domain, kept, column)
    ends = np.cumsum(weights)
    at = np.minimum(np.searchsorted(ends, uniform, side="right"), len(kept) - 1)
    places, rest = np.array(kept, dtype=float)[at], (uniform - ends[at]) / weights[at] + 1
    for place in set(kept) - set(known):
        here = places == place
        alike = np.array(_alike(domain, place, known), dtype=float)
        places[here] = alike[np.clip(rest[here] * len(alike), 0, len(alike) - 1).astype(np.intp)]
    return places


def _weights(domain: Choices, kept: Sequence[int], column: Column) -> FloatArray:
    """Return how often each choice is drawn: evenly, but of numbers from a range all as often as in the runs.

    Each run has a number of its own there: to draw them as often as a named value beside them, one by one,
    would hardly ever draw that.
    """
    weights, numbers = np.ones(len(kept)), np.array([is_number(domain.values[place]) for place in kept])
    if numbers.any() and not numbers.all() and range_of(column, numbers_tried(column), log=False):
        runs = np.array([np.count_nonzero(having(column, domain.values[place])) for place in kept])
        weights = np.where(numbers, np.isfinite(column.numbers).sum() / numbers.sum(), np.maximum(runs, 1))
    shares: FloatArray = weights / weights.sum()
    return shares


def _alike(domain: Choices, place: int, known: Sequence[int]) -> Sequence[int]:
    """Return what stands for a choice that no run has: of a number the next ones, else any of the others."""
    numbers = [each for each in domain.number_places if each in known]
    if place not in domain.number_places or not numbers:
        return known
    order = domain.number_places
    below = [each for each in numbers if order.index(each) < order.index(place)]
    return [*below[-1:], *numbers[len(below) : len(below) + 1]]


def _members(domain: Interval, places: FloatArray) -> FloatArray:
    """Move places to the nearest whole number; a grid is coarse, so what lies between its members stays."""
    if domain.step is not None or not domain.integer:
        return places
    members: FloatArray = np.clip(places_of(domain, np.round(numbers_at(domain, places))), 0.0, 1.0)
    return members


def _switch_off(places: FloatArray, space: Sequence[Dimension]) -> None:
    names = [dimension.param for dimension in space]
    # A switch may itself be switched: as often as there are params at most.
    for _ in range(3):
        for index, dimension in enumerate(space):
            if dimension.condition is None:
                continue
            parent = names.index(dimension.condition.param)
            on = _on(space[parent].domain, dimension.condition, places[:, parent])
            places[~on, index] = np.nan


def _on(parent: Domain, condition: Condition, places: FloatArray) -> BoolArray:
    """Mark the places of its parent at which a param is switched on."""
    if isinstance(parent, Interval):
        numbers = [value for value in condition.values if isinstance(value, (int, float))]
        return np.isin(np.round(numbers_at(parent, places), 9), np.round(np.array(numbers, dtype=float), 9))
    on = [place for place, value in enumerate(parent.values) if value in condition.values]
    return np.isin(places, on)


def _encoded(model: Surrogate, index: int, domain: Domain, places: FloatArray) -> NDArray[np.float32]:
    """Return the columns of the design that a param at these places has."""
    column, owned = model.fitted.params[index], np.flatnonzero(model.fitted.design.owner == index)
    out = np.empty((len(places), len(owned)), dtype=np.float32)
    off = np.isnan(places)
    if off.any():
        absent = np.flatnonzero(column.absent)
        out[off] = at_runs(model.fitted, index, absent[:1]).cells if len(absent) else 0.0
    if isinstance(domain, Interval):
        numbers = numbers_at(domain, places[~off])
        out[~off] = at_numbers(model.fitted, index, numbers, log=domain.log).cells
        return out
    for place, value in enumerate(domain.values):
        here = places == place
        if here.any():
            out[here] = at_runs(model.fitted, index, np.flatnonzero(having(column, value))[:1]).cells
    return out
