"""Shares in nested search spaces, against truths that are known: ``python -m benchmarks.conditional``.

Each design adds up effects that are centred within the condition under which their param exists, so that the
share of every param is known exactly: a switch has what its values do on average, a child what its own values
do in the runs that have it. Beside ours stand Optuna's conditional PED-ANOVA (Spearman with the same truth)
and how often runs that are each of their own are taken for replicates.
"""

from __future__ import annotations

import argparse
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import optuna
import pandas as pd
from scipy.stats import spearmanr

import hpviz
from hpviz.analysis.sample.replicates import find_replicates

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]
    BoolArray = NDArray[np.bool_]
    Curve = Callable[[FloatArray], FloatArray]

POINTS = (np.arange(4000) + 0.5) / 4000
SIZES = (60, 200)


def line(u: FloatArray) -> FloatArray:
    return u


def valley(u: FloatArray) -> FloatArray:
    return 3 * (u - 0.4) ** 2


class Sweep:
    """Random runs of a nested space, drawn param by param, and the variance that each param makes."""

    def __init__(self, runs: int, seed: Sequence[int]) -> None:
        self.rng = np.random.default_rng(seed)
        self.runs = runs
        self.cells: dict[str, list[Any]] = {}
        self.metric = np.zeros(runs)
        self.variance: dict[str, float] = {}

    def choice(
        self, name: str, effects: dict[Any, float], where: BoolArray | None = None, part: float = 1.0
    ) -> NDArray[np.object_]:
        """Draw a category, evenly, in the runs `where` it exists, a `part` of the space."""
        values, sizes = list(effects), np.array(list(effects.values()))
        centred = sizes - sizes.mean()
        code = self.rng.integers(len(values), size=self.runs)
        self._add(name, np.array(values, dtype=object)[code], centred[code], where)
        self.variance[name] = part * float(np.mean(centred**2))
        return np.array(self.cells[name], dtype=object)

    def number(
        self, name: str, curve: Curve, size: float, where: BoolArray | None = None, part: float = 1.0
    ) -> None:
        """Draw a number, evenly on a logarithm."""
        u, mean = self.rng.random(self.runs), curve(POINTS).mean()
        self._add(name, 10 ** (-5 + 4 * u), size * (curve(u) - mean), where)
        self.variance[name] = part * size**2 * float(curve(POINTS).var())

    def whole(
        self, name: str, values: int, size: float, where: BoolArray | None = None, part: float = 1.0
    ) -> NDArray[np.intp]:
        """Draw a whole number from 1 on, whose effect goes up evenly."""
        heights = (np.arange(values) + 0.5) / values
        heights -= heights.mean()
        code = self.rng.integers(values, size=self.runs)
        self._add(name, code + 1, size * heights[code], where)
        self.variance[name] = part * size**2 * float(np.mean(heights**2))
        return code + 1

    def _add(self, name: str, cells: NDArray[Any], effect: FloatArray, where: BoolArray | None) -> None:
        there = np.ones(self.runs, dtype=bool) if where is None else where
        self.metric += np.where(there, effect, 0.0)
        self.cells[name] = [cell if here else None for cell, here in zip(cells.tolist(), there, strict=True)]

    def finished(self, noise: float = 0.2) -> tuple[list[dict[str, Any]], dict[str, float]]:
        """Add noise; return the runs as records and the true share of each param."""
        total = sum(self.variance.values()) / (1 - noise)
        metric = self.metric + self.rng.normal(0, np.sqrt(noise * total), self.runs)
        records = [
            {name: cells[run] for name, cells in self.cells.items() if cells[run] is not None}
            for run in range(self.runs)
        ]
        records = [
            {"params": params, "metrics": {"loss": y}} for params, y in zip(records, metric, strict=True)
        ]
        return records, {name: variance / total for name, variance in self.variance.items()}


def two_models(sweep: Sweep) -> None:
    """Optuna's README: one classifier or the other, each with a param of its own."""
    model = sweep.choice("classifier", {"SVC": 1.0, "RandomForest": 0.0})
    sweep.number("svc_c", valley, 1.2, model == "SVC", 1 / 2)
    sweep.whole("rf_max_depth", 16, 0.8, model == "RandomForest", 1 / 2)


def optimizer(sweep: Sweep) -> None:
    name = sweep.choice("optimizer", {"adam": 0.0, "sgd": 0.9, "rmsprop": 0.2})
    sweep.number("lr", valley, 1.5)
    sweep.number("momentum", line, 1.2, name == "sgd", 1 / 3)
    sweep.number("beta1", line, 0.0, name == "adam", 1 / 3)
    sweep.number("dead", line, 0.0)


def two_levels(sweep: Sweep) -> None:
    algorithm = sweep.choice("algorithm", {"svm": 1.0, "knn": 0.0})
    svm = algorithm == "svm"
    kernel = sweep.choice("kernel", {"rbf": 0.0, "linear": 0.8, "poly": 0.3}, svm, 1 / 2)
    sweep.number("gamma", valley, 1.5, svm & (kernel == "rbf"), 1 / 6)
    sweep.whole("degree", 4, 0.5, svm & (kernel == "poly"), 1 / 6)
    sweep.whole("neighbours", 20, 1.0, algorithm == "knn", 1 / 2)
    sweep.number("dead", line, 0.0)


def dead_switch(sweep: Sweep) -> None:
    booster = sweep.choice("booster", {"tree": 0.0, "linear": 0.0})
    sweep.whole("depth", 10, 1.5, booster == "tree", 1 / 2)
    sweep.number("reg", valley, 1.0, booster == "linear", 1 / 2)
    sweep.number("lr", line, 1.0)


def dead_children(sweep: Sweep) -> None:
    category = sweep.choice("category", {"a": 0.0, "b": 1.0, "c": 0.3, "d": 0.7})
    for value in "abcd":
        sweep.number(f"{value}_param", line, 0.0, category == value, 1 / 4)
    sweep.number("lr", line, 1.0)


def scheduler(sweep: Sweep) -> None:
    used = sweep.choice("use_scheduler", {True: 0.7, False: 0.0}) == True  # noqa: E712 - of an array
    sweep.whole("step_size", 8, 1.0, used, 1 / 2)
    sweep.number("decay", valley, 1.2, used, 1 / 2)
    sweep.number("lr", valley, 1.0)
    sweep.number("dead", line, 0.0)


def layers(sweep: Sweep) -> None:
    """A number is the switch: so many layers, each with its units."""
    count = sweep.whole("layers", 4, 1.6)
    for layer, size in enumerate((1.2, 0.8, 0.3, 0.0), start=1):
        sweep.number(f"units_{layer}", line, size, count >= layer, (5 - layer) / 4)


def six_models(sweep: Sweep) -> None:
    effects = dict(zip("abcdef", (0.0, 0.2, 0.4, 0.6, 0.8, 1.2), strict=True))
    model = sweep.choice("model", effects)
    for place, value in enumerate(effects):
        sweep.number(f"{value}_param", valley, 1.5 if place % 2 else 0.0, model == value, 1 / 6)
    sweep.number("lr", line, 0.8)


def shared_child(sweep: Sweep) -> None:
    name = sweep.choice("optimizer", {"adam": 0.0, "sgd": 0.8, "nesterov": 0.8})
    sweep.number("momentum", valley, 1.5, name != "adam", 2 / 3)
    sweep.number("lr", line, 1.0)


def rare_branch(sweep: Sweep) -> None:
    kind = sweep.choice("kind", {"a": 0.0, "b": 0.1, "c": 0.0, "d": 0.1, "e": 1.5})
    sweep.number("e_param", line, 2.0, kind == "e", 1 / 5)
    sweep.number("lr", valley, 1.0)


def no_condition(sweep: Sweep) -> None:
    """For comparison: nothing here may change."""
    sweep.choice("act", {"relu": 0.0, "gelu": 0.5, "tanh": 0.9})
    sweep.number("lr", valley, 1.5)
    sweep.whole("width", 5, 0.7)
    sweep.number("dead", line, 0.0)


DESIGNS: dict[str, Callable[[Sweep], None]] = {
    make.__name__: make
    for make in (
        two_models, optimizer, two_levels, dead_switch, dead_children, scheduler, layers, six_models,
        shared_child, rare_branch, no_condition,
    )
}  # fmt: skip


def sweep_of(design: str, runs: int, seed: int) -> tuple[list[dict[str, Any]], dict[str, float]]:
    sweep = Sweep(runs, [zlib.crc32(design.encode()), runs, seed])
    DESIGNS[design](sweep)
    return sweep.finished()


def by_optuna(records: list[dict[str, Any]], params: Sequence[str]) -> list[float]:
    """Importance by Optuna's conditional PED-ANOVA."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study, domains = optuna.create_study(), {}
    for param in params:
        cells = [record["params"][param] for record in records if param in record["params"]]
        if isinstance(cells[0], (bool, str)):
            domains[param] = optuna.distributions.CategoricalDistribution(sorted(set(cells)))
        elif isinstance(cells[0], int):
            domains[param] = optuna.distributions.IntDistribution(min(cells), max(cells))
        else:
            domains[param] = optuna.distributions.FloatDistribution(1e-5, 1e-1, log=True)
    for record in records:
        own = record["params"]
        study.add_trial(
            optuna.trial.create_trial(
                params=own,
                distributions={name: domains[name] for name in own},
                value=record["metrics"]["loss"],
            )
        )
    found = optuna.importance.get_param_importances(
        study, evaluator=optuna.importance.PedAnovaImportanceEvaluator(), params=list(params), normalize=False
    )
    return [found.get(param, 0.0) for param in params]


def row(design: str, runs: int, sweeps: int) -> dict[str, Any]:
    """Average over sweeps of a design."""
    rows = []
    for seed in range(sweeps):
        records, truth = sweep_of(design, runs, seed)
        table = [record["params"] | {"loss": record["metrics"]["loss"]} for record in records]
        runs_read = hpviz.read(table, params=list(truth), metrics=["loss"])
        ranking = hpviz.rank(runs_read, "loss")
        shares = ranking.table().set_index("param")
        ours = shares.importance.reindex(list(truth)).to_numpy()
        exact, switch = np.array(list(truth.values())), next(iter(truth))
        evidence = ranking.require_evidence()
        replicates = find_replicates([evidence.column(param) for param in evidence.params])
        top = hpviz.rank(evidence.runs, "loss", method="top").table().set_index("param").importance
        rows.append(
            {
                "error": np.abs(ours - exact).sum(),
                "switch": shares.importance[switch],
                "spearman": spearmanr(ours, exact)[0],
                "top": spearmanr(top.reindex(list(truth)), exact)[0],
                "optuna": spearmanr(by_optuna(records, list(truth)), exact)[0],
                "dead marked": np.mean([shares.above_noise[p] for p, t in truth.items() if t == 0] or [0]),
                "replicates": replicates is not None,
            }
        )
    return {"design": design, "runs": runs, "true switch": truth[switch]} | pd.DataFrame(
        rows
    ).mean().to_dict()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sweeps", type=int, default=40, help="of each design and size (default: %(default)s)"
    )
    options = parser.parse_args()
    table = pd.DataFrame([row(design, runs, options.sweeps) for runs in SIZES for design in DESIGNS])
    print(table.round(3).to_string(index=False))
    print(table.groupby("runs").mean(numeric_only=True).round(3).to_string())


if __name__ == "__main__":
    main()
