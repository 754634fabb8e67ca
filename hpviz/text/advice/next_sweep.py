"""Advice for the next sweep in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.analysis.next_sweep.advice import MOST_BEST
from hpviz.analysis.next_sweep.failures import params_that_fail, shared_by_failures
from hpviz.formatting.numbers import number, numbers, one_notation
from hpviz.formatting.words import count_of, listed, some, with_article
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.search_space import Choices, Interval
from hpviz.search_space.trial import is_number
from hpviz.text import target as words
from hpviz.text.advice.level_order import in_natural_order
from hpviz.text.advice.more_runs import continuing
from hpviz.text.advice.reasons import only_used, reason
from hpviz.text.figures import failing_together, value_text
from hpviz.text.headline import left_out
from hpviz.text.refusals import problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.search_space import Dimension, Domain

# So many numbers of a list are named; of more the ends.
MOST_LISTED = 6
# So many values without an order are named; more are counted.
MOST_NAMED_VALUES = 12
# So many params are named that share an action; more are counted.
MOST_NAMED = 6
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
            domain(line.before, line.after),
            only_used(line) if line.after is None else domain(line.after, line.before),
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
    if always_set(line):
        return "always set"
    if line.action == "narrow" and line.after.fixed:
        return "fix"
    return f"{line.action} (hidden)" if line.hidden else line.action


def always_set(line: ParamAdvice) -> bool:
    """Whether nothing else changes than that no run does without a param: a value for "none" is not drawn."""
    observed = line.observed
    if observed is None or line.before.condition is not None or line.part != "choice":
        return False
    return bool(observed.column.absent.any()) and line.after == line.before


def domain(dimension: Dimension, beside: Dimension | None = None) -> str:
    """Write what a param is drawn from: ``0.00001 to 0.1 (log)``, ``adam, sgd``, ``64``.

    Parameters
    ----------
    dimension
        The param.
    beside
        What it is drawn from in the cell beside: numbers of both are written in one notation.
    """
    drawn_from = dimension.domain
    others = [] if beside is None else [number(value) for value in _numbers_of(beside.domain)]
    if not isinstance(drawn_from, Interval):
        return _choices(drawn_from, others)
    low, high, *_ = one_notation([*numbers([drawn_from.low, drawn_from.high]), *others])
    notes = ["whole"] if drawn_from.integer and drawn_from.step is None else []
    notes += ["log"] if drawn_from.log else []
    notes += [f"steps of {value_text(drawn_from.step)}"] if drawn_from.step is not None else []
    notes += ["observed"] if dimension.observed else []
    return f"{low} to {high} ({', '.join(notes)})" if notes else f"{low} to {high}"


def _numbers_of(drawn_from: Domain) -> list[float]:
    if isinstance(drawn_from, Interval):
        return [drawn_from.low, drawn_from.high]
    return [value for value in drawn_from.values if is_number(value)]  # type: ignore[misc]  # noqa: PD011


def _choices(choices: Choices, others: Sequence[str]) -> str:
    """Write values: numbers first, of many their ends, then those with names."""
    own = _numbers_of(choices)
    written = numbers(own if choices.numeric else sorted(own))
    texts = [*one_notation([*written, *others])[: len(own)]]
    if len(texts) > MOST_LISTED:
        texts = [f"{texts[0]} to {texts[-1]} ({len(texts)} values)"]
    named = [value_text(value) for value in choices.values if not is_number(value)]  # noqa: PD011
    return some([*texts, *in_natural_order(named)], MOST_NAMED_VALUES)


def sentences(advice: SweepAdvice) -> tuple[str, ...]:
    """Write what is advised of all params together, and what to expect of it."""
    return tuple(_sentences(advice))


def _more(advice: SweepAdvice) -> str:
    """Write how many runs to add: just those that are missing where the reason names how many are needed."""
    result, add = advice.result, advice.runs_to_add
    noun = result.require_evidence().unit_name.removesuffix("s")
    if result.obstacle is not None and result.obstacle.kind in {"few runs", "few configurations"}:
        return f"at least {count_of(add, f'more {noun}')}"
    return f"about {count_of(math.ceil(add / 10) * 10, f'more {noun}')}"


def _sentences(advice: SweepAdvice) -> Iterator[str]:
    result, counted = advice.result, advice.result.require_evidence().unit_name
    acts = [(line.param, action(line)) for line in advice.lines if line.after is not None]
    changed = [param for param, act in acts if not act.startswith("keep")]
    yield from words.guess_sentences(result.target, result.dismissed)
    if result.obstacle is not None:
        everything = "everything else" if changed else "everything"
        aside = left_out(result) if result.obstacle.kind == "unpredicted" else ""
        add = "" if aside else f", and add {_more(advice)}"
        yield f"Keep {everything}{add}. {problem(result)} {aside}".rstrip()
    elif not changed and not any(line.why == "better without" for line in advice.lines):
        yield _unchanged(advice)
    for name in ("narrow", "fix", "extend", "shift", "freeze", "always set"):
        names = [param for param, act in acts if act == name]
        if len(names) > MOST_NAMED:
            yield f"{name.capitalize()} {count_of(len(names), 'parameter')}."
        elif names:
            yield f"{name.capitalize()} {listed(names)}."
    yield from _no_choices(advice)
    yield from _scope(advice)
    if advice.expected.known:
        yield _expected(advice)
    if advice.outside:
        yield _outside(advice, counted)
    yield from continuing(advice)


def _outside(advice: SweepAdvice, counted: str) -> str:
    """Write how many of the best runs the advice leaves out, and whether the best is among them."""
    if isinstance(advice.result.target, ParetoTarget):
        all_inside = "; all on it lie inside" if advice.best_inside else ""
        nearest = f"{advice.outside} of the {MOST_BEST} {counted} nearest to the front"
        return f"{nearest} {'lies' if advice.outside == 1 else 'lie'} outside the advised ranges{all_inside}."
    if advice.outside == MOST_BEST:
        return f"All {MOST_BEST} best {counted} lie outside the advised ranges."
    lie = "lies" if advice.outside == 1 else "lie"
    inside = "the best one lies inside" if advice.best_inside else "the best one too"
    return f"{advice.outside} of the {MOST_BEST} best {counted} {lie} outside the advised ranges ({inside})."


def _unchanged(advice: SweepAdvice) -> str:
    if isinstance(advice.result.target, FailureTarget):
        fails = [line.param for line in advice.lines if line.observed and line.observed.failures.runs]
        if fails:
            return f"Keep everything as it is: runs fail mainly with some values of {listed(fails)} only."
        return f"Keep everything as it is{_where_some_fail(advice)}."
    apart = [line.param for line in advice.lines if line.why == "apart"]
    if apart:
        where = f"the good values of {listed(apart)} lie apart, with worse ones between"
        return f"Keep everything as it is: {where}."
    return "Keep everything as it is: no smaller range is known to bring better settings."


def _where_some_fail(advice: SweepAdvice) -> str:
    """Write where runs fail though nothing is left out for it: with some values together, or often."""
    if together := failing_together(advice.result, *(line.param for line in advice.lines)):
        return f": {together}; no values of one parameter leave out only these"
    failures, shared = shared_by_failures(advice.result)
    if shared:
        together = " with ".join(f"{param} {value_text(value)}" for param, value in shared)
        return f". All {failures} failures are at {together}"
    params = params_that_fail(advice.result)
    if params:
        return f": failing depends on {listed(params)}, but no value fails in nearly all of its runs"
    return ": runs do not fail mainly in one part of any range"


def _no_choices(advice: SweepAdvice) -> Iterator[str]:
    """Name what is left out, and what is ranked but never advised."""
    without = [line.param for line in advice.lines if line.why == "better without"]
    if without:
        yield f"Leave out {listed(without)}."
    named = [f"{line.param} ({line.part})" for line in advice.lines if line.why == "no choice"]
    if named:
        yield f"Not advised on: {listed(named)}."


def _scope(advice: SweepAdvice) -> Iterator[str]:
    """Write what the advice does not look at."""
    result, target = advice.result, advice.result.target
    if isinstance(target, FailureTarget):
        yield "This only avoids failures: rank by a metric to see which settings are good."
    elif isinstance(target, ParetoTarget) and result.obstacle is None:
        front = f"the Pareto front of {listed(target.metrics)}"
        if advice.best_inside:
            yield f"All runs on {front} stay inside, so no trade-off is lost."
        else:
            yield f"Some runs on {front} lie outside, as they have what is left out, or lack what is set."


def _expected(advice: SweepAdvice) -> str:
    expected = advice.expected_metric
    new, low, high, old = numbers([expected.new, expected.low, expected.high, expected.old], 3)
    if isinstance(advice.result.target, ParetoTarget):
        return f"A typical run there should be {new} ({low} to {high}) away from the front instead of {old}."
    metric = with_article(advice.result.target.name)
    return f"A typical run there should reach {metric} of about {new} ({low} to {high}) instead of {old}."
