"""Mean decrease in impurity, as other tools show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.metric_scale import standard
from hpviz.analysis.forest.bagging import drawn, random_forest, some_runs, unwatched
from hpviz.analysis.forest.encoding import encode, level_shares, summed
from hpviz.analysis.importance.oob import Importance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.forest.bagging import Progress
    from hpviz.runs.column import Column, FloatArray


def impurity(
    params: Sequence[Column],
    y: FloatArray,
    *,
    trees: int = 100,
    seed: int = 0,
    progress: Progress = unwatched,
) -> Importance:
    """Mean decrease in impurity of a default random forest, as W&B's parameter importance panel shows it.

    Breiman (2001); sums to 1. It favours params with many values and cannot tell noise from effect, so it has
    neither interval nor p-value. Parameters as in `Grown.on`.
    """
    params, y = some_runs(params, y, drawn(len(y), len(params), seed))
    y = standard(y)
    design = encode(params)
    forest = random_forest(design.X, y, trees, seed, progress)
    columns = np.mean([tree.feature_importances_ for tree in forest.trees], axis=0)
    columns = columns / (columns.sum() or 1.0)
    share = summed(columns[None, :], design.owner, len(params))[0]
    unknown = Importance.unknown(len(params))
    of_level = level_shares(design, params, columns)
    return Importance(
        share, unknown.low, unknown.high, unknown.p_value, unknown.above_noise, of_level, design.parents
    )
