"""Real sweeps that ship with hpviz; where each comes from stands in the LICENSE file beside it."""

from pathlib import Path

VEHICLE = Path(__file__).parent / "vehicle_500.csv"
"""500 trainings of a small neural network: 5 hyperparameters, 3 scores and the training time."""
