"""Lists of dictionaries, dictionaries of columns, and dictionaries of dictionaries."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from hpviz.checks import columns as checks
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.sources.columns.cells import plain
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.columns.table import Table, columns_by_name, plain_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    Record = Mapping[object, object]

# Keys under which JSON files keep their list of runs.
_LISTS = ("runs", "trials", "experiments", "results", "records", "rows", "data", "datapoints")
# Keys that only the description of one run has.
_PARTS = frozenset({"config", "params", "hparams", "metrics", "summary", "hyperparameters", "value"})


def from_records(items: Iterable[object], source: str) -> Table:
    """Read one dictionary per run; nested ones become dotted names."""
    records = [_record(item, place, source) for place, item in enumerate(items)]
    columns = columns_by_name(plain_columns(flattened(records), folded=False))
    return Table(columns=columns, n=len(records), source=source)


def _record(item: object, place: int, source: str) -> Record:
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {field.name: getattr(item, field.name, ABSENT) for field in dataclasses.fields(item)}
    if not isinstance(item, Mapping):
        raise HpvizError(
            f"{source}: item {place} is of type {type(item).__name__}; every item must be a dictionary, "
            f"one per run: [{{'lr': 0.1, 'val_loss': 0.3}}, ...]"
        )
    return item


def from_mapping(given: Record, source: str, *, from_json: bool = False) -> Table:
    """Read a dictionary: of columns, of runs, of one run, or with a list of runs in it.

    JSON has no way but null to leave a cell of a column empty, so there, and only there, it is absent.
    """
    if (inner := _inner_list(given)) is not None:
        return from_records(inner, source)
    if _is_split(given):
        return _from_split(given, source)
    values = list(given.values())
    if all(map(_is_column, values)):
        return _from_columns(given, source, null=ABSENT if from_json else None)
    if all(isinstance(value, Mapping) for value in values) and not _PARTS & given.keys():
        return _from_mappings(cast("Mapping[object, Record]", given), source)
    return _single(given, source)


def _single(given: Record, source: str) -> Table:
    """Read one run."""
    if any(isinstance(value, np.ndarray) for value in given.values()):
        raise HpvizError(f"{source}: some values are columns and some are not; give every one as a list")
    table = from_records([given], source)
    if any(map(_is_column, given.values())):
        advice = "Read as a single run; if its lists are columns, give every value as a list."
        return table.noting(checks.SINGLE_RUN.note(advice))
    return table


def _inner_list(given: Record) -> list[object] | None:
    """Find the list of runs in {"runs": [...], "project": "..."}."""
    if not given:
        return []
    for key in _LISTS:
        inner = given.get(key)
        if isinstance(inner, list) and inner and all(isinstance(item, Mapping) for item in inner):
            return inner
        if key == "runs" and inner == []:
            return []
    return None


def _is_split(given: Record) -> bool:
    """Recognise pandas' "split" form."""
    return isinstance(given.get("columns"), list) and isinstance(given.get("data"), list)


def _from_split(given: Record, source: str) -> Table:
    names = cast("list[object]", given["columns"])
    rows = cast("list[list[object]]", given["data"])
    if not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        raise HpvizError(f"{source}: each row of 'data' must be a list with one value per name in 'columns'")
    cells = [
        (str(plain(name)), _cells([row[place] for row in rows], ABSENT)) for place, name in enumerate(names)
    ]
    return Table(columns=columns_by_name(plain_columns(cells)), n=len(rows), source=source)


def _is_column(value: object) -> bool:
    if isinstance(value, (str, bytes, Mapping)):
        return False
    if getattr(value, "ndim", 1) != 1:
        return False
    return isinstance(value, Sequence) or hasattr(value, "__array__")


def _from_columns(given: Record, source: str, *, null: object) -> Table:
    cells = [(str(plain(name)), _cells(values, null)) for name, values in given.items()]
    lengths = {name: len(values) for name, values in cells}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name!r} has {length}" for name, length in list(lengths.items())[:6])
        raise HpvizError(
            f"{source}: the columns are of different lengths ({shown}). Give one value per run in each, or, "
            "if this is a single run, a list with this dictionary in it."
        )
    return Table(columns=columns_by_name(plain_columns(cells)), n=next(iter(lengths.values())), source=source)


def _cells(values: object, null: object) -> list[object]:
    if isinstance(values, np.ndarray) and values.dtype.kind in "mM":
        return list(values)  # tolist() would make bare integers of nanoseconds
    if hasattr(values, "tolist"):
        return cast("list[object]", values.tolist())
    return [null if cell is None else cell for cell in cast("Sequence[object]", values)]


def _from_mappings(given: Mapping[object, Record], source: str) -> Table:
    """Read {"run-1": {...}, "run-2": {...}}, or pandas' {"lr": {"0": 0.1, "1": 0.2}, ...}."""
    inner_keys = {tuple(value) for value in given.values()}
    rows = next(iter(inner_keys))
    if len(inner_keys) == 1 and rows and all(str(key).isdigit() for key in rows):
        columns = {name: list(column.values()) for name, column in given.items()}
        return _from_columns(columns, source, null=ABSENT)
    taken = any("run_id" in record for record in given.values())
    return from_records(
        (
            {**record} if taken else {"run_id": str(plain(run_id)), **record}
            for run_id, record in given.items()
        ),
        source,
    )
