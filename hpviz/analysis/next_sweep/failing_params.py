"""The params on which it depends whether a run fails, and where along each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from hpviz.analysis.association.separation import params_that_separate
from hpviz.analysis.design.searched_space import domain_of
from hpviz.analysis.next_sweep.failures import Failures, ended_runs, failures_of
from hpviz.runs.target import FailureTarget
from hpviz.search_space import Dimension

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.sample.replicates import UnitName
    from hpviz.search_space import Domain


@dataclass(frozen=True, eq=False, kw_only=True)
class FailingParams:
    """How many runs failed, and on which params that depends beyond chance.

    Attributes
    ----------
    names
        The surest first, by the exact test of the note on diverged runs.
    failed, runs
        Of so many runs, or configurations where some were run several times, so many failed.
    unit_name
        What is counted.
    """

    names: tuple[str, ...] = ()
    failed: int = 0
    runs: int = 0
    unit_name: UnitName = "runs"


_known: WeakKeyDictionary[RankResult, FailingParams] = WeakKeyDictionary()


def failing_params(result: RankResult) -> FailingParams:
    """Find the params on which it depends whether a run fails; worked out once for each ranking."""
    if result.evidence is None:
        return FailingParams()
    if result not in _known:
        _known[result] = _failing_params(result)
    return _known[result]


def _failing_params(result: RankResult) -> FailingParams:
    evidence = result.require_evidence()
    ended = ended_runs(result, evidence)
    if not ended.failed.any():
        return FailingParams()
    # A run that is still running, or was left out by its status, has not failed.
    counts_all = ended.unit_name == "runs" and not isinstance(result.target, FailureTarget)
    return FailingParams(
        names=params_that_separate(ended.params, ended.failed),
        failed=int(ended.failed.sum()),
        runs=len(evidence.runs) if counts_all else len(ended.failed),
        unit_name=ended.unit_name,
    )


def failures_along(result: RankResult, param: str) -> tuple[Domain, Failures]:
    """Find where along one param the runs of a ranking fail; beside it what the param was drawn from.

    The values of failed runs are among these: one with which all runs fail is in no other.
    """
    evidence = result.require_evidence()
    ended = ended_runs(result, evidence)
    domain = domain_of(evidence, param, ended.rows)
    return domain, failures_of(evidence, Dimension(param, domain), ended)


def shared_by_failures(result: RankResult) -> tuple[int, tuple[tuple[str, str | float], ...]]:
    """Find the values that all failed runs share, of the params on which it depends whether a run fails.

    Returns
    -------
    The number of failures, and each such param with its value; none where failures differ in all of them.
    """
    ended = ended_runs(result, result.require_evidence())
    names = failing_params(result).names
    shared: list[tuple[str, str | float]] = []
    for param in (each.take(np.flatnonzero(ended.failed)) for each in ended.params if each.name in names):
        if param.codes.min() == param.codes.max() >= 0:
            shared.append((param.name, param.levels[param.codes[0]]))
        elif np.ptp(param.numbers) == 0:
            shared.append((param.name, float(param.numbers[0])))
    return int(ended.failed.sum()), tuple(shared)
