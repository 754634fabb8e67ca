"""Stores to damage: what real trackers wrote, and tables and folders as people keep them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz import mutations
from tests.fuzz.mutations import Mutation
from tests.sources.trackers import wandb_log

TESTS = Path(__file__).parents[1]
STORES = TESTS / "data" / "stores"

# How files are damaged, by the ends of their names; the first end that fits counts.
BY_NAME: tuple[tuple[str, tuple[Mutation, ...]], ...] = (
    (
        r"\.jsonl?$|(journal|data-\d+)\.log$",
        (mutations.of_json, mutations.of_json, mutations.of_json, mutations.of_lines),
    ),
    (r"\.db$", (mutations.of_database, mutations.of_database, mutations.of_page)),
    (r"tfevents", (mutations.of_events,)),
    (r"\.(wandb|swanlab)$", (mutations.of_log,)),
    (r"\.zip$", (mutations.of_archive,)),
    (r"\.parquet$", (mutations.of_parquet,)),
    (r"\.(csv|tsv|md|txt|yaml|yml|log)$|/(params|metrics|tags|attrs)/", (mutations.of_lines,)),
)
OF_ANY: tuple[Mutation, ...] = (mutations.of_bytes, mutations.of_place)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A store that is damaged.

    Attributes
    ----------
    make
        Writes it into a folder, and returns its path.
    run_of
        A pattern of the paths, within the store, of files that hold one run each, so that damage to such a
        file may change no other run; empty where there are none.
    """

    make: Callable[[Path], Path]
    run_of: str = ""


def damaged(path: Path, rng: Random) -> tuple[str, str]:
    """Damage one file of a store; return its path within it, and the kind of the damage."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    file = rng.choice(files)
    name = file.relative_to(path.parent).as_posix()
    own = next((kinds for pattern, kinds in BY_NAME if re.search(pattern, name)), (mutations.of_bytes,))
    mutation = rng.choice(own) if rng.random() < 0.8 else rng.choice(OF_ANY)
    mutation(rng, file)
    return name, mutation.__name__


def copied(name: str) -> Callable[[Path], Path]:
    """Copy what a tracker wrote."""

    def make(folder: Path) -> Path:
        source = STORES / name if (STORES / name).exists() else TESTS / name
        target = folder / source.name
        shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
        return target

    return make


def written(files: Mapping[str, str | bytes], place: str = "") -> Callable[[Path], Path]:
    """Write files into a folder."""

    def make(folder: Path) -> Path:
        for name, content in files.items():
            path = folder / "store" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / "store" / place if place else folder / "store"

    return make


def _parquet(folder: Path) -> Path:
    import pandas as pd

    path = folder / "runs.parquet"
    pd.DataFrame(_rows()).to_parquet(path, index=False)
    return path


def _rows() -> list[dict[str, object]]:
    rng = Random(1)
    return [
        {
            "run_id": f"r{n:03}",
            "lr": 10 ** rng.uniform(-4, -1),
            "optimizer": rng.choice(["adam", "sgd"]),
            "depth": rng.randint(1, 6),
            "val_loss": rng.random(),
        }
        for n in range(40)
    ]


def _delimited(mark: str) -> str:
    return (
        "\n".join(mark.join(map(str, row)) for row in [[*_rows()[0]], *(row.values() for row in _rows())])
        + "\n"
    )


def _run_folders() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for row in _rows()[:12]:
        config = f"optim:\n  lr: {row['lr']}\n  name: {row['optimizer']}\ndepth: {row['depth']}\n"
        steps = "".join(f"{step},{float(str(row['val_loss'])) / (step + 1)}\n" for step in range(3))
        files[f"{row['run_id']}/config.yaml"] = config
        files[f"{row['run_id']}/metrics.csv"] = "step,val_loss\n" + steps
    return files


def _wandb_folders() -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for place, row in enumerate(_rows()[:12]):
        own = f"ab{place:02}"
        records = [
            wandb_log.run_record(own, config={"lr": row["lr"], "optimizer": row["optimizer"]}),
            wandb_log.history(0, {"val_loss": 2 * float(str(row["val_loss"]))}),
            wandb_log.history(1, {"val_loss": row["val_loss"]}),
            wandb_log.summary({"val_loss": row["val_loss"]}),
            wandb_log.exit_record(),
        ]
        files[f"offline-run-20260101_0000{place:02}-{own}/run-{own}.wandb"] = wandb_log.framed(records)
    return files


TARGETS: dict[str, Target] = {
    "ax": Target(make=copied("corpus/whole/ax.json")),
    "clearml": Target(make=copied("clearml/offline"), run_of=r"/(offline-[0-9a-f]+)"),
    "comet": Target(make=copied("comet/archives"), run_of=r"/([0-9a-f]{32})\.zip"),
    "csv": Target(make=written({"runs.csv": _delimited(",")}, "runs.csv")),
    "dvc csv": Target(make=copied("dvc/exp_show.csv")),
    "dvc json": Target(make=copied("dvc/exp_show.json")),
    "guild": Target(make=copied("guild/home"), run_of=r"/runs/([0-9a-f]{32})/"),
    "hydra": Target(make=copied("hydra/multirun/digits"), run_of=r"/(\d+)/(metrics\.json|\.hydra/config)"),
    "hyperopt": Target(make=copied("hyperopt/trials.json")),
    "json": Target(make=written({"runs.json": json.dumps(_rows())}, "runs.json")),
    "json lines": Target(make=written({"runs.jsonl": "\n".join(map(json.dumps, _rows()))}, "runs.jsonl")),
    "keras tuner": Target(make=copied("keras_tuner/results/digits"), run_of=r"/trial_(\w+)/"),
    "mlflow database": Target(make=copied("mlflow/mlflow.db")),
    "mlflow folder": Target(make=copied("mlflow/mlruns"), run_of=r"/([0-9a-f]{32})/(params|metrics)/"),
    "neptune": Target(make=copied("neptune/.neptune"), run_of=r"/run__([0-9a-f-]+)__"),
    "optuna database": Target(make=copied("optuna/study.db")),
    "optuna journal": Target(make=copied("optuna/journal.log")),
    "parquet": Target(make=_parquet),
    "ray": Target(make=copied("ray/results/digits")),
    "run folders": Target(make=written(_run_folders()), run_of=r"/(r\d+)/metrics"),
    "sacred": Target(make=copied("sacred/runs"), run_of=r"/(\d+)/"),
    "sklearn csv": Target(make=copied("sklearn_cv/grid.csv")),
    "smac": Target(make=copied("smac/smac3_output/digits")),
    "swanlab": Target(make=copied("swanlab/swanlog"), run_of=r"-(run\d+)/"),
    "tensorboard": Target(make=copied("tensorboard/logs_tb"), run_of=r"/(run\d+)/"),
    "tensorboardX": Target(make=copied("tensorboard/logs_tbx"), run_of=r"/(run\d+)/"),
    "trackio": Target(make=copied("trackio/data/digits.db")),
    "tsv": Target(make=written({"runs.tsv": _delimited("\t")}, "runs.tsv")),
    "wandb": Target(make=written(_wandb_folders()), run_of=r"-(ab\d+)/"),
    "wandb service": Target(make=copied("wandb_api/runs.json")),
}
