"""The runs that an optimiser begins from, and what it may vary."""

from dataclasses import replace

import numpy as np
import pytest

import hpviz
from hpviz.analysis.next_sweep.trials import BEST, MOST_COMPLETE, MOST_OTHERS, trials_within
from hpviz.analysis.result.cautions import Narrowed
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT
from hpviz.search_space import Choices, Condition, Dimension, Interval
from hpviz.search_space.optuna import distributions

optuna = pytest.importorskip("optuna")


@pytest.fixture(autouse=True)
def quiet():
    optuna.logging.set_verbosity(optuna.logging.WARNING)


def ranked(make_runs, params, loss, **known):
    return hpviz.rank(make_runs(params, {"loss": loss}, **known), "loss")


@pytest.fixture
def sweep(make_runs):
    """Seven runs: of two optimizers, one of which has a momentum."""
    params = {
        "lr": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
        "optimizer": ["adam", "sgd", "adam", "sgd", "adam", "sgd", "adam"],
        "momentum": [ABSENT, 0.2, ABSENT, 0.9, ABSENT, ABSENT, ABSENT],
        "width": [8, 16, 32, 8, 16, 32, 8],
    }
    statuses = ["finished", "finished", "failed", "finished", "pruned", "finished", "finished"]
    loss = [1.0, 2.0, np.nan, 3.0, np.nan, 5.0, np.nan]
    return ranked(make_runs, params, loss, statuses=np.array(statuses))


SPACE = (
    Dimension("lr", Interval(low=0.0, high=1.0)),
    Dimension("optimizer", Choices(("adam", "sgd"))),
    Dimension("momentum", Interval(low=0.1, high=0.5), Condition("optimizer", ("sgd",))),
    Dimension("width", Choices((8, 16, 32))),
)


def test_runs_inside_come_in_their_order_with_what_came_of_them(sweep):
    trials = trials_within(sweep, SPACE)
    assert [(trial.params["lr"], trial.values, trial.outcome) for trial in trials] == [
        (0.1, (1.0,), "complete"),
        (0.2, (2.0,), "complete"),
        (0.3, (), "failed"),
        (0.5, (), "pruned"),
        (0.7, (), "failed"),
    ]
    assert trials[0].params == {"lr": 0.1, "optimizer": "adam", "width": 8}
    assert trials[1].params == {"lr": 0.2, "optimizer": "sgd", "momentum": 0.2, "width": 16}


def test_what_is_fixed_to_a_value_leaves_the_others_out_and_is_no_param_of_a_trial(sweep):
    fixed = (*SPACE[:1], Dimension("optimizer", Choices(("sgd",))), *SPACE[3:])
    trials = trials_within(sweep, fixed)
    assert [trial.params for trial in trials] == [
        {"lr": 0.2, "width": 16}, {"lr": 0.4, "width": 8}, {"lr": 0.6, "width": 32}
    ]  # fmt: skip


def test_runs_beside_a_grid_are_left_out_and_those_on_it_are_exactly_there(make_runs):
    result = ranked(make_runs, {"x": [0.1 + 0.2, 0.35, 0.1], "n": [2.0, 4.0, 6.0]}, [1.0, 2.0, 3.0])
    grid = (
        Dimension("x", Interval(low=0.1, high=0.5, step=0.1)),
        Dimension("n", Interval(low=2, high=8, integer=True, step=2)),
    )
    trials = trials_within(result, grid)
    assert [trial.params for trial in trials] == [{"x": 0.3, "n": 2}, {"x": 0.1, "n": 6}]
    assert all(type(trial.params["n"]) is int for trial in trials)


def test_of_many_runs_the_best_stay_and_the_others_are_thinned_out(make_runs):
    x = np.random.default_rng(0).permutation(4000) / 4000
    statuses = np.where(np.arange(4000) % 4 == 0, "failed", "finished")
    loss = np.where(statuses == "failed", np.nan, x)
    result = ranked(make_runs, {"x": x.tolist()}, loss, statuses=statuses)
    trials = trials_within(result, (Dimension("x", Interval(low=0.0, high=1.0)),))
    values = sorted(trial.values[0] for trial in trials if trial.outcome == "complete")
    assert len(values) == MOST_COMPLETE
    assert values[:BEST] == sorted(x[statuses == "finished"])[:BEST]
    assert 0.45 < np.median(values) < 0.55
    assert sum(trial.outcome == "failed" for trial in trials) == MOST_OTHERS


@pytest.fixture(scope="module")
def dead(make_runs):
    """Advice for a sweep in which one param decides all, and a list and a seed do nothing."""
    rng = np.random.default_rng(5)
    lr = 10 ** rng.uniform(-5, -1, 300)
    params = {
        "lr": lr.tolist(),
        "kind": rng.choice(["a", "b", "c"], 300).tolist(),
        "random_seed": rng.integers(0, 10**6, 300).tolist(),
    }
    loss = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.05, 300)
    hints = Hints(bounds={"lr": (1e-5, 1e-1)}, log={"lr": True})
    return hpviz.rank(make_runs(params, {"loss": loss}, hints=hints), "loss").next_sweep()


def test_an_optimiser_varies_what_is_frozen_but_no_seed(dead):
    actions = {line.param: line.action for line in dead.lines}
    assert actions == {"lr": "narrow", "kind": "freeze", "random_seed": "freeze"}
    fixed = {dimension.param: dimension.fixed for dimension in dead.space}
    assert fixed == {"lr": False, "kind": True, "random_seed": True}
    fixed = {dimension.param: dimension.fixed for dimension in dead.optimiser_space}
    assert fixed == {"lr": False, "kind": False, "random_seed": True}


def test_runs_with_another_seed_are_begun_from_too(dead):
    lr = next(dimension.domain for dimension in dead.optimiser_space if dimension.param == "lr")
    inside = [value for value in dead.result.evidence.column("lr").numbers if lr.holds(value)]
    assert 10 < len(inside) < 300
    assert len(dead.optimiser_space.trials) == len(inside)
    assert set(dead.optimiser_space.trials[0].params) == {"lr", "kind"}


def test_the_sentences_say_how_to_go_on(dead):
    begun = len(dead.optimiser_space.trials)
    begins = f"it starts from {begun} of your 300 runs."
    assert dead.sentences[-3:] == (
        f"Continue with an optimiser (Optuna, Ray or W&B) in this space: {begins}",
        "An optimiser still varies what is frozen: near the best, small effects count.",
        "For random runs only, take the space for scikit-learn.",
    )


@pytest.mark.parametrize("cautions", [(), (Narrowed(("lr",)),)])
def test_runs_of_an_optimiser_gain_less(dead, cautions):
    of_optimiser = replace(dead, result=replace(dead.result, cautions=cautions))
    level = "An optimiser chose these runs: it finds good ranges by itself, so its best runs gain little."
    assert (level in of_optimiser.sentences) == bool(cautions)


def test_the_study_is_in_the_space_and_knows_its_best_run(dead):
    study = dead.study(seed=3)
    assert len(study.trials) == len(dead.optimiser_space.trials)
    assert study.best_value == dead.result.evidence.metric.min()
    params = study.ask(distributions(dead.optimiser_space)).params
    assert params["kind"] in {"a", "b", "c"}


@pytest.mark.parametrize("tool", ["optuna", "ray"])
def test_the_code_names_the_metric_and_holds_the_runs(dead, tool):
    text = dead.text(tool)
    assert f"# {len(dead.optimiser_space.trials)} runs inside this space: outcome, 'loss'" in text
    assert text.count("('COMPLETE', [") == len(dead.optimiser_space.trials)


def test_of_a_front_each_metric_is_an_objective(figures):
    advice = hpviz.rank(figures / "failure_next.csv", ("loss", "time")).next_sweep()
    study = advice.study()
    assert [direction.name for direction in study.directions] == ["MINIMIZE", "MINIMIZE"]
    assert "Continue with an optimiser (Optuna or Ray) in this space" in " ".join(advice.sentences)
    assert len(study.best_trials) == (advice.result.evidence.metric == 0).sum()


def test_where_failing_is_ranked_nothing_is_optimised(figures):
    advice = hpviz.rank(figures / "failure_next.csv", "failure").next_sweep()
    assert advice.optimiser_space.objectives == ()
    with pytest.raises(hpviz.HpvizError, match="needs a metric"):
        advice.study()
    assert "optimiser" not in " ".join(advice.sentences)
    assert "method: random" in advice.text("wandb")
