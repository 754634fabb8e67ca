"""The views of what to do next: how many more runs, and what the next sweep should try."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.convergence.tuning_curve import tuning_curve_of
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed
from hpviz.search_space import TOOLS, tool_of
from hpviz.text.advice import more_runs as more_runs_text
from hpviz.text.advice import next_sweep as next_sweep_text
from hpviz.text.refusals import require_runs, require_trust
from hpviz.views.encoding import figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from hpviz.analysis.convergence.more_runs import MoreRuns
    from hpviz.analysis.convergence.tuning_curve import TuningCurve
    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture

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
    from hpviz.charts.more_runs import more_runs_chart

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


def _tuning_curve_chart(curve: TuningCurve) -> Picture:
    from hpviz.charts.tuning_curve import tuning_curve_chart

    return tuning_curve_chart(curve)


TUNING_CURVE = View(
    name="tuning",
    label="Tuning curve",
    compute=tuning_curve,
    chart=_tuning_curve_chart,
    method="tuning_curve",
    export_label="Tuning curve",
    targets=CHART,
)


def sweep_advice(result: RankResult) -> SweepAdvice:
    """Work out what the next sweep should try.

    Raises
    ------
    HpvizError
        There are no runs to learn from.
    """
    require_runs(result)
    return sweep_advice_of(result)


def _encode_sweep_advice(advice: SweepAdvice) -> dict[str, Any]:
    """Encode the advice, a line for each param, and the tools it can be written for."""
    table = next_sweep_text.table(advice)
    lines = {name: table[name].tolist() for name in table.columns if name != "agreement"}
    agreement = [figure(value) for value in table["agreement"].tolist()]
    return {
        "lines": lines | {"agreement": agreement},
        "tools": [[name, tool.label] for name, tool in TOOLS.items()],
        "sentences": list(next_sweep_text.sentences(advice)),
    }


NEXT_SWEEP = View(
    name="next",
    label="Next sweep",
    question="What should the next sweep try?",
    compute=sweep_advice,
    encode=_encode_sweep_advice,
)


def _space(result: RankResult, tool: str) -> str:
    return space_text(sweep_advice(result), tool)


def space_text(advice: SweepAdvice, tool: str) -> str:
    """Write the space of the next sweep for a tool: one that optimises begins from the runs inside.

    Raises
    ------
    HpvizError
        There is no such tool.
    """
    writer = tool_of(tool)
    return writer.write(advice.optimiser_space if writer.optimises else advice.space)


SPACE = View(
    name="space",
    label="Search space",
    takes=("tool",),
    compute=_space,
    targets=(("file", "File"),),
)
VIEWS = (MORE_RUNS, TUNING_CURVE, NEXT_SWEEP, SPACE)
