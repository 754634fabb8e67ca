"""Write the sweep with MLflow into a database and a folder: python write_mlflow.py FOLDER [ADDRESS ...]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import sweep

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow

STATUSES = {"finished": "FINISHED", "failed": "FAILED"}


def log(uri: str) -> None:
    client = mlflow.MlflowClient(tracking_uri=uri)
    client.create_experiment("small")
    experiment = client.create_experiment("real")
    for number, end in enumerate(sweep.ENDS):
        run = client.create_run(experiment, run_name=f"run {number}", tags={"mine": "x"}).info.run_id
        for name, value in sweep.flat(sweep.params(number)).items():
            client.log_param(run, name, value)
        for step in range(sweep.steps(number)):
            client.log_metric(run, "val/loss", sweep.loss(number, step), step=step)
        if end in STATUSES:
            client.set_terminated(run, STATUSES[end])
    deleted = client.create_run(experiment, run_name="deleted").info.run_id
    client.delete_run(deleted)


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    log(f"sqlite:///{folder}/mlflow.db")
    log((folder / "mlruns").as_uri())
    for address in sys.argv[2:]:
        log(address)
