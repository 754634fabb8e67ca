"""The methods of hpviz as a table shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.analysis.forest.bagging import no_progress
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.importance.methods import Settings, importances

if TYPE_CHECKING:
    from benchmarks.truth.sampling import Sample
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.importance.oob import Importance

BASE = "hpviz out-of-bag"
OURS: dict[str, MethodName] = {
    BASE: "oob", "hpviz permutation": "permutation", "hpviz fANOVA": "fanova", "hpviz top": "top",
    "hpviz MDI (W&B)": "mdi",
}  # fmt: skip


def judged(sample: Sample, method: MethodName, seed: int) -> Importance:
    """Return the figures; nothing is marked on few runs or where the forest explains nothing."""
    settings = Settings(method=method, goal="minimize", top=0.1, trees=100, seed=seed)
    shown, unbiased = importances(sample.columns(), sample.y, settings, no_progress)
    if len(sample.y) < ENOUGH_RUNS or not unbiased.oob_r2 > 0:
        return replace(shown, above_noise=shown.above_noise & False)
    return shown
