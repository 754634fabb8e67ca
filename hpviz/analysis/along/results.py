"""Rankings of the same runs along their training, or at several fidelities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hpviz.analysis.along.agreement import Agreement
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score

NAN = float("nan")
# From so many times the first point to the last they are over magnitudes.
WIDE = 30.0
Trend = Literal["early", "late", "always", ""]

COLUMNS = (
    "param", "point", "runs", "importance", "importance_low", "importance_high", "p_value", "above_noise",
    "importance_same_runs", "best_low", "best_high",
)  # fmt: skip
AGREEMENT_COLUMNS = (
    "point", "runs", "runs_at_end", "correlation", "correlation_low", "correlation_high", "place_of_best",
    "best_quarter_kept", "stopped_were_worse",
)  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Point:
    """A step, or a level of a fidelity.

    Attributes
    ----------
    at
        The step or the level.
    result
        The ranking of all runs that reached it.
    same
        The ranking here of those alone that are at the last point too; None where these are all, too few, or
        where this is the last.
    agreement
        How the order of the runs agrees with that at the last point.
    effects
        Param to its effect here, of those that matter here.
    """

    at: float
    result: RankResult
    same: RankResult | None
    agreement: Agreement
    effects: Mapping[str, Effect]

    @property
    def tested(self) -> bool:
        """Whether there are runs enough for the tests."""
        return any(score.tested for score in self.result.scores)

    def score(self, param: str, *, same: bool = False) -> Score | None:
        """Return the row of a param; None where it has none here."""
        result = self.same if same and self.same is not None else self.result
        return next((score for score in result.scores if score.param == param), None)


@dataclass(frozen=True, kw_only=True)
class AlongScore:
    """A param at all points.

    Attributes
    ----------
    param
        Its name.
    p_value, above_noise
        Of "it does nothing at any point", corrected for the points, and whether that is refused, corrected
        for all params too; None where no point has runs enough.
    marked
        For each point whether it is above the noise there, or None where nothing is tested.
    trend
        ``"early"``: its share is smaller at the last point than at the first, by more than chance, ``"late"``
        if larger; ``"always"``: it matters at all points, and does not clearly change. Else empty.
    """

    param: str
    p_value: float
    above_noise: bool | None
    marked: tuple[bool | None, ...]
    trend: Trend


@dataclass(frozen=True, eq=False, kw_only=True)
class AlongResults:
    """The rankings at several points.

    Attributes
    ----------
    by
        What is gone along: `hpviz.analysis.along.along.STEPS`, or the param that is the fidelity.
    is_fidelity
        Whether it is a fidelity.
    points
        In their order.
    scores
        The params, by their largest importance at any point.
    """

    by: str
    is_fidelity: bool
    points: tuple[Point, ...]
    scores: tuple[AlongScore, ...]

    @property
    def is_wide(self) -> bool:
        """Whether the points lie over magnitudes, so that a logarithmic axis shows them."""
        return self.points[0].at > 0 and self.points[-1].at >= WIDE * self.points[0].at

    @property
    def last(self) -> Point:
        """The end of the training, or the highest level."""
        return self.points[-1]

    @property
    def tested(self) -> tuple[Point, ...]:
        """The points with runs enough for the tests."""
        return tuple(point for point in self.points if point.tested)

    def table(self) -> pd.DataFrame:
        """One row per param and point, the most important params first; NaN where a figure is not known.

        Columns: param; point (the step, or the level of the fidelity); runs (how many are ranked there);
        importance, importance_low, importance_high, p_value, above_noise (as of `RankResult.table`);
        importance_same_runs (of the runs alone that are at the last point too); best_low, best_high (the ends
        of its best numbers there, where it matters and they are known).
        """
        import pandas as pd

        rows = [
            _row(point, score)
            for param in self.scores
            for point in self.points
            if (score := point.score(param.param)) is not None
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"above_noise": "boolean"})

    def agreement(self) -> pd.DataFrame:
        """One row per point: how its order of the runs agrees with that at the last.

        Columns: point; runs (or configurations with a value there); runs_at_end (of these, how many have one
        at the last point too); correlation, correlation_low, correlation_high (by ranks, with its 95%
        interval); place_of_best (of the best at the end; 1 is the best); best_quarter_kept (the share of the
        best quarter at the end that is in the best quarter here; a quarter of it is chance);
        stopped_were_worse (whether those that are missing at the end were worse here).
        """
        import pandas as pd

        rows = [
            (
                each.point, each.n, each.both, each.correlation, each.low, each.high,
                each.place or NAN, each.kept, each.is_worse,
            )
            for each in (point.agreement for point in self.points)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(AGREEMENT_COLUMNS))


def _row(point: Point, score: Score) -> tuple[object, ...]:
    same = point.score(score.param, same=True)
    return (
        score.param,
        point.at,
        point.result.runs_used,
        score.importance,
        score.importance_low,
        score.importance_high,
        score.p_value,
        score.above_noise if score.tested else None,
        NAN if same is None else same.importance,
        *_best(point.effects.get(score.param)),
    )


def _best(effect: Effect | None) -> tuple[float, float]:
    best = effect.numbers.average if effect is not None and effect.numbers is not None else None
    return (best.stretches[0][0], best.stretches[-1][1]) if best is not None else (NAN, NAN)
