"""What a report says beside the table: how to read it, of which runs it is, where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.checks import undismissed
from hpviz.formatting.words import count_of
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.panel import guessed_roles, left_out
from hpviz.text.ranking import notes
from hpviz.text.refusals import reasons
from hpviz.text.target import noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.result.rank_result import RankResult

HOW_TO_READ = """
"Could be chance": a parameter without effect could get as much (tested at 5%, corrected for testing all \
parameters).
Correlation, -1 to 1, shows the direction, but only of straight lines and of one parameter at a time. A \
parameter without order has a correlation ratio, 0 to 1, without direction. Neither figure proves a cause.
An effect curve is the average prediction over the other parameters of the runs (partial dependence). The \
whole curve lies within its band with 95% confidence.
""".strip().splitlines()


def title(result: RankResult) -> str:
    """Write what the report is about."""
    return f"Which parameters matter for {noun(result.target) or 'the metric'}"


def filter_sentence(result: RankResult) -> str:
    """Write which runs a ranking is of, where a filter was given: ``Only runs with lr < 0.1: 48 of 500``."""
    return of_filter(result.where, result.runs_used, result.runs_used + sum(result.runs_skipped.values()))


def of_filter(where: str, kept: int, read: int) -> str:
    """Write which runs something is of: ``Only runs with lr < 0.1: 48 of 500``; nothing without a filter."""
    return f"Only runs with {where}: {kept:,} of {read:,}." if where else ""


def how_to_read(result: RankResult) -> list[str]:
    """Write what the figures mean; what importance is depends on the method."""
    method = METHOD_TEXTS[result.method]
    return [f"{method.label}: {method.question}", *HOW_TO_READ]


def provenance(result: RankResult, versions: Mapping[str, str]) -> list[str]:
    """Write what the figures come from: runs, method, scale, seed and versions."""
    skipped = f" Left out: {reasons(result.runs_skipped)}." if result.runs_skipped else ""
    sentences = [
        f"{count_of(result.runs_used)} used.{skipped}",
        f"Importance: {METHOD_TEXTS[result.method].reference}.",
    ]
    if result.scale != "linear":
        on = {"log": "a log scale", "rank": "ranks instead of values"}[result.scale]
        sentences.append(f"Metric: {on} of {noun(result.target)}.")
    if result.evidence is not None:
        options = result.evidence.options
        sentences.append(f"{options.trees} trees, seed {options.seed}: the same runs give the same figures.")
        runs = result.evidence.runs
        above = notes(result)
        sentences += [note for note in undismissed(runs.notes, result.dismissed) if note not in above]
        sentences += [*guessed_roles(runs), *left_out(runs)]
    return [*sentences, ", ".join(f"{name} {version}" for name, version in versions.items()) + "."]
