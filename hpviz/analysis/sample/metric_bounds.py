"""What a metric can be at least and at most, by its name and its values: an accuracy is never above 1."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import decisive_word, is_spread, tokens
from hpviz.runs.metric_vocabulary import HIGHER_BY_FAMILY, LOWER_BY_FAMILY, words
from hpviz.runs.target import FailureTarget, MetricTarget

if TYPE_CHECKING:
    from hpviz.analysis.sample.metric_scale import UsedScale
    from hpviz.runs.column import FloatArray
    from hpviz.runs.target import Target

# What goes from 0 to 1, or to 100 in percent.
SHARES = (
    HIGHER_BY_FAMILY["classification"]
    | HIGHER_BY_FAMILY["retrieval"]
    | HIGHER_BY_FAMILY["detection and segmentation"]
    | HIGHER_BY_FAMILY["benchmarks of language models"]
    | HIGHER_BY_FAMILY["survival"]
    | LOWER_BY_FAMILY["counted wrong"]
    | words(
        """
        success success_rate win_rate solve_rate completion_rate purity homogeneity completeness
        v_measure vmeasure nmi fowlkes_mallows ssim msssim ms_ssim bleu rouge rouge1 rouge2 rougel
        meteor pass_rate pass_at_# pass_# acc_norm mmlu gsm8k hellaswag winogrande truthfulqa humaneval
        mbpp error_rate eer hter ece brier brier_score ctr cvr retention_rate conversion_rate
        click_through_rate open_rate picp
        """
    )
) - words(
    """
    tp tn true_positive true_positives true_negative true_negatives lift lift_# correct
    n_correct num_correct hits rank_# qini auuc dcg novelty serendipity success_# fp fn
    false_positive false_positives false_negative false_negatives false_alarms misses
    mostly_tracked
    """
)
# What is never above 1, and may be below 0.
UP_TO_1 = HIGHER_BY_FAMILY["regression"] - words("ic icir rank_ic") | words(
    """
    kappa qwk mcc matthews phi_coefficient informedness markedness youden cohen_kappa ami ari
    adjusted_rand adjusted_rand_score adjusted_mutual_info silhouette silhouettes
    silhouette_score modularity cosine_similarity cosine_sim motp mota
    """
)
# What is never below 0.
FROM_0 = (
    LOWER_BY_FAMILY["errors"]
    | LOWER_BY_FAMILY["language"]
    | LOWER_BY_FAMILY["speech"]
    | LOWER_BY_FAMILY["calibration"]
    | LOWER_BY_FAMILY["cost"]
    | LOWER_BY_FAMILY["survival"]
) - words("mpe bias_error residual residuals")
# A share in percent is mostly above this, one of 1 never.
PERCENT_FROM = 10.0


def bounds_of(metric: str, low: float, high: float) -> tuple[float, float]:
    """Return what a metric can be at least and at most; an infinity where no bound is known.

    Parameters
    ----------
    metric
        Its name: by it is known what it measures.
    low, high
        The smallest and the largest value that runs have: a bound that some run is beyond is none.
    """
    word = None if is_spread(tokens(metric)) else decisive_word(metric)
    least = 0.0 if word in SHARES - UP_TO_1 or word in FROM_0 else -math.inf
    most = _most(high) if word in SHARES or word in UP_TO_1 else math.inf
    return (least if low >= least else -math.inf), (most if high <= most else math.inf)


def _most(high: float) -> float:
    return 100.0 if high > PERCENT_FROM else 1.0


def bounds_in_own_unit(target: Target, metric: FloatArray) -> tuple[float, float]:
    """Return what a prediction of a target stays within; infinities where no bound is known.

    Parameters
    ----------
    target
        What was ranked by.
    metric
        Shape (used,): its values, in its own unit.
    """
    if isinstance(target, FailureTarget):
        return 0.0, 1.0
    if not isinstance(target, MetricTarget):
        return -math.inf, math.inf
    return bounds_of(target.name, float(metric.min()), float(metric.max()))


def largest_difference(target: Target, metric: FloatArray, scale: UsedScale) -> float:
    """Return by how much two runs can differ on that scale; infinity where that is not known."""
    least, most = bounds_on_scale(target, metric, scale)
    return most - least


def bounds_on_scale(target: Target, metric: FloatArray, scale: UsedScale) -> tuple[float, float]:
    """Return the same on the scale that is analysed; ranks have none of their own."""
    least, most = bounds_in_own_unit(target, metric)
    if scale == "linear":
        return least, most
    return -math.inf, math.log(most) if scale == "log" else math.inf
