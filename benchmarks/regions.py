"""Whether what `next_sweep` says of a region, and expects of the advised space, is true on real grids."""

from __future__ import annotations

import argparse
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn import config_context

from benchmarks.next_sweep import Grid, problems
from hpviz import read
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.next_sweep.advice import sweep_advice_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.next_sweep.param_advice import ParamAdvice

# The best configurations of a grid: those that a search is after.
BEST = 0.002


def follow(grid: Grid, n: int, seed: int) -> tuple[list[dict[str, Any]], dict[str, float] | None]:
    """Return what is said of each region and what it holds; and how far the expected medians are off."""
    runs = grid.runs(n, np.random.default_rng([seed, n, 0])).drop(columns="regret")
    options = RankOptions(metric="loss", goal="minimize")
    advice = sweep_advice_of(rank(read(runs, metrics=["loss"]), options))
    best = grid.loss <= np.quantile(grid.loss, BEST)
    regions = [
        {
            "sure": line.sure,
            "p_value": line.observed.p_value,
            "agreement": line.agreement,
            "held": float(grid.inside([line.after])[best].mean()),
            "kept": float(grid.inside([line.after]).mean()),
        }
        for line in _regions(advice.lines)
    ]
    if np.isnan(advice.expected.old):
        return regions, None
    old, new, low, high = np.log(astuple(advice.expected_metric))
    inside = grid.inside(advice.space)
    true = float(np.median(grid.loss)), float(np.median(grid.loss[inside]))
    off = {"off": new - true[1], "held": low <= true[1] <= high}
    return regions, {"expected": new - old, "true": true[1] - true[0]} | off


def _regions(lines: tuple[ParamAdvice, ...]) -> Iterator[ParamAdvice]:
    for line in lines:
        if line.action == "narrow" and line.after is not None and not np.isnan(line.agreement):
            yield line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=30)
    parser.add_argument("--first", type=int, default=2000, help="seed of the first sweep")
    parser.add_argument("--raw", help="file for a line per region, to look further")
    options = parser.parse_args()
    regions, medians = [], []
    for name, problem in problems().items():
        if not isinstance(problem, Grid):
            continue
        for n in (30, 60, 120):
            with config_context(skip_parameter_validation=True, assume_finite=True):
                for seed in range(options.first, options.first + options.sweeps):
                    some, expected = follow(problem, n, seed)
                    regions += [region | {"grid": name, "runs": n} for region in some]
                    medians += [expected | {"grid": name, "runs": n}] if expected else []
    print(_table(pd.DataFrame(regions), pd.DataFrame(medians)))
    if options.raw:
        pd.DataFrame(regions).to_csv(options.raw, index=False)
        pd.DataFrame(medians).to_csv(options.raw + ".medians", index=False)


def _table(regions: pd.DataFrame, medians: pd.DataFrame) -> str:
    lines = ["| said | runs | regions | of the grid | of its best .2% | hold nine tenths of these |"]
    lines += ["|---|---|---|---|---|---|"]
    for (sure, runs), some in regions.groupby(["sure", "runs"]):
        held, most = some.held.mean(), np.mean(some.held >= 0.9)
        lines.append(f"| {sure} | {runs} | {len(some)} | {some.kept.mean():.0%} | {held:.0%} | {most:.0%} |")
    lines += [
        "",
        "| grid | runs | sweeps | better than true | log(expected / true) | gain expected / true | held |",
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    for (grid, runs), some in medians.groupby(["grid", "runs"]):
        better, gain = np.mean(some.off < 0), np.median(some.expected / some.true)
        lines.append(
            f"| {grid} | {runs} | {len(some)} | {better:.0%} | {some.off.median():+.2f} | {gain:.2f} "
            f"| {some.held.mean():.0%} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
