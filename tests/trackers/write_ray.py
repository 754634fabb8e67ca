"""Write the sweep with Ray Tune, and what hpviz reads of its ResultGrid: python write_ray.py FOLDER."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import sweep
from summary import summary

os.environ.update(RAY_USAGE_STATS_ENABLED="0", OMP_NUM_THREADS="1")
import ray
from ray import tune

import hpviz


def train(config: dict) -> None:
    number = config["number"]
    for step in range(sweep.steps(number)):
        tune.report({"val": {"loss": sweep.loss(number, step)}, "round": step})
    if sweep.ENDS[number] != "finished":
        raise ValueError("as planned")


def space() -> dict:
    """Every parameter follows from the number of the run."""
    names = sweep.params(0)
    return {
        "number": tune.grid_search(list(range(len(sweep.ENDS)))),
        **{
            name: tune.sample_from(lambda spec, name=name: sweep.params(spec.config.number)[name])
            for name in names
        },
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    setting = {"env_vars": {"PYTHONPATH": str(Path(__file__).parent)}}
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, runtime_env=setting)
    run = tune.RunConfig(name="real", storage_path=str(folder), verbose=0)
    grid = tune.Tuner(train, param_space=space(), run_config=run).fit()
    (folder / "grid.json").write_text(json.dumps(summary(hpviz.read(grid))))
