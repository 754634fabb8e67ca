"""How one param acts on a metric: a curve, its levels, and what having it at all does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis import wording
from hpviz.analysis.association.levels import welch
from hpviz.analysis.design.metric_scale import own_unit
from hpviz.analysis.design.replicates import each_once, unit_of
from hpviz.analysis.effects.partial_dependence import curve_of
from hpviz.errors import HpvizError
from hpviz.runs.target import FailureTarget

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.effects.partial_dependence import Curve
    from hpviz.analysis.ranking import Ranking, Score
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import Column, FloatArray

MOST_BEST = 5


@dataclass(frozen=True)
class Presence:
    """Runs that have a param beside those that do not.

    Attributes
    ----------
    having, lacking
        How many.
    difference, low, high
        Mean metric with it minus mean without it (each configuration once, where they were run several
        times), and Welch's 95% interval, on the scale that is analysed.
    """

    having: int
    lacking: int
    difference: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Effect:
    """What a param does to a metric.

    Attributes
    ----------
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
    levels
        Of the named values, most important first.
    presence
        Where only some runs have the param.
    best
        Indices of the best runs that have it, the best first.
    sentences
        What the picture says.
    """

    ranking: Ranking
    score: Score
    column: Column
    metric: FloatArray
    y: FloatArray
    curve: Curve | None
    levels: tuple[LevelScore, ...]
    presence: Presence | None
    best: tuple[int, ...]
    sentences: tuple[str, ...] = ()

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.ranking.scale)

    def table(self) -> pd.DataFrame:
        """One row per point of the curve, in the metric's own unit; of a categorical one row per level.

        Columns: the param's value, effect, effect_low, effect_high, runs (near that value, or of that level).
        """
        import pandas as pd

        if self.score.kind != "numeric":
            return pd.DataFrame([vars(level) for level in self.levels])
        found = self.curve
        if found is None:
            return pd.DataFrame(columns=["value", "effect", "effect_low", "effect_high", "runs"])
        bounds = {
            name: self.own_unit(values)
            for name, values in (
                ("effect", found.middle), ("effect_low", found.low), ("effect_high", found.high)
            )
        }  # fmt: skip
        return pd.DataFrame({"value": found.x, **bounds, "runs": found.near.astype(int)})


def effect_of(ranking: Ranking, param: str) -> Effect:
    """Work out how a param acts; the forest is grown again on first use.

    Raises
    ------
    HpvizError
        No such param in the ranking, nothing to compare, or no answer at all.
    """
    evidence, score = evidence_of(ranking), score_of(ranking, param)
    column = evidence.column(score.param)
    _refuse_constant(column, score)
    found = Effect(
        ranking,
        score,
        column,
        evidence.metric,
        evidence.y,
        _curve(ranking, evidence, score),
        ranking.level_scores.get(score.param, ()),
        _presence(column, evidence.y, unit_of(evidence.repeats, score.param)),
        _best(ranking, column, evidence),
    )
    return wording.told(found)


def evidence_of(ranking: Ranking) -> Evidence:
    """Give the runs behind a ranking, or say why there are none."""
    if ranking.evidence is None or ranking.runs_used < 2:
        raise HpvizError(f"there is nothing to draw: {ranking.problem or 'the ranking holds no runs.'}")
    return ranking.evidence


def score_of(ranking: Ranking, param: str) -> Score:
    """Find the row of a param, by its name here or in the source."""
    evidence = evidence_of(ranking)
    name = evidence.runs.resolve(param)
    for score in ranking.scores:
        if score.param == name:
            return score
    role = evidence.runs.columns[name].role
    why = "it is hidden; show it first" if role == "param" else f"it is a {role}, not a parameter"
    if role == "aside":
        why = "it was set aside; bring it back with roles={…: 'param'}"
    raise HpvizError(
        f"no {name!r} in this ranking: {why}. Here are: {[one.param for one in ranking.scores][:20]}"
    )


def _refuse_constant(column: Column, score: Score) -> None:
    if not column.active:
        raise HpvizError(f"none of these runs has a value of {score.param!r}, so there is nothing to draw")
    if not score.varies:
        raise HpvizError(
            f"{wording.cell_text(column, 0)!r} is the only value of {score.param!r} in these runs, so there "
            "is nothing to compare: vary it, or choose another parameter"
        )


def _curve(ranking: Ranking, evidence: Evidence, score: Score) -> Curve | None:
    """Follow the forest, unless nothing of it is to be trusted."""
    numbers = evidence.column(score.param).numbers
    if ranking.problem or score.kind != "numeric" or len(np.unique(numbers[np.isfinite(numbers)])) < 2:
        return None
    index = evidence.params.index(score.param)
    return curve_of(evidence.model, index, log=score.log, minimize=ranking.goal == "minimize")


def _presence(column: Column, y: FloatArray, unit: NDArray[np.intp] | None) -> Presence | None:
    lacks = column.absent
    if not lacks.any() or lacks.all():
        return None
    having, lacking = int((~lacks).sum()), int(lacks.sum())
    if unit is not None:
        first, y = each_once(y, unit)
        lacks = lacks[first]
    return Presence(having, lacking, *welch(y[~lacks], y[lacks]))


def _best(ranking: Ranking, column: Column, evidence: Evidence) -> tuple[int, ...]:
    if isinstance(ranking.target, FailureTarget):  # a run that did not fail is no better than another
        return ()
    absent = column.absent
    having = [int(run) for run in evidence.best_first(ranking.goal) if not absent[run]]
    return tuple(having[: max(1, min(MOST_BEST, len(having) // 4))])
