"""DVC's ``exp show`` as CSV or JSON: one row per experiment, among rows of the commits they start from."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.sources.columns.attributes import REASONS
from hpviz.sources.columns.cells import column_of
from hpviz.sources.columns.reasons import HASHES, seconds_of
from hpviz.sources.columns.table import Table, columns_by_name
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.logged import KEPT_ASIDE
from hpviz.sources.trackers.dvc import json_export
from hpviz.sources.trackers.dvc.rows import BASELINE, HASH, NO_VALUE, Row, runs_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hpviz.runs.column import Column
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading

_HEADER = "Experiment,rev,typ,Created"
# Since version 3 a list of commits, before it a dictionary of them.
_JSON = re.compile(rb'\s*(?:\[\s*\{\s*"rev"\s*:|\{\s*"workspace"\s*:\s*\{\s*"baseline")')
# The columns of the page, with the facts of `Runs` that they hold.
_PAGE = {
    "Experiment": "names",
    "rev": "run_ids",
    "typ": "",
    "Created": "created",
    "parent": "",
    "State": "statuses",
    "Executor": "",
}


def recognises(path: Path) -> bool:
    """Whether this is such an export."""
    start = sniff.header(path).removeprefix(b"\xef\xbb\xbf")
    return start.startswith(_HEADER.encode()) or _JSON.match(start) is not None


def read(path: Path, options: ReadOptions) -> Table:
    """Read the experiments.

    Raises
    ------
    HpvizError
        The file is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise HpvizError(f"file {path.name!r} cannot be read: {paths.reason(error)}") from error
    if text.startswith(_HEADER):
        return _from_csv(text, path.name, options.reading)
    return json_export.from_text(text, path.name, options.reading)


def _from_csv(text: str, name: str, reading: Reading) -> Table:
    try:
        header, *lines = csv.reader(StringIO(text))
    except csv.Error as error:
        raise HpvizError(f"file {name!r} is not a regular table: {error}") from error
    metrics = [column for column in header if ":" in column and "metrics" in column.partition(":")[0]]
    whole = [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]
    rows, notes = runs_of([_row(line, metrics) for line in reading.each(whole, "experiments")])
    if cut := len(lines) - len(whole):
        left_out = f"{cut} line{' is' if cut == 1 else 's are'} cut off and left out of {name}."
        notes.append(checks.CUT_OFF.note(left_out))
    # A file of metrics that only a commit has would lengthen the names of all the others.
    shown = [
        column
        for column in header
        if column not in metrics or any(row.data.get(column) not in NO_VALUE for row in rows)
    ]
    table = Table(columns=_columns(shown, rows), n=len(rows), source=f"DVC experiments, CSV file {name}")
    return replace(table, facts=_facts(rows)).noting(*notes)


def _row(line: dict[str, str], metrics: Sequence[str]) -> Row:
    return Row(
        rev=line["rev"],
        name=line["Experiment"] or line["rev"],
        is_baseline=line["typ"] == BASELINE,
        cells={name: cell for name, cell in line.items() if name not in _PAGE},
        has_metrics=not metrics or any(line[name] not in NO_VALUE for name in metrics),
        state=line.get("State", ""),
        data=line,
    )


def _columns(header: Sequence[str], rows: Sequence[Row]) -> dict[str, Column]:
    columns = columns_by_name(
        column_of(column, [_cell(row.data.get(column, "")) for row in rows]) for column in header
    )
    for name, column in columns.items():
        if name in _PAGE:
            reason = REASONS.get(_PAGE[name], KEPT_ASIDE)
            columns[name] = replace(column, role="aside", reason=reason)
        elif column.levels and all(map(HASH.fullmatch, column.levels)):
            columns[name] = replace(column, role="aside", reason=HASHES)
    return columns


def _cell(text: str) -> object:
    return ABSENT if text in NO_VALUE else text


def _facts(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "run_ids": np.array([row.rev for row in rows], dtype=np.str_),
        "names": np.array([row.name for row in rows], dtype=np.str_),
        "statuses": np.array([row.status for row in rows], dtype=np.str_),
        "created": np.array([seconds_of(row.data.get("Created")) for row in rows], dtype=np.float64),
    }


DVC_EXPORT = Reader(name="DVC (exp show --csv or --json)", recognises=recognises, read=read)
