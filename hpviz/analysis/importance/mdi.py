"""Mean decrease in impurity, as other tools show it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.bagging import no_progress, random_forest, sampled_rows, subsample
from hpviz.analysis.forest.encoding import encode, level_shares, sum_by_owner
from hpviz.analysis.importance.oob import Importance
from hpviz.analysis.sample.metric_scale import standard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.forest.bagging import Progress
    from hpviz.runs.column import Column, FloatArray


def mdi(
    params: Sequence[Column],
    y: FloatArray,
    *,
    trees: int = 100,
    seed: int = 0,
    progress: Progress = no_progress,
) -> Importance:
    """Mean decrease in impurity of a default random forest, as W&B's parameter importance panel shows it.

    Breiman (2001); sums to 1. It favours params with many values and does not separate noise from effect,
    so it has neither interval nor p-value.

    Parameters
    ----------
    params, y, trees, seed, progress
        As in `FittedForest.fit`.
    """
    params, y = subsample(params, y, sampled_rows(len(y), len(params), seed))
    y = standard(y)
    design = encode(params)
    forest = random_forest(design.X, y, trees, seed, progress)
    columns = np.mean([tree.feature_importances_ for tree in forest.trees], axis=0)
    columns = columns / (columns.sum() or 1.0)
    share = sum_by_owner(columns[None, :], design.owner, len(params))[0]
    return replace(
        Importance.untested(share), of_level=level_shares(design, params, columns), parents=design.parents
    )
