"""Advice for the next sweep in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.regions import ROOM
from hpviz.formatting import capitalised, count_of, listed, numbers, with_article
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.search_space import Choices, Interval
from hpviz.text import target as words
from hpviz.text.best_values import best_values
from hpviz.text.figures import failed, value_text
from hpviz.text.more_runs import continuing
from hpviz.text.ranking import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.next_sweep.param_advice import Observed, ParamAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.search_space import Dimension

# So many numbers of a list are named; of more the ends.
MOST_LISTED = 6
# So many params are named that share an action; more are counted.
MOST_NAMED = 6
# Shares below this are written as less than 1%.
SMALLEST_SHARE = 0.005
UNKNOWN = "Whether it matters is not known: it could be chance."
KEPT = {
    "not known": UNKNOWN,
    "no value": "It stays as it is.",
    "everywhere": "That is all or most of it, so it stays.",
    "best run": "The best run lies elsewhere, so it stays.",
    "no agreement": "More runs are needed to see whether the best settings lie there, so it stays.",
    "not better": "Together with the other changes a smaller range brought no better settings.",
}
WITH_BEST = (
    "The best run lies elsewhere, and its value stays inside.",
    "Some of the best runs lie elsewhere, and their values stay inside.",
)
COLUMNS = ("param", "action", "before", "after", "reason", "sure", "agreement")


def table(advice: SweepAdvice) -> pd.DataFrame:
    """One row per param, in the order of the ranking; hidden ones come last.

    Columns: param, action, before, after (in words), reason, sure, agreement (from 0 to 1: the share of the
    parts of the forest of which most good candidates lie there; NaN where nothing is narrowed, extended or
    moved).
    """
    import pandas as pd

    rows = [
        (
            line.param,
            action(line),
            domain(line.before),
            _only_used(line) if line.after is None else domain(line.after),
            reason(line, advice),
            line.sure,
            line.agreement,
        )
        for line in advice.lines
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def action(line: ParamAdvice) -> str:
    """Write what to do with a param: its action, ``remove``, or ``keep (hidden)``."""
    if line.after is None:
        return "remove"
    return f"{line.action} (hidden)" if line.hidden else line.action


def domain(dimension: Dimension) -> str:
    """Write what a param is drawn from: ``1e-05 to 0.1 (log)``, ``adam, sgd``, ``64``."""
    drawn_from = dimension.domain
    if not isinstance(drawn_from, Interval):
        return _choices(drawn_from)
    low, high = numbers([drawn_from.low, drawn_from.high])
    notes = ["whole"] if drawn_from.integer and drawn_from.step is None else []
    notes += ["log"] if drawn_from.log else []
    notes += [f"steps of {value_text(drawn_from.step)}"] if drawn_from.step is not None else []
    notes += ["observed"] if dimension.observed else []
    return f"{low} to {high} ({', '.join(notes)})" if notes else f"{low} to {high}"


def _choices(choices: Choices) -> str:
    values = choices.values  # noqa: PD011 - of choices, not of a frame
    if not choices.numeric:
        return ", ".join(map(value_text, values))
    texts = numbers([value for value in values if isinstance(value, (int, float))])
    if len(texts) > MOST_LISTED:
        return f"{texts[0]} to {texts[-1]} ({len(texts)} values)"
    return ", ".join(texts)


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
    yield from _failures(line)
    if observed.column.absent.any() and line.before.condition is None and line.part == "choice":
        yield "Some runs do without it; the next sweep always sets it."
    if observed.score.moves_with and line.action != "keep":
        names = listed(observed.score.moves_with)
        yield f"{names} changed along with it: their effects cannot be separated."


def _removed(line: ParamAdvice) -> str:
    if line.why == "better without":
        return "Runs without it are better: leave it out."
    condition = line.before.condition
    return f"{condition.param if condition else 'What switches it on'} no longer takes such a value."


def _action(line: ParamAdvice, observed: Observed, advice: SweepAdvice) -> Iterator[str]:
    """Write why the action is what it is."""
    if line.action == "freeze":
        at_most = f"at most {observed.high:.0%}" if observed.high >= SMALLEST_SHARE else "less than 1%"
        yield (
            f"Does not matter: it explains {at_most} of {words.differences(advice.result.target)}. "
            "Fixed to the best run's value."
        )
    elif observed.effect is not None:
        yield f"{capitalised(best_values(observed.effect))}."
        yield from _beside_the_best(line)
    elif line.action == "narrow" and not math.isnan(line.agreement):
        yield _region(line)
    if line.action == "keep":
        yield _kept(line, advice)


def _only_used(line: ParamAdvice) -> str:
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


def _beside_the_best(line: ParamAdvice) -> Iterator[str]:
    """Write what is drawn beside the good values."""
    observed = line.observed
    if observed is None or observed.region is None or observed.part is None or line.action == "keep":
        return
    region, anchored = observed.region, observed.anchored
    if region.wider:
        yield "Some good settings lie beside that, so more is drawn."
    outside = (anchored < region.low - ROOM) | (anchored > region.high + ROOM)
    if isinstance(line.before.domain, Choices):
        outside = ~np.isin(anchored, region.kept)
    if outside.any():
        yield WITH_BEST[len(observed.anchors) > 1]


def _kept(line: ParamAdvice, advice: SweepAdvice) -> str:
    if line.why == "no choice":
        return f"No search chooses it ({line.part}), so it stays."
    if line.why == "constant":
        return "It has one value only in these runs: vary it to learn about it."
    if advice.result.obstacle is not None:
        return "Not known yet."
    if isinstance(advice.result.target, FailureTarget):
        return "Runs do not fail mainly at one end of it, or with one of its values."
    return KEPT[line.why]


def _worse(line: ParamAdvice, advice: SweepAdvice) -> Iterator[str]:
    values = line.before.domain.values if isinstance(line.before.domain, Choices) else ()  # noqa: PD011
    names = [value_text(values[place]) for place in line.worse]
    if names:
        target = advice.result.target
        worse = words.lower(target) if target.goal == "maximize" else words.higher(target)
        yield f"Runs with {listed(names, last=' or ')} have {worse} than the others."


def _failures(line: ParamAdvice) -> Iterator[str]:
    failures = line.observed.failures if line.observed is not None else None
    if failures is not None and failures.runs:
        yield f"{failed(line.before.domain, failures)}."


def sentences(advice: SweepAdvice) -> tuple[str, ...]:
    """Write what is advised of all params together, and what to expect of it."""
    return tuple(_sentences(advice))


def _sentences(advice: SweepAdvice) -> Iterator[str]:
    result, counted = advice.result, advice.result.require_evidence().unit_name
    changed = [line for line in advice.lines if line.action != "keep" and line.after is not None]
    if result.obstacle is not None:
        more = f"about {math.ceil(advice.runs_to_add / 10) * 10:,} more {counted}"
        yield f"Keep everything, and add {more}. {problem(result)}"
    elif not changed and not any(line.why == "better without" for line in advice.lines):
        yield _unchanged(result)
    else:
        yield from words.guessed_goal(result.target, result.require_evidence().runs)
    for name in ("narrow", "extend", "move", "freeze"):
        names = [line.param for line in changed if line.action == name]
        if len(names) > MOST_NAMED:
            yield f"{name.capitalize()} {count_of(len(names), 'parameter')}."
        elif names:
            yield f"{name.capitalize()} {listed(names)}."
    yield from _no_choices(advice)
    yield from _scope(result)
    if advice.expected[0] != advice.expected[1] and not math.isnan(advice.expected[0]):
        yield _expected(advice)
    if advice.outside:
        lie = "lies" if advice.outside == 1 else "lie"
        best = f"{advice.outside} of the 5 best {counted} {lie}"
        yield f"{best} outside the advised ranges (the best one lies inside)."
    yield from continuing(advice)


def _unchanged(result: RankResult) -> str:
    if isinstance(result.target, FailureTarget):
        return "Keep everything as it is: runs do not fail mainly in one part of any range."
    return "Keep everything as it is: no range is known to be better than the others."


def _no_choices(advice: SweepAdvice) -> Iterator[str]:
    """Name what is left out, and what is ranked but never advised."""
    without = [line.param for line in advice.lines if line.why == "better without"]
    if without:
        yield f"Leave out {listed(without)}."
    named = [f"{line.param} ({line.part})" for line in advice.lines if line.why == "no choice"]
    if named:
        yield f"Not advised on: {listed(named)}."


def _scope(result: RankResult) -> Iterator[str]:
    """Write what the advice does not look at."""
    target = result.target
    if isinstance(target, FailureTarget):
        yield "This only avoids failures: rank by a metric to see which settings are good."
    elif isinstance(target, ParetoTarget) and result.obstacle is None:
        front = f"the Pareto front of {listed(target.metrics)}"
        yield f"All runs on {front} stay inside, so no trade-off is lost."


def _expected(advice: SweepAdvice) -> str:
    old, new = advice.expected_metric
    texts = numbers([float(f"{value:.3g}") for value in (new, old)])
    if isinstance(advice.result.target, ParetoTarget):
        return f"A typical run there should be {texts[0]} away from the front instead of {texts[1]}."
    reach = f"{with_article(advice.result.target.name)} of about {texts[0]} instead of {texts[1]}"
    return f"A typical run there should reach {reach}."
