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
    """Give what a test compares."""
    order = sorted(
        range(len(runs)), key=lambda row: (len(runs.names[row]), runs.names[row], runs.run_ids[row])
    )
    history = runs.history
    return {
        "statuses": [str(runs.statuses[row]) for row in order],
        "params": {name: [cell(one, row) for row in order] for name, one in runs.params.items()},
        "metrics": {name: [number(one.numbers[row]) for row in order] for name, one in runs.metrics.items()},
        "steps": {}
        if history is None
        else {
            name: [
                [number(one) for one in values[history.run == row] if not math.isnan(one)] for row in order
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
        found = summary(hpviz.read(sys.argv[1], experiment=(sys.argv[2:] or [None])[0]))
    except hpviz.HpvizError as refusal:
        # As a notebook prints it, with all that led to it.
        found = {"refused": str(refusal), "printed": "".join(traceback.format_exception(refusal))}
    print(json.dumps(found))  # noqa: T201
