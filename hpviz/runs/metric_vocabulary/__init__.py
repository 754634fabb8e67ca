"""Words that metrics are called by, family by family, and whether less or more of each is better.

A word is a token of a name (``loss`` of ``val_loss``), or several in a row joined by ``_`` (``brier_score``),
which then hold as a whole; ``#`` is any number (``pass@1`` is ``pass_#``).
"""

from __future__ import annotations

from hpviz.runs.metric_vocabulary.higher import HIGHER_BY_FAMILY
from hpviz.runs.metric_vocabulary.lower import LOWER_BY_FAMILY
from hpviz.runs.metric_vocabulary.writing import words

__all__ = [
    "AMBIGUOUS",
    "HEADS",
    "HIGHER",
    "HIGHER_BY_FAMILY",
    "IMPROVEMENTS",
    "LOWER",
    "LOWER_BY_FAMILY",
    "SPREADS",
    "UNITS",
    "words",
]

LOWER = frozenset().union(*LOWER_BY_FAMILY.values())
HIGHER = frozenset().union(*HIGHER_BY_FAMILY.values())

# At the head of a name these decide, whatever follows: `loss_dice` and `rmse_acc_fcst` are errors.
HEADS = frozenset(word for word in LOWER_BY_FAMILY["errors"] if "_" not in word) | words(
    """
        loss losses nll
    """
)
# How far results spread: less is better whatever they are of, and it is never what is looked at first.
SPREADS = words("std stdev stddev sd var variance stderr sem se ci iqr range uncertainty cv")
# These turn what follows, or went before, around.
IMPROVEMENTS = words("improvement improvements reduction uplift gain gains savings")
# They say what is better once a column is known to be a metric, but are names of choices as well.
AMBIGUOUS = (
    LOWER_BY_FAMILY["engineering"]
    | HIGHER_BY_FAMILY["engineering"]
    | HIGHER_BY_FAMILY["products"]
    | words(
        """
    rec rr ic em ll sq rq ks rho dist power gain gains drop gap lift density diversity coverage
    novelty balance ate ace mce ids ari tar dd vol pass ev rand us ms ns hours minutes
    sec secs seconds inception robustness penalty penalties reduction maps triplet focal mad ap
    comet spice glue squad arc points omega_ratio turnover equity evidence residual residuals
    repetition mos purity completeness volatility hamming advantage quantile_loss bandwidth ter der
    mar jerk fragments distortion rmsd emd wasserstein availability ml_tracks pit_error revenue prec
    pq r_2 is_mean frag compression_ratio occupancy snr elo mmd demographic_parity equalized_odds
    fairness ccc d2 validity grad_norm gradnorm gradient_norm resid_norm
    residual_norm
        slippage orders slack nav resolved rank_# qed asw ptm wsc rte cycles luts cd backlog complaints churn
        feasible feasibility waiting_time queue_length tail_ratio continuity engagement
        path_length cpi ipc wns tns vina
        """
    )
)
# Units: they decide only where no noun is known.
UNITS = words("ms us ns msec usec millis sec secs seconds minutes hours")
