"""Rankings and advice as JSON for programs: documents whose form has a version.

Within a version keys are only added. All figures have every digit, null where they mean nothing.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from hpviz.export.tables import json_text
from hpviz.export.versions import versions
from hpviz.text import ranking as text
from hpviz.text.advice import next_sweep as words
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture

RANKING = "hpviz-ranking/1"
NEXT_SWEEP = "hpviz-next-sweep/1"


def ranking_document(result: RankResult, effects: Mapping[str, Picture]) -> str:
    """Write a ranking.

    Parameters
    ----------
    result
        From `hpviz.rank`.
    effects
        Param to the picture of its effect, whose sentences and figures are added.
    """
    content = _head(RANKING, result) | {
        "metric_is_guessed": bool(result.target.rivals),
        "goal_is_guessed": bool(result.target.guessed),
        "method": result.method,
        "scale": result.scale,
        "oob_r2": result.oob_r2 if math.isfinite(result.oob_r2) else None,
        "headline": whole_headline(result),
        "trust": result.trust,
        "problem": text.problem(result),
        "notes": list(text.notes(result)),
        "where": result.where,
        "runs_used": result.runs_used,
        "runs_skipped": dict(result.runs_skipped),
        "params": json.loads(json_text(result.table())),
        "effects": {
            param: {"sentences": list(picture.sentences), "figures": json.loads(json_text(picture.table()))}
            for param, picture in effects.items()
        },
    }
    return _written(content)


def next_sweep_document(advice: SweepAdvice) -> str:
    """Write what the next sweep should try.

    Parameters
    ----------
    advice
        From `Ranking.next_sweep`.
    """
    content = _head(NEXT_SWEEP, advice.result) | {
        "sentences": list(words.sentences(advice)),
        "params": json.loads(json_text(words.table(advice))),
    }
    return _written(content)


def _head(schema: str, result: RankResult) -> dict[str, Any]:
    return {"schema": schema, "metric": result.metric, "goal": result.goal}


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content | {"versions": versions()}, indent=2, allow_nan=False) + "\n"
