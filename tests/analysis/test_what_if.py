"""A run with changed values: the stops of its controls, and the prediction that `Ranking.predict` gives."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest

import hpviz
from hpviz.analysis.effects.what_if import controls, stops_of, what_if
from hpviz.export.code import configuration
from hpviz.formatting.percents import percent
from hpviz.runs.column import ABSENT
from hpviz.text.what_if import sentences


@pytest.fixture(scope="module")
def mixed(make_runs):
    rng = np.random.default_rng(7)
    n = 150
    optimizer = rng.choice(["adam", "sgd"], n)
    lr = np.exp(rng.uniform(-11, -2, n))
    depth = rng.integers(1, 9, n)
    params = {
        "lr": lr.tolist(),
        "optimizer": optimizer.tolist(),
        "momentum": [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer],
        "depth": [int(value) for value in depth],
        "limit": [None if at % 3 else 0.5 * (1 + at % 4) for at in range(n)],
        "nesterov": (rng.random(n) < 0.5).tolist(),
    }
    loss = (np.log10(lr) + 3) ** 2 + 2 * (optimizer == "sgd") + 0.5 * depth + rng.normal(0, 0.2, n)
    return hpviz.rank(make_runs(params, {"loss": loss}), trees=60)


def control(ranking, param, row=0):
    return next(each for each in controls(ranking, ranking.evidence.runs, row) if each.param == param)


def _text(value):
    return (
        str(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    )


def row_where(ranking, param, text):
    column = ranking.evidence.runs.columns[param]
    return next(row for row in range(len(column.numbers)) if column.text_at(row) == text)


@pytest.mark.parametrize(
    ("numbers", "log", "integral", "expected"),
    [
        ([1.0, 8.0, 64.0] * 5, True, True, [1, 8, 64]),
        ([0.1, 0.5, 0.9] * 5, False, False, [0.1, 0.5, 0.9]),
        ([0.0, 7.25], False, False, [0, 7.25]),
        (np.arange(0.0, 80.0, 2.0), False, True, np.arange(79.0)),
        ([3.0, 9.0, 27.0, 81.0], False, True, [3, 9, 27, 81]),
    ],
)
def test_stops_are_the_numbers_tried_where_they_are_few_and_whole_ones_else(numbers, log, integral, expected):
    assert stops_of(np.array(numbers, dtype=float), log=log, integral=integral).tolist() == list(expected)


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [(1e-5, 1.0, True), (1e-12, 1e6, True), (-3.0, 3.0, False), (0.999, 1.0, False), (0.999, 1.0, True)],
)
def test_stops_of_many_numbers_go_evenly_along_the_axis_from_end_to_end(low, high, log):
    rng = np.random.default_rng(0)
    own = np.exp(rng.uniform(np.log(low), np.log(high), 300)) if log else rng.uniform(low, high, 300)
    stops = stops_of(own, log=log, integral=False)
    assert (stops[0], stops[-1]) == (own.min(), own.max())
    assert len(stops) == 101
    steps = np.diff(np.log(stops) if log else stops)
    assert steps.min() > 0
    assert steps.max() < 1.5 * np.median(steps)
    assert 0 in stops_of(np.linspace(-3, 3, 300), log=False, integral=False)


def test_many_whole_numbers_on_a_log_axis_have_whole_stops():
    rng = np.random.default_rng(0)
    stops = stops_of(np.round(np.exp(rng.uniform(0, 9, 400))), log=True, integral=True)
    assert all(float(stop).is_integer() for stop in stops)
    assert 50 < len(stops) <= 101


def test_a_control_begins_at_the_run_and_has_what_was_tried(mixed):
    evidence = mixed.evidence
    row = row_where(mixed, "optimizer", "sgd")
    assert control(mixed, "optimizer", row).names == ("adam", "sgd")
    assert control(mixed, "optimizer", row).start == "sgd"
    lr = control(mixed, "lr", row)
    assert lr.start == evidence.runs.columns["lr"].numbers[row]
    assert lr.start in lr.stops
    assert not lr.absent
    assert control(mixed, "depth").stops == tuple(range(1, 9))
    assert control(mixed, "momentum", row).absent
    assert control(mixed, "momentum", row_where(mixed, "optimizer", "adam")).start is None
    assert control(mixed, "limit").names == ("None",)
    assert control(mixed, "nesterov").names == ("False", "True")
    assert control(mixed, "lr").matters
    assert not control(mixed, "nesterov").matters
    ranked = [score.param for score in mixed.scores]
    assert [each.param for each in controls(mixed, evidence.runs, row)] == ranked


@pytest.mark.parametrize(
    "changed",
    [
        {}, {"lr": 0.001}, {"optimizer": "adam", "momentum": None}, {"limit": "None"}, {"limit": 1.0},
        {"nesterov": "True"}, {"depth": 3.0, "momentum": 0.5},
    ],
)  # fmt: skip
def test_the_prediction_is_that_of_predict_for_the_dictionary_that_is_copied(mixed, changed):
    runs = mixed.evidence.runs
    for text in ("adam", "sgd"):
        row = row_where(mixed, "optimizer", text)
        case = what_if(mixed, runs, row, changed)
        copied = ast.literal_eval(configuration(runs, row, case.changed))
        written = {param: _text(copied.get(param, ABSENT)) for param in case.changed}
        assert written == {
            param: _text(ABSENT if value is None else value) for param, value in case.changed.items()
        }
        table = mixed.predict([copied])
        assert case.predictions.predicted[-1] == table.predicted[0]
        assert case.predictions.distance[-1] == table.distance[0]


def test_values_are_copied_as_the_source_has_them(mixed):
    runs = mixed.evidence.runs
    row = row_where(mixed, "optimizer", "sgd")
    changed = {"depth": 5.0, "nesterov": "True", "limit": "None", "momentum": None}
    copied = ast.literal_eval(configuration(runs, row, changed))
    assert (copied["depth"], copied["nesterov"], copied["limit"]) == (5, True, None)
    assert type(copied["depth"]) is int
    assert "momentum" not in copied
    assert ast.literal_eval(configuration(runs, row))["depth"] == runs.columns["depth"].numbers[row]


def test_what_is_said_is_the_prediction_how_near_a_run_is_and_the_change(mixed):
    runs = mixed.evidence.runs
    row = row_where(mixed, "optimizer", "sgd")
    lr = float(runs.columns["lr"].numbers[row])
    same = " ".join(sentences(what_if(mixed, runs, row, {"lr": lr})))
    assert "itself" in same
    assert "Change" not in same
    assert "Nearest" not in same
    case = what_if(mixed, runs, row, {"optimizer": "adam", "momentum": None})
    first, *others = sentences(case)
    assert first.startswith("loss about ")
    assert "in 95% of such runs" in first
    start, now = case.predictions.predicted
    assert now < start
    assert f"Change of the prediction: {now - start:.2f}"[:-1] in " ".join(others)
    assert ", better." in " ".join(others)


def test_a_configuration_far_from_all_runs_is_called_a_guess(make_runs):
    rng = np.random.default_rng(2)
    x = rng.random(200)
    params = {"x": x, "y": x + rng.normal(0, 0.01, 200)}
    ranking = hpviz.rank(make_runs(params, {"loss": x + rng.normal(0, 0.01, 200)}), trees=40)
    runs, row = ranking.evidence.runs, int(x.argmin())
    far = sentences(what_if(ranking, runs, row, {"y": float(params["y"].max())}))
    assert any("Extrapolation: no run is near this" in sentence for sentence in far)
    near = sentences(what_if(ranking, runs, row, {"y": float(params["y"][row]) + 0.005}))
    assert not any("Extrapolation" in sentence for sentence in near)
    nearest = re.compile(r"Nearest is run .*, on average .*% of a range away \(runs usually have another ")
    assert any(map(nearest.match, near))


def test_failures_are_shares(make_runs):
    rng = np.random.default_rng(4)
    lr = rng.random(120)
    statuses = np.where(lr > 0.7, "failed", "finished")
    runs = make_runs({"lr": lr}, {"loss": np.where(lr > 0.7, np.nan, lr)}, statuses=statuses)
    ranking = hpviz.rank(runs, "failure", trees=40)
    evidence = ranking.evidence
    case = what_if(ranking, evidence.runs, int(lr.argmin()), {"lr": float(lr.max())})
    start, now = case.predictions.predicted
    assert now > 0.8
    assert start < 0.2
    said = sentences(case)
    assert said[0] == f"About {percent(now)} of such runs fail."
    assert said[-2] == f"Run {int(lr.argmin())} itself: {percent(start)} predicted."
    assert said[-1] == "This is predicted from all runs; the run's card leaves the run itself out."
