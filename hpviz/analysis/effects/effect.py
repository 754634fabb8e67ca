"""How one param acts on a metric: a curve, its levels, and what having it at all does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from hpviz.analysis.association.levels import score_levels
from hpviz.analysis.design.spacing import evenly_spaced
from hpviz.analysis.effects.best_levels import BestLevels, best_levels, with_named
from hpviz.analysis.effects.best_values import BestNumbers, best_numbers, best_on_average
from hpviz.analysis.effects.dependence import deciding_evidence
from hpviz.analysis.effects.partial_dependence import curve_of
from hpviz.analysis.effects.single_number import absence_as_level, number_as_level
from hpviz.analysis.result.combination import combined_with
from hpviz.analysis.result.presence import is_better_with, presence_of
from hpviz.analysis.sample.metric_bounds import bounds_on_scale
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.analysis.sample.replicates import unit_of
from hpviz.errors import HpvizError
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.presence import Presence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import Column, FloatArray

MOST_BEST = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Effect:
    """What a param does to a metric.

    Attributes
    ----------
    result
        The ranking that the param is in.
    score
        The param's row in the ranking.
    column
        Its cells, one per run that entered.
    metric
        Shape (used,): the metric of those runs, in its own unit.
    y
        The same on the scale that is analysed.
    curve
        Of the numbers; None where there are none, or where nothing of the forest is to be trusted.
    numbers
        Which of its numbers are best, where there is a curve and the param matters.
    levels
        Of the named values, most important first.
    best_levels
        Which of them are best, of a param that matters and has no numbers, or one that counts as a level.
    presence
        Where only some runs have the param.
    alternatives
        Of a param of a single number, or of a single value that only some runs have: that, the named values
        beside it, and ``not set``.
    best
        Indices of the best runs that have it, the best first.
    """

    result: RankResult
    score: Score
    column: Column
    metric: FloatArray
    y: FloatArray
    curve: Curve | None
    numbers: BestNumbers | None
    levels: tuple[LevelScore, ...]
    best_levels: BestLevels | None
    presence: Presence | None
    alternatives: tuple[LevelScore, ...]
    best: tuple[int, ...]

    @property
    def even(self) -> bool:
        """Whether its numbers are drawn evenly spaced, in their order."""
        return evenly_spaced(self.result.require_evidence(), self.score.param)

    def is_good(self, value: object) -> bool:
        """Whether a value is none that others are known to be better than, whatever the other params are."""
        if not self.score.matters or combined_with(self.score, self.result):
            return True
        numbers, levels = self.numbers, self.best_levels
        if "depends" in {best.differs for best in (numbers, levels) if best is not None}:
            return True
        if numbers is not None and numbers.advised is not None and isinstance(value, (int, float)):
            return numbers.advised.holds(float(value))
        named = levels.advised if levels is not None else ()
        return not named or not isinstance(value, str) or value in named

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.result.scale)

    def table(self) -> pd.DataFrame:
        """One row per point of the curve, in the metric's own unit; of a categorical one row per level.

        A param of one value that only some runs have is of two levels: that value, and ``not set``.

        Columns: the param's value, effect, effect_low, effect_high, runs (near that value, of few values
        with it, or of that level).
        """
        import pandas as pd

        if self.score.kind != "numeric" or self.alternatives:
            return pd.DataFrame([vars(level) for level in self.alternatives or self.levels])
        curve = self.curve
        if curve is None:
            return pd.DataFrame(columns=["value", "effect", "effect_low", "effect_high", "runs"])
        return pd.DataFrame(
            {
                "value": curve.x,
                "effect": self.own_unit(curve.middle),
                "effect_low": self.own_unit(curve.low),
                "effect_high": self.own_unit(curve.high),
                "runs": curve.runs.astype(int),
            }
        )


def effect_on_average(result: RankResult, param: str) -> Effect:
    """Compute how a param acts with its best values on average alone, which takes less time.

    Parameters, errors and what is returned are those of `effect_of`; where the best numbers lie with good
    values of the other params is left open.
    """
    score = result.score(param)
    if score.kind != "numeric" or not score.matters:
        return effect_of(result, param)
    _require_difference(result.require_evidence().column(score.param), score)
    curve = _curve(result, score)
    average = None if curve is None else best_on_average(result, score.param, curve)
    return _made(result, score, _Known(curve, BestNumbers(average=average), None))


def effect_of(result: RankResult, param: str) -> Effect:
    """Compute how a param acts; the forest is fitted again on first use.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`.
    param
        A param of the ranking, by its name there or in the source.

    Raises
    ------
    HpvizError
        No such param in the ranking, nothing to compare, or no runs.
    """
    score = result.score(param)
    _require_difference(result.require_evidence().column(score.param), score)
    return _made(result, score, _known_of(result, score))


def _made(result: RankResult, score: Score, known: _Known) -> Effect:
    evidence = result.require_evidence()
    column, unit = evidence.column(score.param), unit_of(evidence.alike, score.param)
    return Effect(
        result=result,
        score=score,
        column=column,
        metric=evidence.metric,
        y=evidence.y,
        curve=known.curve,
        numbers=known.numbers,
        levels=result.level_scores.get(score.param, ()),
        best_levels=known.best_levels,
        presence=presence_of(column, evidence.y, unit),
        alternatives=_alternatives(result, column, score, unit),
        best=_best(result, column, evidence),
    )


@dataclass(frozen=True, eq=False)
class _Known:
    """What takes long to compute of an effect."""

    curve: Curve | None
    numbers: BestNumbers | None
    best_levels: BestLevels | None


# Headline, opened row and advice share it. It holds no ranking, which would never be freed.
_known: WeakKeyDictionary[RankResult, dict[str, _Known]] = WeakKeyDictionary()


def _known_of(result: RankResult, score: Score) -> _Known:
    of_result = _known.setdefault(result, {})
    if score.param not in of_result:
        evidence = result.require_evidence()
        unit, column = unit_of(evidence.alike, score.param), evidence.column(score.param)
        curve = _curve(result, score)
        of_result[score.param] = _Known(
            curve,
            _numbers(result, evidence, score, curve, unit),
            _levels(result, column, evidence.y, score, unit),
        )
    return of_result[score.param]


def _require_difference(column: Column, score: Score) -> None:
    if not column.active:
        raise HpvizError(f"none of these runs has a value of {score.param!r}, so there is nothing to draw")
    if not score.varies:
        raise HpvizError(
            f"{column.text_at(0)!r} is the only value of {score.param!r} in these runs, so there "
            "is nothing to compare: vary it, or choose another parameter"
        )


def _curve(result: RankResult, score: Score) -> Curve | None:
    """Compute the curve of a numeric param; None where the forest is not to be trusted."""
    evidence = deciding_evidence(result, score.param)
    numbers = evidence.column(score.param).numbers
    if result.obstacle or score.kind != "numeric" or len(np.unique(numbers[np.isfinite(numbers)])) < 2:
        return None
    index = evidence.params.index(score.param)
    curve = curve_of(evidence.model, index, log=score.log, minimize=result.goal == "minimize")
    return curve.within(*bounds_on_scale(result.target, result.require_evidence().metric, result.scale))


def _numbers(
    result: RankResult, evidence: Evidence, score: Score, curve: Curve | None, unit: NDArray[np.intp] | None
) -> BestNumbers | None:
    if curve is None or not score.matters:
        return None
    column = evidence.column(score.param)
    best = best_numbers(result, score.param, curve)
    return with_named(result, column, evidence.y, best, unit)


def _levels(
    result: RankResult, column: Column, y: FloatArray, score: Score, unit: NDArray[np.intp] | None
) -> BestLevels | None:
    levels = result.level_scores.get(score.param, ())
    if score.kind == "numeric":
        as_level = number_as_level(column)
        if as_level is None:
            return None
        column, levels = as_level, score_levels(as_level, y, {}, unit, above_noise=score.above_noise)
    if not score.matters:
        return None
    if len(levels) == 1 and is_better_with(result, score):
        return BestLevels(average=(levels[0].level,), worse=())
    return best_levels(result, column, y, levels, unit)


def _alternatives(
    result: RankResult, column: Column, score: Score, unit: NDArray[np.intp] | None
) -> tuple[LevelScore, ...]:
    """Score a single value and doing without it, means in the metric's own unit."""
    evidence, single = result.require_evidence(), number_as_level(column)
    if single is None and len(column.present) == 1 and not column.extent.present and column.absent.any():
        single = column
    if single is None:
        return ()
    levels = score_levels(absence_as_level(single), evidence.y, {}, unit, above_noise=score.above_noise)
    means = own_unit(np.array([level.mean for level in levels]), evidence.metric, result.scale)
    return tuple(replace(level, mean=float(mean)) for level, mean in zip(levels, means, strict=True))


def _best(result: RankResult, column: Column, evidence: Evidence) -> tuple[int, ...]:
    if isinstance(result.target, FailureTarget):  # a run that did not fail is no better than another
        return ()
    absent = column.absent
    having = [int(run) for run in evidence.best_first(result.goal) if not absent[run]]
    return tuple(having[: max(1, min(MOST_BEST, len(having) // 4))])
