"""What the Gaussian process beside the forest changes, on the same sweeps: `python -m benchmarks.process`."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from benchmarks.truth.designs import Design
from benchmarks.truth.figures import agreement, important
from benchmarks.truth.sampling import sample
from benchmarks.truth.shapley import effects
from benchmarks.truth.trial import designs
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.importance.pair_interactions import marked_with_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.truth.grids import Authors
    from benchmarks.truth.sampling import Sample, Sampler
    from hpviz.analysis.importance.oob import Importance

SIZES = (30, 60, 150)
R2, NOISE, SEEDS = 0.8, "nothing", 6
KIND = ["design", "sampler", "runs"]


def sweeps(design: Design | Authors, sampler: Sampler, repeat: int) -> Iterator[Sample]:
    """Draw a sweep of each size; of an optimiser's the smaller ones are the beginnings."""
    if isinstance(design, Design) and sampler == "tpe":
        longest = sample(design, "tpe", max(SIZES), R2, repeat)
        yield from (longest.first(runs) for runs in SIZES)
    elif isinstance(design, Design):
        yield from (sample(design, "random", runs, R2, repeat) for runs in SIZES)
    elif sampler == "random":
        yield from (design.sweep(runs, repeat) for runs in SIZES)


def judged(fitted: FittedForest) -> Importance:
    """Return the importance with the marks of a table."""
    importance = out_of_bag(fitted)
    if not importance.oob_r2 > 0:
        return replace(importance, above_noise=importance.above_noise & False)
    return marked_with_pairs(importance)


def figures(importance: Importance, truth: np.ndarray, exact: np.ndarray | None, r2: float) -> dict[str, Any]:
    """Compare with the true total effects, and with the Shapley effects where these are known."""
    marked, dead = importance.above_noise, truth < 1e-6
    row = {"R2": importance.oob_r2, "any mark": float(marked.any())}
    if dead.all():
        return row
    if exact is not None:
        row["Spearman"] = agreement(exact, importance.share)
        row["error"] = float(np.abs(importance.share - r2 * exact).sum())
    row["power"] = float(marked[important(truth)].mean())
    return row | {"dead marked": float(marked[dead].any()) if dead.any() else np.nan}


def rows_of(name: str, sampler: Sampler, repeat: int) -> Iterator[dict[str, Any]]:
    design = designs()[name].at(repeat)
    known = isinstance(design, Design) and name != NOISE
    exact = np.array(list(effects(design).values())) if known else None
    for sweep in sweeps(design, sampler, repeat):
        both = FittedForest.fit(sweep.columns(), sweep.y, seed=repeat)
        about = {"design": name, "sampler": sampler, "runs": len(sweep.y), "repeat": repeat}
        truth = np.array(list(sweep.truth.values()))
        for model, fitted in (("both", both), ("forest", replace(both, process=None))):
            yield (
                about | {"model": model} | figures(judged(fitted), truth, exact, R2 if design.noisy else 1.0)
            )


def seeds(repeats: range) -> None:
    """Print how far shares, and marks, depend on the seed alone."""
    lines = []
    for name, repeat in ((name, repeat) for name in ("drawn at random", "training") for repeat in repeats):
        sweep = sample(designs()[name].at(repeat), "random", 60, R2, repeat)
        fits = [FittedForest.fit(sweep.columns(), sweep.y, seed=seed) for seed in range(SEEDS)]
        for model, some in (("both", fits), ("forest", [replace(fitted, process=None) for fitted in fits])):
            start = time.process_time()
            all_of = [judged(fitted) for fitted in some]
            marks = np.array([importance.above_noise for importance in all_of])
            spread = np.std([importance.share for importance in all_of], axis=0, ddof=1).mean()
            changed = bool((marks.any(axis=0) & ~marks.all(axis=0)).any())
            lines.append((model, spread, changed, (time.process_time() - start) / SEEDS))
    frame = pd.DataFrame(lines, columns=["model", "sd of shares", "marks change", "seconds"])
    print(frame.groupby("model").agg(["mean", "sem"]).round(4).to_string())


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Average each figure of both kinds over the repetitions, then over designs, with paired differences."""
    wide = rows.pivot_table(index=[*KIND, "repeat"], columns="model", values=list(rows.columns[5:]))
    lines = []
    for figure in rows.columns[5:]:
        difference = wide[figure].both - wide[figure].forest
        kinds = difference.groupby(KIND)
        error = (kinds.sem() ** 2).groupby(KIND[1:]).mean() / kinds.mean().groupby(KIND[1:]).count()
        forest = wide[figure].forest.groupby(KIND).mean().groupby(KIND[1:]).mean()
        gain = kinds.mean().groupby(KIND[1:]).mean()
        lines.append(pd.DataFrame({"forest": forest, "gain": gain, "error": np.sqrt(error)}).round(3))
    return pd.concat(lines, axis=1, keys=list(rows.columns[5:]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--designs", nargs="*", help="only these (default: all)")
    parser.add_argument("--samplers", nargs="*", choices=("random", "tpe"), default=["random", "tpe"])
    parser.add_argument("--repeats", type=int, default=12, help="of each design, sampler and size")
    parser.add_argument("--noise-tables", type=int, default=200)
    parser.add_argument("--first", type=int, default=5000, help="the first seed (default: %(default)s)")
    options = parser.parse_args()
    names = options.designs or [name for name in designs() if name != NOISE]
    first = options.first
    rows = [
        row
        for name in (*names, NOISE)
        for sampler in options.samplers
        for repeat in range(first, first + (options.noise_tables if name == NOISE else options.repeats))
        for row in rows_of(name, sampler, repeat)
    ]
    frame = pd.DataFrame(rows)
    of_noise = frame.design == NOISE
    print(table(frame[~of_noise].reset_index(drop=True)).to_string())
    by_model = frame[of_noise].groupby(["sampler", "runs", "model"])[["any mark", "R2"]]
    print(by_model.mean().round(3).to_string())
    seeds(range(first, first + options.repeats))


if __name__ == "__main__":
    main()
