"""Rankings and what lies behind them as Altair charts; the only place that knows Altair.

Nothing imports this package before somebody asks for a chart: Altair takes longer to import than hpviz.
"""

from hpviz.charts.comparison import comparison_chart
from hpviz.charts.correlated_groups import together_chart
from hpviz.charts.drawing.picture import Picture
from hpviz.charts.effect import effect_chart
from hpviz.charts.explanation import explanation_chart
from hpviz.charts.importance import ranking_chart
from hpviz.charts.joint import joint_chart
from hpviz.charts.more_runs import more_runs_chart
from hpviz.charts.pairs import pairs_chart
from hpviz.charts.parallel import parallel_chart

__all__ = [
    "Picture",
    "comparison_chart",
    "effect_chart",
    "explanation_chart",
    "joint_chart",
    "more_runs_chart",
    "pairs_chart",
    "parallel_chart",
    "ranking_chart",
    "together_chart",
]
