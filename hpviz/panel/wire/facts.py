"""Runs and rankings as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from hpviz.analysis import LENSES, sentences
from hpviz.runs import AGGREGATES
from hpviz.runs.target import outcomes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.analysis import Ranking
    from hpviz.runs import Runs
    from hpviz.runs.column import Column


class Followed(Protocol):
    """What is told of a source that is followed."""

    since: float | None
    trouble: str

    @property
    def can_change(self) -> bool:
        """Whether it can be followed."""

    @property
    def new_runs(self) -> int:
        """How many runs have come since."""


MOST_EXAMPLES = 3
# The view offers this many runs to choose from.
MOST_RUN_NAMES = 1000

SCORE_FIELDS = (
    "param", "kind", "importance", "importance_low", "importance_high", "p_value", "above_noise",
    "correlation", "correlation_low", "correlation_high", "rank_correlation", "active_runs",
    "log", "moves_with",
)  # fmt: skip
LEVEL_FIELDS = ("level", "runs", "importance", "effect", "effect_low", "effect_high", "correlation")
COLUMN_FIELDS = ("name", "role", "kind", "reason")

IDLE: dict[str, Any] = {"busy": False, "done": 0, "total": 0, "words": ""}


def encode_sweep(runs: Runs) -> dict[str, Any]:
    """Encode what was read."""
    columns = list(runs.columns.values())
    return {
        "source": runs.source,
        "runs": len(runs),
        "metrics": list(runs.metrics),
        "goals": [runs.default_goal(metric) for metric in runs.metrics],
        "outcomes": outcomes_of(runs),
        "methods": [
            {"label": lens.label, "answers": lens.answers, "tested": lens.tested, "method": method}
            for method, lens in LENSES.items()
        ],
        "experiments": list(runs.experiments),
        "statuses": runs.status_counts(),
        "aggregates": list(AGGREGATES) if runs.history is not None else [],
        "notes": list(runs.notes),
        "run_names": runs.labels(slice(MOST_RUN_NAMES)).tolist(),
        "columns": {field: [getattr(column, field) for column in columns] for field in COLUMN_FIELDS}
        | {"values": [examples(column) for column in columns]},
    }


def encode_ranking(ranking: Ranking) -> dict[str, Any]:
    """Encode an answer; a figure that means nothing is None."""
    return {
        "metric": ranking.metric,
        "label": ranking.target.label,
        "goal": ranking.goal,
        "method": ranking.method,
        "scale": ranking.scale,
        "complete": ranking.complete,
        "problem": ranking.problem,
        "notes": list(ranking.notes),
        "oob_r2": figure(ranking.oob_r2),
        "trust": ranking.trust,
        "trust_sentence": ranking.trust_sentence,
        "explained": figure(ranking.explained),
        "runs_used": ranking.runs_used,
        "runs_skipped": dict(ranking.runs_skipped),
        "params": as_columns(ranking.scores, SCORE_FIELDS)
        | {
            "levels": [None if score.kind == "numeric" else score.levels for score in ranking.scores],
            "sentences": [list(sentences.about(score, ranking)) for score in ranking.scores],
        },
        "levels": {param: as_columns(scores, LEVEL_FIELDS) for param, scores in ranking.level_scores.items()},
    }


def encode_progress(done: int, total: int) -> dict[str, Any]:
    """Encode how far the forest is."""
    return {"busy": True, "done": done, "total": total, "words": "growing the forest"}


def encode_live(live: Followed) -> dict[str, Any]:
    """Encode what following has brought."""
    return {
        "offered": live.can_change,
        "since": live.since,
        "new_runs": live.new_runs,
        "trouble": live.trouble,
    }


def as_columns(scores: Iterable[object], fields: Iterable[str]) -> dict[str, list[Any]]:
    """Turn rows into parallel lists; a figure that means nothing is None."""
    rows = list(scores)
    return {field: [figure(getattr(row, field)) for row in rows] for field in fields}


def figure(value: Any) -> Any:
    """Give a number, or None for what JSON has no number for; of several a list."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple) else value


def examples(column: Column) -> str:
    """Give a glimpse of a column: ``1e-05 to 1``, ``adam, sgd, … 3 more``."""
    codes = column.present if column.levels else ()
    levels = [column.levels[code] for code in codes[:MOST_EXAMPLES]]
    if column.kind == "numeric":
        low, high = (sentences.number(float(end(column.numbers))) for end in (np.nanmin, np.nanmax))
        levels.insert(0, low if low == high else f"{low} to {high}")
    more = len(codes) - MOST_EXAMPLES
    return ", ".join(levels) + (f", … {more} more" if more > 0 else "") if levels else "no values"
