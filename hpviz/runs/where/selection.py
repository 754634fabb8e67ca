"""What an expression accepts of each column: the ranges and named values that can be drawn on its axis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.where.dates import Span
from hpviz.runs.where.evaluate import matching
from hpviz.runs.where.expression import Literal, Name
from hpviz.runs.where.names import column_of, is_date
from hpviz.runs.where.parse import parse
from hpviz.runs.where.parts import nodes_of, parts_of
from hpviz.runs.where.probe import Probe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.runs.where.expression import Node
    from hpviz.runs.where.names import RunTable


@dataclass(frozen=True, kw_only=True)
class Range:
    """Numbers from `low` to `high`.

    Attributes
    ----------
    low, high
        Its ends; None where it has none.
    low_open, high_open
        Whether the end itself lies outside.
    """

    low: float | None
    high: float | None
    low_open: bool
    high_open: bool


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What the conditions on one column accept.

    Attributes
    ----------
    conditions
        Their texts, as of `parts_of`; all of them hold.
    ranges
        Of the numbers, ascending.
    levels
        Of the named values.
    absent
        Whether a run without a value is accepted.
    """

    conditions: tuple[str, ...]
    ranges: tuple[Range, ...]
    levels: tuple[str, ...]
    absent: bool


def selections_of(text: str, runs: RunTable) -> dict[str, Selection]:
    """Find what an expression accepts of each column, as far as its conditions are about one column each.

    Parameters
    ----------
    text
        The expression, one that these runs take.
    runs
        The runs.

    Returns
    -------
    Column name to selection. Conditions on several columns, or on texts known of each run, are in none.
    """
    conditions: dict[str, list[str]] = {}
    for part in parts_of(text):
        names = [node for node in _nodes(part.text) if isinstance(node, Name)]
        columns = {_column_name(runs, name, part.text) for name in names}
        if len(columns) == 1 and (name := columns.pop()) is not None:
            conditions.setdefault(name, []).append(part.text)
    return {name: _selection(runs, name, tuple(texts)) for name, texts in conditions.items()}


def _column_name(runs: RunTable, name: Name, text: str) -> str | None:
    """Return the own name of a column; None of a text that is known of each run."""
    column = column_of(runs, name, text)
    return column.name if column.name in runs.columns or is_date(runs, name) else None


def _nodes(text: str) -> list[Node]:
    tree = parse(text)
    return [] if tree is None else [*nodes_of(tree)]


def _selection(runs: RunTable, name: str, conditions: tuple[str, ...]) -> Selection:
    """Evaluate the conditions at each end that they name, between these ends, and at each named value."""
    own = runs.columns.get(name)
    bounds = _bounds(conditions, is_moment=own is None)
    tries = _tries(bounds) if own is None or own.extent.present else np.empty(0)
    probe = _probe(name, own, tries)
    named = probe.columns[name].levels if own is not None else ()
    accepted = np.logical_and.reduce([matching(text, probe) for text in conditions])
    numbers, levels = np.split(accepted[:-1], [len(tries)])
    return Selection(
        conditions=conditions,
        ranges=tuple(_ranges(bounds, numbers)) if len(tries) else (),
        levels=tuple(level for level, is_in in zip(named, levels, strict=True) if is_in),
        absent=bool(accepted[-1]),
    )


def _bounds(conditions: tuple[str, ...], *, is_moment: bool) -> list[float]:
    """List the finite numbers that conditions name, ascending; of dates both ends of each."""
    bounds: set[float] = set()
    for text in conditions:
        for value in (node.value for node in _nodes(text) if isinstance(node, Literal)):
            if is_moment and isinstance(value, str) and (span := Span.of(value)) is not None:
                bounds |= {span.low, span.high}
            elif isinstance(value, int | float) and not isinstance(value, bool):
                bounds.add(float(value))
    return sorted(bound for bound in bounds if np.isfinite(bound))


def _tries(bounds: list[float]) -> FloatArray:
    """Return a number below all bounds, each bound and one between each two, and one above all of them."""
    if not bounds:
        return np.zeros(1)
    between = [[low, low / 2 + high / 2] for low, high in pairwise(bounds)]
    below, above = bounds[0] - abs(bounds[0]) - 1, bounds[-1] + abs(bounds[-1]) + 1
    return np.array([below, *(number for pair in between for number in pair), bounds[-1], above])


def _ranges(bounds: list[float], accepted: BoolArray) -> Iterator[Range]:
    """Join what is accepted of the places of `_tries`: odd ones are bounds, even ones lie between."""
    edges = np.flatnonzero(np.diff(np.r_[False, accepted, False].astype(np.int8)))
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        last = after - 1
        yield Range(
            low=bounds[(first - 1) // 2] if first else None,
            high=bounds[last // 2] if last < 2 * len(bounds) else None,
            low_open=bool(first) and first % 2 == 0,
            high_open=last < 2 * len(bounds) and last % 2 == 0,
        )


def _probe(name: str, own: Column | None, tries: FloatArray) -> Probe:
    """Make up a run of each number, then of each named value, then one without a value."""
    if own is None:
        return Probe.of_moments(np.r_[tries, np.nan])
    levels = tuple(own.levels[code] for code in own.present)
    numbers = np.r_[tries, np.full(len(levels) + 1, np.nan)]
    codes = np.full(len(numbers), -1, dtype=np.int32)
    codes[len(tries) : -1] = np.arange(len(levels))
    return Probe.of_column(
        replace(own, name=name, numbers=numbers, codes=codes, levels=levels, originals=None)
    )
