"""How far the figures of a ranking can be trusted, and what stands in the way of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.sample.metric_scale import is_constant
from hpviz.analysis.sample.replicates import too_few_configurations
from hpviz.runs.guesses import ONE_VALUE
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.analysis.sample.selection import Selection
    from hpviz.runs import Column, Runs
    from hpviz.runs.target import Target

Trust = Literal["good", "fair", "weak", "none"]
ObstacleKind = Literal[
    "no runs", "no metric", "none enters", "all hidden", "no params", "single run", "constant target",
    "constant params", "few runs", "few configurations", "unpredicted",
]  # fmt: skip

# What is explained from which on it is a fair part, and most.
FAIR, GOOD = 0.3, 0.6


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why there is nothing to trust.

    Attributes
    ----------
    kind
        Which of the reasons; up to ``"constant params"`` there are no figures at all.
    source
        What was read, in words.
    runs, configurations
        How many there are, or how many entered.
    value
        Of ``"constant target"``: the value that all runs have.
    explained
        Of ``"unpredicted"``: what the params seem to explain.
    """

    kind: ObstacleKind
    source: str = ""
    runs: int = 0
    configurations: int = 0
    value: float = float("nan")
    explained: float = float("nan")


def obstacle_without_metric(runs: Runs) -> Obstacle:
    """Return the obstacle of runs without a metric."""
    return Obstacle(kind="no metric" if len(runs) else "no runs", source=runs.source)


def obstacle_to_figures(
    runs: Runs, target: Target, chosen: Selection, params: Mapping[str, Column], *, read: int
) -> Obstacle | None:
    """Return why these runs allow no figures at all; None where they do.

    Parameters
    ----------
    runs, params
        All runs that a filter kept, and the params that are not hidden.
    target
        What is ranked by.
    chosen
        The runs that enter.
    read
        How many runs were read.
    """
    if read == 0:
        return obstacle_without_metric(runs)
    if len(chosen.rows) == 0:
        return Obstacle(kind="none enters", runs=read)
    if not params and read > 1:
        return Obstacle(kind=_kind_without_params(runs))
    return _obstacle_to_comparison(target, chosen, params)


def _kind_without_params(runs: Runs) -> ObstacleKind:
    if runs.params:
        return "all hidden"
    constant = any(column.reason == ONE_VALUE for column in runs.aside.values())
    return "constant params" if constant else "no params"


def _obstacle_to_comparison(
    target: Target, chosen: Selection, params: Mapping[str, Column]
) -> Obstacle | None:
    if len(chosen.rows) == 1 and not isinstance(target, FailureTarget):
        return Obstacle(kind="single run")
    if is_constant(chosen.y):
        return Obstacle(kind="constant target", runs=len(chosen.y), value=float(chosen.y[0]))
    if not any(_varies(column, chosen) for column in params.values()):
        return Obstacle(kind="constant params")
    return None


def _varies(column: Column, chosen: Selection) -> bool:
    return column.active < len(column.numbers) or column.among(chosen.rows).varies


def obstacle_to_trust(
    runs_used: int, replicates: Replicates | None, oob_r2: float, explained: float
) -> Obstacle | None:
    """Return why figures that were computed are not to be trusted; None where they are.

    Parameters
    ----------
    runs_used
        How many runs entered.
    replicates
        Which of these are of one configuration; None where each is of its own.
    oob_r2
        Out-of-bag R2 of the forest.
    explained
        What the params seem to explain.
    """
    if runs_used < ENOUGH_RUNS:
        return Obstacle(kind="few runs", runs=runs_used)
    if replicates and too_few_configurations(replicates):
        configurations = replicates.configurations
        return Obstacle(kind="few configurations", runs=runs_used, configurations=configurations)
    return None if oob_r2 > 0 else Obstacle(kind="unpredicted", explained=explained)


def trust_in(explained: float) -> Trust:
    """Grade what is explained, where nothing stands in the way of trust: weak to .3, fair to .6, good."""
    if np.isnan(explained):
        return "none"
    return "weak" if explained < FAIR else "fair" if explained < GOOD else "good"
