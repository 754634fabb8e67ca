"""From runs to numbers: pure functions with a seed, which know neither words nor pictures nor Jupyter."""

from hpviz.analysis.importance.methods import METHOD_NAMES, METHODS, MethodName
from hpviz.analysis.options import HIGHEST_TOP, MOST_TREES, OPTION_NAMES, RankOptions, axes_in, names_in
from hpviz.analysis.ranking import rank
from hpviz.analysis.result.rank_result import RankResult
from hpviz.analysis.result.scores import SORT_KEYS, SortKey
from hpviz.analysis.sample.metric_scale import SCALES, Scale
from hpviz.analysis.sample.param_axes import PARAM_AXES, ParamAxis, allows_log_axis, chosen_axes
from hpviz.analysis.sample.selection import DEFAULT_STATUSES

__all__ = [
    "DEFAULT_STATUSES",
    "HIGHEST_TOP",
    "METHODS",
    "METHOD_NAMES",
    "MOST_TREES",
    "OPTION_NAMES",
    "PARAM_AXES",
    "SCALES",
    "SORT_KEYS",
    "MethodName",
    "ParamAxis",
    "RankOptions",
    "RankResult",
    "Scale",
    "SortKey",
    "allows_log_axis",
    "axes_in",
    "chosen_axes",
    "names_in",
    "rank",
]
