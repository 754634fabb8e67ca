"""Optuna's studies: types, statuses, goals and search space come from the study itself."""

from __future__ import annotations

import numpy as np
import pytest

from hpviz.sources import as_runs

optuna = pytest.importorskip("optuna")

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial: optuna.Trial) -> float:
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    depth = trial.suggest_int("depth", 1, 8)
    kind = trial.suggest_categorical("kind", ["1", "2", None])
    if kind == "1":
        trial.suggest_float("only_with_1", 0, 1)
    trial.set_user_attr("size", depth * 10)
    trial.set_user_attr("note", "text")
    for step in range(3):
        trial.report(lr * (3 - step), step)
    if trial.number % 5 == 1:
        raise optuna.TrialPruned
    if trial.number % 5 == 2:
        raise RuntimeError
    return lr


@pytest.fixture(scope="module")
def study() -> optuna.Study:
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0), study_name="digits")
    study.optimize(objective, n_trials=20, catch=RuntimeError)
    study.ask()
    study.enqueue_trial({"lr": 0.01})
    return study


def test_a_study(study):
    runs = as_runs(study)
    assert (list(runs.params), list(runs.metrics)) == (
        ["lr", "depth", "kind", "only_with_1"],
        ["value", "duration", "user_attrs_size"],
    )
    assert runs.status_counts() == {"finished": 12, "pruned": 4, "failed": 4, "running": 1}
    assert runs.params["kind"].levels == ("1", "2", "None")
    assert runs.params["depth"].integral
    assert runs.params["only_with_1"].absent.sum() > 5
    assert (runs.default_metric(), runs.default_goal("value")) == ("value", "minimize")
    assert runs.source == "Optuna study 'digits'"
    assert "1 waiting trial was left out" in runs.notes[0]
    assert runs.run_ids.tolist()[:3] == ["0", "1", "2"]
    assert np.isfinite(runs.created).all()


def test_the_search_space(study):
    hints = as_runs(study).hints
    assert hints.log["lr"]
    assert not hints.log["depth"]
    assert hints.bounds == {"lr": (1e-4, 1e-1), "depth": (1.0, 8.0), "only_with_1": (0.0, 1.0)}
    assert hints.choices == {"kind": ("1", "2", "None")}


def test_values_are_optunas_and_a_pruned_trial_has_none(study):
    runs = as_runs(study)
    finished = runs.statuses == "finished"
    expected = [trial.value for trial in study.trials if trial.state.name == "COMPLETE"]
    assert runs.metric_values("value")[finished].tolist() == expected
    assert np.isnan(runs.metric_values("value")[runs.statuses == "pruned"]).all()


def test_intermediate_values_are_the_history(study):
    runs = as_runs(study)
    lr = runs.params["lr"].numbers
    reported = ~np.isnan(lr)
    np.testing.assert_allclose(runs.metric_values("value", "max")[reported], 3 * lr[reported])


@pytest.mark.parametrize("form", ["trials", "frame"])
def test_trials_and_optunas_own_data_frame_give_the_same(study, form):
    runs = as_runs(study)
    other = as_runs(study.trials if form == "trials" else study.trials_dataframe())
    started = np.flatnonzero(other.metrics["duration"].numbers >= 0)
    assert set(other.params) == set(runs.params)
    assert set(other.metrics) == {"value", "duration", "user_attrs_size"}
    np.testing.assert_array_equal(other.metric_values("value")[started], runs.metric_values("value")[started])
    assert other.statuses[started].tolist() == runs.statuses[started].tolist()
    assert other.run_ids[started].tolist() == runs.run_ids[started].tolist()
    assert "finished" not in set(other.statuses[len(started) :])


@pytest.mark.filterwarnings("ignore:.*set_metric_names is experimental")
def test_several_objectives():
    study = optuna.create_study(directions=["minimize", "maximize"])
    study.optimize(
        lambda trial: (trial.suggest_float("x", 0, 1), trial.suggest_float("value", 1, 2)), n_trials=5
    )
    runs = as_runs(study)
    assert list(runs.metrics) == ["values_0", "values_1", "duration"]
    assert [runs.default_goal(name) for name in list(runs.metrics)[:2]] == ["minimize", "maximize"]
    study.set_metric_names(["loss", "acc"])
    named = as_runs(study)
    assert list(named.metrics)[:2] == ["loss", "acc"]
    assert (named.default_metric(), named.default_goal("acc")) == ("loss", "maximize")
    # In which order the columns stand depends on Optuna's version.
    assert set(list(as_runs(study.trials_dataframe()).metrics)[:2]) == {"loss", "acc"}


def test_a_parameter_called_value():
    study = optuna.create_study(direction="maximize")
    study.optimize(lambda trial: trial.suggest_float("value", 0, 1), n_trials=3)
    runs = as_runs(study)
    assert (list(runs.params), list(runs.metrics)[:1]) == (["params_value"], ["value"])
    assert runs.default_goal("value") == "maximize"
    assert runs.hints.bounds == {"params_value": (0.0, 1.0)}


def test_an_empty_study():
    assert len(as_runs(optuna.create_study())) == 0


def test_corrections_reach_a_study(study):
    runs = as_runs(study, params=["lr", "depth"], metrics=["user_attrs_size"])
    assert (list(runs.params), list(runs.metrics)) == (["lr", "depth"], ["user_attrs_size"])
