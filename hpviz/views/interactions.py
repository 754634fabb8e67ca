"""The views of params that act together, and of those that moved together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis.association.correlated_groups import NOT_SEPARABLE
from hpviz.analysis.effects.dendrogram import dendrogram_of
from hpviz.analysis.effects.interactions import (
    Pair,
    ParamVariance,
    interactions_of,
    require_pair_options,
    totals_of,
)
from hpviz.analysis.result.rank_result import GROUP_COLUMNS
from hpviz.errors import HpvizError
from hpviz.text import dendrogram as dendrogram_text
from hpviz.text import interactions as interactions_text
from hpviz.text.correlated_groups import joint_heading
from hpviz.text.refusals import problem, require_trust
from hpviz.views.encoding import as_columns
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.effects.dendrogram import Dendrogram
    from hpviz.analysis.effects.interactions import Interactions, PairMethod
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture

REFUSAL = "no interactions are shown"


def interactions(result: RankResult, most: int = 10, method: PairMethod | None = None) -> Interactions:
    """Compute the strongest interactions; see `hpviz.analysis.effects.interactions.interactions_of`.

    Raises
    ------
    HpvizError
        No such method, no two params to compare, or an obstacle stands in the way of an answer.
    """
    require_pair_options(most, method)
    require_trust(result, REFUSAL)
    return interactions_of(result, most, method)


def totals(result: RankResult) -> pd.DataFrame:
    """One row per param: what it makes of the forest's variation over the whole space (fANOVA).

    Columns: param, alone, total (with all its interactions).

    Raises
    ------
    HpvizError
        An obstacle stands in the way of an answer.
    """
    import pandas as pd

    require_trust(result, REFUSAL)
    rows = [vars(row) for row in totals_of(result)]
    return pd.DataFrame(rows, columns=list(ParamVariance.__dataclass_fields__))


def _encode_interactions(interactions: Interactions) -> dict[str, Any]:
    return {
        "out_of_bag": interactions.method == "oob",
        "pairs": as_columns(interactions.pairs, tuple(Pair.__dataclass_fields__)),
        "sentences": list(interactions_text.sentences(interactions)),
    }


def _interactions_chart(interactions: Interactions) -> Picture:
    from hpviz.charts.interactions import interactions_chart

    return interactions_chart(interactions)


def dendrogram(result: RankResult) -> Dendrogram:
    """Compute which params moved together; see `hpviz.analysis.effects.dendrogram.dendrogram_of`.

    Raises
    ------
    HpvizError
        Fewer than two params, or no runs.
    """
    if result.evidence is None:
        raise HpvizError(problem(result) or "There are no runs to compare.")
    return dendrogram_of(result)


def _encode_dendrogram(tree: Dendrogram) -> dict[str, Any]:
    return {
        "leaves": list(tree.leaves),
        "joins": [list(join) for join in tree.joins],
        "cut": NOT_SEPARABLE,
        "heading": joint_heading(tree.result.method),
        "groups": as_columns(tree.result.correlated_groups, GROUP_COLUMNS),
        "sentences": list(dendrogram_text.sentences(tree)),
    }


def _dendrogram_chart(tree: Dendrogram) -> Picture:
    from hpviz.charts.dendrogram import dendrogram_chart

    return dendrogram_chart(tree)


PAIRS = View(
    name="pairs",
    label="Interactions",
    question="Which pairs do more together than alone?",
    compute=interactions,
    encode=_encode_interactions,
    chart=_interactions_chart,
    method="pairs",
    export_label="Interactions",
    targets=CHART,
)
TOGETHER = View(
    name="together",
    label="Moved together",
    question="Which parameters moved together, so that their effects cannot be separated?",
    compute=dendrogram,
    encode=_encode_dendrogram,
    chart=_dendrogram_chart,
    method="moved_together",
    export_label="Moved together",
    targets=CHART,
)
VIEWS = (PAIRS, TOGETHER)
