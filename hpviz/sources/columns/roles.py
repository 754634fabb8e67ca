"""From named columns to `Runs`: which are parameters, which metrics, which neither, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.runs import Runs
from hpviz.runs.first_metric import first_metric
from hpviz.runs.guesses import left_out_note, roles_note
from hpviz.runs.metric_column import as_metric
from hpviz.runs.metric_vocabulary.moments import is_moment_name
from hpviz.sources.columns.attributes import REASONS, attributes, facts_of
from hpviz.sources.columns.choice import YOURS, Choice
from hpviz.sources.columns.evidence import placing
from hpviz.sources.columns.evidence.votes import GUESS, Verdict, is_question
from hpviz.sources.columns.parts import part_of
from hpviz.sources.columns.prefixes import PLACE, Prefixes
from hpviz.sources.columns.reasons import EMPTY, is_bits, reason_aside
from hpviz.sources.columns.rows.choices import as_params, as_questions
from hpviz.sources.columns.rows.replicates import with_replicates
from hpviz.sources.columns.unprefixed import BOOKKEPT, beside_prefixed, noted
from hpviz.sources.columns.vocabulary import (
    is_metric_name,
    is_param_name,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.checks import Note
    from hpviz.runs.column import Column
    from hpviz.sources.columns.choice import Given
    from hpviz.sources.columns.table import Table

LAST_RESORT = "the last column of numbers"


@dataclass(frozen=True, kw_only=True)
class _Evidence:
    """All that the verdict on a column rests on."""

    table: Table
    prefixes: Prefixes
    choice: Choice
    facts: Mapping[str, str]
    has_prefixed_params: bool
    """Whether the source marks params: those that a person chose say nothing of the others."""


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
    has_prefixed_params = prefixes.has("param")
    prefixes = prefixes.with_marks(choice.marks)
    evidence = _Evidence(
        table=table,
        prefixes=prefixes,
        choice=choice,
        facts=_attributes(table, prefixes),
        has_prefixed_params=has_prefixed_params,
    )
    settled = {name: _settled(name, evidence) for name in table.columns}
    placed = {name: verdict for name, verdict in settled.items() if verdict} | _weighed(settled, evidence)
    verdicts = {name: _checked(name, placed[name], evidence) for name in table.columns}
    verdicts |= _last_resort(verdicts, evidence)
    if "param" not in choice.complete:
        verdicts |= as_params(table, verdicts)
        verdicts |= as_questions(table, verdicts)
    elif not any(verdict.role == "metric" for verdict in verdicts.values()):
        verdicts |= _numbers_not_given(verdicts, evidence)
    notes = _notes(verdicts, evidence)
    columns = with_replicates({name: _as(column, verdicts[name]) for name, column in table.columns.items()})
    return _runs(replace(table, columns=columns).noting(*notes), evidence)


def _attributes(table: Table, prefixes: Prefixes) -> dict[str, str]:
    free = {name: column for name, column in table.columns.items() if name not in prefixes.marks}
    by_fact = attributes(free, marked=bool(prefixes.marks))
    return {fact: name for fact, name in by_fact.items() if fact not in table.facts}


def _settled(name: str, evidence: _Evidence) -> Verdict | None:
    """Decide by the person's choice, then the source, then the prefixes; None where only evidence can."""
    column = evidence.table.columns[name]
    if name in evidence.choice.marks:
        return Verdict(evidence.choice.marks[name].role, YOURS)
    for fact, its_name in evidence.facts.items():
        if name == its_name:
            # In a plain table a "study" or a "sweep" may as well be what was compared.
            is_guess = fact == "groups" and not evidence.prefixes.marks and column.varies
            return Verdict("aside", REASONS[fact], guessed=is_guess)
    if column.role == "aside":
        return Verdict("aside", column.reason)
    return _declared(name, column, evidence) or _no_choice(name, column, evidence)


def _declared(name: str, column: Column, evidence: _Evidence) -> Verdict | None:
    if not column.active and len(column.numbers):
        return Verdict("aside", EMPTY)
    if name not in evidence.prefixes.marks:
        return None
    role, rest, reason = evidence.prefixes.marks[name]
    if _is_bookkeeping(rest):
        return Verdict("aside", BOOKKEPT)
    return Verdict(role, reason, guessed=reason == PLACE)


def _is_bookkeeping(rest: str) -> bool:
    return rest.startswith("_wandb") or rest in {"_step", "_timestamp"}


def _no_choice(name: str, column: Column, evidence: _Evidence) -> Verdict | None:
    """Set aside what the tracker kept for itself, counts of steps, and what can be no parameter."""
    if kept := noted(name, column):
        return Verdict("aside", kept)
    if evidence.has_prefixed_params:
        has_metrics, by_tracker = evidence.prefixes.has("metric"), bool(evidence.table.marks)
        return beside_prefixed(column, has_metrics=has_metrics, by_tracker=by_tracker)
    against = reason_aside(column)
    if against and not (column.kind == "numeric" and is_metric_name(name)):
        return Verdict("aside", against)
    return None


def _weighed(settled: Mapping[str, Verdict | None], evidence: _Evidence) -> dict[str, Verdict]:
    """Place by evidence what nothing declares."""
    columns = {
        name: column
        for name, column in evidence.table.columns.items()
        if (verdict := settled[name]) is None or verdict.role != "aside"
    }
    known = {name: verdict.role for name, verdict in settled.items() if verdict and verdict.role != "aside"}
    bits = {name for name, column in columns.items() if name not in known and is_bits(column)}
    known |= dict.fromkeys(bits, "param")
    weighed = placing.verdicts(columns, known)
    return weighed | dict.fromkeys(bits, Verdict("param", GUESS, guessed=True))


def _checked(name: str, verdict: Verdict, evidence: _Evidence) -> Verdict:
    """Let no column be what its cells cannot be, nor what the person left out of a list."""
    column = evidence.table.columns[name]
    if name in evidence.choice.marks:
        return verdict
    if verdict.role == "metric" and column.kind == "categorical" and len(column.numbers):
        verdict = Verdict("aside", "a metric without numbers")
    elif verdict.role == "param" and (against := reason_aside(column)):
        verdict = Verdict("aside", against)
    role, reason = evidence.choice.limited(verdict.role, verdict.reason)
    return verdict if (role, reason) == verdict[:2] else Verdict(role, reason)


def _numbers_not_given(verdicts: Mapping[str, Verdict], evidence: _Evidence) -> dict[str, Verdict]:
    """Take the numbers that a person left out of the params for results, where nothing else is one."""
    not_given = Verdict(*evidence.choice.limited("param", ""))
    return {
        name: Verdict("metric", "a number that is no parameter", guessed=True)
        for name, verdict in verdicts.items()
        if verdict[:2] == not_given[:2] and evidence.table.columns[name].kind == "numeric"
    }


def _last_resort(verdicts: Mapping[str, Verdict], evidence: _Evidence) -> dict[str, Verdict]:
    """Where nothing speaks for a metric, tables tend to end with it."""
    results = [name for name, verdict in verdicts.items() if verdict.role == "metric"]
    if not all(map(is_moment_name, results)) or evidence.prefixes.marks:
        return {}
    open_ones = {name for name, verdict in verdicts.items() if is_question(verdict)}
    columns = evidence.table.columns
    numeric = [
        name
        for name, verdict in verdicts.items()
        if columns[name].kind == "numeric" and (verdict.role == "param" or name in open_ones)
    ]
    if len(numeric) < 1 or len(verdicts) < 2:
        return {}
    last = max(numeric, key=lambda name: (is_metric_name(name), name in open_ones))
    if not is_metric_name(last):
        last = first_metric([name for name in numeric[::-1] if name in open_ones]) or numeric[-1]
    return {} if is_param_name(last) else {last: Verdict("metric", LAST_RESORT, guessed=True)}


def _notes(verdicts: Mapping[str, Verdict], evidence: _Evidence) -> list[Note]:
    """Write what was guessed, unless the reader of the source has said so."""
    guessed = {name: verdict for name, verdict in verdicts.items() if verdict.guessed}
    left_out = [name for name, verdict in guessed.items() if verdict.role == "aside"]
    if not guessed or (evidence.prefixes.marks and not left_out):
        return []
    metrics = [name for name, verdict in guessed.items() if verdict.role == "metric"]
    return [roles_note(metrics, has_metric=bool(metrics))]


def _as(column: Column, verdict: Verdict) -> Column:
    role, reason, guessed = verdict
    if role == "metric" and column.kind == "boolean":
        column = as_metric(column)
    if role == "metric" and column.kind != "numeric" and len(column.numbers):
        raise HpvizError(f"column {column.name!r} holds no numbers, so it cannot be a metric")
    part = part_of(column) if role == "param" else "choice"
    return column.labelled(role=role, reason=reason, guessed=guessed, part=part)


def _runs(table: Table, evidence: _Evidence) -> Runs:
    shown = evidence.prefixes.shown(table.columns)
    columns = [
        column.labelled(
            name=shown[name], given_name=column.given_name or (name if shown[name] != name else "")
        )
        for name, column in table.columns.items()
    ]
    facts = facts_of(evidence.table.columns, evidence.facts) | dict(table.facts)
    left_out = left_out_note([column.name for column in columns if column.role == "aside" and column.guessed])
    return Runs.of(
        columns,
        table.n,
        source=table.source,
        notes=(*table.notes, *left_out),
        hints=table.hints.renamed(shown),
        history=table.history and table.history.renamed(shown),
        experiments=table.experiments,
        experiment=table.experiment,
        population=table.population and table.population.with_statuses(evidence.facts.get("statuses")),
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
        guessed = column.guessed and role == column.role
        verdict = Verdict(marks[name], YOURS) if name in marks else Verdict(role, reason, guessed)
        columns[name] = _as(column, verdict)
    return runs.with_columns(with_replicates(columns).values())
