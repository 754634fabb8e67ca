"""Rankings and what lies behind them as Altair charts; the only place that knows Altair.

Nothing imports this package before somebody asks for a chart: Altair takes longer to import than hpviz.
"""

from hpviz.charts.comparison import comparison_chart
from hpviz.charts.convergence.more_runs import more_runs_chart
from hpviz.charts.convergence.tuning_curve import tuning_curve_chart
from hpviz.charts.dendrogram import dendrogram_chart
from hpviz.charts.drawing.picture import Picture
from hpviz.charts.effect import effect_chart
from hpviz.charts.explanation import explanation_chart
from hpviz.charts.importance import ranking_chart
from hpviz.charts.interactions import interactions_chart
from hpviz.charts.joint_effect import joint_effect_chart
from hpviz.charts.parallel import parallel_chart

__all__ = [
    "Picture",
    "comparison_chart",
    "dendrogram_chart",
    "effect_chart",
    "explanation_chart",
    "interactions_chart",
    "joint_effect_chart",
    "more_runs_chart",
    "parallel_chart",
    "ranking_chart",
    "tuning_curve_chart",
]
