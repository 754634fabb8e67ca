"""From named columns to `Runs`: which are parameters, which metrics, which neither, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.errors import HpvizError
from hpviz.formatting import listed
from hpviz.runs import Runs
from hpviz.sources.columns.attributes import REASONS, attributes, facts_of
from hpviz.sources.columns.choice import YOURS, Choice
from hpviz.sources.columns.naming import renamed_hints, renamed_history, shown_names
from hpviz.sources.columns.prefixes import Prefixes
from hpviz.sources.columns.reasons import EMPTY, reason_aside
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    OUTSIDE_KNOBS,
    is_metric_name,
    is_param_name,
    is_step_name,
    is_time_name,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.column import Column, Role
    from hpviz.sources.columns.choice import Given
    from hpviz.sources.columns.table import Table

    Verdict = tuple[Role, str]

GUESS = "guessed from its name"
LAST_RESORT = "the last column of numbers"
BOOKKEPT = "the tracker's bookkeeping"


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    """All that the verdict on a column rests on."""

    table: Table
    prefixes: Prefixes
    choice: Choice
    facts: Mapping[str, str]

    @property
    def guessing(self) -> bool:
        """Nothing but names tells parameters and metrics apart."""
        return not self.prefixes.marks


def assign(table: Table, *, params: Given = None, metrics: Given = None) -> Runs:
    """Assign each column its role, parameter, metric, run attribute or neither, and build `Runs`.

    Parameters
    ----------
    table
        The named columns.
    params, metrics
        Names, as in the source or without their prefix, or one prefix; they overrule every guess.

    Raises
    ------
    HpvizError
        A name that is not there, or a metric without numbers.
    """
    prefixes = Prefixes.among(table.columns).with_marks(table.marks)
    choice = Choice.of(table.columns, prefixes, params=params, metrics=metrics)
    prefixes = prefixes.with_marks(choice.marks)
    evidence = _Evidence(table=table, prefixes=prefixes, choice=choice, facts=_attributes(table, prefixes))
    verdicts = {name: _verdict(name, evidence) for name in table.columns}
    verdicts |= _last_resort(verdicts, evidence)
    notes = _notes(verdicts, evidence)
    columns = {name: _as(column, *verdicts[name]) for name, column in table.columns.items()}
    return _runs(replace(table, columns=columns).noting(*notes), evidence)


def _attributes(table: Table, prefixes: Prefixes) -> dict[str, str]:
    free = {name: column for name, column in table.columns.items() if name not in prefixes.marks}
    by_fact = attributes(free, marked=bool(prefixes.marks))
    return {fact: name for fact, name in by_fact.items() if fact not in table.facts}


def _verdict(name: str, evidence: _Evidence) -> Verdict:
    """Decide by the person's choice, then the source, then the prefixes, then the name."""
    column = evidence.table.columns[name]
    if name in evidence.choice.marks:
        return evidence.choice.marks[name].role, YOURS
    for fact, its_name in evidence.facts.items():
        if name == its_name:
            return "aside", REASONS[fact]
    if column.role == "aside":
        return "aside", column.reason
    role, reason = _first_opinion(name, column, evidence)
    if role == "metric":
        role, reason = _checked_metric(column, reason)
    elif role == "param" and (against := reason_aside(column)):
        role, reason = "aside", against
    return evidence.choice.limited(role, reason)


def _first_opinion(name: str, column: Column, evidence: _Evidence) -> Verdict:
    if not column.active and len(column.numbers):
        return "aside", EMPTY
    if name in evidence.prefixes.marks:
        role, rest, reason = evidence.prefixes.marks[name]
        return ("aside", BOOKKEPT) if _is_bookkeeping(rest) else (role, reason)
    if normal(name) in BOOKKEEPING or normal(name).startswith(("tags_", "system_attrs", "_wandb")):
        return "aside", BOOKKEPT
    if column.kind == "numeric" and is_step_name(name):
        return "aside", "the step at which the run ended"
    if evidence.guessing:
        return _guess(name, column)
    return _unmarked(name, column, evidence)


def _is_bookkeeping(rest: str) -> bool:
    return rest.startswith("_wandb") or rest in {"_step", "_timestamp"}


def _guess(name: str, column: Column) -> Verdict:
    if (
        column.kind == "numeric"
        and (is_metric_name(name) or is_time_name(name))
        and not _is_bits(column, name)
    ):
        return "metric", GUESS
    return "param", GUESS


def _is_bits(column: Column, name: str) -> bool:
    """Whether this is a trainer's `precision`, 16 or 32, not a classifier's, which is at most 1."""
    return normal(name) == "precision" and column.integral and bool(np.nanmin(column.numbers) > 1)


def _unmarked(name: str, column: Column, evidence: _Evidence) -> Verdict:
    """Place a column without prefix among columns that have one."""
    has_params, has_metrics = evidence.prefixes.has("param"), evidence.prefixes.has("metric")
    if normal(name) in OUTSIDE_KNOBS:
        return "param", "a knob outside of the configuration"
    if not has_params:
        return _guess(name, column)
    if name.startswith("user_attrs_") and column.kind == "numeric":
        return "metric", "a number among the user attributes"
    if (
        column.kind == "numeric"
        and not (is_param_name(name) or reason_aside(column))
        and (not has_metrics or is_metric_name(name) or is_time_name(name))
    ):
        return "metric", GUESS
    return "aside", "neither under the parameters nor under the metrics"


def _checked_metric(column: Column, reason: str) -> Verdict:
    if column.kind == "categorical" and len(column.numbers):
        return "aside", "a metric without numbers"
    return "metric", reason


def _last_resort(verdicts: Mapping[str, Verdict], evidence: _Evidence) -> dict[str, Verdict]:
    """Where no name sounds like a metric, tables tend to end with it."""
    if any(role == "metric" for role, _ in verdicts.values()) or not evidence.guessing:
        return {}
    numeric = [
        name
        for name, (role, _) in verdicts.items()
        if role == "param" and evidence.table.columns[name].kind == "numeric"
    ]
    if len(numeric) < 1 or len(verdicts) < 2 or is_param_name(numeric[-1]):
        return {}
    return {numeric[-1]: ("metric", LAST_RESORT)}


def _notes(verdicts: Mapping[str, Verdict], evidence: _Evidence) -> list[str]:
    guessed = [
        name for name, (role, why) in verdicts.items() if role == "metric" and why in {GUESS, LAST_RESORT}
    ]
    if not evidence.guessing or not any(why == GUESS for _, why in verdicts.values()):
        return []
    shown = listed(guessed, 6, last=", ")
    taken = f"{shown} taken as metric{'s' if len(guessed) > 1 else ''}" if guessed else "no metric found"
    note = (
        "The columns do not say which are parameters and which are metrics, so it was guessed from their "
        f"names: {taken}. Correct it with params=[...] and metrics=[...]."
    )
    return [note]


def _as(column: Column, role: Role, reason: str) -> Column:
    if role == "metric" and column.kind == "boolean":
        truth = np.array([*(float(level == "True") for level in column.levels), np.nan])[column.codes]
        column = replace(column, numbers=truth, codes=np.full_like(column.codes, -1), levels=())
    if role == "metric" and column.kind != "numeric" and len(column.numbers):
        raise HpvizError(f"column {column.name!r} holds no numbers, so it cannot be a metric")
    return column.labelled(role=role, reason=reason)


def _runs(table: Table, evidence: _Evidence) -> Runs:
    shown = shown_names(table.columns, evidence.prefixes)
    columns = [
        column.labelled(
            name=shown[name], given_name=column.given_name or (name if shown[name] != name else "")
        )
        for name, column in table.columns.items()
    ]
    facts = facts_of(evidence.table.columns, evidence.facts) | dict(table.facts)
    return Runs.of(
        columns,
        table.n,
        source=table.source,
        notes=table.notes,
        hints=renamed_hints(table.hints, shown),
        history=renamed_history(table.history, shown),
        experiments=table.experiments,
        experiment=table.experiment,
        **facts,
    )


def reassign(runs: Runs, *, params: Given = None, metrics: Given = None) -> Runs:
    """Correct the roles of runs that were read before; without corrections they stay as they are."""
    if params is None and metrics is None:
        return runs
    given = {column.given_name or name: name for name, column in runs.columns.items()}
    choice = Choice.of(
        dict.fromkeys([*given, *runs.columns]), Prefixes.among(given), params=params, metrics=metrics
    )
    marks = {given.get(name, name): mark.role for name, mark in choice.marks.items()}
    columns = {}
    for name, column in runs.columns.items():
        role, reason = choice.limited(column.role, column.reason)
        columns[name] = _as(column, *((marks[name], YOURS) if name in marks else (role, reason)))
    return replace(runs, columns=columns)
