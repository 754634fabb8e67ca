"""JSON and JSON lines, as trackers and people write them: NaN and Infinity are words of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hpviz.checks.stores import LINES
from hpviz.errors import HpvizError
from hpviz.formatting.words import shortened
from hpviz.sources.tabular import records

if TYPE_CHECKING:
    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table


def from_text(text: str, name: str) -> Table:
    """Read a list of runs, a table by columns, or one run per line."""
    if not text.strip():
        raise HpvizError(f"file {name!r} is empty; it must hold a list of runs or one run per line")
    if _is_lines(text):
        return _from_lines(text, name)
    source = f"JSON file {name}"
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HpvizError(f"file {name!r} is not valid JSON: {error}") from error
    if isinstance(content, dict):
        return records.from_mapping(content, source, from_json=True)
    if isinstance(content, list):
        runs = [run for run in content if isinstance(run, dict)]
        if len(content) >= 2 * len(runs):  # these are no runs
            return records.from_records(content, source)
        broken = [place for place, run in enumerate(content, start=1) if not isinstance(run, dict)]
        return records.from_records(runs, source).noting(*_notes(broken, name, "item"))
    raise HpvizError(f"file {name!r} holds a single {type(content).__name__}; it must hold a list of runs")


def _is_lines(text: str) -> bool:
    """Whether there is one object per line, not one object over many lines, by the first line."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    return first.startswith("{") and first.endswith("}") and rest.lstrip().startswith("{")


def _from_lines(text: str, name: str) -> Table:
    runs: list[Any] = []
    broken: list[int] = []
    # Not splitlines(): JSON texts may hold other line separators.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                run = json.loads(line)
            except (ValueError, RecursionError):
                run = None
            if isinstance(run, dict):
                runs.append(run)
            else:
                broken.append(number)
    table = records.from_records(runs, f"JSON lines file {name}")
    return table.noting(*_notes(broken, name))


def _notes(broken: list[int], name: str, word: str = "line") -> list[Note]:
    if not broken:
        return []
    shown = shortened(broken, 10)
    which = f"{word} {shown} of {name} is" if len(broken) == 1 else f"{word}s {shown} of {name} are"
    return [LINES.note(f"{which} no complete JSON object and left out; the other runs were read.")]
