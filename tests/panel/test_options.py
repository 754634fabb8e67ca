"""What `rank` and the panel accept as a value of each option, and what they say of others."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError

WRONG_TYPES = [
    *({name: value} for name in ("trees", "seed") for value in ("a", 1.5, True, [1])),
    *({"top": value} for value in ("a", True, [0.1])),
    *({name: value} for name in ("hidden", "statuses") for value in (3, [3], [["lr"]])),
    *({"axes": value} for value in ("lr", [("lr", "log")], {"lr": 3}, {"lr": ["log"]}, 3)),
    *({"roles": value} for value in ("lr", ["lr"], {"lr": 3})),
    *({name: 3} for name in ("metric", "goal", "method", "scale", "aggregate", "sort_by", "kinds")),
    {"descending": "down"},
    {"follow": "often"},
]


@pytest.mark.parametrize("options", WRONG_TYPES, ids=str)
def test_a_value_of_the_wrong_type_is_refused_in_a_sentence(options):
    runs = pd.DataFrame({"lr": [0.1, 0.2, 0.3] * 5, "loss": range(15)})
    with pytest.raises(HpvizError):
        hpviz.Panel(runs, **options)
    if not {"roles", "sort_by", "descending", "follow"} & set(options):
        with pytest.raises(HpvizError):
            hpviz.rank(runs, **options)


def test_one_name_needs_no_list():
    runs = pd.DataFrame({"lr": [0.1, 0.2, 0.3] * 5, "depth": [1, 2, 3] * 5, "loss": range(15)})
    ranking = hpviz.rank(runs, hidden="lr", statuses="unknown", trees=10)
    assert [score.param for score in ranking.scores] == ["depth"]
    panel = hpviz.Panel(runs, hidden="lr", statuses="unknown", trees=10)
    assert (panel.hidden, panel.statuses) == (["lr"], ["unknown"])


def test_a_ranking_takes_kinds_as_the_reading_does():
    runs = pd.DataFrame({"size": [16, 32, 64] * 8, "depth": [1, 2, 3, 4] * 6, "loss": range(24)})
    kinds = {"size": "category"}
    scores = {score.param: score for score in hpviz.rank(runs, "loss", kinds=kinds, trees=10).scores}
    assert (scores["size"].kind, scores["depth"].kind) == ("categorical", "numeric")
    panel = hpviz.Panel(runs, "loss", kinds=kinds, trees=10)
    rebuilt: dict[str, object] = {"df": runs}
    exec(panel._requests.code().replace("hpviz.Panel", "ranking = hpviz.rank"), rebuilt)  # noqa: S102
    assert rebuilt["ranking"].scores == panel.ranking.scores


@pytest.mark.parametrize(
    ("method", "options"),
    [
        *(("parallel", {"runs": runs}) for runs in ("a", 1.5, None, True, 0)),
        *(("pairs", {"most": most}) for most in ("a", 1.5, [], 0)),
        *((method, {"sort_by": key}) for method in ("table", "chart", "parallel") for key in (3, [], "gain")),
        *(("explain", {"run": run}) for run in ("", [], None)),
        ("effect", {"param": ""}),
    ],
    ids=str,
)
def test_a_method_of_a_ranking_refuses_in_a_sentence(method, options):
    runs = pd.DataFrame({"lr": [0.1, 0.2, 0.3] * 5, "depth": [1, 2, 3, 4, 5] * 3, "loss": range(15)})
    with pytest.raises(HpvizError):
        getattr(hpviz.rank(runs, trees=10), method)(**options)


def test_numbers_of_numpy_are_numbers():
    runs = pd.DataFrame({"lr": [0.1, 0.2, 0.3] * 5, "loss": range(15)})
    panel = hpviz.Panel(runs, top=np.float32(0.25), trees=np.int64(10), seed=np.int64(3))
    assert (panel.top, panel.trees, panel.seed) == (0.25, 10, 3)
