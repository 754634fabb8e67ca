"""What a report says beside the table: how to read it, and where the figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting import count_of
from hpviz.text.methods import METHOD_TEXTS
from hpviz.text.ranking import reasons
from hpviz.text.target import noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.result.rank_result import RankResult

UNBIASED = """
Importance is the share of the metric's variation that a parameter accounts for on runs that the model \
has not seen: 0.6 is 60%. What the parameters do not explain is left over, so the figures need not add \
up to 1.
""".strip()
HOW_TO_READ = """
An importance that could be chance is one that a parameter that does nothing could get (5%, corrected for \
looking at all parameters).
Correlation, -1 to 1, has the sign, but sees straight lines only and one parameter at a time. Of a \
categorical it is a ratio, 0 to 1, without sign. Neither figure proves a cause.
An effect curve is what the forest predicts, averaged over the other parameters of the runs. With 95% \
confidence the whole curve lies within its band; the band comes from forests on random halves of the \
runs.
""".strip().splitlines()


def title(result: RankResult) -> str:
    """Write what the report is about."""
    return f"Which parameters matter for {noun(result.target) or 'the metric'}"


def how_to_read(result: RankResult) -> list[str]:
    """Write what the figures mean; what importance is depends on the method."""
    method = METHOD_TEXTS[result.method]
    return [UNBIASED if result.method == "oob" else f"{method.label}: {method.question}", *HOW_TO_READ]


def provenance(result: RankResult, versions: Mapping[str, str]) -> list[str]:
    """Write what the figures come from: runs, method, scale, seed and versions."""
    skipped = f" Left out: {reasons(result.runs_skipped)}." if result.runs_skipped else ""
    sentences = [
        f"{count_of(result.runs_used)} used.{skipped}",
        f"Importance: {METHOD_TEXTS[result.method].reference}.",
    ]
    if result.scale != "linear":
        word = {"log": "logarithm", "rank": "rank"}[result.scale]
        sentences.append(f"The {word} of {noun(result.target)} is analysed.")
    if result.evidence is not None:
        options = result.evidence.options
        sentences.append(f"{options.trees} trees, seed {options.seed}: the same runs give the same figures.")
        sentences += result.evidence.runs.notes
    return [*sentences, ", ".join(f"{name} {version}" for name, version in versions.items()) + "."]
