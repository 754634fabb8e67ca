"""Whether the band of an effect curve covers the truth: smooth effects, an interaction, cliffs and waves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import RankOptions, rank
from hpviz.analysis.effects.effect import effect_of
from hpviz.runs import Runs
from hpviz.runs.column import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.analysis import RankResult
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.runs.column import FloatArray

# What each param does on average over the others, which are uniform: exact.
TRUTH = {
    "lr": lambda lr: (np.log10(lr) + 3) ** 2 + 0.5,
    "width": lambda width: width + 4 / 3,
    "dropout": lambda dropout: np.full(len(dropout), 4 / 3 + 0.5),
    "dead": lambda dead: np.full(len(dead), 4 / 3 + 0.5),
}

# Of a param from 0 to 1, before they are put into units of their standard deviation.
SHAPES = {
    "line": lambda x: x,
    "parabola": lambda x: (x - 0.4) ** 2,
    "cliff": lambda x: 1.0 * (x > 0.5),
    "late cliff": lambda x: 1.0 * (x > 0.85),
    "four steps": lambda x: np.floor(4 * x),
    "plateau": lambda x: np.minimum(x, 0.4),
    "two waves": lambda x: np.sin(4 * np.pi * x),
    "one wave": lambda x: np.sin(2 * np.pi * x),
    "V": lambda x: np.abs(x - 0.6),
    "dip": lambda x: -np.exp(-(((x - 0.3) / 0.1) ** 2)),
}
NOISE, BESIDE = 0.3, 1.2


def sweep(n: int, seed: int) -> RankResult:
    rng = np.random.default_rng(seed)
    lr, width, dropout = 10 ** rng.uniform(-5, -1, n), rng.random(n), rng.random(n)
    loss = (np.log10(lr) + 3) ** 2 + width + 4 * (width - 0.5) * (dropout - 0.5) + rng.normal(0, 0.3, n)
    params = {"lr": lr, "width": width, "dropout": dropout, "dead": rng.random(n), "dead_2": rng.random(n)}
    return ranked(params, loss)


def shaped_sweep(shape: str, n: int, seed: int) -> tuple[RankResult, Callable[[FloatArray], FloatArray]]:
    """Make a sweep of a param with an effect of this shape, a line, three that do nothing; and the truth."""
    rng = np.random.default_rng([seed, n])
    x, z = rng.random(n), rng.random(n)
    if shape == "cliff that turns":
        effect, truth = np.where((x > 0.5) == (z > 0.5), 1.0, -1.0) + (x > 0.5), lambda at: 1.0 * (at > 0.5)
    elif shape == "product":
        effect, truth = 4 * 3**0.5 * (x - 0.5) * (z - 0.5) + 2 * x, lambda at: 2 * at
    else:
        even = np.linspace(0.0005, 0.9995, 1000)
        unit = np.std(SHAPES[shape](even))
        effect, truth = SHAPES[shape](x) / unit, lambda at: SHAPES[shape](at) / unit
    loss = effect + BESIDE * z + rng.normal(0, NOISE, n)
    params = {"x": x, "z": z, **{f"dead_{place}": rng.random(n) for place in range(3)}}
    return ranked(params, loss), lambda at: truth(at) + BESIDE / 2


def ranked(params: Mapping[str, FloatArray], loss: FloatArray) -> RankResult:
    columns = [Column.from_numbers(name, values) for name, values in params.items()]
    runs = Runs.of([*columns, Column.from_numbers("loss", loss)], len(loss))
    return rank(runs.with_roles({"loss": "metric"}), RankOptions(metric="loss", scale="linear"))


def shape_coverage(shape: str, n: int, sweeps: int, first: int) -> tuple[float, ...]:
    """Share of sweeps with the whole truth in the band, share of points in it, its half height, the error."""
    seen = []
    for seed in range(first, first + sweeps):
        ranking, truth = shaped_sweep(shape, n, seed)
        curve = effect_of(ranking, "x").curve
        if curve is not None:
            seen.append(of_curve(curve, truth(curve.x)))
    return tuple(np.mean(seen, axis=0)) if seen else (np.nan,) * 4


def of_curve(curve: Curve, truth: FloatArray) -> tuple[float, float, float, float]:
    inside = (curve.low <= truth) & (truth <= curve.high)
    half = float(np.mean(curve.high - curve.low)) / 2
    error = float(np.sqrt(np.mean((curve.middle - truth) ** 2)))
    return float(inside.all()), float(inside.mean()), half, error


def coverage(n: int, sweeps: int) -> dict[str, tuple[float, float, float, float]]:
    """Share of sweeps with the whole truth in the band, share of points in it, its half height, the error."""
    seen: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in TRUTH}
    for seed in range(sweeps):
        ranking = sweep(n, seed)
        for name, truth in TRUTH.items():
            curve = effect_of(ranking, name).curve
            if curve is None:
                continue
            seen[name].append(of_curve(curve, truth(curve.x)))
    return {name: tuple(np.mean(figures, axis=0)) for name, figures in seen.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=100)
    parser.add_argument("--shapes", action="store_true", help="cliffs, waves and the like")
    parser.add_argument("--first", type=int, default=0, help="the first seed of the shapes")
    parser.add_argument("--runs", type=int, nargs="+", default=[60, 150, 400])
    options = parser.parse_args()
    for n in options.runs:
        if options.shapes:
            for shape in [*SHAPES, "cliff that turns", "product"]:
                show(n, shape, shape_coverage(shape, n, options.sweeps, options.first))
            continue
        for name, figures in coverage(n, options.sweeps).items():
            show(n, name, figures)


def show(n: int, name: str, figures: tuple[float, ...]) -> None:
    whole, points, half, error = figures
    print(
        f"{n:4} runs  {name:16} whole curve {whole:.2f}   points {points:.3f}   "
        f"half height {half:.2f}   error {error:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
