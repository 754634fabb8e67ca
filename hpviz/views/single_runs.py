"""The views of single runs: why one is where it is, and why two differ."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.effects.explanation import explanation_of
from hpviz.analysis.effects.run_comparison import run_comparison_of
from hpviz.text import explanation as explanation_text
from hpviz.text.refusals import require_trust
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.effects.explanation import Explanation
    from hpviz.analysis.effects.run_comparison import RunComparison
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture

TOTALS = ("predicted", "predicted_low", "predicted_high", "observed")


def explanation(result: RankResult, run: str = "best") -> Explanation:
    """Compute why a run is where it is; see `hpviz.analysis.effects.explanation.explanation_of`."""
    require_trust(result, "no run is explained")
    return explanation_of(result, run)


def _encode_explanation(explanation: Explanation) -> dict[str, Any]:
    ends = np.array([explanation.average, explanation.predicted, explanation.actual])
    average, predicted, actual = explanation.own_unit(ends).tolist()
    return {
        "run": explanation.run,
        "average": average,
        "predicted": predicted,
        "actual": actual,
        "steps": {
            field: [getattr(step, field) for step in explanation.steps]
            for field in ("param", "value", "contribution")
        },
        "sentences": list(explanation_text.sentences(explanation)),
    }


def _blank_explanation(_: RankResult, run: str) -> dict[str, Any]:
    return {
        "run": run, "average": 0.0, "predicted": 0.0, "actual": 0.0,
        "steps": {"param": [], "value": [], "contribution": []},
    }  # fmt: skip


def _explanation_chart(explanation: Explanation) -> Picture:
    from hpviz.charts.explanation import explanation_chart

    return explanation_chart(explanation)


def run_comparison(result: RankResult, run: str, baseline: str = "best") -> RunComparison:
    """Compute why two runs differ; see `hpviz.analysis.effects.run_comparison.run_comparison_of`."""
    require_trust(result, "no runs are compared")
    return run_comparison_of(result, run, baseline)


def _encode_run_comparison(comparison: RunComparison) -> dict[str, Any]:
    params, scale = comparison.params, comparison.result.scale
    figures = {name: [getattr(param, name) for param in params] for name in ("contribution", "low", "high")}
    ends = [comparison.predicted, comparison.predicted_low, comparison.predicted_high]
    texts = explanation_text.changes([*chain(*figures.values()), *ends, comparison.observed], scale)
    cut = [texts[at * len(params) : (at + 1) * len(params)] for at in range(3)]
    return {
        "run": comparison.run,
        "baseline": comparison.baseline,
        "params": {name: [getattr(param, name) for param in params] for name in ("param", "counted_with")}
        | figures
        | {"text": cut[0], "interval": [f"{low} to {high}" for low, high in zip(*cut[1:], strict=True)]},
        "totals": dict(zip(TOTALS, texts[3 * len(params) :], strict=True)),
        "sentences": list(explanation_text.comparison_sentences(comparison)),
    }


def _blank_run_comparison(_: RankResult, run: str, baseline: str) -> dict[str, Any]:
    fields = ("param", "counted_with", "contribution", "low", "high", "text", "interval")
    return {
        "run": run, "baseline": baseline, "params": {name: [] for name in fields},
        "totals": dict.fromkeys(TOTALS, ""),
    }  # fmt: skip


def _run_comparison_chart(comparison: RunComparison) -> Picture:
    from hpviz.charts.explanation import run_comparison_chart

    return run_comparison_chart(comparison)


EXPLANATION = View(
    name="explanation",
    label="Explanation",
    takes=("run",),
    compute=explanation,
    encode=_encode_explanation,
    blank=_blank_explanation,
    chart=_explanation_chart,
    method="explain",
    export_label="Explanation of {run}",
    targets=CHART,
)
RUN_COMPARISON = View(
    name="run_comparison",
    label="Two runs",
    takes=("run", "baseline"),
    compute=run_comparison,
    encode=_encode_run_comparison,
    blank=_blank_run_comparison,
    chart=_run_comparison_chart,
    method="compare_runs",
)
VIEWS = (EXPLANATION, RUN_COMPARISON)
