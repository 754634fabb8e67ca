"""What to do next, as JSON: how many runs more, and what the next sweep should try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis import more_runs_of, next_sweep_of
from hpviz.panel.wire.facts import figure
from hpviz.search_space import TOOLS

if TYPE_CHECKING:
    from hpviz.analysis import Ranking


def encode_more_runs(ranking: Ranking, _: str) -> dict[str, Any]:
    """Encode how sure the places are, by the number of runs."""
    found = more_runs_of(ranking)
    sizes, shares = [size for size, _ in found.checks], np.array([share for _, share in found.checks])
    return {
        "runs": found.runs,
        "counted": found.counted,
        "sizes": found.sizes.round(1).tolist(),
        "places": {
            "param": [one.param for one in found.places],
            "settled": [one.settled for one in found.places],
            "chance": found.chances.round(4).tolist(),
            "check": shares.T.tolist() if sizes else [[] for _ in found.places],
        },
        "check_sizes": sizes,
        "sentences": list(found.sentences),
    }


def encode_next_sweep(ranking: Ranking, _: str) -> dict[str, Any]:
    """Encode the advice, a line for each param, and the tools it can be written for."""
    found = next_sweep_of(ranking)
    table = found.table()
    lines = {name: table[name].tolist() for name in table.columns if name != "agreement"}
    agreement = [figure(value) for value in table["agreement"].tolist()]
    return {
        "lines": lines | {"agreement": agreement},
        "tools": [[name, tool.label] for name, tool in TOOLS.items()],
        "sentences": list(found.sentences),
    }
