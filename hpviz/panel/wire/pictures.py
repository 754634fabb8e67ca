"""Pictures of a ranking as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis import effect_of, explanation_of, joint_of
from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.effects.joint_effect import points_of
from hpviz.errors import HpvizError
from hpviz.panel.wire.facts import figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hpviz.analysis import Effect, Explanation, Joint, Ranking
    from hpviz.runs.column import FloatArray

# The view draws this many runs; it says how many there are in all.
MOST_POINTS = 500


def encode_effect(ranking: Ranking, param: str) -> dict[str, Any]:
    """Encode how a param acts, or the sentence that says why that cannot be told."""
    blank: dict[str, Any] = {
        "param": param,
        "kind": "numeric",
        "log": False,
        "metric_log": ranking.scale == "log",
        "curve": None,
        "points": {"x": [], "y": [], "run": []},
        "total": 0,
        "best": [],
        "presence": None,
        "sentences": [],
        "problem": None,
    }
    try:
        return blank | _effect(effect_of(ranking, param))
    except HpvizError as refusal:
        return blank | {"problem": str(refusal)}


def _effect(effect: Effect) -> dict[str, Any]:
    having = np.flatnonzero(np.isfinite(effect.column.numbers))
    drawn = _some(having, effect.best)
    labels = evidence_of(effect.ranking).labels_of(drawn)
    presence = effect.presence
    return {
        "param": effect.score.param,
        "kind": effect.score.kind,
        "log": effect.score.log,
        "curve": _curve(effect),
        "points": {
            "x": effect.column.numbers[drawn].tolist(),
            "y": effect.metric[drawn].tolist(),
            "run": labels.tolist(),
        },
        "total": len(having),
        "best": np.flatnonzero(np.isin(drawn, effect.best)).tolist(),
        "presence": None
        if presence is None
        else {name: figure(value) for name, value in vars(presence).items()},
        "sentences": list(effect.sentences),
    }


def _curve(effect: Effect) -> dict[str, list[float]] | None:
    if effect.curve is None:
        return None
    table = effect.table()
    names = {"x": "value", "middle": "effect", "low": "effect_low", "high": "effect_high", "near": "runs"}
    return {ours: table[name].tolist() for ours, name in names.items()}


def _some(rows: NDArray[np.intp], always: tuple[int, ...]) -> NDArray[np.intp]:
    """Give at most so many of the rows, spread evenly over them, the best among them."""
    if len(rows) <= MOST_POINTS:
        return rows
    spread = rows[np.linspace(0, len(rows) - 1, MOST_POINTS - len(always)).round().astype(int)]
    return np.union1d(spread, np.intersect1d(rows, always)).astype(np.intp)


def encode_joint(ranking: Ranking, param: str, other: str) -> dict[str, Any]:
    """Encode how two params act together, or the sentence that says why that cannot be told."""
    blank: dict[str, Any] = {
        "param": param, "other": other, "x": [], "y": [], "x_log": False, "y_log": False, "value": [],
        "points": {"x": [], "y": []}, "interaction": None, "sentences": [], "problem": None,
    }  # fmt: skip
    try:
        return blank | _joint(joint_of(ranking, param, other))
    except HpvizError as refusal:
        return blank | {"problem": str(refusal)}


def _joint(joint: Joint) -> dict[str, Any]:
    seen = np.where(joint.near > 0, joint.own_unit(joint.surface), np.nan)
    both = _some(np.flatnonzero(joint.across.has & joint.up.has), ())
    return {
        "x": points_of(joint.across),
        "y": points_of(joint.up),
        "x_log": joint.across.score.log,
        "y_log": joint.up.score.log,
        "value": [[figure(value) for value in row] for row in seen.T.tolist()],
        "points": {"x": _places(joint.across, both), "y": _places(joint.up, both)},
        "interaction": figure(joint.interaction),
        "sentences": list(joint.sentences),
    }


def _places(axis: Any, rows: NDArray[np.intp]) -> list[float] | list[str]:
    if axis.levels:
        return [axis.column.levels[code] for code in axis.column.codes[rows]]
    places: list[float] = axis.column.numbers[rows].tolist()
    return places


def encode_explanation(ranking: Ranking, run: str) -> dict[str, Any]:
    """Encode why a run is where it is, or the sentence that says why that cannot be told."""
    unit = {"linear": "{}", "log": "log {}", "rank": "rank of {}"}[ranking.scale].format(ranking.target.label)
    blank: dict[str, Any] = {
        "run": run, "average": 0.0, "predicted": 0.0, "actual": 0.0, "unit": unit,
        "steps": {"param": [], "value": [], "contribution": []}, "sentences": [], "problem": None,
    }  # fmt: skip
    try:
        return blank | _explanation(explanation_of(ranking, run))
    except HpvizError as refusal:
        return blank | {"problem": str(refusal)}


def _explanation(found: Explanation) -> dict[str, Any]:
    places: FloatArray = found.own_unit(np.array([found.average, found.predicted, found.actual]))
    steps = {
        field: [getattr(step, field) for step in found.steps] for field in ("param", "value", "contribution")
    }
    return {
        "run": found.run,
        **dict(zip(("average", "predicted", "actual"), places.tolist(), strict=True)),
        "steps": steps,
        "sentences": list(found.sentences),
    }
