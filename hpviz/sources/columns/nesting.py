"""Nested dictionaries become dotted names, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from hpviz.runs.column import ABSENT
from hpviz.sources.columns.cells import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Deeper than this nobody's configuration goes; what lies below stays as text.
DEEPEST = 30

Path = tuple[Hashable, ...]
Sparse = dict[int, object]


class Thing:
    """A table, image or histogram that a tracker logged as a dictionary with a ``_type``."""

    def __init__(self, kind: object) -> None:
        self.kind = kind

    def __str__(self) -> str:
        return f"<{self.kind}>"


def flattened(records: Sequence[Mapping[object, object]]) -> list[tuple[str, list[object]]]:
    """Flatten to one list of cells per dotted name, `ABSENT` where a record has none."""
    by_path: dict[Path, Sparse] = {}
    for row, record in enumerate(records):
        for path, value in _leaves(record, (), ()):
            by_path.setdefault(path, {})[row] = value
    return [
        (name, [cells.get(row, ABSENT) for row in range(len(records))])
        for name, cells in _named(_without_empty_groups(by_path))
    ]


def _leaves(
    node: Mapping[object, object], path: Path, above: tuple[int, ...]
) -> Iterator[tuple[Path, object]]:
    for key, value in node.items():
        here = (*path, key)
        value = _unwrapped(value)  # noqa: PLW2901
        if not isinstance(value, Mapping) or not value:
            yield here, value
        elif "_type" in value:
            yield here, Thing(value["_type"])
        elif id(value) in above or len(above) >= DEEPEST:
            yield here, "{...}" if id(value) in above else str(plain(value))
        else:
            yield from _leaves(value, here, (*above, id(node)))


def _without_empty_groups(by_path: dict[Path, Sparse]) -> dict[Path, Sparse]:
    """Drop the {} of a group that other runs fill: their runs simply lack its parameters."""
    groups = {path[:length] for path in by_path for length in range(1, len(path))}
    return {
        path: cells
        for path, cells in by_path.items()
        if path not in groups or not all(isinstance(cell, Mapping) for cell in cells.values())
    }


def _unwrapped(value: object) -> object:
    """W&B's API gives ``{"lr": {"value": 0.1, "desc": null}}`` for ``{"lr": 0.1}``."""
    if isinstance(value, Mapping) and value.keys() == {"value", "desc"}:
        return value["value"]
    return value


def _named(by_path: Mapping[Path, Sparse]) -> Iterator[tuple[str, Sparse]]:
    """Join paths with dots; two paths with one name are one column unless some run has both."""
    named: dict[str, Sparse] = {}
    for path, cells in by_path.items():
        name = base = ".".join(str(plain(key)) for key in path)
        number = 2
        while name in named and named[name].keys() & cells.keys():
            name = f"{base} ({number})"
            number += 1
        named.setdefault(name, {}).update(cells)
    yield from named.items()
