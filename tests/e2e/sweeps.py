"""Cells that show a panel: on the sweep that ships, and on one with categorical parameters and noise."""

VEHICLE = """
import hpviz
from hpviz.data import VEHICLE
panel = hpviz.Panel(VEHICLE, metric="val_acc")
panel
"""

MIXED_RUNS = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(3)
n = 150
runs = pd.DataFrame({
    "config.lr": 10 ** rng.uniform(-5, -1, n),
    "config.optimizer": rng.choice(["adam", "rmsprop", "sgd"], n),
    "config.nesterov": rng.choice([True, False], n),
    "config.dropout": rng.uniform(0, 0.5, n),
    "config.warmup": rng.integers(0, 1000, n),
})
loss = (np.log10(runs["config.lr"]) + 3) ** 2 + 2 * (runs["config.optimizer"] == "sgd")
runs["metric.val_loss"] = 1 + loss + rng.normal(0, 0.2, n)
runs["metric.train_time"] = 100 + runs["config.warmup"] + rng.normal(0, 50, n)
"""

MIXED = MIXED_RUNS + "panel = hpviz.Panel(runs)\npanel"

DOTTED = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(0)
parts = ["train.optimizer", "train.schedule", "model.encoder", "model.decoder", "data.augmentation"]
ends = ["learning_rate", "weight_decay", "dropout_probability", "warmup_steps", "number_of_layers"]
ends += ["hidden_size"]
params = [f"cfg.{part}.{end}" for part in parts for end in ends] + ["cfg.model.encoder.activation"]
runs = pd.DataFrame(rng.random((100, 30)), columns=params[:30])
runs[params[30]] = rng.choice(["gelu", "relu"], 100)
runs["loss"] = 3 * runs["cfg.train.optimizer.learning_rate"] + runs["cfg.model.decoder.hidden_size"]
panel = hpviz.Panel(runs, "loss", metrics=["loss"], params=params)
panel
"""
