"""The tools: what each takes, as JSON Schema, and the document that it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hpviz.analysis import METHOD_NAMES, SCALES, RankOptions
from hpviz.api import rank, read
from hpviz.errors import HpvizError, unknown_name
from hpviz.export.documents import effect_document, next_sweep_document, ranking_document, runs_document
from hpviz.export.schemas import EFFECT, NEXT_SWEEP, RANKING, RUNS, SCHEMAS, TEXT, TEXTS
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS
from hpviz.search_space import TOOLS as SWEEP_TOOLS
from hpviz.sources.locate import local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hpviz.export.documents import Document
    from hpviz.export.schemas import Schema
    from hpviz.ranking import Ranking

DEFAULT = RankOptions()


def _described(schema: Schema, description: str) -> Schema:
    return schema | {"description": description}


READING: Mapping[str, Schema] = {
    "source": _described(
        TEXT, "Path of a table, or of a tracker's folder, database or log, on this machine."
    ),
    "params": _described(TEXTS, "Columns that are parameters, where the guess is wrong."),
    "metrics": _described(TEXTS, "Columns that are metrics, where the guess is wrong."),
    "kinds": {
        "type": "object",
        "additionalProperties": {"enum": ["category", "number"]},
        "description": "Columns that are read as the other kind.",
    },
    "run": _described(TEXT, "The column that names the run, where a table has one row per step."),
    "step": _described(TEXT, "The column that counts the steps."),
    "experiment": _described(TEXT, "Which study, experiment or project of a store that holds several."),
    "dismiss": _described(TEXTS, "Codes of notes to leave out, such as HP012."),
}
RANKING_OPTIONS: Mapping[str, Schema] = {
    "metric": {
        "type": ["string", "array"],
        "items": TEXT,
        "description": "Default: the best known name. Or failure, which shows what makes runs fail. Several: "
        "what brings runs close to their Pareto front.",
    },
    "goal": {"enum": list(GOALS), "description": "Default: by the metric's name."},
    "method": {"enum": list(METHOD_NAMES), "description": f"Of importance. Default: {DEFAULT.method}."},
    "where": _described(TEXT, "Keep the runs that this is true of: lr <= 0.01 and optimizer == 'adam'."),
    "hidden": _described(TEXTS, "Parameters to leave out."),
    "scale": {"enum": list(SCALES), "description": f"Of the metric. Default: {DEFAULT.scale}."},
    "aggregate": {"enum": list(AGGREGATES), "description": "Which step of a run counts. Default: last."},
    "statuses": {
        "type": "array",
        "items": {"enum": list(STATUSES)},
        "description": "Runs of which statuses enter. Default: finished, unknown.",
    },
    "seed": {"type": "integer", "minimum": 0, "description": "Of the forest. Default: 0."},
}


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool.

    Attributes
    ----------
    name, description
        What it is called, and what it is for.
    takes
        Argument to its schema.
    required
        The arguments that have to be given.
    schema
        The name of the form of its document.
    answer
        Makes the document of the arguments; raises an `HpvizError` where there is none.
    """

    name: str
    description: str
    takes: Mapping[str, Schema]
    required: tuple[str, ...]
    schema: str
    answer: Callable[[dict[str, Any]], Document]

    @property
    def input_schema(self) -> Schema:
        """The arguments as JSON Schema."""
        return {
            "type": "object",
            "properties": dict(self.takes),
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def output_schema(self) -> Schema:
        """The document as JSON Schema."""
        return SCHEMAS[self.schema]

    def call(self, arguments: Mapping[str, Any]) -> Document:
        """Answer a call.

        Raises
        ------
        HpvizError
            An argument that is unknown, missing or of another type, or no answer.
        """
        for name in sorted(set(arguments) - set(self.takes)):
            raise unknown_name("argument", name, list(self.takes), where=f"of {self.name}")
        # Agents write null for what they leave out.
        given = {name: value for name, value in arguments.items() if value is not None}
        for name in self.required:
            if name not in given:
                raise HpvizError(f"{self.name} needs the argument {name!r}")
        for name, value in given.items():
            _check_type(name, value, self.takes[name])
        if local(given["source"]) is None:
            source = given["source"]
            raise HpvizError(f"{source!r} is the address of a service; only paths on this machine are read")
        return self.answer(given)


TYPES: Mapping[str, tuple[type, str]] = {
    "string": (str, "a text"),
    "array": (list, "a list of texts"),
    "object": (dict, "an object"),
    "integer": (int, "a whole number"),
}


def _check_type(name: str, value: object, schema: Schema) -> None:
    """Refuse a value of another type; whether it exists, is checked where it is used."""
    kind = schema.get("type", "string")
    accepted = [TYPES[each] for each in ([kind] if isinstance(kind, str) else kind)]
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    is_other = not isinstance(value, tuple(of for of, _ in accepted)) or isinstance(value, bool)
    if is_other or not all(isinstance(part, str) for part in parts):
        wanted = " or ".join(words for _, words in accepted)
        raise HpvizError(f"{name}={value!r} is of the wrong type; give {wanted}")


def _read(given: dict[str, Any]) -> Document:
    return runs_document(read(given.pop("source"), **given))


def _rank(given: dict[str, Any]) -> Document:
    return ranking_document(_ranking(given), {})


def _effect(given: dict[str, Any]) -> Document:
    param = given.pop("param")
    ranking = _answering(given)
    effect = ranking.effect(param)
    return effect_document(ranking, ranking.require_evidence().runs.resolve(param, "param"), effect)


def _next_sweep(given: dict[str, Any]) -> Document:
    tool = given.pop("tool", None)
    advice = _answering(given).next_sweep()
    return next_sweep_document(advice, None if tool is None else {"tool": tool, "text": advice.text(tool)})


def _ranking(given: dict[str, Any]) -> Ranking:
    return rank(given.pop("source"), **given)


def _answering(given: dict[str, Any]) -> Ranking:
    """Rank, and refuse runs that allow no answer."""
    ranking = _ranking(given)
    if not ranking.scores:
        raise HpvizError(f"there is no answer: {ranking.headline}")
    return ranking


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            name="read",
            description="What runs a hyperparameter sweep holds: its parameters, metrics and statuses, and "
            "what of these was guessed. Call it first, and correct wrong guesses by params and metrics.",
            takes=READING,
            required=("source",),
            schema=RUNS,
            answer=_read,
        ),
        Tool(
            name="rank",
            description="Which hyperparameters matter for a metric, how sure that is, and in which "
            "direction: a row for each parameter, most important first. above_noise is false where it could "
            "be chance. Read problem and checks before relying on figures.",
            takes={**READING, **RANKING_OPTIONS},
            required=("source",),
            schema=RANKING,
            answer=_rank,
        ),
        Tool(
            name="effect",
            description="What one hyperparameter does to the metric: the best values in words, and the curve "
            "with its 95% band.",
            takes={**READING, **RANKING_OPTIONS, "param": _described(TEXT, "The parameter.")},
            required=("source", "param"),
            schema=EFFECT,
            answer=_effect,
        ),
        Tool(
            name="next_sweep",
            description="What the next sweep should try of each hyperparameter (freeze, narrow, extend, "
            "shift or keep it), and why; with tool also the space as that tool takes it.",
            takes={
                **READING,
                **RANKING_OPTIONS,
                "tool": {"enum": list(SWEEP_TOOLS), "description": "Also write the space for this tool."},
            },
            required=("source",),
            schema=NEXT_SWEEP,
            answer=_next_sweep,
        ),
    )
}
