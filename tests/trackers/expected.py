"""What a script logged, kept beside its store so that a test can compare."""

from __future__ import annotations

import json
import math
from pathlib import Path


def flat(nested, above=""):
    joined = {}
    for name, value in nested.items():
        if isinstance(value, dict):
            joined |= flat(value, f"{above}{name}.")
        else:
            joined[f"{above}{name}"] = value
    return joined


def cell(value):
    """Write a value as a column of hpviz has it: a number, or a text."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return "nan" if math.isnan(value) else float(value)


class Expected:
    """Runs by their id or name."""

    def __init__(self, folder):
        self.file, self.runs = Path(folder) / "expected.json", {}

    def add(self, key, status, params, metrics):
        self.runs[str(key)] = {
            "status": status,
            "params": {name: cell(value) for name, value in flat(params).items()},
            "metrics": {name: cell(value) for name, value in metrics.items() if value is not None},
        }

    def write(self):
        self.file.write_text(json.dumps(self.runs))
