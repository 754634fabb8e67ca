"""Whether a true share of .10 is seen alike of a number and of categories with few and many values."""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

import hpviz

# Of the metric's variance: the param that is looked at, a strong one, another one; the rest is noise.
SHARE, STRONG, OTHER, NOISE = 0.1, 0.5, 0.2, 0.2
# Standard deviation of what is drawn evenly from 0 to 1.
UNIFORM = 12**-0.5
LEVELS, DEAD_LEVELS = (0, 3, 8, 20), 20


def sweep(n: int, levels: int, seed: int) -> pd.DataFrame:
    """Make a random sweep in which ``x`` has this many values; with 0 it is a number."""
    rng = np.random.default_rng([seed, n, levels])
    strong, other, dead = rng.random((3, n))
    loss = STRONG**0.5 * (strong - 0.5) / UNIFORM + OTHER**0.5 * (other - 0.5) / UNIFORM
    if levels:
        height = rng.normal(size=levels)
        level = rng.integers(0, levels, n)
        x = [f"v{value}" for value in level]
        effect = ((height - height.mean()) / height.std())[level]
    else:
        x = rng.random(n)
        effect = (x - 0.5) / UNIFORM
    names = [f"d{value}" for value in rng.integers(0, DEAD_LEVELS, n)]
    params = {"strong": strong, "other": other, "dead": dead, "dead_names": names, "x": x}
    loss = loss + SHARE**0.5 * effect + rng.normal(0, NOISE**0.5, n)
    return pd.DataFrame({f"config.{name}": cells for name, cells in params.items()} | {"metric.loss": loss})


def figures(n: int, levels: int, seed: int) -> list[float]:
    """Return the share of ``x``, whether it matters, whether its interval holds it; and of the dead."""
    ranking = hpviz.rank(sweep(n, levels, seed), "loss", goal="minimize", scale="linear")
    scores = {score.param: score for score in ranking.scores}
    x, dead = scores["x"], scores["dead_names"]
    held = x.importance_low <= SHARE <= x.importance_high
    return [x.importance, x.matters, held, dead.importance, dead.matters]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=100)
    parser.add_argument("--runs", type=int, nargs="+", default=[60, 150, 300])
    parser.add_argument("--first", type=int, default=0, help="seed of the first sweep")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.sweeps)
    print("| runs | values of x | share (true: .10) | matters | interval holds .10 | dead: share | matter |")
    print("|---|---|---|---|---|---|---|")
    for n in options.runs:
        for levels in LEVELS:
            rates = np.mean([figures(n, levels, seed) for seed in seeds], axis=0)
            share, matters, held, dead, dead_matters = rates
            print(
                f"| {n} | {levels or 'number'} | {share:.3f} | {matters:.0%} | {held:.0%} | {dead:.3f} "
                f"| {dead_matters:.0%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
