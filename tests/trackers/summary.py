"""Runs in plain values, so that they can be compared across processes; NaN and absence are words."""

from __future__ import annotations

import json
import math
import sys
import traceback


def number(value):
    return "nan" if math.isnan(value) else value


def cell(column, row):
    if column.codes[row] >= 0:
        return column.levels[column.codes[row]]
    value = float(column.numbers[row])
    return "absent" if math.isnan(value) else value


def summary(runs):
    """What a test compares."""
    order = sorted(
        range(len(runs)), key=lambda row: (len(runs.names[row]), runs.names[row], runs.run_ids[row])
    )
    history = runs.history
    return {
        "statuses": [str(runs.statuses[row]) for row in order],
        "params": {name: [cell(column, row) for row in order] for name, column in runs.params.items()},
        "metrics": {
            name: [number(column.numbers[row]) for row in order] for name, column in runs.metrics.items()
        },
        "steps": {}
        if history is None
        else {
            name: [
                [number(value) for value in values[history.run == row] if not math.isnan(value)]
                for row in order
            ]
            for name, values in history.values.items()
        },
        "created": [number(runs.created[row]) for row in order],
        "groups": [str(runs.groups[row]) for row in order],
        "notes": list(runs.notes),
        "source": runs.source,
        "experiments": list(runs.experiments),
        "experiment": runs.experiment,
    }


if __name__ == "__main__":
    import hpviz

    try:
        result = summary(hpviz.read(sys.argv[1], experiment=(sys.argv[2:] or [None])[0]))
    except hpviz.HpvizError as refusal:
        # As a notebook prints it, with all that led to it.
        result = {"refused": str(refusal), "printed": "".join(traceback.format_exception(refusal))}
    print(json.dumps(result))  # noqa: T201
