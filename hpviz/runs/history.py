"""Every logged step of every run, and what of them counts."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import FloatArray

Aggregate = Literal["last", "best", "min", "max", "mean"]


@dataclass(frozen=True, eq=False)
class History:
    """Every logged step of every run.

    Attributes
    ----------
    run
        Shape (steps,): the row of the run in `Runs`. Sorted; within a run the steps are in order.
    values
        Metric name to its value at each step, shape (steps,); NaN where it was not logged.
    means
        Metric name to the mean of each run, shape (runs,), where the engine that holds the steps has computed
        it and `values` are of the smallest, the largest and the last step alone; None where all are there.
    step
        Shape (steps,): the number of each step, where the source has them (`compact`); None where steps are
        counted within each run, from 1.
    """

    run: NDArray[np.intp]
    values: Mapping[str, FloatArray]
    means: Mapping[str, FloatArray] | None = None
    _: KW_ONLY
    step: NDArray[np.number] | None = None

    def take(self, rows: NDArray[np.intp], n: int) -> History:
        """Select the steps of these of `n` runs, ascending; each run has its place among them as its row."""
        place = np.full(n, -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        steps = np.flatnonzero(place[self.run] >= 0)
        values = {name: logged[steps] for name, logged in self.values.items()}
        means = self.means and {name: of_runs[rows] for name, of_runs in self.means.items()}
        numbers = None if self.step is None else self.step[steps]
        return History(place[self.run[steps]], values, means, step=numbers)

    def renamed(self, new: Mapping[str, str]) -> History:
        """Call what has a new name by it."""
        means = self.means and {new.get(name, name): of_runs for name, of_runs in self.means.items()}
        values = {new.get(name, name): logged for name, logged in self.values.items()}
        return History(self.run, values, means, step=self.step)

    @property
    def numbers(self) -> FloatArray:
        """Shape (steps,): the number of each step, or its place within its run."""
        if self.step is not None:
            return np.array(self.step, dtype=np.float64)
        starts = np.flatnonzero(np.r_[True, self.run[1:] != self.run[:-1]][: len(self.run)])
        sizes = np.diff(np.r_[starts, len(self.run)])
        counted: FloatArray = np.arange(1.0, len(self.run) + 1) - np.repeat(starts, sizes)
        return counted


def compact(numbers: FloatArray) -> NDArray[np.number] | None:
    """Keep numbers of steps in half the room where they are whole; None where one of them is not known."""
    if not np.isfinite(numbers).all():
        return None
    whole = numbers.astype(np.int32) if np.abs(numbers).max(initial=0) < 2**31 else numbers
    return whole if np.array_equal(whole, numbers) else numbers


def per_run(history: History, metric: str, aggregate: Aggregate, n: int) -> FloatArray:
    """Reduce the logged steps of a metric to one number per run; shape (runs,), NaN where there is none."""
    if aggregate == "mean" and history.means is not None:
        return history.means[metric]
    values = history.values[metric]
    logged = ~np.isnan(values)
    run, values = history.run[logged], values[logged]
    out = np.full(n, np.nan)
    if len(run) == 0:
        return out
    starts = np.flatnonzero(np.r_[True, run[1:] != run[:-1]])
    if aggregate == "last":
        out[run[starts]] = values[np.r_[starts[1:], len(run)] - 1]
    elif aggregate == "mean":
        out[run[starts]] = np.add.reduceat(values, starts) / np.diff(np.r_[starts, len(run)])
    else:
        reduce = np.minimum if aggregate == "min" else np.maximum
        out[run[starts]] = reduce.reduceat(values, starts)
    return out
