"""Let Keras Tuner search: KERAS_BACKEND=numpy python write_keras_tuner.py FOLDER."""

from __future__ import annotations

import sys

import keras_tuner
from expected import Expected

STATUSES = {"COMPLETED": "finished", "FAILED": "failed"}


class Search(keras_tuner.RandomSearch):
    def run_trial(self, trial, **_):
        given = trial.hyperparameters
        kind = given.Choice("kind", ["a", "b"])
        with given.conditional_scope("kind", ["a"]):
            width = given.Int("width", 1, 64) if kind == "a" else 0
        rate = given.Float("lr", 1e-4, 1, sampling="log")
        given.Boolean("flag")
        if trial.trial_id.endswith("3"):
            raise ValueError(rate)
        return {"val_loss": rate, "val_acc": width / 64}


class Surrogate(keras_tuner.HyperModel):
    def build(self, hp):  # noqa: ARG002 - nothing is trained
        return None


if __name__ == "__main__":
    search = Search(
        Surrogate(),
        objective=keras_tuner.Objective("val_loss", "min"),
        max_trials=12,
        directory=sys.argv[1],
        project_name="real",
        max_consecutive_failed_trials=5,
        seed=1,
    )
    search.search(verbose=0)
    expected = Expected(sys.argv[1])
    for key, trial in search.oracle.trials.items():
        values = dict(trial.hyperparameters.values)
        if values["kind"] == "b":
            values.pop("width", None)
        status = STATUSES[trial.status]
        metrics = {"val_loss": values["lr"], "val_acc": values.get("width", 0) / 64}
        expected.add(key, status, values, metrics if status == "finished" else {})
    expected.write()
