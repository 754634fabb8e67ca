"""The answer: every param of a sweep with its figures, and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.errors import HpvizError
from hpviz.runs.target import MetricTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hpviz.analysis.association.correlated_groups import Group
    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.design.metric_scale import UsedScale
    from hpviz.analysis.effects.interactions import PairMethod
    from hpviz.analysis.importance.methods import Method
    from hpviz.analysis.next_sweep.advice import NextSweep
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.charts import Picture
    from hpviz.runs import Aggregate
    from hpviz.runs.column import Column, Kind
    from hpviz.runs.metric_names import Goal
    from hpviz.runs.target import Target

Trust = Literal["good", "fair", "weak", "none"]
SortKey = Literal["importance", "correlation", "param"]

NAN = float("nan")
NO_TARGET = MetricTarget("", "minimize")


@dataclass(frozen=True)
class Score:
    """The figures of one param: the columns of `Ranking.table`, and what else its row can say.

    Attributes
    ----------
    log
        The correlation was taken on a logarithmic axis of the param.
    moves_with
        Params that moved together with it in these runs.
    active_when
        What switches the param on, in words ("optimizer is sgd"); empty for nothing in particular.
    unbiased, unbiased_above_noise
        The out-of-bag importance, whatever the method.
    varies
        The runs differ in it.
    column
        Its cells in the runs that entered.
    """

    param: str
    kind: Kind
    importance: float
    importance_low: float
    importance_high: float
    p_value: float
    above_noise: bool | None
    correlation: float
    correlation_low: float
    correlation_high: float
    rank_correlation: float
    active_runs: int
    log: bool
    moves_with: tuple[str, ...]
    active_when: str
    unbiased: float
    unbiased_above_noise: bool
    varies: bool
    column: Column = field(repr=False, compare=False)

    @property
    def levels(self) -> int:
        """How many different values it has in these runs, counted when asked for."""
        return self.column.distinct()


TABLE_COLUMNS = (
    "param", "kind", "importance", "importance_low", "importance_high", "p_value", "above_noise",
    "correlation", "correlation_low", "correlation_high", "rank_correlation", "active_runs", "levels",
)  # fmt: skip


GROUP_COLUMNS = (
    "params", "similarity", "importance", "low", "high", "p_value", "above_noise",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ranking:
    """The params of a sweep by what they do to a metric, most important first.

    Attributes
    ----------
    metric, goal, method, aggregate
        What was asked. `metric` may be ``"failure"``, or ``"pareto: val_loss, runtime"``.
    scale
        ``"linear"``, ``"log"`` or ``"rank"``: how the metric was analysed.
    scores
        One `Score` per param.
    level_scores
        Name of a param with levels to its `LevelScore`s.
    oob_r2
        Out-of-bag R2 of the forest: 1 is perfect, 0 no better than the mean.
    explained
        Sum of the out-of-bag importances: the share of the variation explained on unseen runs.
    runs_used, runs_skipped
        How many runs entered; reason to count of those that did not.
    problem
        Why there is nothing to trust, in a sentence, or None.
    notes
        Sentences worth reading.
    trust, trust_sentence
        ``"good"``, ``"fair"``, ``"weak"`` or ``"none"``, and that in a sentence.
    complete
        False where only the correlations were asked for.
    evidence
        The runs behind the figures, for the pictures; None where there is no answer.
    together
        The groups of params that moved together, the strongest first.
    target
        What `metric` is made of, with its words.
    """

    metric: str
    goal: Goal
    method: Method = "oob"
    aggregate: Aggregate = "last"
    scale: UsedScale = "linear"
    scores: tuple[Score, ...] = ()
    level_scores: Mapping[str, tuple[LevelScore, ...]] = field(default_factory=dict)
    oob_r2: float = NAN
    explained: float = NAN
    runs_used: int = 0
    runs_skipped: Mapping[str, int] = field(default_factory=dict)
    problem: str | None = None
    notes: tuple[str, ...] = ()
    trust: Trust = "none"
    trust_sentence: str = ""
    complete: bool = True
    evidence: Evidence | None = field(default=None, repr=False)
    together: tuple[Group, ...] = ()
    target: Target = field(default=NO_TARGET, repr=False)

    def __post_init__(self) -> None:
        """Take the words of a metric from its name."""
        if self.target is NO_TARGET:
            object.__setattr__(self, "target", MetricTarget(self.metric, self.goal))

    def ordered(self, sort_by: SortKey = "importance", *, descending: bool = True) -> list[Score]:
        """Give the scores in an order of the panel: what is not known comes last either way."""
        if sort_by == "param":
            return sorted(self.scores, key=lambda score: _code_units(score.param), reverse=descending)
        known = [score for score in self.scores if not np.isnan(getattr(score, sort_by))]
        unknown = [score for score in self.scores if np.isnan(getattr(score, sort_by))]
        sign = -1 if descending else 1
        return sorted(known, key=lambda score: sign * getattr(score, sort_by)) + unknown

    def table(self, sort_by: SortKey = "importance", *, descending: bool = True) -> pd.DataFrame:
        """One row per param, most important first; NaN where a figure means nothing.

        Columns: param, kind, importance, importance_low, importance_high, p_value, above_noise, correlation,
        correlation_low, correlation_high, rank_correlation, active_runs, levels.
        """
        import pandas as pd

        rows = [
            [getattr(score, name) for name in TABLE_COLUMNS]
            for score in self.ordered(sort_by, descending=descending)
        ]
        frame = pd.DataFrame(rows, columns=list(TABLE_COLUMNS))
        return frame.astype({"above_noise": "boolean"})

    def levels(self, param: str) -> pd.DataFrame:
        """One row per value of a param with categories, most important first.

        Columns: level, runs, importance, effect (mean of these runs minus mean of the others, each
        configuration once where they were run several times; in the metric's unit or, where `scale` says so,
        of its logarithm or rank), effect_low, effect_high, correlation.

        Raises
        ------
        HpvizError
            No such param, or one without categories.
        """
        import pandas as pd

        if param not in self.level_scores:
            having = list(self.level_scores)
            there = f"those with categories are {having}" if having else "no parameter here has any"
            raise HpvizError(f"no categories of {param!r}; {there}")
        return pd.DataFrame([vars(score) for score in self.level_scores[param]])

    def groups(self) -> pd.DataFrame:
        """One row per group of params that moved together in these runs, the strongest first.

        Columns: params (a tuple), similarity (mean |Spearman| of their pairs, or its analogue for
        categories), importance (out of bag, of all of them jointly), low, high (its 95% interval),
        p_value, above_noise. Their own importances cannot be told apart; the joint one can be trusted.
        """
        import pandas as pd

        return pd.DataFrame([vars(group) for group in self.together], columns=list(GROUP_COLUMNS))

    def moved_together(self) -> Picture:
        """Draw which params moved together: a tree over them, and what each group accounts for jointly.

        Raises
        ------
        HpvizError
            Fewer than two params, or no runs.
        """
        from hpviz.analysis.association.correlated_groups import dendrogram_of
        from hpviz.charts import together_chart

        return together_chart(dendrogram_of(self))

    def chart(self, sort_by: SortKey = "importance", *, descending: bool = True) -> Picture:
        """Draw the table: importance with intervals beside correlation, the same rows, order and figures."""
        from hpviz.charts import ranking_chart

        return ranking_chart(self, sort_by, descending=descending)

    def parallel(
        self, *, runs: int = 30, sort_by: SortKey = "importance", descending: bool = True
    ) -> Picture:
        """Draw the best runs across the params, coloured by their metric."""
        from hpviz.charts import parallel_chart

        return parallel_chart(self, runs=runs, sort_by=sort_by, descending=descending)

    def effect(self, param: str) -> Picture:
        """Draw how a param acts on the metric: a curve with its band among the runs, or each level's effect.

        ``.table()`` of the picture gives its figures, ``.sentences`` what it says.

        Raises
        ------
        HpvizError
            No such param here (it may be hidden), or nothing to compare.
        """
        from hpviz.analysis.effects.effect import effect_of
        from hpviz.charts import effect_chart

        return effect_chart(effect_of(self, param))

    def joint(self, param: str, other: str) -> Picture:
        """Draw how two params act together, and say how much of that neither does alone.

        Raises
        ------
        HpvizError
            No such params here, nothing to compare, or an answer that is not to be trusted.
        """
        from hpviz.analysis.effects.joint_effect import joint_of
        from hpviz.charts import joint_chart

        return joint_chart(joint_of(self, param, other))

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
        from hpviz.analysis.effects.interactions import interactions_of

        return interactions_of(self, most, method).table()

    def pairs(self, most: int = 10, *, method: PairMethod | None = None) -> Picture:
        """Draw the strongest interactions; arguments and errors as `interactions`."""
        from hpviz.analysis.effects.interactions import interactions_of
        from hpviz.charts import pairs_chart

        return pairs_chart(interactions_of(self, most, method))

    def totals(self) -> pd.DataFrame:
        """One row per param: what it makes of the forest's variation over the whole space (fANOVA).

        Columns: param, alone, total (with all its interactions).

        Raises
        ------
        HpvizError
            An answer that is not to be trusted.
        """
        from hpviz.analysis.effects.interactions import totals_of

        return totals_of(self)

    def compare(
        self, method: Method | None = None, *, metric: str | None = None, goal: Goal | None = None
    ) -> Picture:
        """Draw the ranking beside that by another method, or for another metric (of that goal).

        ``.sentences`` of the picture say where and why the two disagree.

        Raises
        ------
        HpvizError
            No such method or metric, or no answer to trust.
        """
        from hpviz.analysis.effects.comparison import comparison_of
        from hpviz.charts import comparison_chart

        return comparison_chart(comparison_of(self, method, metric=metric, goal=goal))

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
        from hpviz.analysis.effects.explanation import explanation_of
        from hpviz.charts import explanation_chart

        return explanation_chart(explanation_of(self, run))

    def more_runs(self) -> Picture:
        """Draw how sure the first places are by the number of runs, and say how many more would settle them.

        Raises
        ------
        HpvizError
            An answer that is not to be trusted, or one param only.
        """
        from hpviz.analysis.convergence.more_runs import more_runs_of
        from hpviz.charts import more_runs_chart

        return more_runs_chart(more_runs_of(self))

    def next_sweep(self) -> NextSweep:
        """Say for each param what the next sweep should try: freeze, narrow, extend or keep it, and why.

        ``.table()`` gives the lines, ``.text("wandb")`` and its like the space for a tuning tool,
        ``.optuna()`` and ``.sklearn()`` the same as objects.

        Raises
        ------
        HpvizError
            There are no runs to learn from.
        """
        from hpviz.analysis.next_sweep.advice import next_sweep_of

        return next_sweep_of(self)

    def useful(self) -> tuple[str, ...]:
        """Name the params worth looking at: those above the noise, else the ten strongest; in order."""
        found = [score.param for score in self.scores if score.unbiased_above_noise]
        ranked = [score.param for score in self.scores if not np.isnan(score.importance)]
        return tuple(found or ranked[:10])


def _code_units(name: str) -> bytes:
    """Order text as the front end does, which compares UTF-16 code units."""
    return name.encode("utf-16-be", "surrogatepass")
