"""Advice for the next sweep in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.candidates import numbers_at
from hpviz.formatting import listed, number, with_article
from hpviz.search_space import Choices, Interval
from hpviz.text.ranking import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.next_sweep.rules import ParamAdvice
    from hpviz.analysis.result.scores import Score
    from hpviz.search_space import Dimension
    from hpviz.search_space.space import Value

# So many numbers of a list are named; of more the ends.
MOST_LISTED = 6
COLUMNS = ("param", "action", "before", "after", "reason", "sure", "agreement")


def table(advice: SweepAdvice) -> pd.DataFrame:
    """One row per param, in the order of the ranking.

    Columns: param, action, before, after (in words), reason, sure, agreement (the share of the parts of
    the forest whose good candidates lie there; NaN where nothing is narrowed).
    """
    import pandas as pd

    rows = [
        (
            line.param,
            line.action,
            domain(line.before),
            domain(line.after),
            reason(line, advice),
            line.sure,
            line.agreement,
        )
        for line in advice.lines
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def domain(dimension: Dimension | None) -> str:
    """Write what a param is drawn from: ``1e-05 to 0.1 (log)``, ``adam, sgd``, ``64``; or that it is not."""
    if dimension is None:
        return "drops out"
    drawn_from = dimension.domain
    if not isinstance(drawn_from, Interval):
        texts = [_value(value) for value in drawn_from.values]  # noqa: PD011 - of choices, not of a frame
        if drawn_from.numeric and len(texts) > MOST_LISTED:
            return f"{texts[0]} to {texts[-1]} ({len(texts)} values)"
        return ", ".join(texts)
    notes = [word for word, there in (("whole", drawn_from.integer), ("log", drawn_from.log)) if there]
    ends = f"{number(drawn_from.low)} to {number(drawn_from.high)}"
    return f"{ends} ({', '.join(notes)})" if notes else ends


def _value(value: Value) -> str:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number(float(value)) if is_number and value is not None else str(value)


def reason(line: ParamAdvice, advice: SweepAdvice) -> str:
    """Write why a param is frozen, narrowed, extended or kept, in a sentence or two."""
    return " ".join(_reasons(line, advice))


def _reasons(line: ParamAdvice, advice: SweepAdvice) -> Iterator[str]:
    if line.after is None:
        condition = line.before.condition
        yield f"{condition.param if condition else 'What switches it on'} no longer switches it on."
        return
    observed = line.observed
    if line.action == "freeze":
        yield (
            f"Does not matter: at most {max(observed.high, 0):.0%} of the variation of "
            f"{advice.result.metric} (95%). This is the best run's value."
        )
    elif line.action == "extend":
        side = "lower" if line.end == "low" else "upper"
        yield f"The best values lie at the {side} end of what was tried, so better ones may lie beyond."
    elif line.action == "narrow" and not math.isnan(line.agreement):
        yield _region(line)
    elif line.action == "keep":
        yield _kept(line, advice)
    yield from _failures(line)
    if observed.score.moves_with and line.action != "keep":
        yield f"It moved together with {listed(observed.score.moves_with)}: either may be the cause."


def _region(line: ParamAdvice) -> str:
    lies = "Most of the configurations that the forest calls good lie here"
    if line.after is not None and isinstance(line.after.domain, Choices) and not line.after.domain.numeric:
        lies = "What is left out is rare among the configurations that the forest calls good"
    agree = f"{line.agreement:.0%} of the parts of the forest agree"
    return f"{lies}; {agree}. {_mattering(line.observed.score)}"


def _mattering(score: Score) -> str:
    """Write whether the param matters at all, as the table does."""
    return "It matters." if score.matters else "Whether it matters is not known: it could be chance."


def _kept(line: ParamAdvice, advice: SweepAdvice) -> str:
    if line.before.fixed:
        return "One value only in these runs: vary it to learn about it."
    if advice.result.obstacle is not None:
        return "Not known yet."
    if line.observed.score.matters:
        return "It matters, but good configurations are found along most of it."
    return "Not known whether it matters: it could be chance, and is not known to do nothing."


def _failures(line: ParamAdvice) -> Iterator[str]:
    failures = line.observed.failures
    if failures.runs:
        yield f"{failures.failed} of {failures.runs} {failures.unit_name} {_where_failed(line)} failed."


def _where_failed(line: ParamAdvice) -> str:
    before, failures = line.before.domain, line.observed.failures
    if not isinstance(before, Interval):
        choices = before.values  # noqa: PD011 - of choices, not of a frame
        return f"with {listed([_value(choices[place]) for place in failures.places], last=' or ')}"
    low, high = (float(f"{end:.3g}") for end in numbers_at(before, np.array([failures.low, failures.high])))
    return f"at {number(low)} or less" if failures.low > 0 else f"at {number(high)} or more"


def sentences(advice: SweepAdvice) -> tuple[str, ...]:
    """Write what is advised of all params together, and what to expect of it."""
    return tuple(_sentences(advice))


def _sentences(advice: SweepAdvice) -> Iterator[str]:
    result, counted = advice.result, advice.result.require_evidence().unit_name
    changed = [line for line in advice.lines if line.action != "keep"]
    if result.obstacle is not None:
        more = f"about {math.ceil(advice.runs_to_add / 10) * 10:,} more {counted}"
        yield f"Keep everything, and add {more}. {problem(result)}"
    elif not changed:
        yield "Keep everything as it is: no range is known to be better than the others."
    for action in ("narrow", "extend", "freeze"):
        names = [line.param for line in changed if line.action == action and line.after is not None]
        if names:
            yield f"{action.capitalize()} {listed(names)}."
    if not math.isnan(advice.expected[0]):
        yield _expected(advice)
    if advice.outside:
        lie = "lies" if advice.outside == 1 else "lie"
        best = f"{advice.outside} of the 5 best {counted} {lie}"
        yield f"{best} outside the advised ranges (the best one lies inside)."


def _expected(advice: SweepAdvice) -> str:
    old, new = advice.expected_metric
    middling = f"{with_article(advice.result.metric)} of about {new:.3g} in a middling run"
    return f"There the forest expects {middling}, {old:.3g} in the old ranges."
