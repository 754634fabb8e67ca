"""What the params are ranked by, in words."""

from __future__ import annotations

import pytest

from hpviz.runs.target import target_of
from hpviz.text import target as words


@pytest.fixture
def runs(make_runs):
    return make_runs(
        {"lr": [1, 2, 3]}, {"val_loss": [1.0, 2, 3], "val_acc": [0.1, 0.2, 0.3], "runtime": [1.0, 2, 4]}
    )


def in_words(target):
    return (
        words.noun(target),
        words.axis_label(target),
        words.heading(target),
        words.lower(target),
        words.higher(target),
        words.better(target),
    )


def test_a_metric_goes_by_its_name(runs):
    assert in_words(target_of(runs, "val_acc")) == (
        "val_acc", "val_acc", "val_acc (maximize)", "lower val_acc", "higher val_acc", "higher val_acc",
    )  # fmt: skip
    assert words.better(target_of(runs, "val_loss")) == "lower val_loss"
    assert words.description(target_of(runs, "val_acc")) == ()


def test_failure_is_defined_by_the_statuses(runs):
    target = target_of(runs, "failure")
    assert in_words(target) == (
        "failure", "failure", "failure", "fewer failures", "more failures", "fewer failures",
    )  # fmt: skip
    (sentence,) = words.description(target)
    assert sentence.startswith("Failure is 1 for runs that failed or crashed")


def test_a_front_names_its_metrics_and_their_goals(runs):
    target = target_of(runs, "pareto: val_acc, runtime")
    assert in_words(target) == (
        "the distance to the front",
        "distance to the front",
        "the distance to the Pareto front of val_acc (maximize) and runtime (minimize)",
        "runs closer to the front",
        "runs farther from the front",
        "runs closer to the front",
    )
    (sentence,) = words.description(target)
    assert "val_acc (higher is better) and runtime (lower is better)" in sentence
