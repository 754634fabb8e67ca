"""Tables exported from W&B's pages, recognised by their columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from hpviz.errors import HpvizError
from hpviz.sources.columns.attributes import REASONS, facts_of
from hpviz.sources.columns.prefixes import Mark
from hpviz.sources.columns.vocabulary import BOOKKEEPING, is_metric_name, is_step_name, is_time_name, normal
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
    """Take the one place where the order starts anew as the border, unless the names speak against it."""
    folded = [name.lower() for name in names]
    borders = [place for place in range(1, len(names)) if folded[place] < folded[place - 1]]
    if len(borders) != 1:
        return table
    before, after = names[: borders[0]], names[borders[0] :]
    if any(_is_measured(table, name) for name in before) or not any(
        _is_measured(table, name) for name in after
    ):
        return table
    reason = "guessed from its place in the table"
    marks = {name: Mark("param", name, reason) for name in before}
    marks |= {name: Mark("metric", name, reason) for name in after}
    return replace(table, marks={**table.marks, **marks}).noting(
        f"W&B's export does not say which columns are parameters and which are metrics. By their order, "
        f"those from {after[0]!r} on were taken as metrics. Correct it with params=[...] and metrics=[...]."
    )


def _is_measured(table: Table, name: str) -> bool:
    numeric = table.columns[name].kind == "numeric"
    return numeric and (is_metric_name(name) or is_time_name(name)) and not is_step_name(name)


WANDB_CHART = Reader(name="W&B's export of a chart", recognises=_is_chart, read=refuse_chart)
WANDB_EXPORT = Reader(
    name="W&B's runs table", recognises=_is_runs_table, read=lambda table, _: from_runs_table(table)
)
