"""Tables exported from W&B's pages, recognised by their columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from hpviz.errors import HpvizError
from hpviz.sources.columns.attributes import REASONS, facts_of
from hpviz.sources.columns.prefixes import PLACE, Mark
from hpviz.sources.columns.vocabulary import (
    BOOKKEEPING,
    is_metric_name,
    is_param_name,
    is_step_name,
    is_time_name,
    normal,
)
from hpviz.sources.reader import Reader

if TYPE_CHECKING:
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

# The columns of W&B's runs table that are of the page, not of the run.
_WANDB_FACTS = {
    "run_ids": ("ID",),
    "names": ("Name",),
    "statuses": ("State",),
    "created": ("Created",),
    "groups": ("Sweep", "Group"),
}
_WANDB_COLUMNS = frozenset({"State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep"})
_CHART_EXTREME = re.compile(r".+ - .+__(?:MIN|MAX)")
_CHART_AXES = frozenset(
    {"Step", "Wall Time", "Relative Time (Wall)", "Relative Time (Process)", "global_step"}
)


def _is_runs_table(table: Table) -> bool:
    names = table.columns.keys()
    return "Name" in names and len(_WANDB_COLUMNS & names) >= 2


def _is_chart(table: Table) -> bool:
    names = list(table.columns)
    if any(map(_CHART_EXTREME.fullmatch, names)):
        return True
    return len(names) > 1 and names[0] in _CHART_AXES and all(" - " in name for name in names[1:])


def refuse_chart(table: Table, _options: ReadOptions) -> NoReturn:
    """Refuse W&B's export of a chart, which has neither parameters nor runs."""
    raise HpvizError(_chart_refusal(table))


def _chart_refusal(table: Table) -> str:
    return (
        f"{table.source} is W&B's export of a chart: it has the curves of some runs but no parameters. "
        "Export the runs table instead: open the project's Runs page, show the columns that you want, and "
        "choose Download, CSV export."
    )


def from_runs_table(table: Table) -> Table:
    """Set the page's own columns aside, and tell parameters from metrics by the order of the others."""
    by_fact = {
        fact: name
        for fact, candidates in _WANDB_FACTS.items()
        for name in candidates
        if name in table.columns and not table.columns[name].absent.all()
    }
    columns = dict(table.columns)
    for fact, name in by_fact.items():
        columns[name] = replace(columns[name], role="aside", reason=REASONS[fact])
    # W&B writes the configuration, then the metrics, each in alphabetical order.
    rest = [name for name in columns if not _is_page_column(name)]
    facts = {**table.facts, **facts_of(table.columns, by_fact)}
    table = replace(table, columns=columns, facts=facts, source=f"W&B runs table, {table.source}")
    return _split_by_alphabet(table, rest)


def _is_page_column(name: str) -> bool:
    known = {column for candidates in _WANDB_FACTS.values() for column in candidates} | _WANDB_COLUMNS
    return name in known or normal(name) in BOOKKEEPING or name.startswith("_")


def _split_by_alphabet(table: Table, names: list[str]) -> Table:
    """Take a place where the order starts anew as the border, unless the names speak against it."""
    border = _border(table, names)
    if border is None:
        return table
    before, after = names[:border], names[border:]
    marks = {name: Mark("param", name, PLACE) for name in before}
    marks |= {name: Mark("metric", name, PLACE) for name in after}
    return replace(table, marks={**table.marks, **marks}).noting(
        f"W&B's export does not say which columns are parameters and which are metrics. By their order, "
        f"those from {after[0]!r} on were taken as metrics. Correct it with params=[...] and metrics=[...]."
    )


def _border(table: Table, names: list[str]) -> int | None:
    """Find where the metrics begin: W&B sorts by code point, older exports without regard to case.

    Keys that only later runs logged come after the sorted ones of their kind, so that the order may start
    anew in other places too; then no name may speak against the border.
    """
    results = [_is_measured(table, name) for name in names]
    choices = [is_param_name(name) for name in names]
    for order in (names, [name.lower() for name in names]):
        restarts = [place for place in range(1, len(order)) if order[place] < order[place - 1]]
        best, margin = None, 0
        for place in restarts:
            against = sum(results[:place]) + sum(choices[place:])
            speaks_for = sum(results[place:]) + sum(choices[:place])
            allowed = against == 0 or len(restarts) == 1
            if allowed and any(results[place:]) and speaks_for - against > margin:
                best, margin = place, speaks_for - against
        if best is not None:
            return best
    return None


def _is_measured(table: Table, name: str) -> bool:
    numeric = table.columns[name].kind == "numeric"
    return numeric and (is_metric_name(name) or is_time_name(name)) and not is_step_name(name)


WANDB_CHART = Reader(name="W&B's export of a chart", recognises=_is_chart, read=refuse_chart)
WANDB_EXPORT = Reader(
    name="W&B's runs table", recognises=_is_runs_table, read=lambda table, _: from_runs_table(table)
)
