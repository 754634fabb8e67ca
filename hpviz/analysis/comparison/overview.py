"""Every param against every metric: the importances of several rankings of the same runs in one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.comparison.trade_off import metric_correlation
from hpviz.analysis.ranking import rank
from hpviz.analysis.result.direction import direction_of
from hpviz.runs.target import outcomes_of, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from hpviz.analysis.comparison.trade_off import MetricCorrelation
    from hpviz.analysis.options import RankOptions
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score
    from hpviz.runs import Runs

    Rank = Callable[[Runs, RankOptions], RankResult]

Direction = Literal["rises", "falls", "highest inside", "lowest inside", ""]
# So many columns are made where none are named: each is a ranking.
MOST_METRICS = 16
CELL_COLUMNS = ("importance", "importance_low", "importance_high", "above_noise", "correlation")
LINK_COLUMNS = ("metric", "other", "rho", "low", "high", "improve_together", "clear")


@dataclass(frozen=True, kw_only=True)
class MetricLink:
    """How two metrics go together.

    Attributes
    ----------
    metric, other
        Their names, in the order of the columns.
    correlation
        By ranks; None where too few runs have both, or one of them is no metric of its own (failure).
    """

    metric: str
    other: str
    correlation: MetricCorrelation | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Overview:
    """The importance of every param for every metric.

    Attributes
    ----------
    results
        A ranking for each column, as `hpviz.analysis.rank` gives it.
    params
        The rows: what matters most for any of the metrics first.
    links
        Of each pair of metrics.
    """

    results: tuple[RankResult, ...]
    params: tuple[str, ...]
    links: tuple[MetricLink, ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(result.metric for result in self.results)

    def score(self, param: str, metric: str) -> Score | None:
        """Return a cell; None where the runs allow no figures for that metric."""
        return self._scores[metric].get(param)

    def direction(self, param: str, metric: str) -> Direction:
        """Name which way a metric goes with a param, where its row in the ranking claims one."""
        score = self.score(param, metric)
        if score is None:
            return ""
        result = self._results[metric]
        goes, up = direction_of(score, result), result.goal == "maximize"
        return {
            None: "",
            "middle": "highest inside" if up else "lowest inside",
            "higher": "rises" if up else "falls",
            "lower": "falls" if up else "rises",
        }[goes]

    @cached_property
    def _results(self) -> dict[str, RankResult]:
        return {result.metric: result for result in self.results}

    @cached_property
    def _scores(self) -> dict[str, dict[str, Score]]:
        return {result.metric: {score.param: score for score in result.scores} for result in self.results}

    def table(self) -> pd.DataFrame:
        """One row per param and metric, param by param.

        Columns: param, metric, importance, importance_low, importance_high, above_noise, correlation, as in
        `RankResult.table` of that metric; direction: whether the metric clearly ``"rises"`` or ``"falls"``
        with the param, or its best, ``"highest inside"`` or ``"lowest inside"``, lies in the middle; empty
        for nothing clear.
        """
        import pandas as pd

        rows = []
        for param in self.params:
            for metric in self.metrics:
                score = self.score(param, metric)
                cell = {name: getattr(score, name, None) for name in CELL_COLUMNS}
                rows.append(
                    {"param": param, "metric": metric, **cell, "direction": self.direction(param, metric)}
                )
        names = ["param", "metric", *CELL_COLUMNS, "direction"]
        numbers = {name: "float64" for name in CELL_COLUMNS if name != "above_noise"}
        return pd.DataFrame(rows, columns=names).astype({**numbers, "above_noise": "boolean"})

    def importances(self) -> pd.DataFrame:
        """One row per param, one column per metric: the importances; NaN where they are not known."""
        wide = self.table().pivot_table(index="param", columns="metric", values="importance", dropna=False)
        wide.columns.name = wide.index.name = None
        return wide.reindex(index=list(self.params), columns=list(self.metrics))

    def correlations(self) -> pd.DataFrame:
        """One row per pair of metrics that runs have both of.

        Columns: metric, other, rho (Spearman's), low, high (its 95% interval), improve_together (by the goals
        of both), clear (whether the interval leaves out 0).
        """
        import pandas as pd

        rows = [
            (
                link.metric,
                link.other,
                known.rho,
                known.low,
                known.high,
                known.improve_together,
                known.clear,
            )
            for link in self.links
            if (known := link.correlation) is not None
        ]
        return pd.DataFrame(rows, columns=list(LINK_COLUMNS))


def overview_of(runs: Runs, options: RankOptions, targets: Sequence[str], ranked: Rank = rank) -> Overview:
    """Rank the same runs for each of several metrics.

    Parameters
    ----------
    runs, options
        As of `hpviz.analysis.rank`; the metric of the options does not count.
    targets
        What the columns are: metrics, ``"failure"``, or ``"pareto: val_loss, runtime"``.
    ranked
        What ranks: `hpviz.analysis.rank`, or what adds to its results.

    Raises
    ------
    HpvizError
        A metric or param that does not exist.
    """
    results = tuple(ranked(runs, replace(options, metric=target)) for target in targets)
    pairs = [(first, second) for place, first in enumerate(results) for second in results[place + 1 :]]
    links = tuple(
        MetricLink(metric=first.metric, other=second.metric, correlation=_correlation(first, second))
        for first, second in pairs
    )
    return Overview(results=results, params=_rows(results), links=links)


def columns_of(runs: Runs) -> list[str]:
    """List the metrics, the default one first, and then failure where there is any."""
    first = runs.default_metric()
    others = [name for name in runs.metrics if name != first]
    fail = [name for name in outcomes_of(runs) if target_of(runs, name).values(runs, "last").any()]
    return [*([first] if first is not None else []), *others, *fail]


def with_room(names: list[str]) -> list[str]:
    """Keep the first metrics and, last, failure."""
    if len(names) <= MOST_METRICS:
        return names
    return [*names[: MOST_METRICS - 1], names[-1]]


def _rows(results: Sequence[RankResult]) -> tuple[str, ...]:
    """Order the params by the largest importance that any metric gives them, noise after all else."""
    largest: dict[str, tuple[bool, float]] = {}
    for result in results:
        for score in result.scores:
            known = 0.0 if np.isnan(score.importance) else score.importance
            so_far = largest.get(score.param, (False, -1.0))
            largest[score.param] = max(so_far, (bool(score.above_noise), known))
    return tuple(sorted(largest, key=lambda param: largest[param], reverse=True))


def _correlation(first: RankResult, second: RankResult) -> MetricCorrelation | None:
    both_metrics = len(first.target.metrics) == len(second.target.metrics) == 1
    if not both_metrics or first.evidence is None or second.evidence is None:
        return None
    return metric_correlation(first, second)
