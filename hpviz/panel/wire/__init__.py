"""What Python sends to the front end, as JSON; `js/src/model` is the other side of this contract."""

from hpviz.panel.wire.facts import IDLE, encode_live, encode_progress, encode_ranking, encode_sweep
from hpviz.panel.wire.filter import encode_filter
from hpviz.panel.wire.insights import encode_insight
from hpviz.panel.wire.run_axes import encode_axes, encode_labels
from hpviz.panel.wire.single_runs import encode_rows, encode_run, row_of
from hpviz.panel.wire.views import OPENED
from hpviz.panel.wire.what_if import encode_what_if

__all__ = [
    "IDLE",
    "OPENED",
    "encode_axes",
    "encode_filter",
    "encode_insight",
    "encode_labels",
    "encode_live",
    "encode_progress",
    "encode_ranking",
    "encode_rows",
    "encode_run",
    "encode_sweep",
    "encode_what_if",
    "row_of",
]
