"""The JSON of DVC's ``exp show``: commits with the experiments that started from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.store.logged import LoggedRun, table_of
from hpviz.sources.trackers.dvc.rows import BASELINE, WORKSPACE, Row, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.sources.columns.table import Table
    from hpviz.sources.trackers.dvc.rows import Record


def from_text(text: str, name: str) -> Table:
    """Read the experiments.

    Raises
    ------
    HpvizError
        The text is no JSON.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HpvizError(f"file {name!r} is not valid JSON: {error}") from error
    rows, notes = runs_of(list(_rows(content)))
    runs = [
        LoggedRun(
            run_id=row.rev[:7],
            name=row.name,
            status=row.status,
            created=seconds_of(row.data.get("timestamp")),
            group=row.group,
            params=_merged(row.data, "params", several=_has_several(rows, "params")),
            metrics=_merged(row.data, "metrics", several=_has_several(rows, "metrics")),
        )
        for row in rows
    ]
    return table_of(runs, f"DVC experiments, JSON file {name}", notes=notes)


def _has_several(rows: Sequence[Row], key: str) -> bool:
    return len({file for row in rows for file, _ in _files(row.data, key)}) > 1


def _rows(content: object) -> Iterator[Row]:
    """Yield the rows of both forms of the JSON."""
    if isinstance(content, Mapping):
        for rev, states in content.items():
            for own, state in states.items():
                baseline = own == BASELINE
                yield _row({"rev": rev if baseline else own, **_part(state)}, is_baseline=baseline)
    for commit in content if isinstance(content, list) else []:
        yield _row(_part(commit), is_baseline=True)
        for trial in _part(commit).get("experiments") or []:
            revs = _part(trial).get("revs") or [{}]
            name = str(_part(commit).get("name") or "")
            yield _row({**_part(trial), **_part(revs[0])}, is_baseline=False, group=name)


def _row(state: Record, *, is_baseline: bool, group: str = "") -> Row:
    data = _part(state.get("data"))
    rev = str(data.get("rev") or state.get("rev") or "")
    chosen = flattened([dict[object, object](_merged(data, "params", several=True).items())])
    word = str(_part(state.get("executor")).get("state") or "")
    for key in ("queued", "running"):
        word = key if data.get(key) is True else word
    return Row(
        rev=rev,
        name=str(state.get("name") or data.get("name") or (rev[:7] if rev != WORKSPACE else rev)),
        is_baseline=is_baseline,
        cells={name: str(cells[0]) for name, cells in chosen},
        has_metrics=bool(_files(data, "metrics")),
        state="failed" if state.get("error") and not is_baseline else word,
        data=data,
        group=group,
    )


def _part(value: object) -> Record:
    return value if isinstance(value, Mapping) else {}


def _files(data: Record, key: str) -> list[tuple[str, Record]]:
    """List the files of parameters or metrics that could be read, with what is in them."""
    return [
        (file, content["data"])
        for file, content in _part(data.get(key)).items()
        if _part(_part(content).get("data"))
    ]


def _merged(data: Record, key: str, *, several: bool) -> dict[str, object]:
    """Bring the files together; their names are needed only where there are several."""
    return {
        f"{file}:{name}" if several else str(name): value
        for file, values in _files(data, key)
        for name, value in values.items()
    }
