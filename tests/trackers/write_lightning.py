"""Write the sweep with Lightning's CSVLogger: python write_lightning.py FOLDER."""

from __future__ import annotations

import argparse
import sys

import sweep
from expected import Expected
from lightning.pytorch.loggers import CSVLogger

if __name__ == "__main__":
    expected = Expected(sys.argv[1])
    for number in range(len(sweep.ENDS)):
        params = sweep.params(number)
        logger = CSVLogger(sys.argv[1], name="logs", flush_logs_every_n_steps=1)
        logger.log_hyperparams(argparse.Namespace(**params) if number % 2 else params)
        for step in range(sweep.steps(number)):
            logger.log_metrics({"train/loss": step + 0.5, "epoch": step}, step)
            logger.log_metrics({"val/loss": sweep.loss(number, step), "epoch": step}, step)
        logger.save()
        last = sweep.steps(number) - 1
        metrics = {"train/loss": last + 0.5, "val/loss": sweep.loss(number, last)}
        expected.add(f"version_{number}", "unknown", params, metrics)
    expected.write()
