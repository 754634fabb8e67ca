"""Let Ax search, and read its client and experiment: python write_ax.py FOLDER."""

from __future__ import annotations

import json
import logging
import sys

from ax import ChoiceParameterConfig, Client, RangeParameterConfig
from expected import Expected
from summary import summary

import hpviz

logging.disable(logging.CRITICAL)


if __name__ == "__main__":
    client = Client(random_seed=0)
    client.configure_experiment(
        name="real",
        parameters=[
            RangeParameterConfig(name="lr", bounds=(1e-4, 1.0), parameter_type="float", scaling="log"),
            RangeParameterConfig(name="width", bounds=(1, 8), parameter_type="int"),
            ChoiceParameterConfig(name="opt", values=["adam", "sgd"], parameter_type="str", is_ordered=False),
            ChoiceParameterConfig(name="flag", values=[True, False], parameter_type="bool", is_ordered=True),
        ],
    )
    client.configure_optimization(objective="-loss")
    expected = Expected(sys.argv[1])
    for _ in range(7):
        for number, params in client.get_next_trials(max_trials=1).items():
            if number == 2:
                client.mark_trial_failed(number)
                expected.add(number, "failed", params, {})
            elif number == 6:
                expected.add(number, "running", params, {})
            else:
                client.complete_trial(number, raw_data={"loss": (params["lr"], 0.1), "acc": 0.5})
                expected.add(number, "finished", params, {"loss": params["lr"], "acc": 0.5})
    expected.write()
    client.save_to_json_file(sys.argv[1] + "/ax.json")
    for source in (client, client._experiment):
        runs = hpviz.read(source)
        print(json.dumps(summary(runs) | {"ids": runs.run_ids.tolist()}))  # noqa: T201
