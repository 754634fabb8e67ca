"""The ways to look at importance, each with the question that it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy.stats import norm

from hpviz.analysis.forest.fitted import Grown
from hpviz.analysis.importance.fanova import main_effects
from hpviz.analysis.importance.mdi import impurity
from hpviz.analysis.importance.oob import ALPHA, SIGMAS, Importance, holm, out_of_bag
from hpviz.analysis.importance.ped_anova import best_of, separation
from hpviz.analysis.importance.permutation import shuffled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.design.replicates import Repeats
    from hpviz.analysis.forest.bagging import Progress
    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.runs.metric_names import Goal

Method = Literal["oob", "permutation", "fanova", "top", "mdi"]
METHODS: tuple[Method, ...] = get_args(Method)


# A param that permutation marks has an out-of-bag p-value below this: of sweeps by TPE 2 to 5% then have a
# mark on one that does nothing, not 20 to 39%, and still more of what matters is marked than out of bag.
OUT_OF_BAG = 0.01


@dataclass(frozen=True, kw_only=True)
class Lens:
    """A way to look at importance, and all that is said of it.

    Attributes
    ----------
    label
        Its name on screen.
    answers
        What it tells, in a sentence or two.
    caption
        What its figures are, below the heading of a chart; without the interval, which some sweeps have not.
    part
        What a figure of it is a share of, as in "12% of ..."; ``{metric}`` stands for the metric.
    reference
        What is computed and who proposed it.
    tested
        Whether it says what is above the noise.
    """

    label: str
    answers: str
    caption: str
    part: str
    reference: str
    tested: bool


LENSES: dict[Method, Lens] = {
    "oob": Lens(
        label="Out-of-bag (unbiased)",
        answers="The share of the metric's variation that the parameter accounts for on runs the forest has "
        "not seen. Interactions are divided among those that make them, so the figures add up to what is "
        "explained.",
        caption="share of the metric's variation explained on unseen runs",
        part="of the variation of {metric} on unseen runs",
        reference="out-of-bag impurity decrease (Li, Wang, Basu, Kumbier and Yu, 2019) on extremely "
        "randomised trees (Geurts, Ernst and Wehenkel, 2006) and ordinary ones, in the share that predicts "
        "unseen runs best (Breiman, 1996)",
        tested=True,
    ),
    "permutation": Lens(
        label="Permutation",
        answers="The share of the variation that is lost on unseen runs when the parameter is shuffled: its "
        "own effect and all its interactions, so the figures can add up to more than is explained.",
        caption="share of the metric's variation lost on unseen runs when the parameter is shuffled",
        part="of the variation of {metric} is lost on unseen runs when it is shuffled",
        reference="permutation on the out-of-bag runs of a forest (Breiman, 2001)",
        tested=True,
    ),
    "fanova": Lens(
        label="fANOVA (on its own)",
        answers="The share of the forest's variation over the whole space that the parameter makes on its "
        "own, without its interactions. What the forest made of noise counts too: it cannot tell noise from "
        "effect.",
        caption="share of the forest's variation over the whole space that the parameter makes on its own",
        part="of the forest's variation over the whole space is its own doing",
        reference="main effects of a functional analysis of variance on the forest's leaves (Hutter, Hoos "
        "and Leyton-Brown, 2014), which cannot tell noise from effect",
        tested=False,
    ),
    "top": Lens(
        label="Reaching the top",
        answers="What separates the best runs from the others (PED-ANOVA): figures add up to 1. A parameter "
        "can rule out bad runs and still not matter among the good ones, and the reverse.",
        caption="share of what separates the best runs from the others, adds up to 1 (PED-ANOVA)",
        part="of what separates the best runs from the others",
        reference="PED-ANOVA (Watanabe, Bansal and Hutter, 2023), what separates the best runs",
        tested=True,
    ),
    "mdi": Lens(
        label="W&B-compatible (MDI)",
        answers="The impurity decrease of a default random forest, adding up to 1, as the W&B panel shows "
        "it. It favours parameters with many values and cannot tell noise from effect.",
        caption="mean decrease in impurity of a random forest, adds up to 1 (W&B-compatible)",
        part="of the forest's splitting gain",
        reference="mean decrease in impurity of a random forest (Breiman, 2001), which adds up to 1, favours "
        "parameters with many values, and cannot tell noise from effect",
        tested=False,
    ),
}


@dataclass(frozen=True)
class View:
    """What a method needs to know beside the runs."""

    method: Method
    goal: Goal
    top: float
    trees: int
    seed: int
    repeats: Repeats | None = None


def importances(
    columns: Sequence[Column],
    y: FloatArray,
    view: View,
    progress: Progress,
    interim: Callable[[Importance], None] | None = None,
) -> tuple[Importance, Importance]:
    """Give the importance by the method asked for, and the out-of-bag one that can always be trusted.

    Parameters
    ----------
    columns
        The params, of equal length.
    y
        Shape (runs,), finite, the metric on the scale to explain.
    progress
        Called with (trees done, trees in all).
    interim
        Called with the out-of-bag importance of the trees so far, where they take long.
    """

    def show(grown: Grown) -> None:
        if interim and view.method == "oob":
            interim(out_of_bag(grown))

    how = {"trees": view.trees, "seed": view.seed}
    later = view.trees if view.method == "mdi" else 0
    watched: Progress = lambda done, of: progress(done, of + later)  # noqa: E731
    grown = Grown.on(columns, y, **how, progress=watched, interim=show, repeats=view.repeats)
    unbiased = out_of_bag(grown)
    if view.method == "mdi":
        before = len(grown.forest.trees)
        mdi = impurity(columns, y, **how, progress=lambda done, of: progress(before + done, before + of))
        return mdi, unbiased
    if view.method == "permutation":
        return _permutation(grown, unbiased, view.seed), unbiased
    if view.method == "fanova":
        return _fanova(grown), unbiased
    if view.method == "top":
        return _top(columns, best_of(y, view.goal, view.top), view), unbiased
    return unbiased, unbiased


def _permutation(grown: Grown, unbiased: Importance, seed: int) -> Importance:
    """Shuffle, and mark what is also beyond doubt out of bag.

    The test of shuffling takes the params for drawn independently. Where an optimiser chose them, a forest
    uses one that does nothing in place of those it moved with, and shuffling it does harm.
    """
    share, spread = shuffled(grown.forest, grown.design, grown.y, len(grown.params), seed, grown.unit)
    still = spread <= 0
    p_value = np.where(still, 1.0, norm.sf(share / np.where(still, 1.0, spread)))
    reach = SIGMAS * spread
    marked = (holm(p_value) < ALPHA) & (unbiased.p_value < OUT_OF_BAG)
    return Importance(share, share - reach, share + reach, p_value, marked)


def _fanova(grown: Grown) -> Importance:
    unknown = Importance.unknown(len(grown.params))
    share = main_effects(grown.forest, grown.design, len(grown.params))
    return Importance(share, unknown.low, unknown.high, unknown.p_value, unknown.above_noise)


def _top(columns: Sequence[Column], best: BoolArray, view: View) -> Importance:
    unknown = Importance.unknown(len(columns))
    unit = view.repeats.unit if view.repeats else None
    share, p_value = separation(columns, best, seed=view.seed, unit=unit)
    return Importance(share, unknown.low, unknown.high, p_value, holm(p_value) < ALPHA)
