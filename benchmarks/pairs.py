"""Interactions: how often one is called above the noise where there is none, and found where there is.

python benchmarks/pairs.py [--repeats 200]
"""

from __future__ import annotations

import argparse
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.oob import holm, out_of_bag
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.runs.column import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Sweep = tuple[list[Column], NDArray[np.float64]]


def mixed(n: int, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Seven params of a training: the learning rate's logarithm from -1.7 to 1.7, the others around 0."""
    return {
        "lr": rng.uniform(-5 / 3, 5 / 3, n),
        "batch": rng.integers(0, 4, n) - 1.5,
        "decay": rng.random(n) - 0.5,
        "optimizer": rng.integers(0, 3, n).astype(float),
        "dead": rng.random(n),
        "seed": rng.integers(0, 100_000, n).astype(float),
        "flag": rng.integers(0, 2, n).astype(float),
    }


def columns(values: dict[str, NDArray[np.float64]]) -> list[Column]:
    named = {"optimizer", "flag"}
    return [
        Column.from_values(name, [f"v{x:.0f}" for x in cells])
        if name in named
        else Column.from_numbers(name, cells)
        for name, cells in values.items()
    ]


def noise(n: int, rng: np.random.Generator) -> Sweep:
    return columns(mixed(n, rng)), rng.normal(size=n)


def additive(n: int, rng: np.random.Generator) -> Sweep:
    x = mixed(n, rng)
    y = x["lr"] ** 2 + 0.5 * x["batch"] + (x["optimizer"] == 1) + x["decay"]
    return columns(x), y + rng.normal(0, 0.5, n)


def together(n: int, rng: np.random.Generator) -> Sweep:
    """Additive, but two params moved together (r = .8)."""
    x = rng.normal(size=(n, 5))
    x[:, 1] = 0.8 * x[:, 0] + 0.6 * x[:, 1]
    y = x[:, 0] ** 2 + x[:, 1] + (x[:, 1] > 0) + rng.normal(0, 0.5, n)
    return [Column.from_numbers(f"x{i}", x[:, i]) for i in range(5)], y


def narrowed(n: int, rng: np.random.Generator) -> Sweep:
    """Additive, sampled ever closer to the best runs so far, as an optimiser does."""
    x, y = np.empty((n, 5)), np.empty(n)
    for i in range(n):
        x[i] = rng.random(5)
        if i >= 15 and rng.random() > 0.1:
            best = np.argsort(y[:i])[: max(2, i // 8)]
            x[i] = np.clip(x[rng.choice(best)] + rng.normal(0, 0.12, 5), 0, 1)
        y[i] = 4 * (x[i, 0] - 0.6) ** 2 + 2 * (x[i, 1] - 0.3) ** 2 + x[i, 2] + rng.normal(0, 0.1)
    return [Column.from_numbers(f"x{i}", x[:, i]) for i in range(5)], y


def shifted(n: int, rng: np.random.Generator) -> Sweep:
    """The best learning rate moves with the batch size: .6 of the variation is interaction."""
    x = mixed(n, rng)
    y = (x["lr"] - 0.6 * x["batch"]) ** 2 + 0.5 * (x["optimizer"] == 1)
    return columns(x), y + rng.normal(0, 0.5, n)


def weak(n: int, rng: np.random.Generator) -> Sweep:
    """The same, a smaller shift: .2 of the variation is interaction."""
    x = mixed(n, rng)
    y = (x["lr"] - 0.2 * x["batch"]) ** 2 + 0.5 * (x["optimizer"] == 1)
    return columns(x), y + rng.normal(0, 0.5, n)


def measured(make: Callable[[int, np.random.Generator], Sweep], n: int, repeats: int) -> dict[str, float]:
    false, single, power, shares, lows, highs = [], [], [], [], [], []
    for repeat in range(repeats):
        params, y = make(n, np.random.default_rng([n, repeat]))
        fitted = FittedForest.fit(params, y, seed=repeat)
        pairs = list(combinations(range(len(params)), 2))
        got = pair_shares(fitted, pairs)
        # As the list does: nothing is marked where the forest explains nothing.
        above = (holm(got.p_value) < 0.05) & (out_of_bag(fitted).oob_r2 > 0)
        true = np.array([pair == (0, 1) and make in {shifted, weak} for pair in pairs])
        false.append(above[~true].any()), single.append(np.mean(got.p_value[~true] < 0.05))
        power.append(above[0]), shares.append(got.share[0])
        lows.append(got.low[0]), highs.append(got.high[0])
    truth = np.mean(shares)
    inside = np.mean((np.array(lows) <= truth) & (truth <= np.array(highs)))
    return {
        "false alarm in a list": np.mean(false),
        "single p < .05": np.mean(single),
        "true pair marked": np.mean(power) if make in {shifted, weak} else np.nan,
        "its share": truth,
        "coverage": inside,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args()
    for make in (noise, additive, together, narrowed, shifted, weak):
        print(f"{make.__name__}: {make.__doc__ or 'seven mixed params'}")
        for n in (20, 30, 60, 150, 500):
            text = "   ".join(
                f"{name} {value:.3f}" for name, value in measured(make, n, options.repeats).items()
            )
            print(f"  {n:4} runs   {text}", flush=True)


if __name__ == "__main__":
    main()
