"""The views of the table itself: as a chart, as text, and the best runs across its params."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.text.refusals import require_runs
from hpviz.views.headline import whole_headline
from hpviz.views.view import CHART, TABLE, View

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import SortKey
    from hpviz.charts import Picture


def _whole(result: RankResult) -> RankResult:
    return result


def _with_runs(result: RankResult) -> RankResult:
    require_runs(result)
    return result


def _ranking_chart(
    result: RankResult, sort_by: SortKey = "importance", *, descending: bool = True
) -> Picture:
    from hpviz.charts.importance import ranking_chart

    return ranking_chart(result, sort_by, descending=descending, head=whole_headline(result))


def _parallel_chart(
    result: RankResult, *, runs: int = 30, sort_by: SortKey = "importance", descending: bool = True
) -> Picture:
    from hpviz.charts.parallel import parallel_chart

    return parallel_chart(result, runs=runs, sort_by=sort_by, descending=descending)


RANKING = View(
    name="ranking",
    label="Ranking chart",
    compute=_whole,
    chart=_ranking_chart,
    is_sorted=True,
    method="chart",
    export_label="Ranking chart",
    targets=CHART,
)
TABLE_VIEW = View(
    name="table",
    label="Table",
    compute=_whole,
    is_sorted=True,
    method="table",
    export_label="Table",
    targets=TABLE,
)
PARALLEL = View(
    name="parallel",
    label="Parallel coordinates",
    compute=_with_runs,
    chart=_parallel_chart,
    is_sorted=True,
    method="parallel",
    export_label="Parallel coordinates",
    targets=CHART,
)
VIEWS = (RANKING, TABLE_VIEW, PARALLEL)
