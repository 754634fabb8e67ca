"""What an expression accepts of each column: drawn as brushes on the axes of the panel."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from hpviz.runs.column import ABSENT
from hpviz.runs.where import Range, selections_of

N = 40
LR = [10.0 ** -(i % 5) for i in range(N)]
MIXED = [
    ABSENT if i % 4 == 0 else None if i % 4 == 1 else "auto" if i % 4 == 2 else float(i) for i in range(N)
]


@pytest.fixture
def runs(make_runs):
    params = {
        "lr": LR,
        "optimizer": [("adam", "sgd", "rmsprop")[i % 3] for i in range(N)],
        "nesterov": [bool(i % 2) for i in range(N)],
        "mixed": MIXED,
        "learning rate": list(range(N)),
    }
    created = 1.7e9 + 3600.0 * np.arange(N)
    return make_runs(params, {"loss": np.linspace(0, 1, N)}, created=created)


def accepted(runs, name, selection):
    """Which runs a selection accepts, by what it says and nothing else."""
    column = runs.columns.get(name)
    numbers = runs.created if column is None else column.numbers
    inside = np.zeros(len(runs), dtype=bool)
    for part in selection.ranges:
        low = -np.inf if part.low is None else part.low
        high = np.inf if part.high is None else part.high
        above = numbers > low if part.low_open else numbers >= low
        inside |= above & (numbers < high if part.high_open else numbers <= high)
    if column is None:
        return inside
    levels = np.array([level in selection.levels for level in column.levels] + [False])
    return inside | levels[column.codes] | (column.absent & selection.absent)


CONDITIONS = {
    "lr": [
        "lr <= 0.01", "lr < 0.01", "0.001 < lr <= 0.1", "lr == 0.01", "lr != 0.01", "lr in [0.01, 1]",
        "lr not in [0.01, 1]", "not (lr > 0.01)", "(lr < 0.001 or lr >= 0.1)", "lr < inf", "missing(lr)",
        "lr is not missing", "not (0.001 <= lr < 0.1) and lr != 1", "0.01 >= lr",
    ],
    "optimizer": [
        "optimizer == 'adam'", "optimizer != 'adam'", "optimizer in ['adam', 'sgd']",
        "optimizer not in ['sgd']", "optimizer contains 'm'", "optimizer not contains 'm'",
        "optimizer > 'b'", "(optimizer == 'sgd' or missing(optimizer))",
    ],
    "nesterov": ["nesterov", "not nesterov", "nesterov == False", "nesterov != True"],
    "mixed": [
        "mixed > 11", "mixed is None", "mixed == 'auto'", "mixed is missing", "not missing(mixed)",
        "(mixed < 11 or mixed == 'auto' or missing(mixed))", "not (mixed > 11)", "mixed != 'auto'",
        "mixed in ['auto', 19]",
    ],
    "learning rate": ["`learning rate` <= 3", "not `learning rate` > 3"],
    "loss": ["loss > 0.5", "0.2 < loss < 0.3"],
    "created": ["created >= '2023-11-15'", "created == '2023-11-15'", "created < '2023-11-15 14:00'"],
}  # fmt: skip
EACH = [(name, text) for name, texts in CONDITIONS.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), EACH, ids=[text for _, text in EACH])
def test_a_selection_accepts_the_runs_of_its_conditions(runs, name, text):
    selections = selections_of(text, runs)
    assert set(selections) == {name}
    assert np.array_equal(accepted(runs, name, selections[name]), runs.matching(text))


@pytest.mark.parametrize("name", CONDITIONS)
def test_several_conditions_on_a_column_hold_together(runs, name):
    for one, other in product(CONDITIONS[name], repeat=2):
        text = f"{one} and {other}"
        assert np.array_equal(accepted(runs, name, selections_of(text, runs)[name]), runs.matching(text)), (
            text
        )


def test_ends_are_those_that_are_written(runs):
    assert selections_of("1e-4 < lr <= 0.01", runs)["lr"].ranges == (
        Range(low=1e-4, high=0.01, low_open=True, high_open=False),
    )
    assert selections_of("(lr < 0.001 or lr >= 0.1)", runs)["lr"].ranges == (
        Range(low=None, high=0.001, low_open=False, high_open=True),
        Range(low=0.1, high=None, low_open=False, high_open=False),
    )


def test_each_column_has_its_conditions_and_those_on_several_are_in_none(runs):
    text = "lr < 0.1 and optimizer == 'adam' and lr > 1e-3 and lr < loss and status == 'x' and id != '3'"
    selections = selections_of(text, runs)
    assert {name: selection.conditions for name, selection in selections.items()} == {
        "lr": ("lr < 0.1", "lr > 1e-3"),
        "optimizer": ("optimizer == 'adam'",),
    }
    assert selections_of("(lr < 0.1 or loss > 0.5)", runs) == {}
    assert selections_of("", runs) == {}
