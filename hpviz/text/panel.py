"""What the panel itself says: of exports, failures, what is computed, and what columns were taken for."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.formatting.words import count_of, fitting, listed
from hpviz.runs.target import MetricTarget
from hpviz.text.explanation import run_named
from hpviz.text.target import heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.analysis import RankResult
    from hpviz.runs import Guesses, Runs
    from hpviz.runs.target import Target

PLACED = "Added below the panel."
NO_OUTPUTS = "This host keeps no outputs:"
NO_PLACE = "Nothing can be added here:"
NOT_SHOWN = "Nothing was added: run this cell again, or"
NEEDS_PYTHON = (
    "This is a saved page: Runs, Filter, Parameters, Settings, Export and other methods need hpviz in Python."
)
# How any other error ends than a refusal.
UNEXPECTED = "Please report it as a bug of hpviz"
CANCELLED = "Cancelled."
CANCELLED_EARLY = "Cancelled: only the correlations were computed."
FITTING = "computing importance"


def failure(error: Exception, what: str = "") -> str:
    """Write a refusal as it is, and any other error with its kind.

    Parameters
    ----------
    what
        On what it failed, where that is known: ``"for this choice"``.
    """
    if isinstance(error, HpvizError):
        return str(error)
    place = f" {what}" if what else ""
    kind = type(error).__name__
    return f"This could not be computed{place}. {UNEXPECTED}: {kind}: {error}"


def not_added(reason: str, formats: Sequence[str]) -> str:
    """Write why an export is not in the notebook, and what to do instead.

    Parameters
    ----------
    reason
        `NO_OUTPUTS`, `NO_PLACE` or `NOT_SHOWN`.
    formats
        Of the files that it can be saved as.
    """
    return f"{reason} save {listed(formats, last=' or ')}."


def useful_shown(result: RankResult, n_hidden: int) -> str:
    """Write what showing the most useful params has changed.

    Parameters
    ----------
    result
        The ranking of all params.
    n_hidden
        How many of them are hidden now: they are counted below the table, so nothing else is written.
    """
    if n_hidden:
        return ""
    if all(score.above_noise for score in result.scores):
        return f"All {len(result.scores)} matter: nothing is hidden."
    return "No parameter stands out: nothing is hidden."


def remembered(
    target: Target | None,
    counts: Mapping[str, int],
    *,
    where: str = "",
    sort_by: str = "",
    view: str = "",
    pin: str = "",
) -> str:
    """Write what comes back with a source, in a sentence; or nothing.

    Parameters
    ----------
    target
        The remembered metric, failure or front; None where that is none.
    counts
        How many choices of ``"hidden"``, ``"roles"``, ``"kinds"``, ``"axes"`` and ``"dismiss"`` are
        remembered.
    where, sort_by
        The remembered filter, and what the rows are sorted by; empty where none is.
    view, pin
        The label of the view that is open, and the name of the run that is pinned; likewise.
    """
    hidden, roles, kinds, axes, dismissed = (
        counts.get(name, 0) for name in ("hidden", "roles", "kinds", "axes", "dismiss")
    )
    kind = "metric " if isinstance(target, MetricTarget) else ""
    parts = [] if target is None else [kind + heading(target)]
    parts += [f"{count_of(roles, 'chosen role')}"] if roles else []
    parts += [f"{count_of(kinds, 'chosen kind')}"] if kinds else []
    parts += [f"{count_of(hidden, 'hidden parameter')}"] if hidden else []
    parts += [f"{axes} chosen {'axis' if axes == 1 else 'axes'}"] if axes else []
    parts += [f"the filter {where}"] if where else []
    parts += [f"the order by {sort_by}"] if sort_by else []
    parts += [f"the view {view}"] if view else []
    parts += [f"the pinned run {pin}"] if pin else []
    parts += [f"{count_of(dismissed, 'dismissed note')}"] if dismissed else []
    return f"Remembered for this source: {listed(parts)}." if parts else ""


def not_ranked(run: str) -> str:
    """Write why nothing is explained of a run."""
    return (
        f"{run_named(run, start=True)} did not enter the ranking: its metric is missing or diverged, or its "
        "status is left out."
    )


def baseline_gone(run: str, *, is_filtered: bool = False) -> str:
    """Write why a run is compared with nothing: the baseline is left out by the filter, or there no more."""
    if is_filtered:
        return f"The baseline {run} is left out by the filter: change the filter, or pin another."
    return f"The baseline {run} is not among these runs: pin another."


FIRST = 3
"""Params that a panel's summary names."""


def summary(result: RankResult, runs: Runs, *, hidden: int, state: str) -> str:
    """Write on a line what a panel shows: its source, metric, first params with their importance, and state.

    Parameters
    ----------
    runs
        What was read.
    hidden
        Params taken out of table and model.
    state
        ``"ready"``, ``"computing"`` or ``"closed"``.
    """
    shares = [
        f"{score.param} {score.importance:z.2f}" if isfinite(score.importance) else score.param
        for score in result.scores[: fitting(len(result.scores), FIRST)]
    ]
    more = len(result.scores) - len(shares)
    unranked = f"{count_of(len(runs.params), 'param')}, none ranked" if runs.params else "no params"
    params = ", ".join([*shares, *([f"{more} more"] if more > 0 else [])]) or unranked
    hiding = f", {hidden} hidden" if hidden else ""
    metric = heading(result.target) if result.metric else "no metric"
    count = f"{len(runs):,} run{'' if len(runs) == 1 else 's'}"
    return f"<hpviz.Panel: {runs.source}, {count}, {metric}: {params}{hiding}; {state}>"


def guesses(guessed: Guesses) -> str:
    """Count what was guessed, for one line above the table; empty where nothing was."""
    counts = [
        count_of(len(guessed.params), "parameter") if guessed.params else "",
        count_of(len(guessed.metrics), "metric") if guessed.metrics else "",
        f"{count_of(len(guessed.aside), 'column')} left out" if guessed.aside else "",
        f"{guessed.metric} as the metric to rank by" if guessed.metric else "",
    ]
    return f"Guessed: {', '.join(filter(None, counts))}." if guessed else ""


def guessed_roles(runs: Runs) -> list[str]:
    """Name the columns that were taken for parameters and for metrics by a guess."""
    guessed = runs.guesses
    sentences = []
    if guessed.params:
        sentences.append(f"Guessed to be parameters: {listed(guessed.params)}.")
    if guessed.metrics:
        sentences.append(f"Guessed to be metrics: {listed(guessed.metrics)}.")
    return sentences


def left_out(runs: Runs) -> list[str]:
    """Name the columns that are neither parameters nor metrics, by the reason."""
    by_reason: dict[str, list[str]] = {}
    for name, column in runs.aside.items():
        by_reason.setdefault(column.reason, []).append(name)
    return [f"Left out: {listed(names)} ({reason})." for reason, names in by_reason.items()]
