"""Kinds of columns that plain tables have, each read as what it is or asked about."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.sources.columns.vocabulary import is_metric_name, is_param_name
from hpviz.sources.columns.vocabulary.outcomes import is_outcome_name

N = 14


@pytest.fixture
def rng():
    return np.random.default_rng(6)


def search(rng, n=N, **more):
    """A small random search, and further columns."""
    known = {"lr": 10 ** rng.uniform(-5, -1, n), "batch_size": rng.choice([16, 32, 64], n)}
    return pd.DataFrame({**known, **more})


JUDGING = ["is_best", "IsBest", "pass_fail", "PassAll", "Pass Fail", "converged", "has_converged", "selected",
           "met_target", "success", "test_passed", "feasible", "best"]  # fmt: skip
CHOSEN = ["use_best_model", "best_of_n", "selected_features", "pass_through", "fail_fast", "early_stopping",
          "bestfit", "augment", "reached_lr_floor_mode", "all"]  # fmt: skip


def test_a_flag_judges_runs_by_its_name():
    assert all(map(is_outcome_name, JUDGING))
    assert not any(map(is_outcome_name, CHOSEN))


@pytest.mark.parametrize("name", JUDGING)
@pytest.mark.parametrize("n", [6, N, 60])
def test_a_flag_that_judges_is_no_param_in_however_few_runs(rng, name, n):
    frame = search(rng, n, **{name: rng.random(n) < 0.5}, zorp=rng.normal(0, 1, n))
    assert hpviz.read(frame).columns[name].role != "param"


def test_a_switch_stays_a_param(rng):
    frame = search(rng, 40, augment=rng.random(40) < 0.5, use_best_model=rng.random(40) < 0.5)
    runs = hpviz.read(frame.assign(val_loss=rng.random(40)))
    assert {"augment", "use_best_model"} <= set(runs.params)


@pytest.mark.parametrize("name", ["target", "Target", "mean_target", "result", "test_result", "best_value"])
def test_the_only_result_is_what_was_optimised(rng, name):
    runs = hpviz.read(search(rng, 40, **{name: rng.normal(60, 9, 40)}))
    assert runs.default_metric() == name
    assert is_metric_name(name)
    assert not is_param_name(name)


@pytest.mark.parametrize("name", ["target_modules", "target_kl", "result_dir", "target_update_interval"])
def test_what_is_of_a_target_is_none(name):
    assert not is_metric_name(name)


def test_values_that_were_run_with_every_seed_were_chosen(rng):
    values = np.repeat(rng.random((20, 2)), 3, axis=0)
    grid = np.repeat(list(itertools.product(["a", "b"], range(10))), 3, axis=0)
    frame = pd.DataFrame({"seed": np.tile([0, 1, 2], 20), "norm": grid[:, 0], "min_dist": values[:, 0]})
    frame = frame.assign(ari=values[:, 0] + rng.normal(0, 0.3, 60), purity=rng.random(60))
    runs = hpviz.read(frame)
    assert "min_dist" in runs.params
    assert runs.params["min_dist"].reason == "guessed: each of its values was run with every seed"
    assert {"ari", "purity"} & set(runs.params) == set()


def test_a_result_of_few_digits_is_not_run_with_every_seed(rng):
    frame = search(rng, 90, seed=np.tile([0, 1, 2], 30), zorp=rng.normal(0.8, 0.05, 90).round(2))
    assert "every seed" not in hpviz.read(frame).columns["zorp"].reason


def test_a_number_of_trades_keeps_its_name(tmp_path, rng):
    frame = search(rng, 30, Sharpe=rng.normal(0, 1, 30))
    frame.insert(0, "# Trades", rng.integers(50, 900, 30))
    frame.to_csv(tmp_path / "runs.csv", index=False)
    runs = hpviz.read(tmp_path / "runs.csv")
    assert runs.columns["Trades"].given_name == "# Trades"
    assert runs.resolve("# Trades") == "Trades"


def test_a_commented_header_names_its_columns_without_the_mark(tmp_path, rng):
    frame = search(rng, 30, val_loss=rng.random(30))
    np.savetxt(tmp_path / "runs.csv", frame, delimiter=",", header=",".join(frame.columns))
    runs = hpviz.read(tmp_path / "runs.csv")
    assert list(runs.columns) == ["lr", "batch_size", "val_loss"]
    assert [column.given_name for column in runs.columns.values()] == ["# lr", "", ""]


@pytest.mark.parametrize(("factor", "level"), [("sweep", "value"), ("knob", "Value"), ("Param", "Setting")])
@pytest.mark.parametrize("prefix", ["", "metrics."])
def test_a_factor_and_its_setting_are_params_whatever_else_is_there(rng, factor, level, prefix):
    names = np.repeat(["lr", "depth", "dropout"], 8)
    levels = [*rng.choice([1e-4, 1e-3, 1e-2], 8), *rng.integers(1, 9, 8), *rng.choice([0.0, 0.2, 0.5], 8)]
    results = {f"{prefix}val_map": rng.random(24), f"{prefix}num_parameters": rng.integers(1e4, 1e7, 24)}
    runs = hpviz.read(pd.DataFrame({factor: names, level: levels, **results}))
    assert {factor, level} <= set(runs.params)
    assert runs.default_metric() == "val_map"


def test_a_run_that_failed_says_nothing_of_a_condition(rng):
    solver = np.array(["a", "b"] * 9 + ["c"])
    zorp = rng.normal(0, 1, 19)
    zorp[18] = np.nan  # the only run of its solver
    runs = hpviz.read(pd.DataFrame({"solver": solver, "depth": rng.integers(1, 9, 19), "zorp": zorp}))
    assert "runs have it or not" not in runs.columns["zorp"].reason


def test_what_was_asked_about_comes_before_a_choice_that_sounds_like_a_result(rng):
    frame = pd.DataFrame(list(itertools.product([0.4, 0.7, 0.9], [1.0, 1.5, 2.0], range(8))))
    frame.columns = ["inertia", "c1", "seed"]
    runs = hpviz.read(frame.assign(target=rng.normal(0, 1, 72)))
    assert runs.default_metric() == "target"
    assert {"inertia", "c1"} <= set(runs.params)


def test_tensor_parallelism_is_no_number_of_true_positives(rng):
    frame = search(rng, 36, tp=rng.choice([1, 2, 4, 8], 36), rps=rng.random(36) * 100)
    assert "tp" not in hpviz.read(frame).metrics
    counts = {name: rng.integers(0, 500, 36) for name in ("tp", "fp", "fn", "tn")}
    assert set(counts) & set(hpviz.read(search(rng, 36, **counts, f1=rng.random(36))).params) == set()


@pytest.mark.parametrize("name", ["convergence_epoch", "divergence_step", "best_iteration"])
def test_a_step_at_which_something_happened_is_no_choice(rng, name):
    assert not is_param_name(name)
    assert is_param_name("convergence_tol")


SUMMED = ["avg_generations", "max_generations", "std_generations"]
SPENT = ["convergence_rate", "avg_mutation_success_rate", "mutation_success_rate", "avg_population_diversity"]


@pytest.mark.parametrize("n", [3, 12, 40, 200])
def test_sums_and_shares_of_what_happened_are_no_params(rng, n):
    frame = search(rng, n, selection=rng.choice(["a", "b"], n), mut_rate=rng.choice([0.2, 0.6, 0.8], n))
    frame = frame.assign(avg_fitness=rng.normal(150, 4, n), std_fitness=rng.uniform(4, 5, n))
    frame = frame.assign(**{name: rng.uniform(5, 90, n).round(2) for name in SUMMED})
    frame = frame.assign(**{name: rng.uniform(0.1, 0.9, n).round(4) for name in SPENT})
    runs = hpviz.read(frame)
    assert not {*SUMMED, *SPENT} & set(runs.params)
    assert runs.default_metric() == "avg_fitness"


@pytest.mark.parametrize(
    "names", [["min_width", "max_width"], ["noise_mean", "noise_std"], ["min_lr", "max_lr"]]
)
def test_bounds_and_moments_of_a_grid_stay_params(rng, names):
    levels = itertools.product([1, 2, 4], [8, 16, 32], ["a", "b"])
    frame = pd.DataFrame(list(levels), columns=[*names, "optimizer"])
    frame["val_loss"] = rng.random(len(frame))
    assert set(hpviz.read(frame).params) == {*names, "optimizer"}


def test_a_number_of_workers_that_ranks_the_times_is_the_param_where_no_other_can_be(rng):
    n_jobs = np.arange(1, 9)
    time = 28 / n_jobs**0.9
    frame = pd.DataFrame({"n_jobs": n_jobs, "mean_time": time, "std_time": rng.random(8) / 10})
    frame = frame.assign(speedup=28 / time, efficiency=28 / time / n_jobs)
    runs = hpviz.read(frame)
    assert list(runs.params) == ["n_jobs"]
    assert runs.columns["efficiency"].role != "param"
    ranked = pd.DataFrame({"rank": rng.permutation(8) + 1}).assign(
        loss=lambda t: t["rank"] / 3, zorp=rng.random(8)
    )
    assert "rank" not in hpviz.read(ranked).params
