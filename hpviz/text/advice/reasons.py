"""Why the next sweep draws a param as it does, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.failures import params_that_fail
from hpviz.analysis.next_sweep.regions import ROOM
from hpviz.formatting.words import capitalised, listed
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.search_space import Choices
from hpviz.text import target as words
from hpviz.text.best_values import best_values
from hpviz.text.correlated_groups import either_matters, not_told_apart
from hpviz.text.figures import failed, failing_together, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.next_sweep.param_advice import Observed, ParamAdvice
    from hpviz.analysis.result.rank_result import RankResult

# Shares below this are written as less than 1%.
SMALLEST_SHARE = 0.005
UNKNOWN = "Whether it matters is not known: it could be chance."
# So many values that were never tried are named; more are counted.
MOST_UNTRIED = 6
APART = "The good values lie in separate stretches with worse values between them"
KEPT = {
    "not known": UNKNOWN,
    "no value": "Its values stay as they are.",
    "everywhere": "That is all or most of it, so it stays.",
    "apart": f"{APART}, and one range would hold all of that, so it stays.",
    "best run": "The best run has another value, so it stays.",
    "no agreement": "Some good settings may lie elsewhere, so it stays.",
    "not better": "Together with the other changes a smaller range brought no better settings.",
}
WITH_BEST = "The best run has another value, which stays inside."
ON_FRONT = {
    "best run": "Runs on the Pareto front have other values, so it stays.",
    "with best": "Runs on the Pareto front have other values, which stay inside.",
}


def reason(line: ParamAdvice, advice: SweepAdvice) -> str:
    """Write why a param is frozen, narrowed, extended, moved or kept, in a sentence or two."""
    return " ".join(_reasons(line, advice))


def _reasons(line: ParamAdvice, advice: SweepAdvice) -> Iterator[str]:
    observed = line.observed
    if line.after is None:
        yield _removed(line)
        return
    if observed is None:
        yield "Hidden from the table, so nothing is known about it: it stays as it was."
        return
    yield from _action(line, observed, advice)
    yield from _worse(line, advice)
    yield from _never_tried(line, observed)
    yield from _failures(line, advice.result)
    if observed.column.absent.any() and line.before.condition is None and line.part == "choice":
        yield _without_it(observed, advice)
    if observed.score.moves_with and line.action != "keep":
        names = listed(observed.score.moves_with)
        yield f"{names} changed along with it: their effects cannot be separated."


def _without_it(observed: Observed, advice: SweepAdvice) -> str:
    target = advice.result.target
    if observed.effect is not None and best_values(observed.effect).startswith("clearly worse without "):
        return "The next sweep always sets it."
    if observed.better_with:
        return f"Runs without it {words.worse_runs(target)} than the others; the next sweep always sets it."
    return "Some runs do without it; the next sweep always sets it."


def _removed(line: ParamAdvice) -> str:
    if line.why == "better without":
        return "Runs without it are better: leave it out."
    condition = line.before.condition
    return f"{condition.param if condition else 'What switches it on'} no longer takes such a value."


def _action(line: ParamAdvice, observed: Observed, advice: SweepAdvice) -> Iterator[str]:
    """Write why the action is what it is."""
    if line.action == "freeze":
        at_most = f"at most {observed.high:.0%}" if observed.high >= SMALLEST_SHARE else "less than 1%"
        explains = f"It explains {at_most} of {words.differences(advice.result.target)}"
        yield f"{explains}, by chance or not: fixed to the best run's value."
    elif observed.effect is not None and line.why not in {"no choice", "constant"}:
        yield f"{capitalised(best_values(observed.effect))}."
        yield from _beside_the_best(line, advice)
    elif line.along:
        yield f"It changed along with {line.along}, and is drawn from the values that it had there."
    elif line.action == "narrow" and not math.isnan(line.agreement):
        yield _region(line)
    if line.action == "keep":
        yield _kept(line, advice)


def only_used(line: ParamAdvice) -> str:
    """Write when a param is used that is not used any more."""
    condition = line.before.condition
    if condition is None:
        return "not used"
    values = listed(list(map(value_text, condition.values)), last=" or ")
    return f"only used when {condition.param} = {values}"


def _region(line: ParamAdvice) -> str:
    """Write where good settings lie of a param that could be chance."""
    domain = line.after.domain if line.after is not None else None
    lies = "Most good settings seem to lie here"
    if isinstance(domain, Choices) and not domain.numeric:
        lies = "The other values seem rarely good"
    return f"{lies}. {UNKNOWN}"


def _beside_the_best(line: ParamAdvice, advice: SweepAdvice) -> Iterator[str]:
    """Write what is drawn beside the good values."""
    observed = line.observed
    if observed is None or observed.region is None or observed.part is None or line.action == "keep":
        return
    region, anchored = observed.region, observed.anchored
    if observed.part.apart:
        yield f"{APART}, which one range draws too."
    if region.wider:
        yield "Some good runs lie just outside, so a wider range is drawn."
    outside = (anchored < region.low - ROOM) | (anchored > region.high + ROOM)
    if isinstance(line.before.domain, Choices):
        outside = ~np.isin(anchored, region.kept)
    if outside.any():
        yield ON_FRONT["with best"] if isinstance(advice.result.target, ParetoTarget) else WITH_BEST


def _kept(line: ParamAdvice, advice: SweepAdvice) -> str:
    if line.why == "no choice":
        return f"No search chooses it ({line.part}), so it stays."
    if line.why == "constant":
        return "It has one value only in these runs: vary it to learn about it."
    if advice.result.obstacle is not None:
        return "Not known yet."
    if isinstance(advice.result.target, FailureTarget):
        return _kept_beside_failures(line, advice.result)
    return _kept_beside_others(line, advice)


def _kept_beside_others(line: ParamAdvice, advice: SweepAdvice) -> str:
    if isinstance(advice.result.target, ParetoTarget) and line.why in ON_FRONT:
        return ON_FRONT[line.why]
    if line.why == "everywhere" and (partner := _partner(line)):
        return f"With one value of {partner} or another, all or most of it is good, so it stays."
    if line.why == "not known" and (others := not_told_apart(advice.result, line.param)):
        return f"{either_matters(others)}, so it stays."
    return KEPT[line.why]


def _partner(line: ParamAdvice) -> str:
    """Name the param on which the best values of another one depend; empty where they do not."""
    effect = line.observed.effect if line.observed is not None else None
    if effect is None:
        return ""
    of_effect = (effect.numbers, effect.best_levels)
    return next((best.partner for best in of_effect if best is not None and best.differs == "depends"), "")


def _kept_beside_failures(line: ParamAdvice, result: RankResult) -> str:
    """Write why a param stays where failing is ranked."""
    observed = line.observed
    if observed is not None and observed.failures.runs:
        return "It stays as it is."
    if together := failing_together(result, line.param):
        return f"{capitalised(together)}: no values of it alone leave out only these, so it stays."
    if (observed is not None and observed.score.matters) or line.param in params_that_fail(result):
        return "Whether a run fails depends on it, but in no part of it do nearly all runs fail, so it stays."
    return "Whether failing depends on it is not known: it could be chance."


def _worse(line: ParamAdvice, advice: SweepAdvice) -> Iterator[str]:
    values = line.before.domain.values if isinstance(line.before.domain, Choices) else ()
    names = [value_text(values[place]) for place in line.worse]
    best = line.observed.effect if line.observed is not None else None
    if best is not None and best_values(best) == f"clearly worse with {listed(names, last=' or ')}":
        return  # which was written
    if names:
        worse = words.worse_runs(advice.result.target)
        yield f"Runs with {listed(names, last=' or ')} {worse} than the others."


def _never_tried(line: ParamAdvice, observed: Observed) -> Iterator[str]:
    """Write what the next sweep draws of which nothing is known."""
    before, after = line.before.domain, line.after.domain if line.after is not None else None
    if not isinstance(before, Choices) or after is None or line.why in {"no choice", "constant"}:
        return
    values = [before.values[place] for place in sorted(observed.untried)]
    names = [value_text(value) for value in values if after.holds(value)]
    if len(names) > MOST_UNTRIED:
        yield f"{len(names)} of these values were never tried."
    elif names:
        yield f"{listed(names)} {'was' if len(names) == 1 else 'were'} never tried."


def _failures(line: ParamAdvice, result: RankResult) -> Iterator[str]:
    failures = line.observed.failures if line.observed is not None else None
    if failures is not None and failures.runs:
        yield f"{failed(line.before.domain, failures)}."
    elif line.action == "keep" and not isinstance(result.target, FailureTarget):
        together = failing_together(result, line.param)
        yield from [f"{capitalised(together)}."] if together else []
