"""The JSON of DVC's ``exp show``: commits with the experiments that started from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.sources.columns.nesting import flattened
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.store.damage import Damage, as_list, as_mapping
from hpviz.sources.store.logged import LoggedRun, table_of
from hpviz.sources.trackers.dvc.rows import BASELINE, WORKSPACE, Row, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.cache import Reading
    from hpviz.sources.trackers.dvc.rows import Record


def from_text(text: str, name: str, reading: Reading) -> Table:
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
    damage = Damage()
    rows, notes = runs_of(list(reading.each(_rows(content, damage), "experiments")))
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
    return table_of(runs, f"DVC experiments, JSON file {name}", notes=[*notes, *damage.notes()])


def _has_several(rows: Sequence[Row], key: str) -> bool:
    """Whether experiments keep theirs in several files; one that only a commit has lengthens no names."""
    experiments = [row for row in rows if not row.is_baseline] or rows
    return len({file for row in experiments for file, _ in _files(row.data, key)}) > 1


def _rows(content: object, damage: Damage) -> Iterator[Row]:
    """Yield the rows of both forms of the JSON."""
    none: list[Row] = []
    if isinstance(content, Mapping):
        for rev, states in content.items():
            yield from damage.read(rev, _of_commit, rev, states, damage, otherwise=none)
    for place, commit in enumerate(content if isinstance(content, list) else []):
        yield from damage.read(
            _named(commit, f"commit {place}"), _with_trials, commit, damage, otherwise=none
        )


def _of_commit(rev: str, states: object, damage: Damage) -> list[Row]:
    """Read a commit and its experiments as DVC wrote them before version 3."""

    def row(entry: tuple[str, object]) -> Row:
        own, state = entry
        baseline = own == BASELINE
        stored = {"rev": rev if baseline else own, **as_mapping(state, "it")}
        return _row(stored, is_baseline=baseline)

    return damage.each(as_mapping(states, "it").items(), row, lambda entry: f"{rev[:7]}, {entry[0][:7]}")


def _with_trials(stored: object, damage: Damage) -> list[Row]:
    """Read a commit and its experiments."""
    commit = as_mapping(stored, "it")
    group = str(commit.get("name") or "")
    name = _named(commit, "")
    trials: list[object] = damage.read(name, as_list, commit.get("experiments"), "experiments", otherwise=[])

    def row(trial: object) -> Row:
        stored = as_mapping(trial, "it")
        revs = as_list(stored.get("revs"), "revs")
        return _row({**stored, **_part(revs[0] if revs else {})}, is_baseline=False, group=group)

    rows = damage.each(trials, row, lambda trial: _named(trial, f"an experiment of {name}"))
    return [*damage.each([commit], lambda _: _row(commit, is_baseline=True), lambda _: name), *rows]


def _named(stored: object, otherwise: str) -> str:
    known = _part(stored)
    return str(known.get("name") or known.get("rev") or otherwise)


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
    merged: dict[str, object] = {}
    for file, values in _files(data, key):
        for name, value in values.items():
            merged[f"{file}:{name}" if several or str(name) in merged else str(name)] = value
    return merged
