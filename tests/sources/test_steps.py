"""Tables with one row per step become one row per run, with the steps as history."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hpviz import HpvizError
from hpviz.sources import as_runs

# Two runs, interleaved; the second stops early and is best in the middle.
LONG = pd.DataFrame(
    {
        "run_id": ["b", "a", "b", "a", "b", "a", "a"],
        "epoch": [0, 0, 1, 1, 2, 2, 3],
        "lr": [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.2],
        "opt": ["adam", "sgd", "adam", "sgd", "adam", "sgd", "sgd"],
        "val_loss": [3.0, 4.0, 1.0, 3.0, 2.0, 2.5, np.nan],
        "foo": [1.0, 5.0, 2.0, 6.0, 3.0, 7.0, 8.0],
    }
)


def test_steps_collapse_to_runs_in_the_order_of_their_first_rows():
    runs = as_runs(LONG)
    assert runs.run_ids.tolist() == ["b", "a"]
    assert (list(runs.params), list(runs.metrics)) == (["lr", "opt"], ["val_loss", "foo"])
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert "7 rows are steps of 2 runs (column epoch" in runs.notes[0]


@pytest.mark.parametrize(
    ("aggregate", "goal", "expected"),
    [
        ("last", "minimize", [2.0, 2.5]),
        ("best", "minimize", [1.0, 2.5]),
        ("best", "maximize", [3.0, 4.0]),
        ("min", "maximize", [1.0, 2.5]),
        ("max", "minimize", [3.0, 4.0]),
        ("mean", "minimize", [2.0, 9.5 / 3]),
    ],
)
def test_a_persons_choice_of_the_step_that_counts(aggregate, goal, expected):
    np.testing.assert_allclose(as_runs(LONG).metric_values("val_loss", aggregate, goal), expected)


@pytest.mark.parametrize("name", ["run_id", "run", "trial_id", "name", "Run ID", "uid"])
@pytest.mark.parametrize(
    "step", ["step", "_step", "epoch", "iteration", "training_iteration", "global_step", "Epoch"]
)
def test_usual_names_are_recognised(name, step):
    runs = as_runs(LONG.rename(columns={"run_id": name, "epoch": step}))
    assert (len(runs), list(runs.params)) == (2, ["lr", "opt"])


def test_unusual_names_can_be_given():
    table = LONG.rename(columns={"run_id": "who", "epoch": "when"})
    runs = as_runs(table, run="who", step="when")
    assert (runs.run_ids.tolist(), list(runs.metrics)) == (["b", "a"], ["val_loss", "foo"])
    assert list(as_runs(table, run="who").params) == ["lr", "opt"]


def test_a_step_without_a_run_is_refused():
    table = pd.DataFrame({"when": [0, 1, 0, 1], "x": [1.5, 2.5, 3.5, 4.5], "loss": [1.0, 2.0, 3.0, 4.0]})
    with pytest.raises(HpvizError, match="give run="):
        as_runs(table, step="when")


def test_steps_may_be_in_any_order():
    runs = as_runs(LONG.sample(frac=1, random_state=1))
    by_id = dict(zip(runs.run_ids.tolist(), runs.metric_values("val_loss").tolist(), strict=True))
    assert by_id == {"b": 2.0, "a": 2.5}
    assert np.all(np.diff(runs.history.run) >= 0)


def test_parameters_may_be_logged_once_and_metrics_in_rows_of_their_own():
    nan = np.nan
    table = pd.DataFrame(
        {
            "run_id": ["a", "a", "a", "b", "b", "b"],
            "step": [0, 0, 1, 0, 0, 1],
            "config.lr": [0.1, nan, nan, 0.2, nan, nan],
            "train_loss": [3.0, nan, 2.0, 6.0, nan, 5.0],
            "val_loss": [nan, 2.5, nan, nan, 5.5, nan],
        }
    )
    runs = as_runs(table)
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert runs.metric_values("val_loss").tolist() == [2.5, 5.5]
    assert runs.metric_values("train_loss").tolist() == [2.0, 5.0]


def test_without_ids_the_parameters_tell_the_runs_apart_if_each_counts_its_steps():
    runs = as_runs(LONG.drop(columns=["run_id", "foo"]))
    assert (len(runs), list(runs.params)) == (2, ["lr", "opt"])
    assert "told apart by their parameters (lr, opt)" in runs.notes[0]


def test_repeats_of_one_configuration_are_not_taken_for_steps():
    table = pd.DataFrame(
        {"epoch": [9, 7, 8, 9], "lr": [0.1, 0.1, 0.2, 0.2], "val_loss": [1.0, 2.0, 3.0, 4.0]}
    )
    assert len(as_runs(table)) == 4


def test_one_row_per_run_stays_so():
    table = pd.DataFrame(
        {"run_id": list("abcd"), "step": [9, 9, 5, 9], "lr": [1, 2, 3, 4.5], "loss": [1, 2, 3, 4.5]}
    )
    runs = as_runs(table)
    assert (len(runs), runs.history, list(runs.params)) == (4, None, ["lr"])


def test_a_chain_of_rows_as_hiplot_writes_it():
    table = pd.DataFrame(
        {
            "uid": ["x1", "y1", "x2", "y2", "x3"],
            "from_uid": [None, None, "x1", "y1", "x2"],
            "epoch": [1, 1, 2, 2, 3],
            "lr": [0.1, 0.2, 0.1, 0.2, 0.1],
            "loss": [3.0, 5.0, 2.0, 4.0, 1.0],
        }
    )
    runs = as_runs(table)
    assert runs.run_ids.tolist() == ["x1", "y1"]
    assert runs.metric_values("loss").tolist() == [1.0, 4.0]


def test_a_tree_of_rows_is_evolution_and_stays_as_it_is():
    table = pd.DataFrame(
        {
            "uid": list("abc"),
            "from_uid": [None, "a", "a"],
            "step": [1, 2, 2],
            "lr": [1.5, 2.5, 3.5],
            "loss": [1, 2, 3],
        }
    )
    assert len(as_runs(table)) == 3


def test_the_rank_of_a_run_without_steps_of_a_metric_is_its_own_value():
    table = LONG.assign(**{"summary.best": [7.0] * 7, "metrics.val_loss": LONG.val_loss}).drop(
        columns="val_loss"
    )
    runs = as_runs(table)
    assert runs.metric_values("best", "max").tolist() == [7.0, 7.0]


@pytest.mark.parametrize("counter", ["episode", "generation_done", "Update", "tick"])
def test_what_starts_anew_with_every_run_counts_its_steps(counter):
    rng = np.random.default_rng(1)
    rows = [
        {
            "trial": run,
            "width": [16, 32, 64][run % 3],
            counter: step + 1,
            "foo": step * 0.1 + rng.normal(0, 0.01),
        }
        for run in range(6)
        for step in range(12)
    ]
    runs = as_runs(pd.DataFrame(rows))
    assert (len(runs), list(runs.params), list(runs.metrics)) == (6, ["width"], ["foo"])


@pytest.mark.parametrize("counter", ["fold", "seed", "repeat", "variant"])
def test_repetitions_that_an_id_numbers_are_runs(counter):
    rng = np.random.default_rng(1)
    rows = [
        {"trial": run, "width": [16, 32, 64][run % 3], counter: place, "acc": rng.uniform()}
        for run in range(6)
        for place in range(8)
    ]
    assert len(as_runs(pd.DataFrame(rows))) == 48
