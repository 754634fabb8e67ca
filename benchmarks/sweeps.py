"""How often two equal sweeps are called different, and how often a change is seen."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import RankOptions
from hpviz.runs import Column, Runs
from hpviz.sweep_comparison import SweepComparison

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hpviz.runs.column import FloatArray

    Params = dict[str, FloatArray | np.ndarray]
    Response = Callable[[Params, np.random.Generator], FloatArray]


def params_of(n: int, rng: np.random.Generator) -> Params:
    """Five params of the kinds that sweeps have."""
    return {
        "lr": np.exp(rng.uniform(np.log(1e-5), 0, n)),
        "dropout": rng.random(n),
        "layers": rng.integers(1, 6, n),
        "batch": rng.choice([16, 32, 64, 128], n),
        "optimizer": rng.choice(["adam", "lion", "sgd"], n),
    }


def additive(p: Params, rng: np.random.Generator) -> FloatArray:
    return 0.8 * np.log10(p["lr"]) + (p["optimizer"] == "lion") + rng.normal(0, 1, len(p["lr"]))


def curved(p: Params, rng: np.random.Generator) -> FloatArray:
    valley = (np.log10(p["lr"]) + 2.5) ** 2 * (1 + 0.5 * (p["optimizer"] == "lion"))
    return valley + p["dropout"] + rng.normal(0, 0.5, len(valley))


def heavy_tails(p: Params, rng: np.random.Generator) -> FloatArray:
    valley = 0.4 * (np.log10(p["lr"]) + 2.5) ** 2
    return np.exp(valley + 0.7 * (p["optimizer"] == "adam") + rng.normal(0, 0.3, len(valley)))


def interacting(p: Params, rng: np.random.Generator) -> FloatArray:
    slope = np.where(p["optimizer"] == "adam", 1, -1) * np.log10(p["lr"])
    return slope + 0.5 * p["layers"] + rng.normal(0, 0.5, len(slope))


def noise(p: Params, rng: np.random.Generator) -> FloatArray:
    return rng.normal(size=len(p["lr"]))


RESPONSES: dict[str, Response] = {
    "additive": additive,
    "curved": curved,
    "heavy tails": heavy_tails,
    "interacting": interacting,
    "noise": noise,
}


def without_optimizer(p: Params, rng: np.random.Generator) -> FloatArray:
    return additive(p | {"optimizer": np.full(len(p["lr"]), "sgd")}, rng)


def better_by_half(p: Params, rng: np.random.Generator) -> FloatArray:
    return additive(p, rng) - 0.5 * additive(p, rng).std()


def compared(
    sizes: tuple[int, int], responses: tuple[Response, Response], seed: list[int], lowest_lr: float = 0.0
) -> SweepComparison:
    """Draw two random sweeps and compare them; of the second, runs below a learning rate are left out."""
    rng = np.random.default_rng(seed)
    params = [params_of(n, rng) for n in sizes]
    kept = params[1]["lr"] >= lowest_lr
    params[1] = {name: values[kept] for name, values in params[1].items()}
    y = [response(p, rng) for p, response in zip(params, responses, strict=True)]
    columns = [
        Column.from_values(name, [*params[0][name].tolist(), *params[1][name].tolist()]) for name in params[0]
    ]
    loss = Column.from_numbers("loss", np.concatenate(y)).labelled(role="metric")
    n = len(loss.numbers)
    first = np.arange(n) < sizes[0]
    return SweepComparison.of(Runs.of([*columns, loss], n), first, RankOptions(metric="loss"))


SIZES = ((40, 40), (100, 100), (50, 200), (300, 300))


def false_alarms(repeats: int, sizes_of_pairs: Sequence[tuple[int, int]] = SIZES) -> None:
    print("two equal random sweeps: share of pairs in which anything is called changed, and of each kind")
    for sizes in sizes_of_pairs:
        for name, response in RESPONSES.items():
            start, marks = time.perf_counter(), []
            for repeat in range(repeats):
                comparison = compared(sizes, (response, response), [*sizes, repeat])
                metric = comparison.metric
                importance = any(row.changed for row in comparison.params)
                tried = any(row.tried_changed for row in comparison.params)
                best = metric is not None and bool(metric.best_changed)
                typical = metric is not None and bool(metric.typical_changed)
                marks.append([importance or tried or best or typical, importance, tried, best, typical])
            shares = "  ".join(f"{share:.3f}" for share in np.mean(marks, axis=0))
            took = (time.perf_counter() - start) / repeats
            print(
                f"  {sizes[0]:4} and {sizes[1]:4} runs  {name:12}  {shares}   {took:.2f} s a pair", flush=True
            )


def power(repeats: int) -> None:
    print("sweeps that differ: how often the change is seen, with so many runs in each")
    for n in (40, 100, 300):
        counts = np.zeros(4)
        for repeat in range(repeats):
            seed = [n, repeat, 1]
            gone = compared((n, n), (additive, without_optimizer), seed)
            counts[0] += any(row.changed for row in gone.params if row.param == "optimizer")
            better = compared((n, n), (additive, better_by_half), seed).metric
            counts[1] += better is not None and bool(better.best_changed)
            counts[2] += better is not None and bool(better.typical_changed)
            narrowed = compared((n, n), (additive, additive), seed, lowest_lr=1e-4)
            counts[3] += any(row.tried_changed for row in narrowed.params if row.param == "lr")
        names = (
            "optimizer matters no more",
            "half a deviation better: best",
            "typical",
            "a fifth of lr left out",
        )
        print(
            f"  {n:4} runs  "
            + "  ".join(f"{a} {b:.2f}" for a, b in zip(names, counts / repeats, strict=True))
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args()
    false_alarms(options.repeats)
    power(options.repeats)


if __name__ == "__main__":
    main()
