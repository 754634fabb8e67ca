"""What trackers and people call things."""

from __future__ import annotations

import re
from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import (
    METRIC_WORDS,
    MOST_REMEMBERED,
    ends_as_metric,
    free_words,
    is_metric_word,
    is_objective,
    is_speed,
    tokens,
)
from hpviz.runs.metric_vocabulary import words
from hpviz.runs.metric_vocabulary.languages import in_english
from hpviz.sources.columns.vocabulary.heads import is_setting, without_units
from hpviz.sources.columns.vocabulary.outcomes import is_past

if TYPE_CHECKING:
    from hpviz.runs import Status

_STATUSES: dict[Status, frozenset[str]] = {
    "finished": words(
        "success succeeded complete completed finished finish terminated ok done ended passed closed"
    ),
    "failed": words("fail failed failure error errored invalid"),
    "crashed": words("crashed crash memoryout oom"),
    "killed": words(
        "killed kill preempted preempting stopped stop timeout timed_out aborted abort cancelled canceled"
    ),
    "running": words("running scheduled pending active in_progress started queued waiting"),
    "pruned": words("pruned early_stopped"),
}

ID_NAMES = words(
    """
    run_id runid id uid uuid run_uuid trial_id trialid run trial number run_number experiment_key job_id
    sys_id
    """
)
NAME_NAMES = words(
    """
    name run_name runname display_name displayname trial_name tags_mlflow_runname rev experiment_name
    sys_name
    """
)
STATUS_NAMES = frozenset({"status", "state", "run_status", "run_state", "trial_status", "trial_state"})
CREATED_NAMES = words(
    """
    created created_at createdat start_time starttime datetime_start started started_at date timestamp
    time_start creation_time sys_creation_time
    """
)
GROUP_NAMES = words(
    """
    group run_group sweep sweep_id sweep_name sweepname study study_name tags_mlflow_parentrunid
    """
)
STEP_NAMES = (
    "step",
    "_step",
    "global_step",
    "trainer_global_step",
    "epoch",
    "iteration",
    "iter",
    "training_iteration",
    "round",
    "timestep",
    "timesteps_total",
)

# Columns that say where, by whom and with what a run was made.
BOOKKEEPING = words(
    """
    user username notes note tags tag description job_type jobtype host hostname pid node_ip ip logdir
    comment comments remark remarks log_dir artifact_uri experiment_id experiment_tag lifecycle_stage
    exception traceback end_time endtime datetime_complete updated updated_at heartbeat heartbeatat
    finished_at commit git_commit git sha url link entity project readonly should_checkpoint done
    checkpoint_dir_name time_since_restore iterations_since_restore timesteps_since_restore _wandb
    _timestamp typ parent from_uid gpu_type created_by historylinecount config
    """
)
# What a sampler notes of how it came by a configuration.
SAMPLERS_MARKS = words(
    "model_based_pick bracket hyperband_bracket rung sh_rung successive_halving_rung sampler suggested_by"
)
# Knobs that trackers keep outside of the configuration.
OUTSIDE_KNOBS = frozenset({"budget", "fidelity", "n_resources", "seed", "random_seed", "random_state"})

TIMES = frozenset({"duration", "runtime", "elapsed", "time", "seconds"})

# "loss_weight" and "train_batch_size" are chosen, whatever else their names say.
_CHOSEN = words(
    """
    weight weights coef coeff coefficient scale factor lambda alpha beta gamma size sizes frac fraction
    split ratio interval steps every freq frequency threshold limit fn func function type name mode batch
    epochs patience num n dim dims layers width depth seed lr wd decay dropout momentum kernel lossfn
    smoothing clip clipping norm warmup schedule scheduler optimizer bonus discount budget max_time timeout
    k margin temperature init rank gradient accumulation bits dtype target nms
    """
)
# These too, unless what they describe is a metric: "noise_sigma", but "noise_loss".
_CHOSEN_NOUNS = words(
    """
    features samples estimators leaf leaves heads head units hidden channels filters stride strides window
    lookback reg regularization regularisation augment augmentation noise sigma epsilon tau blocks block
    stages expansion clusters neighbors neighbours components bins degree order embedding embed embd emb
    vocab context seq seqlen resolution crop padding workers gpus nodes devices buffer horizon leverage
    period population mutation crossover generations particles iterations iters rounds trees boost subsample
    colsample lrate lrs wds hiddens neurons experts timesteps episodes frames envs ensemble bagging
    shrinkage tolerance tol eta beta1 beta2 eps start stop increment capacity quota budget_usd
    """
)
_RATES = re.compile(
    r"(?:^|_)(?:learning|dropout|drop|drop_?path|decay|mutation|crossover|sampling|sample|growth|dilation|mask|masking"
    r"|masking|label_noise|exploration|update|refresh|frame|bit|sparsity|keep|subsampling|corruption)_?rate(?:$|_)"
)
_NAMESPACED = re.compile(r"(?i)(?:train|training|val|valid|validation|dev|test|eval|rollout)[/.|:].+")
_SWITCHING = words("use using with without enable disable allow apply add include skip do no")
_STEPS = words("iter iters iterations epoch epochs step steps rounds evals generations")
_COUNTING = frozenset({"n", "num", "k"})
# "env_cfg.rewards.std" was configured, whatever it configures.
_CONFIGURED = words("cfg config conf configuration args hparams hyperparameters settings options opts")
_STAGES = words("train training val valid validation dev test eval rollout")
_STAGED = re.compile(
    r"(?:train|training|val|valid|validation|dev|test|eval|final|best|last)_.+", re.IGNORECASE
)
# "us_per_step", "total_ms", "latency (s)": what a run took.
_TIMED = re.compile(
    r"(?:^|_)(?:ns|us|ms|msec|sec|secs|hrs|mins)(?:$|_per_)|_per_(?:s|sec|second|ms|min|hour)s?$|\((?:s|ms|min|h)\)$"
)
# "max_epoch" and "early_epoch" are limits, an "epoch" is where the run ended.
_LIMIT = re.compile(
    r"(?:^|_)(?:max|min|num|n|nr|total|warmup|warm_up|early)_(?:epoch|step|iter|iteration|round|generation|trial)s?(?:$|_)"
)
_CHOSEN_ALONE = words(
    """
    lr wd wdecay alpha beta gamma epochs n_epochs num_epochs max_epochs layers n_layers num_layers depth
    width hidden units seed dropout momentum batch batch_size learning_rate learning_rate_init weight_decay
    optimizer activation warmup heads n_heads max_depth n_estimators min_samples_leaf l1 l2 eta subsample
    colsample_bytree num_leaves kernel degree max_features min_samples_split reg_lambda reg_alpha n_params
    num_params n_parameters num_parameters n_clusters n_neighbors n_components lrate bs optim top_p top_k
    model arch architecture d_model hidden_size hidden_dim weight_decay clip_grad tau beta1 beta2 rank
    lora_rank lora_alpha lora_r temperature num_beams n_iter n_steps num_steps max_iter batchsize bsz
    dropout_rate lookback leverage mu nu theta delta sigma epsilon eps rho zeta kappa noise lam lmbda lamda
    reg learn_rate lr0 lrf eta0 eta_min lr_init lr_final lr_min min_lr max_lr base_lr max_grad_norm
    clip_grad_norm grad_clip gradient_clip_val keep_prob p_drop drop_p drop_prob hsv_h hsv_s hsv_v mosaic
    mixup cutmix cutout copy_paste flipud fliplr degrees translate shear perspective erasing close_mosaic
    fl_gamma label_smoothing ccp_alpha cost_complexity min_impurity_decrease max_delta_step min_child_weight
    colsample_bylevel l2_leaf_reg bagging_temperature random_strength border_count scale_pos_weight
    max_leaves max_bin num_leaves gae_lambda clip_range cliprange ent_coef vf_coef target_kl polyak
    repetition_penalty length_penalty guidance_scale cfg_scale min_p typical_p stop_loss stoploss
    take_profit takeprofit trailing_stop
    """
)


@lru_cache(maxsize=MOST_REMEMBERED)
def normal(name: str) -> str:
    """Normalise a name to the spelling of the sets above."""
    return re.sub(r"[\s./\-]+", "_", in_english(name).strip().lower())


def status_of(word: str) -> Status:
    """Translate any tracker's word for the state of a run."""
    bare = normal(word).rsplit("trialstate_", 1)[-1].removeprefix("status_")
    return next((status for status, known in _STATUSES.items() if bare in known), "unknown")


@lru_cache(maxsize=MOST_REMEMBERED)
def is_metric_name(name: str) -> bool:
    """Whether this is a usual name of a metric."""
    if normal(name) in {"metric", "y"} or is_objective(name) or _is_under_metric(name):
        return True
    if is_param_name(name):
        return False
    return is_metric_word(name) or is_speed(name) or _NAMESPACED.fullmatch(name) is not None


def _is_under_metric(name: str) -> bool:
    """Whether this was logged under the name of a metric: ``Episode_Reward/joint_limit``."""
    group, _, rest = name.rpartition("/")
    return bool(rest) and is_metric_word(group)


def is_fitted_name(name: str) -> bool:
    """Whether it ends as scikit-learn ends what was fitted: ``n_iter_``; ``lambda_`` is no Python word."""
    return name.endswith("_") and len(name) > 1 and not iskeyword(name.strip("_"))


@lru_cache(maxsize=MOST_REMEMBERED)
def is_chosen_name(name: str) -> bool:
    """Whether this is the whole name of a usual hyperparameter, perhaps numbered or within a group."""
    if is_fitted_name(name):
        return False
    if name == "C" or normal(name).strip("_") in _CHOSEN_ALONE:
        return True
    group, _, last = re.sub(r"_?\d+$", "", name).rpartition(".")
    return normal(last) in _CHOSEN_ALONE and normal(group) not in _STAGES


@lru_cache(maxsize=MOST_REMEMBERED)
def is_param_name(name: str) -> bool:
    """Whether this is a usual name of a hyperparameter, or holds a word that such names hold."""
    if is_chosen_name(name) or is_setting(name):
        return True
    # A column "FN" holds no function, and "steps/s" are what was done.
    is_result = is_objective(name) or normal(name) in METRIC_WORDS or _is_under_metric(name)
    if is_result or is_past(name) or is_speed(name):
        return False
    if _CONFIGURED & set(tokens(name.partition(".")[0])) and "." in name:
        return True
    free = without_units(free_words(name))  # "factor" is chosen, but the "profit factor" is not
    if free and _COUNTING & {free[0]} and len(free) > 1 and all(map(is_metric_word, free[1:])):
        return False  # a number of errors
    if _CHOSEN & set(free) or _LIMIT.search(normal(name)) or _RATES.search(normal(name)):
        return True
    return bool(_CHOSEN_NOUNS & set(free)) and not (ends_as_metric(name) or is_metric_word(free[-1]))


def is_bare_count(name: str) -> bool:
    """Whether nothing but "n" or "num" sounds like a choice: ``n_prototypes``, but ``n_inliers`` too."""
    free = set(free_words(name))
    return _CHOSEN & free <= _COUNTING and not (_CHOSEN_NOUNS & free or _LIMIT.search(normal(name)))


def is_count(name: str) -> bool:
    """Whether the name begins as those of counts do: ``n_clusters``, ``num_layers``."""
    named = tokens(name)
    return len(named) > 1 and named[0] in _COUNTING


def is_switch_name(name: str) -> bool:
    """Whether the name begins as those of switches do: ``use_bias``, ``with_warmup``."""
    named = tokens(name)
    return len(named) > 1 and named[0] in _SWITCHING


def is_stage_name(name: str) -> bool:
    """Whether the name begins with the stage or the moment of which a result is: ``val_``, ``final_``."""
    return _NAMESPACED.fullmatch(name) is not None or _STAGED.fullmatch(normal(name)) is not None


def is_step_name(name: str) -> bool:
    """Whether this is a usual name of a step counter."""
    return normal(name) in STEP_NAMES


def counts_steps(name: str) -> bool:
    """Whether a word of the name is that of steps, which may be given or needed."""
    return bool(_STEPS & set(tokens(name)))


def is_time_name(name: str) -> bool:
    """Whether this is a usual name of a run's duration."""
    return not is_param_name(name) and (
        bool(TIMES & set(tokens(name))) or _TIMED.search(normal(name)) is not None
    )
