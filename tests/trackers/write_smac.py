"""Let SMAC3 search: python write_smac.py FOLDER."""

from __future__ import annotations

import sys

from ConfigSpace import Categorical, ConfigurationSpace, EqualsCondition, Float, Integer
from expected import Expected
from smac import HyperparameterOptimizationFacade, Scenario
from smac.runhistory.enumerations import StatusType

STATUSES = {StatusType.SUCCESS: "finished", StatusType.CRASHED: "crashed"}


def space():
    configspace = ConfigurationSpace(seed=0)
    kind, width = Categorical("kind", ["a", "b"]), Integer("width", (1, 64), log=True)
    configspace.add(kind, width, Float("lr", (1e-4, 1), log=True), Categorical("flag", [True, False]))
    configspace.add(EqualsCondition(width, kind, "a"))
    return configspace


def train(config, seed=0):
    if config["lr"] > 0.3:
        raise ValueError(config["lr"])
    return {"loss": config["lr"], "size": float(config.get("width", 0))}


if __name__ == "__main__":
    scenario = Scenario(
        space(),
        objectives=["loss", "size"],
        n_trials=16,
        name="real",
        deterministic=True,
        crash_cost=[1e4, 1e4],  # with the default, infinity, SMAC's own model fails
        output_directory=sys.argv[1] + "/smac3_output",
    )
    search = HyperparameterOptimizationFacade(scenario, train, overwrite=True, logging_level=40)
    search.optimize()
    search.optimizer.save()
    expected = Expected(sys.argv[1])
    for key, value in search.runhistory.items():
        status = STATUSES[value.status]
        config = dict(search.runhistory.get_config(key.config_id))
        plain = {
            name: setting.item() if hasattr(setting, "item") else setting for name, setting in config.items()
        }
        costs = dict(zip(["loss", "size"], value.cost, strict=True)) if status == "finished" else {}
        expected.add(key.config_id, status, plain, costs)
    expected.write()
