"""Runs are compared with what their script logged, which it kept as `expected.json`."""

from __future__ import annotations

import json
import math


def cell(column, row):
    if column.codes[row] >= 0:
        return column.levels[column.codes[row]]
    value = float(column.numbers[row])
    return None if math.isnan(value) else value


def same(value, wanted):
    if isinstance(wanted, float) and isinstance(value, float):
        return math.isclose(value, wanted, rel_tol=1e-6)
    return value == wanted


def check(runs, folder, *, by_name=False, leave=()):
    """Compare runs with what their script logged."""
    wanted = json.loads((folder / "expected.json").read_text())
    keys = (runs.names if by_name else runs.run_ids).tolist()
    assert sorted(keys) == sorted(wanted)
    columns = {name: column for name, column in runs.columns.items() if name not in leave}
    for row, key in enumerate(keys):
        run = wanted[key]
        assert runs.statuses[row] == run["status"], key
        for name, column in columns.items():
            if name in run["params"]:
                assert same(cell(column, row), run["params"][name]), (key, name)
            elif name in runs.params:
                assert cell(column, row) is None, (key, name)
        assert set(run["params"]) <= set(runs.columns)
        for name, column in runs.metrics.items():
            value = run["metrics"].get(name)
            assert name in {"runtime", "cpu_time", "result"} or same(
                cell(column, row), None if value == "nan" else value
            ), (key, name)
