"""The views of whether there are runs enough: how sure the order is, what runs reach, and what they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.convergence.coverage import coverage_of
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.convergence.predicted_runs import predicted_runs_of
from hpviz.analysis.convergence.tuning_curve import tuning_curve_of
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed
from hpviz.text.advice import coverage as coverage_text
from hpviz.text.advice import more_runs as more_runs_text
from hpviz.text.advice import predicted_runs as predicted_text
from hpviz.text.refusals import require_runs, require_trust
from hpviz.text.target import axis_label
from hpviz.views.encoding import figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.convergence.coverage import Coverage
    from hpviz.analysis.convergence.more_runs import MoreRuns
    from hpviz.analysis.convergence.predicted_runs import PredictedRuns
    from hpviz.analysis.convergence.tuning_curve import TuningCurve
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs.column import FloatArray

NO_FORECAST = "no number of further runs is forecast"


def more_runs(result: RankResult) -> MoreRuns:
    """Work out how sure the order is, and how many more runs would settle it.

    Raises
    ------
    HpvizError
        An answer that is not to be trusted or not complete, or only one param.
    """
    require_trust(result, NO_FORECAST)
    if not result.complete:
        raise HpvizError(f"{NO_FORECAST}: the importance is not computed yet.")
    return more_runs_of(result)


def _encode_more_runs(more: MoreRuns) -> dict[str, Any]:
    sizes, shares = [size for size, _ in more.checks], np.array([share for _, share in more.checks])
    return {
        "runs": more.runs,
        "counted": more.unit_name,
        "sizes": more.sizes.round(1).tolist(),
        "places": {
            "param": [listed(place.params) for place in more.places],
            "settled": [place.settled for place in more.places],
            "chance": more.chances.round(4).tolist(),
            "check": shares.T.tolist() if sizes else [[] for _ in more.places],
        },
        "check_sizes": sizes,
        "sentences": list(more_runs_text.sentences(more)),
    }


def _more_runs_chart(more: MoreRuns) -> Picture:
    from hpviz.charts.convergence.more_runs import more_runs_chart

    return more_runs_chart(more)


MORE_RUNS = View(
    name="more",
    label="More runs?",
    question="How sure is the order, and how many more runs would settle it?",
    compute=more_runs,
    encode=_encode_more_runs,
    chart=_more_runs_chart,
    method="more_runs",
    export_label="More runs",
    targets=CHART,
)


def tuning_curve(result: RankResult) -> TuningCurve:
    """Work out what the best of so many random runs reaches.

    Raises
    ------
    HpvizError
        There are no runs, or no single metric.
    """
    require_runs(result)
    return tuning_curve_of(result)


def _encode_tuning_curve(curve: TuningCurve) -> dict[str, Any]:
    fields = {
        name: [figure(float(end)) for end in getattr(curve, name)] for name in ("median", "low", "high")
    }
    return {
        "counted": curve.unit_name,
        "metric": axis_label(curve.result.target),
        "sizes": curve.sizes.tolist(),
        **fields,
        "log": curve.result.scale == "log" and bool((curve.median[np.isfinite(curve.median)] > 0).all()),
        "sentences": list(more_runs_text.curve_sentences(curve)),
    }


def _tuning_curve_chart(curve: TuningCurve) -> Picture:
    from hpviz.charts.convergence.tuning_curve import tuning_curve_chart

    return tuning_curve_chart(curve)


TUNING_CURVE = View(
    name="tuning",
    label="Tuning curve",
    compute=tuning_curve,
    encode=_encode_tuning_curve,
    chart=_tuning_curve_chart,
    method="tuning_curve",
    export_label="Tuning curve",
    targets=CHART,
)


def predicted_runs(result: RankResult) -> PredictedRuns:
    """Predict each run by what has not read it.

    Raises
    ------
    HpvizError
        There are no runs, or no metric that is a number.
    """
    require_runs(result)
    return predicted_runs_of(result)


def _encode_predicted_runs(runs: PredictedRuns) -> dict[str, Any]:
    rows = np.arange(len(runs.rows))
    if len(rows) > MOST_DOTS:
        drawn = np.random.default_rng(0).choice(rows, MOST_DOTS, replace=False)
        rows = np.union1d(drawn, [runs.distances.argmax()])
    return {
        "metric": axis_label(runs.result.target),
        "log": runs.result.scale == "log",
        "runs": len(runs.rows),
        "observed": _short(runs.observed[rows]),
        "predicted": _short(runs.predicted[rows]),
        "sentences": list(predicted_text.sentences(runs)),
    }


def _short(values: FloatArray) -> list[float | None]:
    """Keep of numbers what is seen of them in a small picture."""
    return [figure(float(f"{value:.{DIGITS}g}")) for value in values]


def _predicted_runs_chart(runs: PredictedRuns) -> Picture:
    from hpviz.charts.convergence.predicted_runs import predicted_runs_chart

    return predicted_runs_chart(runs)


# The small picture in the panel has so many dots.
MOST_DOTS, DIGITS = 300, 4
PREDICTED = View(
    name="predicted",
    label="Predicted and observed",
    compute=predicted_runs,
    encode=_encode_predicted_runs,
    chart=_predicted_runs_chart,
    method="predicted_runs",
    export_label="Predicted and observed",
    targets=CHART,
)


def coverage(result: RankResult) -> Coverage:
    """Work out how well the runs cover the space.

    Raises
    ------
    HpvizError
        There are no runs.
    """
    require_runs(result)
    return coverage_of(result)


def _encode_coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "params": {
            "param": [param.param for param in coverage.params],
            "counts": [list(param.counts) for param in coverage.params],
            "ranked": [list(param.ranked) for param in coverage.params],
            "ends": [list(coverage_text.ends_text(param)) for param in coverage.params],
            "gap": [
                [param.gap_start, param.gap_start + param.gap] if param.gap_matters else None
                for param in coverage.params
            ],
            "text": [coverage_text.row_text(param) for param in coverage.params],
        },
        "sentences": list(coverage_text.sentences(coverage)),
    }


def _coverage_chart(coverage: Coverage) -> Picture:
    from hpviz.charts.convergence.coverage import coverage_chart

    return coverage_chart(coverage)


COVERAGE = View(
    name="coverage",
    label="Coverage",
    compute=coverage,
    encode=_encode_coverage,
    chart=_coverage_chart,
    method="coverage",
    export_label="Coverage",
    targets=CHART,
)
VIEWS = (MORE_RUNS, TUNING_CURVE, PREDICTED, COVERAGE)
