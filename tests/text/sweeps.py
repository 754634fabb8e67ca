"""Sweeps about which there is something to say: together they have every sentence of hpviz written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pandas as pd
import polars as pl

import hpviz
from hpviz.data import VEHICLE
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT
from hpviz.runs.population import CountedPopulation
from hpviz.text.methods import METHOD_TEXTS
from tests.analysis.test_along import budgets, training
from tests.conftest import runs_of

FIGURES = Path(__file__).parents[1] / "data" / "figures"
STORED = (
    "next_sweep_lists.csv", "next_sweep_year.csv", "extend_beta2_to_one.csv", "failure_next.csv",
    "cash_optuna_readme.json", "none_or_number.json",
)  # fmt: skip
START = 1_773_480_600.0  # 14 March 2026 9:30 UTC


def rankings() -> Iterator[tuple[hpviz.Ranking, tuple[str, ...]]]:
    """Rank each sweep; beside it the slow views that have something to say of it."""
    yield hpviz.rank(VEHICLE, "val_acc"), ("more", "next", "methods")
    for method in (*METHOD_TEXTS,)[1:]:
        yield hpviz.rank(VEHICLE, "val_acc", method=method, trees=30), ("more",) if method == "mdi" else ()
    yield hpviz.rank(VEHICLE, ("val_acc", "train_time"), trees=30), ("next",)
    for where in ("depth <= 2", "depth > 100"):
        yield hpviz.rank(VEHICLE, "val_acc", where=where, trees=10), ()
    ended = pd.read_csv(VEHICLE).assign(state=["failed", *["finished"] * 499])
    yield hpviz.rank(ended, "val_acc", where="status == 'failed'", trees=10), ()
    sample = replace(hpviz.read(VEHICLE), population=CountedPopulation(41_200_000))
    yield hpviz.rank(sample, "val_acc", trees=10), ()
    yield hpviz.rank(_of_engine(), "val_acc", trees=10, where="depth <= 2"), ()
    for sweep in (_tails, _pair, _xor, _together, _switch, _noise, _nothing, _drift):
        yield from ((ranking, ()) for ranking in sweep())
    for sweep in (
        _training,
        _conditional,
        _few,
        _replicates,
        _failures,
        _optimised,
        _guessed,
        _questioned,
        _advised,
        _corner,
        _levels_and_ends,
        _tasks,
    ):
        yield from ((ranking, ("next",)) for ranking in sweep())
    yield from ((ranking, ("metrics",)) for ranking in _trade())
    yield from ((ranking, ("more",)) for ranking in _many())
    yield from ((ranking, ("methods",)) for ranking in _twins())
    for name in STORED:
        yield hpviz.rank(FIGURES / name, trees=20), ("next",)


def _of_engine() -> hpviz.Runs:
    """Read a sample of a table that an engine holds."""
    usual = hpviz.limits.collected_rows
    hpviz.limits.collected_rows = 100
    try:
        return hpviz.read(pl.scan_csv(VEHICLE))
    finally:
        hpviz.limits.collected_rows = usual


def changes() -> Iterator[hpviz.SweepComparison]:
    """Compare sweeps that differ in each way, and some that do not."""
    narrow = {"n": 400, "loss": 1.0, "lowest": -3.3, "weight": 0.0}
    pairs = [
        ({}, {}),
        ({}, narrow),
        (narrow, {}),
        ({"n": 12}, {}),
        ({"failed": 5}, {"failed": 2}),
        ({}, {"weight": 0}),
    ]
    for first, second in pairs:
        metric = "failure" if "failed" in first else "loss"
        yield hpviz.compare(_searched(1, **first), _searched(2, **second), metric, trees=20)
    yield hpviz.compare(_searched(1), _searched(2), ("loss", "time"), trees=20)
    yield hpviz.compare(_searched(1, tail=4), _searched(2), "loss", trees=20)
    same = hpviz.compare(_searched(1), _searched(2), "loss", trees=20)
    yield replace(same, after=next(_optimised()))
    yield replace(same, names=("a.csv", "b.csv"))


def task_rankings() -> Iterator[hpviz.TaskRankings]:
    """Rank within tasks: that differ, that are alike and of which one is small, of noise, of few runs."""
    sweeps = {"easy": _searched(1), "hard": _searched(2, weight=0.1), "small": _searched(3, n=8)}
    yield hpviz.rank_within(sweeps, "loss", by="source")
    opposite = {"a": _searched(1, weight=0.05), "b": _searched(2, weight=9)}
    yield hpviz.rank_within(opposite, "loss", by="source", params=["config.lr", "config.opt", "source"])
    noise = {
        name: sweep.assign(**{"metric.loss": sweep["config.a"].rank() % 7}) for name, sweep in sweeps.items()
    }
    yield hpviz.rank_within(noise, "loss", by="source", params=["config.b", "source"])
    yield hpviz.rank_within({"one": sweeps["easy"], "small": sweeps["small"]}, "loss", by="source")
    yield hpviz.rank_within({"a": sweeps["small"], "b": _searched(4, n=8)}, "loss", by="source")
    level = {name: sweep.assign(**{"metric.loss": float(len(name))}) for name, sweep in sweeps.items()}
    yield hpviz.rank_within(level, "loss", by="source")
    yield hpviz.rank_within(sweeps, "loss", by="source", params=["source"])


def along_rankings() -> Iterator[hpviz.RankingsAlong]:
    """Rank along the training and a fidelity: what changes and what does not, survivors, noise, few runs."""
    yield hpviz.rank_along(training(), "loss")
    yield hpviz.rank_along(training(n=160, stop=True), "loss")
    yield hpviz.rank_along(training(n=60, steps=(1, 2), noise=9), "loss")
    yield hpviz.rank_along(training(n=30, steps=(-1, 2, 4.5)), "loss")
    yield hpviz.rank_along(training(n=12), "loss")
    yield hpviz.rank_along(budgets(), "loss")
    yield hpviz.rank_along(budgets(n=120, levels=(1, 3)), "loss", by="epochs")
    yield hpviz.rank_along(training(n=120, steps=(1, 2), dead=0), "loss")
    gradual = training(n=200, steps=(1, 2, 3), dead=0)
    late = 0.3 + gradual["step"] / 3
    signal = late * gradual["config.decay"] + (1.6 - late) * gradual["config.warmup"]
    has_extra = gradual["run_id"] % 2 == 0
    gradual["config.extra"] = gradual["config.lr"].where(has_extra)
    yield hpviz.rank_along(gradual.assign(loss=signal + 1.5 * has_extra), "loss", hidden=["lr"])
    steady = training(steps=(1, 2, 3)).assign(loss=lambda frame: frame["config.lr"] + 0.01 * frame["step"])
    yield hpviz.rank_along(steady, "loss")
    worse = steady["run_id"] % 2 == 0
    kinds = {"config.kind": np.where(worse, "b", "a"), "loss": steady["loss"] + 2.0 * worse}
    yield hpviz.rank_along(steady.assign(**kinds), "loss")
    first, last = steady["step"] == 1, steady["step"] == 3
    random = np.random.default_rng(99).random(len(steady))
    yield hpviz.rank_along(steady.assign(loss=np.where(first | last, random, steady["loss"])), "loss")
    yield hpviz.rank_along(steady.assign(loss=np.where(first, random, steady["loss"])), "loss")
    yield hpviz.rank_along(steady.assign(loss=np.where(last, random, steady["loss"])), "loss")
    few_at_end = steady[~last | (steady["run_id"] < 6)]
    yield hpviz.rank_along(few_at_end, "loss", points=[1, 2, 3])
    tails = np.where(first, np.exp(20 * steady["config.lr"]), steady["config.lr"])
    yield hpviz.rank_along(steady.assign(loss=tails), "loss")


def overviews() -> Iterator[hpviz.MetricOverview]:
    """Set params against metrics: many that go together, and few runs."""
    sweep = _searched(1)
    sweep["metric.noise"] = np.random.default_rng(0).random(len(sweep))
    yield hpviz.overview(sweep, trees=20)
    yield hpviz.overview(VEHICLE, trees=20)
    yield hpviz.overview(sweep[:12], trees=20)
    yield hpviz.overview(sweep, ["loss"], method="mdi", trees=10)
    overview = hpviz.overview(VEHICLE, ["val_acc", "train_time"], trees=20)
    doubtful = [
        [replace(score, unbiased_above_noise=False) for score in result.scores] for result in overview.results
    ]
    results = [
        replace(result, scores=tuple(scores))
        for result, scores in zip(overview.results, doubtful, strict=True)
    ]
    yield replace(overview, results=tuple(results))


def _searched(
    seed: int,
    n: int = 100,
    loss: float = 0.0,
    lowest: float = -4.0,
    failed: int = 0,
    weight: float = 3.0,
    tail: float = 0.0,
) -> pd.DataFrame:
    """A random search in which lr matters and, by its weight, the optimizer."""
    rng = np.random.default_rng(seed)
    lr, opt = rng.uniform(-4, 0, n), rng.choice(["adam", "sgd"], n)
    y = -lr + weight * (opt == "sgd") + rng.normal(0, 0.3, n) - loss
    names = [f"config.{name}" for name in "abcde"]
    frame = pd.DataFrame({name: 10 ** rng.uniform(-4, 0, n) for name in names} | {"config.lr": 10**lr})
    frame = frame.assign(
        **{"config.opt": opt, "metric.loss": np.exp(tail * y) if tail else y, "metric.time": rng.random(n)}
    )
    frame["state"] = np.where(np.arange(n) % failed == 0, "failed", "finished") if failed else "finished"
    return frame[(frame[[*names, "config.lr"]] > 10**lowest).all(axis=1)]


def ranked(params: Mapping[str, Any], metrics: Mapping[str, Any], **options: Any) -> hpviz.Ranking:
    """Rank runs with these columns, by the first metric where none is named."""
    known = {name: options.pop(name) for name in ("statuses", "created", "hints") if name in options}
    runs = runs_of({name: [*values] for name, values in params.items()}, metrics, **known)
    metric = options.pop("metric", None) or next(iter(metrics), None)
    return hpviz.rank(runs, metric, **{"trees": 20, **options})


def _questioned() -> Iterator[hpviz.Ranking]:
    """A table with a column that may be a parameter or a result, and goes with the metric most."""
    rng = np.random.default_rng(0)
    n = 120
    lr, epochs = 10 ** rng.uniform(-5, 0, n), rng.integers(1, 20, n)
    acc = 0.5 + 0.02 * epochs - 0.01 * (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.01, n)
    yield hpviz.rank(pd.DataFrame({"lr": lr, "acc": acc, "epochs_done": epochs}), trees=20)


def _guessed() -> Iterator[hpviz.Ranking]:
    """A table whose metric has a name that says no goal, with a budget that no search chooses."""
    rng = np.random.default_rng(3)
    n = 60
    lr, budget = np.exp(rng.uniform(-9, -1, n)), rng.choice([1, 3, 9], n, p=[0.6, 0.3, 0.1])
    frame = pd.DataFrame({"lr": lr, "budget": budget, "foo": np.log(lr) ** 2 + 0.1 * rng.normal(size=n)})
    yield hpviz.rank(hpviz.read(frame, metrics=["foo"]), "foo", trees=20)
    yield hpviz.rank(hpviz.read(frame), trees=20)
    for far in (np.inf, 1e12):
        yield ranked({"lr": lr}, {"loss": np.where(lr > np.quantile(lr, 0.85), far, frame["foo"])})
    yield ranked({"lr": lr}, {"loss": np.log(lr) * 0.01 + rng.standard_cauchy(n)})


def _training() -> Iterator[hpviz.Ranking]:
    """A search of a training: one param matters most, levels differ, the rest does nothing."""
    rng = np.random.default_rng(7)
    n = 150
    lr, optimizer = np.exp(rng.uniform(-11, -2, n)), rng.choice(["adam", "sgd", "rmsprop"], n)
    flag, kind = rng.choice([True, False], n), rng.choice(["a", "b"], n)
    loss = (np.log10(lr) + 3) ** 2 + 1.5 * (optimizer == "sgd") + 0.8 * flag + rng.normal(0, 0.3, n)
    loss[-3:] = np.nan
    params = {"lr": lr, "optimizer": optimizer, "flag": flag, "kind": kind, "seed": rng.permutation(n)}
    params["dataset"] = ["cifar"] * n
    yield ranked(params, {"val_loss": loss, "val_acc": -loss})
    for scale in ("log", "rank"):
        yield ranked(params, {"val_loss": loss + 2}, scale=scale)
    yield ranked({"optimizer": optimizer}, {"val_loss": 5 * (optimizer == "sgd") + 0.1 * rng.random(n)})
    model = rng.choice(["a", "b", "c", "d"], n)
    yield ranked({"model": model}, {"val_loss": 5 * np.isin(model, ["c", "d"]) + 0.1 * rng.random(n)})
    yield ranked(
        {"lr": lr, "optimizer": optimizer, "seed": params["seed"]}, {"val_loss": loss}, hidden=["seed"]
    )
    yield ranked({"flag": flag}, {"val_loss": 5 * flag + 0.1 * rng.random(n)})
    yield ranked({"lr": np.log(lr)}, {"val_loss": np.log(lr) ** 2 * np.sign(np.log(lr) + 6)})
    yield ranked({"lr": lr, "kind": kind}, {"val_loss": -np.abs(np.log10(lr) + 3)}, goal="minimize")


def _trade() -> Iterator[hpviz.Ranking]:
    """Params that improve one metric at the cost of another, or both; also ranked by their front."""
    rng = np.random.default_rng(6)
    n = 200
    lr, width, workers = rng.random(n), rng.integers(1, 9, n), rng.integers(1, 9, n)
    kind = rng.choice(["fast", "exact"], n)
    loss = 2 * lr - 0.2 * width + 0.8 * (kind == "fast") + rng.normal(0, 0.2, n)
    time = 10 * width - 8 * workers - 30 * (kind == "fast") + rng.normal(0, 5, n) + 200
    params = {"lr": lr, "width": width, "workers": workers, "kind": kind}
    metrics = {"loss": loss, "runtime": time, "score": -loss, "other": rng.random(n)}
    yield ranked(params, metrics)
    yield ranked(params, metrics, metric=("loss", "runtime"))
    yield ranked(params, metrics, metric=("loss", "runtime", "score"))
    yield ranked(
        {"flag": rng.random(n) < 0.5},
        {"loss": [*[0.0] * n], "runtime": [*[1.0] * n]},
        metric=("loss", "runtime"),
    )


def _pair() -> Iterator[hpviz.Ranking]:
    """Effects that are all interaction, and a best region that differs from the best on average."""
    rng = np.random.default_rng(5)
    a, b, c = rng.random((3, 250))
    loss = 4 * (a - 0.5) * (b - 0.5) + c + rng.normal(0, 0.05, 250)
    for method in ("oob", "permutation", "fanova", "top"):
        yield ranked({"a": a, "b": b, "c": c}, {"loss": loss}, method=method)
    yield ranked({"a": a, "b": b}, {"loss": 4 * (a - 0.5) * (b - 0.5) + rng.normal(0, 0.05, 250)})
    x, z = rng.integers(0, 4, 100), rng.integers(0, 3, 100)
    yield ranked({"x": x, "z": z}, {"loss": 0.5 * (x > 1) + 0.25 * (z > 1)}, method="fanova")
    first, second = np.arange(80) // 2 % 2, np.arange(80) % 2
    yield ranked({"first": first, "second": second}, {"loss": first ^ second}, method="top")
    few = slice(0, 12)
    yield ranked({"a": a[few], "b": b[few]}, {"loss": loss[few]})
    rng = np.random.default_rng(33)
    kind, x = rng.choice(["a", "b", "c"], 100, p=[0.9, 0.07, 0.03]), rng.random(100)
    yield ranked({"kind": kind, "x": x}, {"loss": 2 * (kind == "b") + rng.normal(0, 0.3, 100)})
    rng = np.random.default_rng(8)
    lr, depth = rng.uniform(-1, 1, 300), rng.integers(1, 4, 300)
    loss = depth * (4 * lr**2) - 0.5 * depth + rng.normal(0, 0.1, 300)
    named = np.array(["", "shallow", "middle", "deep"])[depth]
    yield ranked({"lr": lr, "depth": depth}, {"loss": loss})
    yield ranked({"lr": lr, "depth": named}, {"loss": loss})
    yield ranked(
        {"depth": named, "lr": lr * 0.2}, {"loss": np.where(lr < 0.2, 3.0 * depth, 9.5 - 0.5 * depth)}
    )


def _together() -> Iterator[hpviz.Ranking]:
    """Params that moved together, in one group and in many."""
    rng = np.random.default_rng(1)
    x, z = rng.random((2, 120))
    near = x + rng.normal(0, 0.18, 120)
    loss = x + 0.2 * z + rng.normal(0, 0.1, 120)
    for method in ("oob", "permutation"):
        yield ranked({"lr": x, "warmup": x * 100, "z": z}, {"loss": loss}, method=method)
    yield ranked({"lr": x, "decay": near, "z": z}, {"loss": loss})
    yield ranked({"lr": x, "warmup": x * 100, "z": z}, {"loss": loss * 0 + rng.random(120) + 0.3 * x})
    many = {f"{name}{i}": value * (i + 1) for i, value in enumerate(rng.random((5, 120))) for name in "ab"}
    yield ranked(many, {"loss": many["a0"] + many["a1"] + rng.normal(0, 0.1, 120)})
    wide = {f"p{i}": value for i, value in enumerate(rng.random((64, 120)))}
    yield ranked(wide, {"loss": wide["p3"] + rng.normal(0, 0.1, 120)})


def _xor() -> Iterator[hpviz.Ranking]:
    """Two params that matter only in combination."""
    rng = np.random.default_rng(1)
    bn, dropout, z = rng.random(160) < 0.5, rng.uniform(0, 0.5, 160), rng.random(160)
    acc = 0.5 * (bn ^ (dropout > 0.25)) + rng.normal(0, 0.2, 160)
    yield ranked({"bn": bn, "dropout": dropout, "z": z}, {"acc": acc})


def _conditional() -> Iterator[hpviz.Ranking]:
    """Params that only some runs have, switched on by another one or by nothing."""
    rng = np.random.default_rng(2)
    optimizer = rng.choice(["sgd", "adam"], 160)
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    extra = [float(rng.random()) if rng.random() < 0.5 else ABSENT for _ in optimizer]
    has_extra = np.array([value is not ABSENT for value in extra])
    loss = 2.0 * (optimizer == "sgd") + has_extra + rng.normal(0, 0.1, 160)
    params = {"momentum": momentum, "optimizer": optimizer, "extra": extra}
    yield ranked(params, {"loss": loss})
    yield ranked(params, {"loss": np.exp(loss)}, scale="log")
    yield ranked({**params, "none": [ABSENT] * 160}, {"loss": loss})
    yield ranked(params, {"loss": loss, "runtime": rng.random(160)}, metric=("loss", "runtime"))
    yield ranked({"extra": extra, "z": rng.random(160)}, {"loss": has_extra + rng.normal(0, 0.1, 160)})
    depth = [[3, 5, 8, None][at] for at in rng.integers(4, size=160)]
    deepest = np.array([value is None for value in depth])
    yield ranked({"depth": depth, "z": rng.random(160)}, {"loss": rng.normal(0, 0.1, 160) - deepest})
    slope = np.array([value or 0 for value in depth]) / 8
    yield ranked({"depth": depth, "z": rng.random(160)}, {"loss": slope + rng.normal(0, 0.1, 160)})
    better = 2.0 * (optimizer == "adam") + rng.normal(0, 0.1, 160)
    yield ranked({"momentum": momentum, "optimizer": optimizer}, {"loss": better + 3})


def _switch() -> Iterator[hpviz.Ranking]:
    """Named values among numbers."""
    rng = np.random.default_rng(4)
    for step in (-2.0, 2.0):
        depth = [None if i % 4 == 0 else int(rng.integers(2, 6)) for i in range(160)]
        loss = step * np.array([value is None for value in depth]) + rng.normal(0, 0.5, 160)
        yield ranked({"max_depth": depth, "x": rng.random(160)}, {"loss": loss})


def _many() -> Iterator[hpviz.Ranking]:
    """Several params lead, or what comes first could be chance."""
    rng = np.random.default_rng(9)
    for params, noise in ((5, 0.3), (2, 0.2)):
        values = rng.random((params, 200))
        yield ranked(
            {f"p{i}": x for i, x in enumerate(values)},
            {"loss": values.sum(axis=0) + rng.normal(0, noise, 200)},
        )
    for seed in (0, 3, 7, 11):
        rng = np.random.default_rng(seed)
        values, n = rng.random((4, 60)), 60
        loss = values[0] * 0.7 + values[1] * 0.6 + rng.standard_t(3, n) * 0.25
        result = ranked({f"p{i}": x for i, x in enumerate(values)}, {"loss": loss}, scale="linear")
        mdi = ranked(
            {"flag": values[0] < 0.5, "seed": values[1]}, {"loss": loss - 0.7 * values[0]}, method="mdi"
        )
        yield from (
            ranking for ranking in (result, mdi) if ranking.problem is None and not ranking.scores[0].matters
        )


def _corner() -> Iterator[hpviz.Ranking]:
    """Failures where two values meet, and only there."""
    rng = np.random.default_rng(0)
    bs, fp16, lr = rng.choice([16, 32, 64], 90), rng.choice([True, False], 90), rng.random(90)
    failed = (bs == 64) & ~fp16
    frame = pd.DataFrame({"bs": bs, "fp16": fp16, "lr": lr, "acc": np.where(failed, np.nan, lr)})
    frame["state"] = np.where(failed, "failed", "finished")
    yield hpviz.rank(frame, "failure", params=["bs", "fp16", "lr"], trees=20)


def _levels_and_ends() -> Iterator[hpviz.Ranking]:
    """Plateaus at either end, a hump, near twins, failures of a few kinds, a column that was set aside."""
    rng = np.random.default_rng(501)
    n = 100
    x, z, w = rng.random((3, n))
    noise = rng.normal(0, 0.05, n)
    for level in (np.maximum(0.5 - x, 0), np.maximum(x - 0.5, 0)):
        yield ranked({"x": x, "z": z}, {"loss": 4 * level**1.5 + noise})
    yield ranked({"x": x, "z": z}, {"loss": -4 * (x - 0.5) ** 2 + noise})
    near = x + rng.normal(0, 0.08, n)
    for loss in (4 * (x - 0.6) ** 2, 2 * x):
        yield ranked({"x": x, "near": near, "z": z, "w": w}, {"loss": loss + 0.3 * z + noise})
    yield ranked({"x": x, "near": near, "z": z, "w": w}, {"loss": x * (z - 0.5) + 2 * w + noise})
    depth = rng.integers(1, 9, n)
    kind = rng.choice(["a", "b", "c"], n)
    for failed in (
        (x > 0.6) & (depth >= 5),
        (x < 0.4) & (depth <= 4),
        (x > 0.6) & (kind == "c"),
        (x > 0.4) & (x < 0.6),
        (kind == "c") & (w < 0.5),
    ):
        statuses = np.where(failed, "failed", "finished")
        params = {"x": x, "depth": depth, "kind": kind, "z": z}
        for metric in ("failure", "loss"):
            loss = np.where(failed, np.nan, z + noise)
            yield ranked(params, {"loss": loss}, statuses=statuses, metric=metric)
    width = rng.choice([16, 32, 64, 128], n)
    quality = {"loss": (x - 0.5) ** 2 * 4 - 0.2 * np.log2(width) + noise, "time": 0.02 * width + 0.1 * w}
    yield ranked({"x": x, "width": width, "depth": depth}, quality, metric=("loss", "time"))
    yield hpviz.rank(FIGURES / "failure_next.csv", ("loss", "time"), trees=20)
    frame = pd.DataFrame({"lr": x, "wd": z, "label_smooth": w, "acc": w + noise})
    yield hpviz.rank(frame, "acc", trees=20)
    rng = np.random.default_rng(1)
    x, z = rng.random((2, n))
    near = x + rng.normal(0, 0.06, n)
    yield ranked({"x": x, "near": near, "z": z}, {"loss": 0.5 * x + rng.normal(0, 0.25, n)})


def _tasks() -> Iterator[hpviz.Ranking]:
    """Runs of several data sets, which differ."""
    rng = np.random.default_rng(0)
    task, lr = rng.choice([3, 31, 37], 120), rng.random(120)
    frame = pd.DataFrame({"task_id": task, "lr": lr, "acc": task / 37 + 0.3 * lr + rng.normal(0, 0.02, 120)})
    yield hpviz.rank(frame, "acc", params=["task_id", "lr"], trees=20)


def _twins() -> Iterator[hpviz.Ranking]:
    """Methods that disagree, each for its own reason."""
    rng = np.random.default_rng(0)
    flag, seed = rng.choice(["on", "off"], 60), rng.permutation(100_000)[:60]
    loss = (flag == "on") * 1.2 + rng.normal(0, 1, 60)
    yield ranked({"flag": flag, "seed": seed, "z": rng.integers(0, 3, 60)}, {"loss": loss})
    rng = np.random.default_rng(4)
    clip, fine, dead = rng.random((3, 400))
    loss = np.where(clip < 0.04, 30 + rng.random(400), fine * 2) + rng.normal(0, 0.05, 400)
    yield ranked({"clip": clip, "fine": fine, "dead": dead}, {"loss": loss}, scale="linear")
    rng = np.random.default_rng(3)
    lr, batch, width = rng.uniform(-1.7, 1.7, 300), rng.integers(0, 4, 300), rng.random(300)
    loss = (lr - 0.6 * (batch - 1.5)) ** 2 + 1.5 * width + rng.normal(0, 0.3, 300)
    yield ranked({"lr": np.exp(lr), "batch": batch, "width": width}, {"loss": loss})
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 120))
    twins = {
        f"{name}{ending}": x + rng.normal(0, 0.01, 120) for name, x in (("a", a), ("b", b)) for ending in "12"
    }
    yield ranked(twins, {"loss": a + b + rng.normal(0, 0.1, 120)})


def _noise() -> Iterator[hpviz.Ranking]:
    """No param does anything."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        yield ranked({f"x{i}": rng.random(60) for i in range(3)}, {"loss": rng.random(60)})


def _few() -> Iterator[hpviz.Ranking]:
    """Too few runs, or none that can be compared."""
    some = np.arange(12.0)
    yield ranked({"x": some, "name": ["a", "b"] * 6}, {"loss": some})
    yield ranked({"x": some[:2]}, {"loss": some[:2]})
    yield ranked({"x": some[:1]}, {"loss": some[:1]})
    yield ranked({"x": some * 0}, {"loss": some})
    yield ranked({"x": some}, {"loss": some * 0 + 3})


def _nothing() -> Iterator[hpviz.Ranking]:
    """Nothing can be ranked, each for its own reason."""
    some = np.arange(30.0)
    yield ranked({"x": []}, {"loss": []})
    yield ranked({"x": some}, {"loss": some * np.nan})
    yield ranked({"x": some}, {"loss": some}, statuses=np.array(["killed"] * 30))
    yield ranked({"x": some}, {"loss": some}, hidden=["x"])
    yield ranked({"x": some}, {})
    yield hpviz.rank(runs_of({}, {"loss": some}), "loss")
    for status in ("failed", "finished"):
        yield ranked({"x": some}, {"loss": some}, metric="failure", statuses=np.array([status] * 30))


def _replicates() -> Iterator[hpviz.Ranking]:
    """Configurations that were run several times: with other seeds, or quite the same."""
    rng = np.random.default_rng(2)
    for configurations in (30, 8):
        lr, width = (np.repeat(rng.random(configurations), 4) for _ in range(2))
        loss = lr + rng.normal(0, 0.1, len(lr))
        seed = np.tile(np.arange(4), configurations)
        yield ranked({"lr": lr, "width": width, "seed": seed}, {"loss": loss})
        yield ranked({"lr": lr, "width": width}, {"loss": loss})


def _study(seed: int) -> hpviz.runs.Runs:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    rng = np.random.default_rng(seed)

    def objective(trial: optuna.Trial) -> float:
        lr, dropout = trial.suggest_float("lr", 1e-5, 1.0, log=True), trial.suggest_float("dropout", 0.0, 0.6)
        layers = trial.suggest_int("layers", 1, 5)
        off = (np.log10(lr) + 3) ** 2 / 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * abs(layers - 3)
        return float(off + rng.normal(0, 0.3))

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=100)
    runs = hpviz.read(study)
    return replace(runs, created=START + 3600 * np.arange(len(runs), dtype=float))


def _optimised() -> Iterator[hpviz.Ranking]:
    """An optimiser chose the runs."""
    for method in ("oob", "top"):
        yield hpviz.rank(_study(1), trees=20, method=method)


def _drift() -> Iterator[hpviz.Ranking]:
    """The metric changed over time, at once or bit by bit, for the better or the worse."""
    rng = np.random.default_rng(1)
    lr, when = rng.random(80), np.arange(80)
    for change in (2.0 * (when >= 48), -2.0 * (when >= 48), 0.04 * when):
        loss = lr + change + rng.normal(0, 0.1, 80)
        yield ranked({"lr": lr}, {"loss": loss}, created=START + 3600.0 * when)
        yield ranked({"lr": lr}, {"loss": loss})


def _failures() -> Iterator[hpviz.Ranking]:
    """Runs that fail at one end of a range, within it, with one value, or anywhere."""
    rng = np.random.default_rng(3)
    n = 160
    lr, width, kind = rng.uniform(-5, -1, n), rng.choice([32, 64, 128], n), rng.choice(["a", "b", "c"], n)
    loss = (lr + 3) ** 2 + rng.normal(0, 0.2, n)
    places = {
        "high": lr > -2,
        "low": lr < -4.2,
        "within": (lr > -2.6) & (lr < -2.1),
        "level": kind == "c",
        "number": width == 128,
        "anywhere": rng.random(n) < 0.3,
    }
    for fails in places.values():
        statuses = np.where(fails, "failed", "finished")
        columns = {"lr": lr, "width": width, "kind": kind}, {"loss": np.where(fails, np.nan, loss)}
        yield ranked(*columns, metric="failure", statuses=statuses)
        yield ranked(*columns, statuses=statuses)


def _advised() -> Iterator[hpviz.Ranking]:
    """Values never tried, a setting that some runs lack, good values that lie apart, a few runs that fail."""
    rng = np.random.default_rng(24)
    n = 120
    x = rng.uniform(0, 1, n)
    yield ranked({"x": x}, {"acc": (x - 0.5) ** 2 + rng.normal(0, 0.02, n)})
    yield ranked({"x": x, "z": rng.uniform(0, 1, n)}, {"loss": np.sin(4 * np.pi * x) + rng.normal(0, 0.1, n)})
    for untried in (1, 8):
        kind = rng.choice(["a", "b", "c"], n)
        names = (*"abc", *(f"never {number}" for number in range(untried)))
        loss = 1.0 * (kind != "a") + rng.normal(0, 0.1, n)
        yield ranked({"kind": kind}, {"loss": loss}, hints=Hints(choices={"kind": names}))
    is_new = rng.random(n) < 0.5
    strategy = [["new", "newer"][at % 2] if new else ABSENT for at, new in enumerate(is_new)]
    yield ranked({"strategy": strategy, "x": x}, {"loss": 1.0 * ~is_new + rng.normal(0, 0.1, n)})
    rarely = rng.random(n) < 0.3
    warmup = [ABSENT if lacks else float(value) for value, lacks in zip(x, rarely, strict=True)]
    loss = np.where(rarely, 3.0, 4 * (x - 0.3) ** 2) + rng.normal(0, 0.1, n)
    yield ranked({"warmup": warmup, "lr": rng.random(n)}, {"loss": loss})
    for failed in (x > 0.95, kind == "a"):
        statuses = np.where(failed, "failed", "finished")
        loss = np.where(failed, np.nan, rng.random(n))
        for metric in ("failure", "loss"):
            yield ranked({"x": x, "kind": kind}, {"loss": loss}, metric=metric, statuses=statuses)

    for seed in range(4):
        drawn = np.random.default_rng(seed).uniform(0, 1, (60, 2))
        failed = drawn[:, 0] >= np.sort(drawn[:, 0])[-4]
        statuses = np.where(failed, "failed", "finished")
        loss = np.where(failed, np.nan, drawn[:, 1])
        params = {"x": drawn[:, 0], "z": drawn[:, 1]}
        yield ranked(params, {"loss": loss}, metric="failure", statuses=statuses)

    rng = np.random.default_rng(2)
    n = 160
    clip, none, z = rng.uniform(0, 1, n), rng.random(n) < 0.3, rng.uniform(0, 1, n)
    of_number = 3 * np.where(z < 0.3, np.abs(clip - 0.8), np.abs(clip - 0.2))
    loss = np.where(none, 0, of_number) + 2 * (z > 0.3) + rng.normal(0, 0.05, n)
    cells = [None if off else float(number) for off, number in zip(none, clip, strict=True)]
    yield ranked({"clip": cells, "z": z}, {"loss": loss})

    names = np.array([f"net {code}" for code in rng.integers(0, 20, 200)])
    x = rng.uniform(0, 1, 200)
    yield ranked({"net": names, "x": x}, {"loss": (names < "net 2") + x + rng.normal(0, 0.05, 200)})


def _tails() -> Iterator[hpviz.Ranking]:
    """A few runs, or one, hold most of the variance."""
    rng = np.random.default_rng(3)
    x = rng.random(100)
    yield ranked({"x": x}, {"loss": np.exp(3 * rng.normal(size=100) + 2 * x)})
    for place in (slice(0, 1), slice(0, 2)):
        loss = x - 0.5
        loss[place] = 1e6
        yield ranked({"x": x}, {"loss": loss})
        yield ranked({"x": x}, {"loss": np.abs(loss) + 1})
