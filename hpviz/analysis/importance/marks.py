"""Which params are marked as above the noise: none where runs are too few or nothing is explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.importance.methods import importances
from hpviz.analysis.importance.oob import Importance, agreeing
from hpviz.analysis.importance.pair_interactions import marked_with_pairs
from hpviz.analysis.sample.replicates import too_few_configurations

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.importance.methods import Settings
    from hpviz.runs.column import Column, FloatArray

# Of fewer runs than the first no forest is fitted; of fewer than the second nothing of it is called known.
FEWEST_RUNS, ENOUGH_RUNS = 10, 20
# Of fewer runs than this the interactions are tested, too, before it is said that a param could be chance; of
# more that takes longer than all else, and the params' own tests see as much.
PAIRS_BELOW = 500


def marked_importances(
    columns: Sequence[Column],
    y: FloatArray,
    settings: Settings,
    progress: Progress,
    interim: Callable[[Importance], None],
) -> tuple[Importance, Importance]:
    """Compute the importance by the method and out of bag, and mark what is above the noise.

    Parameters
    ----------
    columns, y, settings, progress, interim
        As in `hpviz.analysis.importance.methods.importances`.

    Returns
    -------
    As there; all unknown where no forest is fitted.
    """
    unknown = Importance.unknown(len(columns))
    if len(y) < FEWEST_RUNS:
        return unknown, unknown
    tested = len(y) >= ENOUGH_RUNS and not too_few_configurations(settings.replicates)

    def marked(importance: Importance, oob_r2: float) -> Importance:
        none = importance.above_noise & (tested and oob_r2 > 0)
        p_value = importance.p_value if tested else np.full(len(columns), np.nan)
        importance = replace(importance, above_noise=none, p_value=p_value, tested=tested)
        return agreeing(importance) if tested else importance

    def show(so_far: Importance) -> None:
        interim(marked(so_far, so_far.oob_r2))

    shown, unbiased = importances(columns, y, settings, progress, show)
    by_method = marked(shown, unbiased.oob_r2)
    unbiased = marked(unbiased, unbiased.oob_r2)
    if tested and unbiased.oob_r2 > 0 and len(y) < PAIRS_BELOW:
        unbiased = marked_with_pairs(unbiased)
    return unbiased if settings.method == "oob" else by_method, unbiased
