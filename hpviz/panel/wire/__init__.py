"""What Python tells the front end, as JSON; `js/src/model` is the other side of this contract."""

from hpviz.panel.wire.facts import IDLE, encode_live, encode_progress, encode_ranking, encode_sweep
from hpviz.panel.wire.insights import encode_insight
from hpviz.panel.wire.pictures import encode_effect, encode_explanation, encode_joint

__all__ = [
    "IDLE",
    "encode_effect",
    "encode_explanation",
    "encode_insight",
    "encode_joint",
    "encode_live",
    "encode_progress",
    "encode_ranking",
    "encode_sweep",
]
