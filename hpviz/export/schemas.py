"""The forms of the documents for programs, as JSON Schema (draft 2020-12).

Within a version keys are only added: a reader that ignores keys it does not know reads every later document
of the version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNS = "hpviz-runs/1"
RANKING = "hpviz-ranking/1"
EFFECT = "hpviz-effect/1"
NEXT_SWEEP = "hpviz-next-sweep/1"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
TRUTH: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
GOAL: Schema = {"enum": ["minimize", "maximize"]}
ROWS: Schema = {"type": "array", "items": {"type": "object"}}


def _object(**keys: Schema) -> Schema:
    """Describe an object that has these keys, and perhaps others."""
    return {"type": "object", "properties": keys, "required": list(keys)}


def _array(**keys: Schema) -> Schema:
    return {"type": "array", "items": _object(**keys)}


def _document(schema: str, **keys: Schema) -> Schema:
    versions = {"type": "object", "additionalProperties": TEXT}
    described = _object(schema={"const": schema}, **keys, versions=versions)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": schema, **described}


NOTED: Mapping[str, Schema] = {
    "notes": TEXTS,
    "checks": _array(code={"type": "string", "pattern": r"^HP\d{3}$"}, text=TEXT, remedy=TEXT),
    "dismissed": TEXTS,
}

SCHEMAS: Mapping[str, Schema] = {
    RUNS: _document(
        RUNS,
        source=TEXT,
        runs=COUNT,
        statuses=COUNTS,
        params=_array(name=TEXT, kind={"enum": ["numeric", "categorical", "boolean"]}),
        metrics=_array(name=TEXT, goal=GOAL, goal_is_guessed=TRUTH),
        aside=_array(name=TEXT, reason=TEXT),
        guessed=_object(params=TEXTS, metrics=TEXTS, aside=TEXTS),
        metric=TEXT_OR_NULL,
        metric_is_guessed=TRUTH,
        experiments=TEXTS,
        experiment=TEXT_OR_NULL,
        **NOTED,
    ),
    RANKING: _document(
        RANKING,
        metric=TEXT,
        goal=GOAL,
        metric_is_guessed=TRUTH,
        goal_is_guessed=TRUTH,
        method=TEXT,
        scale={"enum": ["linear", "log", "rank"]},
        oob_r2=NUMBER_OR_NULL,
        headline=TEXT,
        trust={"enum": ["good", "fair", "weak", "none"]},
        problem=TEXT_OR_NULL,
        **NOTED,
        where=TEXT,
        runs_used=COUNT,
        runs_skipped=COUNTS,
        params=_array(
            param=TEXT,
            importance=NUMBER_OR_NULL,
            importance_low=NUMBER_OR_NULL,
            importance_high=NUMBER_OR_NULL,
            above_noise={"type": ["boolean", "null"]},
            correlation=NUMBER_OR_NULL,
        ),
        effects={"type": "object", "additionalProperties": _object(sentences=TEXTS, figures=ROWS)},
    ),
    EFFECT: _document(EFFECT, metric=TEXT, goal=GOAL, param=TEXT, sentences=TEXTS, figures=ROWS),
    NEXT_SWEEP: _document(
        NEXT_SWEEP,
        metric=TEXT,
        goal=GOAL,
        sentences=TEXTS,
        params=_array(param=TEXT, action=TEXT),
        space={"anyOf": [{"type": "null"}, _object(tool=TEXT, text=TEXT)]},
    ),
}
