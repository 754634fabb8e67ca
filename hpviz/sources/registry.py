"""Every tracker that hpviz reads: its stores, its addresses and its objects, in the order of recognition.

To add a tracker, import its readers here. The exports of trackers, which are tables, are in `exports`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.sources.trackers.aim import AIM_FOLDER, AIM_REPO
from hpviz.sources.trackers.ax.experiment import AX_FILE, AX_OBJECT
from hpviz.sources.trackers.clearml import CLEARML
from hpviz.sources.trackers.comet import COMET
from hpviz.sources.trackers.dvc.exports import DVC_EXPORT
from hpviz.sources.trackers.guild import GUILD
from hpviz.sources.trackers.hyperopt.trials import HYPEROPT_FILE, HYPEROPT_TRIALS
from hpviz.sources.trackers.keras_tuner.project import KERAS_TUNER
from hpviz.sources.trackers.mlflow.client import MLFLOW_ADDRESS, MLFLOW_CLIENT
from hpviz.sources.trackers.mlflow.database import MLFLOW_DATABASE
from hpviz.sources.trackers.mlflow.folder import MLFLOW_FOLDER
from hpviz.sources.trackers.neptune import NEPTUNE
from hpviz.sources.trackers.optuna.database import OPTUNA_DATABASE
from hpviz.sources.trackers.optuna.journal import OPTUNA_JOURNAL
from hpviz.sources.trackers.optuna.study import OPTUNA_STUDY
from hpviz.sources.trackers.optuna.url import OPTUNA_ADDRESS
from hpviz.sources.trackers.pickled import pickle_reader
from hpviz.sources.trackers.ray.folder import RAY_FOLDER
from hpviz.sources.trackers.ray.results import RAY_RESULTS
from hpviz.sources.trackers.run_folders.folders import RUN_FOLDERS
from hpviz.sources.trackers.sacred import SACRED
from hpviz.sources.trackers.sklearn import SKLEARN_RESULTS, SKLEARN_SEARCH
from hpviz.sources.trackers.smac import SMAC
from hpviz.sources.trackers.swanlab import SWANLAB
from hpviz.sources.trackers.tensorboard.logs import TENSORBOARD
from hpviz.sources.trackers.trackio import TRACKIO
from hpviz.sources.trackers.wandb.api import WANDB_ADDRESS, WANDB_RUNS
from hpviz.sources.trackers.wandb.offline import WANDB_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.sources.reader import Reader

OBJECTS: tuple[Reader[Any], ...] = (
    OPTUNA_STUDY,
    SKLEARN_SEARCH,
    RAY_RESULTS,
    AX_OBJECT,
    WANDB_RUNS,
    MLFLOW_CLIENT,
    HYPEROPT_TRIALS,
    AIM_REPO,
    SKLEARN_RESULTS,
)

# A pickle holds one of these objects.
PICKLES = pickle_reader(OBJECTS)

# The last ones recognise least: a layout, not a tracker's own mark.
STORES: tuple[Reader[Path], ...] = (
    SWANLAB,  # it calls its folders as W&B does
    WANDB_FOLDER,
    OPTUNA_DATABASE,
    OPTUNA_JOURNAL,
    MLFLOW_DATABASE,
    MLFLOW_FOLDER,
    RAY_FOLDER,
    KERAS_TUNER,
    SMAC,
    SACRED,
    GUILD,
    CLEARML,
    COMET,
    NEPTUNE,
    TRACKIO,
    DVC_EXPORT,
    HYPEROPT_FILE,
    AX_FILE,
    PICKLES,
    AIM_FOLDER,
    TENSORBOARD,
    RUN_FOLDERS,
)

ADDRESSES: tuple[Reader[str], ...] = (WANDB_ADDRESS, MLFLOW_ADDRESS, OPTUNA_ADDRESS)
