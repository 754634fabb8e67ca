"""The sweep that every tracker here logs: known parameters, losses and ends."""

from __future__ import annotations

import math

ENDS = ("finished",) * 9 + ("failed", "finished", "running")
"""How each run ends; the one before the last has a loss that is no number at the end."""

ENDS_OF_20 = (*ENDS, *("finished",) * 6, "failed", "finished")
"""The same for a longer sweep, whose first runs are those of the shorter one."""

STEPS = 3


def params(number):
    """The parameters of a run: nested, of every type, some of them only of some runs."""
    depth = [None, 2, 4, 8][number % 4]
    optim = {"name": ["adam", "sgd"][number % 2], "lr": 10.0 ** (-1 - number / 3)}
    if number % 2:
        optim["momentum"] = 0.5 + number / 100
    return {
        "optim": optim,
        "depth": depth,
        "width": 2 ** (4 + number % 3),
        "flag": number % 3 == 0,
        "layers": [16] * (1 + number % 2),
        "code": f"00{number % 3}",
    }


def flat(nested, above=""):
    """Join the names of nested parameters by dots."""
    joined = {}
    for name, value in nested.items():
        joined |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return joined


def loss(number, step):
    """The loss of a run at a step, 0, 1 or 2."""
    if number == 7 and step:
        return math.inf
    if number == 10 and step:
        return math.nan
    return 1 + number / 8 - step / 4


def steps(number):
    """The number of steps that a run takes before its end."""
    return STEPS if ENDS_OF_20[number] == "finished" else 2


def last_loss(number):
    """The loss of a run at its last step."""
    return loss(number, steps(number) - 1)
