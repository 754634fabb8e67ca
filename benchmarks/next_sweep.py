"""What more runs find: at random or by an optimiser (TPE), in the advised space or in the old one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import optuna
import pandas as pd
from sklearn import config_context

from hpviz import read
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.next_sweep.trials import trials_within
from hpviz.search_space import Choices, Condition, Dimension, Interval, Space
from hpviz.search_space.optuna import study, suggest_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FCNET = Path(__file__).parents[1] / "tests/data/sweeps/fcnet/fcnet.parquet"
MORE = (30, 60)
ARMS = ("random, old", "random, advised", "TPE, old", "TPE, advised")
# Thresholds were chosen on other sweeps of these two; of the others nothing was seen before the table.
TUNED_ON = ("protein_structure", "slice_localization")


class Grid:
    """An exhaustive table: a run is a line of it."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.params = table.filter(like="config.").drop(columns="config.dataset").reset_index(drop=True)
        self.loss = np.log(table["metric.val_loss"].to_numpy())
        self.best = float(self.loss.min())
        self.values = {
            name.removeprefix("config."): np.sort(column.unique()).tolist()
            for name, column in self.params.items()
        }
        rows = self.params.itertuples(index=False, name=None)
        self.row = {configuration: row for row, configuration in enumerate(rows)}

    @property
    def space(self) -> tuple[Dimension, ...]:
        """All of it, as a person would declare it."""
        return tuple(Dimension(name, Choices(tuple(values))) for name, values in self.values.items())

    def tryable(self, space: Space) -> Space:
        """Leave out what an advice adds beyond the table."""
        return replace(space, dimensions=tuple(map(self._tryable, space)))

    def _tryable(self, dimension: Dimension) -> Dimension:
        held = filter(dimension.domain.holds, self.values[dimension.param])
        return replace(dimension, domain=Choices(tuple(held)))

    def result(self, run: dict[str, Any], rng: np.random.Generator) -> tuple[float, float]:  # noqa: ARG002
        """Look up the loss of a run, and its regret."""
        loss = self.loss[self.row[tuple(run[name] for name in self.values)]]
        return float(np.exp(loss)), float(loss - self.best)

    def runs(self, n: int, rng: np.random.Generator, space: Space | None = None) -> pd.DataFrame:
        """Draw lines evenly from the whole table, or from those in a space."""
        rows = rng.choice(np.flatnonzero(self.inside(space)), n)
        return self.params.loc[rows].assign(loss=np.exp(self.loss[rows]), regret=self.loss[rows] - self.best)

    def inside(self, space: Iterable[Dimension] | None) -> np.ndarray:
        inside = np.ones(len(self.loss), dtype=bool)
        for dimension in space or ():
            column, domain = self.params[f"config.{dimension.param}"], dimension.domain
            if isinstance(domain, Interval):
                inside &= column.between(domain.low, domain.high).to_numpy()
            else:  # what an advice adds beyond the table cannot be tried
                inside &= column.isin(domain.values).to_numpy()
        return inside


class Training:
    """A made response: what is drawn, and the loss without noise."""

    def __init__(
        self,
        draw: Callable[[np.random.Generator], dict],
        loss: Callable[[dict], float],
        space: tuple[Dimension, ...],
    ) -> None:
        self.draw, self.loss, self.space = draw, loss, space

    @staticmethod
    def tryable(space: Space) -> Space:
        """Everything can be tried."""
        return space

    def result(self, run: dict[str, Any], rng: np.random.Generator) -> tuple[float, float]:
        """Return the noisy loss of a run, and its regret."""
        regret = self.loss(run)
        return regret + 1 + rng.normal(0, 0.1), regret

    def runs(self, n: int, rng: np.random.Generator, space: Space | None = None) -> pd.DataFrame:
        """Draw runs; the regret is without the noise of the loss that a search sees."""
        runs = []
        for _ in range(n):
            run = self.draw(rng) if space is None else sampled_run(space, rng)
            loss, regret = self.result(run, rng)
            params = {f"config.{name}": value for name, value in run.items()}
            runs.append(params | {"loss": loss, "regret": regret})
        return pd.DataFrame(runs)


def sampled_run(space: Space, rng: np.random.Generator) -> dict[str, Any]:
    """Draw one configuration."""
    run: dict[str, Any] = {}
    for dimension in space:
        param, condition, domain = dimension.param, dimension.condition, dimension.domain
        if condition and run.get(condition.param, "") not in condition.values:
            continue
        if not isinstance(domain, Interval):
            run[param] = domain.values[rng.integers(len(domain.values))]
            continue
        low, high = (np.log(domain.low), np.log(domain.high)) if domain.log else (domain.low, domain.high)
        value = float(np.exp(rng.uniform(low, high)) if domain.log else rng.uniform(low, high))
        run[param] = round(value) if domain.integer else value
    return run


def _training(rng: np.random.Generator) -> dict[str, Any]:
    run: dict[str, Any] = {
        "lr": 10 ** rng.uniform(-5, -1), "optimizer": str(rng.choice(["adam", "sgd", "rmsprop"])),
        "width": int(2 ** rng.integers(4, 10)), "dropout": rng.uniform(0, 0.6),
        "seed": int(rng.integers(9999)),
    }  # fmt: skip
    if run["optimizer"] == "sgd":
        run["momentum"] = rng.uniform(0, 0.95)
    return run


def _training_loss(run: dict[str, Any]) -> float:
    """SGD wants ten times the rate, and momentum; width helps; dropout a little."""
    sgd = run["optimizer"] == "sgd"
    rate = 0.4 * (np.log10(run["lr"]) + (2 if sgd else 3)) ** 2
    momentum = (run.get("momentum", 0.9) - 0.9) ** 2 if sgd else 0
    kind = {"adam": 0.0, "rmsprop": 0.15, "sgd": 0.1}[run["optimizer"]]
    return rate + momentum + kind + 0.08 * abs(np.log2(run["width"]) - 8) + (run["dropout"] - 0.2) ** 2


def _corners(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "a": rng.random(),
        "b": rng.random(),
        "c": rng.random(),
        "kind": str(rng.choice(["x", "y", "z", "w"])),
    }


def _corners_loss(run: dict[str, Any]) -> float:
    """Two good corners, one a little better: high a with low b, or the reverse; a kind helps each."""
    first = (run["a"] - 0.9) ** 2 + (run["b"] - 0.1) ** 2 + 0.3 * (run["kind"] != "x")
    second = (run["a"] - 0.1) ** 2 + (run["b"] - 0.9) ** 2 + 0.3 * (run["kind"] != "y") + 0.05
    return 3 * min(first, second) + 0.2 * run["c"]


def _beyond(rng: np.random.Generator) -> dict[str, Any]:
    run = _training(rng)
    return run | {"lr": 10 ** rng.uniform(-6, -3.5)}


TRAINING = (
    Dimension("lr", Interval(low=1e-5, high=0.1, log=True)),
    Dimension("optimizer", Choices(("adam", "sgd", "rmsprop"))),
    Dimension("width", Choices((16, 32, 64, 128, 256, 512))),
    Dimension("dropout", Interval(low=0.0, high=0.6)),
    Dimension("seed", Interval(low=0, high=9998, integer=True)),
    Dimension("momentum", Interval(low=0.0, high=0.95), Condition("optimizer", ("sgd",))),
)
CORNERS = (
    *(Dimension(name, Interval(low=0.0, high=1.0)) for name in "abc"),
    Dimension("kind", Choices(("x", "y", "z", "w"))),
)
BEYOND = (Dimension("lr", Interval(low=1e-6, high=10**-3.5, log=True)), *TRAINING[1:])


def problems() -> dict[str, Grid | Training]:
    """All problems by name."""
    grids = pd.read_parquet(FCNET).groupby("config.dataset")
    return {str(name): Grid(table) for name, table in grids} | {
        "conditional": Training(_training, _training_loss, TRAINING),
        "two corners": Training(_corners, _corners_loss, CORNERS),
        "best beyond the range": Training(_beyond, _training_loss, BEYOND),
    }


def compare(problem: Grid | Training, n: int, seed: int, *, by_tpe: bool) -> np.ndarray:
    """Compute the regret after n runs, at random or by TPE, and more of each arm; shape (more, arms)."""
    streams = [np.random.default_rng([seed, n, stream]) for stream in range(5)]
    most = max(MORE)
    empty = Space(problem.space, "loss", "minimize")
    first = optimised(problem, empty, n, streams[0]) if by_tpe else problem.runs(n, streams[0])
    options = RankOptions(metric="loss", goal="minimize")
    result = rank(read(first.drop(columns="regret"), metrics=["loss"]), options)
    advice = sweep_advice_of(result)
    whole = replace(advice.space, dimensions=problem.space, trials=trials_within(result, problem.space))
    more = [
        problem.runs(most, streams[1]),
        problem.runs(most, streams[2], advice.space),
        optimised(problem, whole, most, streams[3]),
        optimised(problem, problem.tryable(advice.optimiser_space), most, streams[4]),
    ]
    columns = ["loss", "regret"]
    return np.array([[_regret(first[columns], arm[columns][:size]) for arm in more] for size in MORE])


def optimised(problem: Grid | Training, space: Space, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Run an optimiser in a space, from the trials that it holds."""
    names: dict[str, Any] = {}
    exec("\n".join(suggest_function(space)), names)  # noqa: S102 - the code that people take along
    search = study(space, seed=int(rng.integers(2**31)))
    results = []
    for _ in range(n):
        trial = search.ask()
        run = names["suggest"](trial)
        loss, regret = problem.result(run, rng)
        search.tell(trial, loss)
        params = {f"config.{name}": value for name, value in run.items()}
        results.append(params | {"loss": loss, "regret": regret})
    return pd.DataFrame(results)


def _regret(first: pd.DataFrame, more: pd.DataFrame) -> float:
    """Regret of the run that a person would choose."""
    runs = pd.concat([first, more])
    return float(runs["regret"].iloc[int(runs["loss"].argmin())])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=24)
    parser.add_argument("--first", type=int, default=1000, help="seed of the first sweep")
    parser.add_argument("--by-tpe", action="store_true", help="the runs before were chosen by TPE too")
    parser.add_argument("--only", nargs="*", help="names of problems")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    print(f"| problem | runs before | more | {' | '.join(ARMS)} | TPE, advised - old | wins | losses |")
    print("|---|---|---|" + "---|" * (len(ARMS) + 3))
    for name, problem in problems().items():
        if options.only and name not in options.only:
            continue
        for n in (30, 60):
            with config_context(skip_parameter_validation=True, assume_finite=True):
                seeds = range(options.first, options.first + options.sweeps)
                regrets = np.array([compare(problem, n, seed, by_tpe=options.by_tpe) for seed in seeds])
            for at, size in enumerate(MORE):
                label = f"{name}{' *' if name in TUNED_ON else ''}"
                print(f"| {label} | {n} | {size} | {_row(regrets[:, at])} |", flush=True)


def _row(regrets: np.ndarray) -> str:
    """Write means with standard errors, and the paired difference of the last two arms."""
    difference = regrets[:, -1] - regrets[:, -2]
    cells = [_mean(regrets[:, arm]) for arm in range(len(ARMS))]
    wins, losses = np.mean(difference < -1e-12), np.mean(difference > 1e-12)
    return " | ".join([*cells, f"{_mean(difference, '+')}", f"{wins:.0%}", f"{losses:.0%}"])


def _mean(values: np.ndarray, sign: str = "") -> str:
    return f"{values.mean():{sign}.3f} ± {values.std(ddof=1) / np.sqrt(len(values)):.3f}"


if __name__ == "__main__":
    main()
