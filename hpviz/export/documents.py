"""Runs, rankings, effects and advice as JSON for programs: documents whose form has a version.

Within a version keys are only added. All figures have every digit, null where they mean nothing;
`hpviz.export.schemas` describes each form.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from hpviz.export.schemas import EFFECT, NEXT_SWEEP, RANKING, RUNS
from hpviz.export.tables import json_text
from hpviz.export.versions import versions
from hpviz.text import ranking as text
from hpviz.text.advice import next_sweep as words
from hpviz.text.refusals import problem
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from hpviz.analysis.next_sweep.advice import SweepAdvice
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.checks import Note
    from hpviz.runs import Runs

Document = dict[str, Any]


def written(document: Document) -> str:
    """Write a document as JSON."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def runs_document(runs: Runs) -> Document:
    """Describe what was read: the columns by their roles, and what is a guess.

    Parameters
    ----------
    runs
        From `hpviz.read`.
    """
    guesses = runs.guesses
    return {
        "schema": RUNS,
        "source": runs.source,
        "runs": len(runs),
        "statuses": runs.status_counts(),
        "params": [{"name": name, "kind": column.kind} for name, column in runs.params.items()],
        "metrics": [
            {"name": name, "goal": runs.default_goal(name), "goal_is_guessed": runs.goal_is_guessed(name)}
            for name in runs.metrics
        ],
        "aside": [{"name": name, "reason": column.reason} for name, column in runs.aside.items()],
        "guessed": {"params": guesses.params, "metrics": guesses.metrics, "aside": guesses.aside},
        "metric": runs.default_metric(),
        "metric_is_guessed": bool(guesses.metric),
        "experiments": runs.experiments,
        "experiment": runs.experiment or None,
        **_noted(runs.notes, runs.dismissed),
        "versions": versions(),
    }


def ranking_document(result: RankResult, effects: Mapping[str, Picture]) -> Document:
    """Describe a ranking.

    Parameters
    ----------
    result
        From `hpviz.rank`.
    effects
        Param to the picture of its effect, whose sentences and figures are added.
    """
    return {
        **_head(RANKING, result),
        "metric_is_guessed": bool(result.target.rivals),
        "goal_is_guessed": bool(result.target.guessed),
        "method": result.method,
        "scale": result.scale,
        "oob_r2": result.oob_r2 if math.isfinite(result.oob_r2) else None,
        "headline": whole_headline(result),
        "trust": result.trust,
        "problem": problem(result),
        **_noted(text.notes(result), result.dismissed),
        "where": result.where,
        "runs_used": result.runs_used,
        "runs_skipped": dict(result.runs_skipped),
        "params": _rows(result.table()),
        "effects": {param: _figures(picture) for param, picture in effects.items()},
        "versions": versions(),
    }


def effect_document(result: RankResult, param: str, effect: Picture) -> Document:
    """Describe what a param does to the metric.

    Parameters
    ----------
    result
        From `hpviz.rank`.
    param, effect
        The param, and the picture of its effect.
    """
    return {**_head(EFFECT, result), "param": param, **_figures(effect), "versions": versions()}


def next_sweep_document(advice: SweepAdvice, space: Mapping[str, str] | None = None) -> Document:
    """Describe what the next sweep should try.

    Parameters
    ----------
    advice
        From `Ranking.next_sweep`.
    space
        The advised space as a tool takes it: the `tool` and the `text`.
    """
    return {
        **_head(NEXT_SWEEP, advice.result),
        "sentences": list(words.sentences(advice)),
        "params": _rows(words.table(advice)),
        "space": None if space is None else dict(space),
        "versions": versions(),
    }


def _head(schema: str, result: RankResult) -> Document:
    return {"schema": schema, "metric": result.metric, "goal": result.goal}


def _noted(notes: Iterable[Note], dismissed: Iterable[str]) -> Document:
    """Describe notes: as sentences, and with their codes and what to do about them."""
    given = list(notes)
    return {
        "notes": [str(note) for note in given],
        "checks": [{"code": note.code, "text": str(note), "remedy": note.remedy} for note in given],
        "dismissed": sorted(dismissed),
    }


def _figures(picture: Picture) -> Document:
    return {"sentences": list(picture.sentences), "figures": _rows(picture.table())}


def _rows(table: pd.DataFrame) -> list[Document]:
    rows: list[Document] = json.loads(json_text(table))
    return rows
