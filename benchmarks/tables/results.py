"""What came of the runs: metrics, what is computed from them, what is counted and timed beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.tables.columns import EITHER, METRIC, RESULT, MadeColumn, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.tables.fields import Field, Metric
    from benchmarks.tables.sweep import Floats, Sweep

    Maker = Callable[["Sweep", MadeColumn, np.random.Generator], MadeColumn]

# What stands before or behind a metric's name, and on which data it was measured then.
HELD_OUT = ("val_{}", "test_{}", "eval_{}", "valid_{}", "val/{}", "Val {}", "{}_val", "{}_test", "test/{}")
# Behind the name of a metric that is to be small, and of one that is to be large.
MARKS = (
    ("↓", "↑"),
    (" ↓", " ↑"),
    (" (minimize)", " (maximize)"),
    (" (lower is better)", " (higher is better)"),
)
FINAL = ("final_{}", "best_{}", "overall_{}")


def metrics_of(field: Field, sweep: Sweep, rng: np.random.Generator) -> list[MadeColumn]:
    """Between one and five metrics, at least one of which a person would look at first."""
    main = [metric for metric in field.metrics if metric.main]
    count = int(rng.integers(1, min(5, len(field.metrics)) + 1))
    first = main[rng.integers(len(main))]
    rest = [metric for metric in field.metrics if metric is not first]
    chosen = [first, *(rest[place] for place in rng.permutation(len(rest))[: count - 1])]
    if rng.random() < 0.07:  # a search names what it optimises, and not what that is
        goal = first.goal if rng.random() < 0.5 else None
        name = "score" if goal == "maximize" else spelled("value|objective|target|result", rng)
        return [
            replace(_measured(name, first, sweep, rng, kind="metric"), goal=goal if name == "score" else None)
        ]
    pattern = str(rng.choice(HELD_OUT)) if rng.random() < 0.6 else "{}"
    final = str(rng.choice(FINAL)) if rng.random() < 0.15 else "{}"
    with_train = rng.random() < 0.35
    made: dict[str, MadeColumn] = {}
    for metric in chosen:
        name = spelled(metric.names, rng)
        shown = pattern.format(name) if metric.split else final.format(name)
        if with_train and metric.split and pattern != "{}":
            train = pattern.replace("val", "train").replace("Val", "Train").replace("test", "train")
            train = train.replace("eval", "train").replace("trainid", "train").replace("etrain", "train")
            made[train.format(name)] = _measured(
                train.format(name), metric, sweep, rng, kind="training metric"
            )
        made[shown] = _measured(shown, metric, sweep, rng, kind="metric")
    return _marked(list(made.values()), rng) if rng.random() < 0.05 else list(made.values())


def _marked(metrics: list[MadeColumn], rng: np.random.Generator) -> list[MadeColumn]:
    """Write the goal into the names, as papers do."""
    marks = MARKS[rng.integers(len(MARKS))]
    return [replace(column, name=column.name + marks[column.goal == "maximize"]) for column in metrics]


def _measured(name: str, metric: Metric, sweep: Sweep, rng: np.random.Generator, *, kind: str) -> MadeColumn:
    better = 0.3 if kind == "training metric" else 0.0
    quality = np.clip(sweep.quality + better + rng.normal(0, 0.08, len(sweep)), 0, 1)
    good = quality if metric.goal == "maximize" else 1 - quality
    values = metric.low + (metric.high - metric.low) * good
    main = metric.main and kind == "metric"
    return MadeColumn(name=name, kind=kind, cells=values.tolist(), roles=METRIC, goal=metric.goal, main=main)


def folds_of(metric: MadeColumn, rng: np.random.Generator) -> list[MadeColumn]:
    """The values of the folds, their mean in place of the metric, and how they spread."""
    count = int(rng.integers(3, 6))
    centre = numbers(metric)
    spread = 0.05 * (centre.std() + 1e-9) + 0.01 * abs(centre.mean())
    values = centre[:, None] + rng.normal(0, spread, (len(centre), count))
    bare = metric.name
    style = spelled("{}_fold{}|fold_{1}|split{1}_{0}|{}_cv{}|fold{1}_{0}", rng)
    mean = spelled("mean_{}|{}_mean|avg_{}|cv_mean_{}", rng).format(bare)
    std = spelled("std_{}|{}_std|{}_stdev|cv_std_{}", rng).format(bare)
    folds = [
        MadeColumn(
            name=style.format(bare, fold + 1),
            kind="value of a fold",
            cells=values[:, fold].tolist(),
            roles=RESULT,
        )
        for fold in range(count)
    ]
    average = replace(metric, name=mean, kind="mean of folds", cells=values.mean(1).tolist())
    deviation = MadeColumn(name=std, kind="spread of folds", cells=values.std(1).tolist(), roles=RESULT)
    if rng.random() < 0.25:
        cells = [str([round(cell, 4) for cell in row]) for row in values.tolist()]
        folds = [MadeColumn(name=f"all_{bare}s", kind="list of folds", cells=cells, roles=RESULT)]
    return [average, deviation, *folds] if rng.random() < 0.5 else [*folds, average, deviation]


def beside(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> Iterator[MadeColumn]:
    """A few columns that were computed from the metric, or counted and timed in the run."""
    for place in rng.permutation(len(MAKERS))[: rng.integers(0, 5)]:
        yield MAKERS[place](sweep, metric, rng)


def numbers(column: MadeColumn) -> Floats:
    return np.array(column.cells, dtype=np.float64)


def _gap(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled("gap|overfit_gap|generalization_gap|IS_OOS_Gap|train_val_gap|overfitting", rng)
    values = 0.2 * numbers(metric) + rng.normal(0, 0.1 * numbers(metric).std() + 1e-6, len(sweep))
    return MadeColumn(name=name, kind="gap", cells=values.tolist(), roles=RESULT)


def _relative(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    del sweep
    name = spelled("vs_baseline_pct|delta_vs_baseline|improvement|rel_gain|speedup|matched_delta", rng)
    values = numbers(metric)
    return MadeColumn(name=name, kind="ratio", cells=(values / values[0] - 1).tolist(), roles=RESULT)


def _rank(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled("rank|rank_test_score|Rank|position", rng)
    ranks = 1 + np.argsort(np.argsort(-sweep.quality))
    del metric
    return MadeColumn(name=name, kind="rank", cells=ranks.tolist(), roles=RESULT)


def _flag(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled("pass_all|converged|selected|met_target|is_best|pass_fail", rng)
    limit = np.quantile(sweep.quality, rng.uniform(0.3, 0.9))
    del metric
    cells = [bool(value > limit) for value in sweep.quality]
    return MadeColumn(name=name, kind="flag of a result", cells=cells, roles=RESULT)


def _steps(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled(
        "best_epoch|used_epochs|stopped_epoch|epochs_trained|n_iter_|"
        "convergence_epoch|best_step|iters_to_stable",
        rng,
    )  # fmt: skip
    times = 1000 if name == "best_step" else 1
    steps = np.round(5 + 60 * np.clip(sweep.quality + rng.normal(0, 0.2, len(sweep)), 0, 1)) * times
    del metric
    return MadeColumn(
        name=name, kind="steps that were needed", cells=steps.astype(int).tolist(), roles=RESULT
    )


def _count(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled("n_trades|# Trades|TP|FP|n_errors|n_correct|signal_count|num_mistakes|n_failed", rng)
    values = np.round(rng.integers(50, 3000) * (0.2 + sweep.quality) + rng.normal(0, 5, len(sweep)))
    del metric
    return MadeColumn(name=name, kind="count of results", cells=values.astype(int).tolist(), roles=RESULT)


def _time(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled(
        "train_time_s|time_sec|Time (ms)|elapsed_min|train_runtime|duration|"
        "fit_time|wall_time|runtime|time_s|secs|ms_per_step|inference_time_ms|us_per_token|samples_per_second|it/s|fps|tok/s|total_time",
        rng,
    )  # fmt: skip
    values = np.exp(rng.uniform(2, 7) + 0.5 * rng.normal(size=len(sweep)))
    style = (
        "duration"
        if name in {"duration", "runtime", "wall_time", "total_time"} and rng.random() < 0.6
        else ""
    )
    del metric
    return MadeColumn(name=name, kind="time", cells=values.round(2).tolist(), roles=RESULT, style=style)


def _memory(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled(
        "ram_mb|peak_mem_mb|gpu_mem_gb|max_memory|VRAM (GB)|memory_mb|peak_rss|"
        "cpu_mean_pct|energy_kwh",
        rng,
    )  # fmt: skip
    values = np.exp(rng.uniform(1, 8) + 0.2 * rng.normal(size=len(sweep)))
    del metric
    return MadeColumn(name=name, kind="memory", cells=values.round(2).tolist(), roles=RESULT)


def _size(sweep: Sweep, metric: MadeColumn, rng: np.random.Generator) -> MadeColumn:
    name = spelled(
        "n_params|num_parameters|trainable_params|params_M|total_params|"
        "model_size_mb|flops|GFLOPs",
        rng,
    )  # fmt: skip
    sizes: dict[tuple[object, ...], int] = {}
    keys = list(zip(*list(sweep.cells.values())[:2], strict=True))
    for key in keys:
        sizes.setdefault(key, int(rng.integers(10_000, 40_000_000)))
    del metric
    return MadeColumn(name=name, kind="size of the model", cells=[sizes[key] for key in keys], roles=EITHER)


MAKERS: tuple[Maker, ...] = (
    _gap, _relative, _rank, _flag, _steps, _count, _time, _memory, _size, _time,
)  # fmt: skip
