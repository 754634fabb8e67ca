"""A column that is made of a result and a parameter is a result, and never the metric to begin with."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.runs.column import Column
from hpviz.runs.relations.exact import Made, made_of

N = 60
COMBINED = {
    "score_per_weight": lambda t: t.accuracy / t.weights,
    "job_size": lambda t: t.train_time * t.workers,
    "levelled": lambda t: t.accuracy / t.depth,
    "fitness_x": lambda t: t.accuracy - 0.05 * t.depth,
    "slack": lambda t: t.aim - t.accuracy,
    "in_decimals": lambda t: (t.accuracy / t.depth).round(4),
    "negated": lambda t: -3 * t.train_time * t.workers,
}


@pytest.fixture
def frame():
    rng = np.random.default_rng(5)
    chosen = {
        "lr": 10 ** rng.uniform(-5, -1, N),
        "depth": rng.choice([2, 4, 8], N),
        "workers": rng.choice([1, 2, 4], N),
        "weights": rng.choice([1000, 5000, 20000], N),
        "aim": rng.choice([0.9, 0.95], N),
    }
    results = {"accuracy": rng.uniform(0.6, 0.9, N), "train_time": rng.uniform(10, 90, N)}
    return pd.DataFrame({**chosen, **results})


def made_in(frame, name):
    columns = {key: Column.from_numbers(key, frame[key].to_numpy(float)) for key in frame}
    params = ["lr", "depth", "workers", "weights", "aim"]
    return made_of([name], columns, ["accuracy", "train_time"], params).get(name)


@pytest.mark.parametrize("name", COMBINED)
@pytest.mark.parametrize("place", [1, 7])
def test_what_a_result_and_a_parameter_fix_is_never_a_parameter(frame, name, place):
    frame.insert(place, name, COMBINED[name](frame))
    runs = hpviz.read(frame)
    assert name not in runs.params
    assert runs.default_metric() == "accuracy"


@pytest.mark.parametrize("name", COMBINED)
def test_the_result_and_the_parameter_are_found(frame, name):
    made = made_in(frame.assign(**{name: COMBINED[name](frame)}), name)
    assert made is not None
    assert made.result in {"accuracy", "train_time"}
    assert made.param in {"depth", "workers", "weights", "aim"}


@pytest.mark.parametrize(
    "other",
    [
        lambda t: t.accuracy,
        lambda t: t.depth * 3.7,
        lambda t: t.accuracy / t.depth + np.random.default_rng(0).normal(0, 1e-3, N),
        lambda t: (t.accuracy / t.depth).round(2),
        lambda t: t.lr * t.depth,
        lambda t: np.sqrt(t.accuracy) + t.depth**2,
    ],
)
def test_of_one_of_them_alone_or_nearly_is_not_made_of_both(frame, other):
    assert made_in(frame.assign(other=other(frame)), "other") is None


def test_runs_that_lack_the_result_say_nothing(frame):
    frame["slack"] = frame.aim - frame.accuracy
    frame.loc[::5, ["slack", "accuracy"]] = np.nan
    assert made_in(frame, "slack") == Made(result="accuracy", param="aim")
    frame.loc[6:, "accuracy"] = np.nan
    assert made_in(frame, "slack") is None


def test_the_plain_result_comes_before_what_was_made_of_it(frame):
    frame["zeta_x"] = frame.accuracy / frame.depth
    runs = hpviz.read(frame.rename(columns={"accuracy": "zeal"}), metrics=["zeal", "train_time", "zeta_x"])
    assert runs.default_metric() == "zeal"


def test_numbers_of_many_digits_that_one_parameter_of_a_grid_fixes_are_asked_about():
    rng = np.random.default_rng(1)
    grid = pd.DataFrame(
        list(itertools.product([0.4, 0.5, 0.6, 0.7], [0.8, 0.9, 1.0], [True, False])),
        columns=["cap_max", "share_x", "drag"],
    )
    bound = dict(zip([0.4, 0.5, 0.6, 0.7], rng.uniform(0.2, 0.9, 4).round(6), strict=True))
    frame = grid.assign(cap_bind_frac=grid.cap_max.map(bound), Sharpe=rng.uniform(0.5, 1.5, len(grid)))
    column = hpviz.read(frame).columns["cap_bind_frac"]
    assert column.role == "aside"
    assert column.guessed
