"""The metric to begin with and its goal, by values: a plain one that most runs have, and as ranks go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.first_metric import (
    first_metric,
    is_result,
    is_same_elsewhere,
    is_served,
    rivals_of_first,
)
from hpviz.runs.metric_column import holds_truths
from hpviz.runs.metric_names import decisive_word, is_objective, is_open_goal, known_goal, tokens
from hpviz.runs.metric_nouns import extra_words, noun_rank
from hpviz.runs.metric_vocabulary import LOWER_BY_FAMILY, words
from hpviz.runs.metric_vocabulary.moments import is_moment_name
from hpviz.runs.relations.exact import made_of
from hpviz.runs.relations.unmoved import follows_from_fewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hpviz.runs.column import Column
    from hpviz.runs.metric_names import Goal

# A metric of which so many runs share one value says little of the others.
MOST_ALIKE = 0.9
# Beside a metric that a smaller share of the runs has, what is asked about may be meant.
MOST_HAVE = 2 / 3
# A metric that runs have more than so many times as often counts more.
FEW_HAVE = 4
# Sums of the same numbers differ by this, relatively, and mean nothing by it.
ROUNDING = 1e-12
# What a column of places in an order is called; numbers of rows go along with a sorted metric, too.
RANKS = words("rank ranks ranking ranked place placing standing")
# With fewer, runs may be in that order by accident.
FEWEST_RANKED = 3


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The metrics that may be looked at first.

    Attributes
    ----------
    names
        In the order of the table.
    flags
        Those that hold nothing but 0 and 1.
    moments
        Those that say at which step something came.
    counts
        Whole numbers of unknown names.
    lack_first
        Whether one that would be the first was left out since a param never moves it.
    """

    names: tuple[str, ...]
    flags: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    lack_first: bool = False

    @classmethod
    def among(cls, metrics: Mapping[str, Column], params: Mapping[str, Column] | None = None) -> Candidates:
        """Take those that any run has and that differ between runs; all that runs have where none does.

        Left out are metrics that few runs have where others are there, and what was made of a metric and a
        param, or of params alone, before the plain metric.

        Parameters
        ----------
        metrics
            All metrics.
        params
            All params; without them, what is made of them is not looked for.
        """
        filled = [name for name, column in metrics.items() if np.isfinite(column.numbers).any()]
        differing = [name for name in filled if _differs(metrics[name])]
        named_best = first_metric(list(metrics))
        candidates = _in_place_of(named_best, cls.of(differing or filled, metrics), metrics)
        return _plain(_that_most_have(candidates, metrics), metrics, params or {})

    @classmethod
    def of(cls, names: Iterable[str], metrics: Mapping[str, Column]) -> Candidates:
        """Take these metrics."""
        names = tuple(names)
        return cls(
            names=names,
            flags=frozenset(name for name in names if holds_truths(metrics[name])),
            moments=frozenset(name for name in names if is_moment(metrics[name])),
            counts=frozenset(name for name in names if _is_count(metrics[name])),
        )

    def is_result(self, name: str) -> bool:
        """Whether this is what came of a run, rather than a comparison, a cost, a spread or a moment."""
        return is_result(name, self.flags, self.moments)

    def is_outcome(self, name: str) -> bool:
        """Whether this is a result, and not how fast it was had."""
        return is_result(name, self.flags, self.moments) and not is_served(name)

    def first(self) -> str | None:
        """Choose the metric that a person most likely wants to see first."""
        return first_metric(self.names, self.flags, self.moments, self.counts)

    def rivals(self) -> tuple[str, ...]:
        """List those that may be meant as well as the first."""
        return rivals_of_first(
            self.names, self.flags, self.moments, self.counts, by_place=not self.lack_first
        )


def asked_beside(first: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    """List the numbers that are asked about and may be meant instead of a metric.

    All may beside one of an unknown name, what a run used up, or what few runs have; beside another those
    that would come first.
    """
    if not first:
        return ()
    questions = [
        name
        for name, column in columns.items()
        if column.role == "aside" and column.guessed and column.kind == "numeric"
    ]
    finite = np.isfinite(columns[first].numbers)
    if known_goal(first) is not None and is_result(first) and finite.mean() >= MOST_HAVE:
        known = (name for name in questions if known_goal(name) is not None)
        return tuple(name for name in known if first_metric([first, name]) == name)
    return tuple(questions)


def _in_place_of(best: str | None, candidates: Candidates, metrics: Mapping[str, Column]) -> Candidates:
    """Take the same metric on other rows where the one that counts by its name has no values."""
    if best is None or best in candidates.names:
        return candidates
    alike = [name for name in candidates.names if is_same_elsewhere(name, best)]
    return Candidates.of(alike, metrics) if alike else candidates


def _that_most_have(candidates: Candidates, metrics: Mapping[str, Column]) -> Candidates:
    """Leave out metrics that few runs have where a result is there that most have."""
    first = candidates.first()
    if first is None:
        return candidates
    counts = {name: int(np.isfinite(metrics[name].numbers).sum()) for name in candidates.names}
    shared = Candidates.of([name for name in counts if counts[name] > FEW_HAVE * counts[first]], metrics)
    best = shared.first()
    return shared if best and shared.is_result(best) else candidates


def _plain(candidates: Candidates, metrics: Mapping[str, Column], params: Mapping[str, Column]) -> Candidates:
    """Leave out, as long as it would be the first, what was made of other columns."""
    while (first := candidates.first()) and not is_objective(first):
        others = [name for name in candidates.names if name != first]
        made = _is_made_of_another(first, others, metrics, params)
        unmoved = False
        if not made and _may_be_set(first, params):
            results = {name: metrics[name] for name in others if candidates.is_outcome(name)}
            unmoved = follows_from_fewer(metrics[first], results, params)
        if not made and not unmoved:
            break
        candidates = replace(Candidates.of(others, metrics), lack_first=unmoved or candidates.lack_first)
    return candidates


def _is_made_of_another(
    name: str, others: Sequence[str], metrics: Mapping[str, Column], params: Mapping[str, Column]
) -> bool:
    """Whether a metric was made of a plainer one and a param; of two, by name, else by which stands first."""
    numbers = [param for param, column in params.items() if column.kind == "numeric"]
    left, places = list(others), list(metrics)
    while made := made_of([name], {**params, **metrics}, left, numbers).get(name):
        pair = [made.result, name]
        by_name = {first_metric(pair), first_metric(pair[::-1])}
        plainer = by_name if len(by_name) == 1 else {min(pair, key=places.index)}
        if made.result in plainer:
            return True
        left.remove(made.result)
    return False


def _may_be_set(name: str, params: Iterable[str]) -> bool:
    """Whether a metric may say how runs were set up: no usual name of a result, or an ``effective_kappa``."""
    named = set(tokens(name))
    unusual = known_goal(name) is None or bool(extra_words(name))
    return unusual or any(set(tokens(param)) <= named for param in params if tokens(param))


def is_moment(column: Column) -> bool:
    """Whether the column says at which step something came."""
    finite = column.numbers[np.isfinite(column.numbers)]
    whole = bool(len(finite)) and finite.max() > 1 and bool((finite == np.round(finite)).all())
    return is_moment_name(column.name, whole=whole)


def _is_count(column: Column) -> bool:
    """Whether these are whole numbers of which the name does not say what they are."""
    finite = column.numbers[np.isfinite(column.numbers)]
    whole = bool(len(finite)) and finite.min() >= 0 and bool((finite == np.round(finite)).all())
    return whole and known_goal(column.name) is None and noun_rank(column.name) is None


def has_open_goal(column: Column) -> bool:
    """Whether neither a known word of its name nor its values say if a metric is to be small."""
    name = column.name
    return known_goal(name) is None or is_open_goal(name) or is_moment(column) or _is_signed_error(column)


def _is_signed_error(column: Column) -> bool:
    """Whether a column has the name of an error, of which none is below 0, and values below 0."""
    named = tokens(column.name)
    return (
        decisive_word(column.name) in LOWER_BY_FAMILY["errors"]
        and not {"neg", "negative"} & {*named}
        and bool((column.numbers < 0).any())
    )


def ranked_goal(metric: Column, columns: Iterable[Column]) -> Goal | None:
    """Read the goal off a column that ranks the runs by the metric, 1 for the best; None where none does."""
    goals = {goal for column in columns if (goal := _goal_by_ranks(metric, column))}
    return goals.pop() if len(goals) == 1 else None


def _goal_by_ranks(metric: Column, ranks: Column) -> Goal | None:
    if ranks is metric or ranks.role == "param" or not RANKS & set(tokens(ranks.name)):
        return None
    rows = np.isfinite(ranks.numbers) & np.isfinite(metric.numbers)
    if rows.sum() < FEWEST_RANKED:
        return None
    order = np.argsort(ranks.numbers[rows])
    places, values = ranks.numbers[rows][order], metric.numbers[rows][order]
    # Of some of the runs places are missing.
    if not ((np.diff(places) > 0).all() and (places == np.round(places)).all() and places[0] >= 0):
        return None
    steps = np.diff(values)
    if not steps.any():
        return None
    return "minimize" if (steps >= 0).all() else "maximize" if (steps <= 0).all() else None


def _differs(column: Column) -> bool:
    """Whether runs differ in it: not where most are infinite, nor where nearly all share a value."""
    given = column.numbers[~np.isnan(column.numbers)]
    finite = given[np.isfinite(given)]
    if 2 * len(finite) <= len(given):
        return False
    if np.ptp(finite) <= ROUNDING * float(np.abs(finite).max()):
        return len(finite) < 2
    if holds_truths(column):
        return True
    _, counts = np.unique(finite, return_counts=True)
    return bool(counts.max() <= MOST_ALIKE * len(finite))
