"""Let Hyperopt search, and read its trials with the space: python write_hyperopt.py FOLDER."""

from __future__ import annotations

import json
import math
import pickle
import sys
from pathlib import Path

import numpy as np
from expected import Expected
from hyperopt import STATUS_FAIL, STATUS_OK, Trials, fmin, hp, space_eval, tpe
from summary import summary

import hpviz

SPACE = {
    "optim": {"lr": hp.loguniform("lr", math.log(1e-4), 0), "steps": hp.quniform("steps", 1, 9, 2)},
    "seed": hp.randint("seed", 5),
    "size": hp.uniformint("size", 2, 7),
    "drop": hp.pchoice("drop", [(0.5, None), (0.5, "007")]),
    "model": hp.choice(
        "model",
        [
            {"name": "mlp", "width": hp.choice("width", [16, 32]), "act": hp.choice("act", ["relu", "tanh"])},
            {"name": "rf", "depth": hp.randint("depth", 2, 9), "flag": hp.choice("flag", [True, False])},
        ],
    ),
}


def train(config):
    bad = config["optim"]["lr"] > 0.3
    return {"status": STATUS_FAIL if bad else STATUS_OK, "loss": config["optim"]["lr"], "acc": 0.5}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    trials = Trials()
    fmin(
        fn=train,
        space=SPACE,
        algo=tpe.suggest,
        max_evals=20,
        trials=trials,
        rstate=np.random.default_rng(0),
        show_progressbar=False,
        verbose=False,
    )
    (folder / "trials.pkl").write_bytes(pickle.dumps(trials))
    (folder / "trials.json").write_text(json.dumps({"trials": trials.trials}, default=str))
    expected = Expected(folder)
    for trial in trials.trials:
        chosen = space_eval(SPACE, {name: value[0] for name, value in trial["misc"]["vals"].items() if value})
        status = "finished" if trial["result"]["status"] == STATUS_OK else "failed"
        config = json.loads(json.dumps(chosen, default=lambda value: value.item()))
        expected.add(trial["tid"], status, config, {"loss": trial["result"]["loss"]})
    expected.write()
    for source in (trials, folder / "trials.json", folder / "trials.pkl"):
        runs = hpviz.read(source, space=SPACE, allow_pickle=True)
        print(json.dumps(summary(runs) | {"ids": runs.run_ids.tolist()}))  # noqa: T201
