"""Runs and rankings as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from hpviz.analysis.association.levels import LevelScore
from hpviz.analysis.result.scores import Score
from hpviz.formatting.numbers import numbers
from hpviz.formatting.words import fitting
from hpviz.panel.wire.filter import encode_terms
from hpviz.panel.wire.views import encode_methods, encode_views
from hpviz.runs import AGGREGATES
from hpviz.runs.guesses import current_notes
from hpviz.runs.metric_column import can_be_metric
from hpviz.runs.target import outcomes_of
from hpviz.sources.columns.kinds import other_kind
from hpviz.text import ranking as text
from hpviz.text import row
from hpviz.text.glossary import GLOSSARY
from hpviz.text.panel import FITTING, guesses
from hpviz.text.refusals import problem
from hpviz.text.target import axis_label, metric_guess
from hpviz.views.encoding import as_columns, figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.analysis import RankResult
    from hpviz.checks import Note
    from hpviz.runs import Guesses, Runs
    from hpviz.runs.column import Column


class Followed(Protocol):
    """What is sent of a source that is followed."""

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

# What the front end does not draw of a score: it is in the sentences, or too large.
KEPT_BACK = {
    "shape", "active_when", "unbiased", "unbiased_above_noise", "partner", "varies", "method", "column",
}  # fmt: skip
SCORE_FIELDS = (*(field.name for field in fields(Score) if field.name not in KEPT_BACK), "strong")
LEVEL_FIELDS = tuple(field.name for field in fields(LevelScore))
COLUMN_FIELDS = ("name", "role", "part", "kind", "reason", "guessed")

IDLE: dict[str, Any] = {"busy": False, "done": 0, "total": 0, "words": ""}


def encode_sweep(runs: Runs, guessed: Guesses | None = None) -> dict[str, Any]:
    """Encode what was read.

    Parameters
    ----------
    runs
        With their roles on screen.
    guessed
        What nobody has declared or chosen. Default: what the runs have of it.
    """
    guessed = runs.guesses if guessed is None else guessed
    columns = list(runs.columns.values())
    return {
        "source": runs.source,
        "runs": len(runs),
        "metrics": list(runs.metrics),
        "goals": [runs.default_goal(metric) for metric in runs.metrics],
        "goals_guessed": [runs.goal_is_guessed(metric) for metric in runs.metrics],
        "guesses": guesses(guessed),
        "guessed_metric": guessed.metric,
        "metric_guess": metric_guess(guessed.metric, guessed.rivals),
        "outcomes": outcomes_of(runs),
        "methods": encode_methods(),
        "views": encode_views(runs),
        "glossary": [list(entry) for entry in GLOSSARY.items()],
        "experiments": list(runs.experiments),
        "statuses": runs.status_counts(),
        "aggregates": list(AGGREGATES) if runs.history is not None else [],
        "notes": encode_notes(current_notes(runs.notes, guessed, has_metric=bool(runs.metrics))),
        "run_names": runs.labels(slice(MOST_RUN_NAMES)).tolist(),
        "columns": {field: [getattr(column, field) for column in columns] for field in COLUMN_FIELDS}
        | {"can_be_metric": [can_be_metric(column) for column in columns]}
        | {"other_kind": [other_kind(column) for column in columns]}
        | {"values": [examples(column) for column in columns]},
        "terms": encode_terms(runs),
    }


def encode_ranking(result: RankResult) -> dict[str, Any]:
    """Encode a ranking; a figure that means nothing is None."""
    return {
        "metric": result.metric,
        "label": axis_label(result.target),
        "goal": result.goal,
        "method": result.method,
        "scale": result.scale,
        "complete": result.complete,
        "problem": problem(result),
        "notes": encode_notes(text.every_note(result)),
        "oob_r2": figure(result.oob_r2),
        "trust": result.trust,
        "trust_sentence": text.trust_sentence(result),
        "explained": figure(result.explained),
        "runs_used": result.runs_used,
        "runs_skipped": dict(result.runs_skipped),
        "params": as_columns(result.scores, SCORE_FIELDS)
        | {
            "levels": [None if score.kind == "numeric" else score.levels for score in result.scores],
            "sentences": [list(row.sentences(score, result)) for score in result.scores],
            "details": [list(row.details(score, result)) for score in result.scores],
        },
        "levels": {param: as_columns(scores, LEVEL_FIELDS) for param, scores in result.level_scores.items()},
    }


def encode_notes(notes: Iterable[Note]) -> list[list[str]]:
    """Encode notes as code, text and remedy; the view leaves out those that are dismissed."""
    # Plain texts: some hosts write what is more than a text as an object.
    return [[note.code, str(note), note.remedy] for note in notes]


def encode_progress(done: int, total: int) -> dict[str, Any]:
    """Encode how far the forest is."""
    return {"busy": True, "done": done, "total": total, "words": FITTING}


def encode_live(live: Followed) -> dict[str, Any]:
    """Encode what following has brought."""
    return {
        "offered": live.can_change,
        "since": live.since,
        "new_runs": live.new_runs,
        "trouble": live.trouble,
    }


def examples(column: Column) -> str:
    """Write a glimpse of a column: ``1e-05 to 1``, ``adam, sgd, … 3 more``."""
    codes = column.present if column.levels else ()
    shown = fitting(len(codes), MOST_EXAMPLES)
    levels = [column.levels[code] for code in codes[:shown]]
    if column.kind == "numeric":
        low, high = numbers([np.nanmin(column.numbers), np.nanmax(column.numbers)])
        levels.insert(0, low if low == high else f"{low} to {high}")
    more = len(codes) - shown
    return ", ".join(levels) + (f", … {more} more" if more > 0 else "") if levels else "no values"
