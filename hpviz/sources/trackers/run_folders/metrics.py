"""What came of one run, as training code writes it: metrics.json, metrics.csv, results.jsonl and the like."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from hpviz.formatting.words import with_article
from hpviz.sources.columns.vocabulary import BOOKKEEPING, CREATED_NAMES, STATUS_NAMES, is_step_name, normal
from hpviz.sources.formats import yaml_text
from hpviz.sources.store.damage import ERRORS, reason
from hpviz.sources.store.logged import Steps
from hpviz.sources.trackers.run_folders.layout import METRIC_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hpviz.sources.store.folder import Folder

    Step = dict[str, float]

DEEPEST = 30

# As a float such a number is infinite.
_TOO_LARGE = re.compile(r"[0-9]{310}")
# Keys under which one file keeps both what was chosen and what came of it.
_CHOSEN = ("config", "params", "hparams", "hyperparameters", "hyper_parameters", "args", "parameters")
_MEASURED = ("metrics", "results", "result", "scores", "summary", "eval")


@dataclass(kw_only=True)
class Measured:
    """What the files of one run hold.

    Attributes
    ----------
    last
        The final value of each metric.
    steps
        What was logged at each step.
    config
        What was chosen, where a file of results says it too.
    rest
        The step at the end, texts, the status.
    """

    last: dict[str, object] = field(default_factory=dict)
    steps: Steps = field(default_factory=Steps)
    config: dict[str, object] = field(default_factory=dict)
    rest: dict[str, object] = field(default_factory=dict)

    def add(self, step: Step, number: float | None) -> None:
        """Add what was logged at a step; without a number the steps of its file are counted."""
        self.steps.append(step)
        self.steps.numbers.append(len(self.steps) if number is None else number)
        self.last |= step


def read(paths: Iterable[Path], folder: Folder) -> Measured:
    """Read all files of metrics of a run; where two hold the same name, the first counts."""
    whole = Measured()
    for path in paths:
        measured = folder.cached(_read_file, path)
        prefix = _prefix(path)
        whole.last = _renamed(measured.last, prefix) | whole.last
        whole.rest = measured.rest | whole.rest
        whole.config = measured.config | whole.config
        if len(measured.steps) > 1:
            whole.steps += [_renamed(step, prefix) for step in measured.steps]
            whole.steps.numbers += measured.steps.numbers
    return whole


def _prefix(path: Path) -> str:
    """Take "test" from test_metrics.json, whose names are the same as in train_metrics.json."""
    stem = path.stem.lower()
    ending = next((known for known in METRIC_ENDINGS if stem.endswith(known)), None)
    return path.stem[: -len(ending)] if ending else ""


def _renamed(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}.{name}" if prefix and not name.lower().startswith(prefix.lower()) else name: value
        for name, value in values.items()
    }


def _read_file(path: Path, folder: Folder) -> Measured:
    text = folder.text(path)
    if text is None:
        return Measured()
    if _TOO_LARGE.search(text):
        folder.records.add(folder.name(path), "a number that is too large")
    kind = path.suffix.lower()
    if kind == ".csv":
        return _of_csv(text, path, folder)
    if kind in {".jsonl", ".ndjson"} or (kind == ".json" and _is_lines(text)):
        return _of_rows(_json_rows(text, path, folder))
    try:
        document = json.loads(text) if kind == ".json" else yaml_text.parsed(text)
    except ERRORS as error:
        why = str(error) if isinstance(error, ValueError) else reason(error)
        folder.damaged(path, f"no complete {'JSON' if kind == '.json' else 'YAML'}: {why}")
        return Measured()
    return _of_document(document, path, folder)


def _is_lines(text: str) -> bool:
    """Whether there is one object per line, not one object over many lines."""
    first, _, rest = text.strip().partition("\n")
    return first.rstrip().endswith("}") and rest.lstrip().startswith("{")


def _of_document(document: Any, path: Path, folder: Folder) -> Measured:
    if isinstance(document, list) and all(isinstance(row, Mapping) for row in document):
        return _of_rows(document)
    if isinstance(document, Mapping):
        return _of_mapping(document)
    folder.damaged(path, f"{with_article(type(document).__name__)} where names and values were expected")
    return Measured()


def _of_csv(text: str, path: Path, folder: Folder) -> Measured:
    """Read one row per step, most of whose cells may be empty."""
    try:
        header, *rows = csv.reader(StringIO(text.replace("\0", "")))
    except csv.Error as error:
        folder.damaged(path, str(error))
        return Measured()
    # The last line of a run that is still writing may be cut off.
    if rows and len(rows[-1]) < len(header) and not text.endswith("\n"):
        rows.pop()
    if ragged := sum(len(row) > len(header) for row in rows):
        folder.damaged(path, f"{ragged} of {len(rows)} lines have more cells than names")
        rows = [row for row in rows if len(row) <= len(header)]
    columns = [(place, name.strip()) for place, name in enumerate(header)]
    metric_columns = [(place, name) for place, name in columns if _is_metric(name)]
    counter = next((place for place, name in columns if is_step_name(name)), len(header))
    measured = Measured()
    for row in rows:
        step = {
            name: number
            for place, name in metric_columns
            if place < len(row) and row[place] and (number := _number(row[place])) is not None
        }
        if step:
            measured.add(step, _number(row[counter]) if counter < len(row) else None)
    for place, name in columns:
        cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
        if name not in measured.last and cells:
            measured.rest[name] = cells[-1]
    return measured


def _json_rows(text: str, path: Path, folder: Folder) -> list[Mapping[str, object]]:
    rows, broken = [], 0
    lines = [line for line in text.split("\n") if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, Mapping):
            rows.append(row)
        elif number < len(lines):
            broken += 1
    if broken:
        folder.damaged(path, f"{broken} of {len(lines)} lines are no JSON objects")
    return rows


def _of_rows(rows: Sequence[Mapping[str, Any]]) -> Measured:
    """Read one row per step; a metric's final value is its last one, in whichever row."""
    measured = Measured()
    for row in rows:
        step: Step = {}
        count: float | None = None
        for name, cell in _flat(row):
            number = _number(cell)
            if number is None:
                if isinstance(cell, str) and cell.strip():
                    measured.rest[name] = cell
            elif _is_metric(name):
                step[name] = number
            else:
                measured.rest[name] = number
                count = number if count is None and is_step_name(name) else count
        if step:
            measured.add(step, count)
    return measured


def _flat(row: Mapping[str, Any], above: str = "", depth: int = 0) -> Iterable[tuple[str, object]]:
    for name, value in row.items():
        full = f"{above}{name}".strip()
        if isinstance(value, Mapping) and depth < DEEPEST:
            yield from _flat(value, f"{full}.", depth + 1)
        else:
            yield full, value


def _number(cell: object) -> float | None:
    if isinstance(cell, (bool, int, float)):
        try:
            return float(cell)
        except OverflowError:
            return math.inf
    if isinstance(cell, str) and cell:
        try:
            return float(cell)
        except ValueError:
            return None
    return None


@lru_cache(maxsize=4096)
def _is_metric(name: str) -> bool:
    known = normal(name)
    return not (is_step_name(name) or known in BOOKKEEPING or known in CREATED_NAMES or known in STATUS_NAMES)


def _of_mapping(document: Mapping[Any, Any]) -> Measured:
    """Read one value per metric, or one list per metric with its value at every step."""
    config, metrics, others = _split(document)
    whole = _of_rows([others | metrics])
    whole.steps = Steps()
    whole.config = config
    series: dict[str, list[float]] = {
        name: [math.nan if (number := _number(entry)) is None else number for entry in value]
        for name, value in _flat(others | metrics)
        if isinstance(value, list) and _is_series(value) and _is_metric(name)
    }
    for place in range(max(map(len, series.values()), default=0)):
        whole.steps.append({name: values[place] for name, values in series.items() if place < len(values)})
        whole.steps.numbers.append(place + 1)
    whole.last |= {name: values[-1] for name, values in series.items()}
    return whole


def _split(document: Mapping[Any, Any]) -> tuple[dict[str, object], dict[str, Any], dict[str, Any]]:
    """Take apart {"config": {...}, "metrics": {...}, "status": "done"}."""
    config: dict[str, object] = {}
    metrics: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in document.items():
        name = str(key)
        if isinstance(value, Mapping) and name in _CHOSEN:
            config |= {str(key): inner for key, inner in value.items()}
        elif isinstance(value, Mapping) and name in _MEASURED:
            metrics |= {str(key): inner for key, inner in value.items()}
        else:
            others[name] = value
    return config, metrics, others


def _is_series(value: list[Any]) -> bool:
    return (
        len(value) > 0
        and all(
            number is None or (isinstance(number, (int, float)) and not isinstance(number, bool))
            for number in value
        )
        and value[-1] is not None
    )
