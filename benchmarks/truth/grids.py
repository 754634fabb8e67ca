"""Real sweeps whose answer is known: the whole grid was run, or the authors say what they found."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from benchmarks.truth.designs import Design
from benchmarks.truth.sampling import Sample
from benchmarks.truth.space import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.truth.space import Space, Values

SWEEPS = Path(__file__).parents[2] / "tests/data/sweeps"
# What 2, 3, 4 and 6 values have in common.
VALUES = 12
# The authors' names of the params, and the columns that hold them.
FOREST_PARAMS = {
    "bootstrap": "bootstrap", "max. features": "max_features", "min. samples leaf": "min_samples_leaf",
    "min. samples split": "min_samples_split", "split criterion": "criterion",
    "imputation": "imputer__strategy",
}  # fmt: skip


def fcnet(folder: Path) -> list[Design]:
    """FCNet (Klein and Hutter 2019): 62,208 networks on each of four data sets, every one trained.

    The metric is the logarithm of the validation loss: on the raw loss a few runs that diverged hold all the
    variance. Exact total effects by enumeration.
    """
    frame = pd.read_parquet(folder / "fcnet/fcnet.parquet")
    truth = json.loads((folder / "fcnet/truth_exact_anova.json").read_text())
    return [
        _grid(f"FCNet {name}", grid, truth[f"{name}/log"]["total"])
        for name, grid in frame.groupby("config.dataset")
    ]


def _grid(name: str, grid: pd.DataFrame, total: dict[str, float]) -> Design:
    params = list(total)
    choices = {param: np.sort(grid[param].unique()) for param in params}
    shape = tuple(len(values) for values in choices.values())
    places = [np.searchsorted(choices[param], grid[param]) for param in params]
    loss = np.empty(shape)
    loss[tuple(places)] = np.log(grid["metric.val_loss"])
    short = [param.removeprefix("config.") for param in params]

    def response(x: Values) -> NDArray[np.float64]:
        places = (np.searchsorted(choices[param], x[key]) for param, key in zip(params, short, strict=True))
        return loss[tuple(places)]

    space = {key: Choice(tuple(choices[param].tolist())) for param, key in zip(params, short, strict=True)}
    exact = dict(zip(short, total.values(), strict=True))
    return Design(
        name=name, family="grid", space=space, response=response, exact=exact, noisy=False, table=loss
    )


def evened(grid: Design) -> Design:
    """Let each param of a grid have as many values: each of its own is several numbers in a row.

    The truth stays. What comes of a method's liking for params with many values goes: on FCNet those happen
    to matter more.
    """
    own = {name: np.array(param.of) for name, param in grid.space.items() if isinstance(param, Choice)}

    def response(x: Values) -> NDArray[np.float64]:
        return grid.response({name: of[x[name].astype(int) * len(of) // VALUES] for name, of in own.items()})

    space: Space = dict.fromkeys(grid.space, Choice(tuple(float(value) for value in range(VALUES))))
    return replace(grid, name=f"{grid.name}, evened", family="evened grid", space=space, response=response)


@dataclass(frozen=True, eq=False, kw_only=True)
class Authors:
    """Random forests on 90 tasks (van Rijn and Hutter 2018): each repetition is another task.

    The truth is the authors' own fANOVA of single params, from more runs than are here; it is an estimate.
    """

    sweeps: list[Sample]
    name: str = "van Rijn & Hutter"
    family: Literal["authors"] = "authors"
    noisy: bool = False

    @classmethod
    def read(cls, folder: Path) -> Authors:
        runs = pd.read_csv(folder / "van_rijn_hutter/random_forest.csv.gz")
        truth = pd.read_csv(folder / "van_rijn_hutter/truth_fanova_random_forest.csv")
        alone = truth[truth.param_name.isin(FOREST_PARAMS)]
        tasks = runs.groupby("config.task_id")
        sweeps = [_task(tasks.get_group(task), importances) for task, importances in alone.groupby("task_id")
                  if task in tasks.groups]  # fmt: skip
        return cls(sweeps=sweeps)

    def at(self, repeat: int) -> Authors:
        """Return the tasks themselves, of which `sweep` draws."""
        del repeat
        return self

    def sweep(self, runs: int, repeat: int) -> Sample:
        """Draw some runs of a task, none twice."""
        whole = self.sweeps[repeat % len(self.sweeps)]
        rows = np.random.default_rng([runs, repeat]).permutation(len(whole.y))[:runs]
        values = {name: column[rows] for name, column in whole.values.items()}
        return Sample(space=whole.space, values=values, there={}, y=whole.y[rows], truth=whole.truth)


def _task(runs: pd.DataFrame, importances: pd.DataFrame) -> Sample:
    effects = dict(zip(importances.param_name, importances.variance_contribution, strict=True))
    values, space = {}, {}
    for name in effects:
        column = next(key for key in runs if key.endswith(FOREST_PARAMS[name]))
        values[name] = runs[column].to_numpy(dtype=object if runs[column].dtype == object else None)
        space[name] = Choice(tuple(np.unique(values[name]).tolist()))
    return Sample(
        space=space, values=values, there={}, y=-runs["metric.predictive_accuracy"].to_numpy(), truth=effects
    )


@cache
def known(folder: Path = SWEEPS) -> tuple[Design | Authors, ...]:
    """Read every sweep of a folder whose answer is known."""
    grids = fcnet(folder)
    return (*grids, *(evened(grid) for grid in grids), Authors.read(folder))
