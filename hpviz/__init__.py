"""Which hyperparameters matter for a metric, in which direction, and how sure that is.

`Panel` shows the runs of a sweep in a notebook, `rank` computes the same figures without one, and `read`
turns any source into `Runs`. `overview` has every parameter against every metric, `rank_within` ranks
within each data set, `rank_along` at several steps of the training, and `compare` sets two sweeps side by
side. `limits` says how much of a source is read. `streamlit` shows a panel in a Streamlit app.

Examples
--------
>>> import hpviz
>>> from hpviz.data import VEHICLE
>>> hpviz.rank(VEHICLE, "val_acc").useful()
('learning_rate_init', 'depth', 'batch_size', 'alpha', 'width')
>>> print("hpviz", hpviz.__version__)
hpviz ...
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from hpviz.api import compare, overview, rank, read
from hpviz.errors import HpvizError
from hpviz.slices.rankings import rank_along, rank_within

if TYPE_CHECKING:
    from hpviz.metric_overview import MetricOverview
    from hpviz.panel.following import OptunaCallback
    from hpviz.panel.hosts.streamlit import streamlit
    from hpviz.panel.widget import Panel
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs
    from hpviz.slices.along import RankingsAlong
    from hpviz.slices.tasks import TaskRankings
    from hpviz.sources.limits import limits
    from hpviz.sweep_comparison import SweepComparison

__all__ = [
    "HpvizError",
    "MetricOverview",
    "OptunaCallback",
    "Panel",
    "Ranking",
    "RankingsAlong",
    "Runs",
    "SweepComparison",
    "TaskRankings",
    "__version__",
    "compare",
    "limits",
    "overview",
    "rank",
    "rank_along",
    "rank_within",
    "read",
    "streamlit",
]

__version__ = version("hpviz")

# Loaded when first used: scikit-learn and the widget machinery take longer to import than all the rest.
_LATER = {
    "MetricOverview": "hpviz.metric_overview",
    "OptunaCallback": "hpviz.panel.following",
    "Panel": "hpviz.panel.widget",
    "Ranking": "hpviz.ranking",
    "RankingsAlong": "hpviz.slices.along",
    "Runs": "hpviz.runs",
    "SweepComparison": "hpviz.sweep_comparison",
    "TaskRankings": "hpviz.slices.tasks",
    "limits": "hpviz.sources.limits",
    "streamlit": "hpviz.panel.hosts.streamlit",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'hpviz' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return __all__
