"""Sweeps with known truth whose metric is spoilt by diverged runs, placeholders, tails, floors, ceilings."""

from __future__ import annotations

import argparse
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from benchmarks.truth.sampling import sample
from benchmarks.truth.trial import designs
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.sample.metric_scale import HALF, held_by_few, rescale
from hpviz.runs import Runs
from hpviz.runs.column import Column

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.truth.sampling import Sample
    from hpviz.analysis import RankResult, Scale

    Array = NDArray[np.float64]
    # From noise-like scores of the runs, higher is worse, and the order in which runs are spoilt.
    Spoilt = Callable[[Array, NDArray[np.intp], np.random.Generator], Array]

SIZES = (30, 60, 150)
# The thresholds were chosen on others, training and Friedman.
DESIGNS = ("drawn at random", "Borehole", "categories")
R2 = 0.8
# A param does nothing below this total effect.
DEAD = 0.003


def loss(z: Array) -> Array:
    return 2 + 0.5 * z


def accuracy(z: Array) -> Array:
    return np.clip(0.8 - 0.08 * z, 0, 1)


def placed(y: Array, order: NDArray[np.intp], percent: float, values: object) -> Array:
    """Put values in place of those of the first runs of an order."""
    spoilt = y.copy()
    count = int(np.ceil(percent / 100 * len(y)))
    spoilt[order[:count]] = values(count) if callable(values) else values
    return spoilt


# Nuisances of runs that can be any: their name, whether the metric is to be small, how it is spoilt.
PLACED: dict[str, Spoilt] = {
    **{
        f"{percent}% at 1e10": lambda z, order, _, p=percent: placed(loss(z), order, p, 1e10)
        for percent in (1, 5, 15, 30)
    },
    **{
        f"{percent}% at 100": lambda z, order, _, p=percent: placed(loss(z), order, p, 100.0)
        for percent in (5, 15)
    },
    "accuracy, 15% at -1": lambda z, order, _: -placed(accuracy(z), order, 15, -1.0),
    "accuracy, 15% at chance level": lambda z, order, _: -placed(accuracy(z), order, 15, 0.1),
    "15% from 10 to 1e12": lambda z, order, rng: placed(
        loss(z), order, 15, lambda count: 10 ** rng.uniform(1, 12, count)
    ),
    "15% in a second mode": lambda z, order, rng: placed(
        loss(z), order, 15, lambda count: rng.normal(8, 0.5, count)
    ),
}
# Nuisances of all runs.
SPREAD: dict[str, Spoilt] = {
    "clean": lambda z, *_: loss(z),
    "lognormal": lambda z, *_: np.exp(2 * z),
    "Cauchy noise": lambda z, _, rng: loss(z) + 0.05 * rng.standard_cauchy(len(z)),
    "accuracy, ceiling": lambda z, *_: -np.minimum(0.93 - 0.08 * z, 1.0),
    "accuracy, curved": lambda z, *_: -1 / (1 + np.exp(1.2 * z - 2.5)),
    "ties": lambda z, *_: np.round(2 * loss(z)) / 2,
}
BY_CHANCE, BY_FIRST = "any runs", "by the first param"


def former_scale(y: Array) -> Scale:
    """The scale by the former rule, which left no run out."""
    if held_by_few(y) < HALF:
        return "linear"
    return "log" if np.all(y > 0) and held_by_few(np.log(y)) < HALF else "rank"


def ways(y: Array) -> dict[str, Scale]:
    """Former scale, today's scale of all runs, and today's: diverged runs left out."""
    return {"before": former_scale(y), "scale alone": rescale(y, "auto", "metric")[1], "now": "auto"}


def spoilt_order(sweep: Sample, first: str, where: str, rng: np.random.Generator) -> NDArray[np.intp]:
    """The runs in the order in which they are spoilt: any, or those with a large value of a param."""
    if where == BY_CHANCE:
        return rng.permutation(len(sweep.y))
    values = sweep.values[first]
    codes = values if sweep.numeric(first) else np.unique(values, return_inverse=True)[1]
    return np.argsort(rng.normal(0, 0.15, len(codes)) - rankdata(codes) / len(codes))


def outcome(result: RankResult, first: str, dead: list[str]) -> tuple[float, ...]:
    """Whether the first param is marked, on top, named with the diverged runs; share of dead ones marked."""
    marked = {score.param: bool(score.matters) for score in result.scores}
    top = result.scores[0].param if np.isfinite(result.oob_r2) else ""
    named = result.diverged is not None and first in result.diverged.params
    return marked[first], top == first, float(np.mean([marked[name] for name in dead])), named


def sweeps_of(design_name: str, runs: int, repeat: int) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
    design = designs()[design_name].at(repeat)
    sweep = sample(design, "random", runs, R2, repeat)
    first = max(sweep.truth, key=lambda name: sweep.truth[name])
    dead = [name for name, effect in sweep.truth.items() if effect < DEAD] or [min(sweep.truth)]
    z = (sweep.y - sweep.y.mean()) / sweep.y.std()
    params = [replace(column, role="param") for column in sweep.columns()]
    rows = []
    for where, nuisances in ((BY_CHANCE, SPREAD | PLACED), (BY_FIRST, PLACED)):
        for name, spoil in nuisances.items():
            rng = np.random.default_rng([runs, repeat, 7])
            y = spoil(z, spoilt_order(sweep, first, where, rng), rng)
            table = Runs.of([*params, replace(Column.from_numbers("loss", y), role="metric")], runs)
            options = {way: RankOptions(metric="loss", scale=scale) for way, scale in ways(y).items()}
            if where == BY_FIRST:
                options["failure"] = RankOptions(metric="failure")
            outcomes: dict[RankOptions, tuple[float, ...]] = {}
            for way, chosen in options.items():
                if chosen not in outcomes:
                    result = rank(table, chosen)
                    usable = bool(result.scores)
                    outcomes[chosen] = outcome(result, first, dead) if usable else (0.0, 0.0, 0.0, 0.0)
                rows.append(((where, name, str(runs), way), outcomes[chosen]))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=12)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--designs", nargs="+", default=DESIGNS)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    plans = [
        (name, runs, repeat)
        for repeat in range(options.repeats)
        for name in options.designs
        for runs in options.sizes
    ]
    measured: dict[tuple[str, ...], list[tuple[float, ...]]] = defaultdict(list)
    with ProcessPoolExecutor(options.workers) as pool:
        for rows in pool.map(sweeps_of, *zip(*plans, strict=True)):
            for key, figures in rows:
                measured[key].append(figures)
                where, nuisance, _, way = key
                measured[where, nuisance, "all", way].append(figures)
    for line in lines(measured):
        print(line)


WAYS = ("before", "scale alone", "now")


def lines(measured: dict[tuple[str, ...], list[tuple[float, ...]]]) -> list[str]:
    """A table: how often the first param is marked and on top, and dead ones are marked, before and now."""
    head = [f"{what}, {way}" for what in ("marked", "on top", "dead marked") for way in WAYS]
    table = [" | ".join(["| spoilt", "runs", *head, "on top by failure", "named |"])]
    table.append("|---" * (len(head) + 4) + "|")
    for where, name, runs in dict.fromkeys(key[:3] for key in measured):
        figures = {way: np.array(measured[where, name, runs, way]) for way in WAYS}
        cells = [share(figures[way][:, what]) for what in range(3) for way in WAYS]
        by_failure = measured.get((where, name, runs, "failure"))
        cells.append(share(np.array(by_failure)[:, 1]) if by_failure else "")
        cells.append(share(figures["now"][:, 3]) if by_failure else "")
        table.append(" | ".join([f"| {name}, {where}", runs, *cells]) + " |")
    return table


def share(values: NDArray[np.float64]) -> str:
    """A mean in percent with its standard error."""
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return f"{100 * values.mean():.0f} ± {100 * error:.0f}"


if __name__ == "__main__":
    main()
