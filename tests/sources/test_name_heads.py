"""Names with the word of a result in them: its head and the design say whether it was chosen or measured."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest

from hpviz.sources import as_runs
from hpviz.sources.columns.vocabulary import is_metric_name, is_param_name
from hpviz.sources.columns.vocabulary.heads import is_open, is_setting

N = 40


def standard(values):
    values = np.asarray(values, dtype=float)
    return (values - values.mean()) / values.std()


def drawn(rng, row):
    low, high = float(row["low"]), float(row["high"])
    numbers = np.exp(rng.uniform(np.log(low), np.log(high), N)) if row["log"] == "1" else None
    numbers = rng.uniform(low, high, N) if numbers is None else numbers
    is_whole = low.is_integer() and high.is_integer() and high - low >= 3
    return np.round(numbers) if is_whole else numbers


def on_levels(rng, row):
    low, high = float(row["low"]), float(row["high"])
    levels = np.geomspace(low, high, 4) if row["log"] == "1" else np.linspace(low, high, 4)
    return rng.choice([float(f"{level:.2g}") for level in levels], N)


def role_of_choice(name, values, rng):
    """Read a random search in which a choice matters a little."""
    lr, depth = 10 ** rng.uniform(-5, -1, N), rng.integers(2, 9, N)
    good = -0.05 * standard(np.log(lr)) ** 2 + 0.02 * standard(values) + 0.01 * standard(depth)
    acc = 0.7 + good + rng.normal(0, 0.02, N)
    frame = pd.DataFrame({"lr": lr, "depth": depth, name: values, "val_acc": acc})
    return as_runs(frame.assign(val_loss=1 - acc + rng.normal(0, 0.01, N))).columns[name].role


@pytest.fixture(scope="module")
def params(data):
    with (data / "names" / "params.csv").open() as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def results(data):
    with (data / "names" / "results.csv").open() as lines:
        return [row["name"] for row in csv.DictReader(lines)]


def test_what_takes_a_few_levels_is_a_param_whatever_its_name_sounds_like(params):
    roles = {
        row["name"]: role_of_choice(row["name"], on_levels(np.random.default_rng(place), row), rng)
        for place, row in enumerate(params)
        for rng in [np.random.default_rng(place + 1000)]
    }
    assert len(roles) > 170
    assert [name for name, role in roles.items() if role != "param"] == []


def test_what_is_drawn_is_hardly_ever_silently_a_result(params):
    roles = {
        row["name"]: role_of_choice(row["name"], drawn(rng, row), rng)
        for place, row in enumerate(params)
        for rng in [np.random.default_rng(place)]
    }
    assert sum(role == "metric" for role in roles.values()) <= 5
    # The others are asked about: drawn evenly, a name of no known word could be a result of nothing here.
    # Where fewer were, results of public tables were taken for parameters without a word.
    assert sum(role == "param" for role in roles.values()) >= 0.6 * len(roles)


@pytest.mark.parametrize("design", ["levels", "drawn"])
def test_what_was_measured_stays_a_result(results, design):
    roles = {}
    for place, name in enumerate(results):
        rng = np.random.default_rng(place)
        lr = rng.choice([1e-4, 1e-3, 1e-2], N) if design == "levels" else 10 ** rng.uniform(-5, -1, N)
        depth = rng.integers(2, 9, N)
        acc = 0.7 - 0.05 * standard(np.log(lr)) ** 2 + 0.01 * standard(depth) + rng.normal(0, 0.02, N)
        numbers = 2 + 0.5 * standard(acc) + 0.4 * standard(np.log(lr)) + 0.3 * standard(depth)
        numbers += rng.normal(0, 0.1, N)
        frame = pd.DataFrame({"lr": lr, "depth": depth, "val_acc": acc, name: numbers, "val_loss": 1 - acc})
        roles[name] = as_runs(frame).columns[name].role
    assert [name for name, role in roles.items() if role != "metric"] == []


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("iou_thresh", True),
        ("stop_loss_pct", True),
        ("reward_exponent", True),
        ("keep_prob", True),
        ("stop_loss_hits", False),
        ("val_loss", False),
    ],
)
def test_the_last_noun_or_an_instruction_makes_a_setting(name, setting):
    assert is_setting(name) == setting
    assert is_metric_name(name) != setting


@pytest.mark.parametrize(
    ("name", "is_either"),
    [
        ("transaction_cost", True),
        ("min_recall", True),
        ("simulation_time", True),
        ("w_dice", True),
        ("time_step", True),
        ("step_time", False),
        ("time_total_s", False),
        ("total_cost", False),
        ("train_time", False),
        ("time_per_step", False),
        ("min_val_loss", False),
        ("avg_profit", False),
        ("val_iou", False),
        ("cost", False),
    ],
)
def test_words_that_are_chosen_as_often_as_measured_leave_it_open(name, is_either):
    assert is_open(name) == is_either


@pytest.mark.parametrize("name", ["学习率", "批大小", "学習率", "Lernrate", "Taux d'apprentissage", "학습률"])
def test_params_of_other_languages_are_known(name):
    assert is_param_name(name)


def test_a_table_in_another_language_is_read():
    rng = np.random.default_rng(0)
    rate = 10 ** rng.uniform(-4, -1, 30)
    frame = pd.DataFrame({"学习率": rate, "批大小": rng.choice([16, 32], 30), "准确率": rng.random(30)})
    runs = as_runs(frame.assign(训练时间=rng.random(30)))
    assert list(runs.params) == ["学习率", "批大小"]
    assert (runs.default_metric(), runs.default_goal("准确率")) == ("准确率", "maximize")
    assert runs.default_goal("训练时间") == "minimize"
