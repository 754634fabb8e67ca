"""Values of a param that the table of values calls worse than the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hpviz.analysis.design.rare_levels import is_rare
from hpviz.analysis.design.searched_space import value_of
from hpviz.search_space import Choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.metric_names import Goal
    from hpviz.search_space import Dimension


@dataclass(frozen=True)
class WorseChoices:
    """The choices of a param whose runs are worse than the others by the table of values.

    Attributes
    ----------
    places
        Indices of the choices whose interval lies on the bad side of 0.
    rare
        Those of them that few runs have: the forest hardly knows them.
    untold
        Those that few runs have and that do not lie worse, whatever the test of the param says, or where an
        optimiser chose the runs are not known to be: the forest's parts agree on them because none of them
        knows them.
    """

    places: frozenset[int] = frozenset()
    rare: frozenset[int] = frozenset()
    untold: frozenset[int] = frozenset()

    @classmethod
    def of(cls, result: RankResult, dimension: Dimension) -> WorseChoices:
        """Look a param up in the table of values (`RankResult.levels`).

        Parameters
        ----------
        result
            The ranking.
        dimension
            The param, and what it was drawn from.
        """
        rows = result.level_scores.get(dimension.param, ())
        if not isinstance(dimension.domain, Choices) or not rows:
            return cls()
        worse = [row for row in rows if _is_worse(row, result.goal)]
        rare = [row for row in rows if is_rare(row, rows)]
        of_worse = [row for row in rare if row in worse]
        untold = [row for row in rare if row not in worse]
        if not result.is_optimised:
            untold = [row for row in untold if not _lies_worse(row, result.goal)]
        return cls(*(_places(dimension.domain, some) for some in (worse, of_worse, untold)))


def _places(choices: Choices, rows: Sequence[LevelScore]) -> frozenset[int]:
    boolean = all(isinstance(value, bool) for value in choices.values)
    values = [value_of(row.level, boolean=boolean) for row in rows]
    return frozenset(place for place, value in enumerate(choices.values) if value in values)


def _is_worse(score: LevelScore, goal: Goal) -> bool:
    """Whether the table calls it worse: nothing is where the param could be chance."""
    return bool(score.clear) and (score.effect > 0) == (goal == "minimize")


def _lies_worse(score: LevelScore, goal: Goal) -> bool:
    """Whether its interval lies on the bad side of 0, whatever the test of the param says."""
    return score.effect_low > 0 if goal == "minimize" else score.effect_high < 0
