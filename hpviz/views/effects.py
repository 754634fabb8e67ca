"""The views of what params do: one, or two together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis import allows_log_axis
from hpviz.analysis.design.spacing import crowds
from hpviz.analysis.effects.default_costs import default_costs_of
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from hpviz.text import effect as effect_text
from hpviz.text import joint_effect as joint_effect_text
from hpviz.text.advice import default_costs as default_text
from hpviz.text.refusals import require_runs, require_trust
from hpviz.views.encoding import as_columns, figure
from hpviz.views.view import CHART, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.analysis.effects.default_costs import DefaultCosts
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.effects.joint.joint_effect import JointEffect
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs.column import Column

# The front end draws this many runs; it says how many there are in all.
MOST_POINTS = 500


def effect(result: RankResult, param: str) -> Effect:
    """Compute how a param acts; see `hpviz.analysis.effects.effect.effect_of`."""
    require_runs(result)
    return effect_of(result, param)


def _encode_effect(effect: Effect) -> dict[str, Any]:
    there = _drawable(effect.column) if effect.score.kind == "numeric" else np.empty(0, dtype=np.intp)
    drawn = _sampled(there, effect.best)
    evidence = effect.result.require_evidence()
    return {
        "param": effect.score.param,
        "kind": effect.score.kind,
        "log": effect.score.log,
        "even": effect.even,
        "even_allowed": crowds(evidence, effect.score.param),
        "log_allowed": allows_log_axis(evidence.runs.columns[effect.score.param]),
        "curve": _encode_curve(effect),
        "points": {
            "x": _values(effect.column, drawn),
            "y": effect.metric[drawn].tolist(),
            "run": evidence.labels_of(drawn).tolist(),
            "id": evidence.runs.run_ids[evidence.rows[drawn]].tolist(),
        },
        "total": len(there),
        "best": np.flatnonzero(np.isin(drawn, effect.best)).tolist(),
        "sentences": list(effect_text.sentences(effect)),
        "replaces": effect_text.replaced(effect),
    }


def _drawable(column: Column) -> NDArray[np.intp]:
    """Return the runs that have a finite number or a named value."""
    return np.flatnonzero(np.isfinite(column.numbers) | (column.codes >= 0))


def _encode_curve(effect: Effect) -> dict[str, list[float]] | None:
    if effect.curve is None:
        return None
    table = effect.table()
    columns = {"x": "value", "middle": "effect", "low": "effect_low", "high": "effect_high"}
    near = effect.curve.near.astype(int).tolist()
    return {**{key: table[column].tolist() for key, column in columns.items()}, "near": near}


def _blank_effect(result: RankResult, param: str) -> dict[str, Any]:
    return {
        "param": param,
        "kind": "numeric",
        "log": False,
        "even": False,
        "even_allowed": False,
        "log_allowed": False,
        "metric_log": result.scale == "log",
        "curve": None,
        "points": {"x": [], "y": [], "run": [], "id": []},
        "total": 0,
        "best": [],
        "replaces": "",
    }


def _effect_chart(effect: Effect) -> Picture:
    from hpviz.charts.effect import effect_chart

    return effect_chart(effect)


def _sampled(rows: NDArray[np.intp], always: tuple[int, ...] = ()) -> NDArray[np.intp]:
    """Draw at most `MOST_POINTS` of the rows at random, always the same, those of `always` among them."""
    # Every so-and-so-many-th run would be a biased sample of a grid, which comes in order.
    if len(rows) <= MOST_POINTS:
        return rows
    kept = np.intersect1d(rows, always)
    drawn = np.random.default_rng(0).choice(np.setdiff1d(rows, kept), MOST_POINTS - len(kept), replace=False)
    return np.union1d(drawn, kept).astype(np.intp)


def joint_effect(result: RankResult, param: str, other: str) -> JointEffect:
    """Compute how two params act together; see `hpviz.analysis.effects.joint.joint_effect`."""
    require_trust(result, "no joint effect is drawn")
    return joint_effect_of(result, param, other)


def _encode_joint(joint: JointEffect) -> dict[str, Any]:
    surface = np.where(joint.near > 0, joint.own_unit(joint.surface), np.nan)
    both = np.flatnonzero(joint.across.has & joint.up.has)
    drawn = _sampled(both)
    return {
        "x": joint.across.points,
        "y": joint.up.points,
        "x_log": joint.across.score.log,
        "y_log": joint.up.score.log,
        "x_even": joint.across.even,
        "y_even": joint.up.even,
        "value": [[figure(value) for value in row] for row in surface.T.tolist()],
        "best": [joint.best.across, joint.best.up] if joint.best is not None else None,
        "points": {"x": _values(joint.across.column, drawn), "y": _values(joint.up.column, drawn)},
        "total": len(both),
        "interaction": figure(joint.pair.share) if joint.pair else None,
        "sentences": list(joint_effect_text.sentences(joint)),
    }


def _values(column: Column, rows: NDArray[np.intp]) -> list[float | str]:
    """Return the runs' own values: numbers, or the names of levels."""
    cells = zip(column.numbers[rows].tolist(), column.codes[rows].tolist(), strict=True)
    return [column.levels[code] if code >= 0 else number for number, code in cells]


def _blank_joint(_: RankResult, param: str, other: str) -> dict[str, Any]:
    return {
        "param": param, "other": other, "x": [], "y": [], "x_log": False, "y_log": False,
        "x_even": False, "y_even": False, "value": [], "best": None,
        "points": {"x": [], "y": []}, "total": 0, "interaction": None,
    }  # fmt: skip


def _joint_chart(joint: JointEffect) -> Picture:
    from hpviz.charts.joint_effect import joint_effect_chart

    return joint_effect_chart(joint)


EFFECT = View(
    name="effect",
    label="Effect",
    takes=("param",),
    compute=effect,
    encode=_encode_effect,
    blank=_blank_effect,
    chart=_effect_chart,
    method="effect",
    export_label="Effect of {param}",
    targets=CHART,
)
JOINT = View(
    name="joint",
    label="Joint effect",
    takes=("param", "other"),
    compute=joint_effect,
    encode=_encode_joint,
    blank=_blank_joint,
    chart=_joint_chart,
    method="joint",
    export_label="{param} together with {other}",
    targets=CHART,
)


def default_costs(result: RankResult, defaults: Mapping[str, Any] | str) -> DefaultCosts:
    """Compute what defaults cost; see `hpviz.analysis.effects.default_costs.default_costs_of`.

    Raises
    ------
    HpvizError
        An answer that is not to be trusted, no default, or no such param or run.
    """
    require_trust(result, "no cost is worked out")
    return default_costs_of(result, defaults)


def _encode_default_costs(costs: DefaultCosts) -> dict[str, Any]:
    rows = costs.params
    return {
        "unit": default_text.unit_text(costs),
        "params": as_columns(rows, ("param", "cost", "low", "high", "matters"))
        | {
            "default": [default_text.value_text(row.default) for row in rows],
            "best": [default_text.value_text(row.best) for row in rows],
            "text": [default_text.cost_text(costs, row) for row in rows],
            "interval": [default_text.interval_text(costs, row) for row in rows],
            "doubt": [default_text.doubt_text(row) for row in rows],
        },
        "sentences": list(default_text.sentences(costs)),
    }


def _default_costs_chart(costs: DefaultCosts) -> Picture:
    from hpviz.charts.default_costs import default_costs_chart

    return default_costs_chart(costs)


DEFAULT_COSTS = View(
    name="default_costs",
    label="Cost of defaults",
    takes=("of",),
    compute=default_costs,
    encode=_encode_default_costs,
    chart=_default_costs_chart,
    method="default_costs",
    targets=CHART,
)
VIEWS = (EFFECT, JOINT, DEFAULT_COSTS)
