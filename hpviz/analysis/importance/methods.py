"""The methods of importance: one entry a method, with what computes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy.stats import norm

from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.fanova import fanova_main_effects
from hpviz.analysis.importance.mdi import mdi
from hpviz.analysis.importance.oob import ALPHA, NEGLIGIBLE, SIGMAS, Importance, holm, out_of_bag
from hpviz.analysis.importance.ped_anova import best_of, ped_anova
from hpviz.analysis.importance.permutation import permutation_importance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.sample.replicates import Replicates
    from hpviz.runs.column import Column, FloatArray
    from hpviz.runs.metric_names import Goal

MethodName = Literal["oob", "permutation", "fanova", "top", "mdi"]

# A param that permutation marks has an out-of-bag p-value below this: of sweeps by TPE 2 to 5% then have a
# mark on one that does nothing, not 20 to 39%, and still more of what matters is marked than out of bag.
OUT_OF_BAG = 0.01


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a method needs to know beside the runs: the options that it may heed.

    Attributes
    ----------
    method, goal, top, trees, seed
        As in `hpviz.analysis.options.RankOptions`.
    replicates
        Which of the runs are of one configuration; None where each is of its own.
    process_limit
        The most that a Gaussian process may weigh beside the forest.
    """

    method: MethodName
    goal: Goal
    top: float
    trees: int
    seed: int
    replicates: Replicates | None = None
    process_limit: float = 1.0


@dataclass(frozen=True, kw_only=True)
class MethodInput:
    """What a method computes its importance from.

    Attributes
    ----------
    params, y
        The columns, and shape (runs,), finite, the metric on the scale to explain.
    fitted, oob
        The forest that was fitted on them, and its out-of-bag importance.
    settings
        The options that a method may heed.
    progress
        Called with (trees done, trees in all) by a method that fits trees of its own.
    """

    params: Sequence[Column]
    y: FloatArray
    fitted: FittedForest
    oob: Importance
    settings: Settings
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class Method:
    """A method of importance; `hpviz.text.methods` has its words.

    Attributes
    ----------
    compute
        Returns the importance of each param.
    tested
        Whether it tests which params are above the noise.
    has_intervals
        Whether its figures have intervals.
    own_trees
        Whether it fits a forest of its own.
    """

    compute: Callable[[MethodInput], Importance]
    tested: bool
    has_intervals: bool = False
    own_trees: bool = False


def importances(
    columns: Sequence[Column],
    y: FloatArray,
    settings: Settings,
    progress: Progress,
    interim: Callable[[Importance], None] | None = None,
) -> tuple[Importance, Importance]:
    """Compute the importance by a method, and the out-of-bag one that can always be trusted.

    Parameters
    ----------
    columns
        The params, of equal length.
    y
        Shape (runs,), finite, the metric on the scale to explain.
    settings
        The method and its options.
    progress
        Called with (trees done, trees in all).
    interim
        Called with the out-of-bag importance of the trees so far, where they take long.

    Returns
    -------
    By the method, and out of bag: the same where that is the method.
    """

    def show(fitted: FittedForest) -> None:
        if interim and settings.method == "oob":
            interim(out_of_bag(fitted))

    method = METHODS[settings.method]
    later = settings.trees if method.own_trees else 0
    fitted = FittedForest.fit(
        columns,
        y,
        trees=settings.trees,
        seed=settings.seed,
        progress=lambda done, of: progress(done, of + later),
        interim=show,
        replicates=settings.replicates,
        limit=settings.process_limit,
    )
    before, oob = len(fitted.forest.trees), out_of_bag(fitted)
    inputs = MethodInput(
        params=columns,
        y=y,
        fitted=fitted,
        oob=oob,
        settings=settings,
        progress=lambda done, of: progress(before + done, before + of),
    )
    return method.compute(inputs), oob


def _oob(inputs: MethodInput) -> Importance:
    return inputs.oob


def _permutation(inputs: MethodInput) -> Importance:
    """Shuffle, and mark what is also beyond doubt out of bag.

    The test of shuffling takes the params for drawn independently. Where an optimiser chose them, a forest
    uses one that does nothing in place of those it moved with, and shuffling it does harm.
    """
    fitted, seed = inputs.fitted, inputs.settings.seed
    share, error = permutation_importance(
        fitted.forest, fitted.design, fitted.y, len(fitted.params), seed, fitted.unit
    )
    still = (error <= 0) | (np.abs(share) <= NEGLIGIBLE)
    p_value = np.where(still, 1.0, norm.sf(share / np.where(still, 1.0, error)))
    reach = SIGMAS * error
    marked = (holm(p_value) < ALPHA) & (inputs.oob.p_value < OUT_OF_BAG)
    return Importance(
        share=np.clip(share, 0.0, 1.0),
        low=np.clip(share - reach, 0.0, 1.0),
        high=np.clip(share + reach, 0.0, 1.0),
        p_value=p_value,
        above_noise=marked,
        uncut=share,
    )


def _fanova(inputs: MethodInput) -> Importance:
    fitted = inputs.fitted
    share = fanova_main_effects(fitted.forest, fitted.design, len(fitted.params))
    return Importance.untested(share)


def _top(inputs: MethodInput) -> Importance:
    settings = inputs.settings
    best = best_of(inputs.y, settings.goal, settings.top)
    unit = settings.replicates.unit if settings.replicates else None
    share, p_value = ped_anova(inputs.params, best, seed=settings.seed, unit=unit)
    return replace(Importance.untested(share), p_value=p_value, above_noise=holm(p_value) < ALPHA)


def _mdi(inputs: MethodInput) -> Importance:
    settings = inputs.settings
    return mdi(inputs.params, inputs.y, trees=settings.trees, seed=settings.seed, progress=inputs.progress)


METHODS: Mapping[MethodName, Method] = {
    "oob": Method(compute=_oob, tested=True, has_intervals=True),
    "permutation": Method(compute=_permutation, tested=True, has_intervals=True),
    "fanova": Method(compute=_fanova, tested=False),
    "top": Method(compute=_top, tested=True),
    "mdi": Method(compute=_mdi, tested=False, own_trees=True),
}
METHOD_NAMES: tuple[MethodName, ...] = get_args(MethodName)
