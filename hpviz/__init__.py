"""Which hyperparameters matter for a metric, in which direction, and how sure that is.

`Panel` shows the runs of a sweep in a notebook, `rank` computes the same figures without one, `compare` sets
two sweeps side by side, and `read` turns any source into `Runs`.

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

from hpviz.api import compare, rank, read
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from hpviz.panel.following import OptunaCallback
    from hpviz.panel.widget import Panel
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs
    from hpviz.sweep_comparison import SweepComparison

__all__ = [
    "HpvizError",
    "OptunaCallback",
    "Panel",
    "Ranking",
    "Runs",
    "SweepComparison",
    "__version__",
    "compare",
    "rank",
    "read",
]

__version__ = version("hpviz")

# Loaded when first used: scikit-learn and the widget machinery take longer to import than all the rest.
_LATER = {
    "OptunaCallback": "hpviz.panel.following",
    "Panel": "hpviz.panel.widget",
    "Ranking": "hpviz.ranking",
    "Runs": "hpviz.runs",
    "SweepComparison": "hpviz.sweep_comparison",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module 'hpviz' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return __all__
