"""Configurations that a sweep could try, and which of them its forests call good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.searched_space import level_value
from hpviz.analysis.result.design_points import at_numbers, at_runs
from hpviz.search_space import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.search_space import Condition, Dimension, Domain
    from hpviz.search_space.space import Value

CANDIDATES = 2000
# The share of the candidates that a forest calls good.
GOOD = 0.1


@dataclass(frozen=True, eq=False)
class Candidates:
    """Draws from a space, and what a model predicts for them.

    Attributes
    ----------
    places
        Shape (candidates, params): where along its param each lies. An interval goes from 0 to 1 (on its
        logarithm where it is drawn so); of choices it is the index. NaN where the param is switched off.
    predicted
        Shape (candidates,): in the model's standard units, low is good.
    good
        Shape (1 + parts, candidates): the best tenth by the model, then by each small part of its forests.
    """

    places: FloatArray
    predicted: FloatArray
    good: BoolArray

    @classmethod
    def drawn(cls, model: Surrogate, space: Sequence[Dimension], *, minimize: bool) -> Candidates:
        """Draw 2,000 candidates evenly from a space, and predict them with the forests.

        Parameters
        ----------
        model
            The forests.
        space
            One dimension for each of the model's params, in their order.
        minimize
            Whether a small metric is good.
        """
        rng = np.random.default_rng([model.seed, 4])
        columns = model.fitted.params
        draws = [_draws(dimension.domain, columns[index], rng) for index, dimension in enumerate(space)]
        places = np.stack(draws, axis=1)
        _switch_off(places, space)
        X = np.empty((CANDIDATES, model.fitted.design.X.shape[1]), dtype=np.float32)
        for index, dimension in enumerate(space):
            owned = np.flatnonzero(model.fitted.design.owner == index)
            X[:, owned] = _encoded(model, index, dimension.domain, places[:, index])
        sign = 1.0 if minimize else -1.0
        predicted = sign * np.stack([model.predicted(X), *model.predicted_by_parts(X)])
        ranks = predicted.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        return cls(places, predicted[0], ranks < GOOD * CANDIDATES)

    def within(self, space: Sequence[Dimension], kept: Sequence[Domain]) -> BoolArray:
        """Mark the candidates that lie in a smaller space; shape (candidates,).

        Parameters
        ----------
        space
            The space that they were drawn from.
        kept
            For each of its params what is kept of its domain.
        """
        inside = np.ones(len(self.places), dtype=bool)
        for index, (dimension, domain) in enumerate(zip(space, kept, strict=True)):
            places = self.places[:, index]
            inside &= np.isnan(places) | holds(dimension.domain, domain, places)
        return inside


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
        if isinstance(part, Interval):
            ends = places_of(domain, np.array([part.low, part.high]))
            inside: BoolArray = (places >= ends[0] - 1e-9) & (places <= ends[1] + 1e-9)
            return inside
        return np.ones(len(places), dtype=bool)  # frozen: it does not matter where
    kept = [place for place, value in enumerate(domain.values) if value in getattr(part, "values", ())]
    return np.isin(places, kept)


def places_of(domain: Interval, numbers: FloatArray) -> FloatArray:
    """Turn numbers into their places along an interval, from 0 to 1.

    Parameters
    ----------
    domain
        The interval.
    numbers
        Of any shape; those outside get places below 0 or above 1.
    """
    low, high, on = domain.low, domain.high, np.log if domain.log else np.asarray
    places: FloatArray = (on(numbers) - on(low)) / (on(high) - on(low))
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
    if domain.log:
        numbers: FloatArray = np.exp(np.log(domain.low) + places * np.log(domain.high / domain.low))
        return numbers
    return domain.low + places * (domain.high - domain.low)


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
        places[_having(column, value)] = place
    return places


def _having(column: Column, value: Value) -> BoolArray:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        same: BoolArray = column.numbers == value
        return same
    named = [code for code in range(len(column.levels)) if level_value(column, code) == value]
    return np.isin(column.codes, named) & np.isnan(column.numbers)


def _draws(domain: Domain, column: Column, rng: np.random.Generator) -> FloatArray:
    """Draw places; of choices only those that some run has: of others the forest knows nothing."""
    if isinstance(domain, Interval):
        places = rng.random(CANDIDATES)
        if not domain.integer:
            return places
        return np.clip(places_of(domain, np.round(numbers_at(domain, places))), 0.0, 1.0)
    known = [place for place, value in enumerate(domain.values) if _having(column, value).any()]
    if not known:
        return np.full(CANDIDATES, np.nan)
    return rng.choice(np.array(known, dtype=np.float64), CANDIDATES)


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
            out[here] = at_runs(model.fitted, index, np.flatnonzero(_having(column, value))[:1]).cells
    return out
