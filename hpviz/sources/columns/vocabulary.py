"""What trackers and people call things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import is_metric_word, tokens
from hpviz.runs.metric_vocabulary import words

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
    log_dir artifact_uri experiment_id experiment_tag lifecycle_stage exception traceback end_time
    endtime datetime_complete updated updated_at heartbeat heartbeatat finished_at commit git_commit git
    sha url link entity project readonly should_checkpoint done checkpoint_dir_name time_since_restore
    iterations_since_restore timesteps_since_restore _wandb _timestamp typ parent from_uid gpu_type
    created_by historylinecount config
    """
)
# Knobs that trackers keep outside of the configuration.
OUTSIDE_KNOBS = frozenset({"budget", "fidelity", "n_resources", "seed", "random_seed", "random_state"})

TIMES = frozenset({"duration", "runtime", "elapsed", "time", "seconds"})

# "loss_weight" and "train_batch_size" are chosen, whatever else their names say.
_CHOSEN = words(
    """
    weight weights coef coeff coefficient scale factor lambda alpha beta gamma size sizes frac fraction
    split ratio interval steps every freq frequency threshold limit fn func function type name mode
    batch epochs patience num n dim dims layers width depth seed lr wd decay dropout momentum kernel
    lossfn smoothing clip clipping norm warmup schedule scheduler optimizer bonus discount budget
    max_time timeout k margin temperature init rank gradient accumulation bits dtype target
    """
)
_NAMESPACED = re.compile(
    r"(?:train|training|val|valid|validation|dev|test|eval|rollout)[/.|:].+", re.IGNORECASE
)
_CHOSEN_ALONE = words(
    """
    lr wd alpha beta gamma epochs n_epochs num_epochs max_epochs layers n_layers num_layers depth width
    hidden units seed dropout momentum batch batch_size learning_rate learning_rate_init weight_decay
    optimizer activation warmup heads n_heads max_depth n_estimators min_samples_leaf l1 l2 eta
    subsample colsample_bytree num_leaves kernel degree
    """
)


def normal(name: str) -> str:
    """Normalise a name to the spelling of the sets above."""
    return re.sub(r"[\s./\-]+", "_", name.strip().lower())


def status_of(word: str) -> Status:
    """Translate any tracker's word for the state of a run."""
    bare = normal(word).rsplit("trialstate_", 1)[-1].removeprefix("status_")
    return next((status for status, known in _STATUSES.items() if bare in known), "unknown")


def is_metric_name(name: str) -> bool:
    """Whether this is a usual name of a metric."""
    named = set(tokens(name))
    if normal(name) in {"value", "objective", "metric", "y"}:
        return True
    if _CHOSEN & named:
        return False
    return is_metric_word(name) or _NAMESPACED.fullmatch(name) is not None


def is_param_name(name: str) -> bool:
    """Whether this is a usual name of a hyperparameter."""
    return normal(name) in _CHOSEN_ALONE or bool(_CHOSEN & set(tokens(name)))


def is_step_name(name: str) -> bool:
    """Whether this is a usual name of a step counter."""
    return normal(name) in STEP_NAMES


def is_time_name(name: str) -> bool:
    """Whether this is a usual name of a run's duration."""
    return bool(TIMES & set(tokens(name))) and not _CHOSEN & set(tokens(name))
