"""What the model predicts for configurations, how sure that is, and how far they are from any run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.forest.encoding import ABSENT_PLACE
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.memory import remembered
from hpviz.analysis.result.design_points import at_numbers
from hpviz.analysis.sample.metric_bounds import bounds_in_own_unit
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT, Column
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import BoolArray, FloatArray

    Config = Mapping[str, Any]

# Of so many runs the distances to each other are looked at.
MOST_RUNS = 1000


@dataclass(frozen=True, eq=False, kw_only=True)
class Predictions:
    """What is predicted for some configurations; arrays of shape (configurations,).

    Attributes
    ----------
    predicted, low, high
        In the metric's own unit and within what it can be (an accuracy is never above 1); the interval holds
        the metric of a run of its own in 95%, where the configuration is like those of the runs. Of failure
        the share of runs that fail, without an interval.
    nearest
        The name or id of the run that is nearest.
    distance
        To that run: the mean over the params of the difference as a share of the range, on the param's axis;
        1 for another named value.
    usual_distance
        Within it, 95% of the runs have another one.
    outside
        The params whose value lies outside of all that runs tried.
    """

    predicted: FloatArray
    low: FloatArray
    high: FloatArray
    nearest: NDArray[np.str_]
    distance: FloatArray
    usual_distance: float
    outside: tuple[tuple[str, ...], ...]

    @property
    def extrapolated(self) -> BoolArray:
        """Shape (configurations,): what is farther from any run than runs are, or outside of their ranges."""
        beyond: BoolArray = self.distance > self.usual_distance
        untried: BoolArray = np.array([bool(params) for params in self.outside], dtype=bool)
        return np.logical_or(beyond, untried)

    def table(self) -> pd.DataFrame:
        """One row per configuration: predicted, low, high, nearest, distance, extrapolation, outside."""
        import pandas as pd

        return pd.DataFrame(
            {
                "predicted": self.predicted,
                "low": self.low,
                "high": self.high,
                "nearest": self.nearest,
                "distance": self.distance,
                "extrapolation": self.extrapolated,
                "outside": list(self.outside),
            }
        )


def configs_in(given: object) -> list[Config]:
    """List the configurations that were given: one, several, or the rows of a data frame.

    Raises
    ------
    HpvizError
        They are none.
    """
    if isinstance(given, Mapping):
        return [given]
    rows = given.to_dict("records") if hasattr(given, "to_dict") else given
    if isinstance(rows, (list, tuple)) and all(isinstance(row, Mapping) for row in rows):
        return list(rows)
    raise HpvizError(
        f"configs={type(given).__name__} is no configuration; give a dictionary of params and values, a list "
        "of them, or a data frame with a column for each param"
    )


def predict(result: RankResult, configs: Sequence[Config]) -> Predictions:
    """Predict the metric of configurations.

    The interval is that of the out-of-bag errors (Zhang, Zimmerman, Nettleton and Nordman 2020): the
    prediction and the quantiles of what the runs' metric lies off the predictions of trees that have not
    read them.

    Parameters
    ----------
    result
        A ranking.
    configs
        Param to value, by its name here or in the source; a param that some runs lack may be left out.

    Raises
    ------
    HpvizError
        A name that is no column, or a param without a value that all runs have.
    """
    evidence = result.require_evidence()
    columns = values_of(evidence, configs)
    model = evidence.model
    predicted = model.predicted(design_of(evidence, columns))
    distances = _distances(evidence, columns)
    nearest = distances.argmin(axis=1) if len(configs) else np.empty(0, dtype=np.intp)
    low, high = _errors(model)
    ends = [_in_own_unit(predicted + shift, result, model) for shift in (0.0, low, high)]
    if isinstance(result.target, FailureTarget):
        ends = [ends[0], *(np.full(len(configs), np.nan) for _ in range(2))]
    return Predictions(
        predicted=ends[0],
        low=ends[1],
        high=ends[2],
        nearest=evidence.labels_of(nearest),
        distance=distances.min(axis=1) if len(configs) else np.empty(0),
        usual_distance=_usual_distance(evidence),
        outside=outside_of(evidence, columns, len(configs)),
    )


def values_of(evidence: Evidence, configs: Sequence[Config]) -> list[Column]:
    """Read the values of each param; what a configuration leaves out is absent.

    Parameters
    ----------
    evidence
        Of a ranking.
    configs
        As of `predict`.

    Raises
    ------
    HpvizError
        A name that is no column, or a param without a value that all runs have.
    """
    named = [{evidence.runs.resolve(name): value for name, value in config.items()} for config in configs]
    columns = []
    for param in evidence.params:
        own = evidence.column(param)
        column = _like(own, [config.get(param, ABSENT) for config in named])
        lacking = np.flatnonzero(column.absent)
        if len(lacking) and own.active == len(own.numbers):
            raise HpvizError(
                f"configuration {lacking[0]} has no value of {param!r}, which every run has; give it one"
            )
        columns.append(column)
    return columns


def _like(own: Column, cells: Sequence[object]) -> Column:
    """Build a column; numbers that the runs have as names are names here, too."""
    column = Column.from_values(own.name, cells)
    if own.extent.present or not column.extent.present:
        return column
    texts = [column.text_at(row) if not gone else ABSENT for row, gone in enumerate(column.absent)]
    return Column.from_values(own.name, texts)


def design_of(evidence: Evidence, columns: Sequence[Column]) -> NDArray[np.float32]:
    """Place configurations in the design of the forests; shape (configurations, columns of the design).

    Parameters
    ----------
    evidence
        Of a ranking.
    columns
        From `values_of`.
    """
    fitted = evidence.model.fitted
    X = np.concatenate([_design(fitted, at, column, evidence) for at, column in enumerate(columns)], axis=1)
    order = np.concatenate([np.flatnonzero(fitted.design.owner == at) for at in range(len(columns))])
    return np.ascontiguousarray(X[:, np.argsort(order)], dtype=np.float32)


def _design(fitted: FittedForest, index: int, column: Column, evidence: Evidence) -> FloatArray:
    """Place the values of a param in the columns of the design that are its own."""
    own, owned = fitted.params[index], np.flatnonzero(fitted.design.owner == index)
    cells = np.zeros((len(column.numbers), len(owned)))
    if own.extent.present:
        cells[:, 0] = 0.5 if index in fitted.design.parents else ABSENT_PLACE
        numbers = np.flatnonzero(np.isfinite(column.numbers))
        if len(numbers):
            log = evidence.logs[index] and bool((column.numbers[numbers] > 0).all())
            cells[numbers] = at_numbers(fitted, index, column.numbers[numbers], log=log).cells
    for row in np.flatnonzero((column.codes >= 0) | column.absent):
        like = own.absent if column.absent[row] else own.codes == _code(own, column.text_at(int(row)))
        if like.any():
            cells[row] = fitted.design.X[int(like.argmax())][owned]
    return cells


def _code(own: Column, text: str) -> int:
    """Find a level by its text; a number that matches none."""
    return own.levels.index(text) if text in own.levels else -2


# What is the same for all configurations takes most of the time.
@remembered
def _errors(model: Surrogate) -> tuple[float, float]:
    """Return the quantiles of the out-of-bag errors that an interval of 95% is made of, in standard units."""
    errors = np.sort(model.residuals[np.isfinite(model.residuals)])
    n = len(errors)
    # As of conformal prediction: the next error is above so many of n + 1 alike with this chance.
    cut = min(int(np.floor((n + 1) * ALPHA / 2)), n)
    if cut < 1:
        return -np.inf, np.inf
    return float(errors[cut - 1]), float(errors[n - cut])


def _in_own_unit(values: FloatArray, result: RankResult, model: Surrogate) -> FloatArray:
    metric = result.require_evidence().metric
    own = own_unit(model.on_scale(values), metric, result.scale)
    within: FloatArray = np.clip(own, *bounds_in_own_unit(result.target, metric))
    return within


def outside_of(evidence: Evidence, columns: Sequence[Column], n: int) -> tuple[tuple[str, ...], ...]:
    """Name for each configuration the params with a value outside of the range, or that no run has."""
    outside: list[list[str]] = [[] for _ in range(n)]
    for column in columns:
        own = evidence.column(column.name)
        beyond = (column.numbers < own.extent.low) | (column.numbers > own.extent.high)
        unknown = np.isfinite(column.numbers) & (own.extent.finite == 0)
        there = {own.levels[code] for code in own.present}
        new = np.array([column.levels[code] not in there if code >= 0 else False for code in column.codes])
        for row in np.flatnonzero(beyond | unknown | new.astype(bool)):
            outside[row].append(column.name)
    return tuple(tuple(names) for names in outside)


def _distances(evidence: Evidence, columns: Sequence[Column]) -> FloatArray:
    """Compute distances, shape (configurations, runs)."""
    total = np.zeros((len(columns[0].numbers), len(evidence.rows)))
    for at, column in enumerate(columns):
        there, here = _coordinates(evidence, at, column)
        total += _apart(here, there)
    return total / len(columns)


@remembered
def _usual_distance(evidence: Evidence) -> float:
    """Compute within which distance runs usually have another one of another configuration."""
    n = len(evidence.rows)
    some = np.sort(np.random.default_rng(0).permutation(n)[:MOST_RUNS])
    apart = np.zeros((len(some), len(some)))
    for at, param in enumerate(evidence.params):
        there, _ = _coordinates(evidence, at, evidence.column(param))
        sample = there[0][some], there[1][some]
        apart += _apart(sample, sample)
    apart[apart == 0] = np.inf  # a run itself, and runs of the same configuration
    nearest = apart.min(axis=1) / len(evidence.params)
    finite = nearest[np.isfinite(nearest)]
    return float(np.quantile(finite, 1 - ALPHA)) if len(finite) else 0.0


Coordinates = tuple["FloatArray", "NDArray[np.str_]"]


def _coordinates(evidence: Evidence, index: int, column: Column) -> tuple[Coordinates, Coordinates]:
    """Place runs and configurations on the axis of a param: numbers by share of the range, others by name."""
    own = evidence.column(column.name)
    log = evidence.logs[index] and bool((column.numbers[np.isfinite(column.numbers)] > 0).all())
    with np.errstate(divide="ignore", invalid="ignore"):
        axes = [np.log(side.numbers) if log else side.numbers for side in (own, column)]
    finite = axes[0][np.isfinite(axes[0])]
    low, wide = (finite.min(), np.ptp(finite) or 1.0) if len(finite) else (0.0, 1.0)
    names = [np.array([*side.levels, "not set"], dtype=np.str_)[side.codes] for side in (own, column)]
    here = (axes[0] - low) / wide, names[0]
    there = (axes[1] - low) / wide, names[1]
    return here, there


def _apart(here: Coordinates, there: Coordinates) -> FloatArray:
    """Compute the distances on one axis, shape (here, there): 1 between what is no number and another."""
    with np.errstate(invalid="ignore"):
        numbers = np.abs(here[0][:, None] - there[0][None])
    numbers[here[0][:, None] == there[0][None]] = 0.0  # two that are infinite as well
    differ = (here[1][:, None] != there[1][None]).astype(np.float64)
    both = np.isnan(here[0])[:, None] & np.isnan(there[0])[None]
    return np.where(both, differ, np.where(np.isnan(numbers), 1.0, numbers))
