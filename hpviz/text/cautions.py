"""What these runs cannot tell, in words, each with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hpviz.analysis.result.cautions import Narrowed, Replicated
from hpviz.formatting import listed
from hpviz.text import target as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.result.cautions import Drifted
    from hpviz.analysis.result.rank_result import RankResult


def sentences(result: RankResult) -> Iterator[str]:
    """Write each caution of a result."""
    for caution in result.cautions:
        if isinstance(caution, Replicated):
            yield _replicated(caution)
        elif isinstance(caution, Narrowed):
            yield from _narrowed(caution, result)
        else:
            yield _drifted(caution, result)


def _replicated(caution: Replicated) -> str:
    differing = caution.differing
    alike = f"alike in all but {listed(differing)}" if differing else "alike in every parameter"
    return (
        f"The {caution.runs:,} runs are of {caution.configurations:,} configurations ({alike}): "
        "figures, their intervals and tests are of configurations, not of runs. More configurations tell "
        "more than more repetitions."
    )


def _narrowed(caution: Narrowed, result: RankResult) -> Iterator[str]:
    params = f" (most of all in {listed(caution.params)})" if caution.params else ""
    yield (
        f"Later runs were drawn closer to the best{params}, as an optimiser does: importances describe "
        "this sample, not the whole space, and parameters that improved together are mixed up. Random or "
        "quasi-random runs would separate them."
    )
    if result.method == "top":  # under TPE it marks one that does nothing in up to 25% of sweeps
        yield (
            "The noise test of this method takes the parameters for drawn independently, so here it "
            "can mark some that do nothing: trust the out-of-bag marks."
        )


def _drifted(drift: Drifted, result: RankResult) -> str:
    change = words.higher(result.target) if drift.higher else words.lower(result.target)
    since = "Later runs have" if drift.since is None else f"Runs from {_moment(drift.since)} on have"
    return (
        f"{since} {change} than their parameters explain: perhaps code or data changed. Rank the runs before "
        "and after apart, or log what changed as a parameter."
    )


def _moment(seconds: float) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y %H:%M} UTC"
