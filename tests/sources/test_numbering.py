"""Columns that count runs: through all rows, anew in each group, or the repetitions of a configuration."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz

GRID = list(itertools.product([1e-4, 1e-3, 1e-2], [16, 32, 64], ["adam", "sgd"]))
NAMES = [
    *("run", "run_number", "run_no", "runnumber", "RunNumber", "n_run", "run_counter", "#", "number", "nr"),
    *("sim_no", "simulation", "experiment", "experiment_number", "exp_no", "trial", "trial_number"),
    "test_number",
]


def sweep(rows):
    frame = pd.DataFrame(rows, columns=["lr", "batch_size", "optimizer"])
    return frame.assign(accuracy=np.random.default_rng(0).random(len(frame)).round(4))


def roles(frame):
    return {name: (column.role, column.part) for name, column in hpviz.read(frame).columns.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_number_of_the_row_is_no_parameter(name):
    frame = sweep(GRID * 2)
    frame.insert(0, name, range(1, len(frame) + 1))
    assert roles(frame)[name][0] == "aside"


@pytest.mark.parametrize("name", NAMES)
def test_a_number_of_the_repetition_is_a_replicate(name):
    frame = sweep([row for row in GRID for _ in range(5)])
    frame.insert(3, name, [1, 2, 3, 4, 5] * len(GRID))
    assert roles(frame)[name] == ("param", "replicate")


@pytest.mark.parametrize("name", [*NAMES, "lauf", "corrida"])
def test_a_number_of_the_configuration_in_its_group_is_no_parameter(name):
    frame = sweep(sorted(GRID, key=lambda row: row[2]))
    frame.insert(0, name, [*range(1, 10)] * 2)
    assert roles(frame)[name][0] == "aside"


@pytest.mark.parametrize("name", [*NAMES, "config_number", "combo", "lauf", "corrida"])
def test_a_number_of_the_configuration_that_its_runs_share_is_no_parameter(name):
    frame = sweep([row for row in GRID for _ in range(3)]).assign(seed=[0, 1, 2] * len(GRID))
    frame.insert(0, name, np.repeat(np.arange(len(GRID)), 3))
    assert roles(frame)[name][0] == "aside"


@pytest.mark.parametrize("name", ["depth", "layers_x", "K", "n_blocks"])
def test_a_choice_of_small_numbers_that_is_crossed_stays_one(name):
    frame = sweep([row for row in GRID for _ in range(5)])
    frame.insert(3, name, [1, 2, 3, 4, 5] * len(GRID))
    assert roles(frame)[name] == ("param", "choice")


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "index"])
def test_row_numbers_of_tables_below_each_other_are_no_parameter(name):
    frame = sweep(GRID * 2)
    frame.insert(0, name, [*range(18)] * 2)
    assert roles(frame)[name][0] == "aside"
