"""Write a multirun with Hydra: python write_hydra.py -m hydra.sweep.dir=FOLDER/multirun lr=... name=..."""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig

DEFAULTS = {
    "lr": 0.1,
    "name": "a",
    "wide": "1e-4",
    "none": None,
    "copy": "${lr}",
    "nested": {"layers": [1, 2]},
}
ConfigStore.instance().store("config", DEFAULTS)


@hydra.main(version_base=None, config_name="config", config_path=None)
def main(config):
    logging.info("begun")  # noqa: LOG015 - Hydra configures this one
    number = HydraConfig.get().job.num
    if number != 4:
        loss = math.nan if number == 2 else config.lr * 2
        Path(HydraConfig.get().runtime.output_dir, "metrics.json").write_text(json.dumps({"loss": loss}))


if __name__ == "__main__":
    main()
