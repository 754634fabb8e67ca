"""A ranking in numbers: every param of a sweep with its figures, and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.result.cautions import Narrowed
from hpviz.analysis.result.order import UNKNOWN, Order
from hpviz.analysis.result.scores import SORT_KEYS, TABLE_COLUMNS
from hpviz.analysis.result.trust import trust_in
from hpviz.errors import HpvizError, unknown_name
from hpviz.runs.target import MetricTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hpviz.analysis.association.correlated_groups import CorrelatedGroup
    from hpviz.analysis.association.levels import LevelScore
    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.result.cautions import Caution
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.scores import Score, SortKey
    from hpviz.analysis.result.trust import Obstacle, Trust
    from hpviz.analysis.sample.fidelity import LowerFidelity
    from hpviz.analysis.sample.metric_scale import Rescaling, UsedScale
    from hpviz.analysis.sample.selection import Diverged
    from hpviz.runs import Aggregate
    from hpviz.runs.metric_names import Goal
    from hpviz.runs.target import Target

NAN = float("nan")
NO_TARGET = MetricTarget("", "minimize")
GROUP_COLUMNS = (
    "params", "similarity", "importance", "low", "high", "p_value", "above_noise",
)  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class RankResult:
    """The params of a sweep by what they do to a metric, most important first.

    Attributes
    ----------
    metric, goal, method, aggregate
        What is ranked, and how. `metric` may be ``"failure"``, or ``"pareto: val_loss, runtime"``.
    scale, rescaling
        ``"linear"``, ``"log"`` or ``"rank"``: how the metric was analysed, and why where ``"auto"`` chose it.
    scores
        One `Score` per param.
    level_scores
        Name of a param with levels to its `LevelScore`s.
    oob_r2
        Out-of-bag R2 of the forest: 1 is perfect, 0 no better than the mean.
    explained
        The share of the metric's variation that the params explain on unseen runs, 0 to 1: the out-of-bag
        importances add up to it. It is their sum or `oob_r2`, whichever is larger
        (`hpviz.analysis.importance.shares.explained_share`), and what trust is graded by.
    runs_used, runs_skipped
        How many runs entered; reason to count of those that did not.
    correlated_runs
        How many runs there are in all where those that were read are a sample, and the correlations are of
        all; 0 elsewhere.
    diverged
        The runs that were left out because their metric diverged, which only the scale ``"auto"`` does; None
        where there are none.
    lower
        The runs that were left out because their configuration was run at a higher fidelity (a budget), too;
        None where there are none.
    where
        The expression that kept some of the runs, empty where all were kept; the others are counted in
        `runs_skipped`.
    obstacle
        Why there is nothing to trust; None where there is.
    cautions
        What these runs cannot show, because of how they came about.
    complete
        False where only the correlations were computed.
    evidence
        The runs behind the figures, for the pictures; None where there are no figures.
    correlated_groups
        The groups of params that moved together, the strongest first.
    target
        What `metric` is made of.
    order
        How sure the order of the params is.
    dismissed
        Codes of the checks (`hpviz.checks`) whose notes somebody has dismissed.
    """

    metric: str
    goal: Goal
    method: MethodName = "oob"
    aggregate: Aggregate = "last"
    scale: UsedScale = "linear"
    rescaling: Rescaling | None = None
    scores: tuple[Score, ...] = ()
    level_scores: Mapping[str, tuple[LevelScore, ...]] = field(default_factory=dict)
    oob_r2: float = NAN
    explained: float = NAN
    runs_used: int = 0
    runs_skipped: Mapping[str, int] = field(default_factory=dict)
    correlated_runs: int = 0
    diverged: Diverged | None = None
    lower: LowerFidelity | None = None
    where: str = ""
    obstacle: Obstacle | None = None
    cautions: tuple[Caution, ...] = ()
    complete: bool = True
    evidence: Evidence | None = field(default=None, repr=False)
    correlated_groups: tuple[CorrelatedGroup, ...] = ()
    target: Target = field(default=NO_TARGET, repr=False)
    order: Order = field(default=UNKNOWN, repr=False)
    dismissed: frozenset[str] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        """Take a metric for the target where none is given."""
        if self.target is NO_TARGET:
            object.__setattr__(self, "target", MetricTarget(self.metric, self.goal))

    @property
    def trust(self) -> Trust:
        """How far the forest can be trusted: ``"good"``, ``"fair"``, ``"weak"`` or ``"none"``."""
        return trust_in(self.explained) if self.complete and self.obstacle is None else "none"

    def require_evidence(self) -> Evidence:
        """Return the runs behind the figures.

        Raises
        ------
        HpvizError
            Fewer than two runs entered.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").require_evidence().metric.shape
        (500,)
        """
        if self.evidence is None or self.runs_used < 2:
            raise HpvizError("there is nothing to draw: the ranking holds no runs.")
        return self.evidence

    @property
    def is_optimised(self) -> bool:
        """Whether an optimiser seems to have chosen the runs."""
        return any(isinstance(caution, Narrowed) for caution in self.cautions)

    def score(self, param: str) -> Score:
        """Return the row of a param, by its name here or in the source.

        Raises
        ------
        HpvizError
            There is no such param, or it is not in this ranking.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> score = hpviz.rank(VEHICLE, "val_acc").score("depth")
        >>> f"{score.importance:.2f} ({score.importance_low:.2f} to {score.importance_high:.2f})"
        '0.11 (0.04 to 0.18)'
        """
        runs = self.require_evidence().runs
        name = runs.resolve(param)
        for score in self.scores:
            if score.param == name:
                return score
        role = runs.columns[name].role
        why = "it is hidden; show it first" if role == "param" else f"it is a {role}, not a parameter"
        if role == "aside":
            why = "it was set aside; bring it back with roles={…: 'param'}"
        raise HpvizError(
            f"no {name!r} in this ranking: {why}. Here are: {[score.param for score in self.scores][:20]}"
        )

    def ordered(self, sort_by: SortKey = "importance", *, descending: bool = True) -> list[Score]:
        """Sort the scores as the panel does: what is not known comes last either way.

        Parameters
        ----------
        sort_by
            ``"importance"``, ``"correlation"`` (by its strength, whatever its sign) or ``"param"``.
        descending
            The largest or strongest first.

        Raises
        ------
        HpvizError
            Another order.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> ranking = hpviz.rank(VEHICLE, "val_acc")
        >>> [score.param for score in ranking.ordered("correlation")]
        ['learning_rate_init', 'depth', 'batch_size', 'alpha', 'width']
        """
        if sort_by not in SORT_KEYS:
            raise unknown_name("order", sort_by, SORT_KEYS)
        if sort_by == "param":
            return sorted(self.scores, key=lambda score: _code_units(score.param), reverse=descending)

        def size(score: Score) -> float:
            return abs(score.correlation) if sort_by == "correlation" else score.importance

        known = [score for score in self.scores if not np.isnan(size(score))]
        unknown = [score for score in self.scores if np.isnan(size(score))]
        sign = -1 if descending else 1
        return sorted(known, key=lambda score: sign * size(score)) + unknown

    def table(self, sort_by: SortKey = "importance", *, descending: bool = True) -> pd.DataFrame:
        """One row per param, most important first; NaN where a figure means nothing.

        Columns: param, kind, importance, importance_low, importance_high, p_value, above_noise, correlation,
        correlation_low, correlation_high, rank_correlation, active_runs, levels.

        Parameters
        ----------
        sort_by, descending
            As in `ordered`.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> table = hpviz.rank(VEHICLE, "val_acc").table()
        >>> table[["param", "importance", "importance_low", "importance_high", "levels"]].round(2).head(2)
                        param  importance  importance_low  importance_high  levels
        0  learning_rate_init        0.65            0.49             0.80      10
        1               depth        0.11            0.04             0.18       3
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
        configuration once where they were run several times; in the metric's unit or, on another `scale`,
        of its logarithm or rank), effect_low, effect_high (95%, of all levels together), correlation, mean
        (metric of these runs, in its own unit), clear (whether it differs from the others, by a test; None
        where there are too few runs for one).

        Raises
        ------
        HpvizError
            No such param, or one without categories.

        Examples
        --------
        >>> import hpviz
        >>> import pandas as pd
        >>> from hpviz.data import VEHICLE
        >>> named = {"config.depth": {1: "shallow", 2: "middle", 3: "deep"}}
        >>> levels = hpviz.rank(pd.read_csv(VEHICLE).replace(named), "val_acc").levels("depth")
        >>> levels[["level", "runs", "mean", "effect", "effect_low", "effect_high"]].round(2)
             level  runs  mean  effect  effect_low  effect_high
        0  shallow   174  0.76    0.09        0.04         0.14
        1     deep   149  0.64   -0.09       -0.16        -0.03
        2   middle   177  0.70   -0.00       -0.06         0.05
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
        p_value, above_noise (None where these runs are too few for a test). Their own importances cannot be
        separated; the joint one can be trusted.

        Examples
        --------
        >>> import hpviz
        >>> import pandas as pd
        >>> from hpviz.data import VEHICLE
        >>> sweep = pd.read_csv(VEHICLE)
        >>> sweep["config.weights"] = sweep["config.width"] ** 2 * sweep["config.depth"]
        >>> hpviz.rank(sweep, "val_acc").groups()[["params", "similarity", "importance"]].round(2)
                     params  similarity  importance
        0  (width, weights)        0.98        0.03
        """
        import pandas as pd

        return pd.DataFrame([vars(group) for group in self.correlated_groups], columns=list(GROUP_COLUMNS))

    def useful(self) -> tuple[str, ...]:
        """Name the params worth looking at: those above the noise, else the ten strongest; in order.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> hpviz.rank(VEHICLE, "val_acc").useful()
        ('learning_rate_init', 'depth', 'batch_size', 'alpha', 'width')
        """
        above_noise = [score.param for score in self.scores if score.unbiased_above_noise]
        ranked = [score.param for score in self.scores if not np.isnan(score.importance)]
        return tuple(above_noise or ranked[:10])


def _code_units(name: str) -> bytes:
    """Order text as the front end does, which compares UTF-16 code units."""
    return name.encode("utf-16-be", "surrogatepass")
