"""Advice in words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.metric_scale import own_unit
from hpviz.analysis.design.replicates import ENOUGH
from hpviz.analysis.next_sweep.candidates import numbers_at
from hpviz.analysis.next_sweep.rules import MATTERS, PROBABLY
from hpviz.analysis.sentences import ENOUGH_RUNS, number, p_text
from hpviz.formatting import listed, with_article
from hpviz.search_space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.next_sweep.advice import NextSweep
    from hpviz.analysis.next_sweep.rules import Advice
    from hpviz.analysis.ranking import Ranking
    from hpviz.search_space import Dimension
    from hpviz.search_space.space import Value

# So many numbers of a list are named; of more the ends.
MOST_LISTED = 6


def said(dimension: Dimension | None) -> str:
    """Write what a param is drawn from: ``1e-05 to 0.1 (log)``, ``adam, sgd``, ``64``."""
    if dimension is None:
        return "drops out"
    domain = dimension.domain
    if not isinstance(domain, Interval):
        texts = [value_text(value) for value in domain.values]
        if domain.numeric and len(texts) > MOST_LISTED:
            return f"{texts[0]} to {texts[-1]} ({len(texts)} values)"
        return ", ".join(texts)
    notes = [word for word, there in (("whole", domain.integer), ("log", domain.log)) if there]
    return f"{number(domain.low)} to {number(domain.high)}" + (f" ({', '.join(notes)})" if notes else "")


def value_text(value: Value) -> str:
    """Write one value."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number(float(value)) if is_number and value is not None else str(value)


def reasons(sweep: NextSweep) -> NextSweep:
    """Add the reason of each line, and what there is to say of all."""
    lines = tuple(replace(one, reason=" ".join(_why(one, sweep))) for one in sweep.lines)
    sweep = replace(sweep, lines=lines)
    return replace(sweep, sentences=tuple(_said(sweep)))


def _why(one: Advice, sweep: NextSweep) -> Iterator[str]:
    if one.after is None:
        condition = one.before.condition
        yield f"{condition.param if condition else 'What switches it on'} no longer switches it on."
        return
    if one.action == "freeze":
        yield (
            f"Does not matter: at most {max(one.found.high, 0):.0%} of the variation of "
            f"{sweep.ranking.metric} (95%). This is the best run's value."
        )
    elif one.action == "extend":
        side = {"low": "lower", "high": "upper"}[one.end]
        yield f"The best values lie at the {side} end of what was tried, so better ones may lie beyond."
    elif one.action == "narrow" and not math.isnan(one.agreement):
        yield _region(one)
    elif one.action == "keep":
        yield _kept(one, sweep)
    yield from _failures(one)
    if one.found.score.moves_with and one.action != "keep":
        yield f"It moved together with {listed(one.found.score.moves_with)}: either may be the cause."


def _region(one: Advice) -> str:
    lies = "Most of the configurations that the forest calls good lie here"
    if one.after is not None and isinstance(one.after.domain, Choices) and not one.after.domain.numeric:
        lies = "What is left out is rare among the configurations that the forest calls good"
    return f"{lies}; {one.agreement:.0%} of the parts of the forest agree. {_mattering(one.found.p_value)}"


def _mattering(p_value: float) -> str:
    """Say whether it matters at all: with the agreement that makes how sure a region is."""
    if p_value < PROBABLY:
        return f"It {'matters' if p_value < MATTERS else 'probably matters'} ({p_text(p_value)})."
    return f"It may not matter ({p_text(p_value)})."


def _kept(one: Advice, sweep: NextSweep) -> str:
    if one.before.fixed:
        return "One value only in these runs: vary it to learn about it."
    if sweep.ranking.problem:
        return "Not known yet."
    if one.found.p_value < PROBABLY:
        return "It matters, but good configurations are found along most of it."
    return "Not known whether it matters: it is not above the noise, nor is it known to do nothing."


def _failures(one: Advice) -> Iterator[str]:
    failures = one.found.failures
    if failures.runs:
        yield f"{failures.failed} of {failures.runs} {failures.counted} {_where(one)} failed."


def _where(one: Advice) -> str:
    domain, failures = one.before.domain, one.found.failures
    if not isinstance(domain, Interval):
        return f"with {listed([value_text(domain.values[place]) for place in failures.values], last=' or ')}"
    low, high = (float(f"{end:.3g}") for end in numbers_at(domain, np.array([failures.low, failures.high])))
    return f"at {number(low)} or less" if failures.low > 0 else f"at {number(high)} or more"


def _said(sweep: NextSweep) -> Iterator[str]:
    ranking = sweep.ranking
    changed = [one for one in sweep.lines if one.action != "keep"]
    if ranking.problem:
        yield f"Keep everything, and add {_runs_to_add(ranking)}. {ranking.problem}"
    elif not changed:
        yield "Keep everything as it is: no range is known to be better than the others."
    for action in ("narrow", "extend", "freeze"):
        names = [one.param for one in changed if one.action == action and one.after is not None]
        if names:
            yield f"{action.capitalize()} {listed(names)}."
    yield from _expected(sweep)
    if sweep.outside:
        lie = "lies" if sweep.outside == 1 else "lie"
        best = f"{sweep.outside} of the 5 best {_counted(ranking)} {lie}"
        yield f"{best} outside the advised ranges (the best one lies inside)."


def _expected(sweep: NextSweep) -> Iterator[str]:
    ranking, evidence = sweep.ranking, sweep.ranking.evidence
    if evidence is None or math.isnan(sweep.expected[0]):
        return
    old, new = own_unit(np.array(sweep.expected), evidence.metric, ranking.scale)
    middling = f"{with_article(ranking.metric)} of about {new:.3g} in a middling run"
    yield f"There the forest expects {middling}, {old:.3g} in the old ranges."


def _runs_to_add(ranking: Ranking) -> str:
    """Say how many runs more are worth a look: up to the least that are tested, else as many again."""
    evidence = ranking.evidence
    there = evidence.experiments if evidence else ranking.runs_used
    enough = ENOUGH_RUNS if _counted(ranking) == "runs" else ENOUGH
    more = enough - there if there < enough else there
    return f"about {math.ceil(more / 10) * 10:,} more {_counted(ranking)}"


def _counted(ranking: Ranking) -> str:
    """Name what is one experiment."""
    return ranking.evidence.counted if ranking.evidence else "runs"
