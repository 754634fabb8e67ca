"""What these runs cannot show, in words, each with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.cautions import Narrowed, Nested, Replicated
from hpviz.checks import rankings as checks
from hpviz.formatting.numbers import numbers
from hpviz.formatting.words import count_of, fitting, listed
from hpviz.moments import moment_at
from hpviz.text import target as words
from hpviz.text.correlated_groups import not_separable
from hpviz.text.explanation import run_named
from hpviz.text.methods import METHOD_TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.result.cautions import Drifted
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.fidelity import LowerFidelity
    from hpviz.analysis.sample.selection import Diverged
    from hpviz.checks import Note

MOST_CAUSES, MOST_GROUPS = 3, 3


def notes(result: RankResult) -> Iterator[Note]:
    """Write each caution of a result."""
    for caution in result.cautions:
        if isinstance(caution, Replicated):
            yield checks.REPLICATED.note(_replicated(caution, result))
        elif isinstance(caution, Nested):
            yield checks.NESTED.note(_nested(caution))
        elif isinstance(caution, Narrowed):
            yield from _narrowed(caution, result)
        else:
            yield checks.DRIFTED.note(_drifted(caution, result))


def diverged_sentence(diverged: Diverged, metric: str) -> str:
    """Write how many runs are left out because they diverged, at which values of the metric, and by what."""
    ranked = "Rank by failure to have them count as failed."
    if diverged.params:
        ranked = "Rank by failure to see how."
    why = f" {ranked}" if diverged.as_failure else ""
    some_finite = diverged.runs > diverged.infinite
    keep = " Any metric scale except automatic keeps them (under Settings)." if some_finite else ""
    causes = ""
    if diverged.params:
        causes = f" Whether a run diverges depends on {listed(diverged.params[:MOST_CAUSES])}."
    what = f"{count_of(diverged.runs)} diverged ({metric} {_reach(diverged)})"
    return f"{what}: left out of the figures.{causes}{why}{keep}"


def lower_fidelity(lower: LowerFidelity) -> str:
    """Write at which fidelity a configuration counts that was run at several, and how to see others."""
    names = listed(lower.params)
    others = f"{count_of(lower.runs)} at a lower one {'is' if lower.runs == 1 else 'are'} left out"
    return (
        f"Each configuration counts at its highest {names}: {others}. A filter on {names} shows the others."
    )


def _reach(diverged: Diverged) -> str:
    """Write the values of the metric: ``1e+10``, ``5e+06 to 1e+10 or infinite``."""
    if diverged.runs == diverged.infinite:
        return "infinite"
    low, high = numbers([diverged.low, diverged.high])
    return (low if low == high else f"{low} to {high}") + (" or infinite" if diverged.infinite else "")


def _replicated(caution: Replicated, result: RankResult) -> str:
    differing = caution.differing
    repeats = f"Runs that differ only in {listed(differing)} count" if differing else "Repeated runs count"
    if result.obstacle is not None:  # which says how many there are
        return f"{repeats} once."
    return f"{caution.runs:,} runs try {caution.configurations:,} configurations. {repeats} once."


def _nested(caution: Nested) -> str:
    others = f"the parameters other than {listed(caution.chosen)}"
    return (
        f"{caution.runs:,} runs try only {caution.configurations:,} settings of {others}: for these, runs of "
        "the same setting count once."
    )


def _narrowed(caution: Narrowed, result: RankResult) -> Iterator[Note]:
    params = f" (most clearly in {listed(caution.params)})" if caution.params else ""
    yield checks.NARROWED.note(
        f"An optimiser seems to have chosen these runs{params}, so effects may be mixed. Some random runs "
        "would help."
    )
    if result.method == "top":  # under TPE it marks one that does nothing in up to 25% of sweeps
        yield checks.GENEROUS.note(
            "With such runs the test of this method is too generous: rely on the recommended importance."
        )


def _drifted(drift: Drifted, result: RankResult) -> str:
    change = words.runs_that(result.target, higher=drift.higher)
    order = "" if drift.dated else "if they are in the order of time, "
    left = f"{_later(drift.since)} {change} than their parameters explain"
    if result.is_optimised and drift.higher == (result.goal == "maximize"):
        # Near the best, where it tries ever more, a forest does not see how much better runs are.
        return (
            f"{left}: {order}that is the optimiser's progress, or code or data have changed; these runs "
            "cannot tell which."
        )
    return (
        f"{left}: {order}code or data may have changed. Rank the runs before and after separately, or log "
        "what changed as a parameter."
    )


def _later(since: float | str | None) -> str:
    if since is None:
        return "Later runs"
    return f"Runs from {_moment(since) if isinstance(since, float) else run_named(since)} on"


def _moment(seconds: float) -> str:
    when = moment_at(seconds)
    return f"{when.day} {when:%B %Y %H:%M} UTC"


def tasks(result: RankResult) -> Iterator[Note]:
    """Write which ranked params are tasks, which runs are given: what is best may differ between them."""
    params = result.require_evidence().runs.params
    for score in result.scores:
        column = params.get(score.param)
        if column is not None and column.part == "task":
            there = f"The runs are of {column.distinct()} tasks ({score.param}), which no search chooses"
            ranked = f"{there}: Tasks, or hpviz.rank_within with by={score.param!r}, ranks within each."
            yield checks.TASKS.note(ranked)


def of_sample(result: RankResult) -> Iterator[Note]:
    """Write of which runs the figures are where an engine holds more than were read."""
    runs = result.require_evidence().runs
    if runs.population is not None and not result.correlated_runs:
        yield checks.SAMPLE.note(f"Correlations with {result.metric} are of the sample.")
    elif runs.population is not None and result.where:
        matching = count_of(result.correlated_runs)
        yield checks.FILTERED.note(f"{matching} of all match the filter; {len(runs):,} of the sample do.")


def of_table(result: RankResult) -> Iterator[Note]:
    """Write which rows cannot be told apart, and what another method than the recommended one shows."""
    if result.trust == "none" and result.oob_r2 <= 0:
        return
    groups = result.correlated_groups
    shown = fitting(len(groups), MOST_GROUPS)
    together = [not_separable(group, words.differences(result.target)) for group in groups[:shown]]
    if len(groups) > shown:
        together.append(
            f"{len(groups) - shown} more groups of parameters moved together (marked in the table)."
        )
    yield from map(checks.MOVED_TOGETHER.note, together)
    if result.method != "oob":
        yield checks.METHOD.note(METHOD_TEXTS[result.method].question)
        yield from _disagreement(result)


def _disagreement(result: RankResult) -> Iterator[Note]:
    top = [score for score in result.scores[:5] if not np.isnan(score.importance)]
    doubtful = [score.param for score in top if score.verdict == "could be chance"]
    if doubtful:
        yield checks.DOUBTFUL.note(f"Among the first {len(top)}, {listed(doubtful)} could be chance.")
