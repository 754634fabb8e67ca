"""Write the sweep with Optuna into a database and a journal: python write_optuna.py FOLDER [ADDRESS ...]."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import optuna
import sweep
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

KINDS = CategoricalDistribution(["sgd", None, 8, True])
MOMENTUM = FloatDistribution(1e-3, 1, log=True)
SMALL = [
    (TrialState.COMPLETE, math.inf, "sgd", {"momentum": 0.5}, {0: 1.0, 1: math.nan, 2: -math.inf}),
    (TrialState.PRUNED, 0.5, None, {}, {0: 0.5}),
    (TrialState.COMPLETE, 1e-300, 8, {}, {}),
    (TrialState.FAIL, None, True, {}, {}),
]


def log(storage: object) -> None:
    small = optuna.create_study(study_name="small", storage=storage, direction="maximize")
    small.add_trials(
        [
            optuna.create_trial(
                state=state,
                value=value,
                params={"kind": kind} | more,
                distributions={"kind": KINDS} | ({"momentum": MOMENTUM} if more else {}),
                intermediate_values=steps,
                user_attrs={"note": "x"},
            )
            for state, value, kind, more, steps in SMALL
        ]
    )
    study = optuna.create_study(study_name="real", storage=storage, direction="minimize")
    for number, end in enumerate(sweep.ENDS):
        given = sweep.flat(sweep.params(number))
        study.enqueue_trial({name: given[name] for name in ("optim.lr", "depth", "width", "code")})
        trial = study.ask()
        trial.suggest_float("optim.lr", 1e-8, 1, log=True)
        trial.suggest_categorical("depth", [8, 4, 2, None])
        trial.suggest_int("width", 16, 64)
        trial.suggest_categorical("code", ["000", "001", "002"])
        for step in range(sweep.steps(number)):
            trial.report(sweep.loss(number, step), step)
        if end == "finished" and number != 10:
            study.tell(trial, sweep.loss(number, sweep.steps(number) - 1))
        elif end != "running":
            study.tell(trial, state=TrialState.FAIL)


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    log(f"sqlite:///{folder}/study.db")
    log(optuna.storages.JournalStorage(JournalFileBackend(str(folder / "journal.log"))))
    for address in sys.argv[2:]:
        log(address)
