"""Whether the band of an effect curve covers the truth: a parabola in log lr, and an interaction."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import RankOptions, rank
from hpviz.analysis.effects.effect import effect_of
from hpviz.runs import Runs
from hpviz.runs.column import Column

if TYPE_CHECKING:
    from hpviz.analysis import RankResult

# What each param does on average over the others, which are uniform: exact.
TRUTH = {
    "lr": lambda lr: (np.log10(lr) + 3) ** 2 + 0.5,
    "width": lambda width: width + 4 / 3,
    "dropout": lambda dropout: np.full(len(dropout), 4 / 3 + 0.5),
    "dead": lambda dead: np.full(len(dead), 4 / 3 + 0.5),
}


def sweep(n: int, seed: int) -> RankResult:
    rng = np.random.default_rng(seed)
    lr, width, dropout = 10 ** rng.uniform(-5, -1, n), rng.random(n), rng.random(n)
    loss = (np.log10(lr) + 3) ** 2 + width + 4 * (width - 0.5) * (dropout - 0.5) + rng.normal(0, 0.3, n)
    params = {"lr": lr, "width": width, "dropout": dropout, "dead": rng.random(n), "dead_2": rng.random(n)}
    columns = [Column.from_numbers(name, values) for name, values in params.items()]
    metric = Column.from_numbers("loss", loss)
    runs = Runs.of([*columns, metric], n).with_roles({"loss": "metric"})
    return rank(runs, RankOptions(metric="loss", scale="linear"))


def coverage(n: int, sweeps: int) -> dict[str, tuple[float, float, float, float]]:
    """Share of sweeps with the whole truth in the band, share of points in it, its half height, the error."""
    seen: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in TRUTH}
    for seed in range(sweeps):
        ranking = sweep(n, seed)
        for name, truth in TRUTH.items():
            curve = effect_of(ranking, name).curve
            if curve is None:
                continue
            inside = (curve.low <= truth(curve.x)) & (truth(curve.x) <= curve.high)
            half = float(np.mean(curve.high - curve.low)) / 2
            error = float(np.sqrt(np.mean((curve.middle - truth(curve.x)) ** 2)))
            seen[name].append((float(inside.all()), float(inside.mean()), half, error))
    return {name: tuple(np.mean(figures, axis=0)) for name, figures in seen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=100)
    options = parser.parse_args()
    for n in (60, 150, 400):
        for name, (whole, points, half, error) in coverage(n, options.sweeps).items():
            print(
                f"{n:4} runs  {name:8} whole curve {whole:.2f}   points {points:.3f}   "
                f"half height {half:.2f}   error {error:.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
