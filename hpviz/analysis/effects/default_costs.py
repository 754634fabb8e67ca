"""What leaving one param at its default costs where all others are at the best: tunability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.stats import norm

from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.explanation import run_of
from hpviz.analysis.effects.prediction import design_of, outside_of, values_of
from hpviz.analysis.effects.what_if import stops_of, value_of
from hpviz.analysis.importance.oob import ALPHA
from hpviz.analysis.sample.metric_bounds import bounds_on_scale
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError, unknown_name
from hpviz.runs.column import ABSENT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.effects.what_if import Value
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import FloatArray

    Config = Mapping[str, Any]

Doubt = Literal["", "could be chance", "moved together"]

ACCEPTED = "give a dictionary of parameters and values, or the name of a run"
# Each param is set to the value that is predicted best, the others as they are, so many times.
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class DefaultCost:
    """What leaving one param at its default costs.

    Attributes
    ----------
    param
        Its name.
    default, best
        Its default and its value in the best configuration.
    cost, low, high
        How much worse the prediction is with the default, and its 95% interval, on the scale that is
        analysed: above 0 is worse, whichever way the metric goes. NaN where no run tried it.
    metric
        What is predicted with the default, in the metric's own unit.
    doubt
        Why no cost is clear, whatever its interval, which is of the prediction alone: what the param does
        could be chance, or it moved together with others, whose effect it may be. Empty where there is none.
    """

    param: str
    default: Value
    best: Value
    cost: float
    low: float
    high: float
    metric: float
    doubt: Doubt = ""

    @property
    def is_untried(self) -> bool:
        """Whether no run has the default, nor numbers on both sides of it: what it costs is not known."""
        return bool(np.isnan(self.cost))

    @property
    def matters(self) -> bool:
        """Whether the interval lies above 0 without a doubt: it is clear that the default costs something."""
        return self.low > 0 and not self.doubt


@dataclass(frozen=True, eq=False, kw_only=True)
class DefaultCosts:
    """What defaults cost, one param at a time.

    Attributes
    ----------
    result
        The ranking.
    origin
        The name of the run whose values the defaults are; empty where they were given.
    metric
        What is predicted for the best configuration, in the metric's own unit.
    params
        The most expensive default first.
    with_switch
        Params that have a default, but are switched off with it or at the best: what that costs is counted
        with the param that switches them.
    not_ranked
        Columns that have a default and are no params of the ranking: hidden ones, for example.
    """

    result: RankResult
    origin: str
    metric: float
    params: tuple[DefaultCost, ...]
    with_switch: tuple[str, ...] = ()
    not_ranked: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """One row per param, the most expensive default first.

        Columns: param, default, best, cost, low, high (above 0 is worse; on the scale that is analysed),
        metric (predicted with the default, in the metric's own unit).
        """
        import pandas as pd

        names = ["param", "default", "best", "cost", "low", "high", "metric"]
        return pd.DataFrame([[getattr(row, name) for name in names] for row in self.params], columns=names)


def default_costs_of(result: RankResult, defaults: Config | str) -> DefaultCosts:
    """Predict what is lost where a param stays at its default and all others are at their best.

    The best configuration is that of the model: from the run that it predicts best, each param in turn is set
    to the value with the best prediction. The intervals are those of forests on halves of the runs.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    defaults
        Param to default, of as many as are known; or the id or name of a run that has them, ``"best"`` or
        ``"worst"``.

    Raises
    ------
    HpvizError
        No such param or run, or no default.
    """
    evidence = result.require_evidence()
    origin, given, not_ranked = _defaults(result, evidence, defaults)
    best = _best(result, evidence)
    params = [param for param in given if _is_own(evidence, param, best, given)]
    configs = [best, *(best | _with_switched(evidence, param, best, given) for param in params)]
    columns, model = values_of(evidence, configs), evidence.model
    X, outside = design_of(evidence, columns), outside_of(evidence, columns, len(configs))
    bounds = bounds_on_scale(result.target, evidence.metric, result.scale)
    # A share is not below 0: neither is what is predicted, of which costs are differences.
    predicted = np.clip(model.on_scale(model.predicted(X)), *bounds)
    by_halves = np.clip(model.on_scale(model.predicted_by_halves(X)), *bounds)
    cost, error = _costs(predicted, by_halves, minimize=result.goal == "minimize")
    low, high = _within(cost - error, bounds), _within(cost + error, bounds)
    metric = own_unit(predicted, evidence.metric, result.scale)
    rows = [
        DefaultCost(
            param=param,
            default=value_of(columns[evidence.params.index(param)], at + 1),
            best=None if best[param] is ABSENT else best[param],
            cost=float(cost[at]),
            low=float(low[at]),
            high=float(high[at]),
            metric=float(metric[at + 1]),
            doubt=_doubt(result, param),
        )
        for at, param in enumerate(params)
    ]
    rows = [_known(row, names) for row, names in zip(rows, outside[1:], strict=True)]
    ordered = sorted(rows, key=lambda row: np.inf if row.is_untried else -row.cost)
    return DefaultCosts(
        result=result,
        origin=origin,
        metric=float(metric[0]),
        params=tuple(ordered),
        with_switch=tuple(param for param in given if param not in params and given[param] is not ABSENT),
        not_ranked=not_ranked,
    )


def _costs(predicted: FloatArray, by_halves: FloatArray, *, minimize: bool) -> tuple[FloatArray, FloatArray]:
    """Return how much worse each configuration is than the first, and half the width of its interval."""
    cost = (predicted[1:] - predicted[0]) * (1.0 if minimize else -1.0)
    errors = (by_halves[:, 1:] - by_halves[:, :1]).std(axis=0, ddof=1)
    return cost, norm.ppf(1 - ALPHA / 2) * errors


def _known(row: DefaultCost, outside: Collection[str]) -> DefaultCost:
    """Leave out the cost of a value that no run has: the model knows nothing of it, and would be sure."""
    is_known = row.param not in outside
    return row if is_known else replace(row, cost=np.nan, low=np.nan, high=np.nan, metric=np.nan)


def _doubt(result: RankResult, param: str) -> Doubt:
    """Return why what a param does is not its own for sure."""
    if any(group.above_noise and param in group.params for group in result.correlated_groups):
        return "moved together"
    return "" if result.score(param).matters else "could be chance"


def _within(costs: FloatArray, bounds: tuple[float, float]) -> FloatArray:
    """Cut costs off where the metric cannot differ by more."""
    most = bounds[1] - bounds[0]
    return np.clip(costs, -most, most)


def _defaults(
    result: RankResult, evidence: Evidence, defaults: Config | str
) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Read the defaults of params of the ranking, of a run all that it has; and the params not in it."""
    if isinstance(defaults, str):
        row = run_of(evidence, defaults, minimize=result.goal == "minimize")
        name = str(evidence.labels_of(np.array([row]))[0])
        return name, _config(evidence, row), ()
    runs = evidence.runs
    given = {runs.resolve(name): value for name, value in _as_config(defaults).items()}
    ranked = {name: _cell(evidence, name, value) for name, value in given.items() if name in evidence.params}
    if given and not ranked:
        raise unknown_name("parameter", next(iter(given)), list(evidence.params), where="in this ranking")
    if not given:
        raise HpvizError(f"no default is given; {ACCEPTED}")
    # A whole row has metrics too, which have no default.
    others = (name for name in given if name not in ranked and runs.columns[name].role != "metric")
    return "", ranked, tuple(others)


def _as_config(given: object) -> Config:
    """Take a dictionary, or a row of a data frame, which may still be a frame."""
    if hasattr(given, "columns") and len(given) == 1:  # type: ignore[arg-type]
        given = given.iloc[0]  # type: ignore[attr-defined]
    if hasattr(given, "to_dict") and not hasattr(given, "columns"):
        given = given.to_dict()
    if not isinstance(given, Mapping):
        raise HpvizError(f"defaults={given!r:.60} has no values of parameters; {ACCEPTED}")
    return given


def _is_own(evidence: Evidence, param: str, best: Config, given: Config) -> bool:
    """Whether a default is one by itself: what another param switches off is counted with that one."""
    is_switched = evidence.params.index(param) in evidence.model.fitted.design.parents
    return not is_switched or (best[param] is not ABSENT and given[param] is not ABSENT)


def _with_switched(evidence: Evidence, param: str, best: Config, given: Config) -> dict[str, Any]:
    """Set a param to its default, and with it what that switches on or off, as far as defaults say it."""
    changed = {param: given[param]}
    for child, parent in sorted(evidence.model.fitted.design.parents.items()):
        name = evidence.params[child]
        is_switched = name in given and (given[name] is ABSENT) != (best[name] is ABSENT)
        if is_switched and evidence.params[parent] in changed:
            changed[name] = given[name]
    return changed


def _cell(evidence: Evidence, param: str, value: object) -> object:
    """Return a default as a configuration has it: None is no value, unless it is one of the param's.

    Raises
    ------
    HpvizError
        No value of what all runs have, or a text of what has numbers alone.
    """
    column = evidence.column(param)
    is_nan = isinstance(value, (float, np.floating)) and math.isnan(value)
    if is_nan or (value is None and "None" not in column.levels):
        if column.active == len(column.numbers):
            raise HpvizError(f"no default of {param!r} is given ({value}), which every run has; give it one")
        return ABSENT
    if isinstance(value, str) and not column.levels:
        return _number_in(param, value)
    if column.kind == "boolean" and isinstance(value, (int, float, np.integer, np.bool_)) and value in {0, 1}:
        return bool(value)  # as W&B and many tables write it
    return value


def _number_in(param: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise HpvizError(f"the default of {param!r} is {text!r}, but its values are numbers") from None


def _config(evidence: Evidence, row: int) -> dict[str, Any]:
    values = {param: value_of(evidence.column(param), row) for param in evidence.params}
    return {param: ABSENT if value is None else value for param, value in values.items()}


def _best(result: RankResult, evidence: Evidence) -> dict[str, Any]:
    """Find the configuration that the model predicts best: from that of a run on, param by param."""
    model, sign = evidence.model, 1.0 if result.goal == "minimize" else -1.0
    fitted = model.fitted
    start = int(np.argmin(sign * model.predicted(fitted.design.X)))
    best = _config(evidence, int(fitted.rows[start]))
    # What switches others stays: the run has what belongs to its value.
    fixed = {evidence.params[parent] for parent in fitted.design.parents.values()}
    order = [score.param for score in result.scores if score.param in evidence.params]
    order = [param for param in order if param not in fixed and best[param] is not ABSENT]
    for _ in range(ROUNDS):
        before = dict(best)
        for param in order:
            values, is_good = [best[param], *_values(evidence, param)], effect_of(result, param).is_good
            values = [value for value in values if is_good(value)] or values
            predicted = sign * model.predicted(_design(evidence, [best | {param: value} for value in values]))
            best[param] = values[int(predicted.argmin())]
        if best == before:
            break
    return best


def _values(evidence: Evidence, param: str) -> list[Value]:
    """List what a param can be set to: the stops of its slider, and its named values."""
    column, log = evidence.column(param), evidence.logs[evidence.params.index(param)]
    numbers = column.numbers[np.isfinite(column.numbers)]
    stops = stops_of(numbers, log=log, integral=column.integral) if len(numbers) else np.empty(0)
    return [*stops.tolist(), *(column.levels[code] for code in column.present)]


def _design(evidence: Evidence, configs: Sequence[Config]) -> NDArray[np.float32]:
    return design_of(evidence, values_of(evidence, configs))
