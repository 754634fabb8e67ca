"""What these runs cannot tell, because of how they came about; each with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from hpviz.analysis.association.correlation import pearson
from hpviz.analysis.design.drift import drift_of
from hpviz.analysis.design.narrowing import MOST_RUNS, narrowed
from hpviz.analysis.forest.bagging import drawn
from hpviz.analysis.sentences import ENOUGH_RUNS
from hpviz.formatting import listed
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.importance.oob import Importance
    from hpviz.analysis.ranking import Ranking
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import FloatArray

    Order = np.ndarray[tuple[int], np.dtype[np.intp]]

# Whether the search narrowed is looked for in this many params, the strongest.
MOST_PARAMS = 60
# A table in the order of its metric is in no order of time.
SORTED = 0.9


def cautions(ranking: Ranking, unbiased: Importance) -> Iterator[str]:
    """Say what lies between these runs and an answer about the space.

    Parameters
    ----------
    ranking
        With its evidence.
    unbiased
        Its out-of-bag importance.
    """
    evidence = ranking.evidence
    if evidence is None or len(evidence.rows) < ENOUGH_RUNS:
        return
    yield from _repeats(evidence)
    if not isinstance(ranking.target, FailureTarget):
        yield from _narrowing(ranking, evidence)
    yield from _drift(ranking, evidence, unbiased)


def _repeats(evidence: Evidence) -> Iterator[str]:
    repeats = evidence.repeats
    if repeats is not None:
        alike = f"alike in all but {listed(repeats.apart)}" if repeats.apart else "alike in every parameter"
        yield (
            f"The {len(evidence.rows):,} runs are of {repeats.configurations:,} configurations ({alike}): "
            "figures, their intervals and tests are of configurations, not of runs. More configurations tell "
            "more than more repetitions."
        )


def _narrowing(ranking: Ranking, evidence: Evidence) -> Iterator[str]:
    order = _in_time(evidence)
    if order is None:
        return
    order = _thinned(evidence.first_of_each(order))  # runs of one configuration are not drawn anew
    y = evidence.y if ranking.goal == "minimize" else -evidence.y
    strongest = [score.param for score in ranking.scores[:MOST_PARAMS]]
    found = narrowed([evidence.column(param).take(order) for param in strongest], y[order])
    if found is not None:
        what = f" (most of all in {listed(found)})" if found else ""
        yield (
            f"Later runs were drawn closer to the best{what}, as an optimiser does: importances describe "
            "this sample, not the whole space, and parameters that improved together are mixed up. Random or "
            "quasi-random runs would separate them."
        )
        if ranking.method == "top":  # under TPE it marks one that does nothing in up to 25% of sweeps
            yield (
                "The noise test of this method takes the parameters for drawn independently, so here it "
                "can mark some that do nothing: trust the out-of-bag marks."
            )


def _in_time(evidence: Evidence) -> Order | None:
    """Order the runs by when they began, else as the source has them; None where that cannot be time."""
    created = evidence.runs.created[evidence.rows]
    if np.isfinite(created).all() and np.ptp(created) > 0:
        return np.argsort(created, kind="stable")
    order = np.arange(len(evidence.rows))
    some = _thinned(order)
    is_sorted = abs(pearson(some.astype(np.float64), rankdata(evidence.y[some]))) >= SORTED
    return None if is_sorted else order


def _thinned(order: Order) -> Order:
    """Keep as many runs as are looked at, spread evenly over the time."""
    places = np.linspace(0, len(order) - 1, min(len(order), MOST_RUNS)).round().astype(int)
    thinned: Order = order[places]
    return thinned


def _drift(ranking: Ranking, evidence: Evidence, unbiased: Importance) -> Iterator[str]:
    created = evidence.runs.created[evidence.rows]
    if unbiased.behind is None or not np.isfinite(created).all():
        return
    grown, _ = unbiased.behind
    read: FloatArray = created[drawn(len(created), len(evidence.params), evidence.question.seed)]
    found = drift_of(grown, read)
    if found is None:
        return
    change = ranking.target.higher if found.higher else ranking.target.lower
    since = "Later runs have" if found.since is None else f"Runs from {_moment(found.since)} on have"
    yield (
        f"{since} {change} than their parameters explain: perhaps code or data changed. Rank the runs before "
        "and after apart, or log what changed as a parameter."
    )


def _moment(seconds: float) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y %H:%M} UTC"
