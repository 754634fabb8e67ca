"""Words by which it is decided which metric is looked at first: results, comparisons, costs."""

from __future__ import annotations

from hpviz.runs.metric_vocabulary import HIGHER_BY_FAMILY, IMPROVEMENTS, LOWER_BY_FAMILY, words

# What a search calls that which it optimises, and a table its only result.
OBJECTIVES = words("value values objective objectives obj target targets")
RESULTS = words("result results")

# Looked at first, in this order; any other known noun comes after these.
FIRST_NOUNS = (
    ("value", "objective"),
    ("loss",),
    ("acc", "accuracy"),
    ("score",),
    ("error", "err"),
    ("rmse", "mse", "mae"),
    ("nll", "ppl", "perplexity"),
    ("reward", "return", "rew"),
    ("auc", "auroc", "f1", "r2", "cost"),
)
# What a run used up rather than achieved: the last resort.
RESOURCES = (
    (HIGHER_BY_FAMILY["throughput and use"] | LOWER_BY_FAMILY["cost"])
    - words("cost costs speedup cache_hit_rate hypervolume hv compression_ratio")
) | words(
    """
    time duration runtime elapsed seconds memory mem throughput fps flops latency epoch epochs usd dollars
    step steps iteration iterations lr size count samples params vram iters rounds generations
    walltime ms us sec secs
    hours minutes utilization utilisation occupancy power emissions co2 kwh watts timesteps frames number
    tokens_per_second tokens_per_sec samples_per_second samples_per_sec num n tokens flos cpu_percent cpu
    gpu
    """
)
# Of what serves requests, and of what is designed to be fast, this is the result.
SERVICE = words(
    """
    latency throughput qps rps tps ips goodput ttft tpot itl ttfb time_to_first_token time_per_output_token
    lat tokens_per_second tokens_per_sec tokens_per_s tok_s tokens_s requests_per_second makespan
    ipc iops mops bandwidth tflops fmax slack wns tns
    """
)
# And this is what must not happen meanwhile.
REFUSALS = words("error_rate errors failures violation violations timeouts drops")
# With what a result is compared, and what is only a part of it.
REFERENCES = words(
    """
    baseline ref reference prev previous naive dummy majority human initial init start before old random
    chance teacher aux auxiliary user attrs threshold target vs delta diff
    """
)
# What is only estimated: of which value is right, an estimate says nothing.
ESTIMATES = words("est estimate estimates estimated hat")
# How sure a result is: how far it spreads, and the ends of an interval.
STANDARD_ERRORS = words("std stdev stddev sd stderr sem se iqr ci")
ENDS = words("lo hi low high lower upper lb ub")
LOSSES = words("loss losses")
# Beside these a loss is a term that was added to the one that counts.
ADDED_TERMS = words(
    """
    balance balancing kl commitment commit router regularization regularisation regularizer reg
    orthogonality orthogonal sparsity
    """
)
# How results compare with others, on other rows or before, and what is counted on the way.
COMPARISONS = IMPROVEMENTS | LOWER_BY_FAMILY["differences"] | words("speedup")
COUNTED = words("misses mistakes failures crashes collisions false_alarms fragments")
COUNTING = words("n num number count")
EXTREMES = words("max min worst")
# Looked at beside a result of another kind.
SECONDARY = LOWER_BY_FAMILY["calibration"] | words(
    "coverage novelty diversity serendipity hd95 assd asd hausdorff"
)
# Of which other metrics are made, and what falls with the size of a model whatever it is worth.
PARTS = words(
    """
    inertia wcss distortion tp fp fn tn true_positives false_positives false_negatives true_negatives correct
    n_correct num_correct
    """
)
# What an agent earns while it trains is its result.
REWARDS = words("reward rewards rew return returns episode_return episode_reward ep_rew")
# What was earned, beside which what was risked and the share of trades that were won say little.
RISKS = LOWER_BY_FAMILY["trading"]
WINS = words("winrate win_rate win_ratio hit_ratio hit_rate win_loss_ratio payoff_ratio")
PROFITS = HIGHER_BY_FAMILY["trading"] - WINS - words("balance equity revenue nav tail_ratio")
CURRENCIES = words("usd eur dollars euros cents")
