"""Stores with one damaged record each (`tests/corpus`), and what is right of them."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from hpviz.runs import Runs

FOLDER = Path(__file__).parents[1] / "corpus"
CASES: dict[str, dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text("utf-8"))


def copy_of(case: str, stores: Path, target: Path) -> tuple[Path, Path]:
    """Copy a damaged store; return its path, and that of what it was before or of all that is whole in it."""
    damage, origin = FOLDER / "damage" / case, str(CASES[case]["whole"])
    whole = stores / origin
    if origin.startswith("without "):
        whole = target / "whole"
        _unpacked(damage, whole)
        shutil.rmtree(whole / origin.removeprefix("without "))
    elif not whole.exists():
        whole = FOLDER / "whole" / origin
    if whole.is_file():
        _unpacked(damage, target)
        return target / whole.name, whole
    damaged = target / "damaged"
    if not origin.startswith("without "):
        shutil.copytree(whole, damaged)
    _unpacked(damage, damaged)
    return damaged, whole


def _unpacked(folder: Path, target: Path) -> None:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data, place = path.read_bytes(), target / path.relative_to(folder)
        if path.suffix == ".gz":
            data, place = gzip.decompress(data), place.with_suffix("")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def values_of(runs: Runs, *, statuses: bool = True) -> dict[str, dict[str, str]]:
    """Write what is known of each run, by its id: status, and what it has of params and metrics."""
    known: dict[str, dict[str, str]] = {}
    for row, own in enumerate(map(str, runs.run_ids)):
        cells = {"status": str(runs.statuses[row])} if statuses else {}
        for name, column in {**runs.params, **runs.metrics}.items():
            level = column.levels[column.codes[row]] if column.codes[row] >= 0 else ""
            if level or not np.isnan(column.numbers[row]):
                cells[name] = level or repr(float(column.numbers[row]))
        known[own] = cells
    return known


def different(runs: Runs, whole: Runs, *, statuses: bool = True) -> list[str]:
    """Name the runs that are not as they are in the whole store, in the order of their ids."""
    mine, theirs = values_of(runs, statuses=statuses), values_of(whole, statuses=statuses)
    return sorted(own for own in mine.keys() | theirs.keys() if mine.get(own) != theirs.get(own))
