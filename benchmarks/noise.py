"""How often noise is called an effect, and how often intervals hold the truth."""

from __future__ import annotations

import argparse

import numpy as np

from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.runs.column import Column


def params_of(n: int, rng: np.random.Generator) -> list[Column]:
    """Seven params of the kinds that sweeps have."""
    values: dict[str, list[object]] = {
        "lr": np.exp(rng.uniform(np.log(1e-5), 0, n)).tolist(),
        "dropout": rng.random(n).tolist(),
        "layers": rng.integers(1, 6, n).tolist(),
        "batch": rng.choice([16, 32, 64, 128], n).tolist(),
        "nesterov": rng.choice([True, False], n).tolist(),
        "optimizer": rng.choice(["adam", "sgd", "lion"], n).tolist(),
        "seed": rng.integers(0, 100_000, n).tolist(),
    }
    return [Column.from_values(name, cells) for name, cells in values.items()]


def noise(n: int, repeats: int) -> tuple[float, float]:
    single, any_of = [], []
    for repeat in range(repeats):
        rng = np.random.default_rng([n, repeat])
        importance = out_of_bag(FittedForest.fit(params_of(n, rng), rng.normal(size=n), seed=repeat))
        # As the table does: nothing is marked where the forest explains nothing.
        any_of.append(bool(importance.above_noise.any()) and importance.oob_r2 > 0)
        single.append(np.mean(importance.p_value < 0.05))
    return float(np.mean(any_of)), float(np.mean(single))


def coverage(n: int, repeats: int) -> dict[str, float]:
    """Share of intervals that hold the mean of the figure itself over many sweeps."""
    lows, highs, shares, marked = [], [], [], []
    for repeat in range(repeats):
        rng = np.random.default_rng([n, repeat, 1])
        params = params_of(n, rng)
        optimizer = params[5].codes == 1
        y = np.log10(params[0].numbers) * 0.8 + 1.0 * optimizer + rng.normal(0, 1, n)
        importance = out_of_bag(FittedForest.fit(params, y, seed=repeat))
        lows.append(importance.low), highs.append(importance.high), shares.append(importance.share)
        marked.append(importance.above_noise)
    truth = np.mean(shares, axis=0)
    inside = (np.array(lows) <= truth) & (truth <= np.array(highs))
    names = [param.name for param in params]
    return {
        "coverage lr": inside[:, 0].mean(),
        "coverage optimizer": inside[:, 5].mean(),
        "coverage of the dead": inside[:, [1, 2, 3, 4, 6]].mean(),
        "power lr": np.mean([mark[names.index("lr")] for mark in marked]),
        "power optimizer": np.mean([mark[names.index("optimizer")] for mark in marked]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args()
    print("pure noise, 7 params: share of tables with any marked above noise; share of single p < .05")
    for n in (20, 30, 60, 150, 500):
        any_of, single = noise(n, options.repeats)
        print(f"  {n:4} runs   any {any_of:.3f}   single {single:.3f}")
    print("lr (log) and optimizer matter: coverage of 95% intervals, and how often each is marked")
    for n in (30, 60, 150):
        figures = "   ".join(f"{name} {value:.2f}" for name, value in coverage(n, options.repeats).items())
        print(f"  {n:4} runs   {figures}")


if __name__ == "__main__":
    main()
