"""A ranking as people use it: the figures, the words and the pictures of a sweep's params."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from hpviz import analysis
from hpviz.analysis.forest.bagging import no_progress
from hpviz.analysis.result.rank_result import RankResult
from hpviz.text import ranking as text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.effects.interactions import PairMethod
    from hpviz.analysis.forest.bagging import Progress
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import SortKey
    from hpviz.charts import Picture
    from hpviz.next_sweep import NextSweep
    from hpviz.runs import Runs
    from hpviz.runs.metric_names import Goal


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranking(RankResult):
    """The params of a sweep by what they do to a metric, most important first.

    Made by `hpviz.rank`. The attributes and tables are those of
    `hpviz.analysis.result.rank_result.RankResult`; here are the words and the pictures.

    Attributes
    ----------
    problem
        Why there is nothing to trust, in a sentence, or None.
    notes
        Sentences worth reading.
    trust_sentence
        How far the forest can be trusted, in a sentence.
    """

    @classmethod
    def of(cls, result: RankResult) -> Ranking:
        """Add words and pictures to a result."""
        return cls(**{field.name: getattr(result, field.name) for field in fields(result)})

    @property
    def problem(self) -> str | None:
        """Why there is nothing to trust, in a sentence; None where there is."""
        return text.problem(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences worth reading: a scale that was chosen, params that moved together, cautions."""
        return text.notes(self)

    @property
    def trust_sentence(self) -> str:
        """How far the forest can be trusted, in a sentence; empty before it is grown."""
        return text.trust_sentence(self)

    @property
    def together(self) -> tuple[CorrelatedGroup, ...]:
        """Former name of `correlated_groups`."""
        warnings.warn("Ranking.together is now Ranking.correlated_groups", DeprecationWarning, stacklevel=2)
        return self.correlated_groups

    def moved_together(self) -> Picture:
        """Draw which params moved together: a tree over them, and what each group accounts for jointly.

        Raises
        ------
        HpvizError
            Fewer than two params, or no runs.
        """
        from hpviz.views.interactions import TOGETHER

        return TOGETHER.picture(self)

    def chart(self, sort_by: SortKey = "importance", *, descending: bool = True) -> Picture:
        """Draw the table: importance with intervals beside correlation, the same rows, order and figures."""
        from hpviz.views.table import RANKING

        return RANKING.picture(self, sort_by=sort_by, descending=descending)

    def parallel(
        self, *, runs: int = 30, sort_by: SortKey = "importance", descending: bool = True
    ) -> Picture:
        """Draw the best runs across the params, coloured by their metric."""
        from hpviz.views.table import PARALLEL

        return PARALLEL.picture(self, runs=runs, sort_by=sort_by, descending=descending)

    def effect(self, param: str) -> Picture:
        """Draw how a param acts on the metric: a curve with its band among the runs, or each level's effect.

        ``.table()`` of the picture gives its figures, ``.sentences`` what it says.

        Raises
        ------
        HpvizError
            No such param here (it may be hidden), or nothing to compare.
        """
        from hpviz.views.effects import EFFECT

        return EFFECT.picture(self, param)

    def joint(self, param: str, other: str) -> Picture:
        """Draw how two params act together, and say how much of that neither does alone.

        Raises
        ------
        HpvizError
            No such params here, nothing to compare, or an answer that is not to be trusted.
        """
        from hpviz.views.effects import JOINT

        return JOINT.picture(self, param, other)

    def interactions(self, most: int = 10, *, method: PairMethod | None = None) -> pd.DataFrame:
        """One row per pair of params, the strongest interaction first.

        Columns: param, other, share (of the metric's variation on unseen runs, that the two make beyond what
        each does alone), share_low, share_high, p_value, above_noise. With ``method="fanova"``, the default
        of a ranking by fANOVA, the share of the forest's own variation over the whole space, without a test.

        Raises
        ------
        HpvizError
            No two params to look at, or an answer that is not to be trusted.
        """
        from hpviz.views.interactions import interactions

        return interactions(self, most=most, method=method).table()

    def pairs(self, most: int = 10, *, method: PairMethod | None = None) -> Picture:
        """Draw the strongest interactions; arguments and errors as `interactions`."""
        from hpviz.views.interactions import PAIRS

        return PAIRS.picture(self, most=most, method=method)

    def totals(self) -> pd.DataFrame:
        """One row per param: what it makes of the forest's variation over the whole space (fANOVA).

        Columns: param, alone, total (with all its interactions).

        Raises
        ------
        HpvizError
            An answer that is not to be trusted.
        """
        from hpviz.views.interactions import totals

        return totals(self)

    def compare(
        self, method: MethodName | None = None, *, metric: str | None = None, goal: Goal | None = None
    ) -> Picture:
        """Draw the ranking beside that by another method, or for another metric (of that goal).

        ``.sentences`` of the picture say where and why the two disagree.

        Raises
        ------
        HpvizError
            No such method or metric, or no answer to trust.
        """
        from hpviz.charts.comparison import comparison_chart
        from hpviz.views.comparison import comparison

        return comparison_chart(comparison(self, method, metric=metric, goal=goal))

    def explain(self, run: str = "best") -> Picture:
        """Draw what moved a run's metric away from the average, param by param.

        Parameters
        ----------
        run
            The id or name of a run that entered, ``"best"`` or ``"worst"``.

        Raises
        ------
        HpvizError
            No such run, or an answer that is not to be trusted.
        """
        from hpviz.views.effects import EXPLANATION

        return EXPLANATION.picture(self, run)

    def more_runs(self) -> Picture:
        """Draw how sure the first places are by the number of runs, and say how many more would settle them.

        Raises
        ------
        HpvizError
            An answer that is not to be trusted, or one param only.
        """
        from hpviz.views.advice import MORE_RUNS

        return MORE_RUNS.picture(self)

    def next_sweep(self) -> NextSweep:
        """Say for each param what the next sweep should try: freeze, narrow, extend or keep it, and why.

        ``.table()`` gives the lines, ``.text("wandb")`` and its like the space for a tuning tool,
        ``.optuna()`` and ``.sklearn()`` the same as objects.

        Raises
        ------
        HpvizError
            There are no runs to learn from.
        """
        from hpviz.next_sweep import NextSweep

        return NextSweep.of(self)


def rank(
    runs: Runs,
    options: RankOptions,
    *,
    forest: bool = True,
    progress: Progress = no_progress,
    interim: Callable[[Ranking], None] | None = None,
) -> Ranking:
    """Rank the params of runs; parameters as in `hpviz.analysis.ranking.rank`."""
    show = None if interim is None else lambda result: interim(Ranking.of(result))
    return Ranking.of(analysis.rank(runs, options, forest=forest, progress=progress, interim=show))
