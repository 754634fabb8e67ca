"""Whether an order is settled once the runs are added that were said to be needed."""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn import config_context

from hpviz.analysis.convergence.stability import needed
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.credits import Credits
from hpviz.analysis.result.order import CLEAR, KEPT, shrunken
from hpviz.runs.column import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

FCNET = Path(__file__).parents[1] / "tests/data/sweeps/fcnet/fcnet.parquet"
# Pairs of neighbours are looked at among the first so many, forecasts of up to so many more runs, and ends
# of their ranges of up to so many.
PLACES, MOST, REACH = 3, 500, 1000


def training(n: int, rng: Generator) -> tuple[list[Column], np.ndarray]:
    """Draw runs of which four params matter by steps, and three do not."""
    params = {name: rng.random(n) for name in ("lr", "width", "decay", "dropout", "dead", "dead_2")}
    optimizer = rng.choice(["adam", "sgd", "rmsprop"], n)
    y = 3 * (params["lr"] - 0.5) ** 2 * 4 + 1.2 * params["width"] + (optimizer == "sgd") * 0.8
    y = y + 0.8 * params["decay"] * params["lr"] + rng.normal(0, 0.3, n)
    columns = [Column.from_numbers(name, values) for name, values in params.items()]
    return [*columns, Column.from_values("optimizer", optimizer.tolist())], y


def sweeps() -> dict[str, Callable[[int, Generator], tuple[list[Column], np.ndarray]]]:
    """What to draw runs from, by name."""
    grids = pd.read_parquet(FCNET).groupby("config.dataset")
    return {"made": training} | {str(name): _lines(table.reset_index(drop=True)) for name, table in grids}


def _lines(table: pd.DataFrame) -> Callable[[int, Generator], tuple[list[Column], np.ndarray]]:
    names = [name for name in table if name.startswith("config.") and name != "config.dataset"]

    def draw(n: int, rng: Generator) -> tuple[list[Column], np.ndarray]:
        lines = table.loc[rng.choice(len(table), n, replace=False)]
        y = np.log(lines["metric.val_loss"].to_numpy())
        return [Column.from_values(name, lines[name].tolist()) for name in names], y

    return draw


def credits_of(columns: list[Column], y: np.ndarray, rows: np.ndarray, seed: int) -> Credits:
    return Credits.of(
        FittedForest.fit([column.take(rows) for column in columns], y[rows], trees=100, seed=seed)
    )


def follow(draw: Callable[..., tuple[list[Column], np.ndarray]], n: int, seed: int) -> list[list[float]]:
    """Forecast at n runs; then whether each pair is settled with the low, the likeliest and the high number.

    An end out of reach is NaN: it can be neither right nor wrong.
    """
    columns, y = draw(n + REACH, np.random.default_rng([seed, n]))
    now = credits_of(columns, y, np.arange(n), seed)
    order = np.argsort(-now.credit.mean(axis=0), kind="stable")
    reached = []
    for pair in pairwise(order[: PLACES + 1].tolist()):
        z = lead(now, *pair)
        forecast = needed(z, n, kept=KEPT)
        if z < CLEAR and forecast.runs <= MOST:
            ends = (forecast.low, forecast.runs, forecast.high)
            reached.append([settled(columns, y, n, more, pair, seed) for more in ends])
    return reached


def settled(
    columns: list[Column], y: np.ndarray, n: int, more: float, pair: tuple[int, int], seed: int
) -> float:
    if more > REACH:
        return float("nan")
    after = credits_of(columns, y, np.arange(n + round(more)), seed)
    return float(lead(after, *pair) >= CLEAR)


def lead(run_credits: Credits, param: int, other: int) -> float:
    return shrunken(run_credits.means.ahead([param], [other]))


def kept(draw: Callable[..., tuple[list[Column], np.ndarray]], n: int, seed: int) -> list[list[float]]:
    """Return for each pair the chance that was stated, and whether ten times the runs have it in order."""
    columns, y = draw(10 * n, np.random.default_rng([seed, n, 77]))
    now = credits_of(columns, y, np.arange(n), seed)
    after = credits_of(columns, y, np.arange(10 * n), seed)
    pairs = pairwise(np.argsort(-now.credit.mean(axis=0), kind="stable")[: PLACES + 1])
    return [[float(norm.cdf(lead(now, *pair))), float(lead(after, *pair) > 0)] for pair in pairs]


def chances(sweeps_of_each: int) -> None:
    drawn = [
        (draw, n, seed) for draw in sweeps().values() for n in (60, 150) for seed in range(sweeps_of_each)
    ]
    stated, right = np.array([pair for draw, n, seed in drawn for pair in kept(draw, n, seed)]).T
    for low, high in pairwise(norm.cdf([0, 0.25, 0.5, 0.75, 1, 1.3, 1.64, 2.2])):
        some = (stated >= low) & (stated < high)
        shares = f"{stated[some].mean():.0%} | {right[some].mean():.0%}"
        print(f"| {some.sum()} pairs | in order with a chance of, stated and true | {shares} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=60)
    parser.add_argument("--chances", action="store_true", help="whether the chances now are true, instead")
    options = parser.parse_args()
    if options.chances:
        with config_context(skip_parameter_validation=True, assume_finite=True):
            chances(options.sweeps)
        return
    every: list[list[float]] = []
    for name, draw in sweeps().items():
        for n in (60, 150):
            with config_context(skip_parameter_validation=True, assume_finite=True):
                reached = [pair for seed in range(options.sweeps) for pair in follow(draw, n, seed)]
            every += reached
            show(name, str(n), reached)
    show("all", "", every)


def show(name: str, n: str, reached: list[list[float]]) -> None:
    if reached:
        low, likeliest, high = np.nanmean(reached, axis=0)
        ends = np.isfinite(np.array(reached)[:, 2]).sum()
        shares = f"{low:.0%} | {likeliest:.0%} | {high:.0%} of {ends}"
        print(f"| {name} | {n} | {len(reached)} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
