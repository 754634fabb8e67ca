"""Tables exported from W&B's pages, recognised by their columns."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from hpviz.checks import columns as checks
from hpviz.errors import HpvizError
from hpviz.formatting.words import listed
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
    from collections.abc import Callable

    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions

# At most every third column came later than the others.
MOST_LATE = 3
FEWEST_SURE = 7
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
    # W&B writes the configuration, then the metrics, each by code points: capital letters first.
    rest = [name for name in columns if not _is_page_column(name)]
    facts = {**table.facts, **facts_of(table.columns, by_fact)}
    table = replace(table, columns=columns, facts=facts, source=f"W&B runs table, {table.source}")
    return _split_by_alphabet(table, rest)


def _is_page_column(name: str) -> bool:
    known = {column for candidates in _WANDB_FACTS.values() for column in candidates} | _WANDB_COLUMNS
    return name in known or normal(name) in BOOKKEEPING or name.startswith("_")


def _split_by_alphabet(table: Table, names: list[str]) -> Table:
    """Take the place where the order starts anew as the border, unless the names speak against it."""
    parts = next(filter(None, (_parts(table, names, order) for order in (str, str.lower))), None)
    if parts is None:
        return table
    before, after, late = parts
    marks = {name: Mark("param", name, PLACE) for name in before}
    marks |= {name: Mark("metric", name, PLACE) for name in after}
    marks |= {name: mark for name in late if (mark := _mark_of_late(table, name)) is not None}
    by_name = f", and by their names of {listed(late, 6, last=', ')}, which came later" if late else ""
    note = checks.ROLES_BY_ORDER.note(
        f"W&B's export does not say which columns are parameters and which are metrics. By their order, "
        f"those from {after[0]!r} on were taken as metrics{by_name}. "
        "Correct it with params=[...] and metrics=[...]."
    )
    return replace(table, marks={**table.marks, **marks}).noting(note)


def _parts(
    table: Table, names: list[str], order: Callable[[str], str]
) -> tuple[list[str], list[str], list[str]] | None:
    """Split into configuration, metrics, and a few keys that came later; None where it is not so ordered."""
    keys = [order(name) for name in names]
    borders = [place for place in range(1, len(names)) if keys[place] < keys[place - 1]]
    if not borders:
        return None
    first, end = borders[0], borders[1] if len(borders) > 1 else len(names)
    before, after, late = names[:first], names[first:end], names[end:]
    if len(late) * MOST_LATE > len(names):
        return None
    # A configuration may have "rewards.weight" and "desired_kl" in it.
    shares = [sum(_is_measured(table, name) for name in part) / len(part) for part in (before, after)]
    # Few orders of so many names have a single border by accident: one in forty of seven.
    is_sure = not late and len(names) >= FEWEST_SURE and shares[1] > 0
    chosen = sum(is_param_name(name) and not _is_measured(table, name) for name in after)
    return (before, after, late) if shares[1] > shares[0] or (is_sure and 2 * chosen <= len(after)) else None


def _mark_of_late(table: Table, name: str) -> Mark | None:
    if _is_measured(table, name):
        return Mark("metric", name, PLACE)
    if is_param_name(name) or table.columns[name].kind != "numeric":
        return Mark("param", name, PLACE)
    return None


def _is_measured(table: Table, name: str) -> bool:
    numeric = table.columns[name].kind == "numeric"
    return numeric and (is_metric_name(name) or is_time_name(name)) and not is_step_name(name)


WANDB_CHART = Reader(name="W&B's export of a chart", recognises=_is_chart, read=refuse_chart)
WANDB_EXPORT = Reader(
    name="W&B's runs table", recognises=_is_runs_table, read=lambda table, _: from_runs_table(table)
)
