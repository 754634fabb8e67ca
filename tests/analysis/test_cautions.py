"""What these runs cannot tell: a search that narrowed, a metric that drifted; and silence elsewhere."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.design.drift import drift_of
from hpviz.analysis.design.narrowing import narrowed
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.runs.column import Column

optuna = pytest.importorskip("optuna")

optuna.logging.set_verbosity(optuna.logging.ERROR)

START = 1_773_480_600.0  # 14 March 2026 9:30 UTC
NARROWED = "An optimiser seems to have chosen these runs"
DRIFTED = "than their parameters explain"


def objective(seed):
    rng = np.random.default_rng(seed)

    def loss(trial):
        lr = trial.suggest_float("lr", 1e-5, 1.0, log=True)
        dropout = trial.suggest_float("dropout", 0.0, 0.6)
        layers = trial.suggest_int("layers", 1, 5)
        optimizer = trial.suggest_categorical("optimizer", ["adam", "sgd", "lion"])
        off = (np.log10(lr) + 3) ** 2 / 2 + 4 * (dropout - 0.2) ** 2 + 0.1 * abs(layers - 3)
        return off + 0.8 * (optimizer == "sgd") + rng.normal(0, 0.3)

    return loss


def study(sampler, seed, trials=100):
    made = optuna.create_study(sampler=sampler(seed=seed))
    made.optimize(objective(seed), n_trials=trials)
    return made


def runs_of(made):
    """Runs an hour apart, as a study of real trainings would have them."""
    runs = hpviz.read(made)
    return replace(runs, created=START + 3600 * np.arange(len(runs), dtype=float))


def notes(runs, **options):
    return " ".join(hpviz.rank(runs, trees=50, **options).notes)


@pytest.fixture(scope="module")
def tpe():
    return runs_of(study(optuna.samplers.TPESampler, 1))


@pytest.fixture(scope="module")
def random():
    return runs_of(study(optuna.samplers.RandomSampler, 2, trials=60))


def test_an_optimiser_s_narrowing_is_said_with_the_remedy(tpe):
    text = notes(tpe)
    assert NARROWED in text
    assert "Some random runs would help." in text


@pytest.mark.parametrize(("method", "is_warned"), [("permutation", False), ("top", True), ("oob", False)])
def test_a_test_that_needs_independent_params_says_so(tpe, method, is_warned):
    assert ("rely on the recommended importance" in notes(tpe, method=method)) is is_warned


def narrowing(seed, n=80):
    """Every param comes closer to the middle with time; the loss is about one of them."""
    rng, left = np.random.default_rng(seed), np.linspace(1, 0.05, n)
    frame = pd.DataFrame({f"config.{name}": left * rng.uniform(-1, 1, n) for name in ("lr", *"abcd")})
    return frame.assign(**{"metric.loss": frame["config.lr"] ** 2 + rng.normal(0, 0.15, n)})


def test_permutation_marks_none_that_only_narrowed_with_what_matters():
    marked = []
    for seed in range(12):
        ranking = hpviz.rank(narrowing(seed), "loss", goal="minimize", method="permutation")
        marked += [score.param for score in ranking.scores if score.above_noise]
    assert set(marked) == {"lr"}
    assert len(marked) >= 9


def test_random_runs_raise_no_caution(random):
    text = notes(random)
    assert NARROWED not in text
    assert DRIFTED not in text


@pytest.mark.parametrize("order", ["given", "created"])
def test_the_order_is_that_of_time_where_it_is_known(tpe, order):
    mixed = np.random.default_rng(0).permutation(len(tpe))
    each = {name: getattr(tpe, name)[mixed] for name in ("names", "statuses", "groups", "created")}
    each["given_ids"] = tpe.run_ids[mixed]
    if order == "given":
        each["created"] = np.full(len(tpe), np.nan)
    runs = replace(tpe, columns={name: column.take(mixed) for name, column in tpe.columns.items()}, **each)
    assert (NARROWED in notes(runs)) == (order == "created")


def test_tpe_narrows_and_random_search_does_not():
    n_narrowed = {optuna.samplers.TPESampler: 0, optuna.samplers.RandomSampler: 0}
    for sampler, seed in itertools.product(n_narrowed, range(12)):
        trials = study(sampler, seed).trials
        columns = [
            Column.from_values(name, [trial.params[name] for trial in trials]) for name in trials[0].params
        ]
        n_narrowed[sampler] += narrowed(columns, np.array([trial.value for trial in trials])) is not None
    assert list(n_narrowed.values()) == pytest.approx([12, 0], abs=1)


def test_random_sweeps_of_narrower_and_narrower_ranges_are_no_optimiser_s():
    """Two sources, the later with better ranges; and two of which one was narrowed by an optimiser."""

    def random(seed, width, n=60):
        rng = np.random.default_rng(seed)
        lr = rng.uniform(-width, width, n)
        return pd.DataFrame({"config.lr": lr, "metric.loss": lr**2 + rng.normal(0, 0.05, n)})

    for seed in range(6):
        wide_then_narrow = hpviz.read({"may": random(seed, 3), "june": random(seed + 100, 1)})
        assert NARROWED not in notes(wide_then_narrow)
    searched = narrowing(0, 120)[["config.lr", "metric.loss"]]
    assert NARROWED in notes(hpviz.read({"may": random(7, 1), "june": searched}))


def test_what_does_not_vary_does_not_narrow():
    columns = [Column.from_values(name, ["adam"] * 60) for name in ("optimizer", "scheduler")]
    assert narrowed(columns, -np.arange(60.0)) is None


def test_a_grid_in_order_does_not_narrow():
    grid = np.array(list(itertools.product(range(5), range(4), range(4))), dtype=float)
    columns = [Column.from_numbers(name, grid[:, j]) for j, name in enumerate("abc")]
    assert narrowed(columns, -grid[:, 0]) is None
    assert narrowed(columns, -grid[:, 2]) is None


def test_a_table_sorted_by_its_metric_is_in_no_order_of_time(make_runs):
    rng = np.random.default_rng(0)
    lr = rng.random(80)
    loss = np.abs(lr - 0.5) + 0.01 * rng.random(80)
    order = np.argsort(-loss)
    assert NARROWED not in notes(make_runs({"lr": lr[order].tolist()}, {"loss": loss[order]}))


@pytest.mark.parametrize("share", [0.4, 0.5, 0.6])
def test_so_is_a_table_sorted_by_a_metric_of_two_values(make_runs, share):
    rng = np.random.default_rng(0)
    lr, width = rng.random((2, 120))
    solved = (np.abs(lr - 0.5) < share / 2).astype(float)
    order = np.argsort(solved, kind="stable")
    runs = make_runs({"lr": lr[order], "width": width[order]}, {"solved": solved[order]})
    said = notes(runs, metric="solved", goal="maximize")
    assert NARROWED not in said
    assert DRIFTED not in said


def changed(runs, since, by):
    values = runs.columns["value"].numbers + by * (np.arange(len(runs)) >= since)
    return replace(runs, columns={**runs.columns, "value": replace(runs.columns["value"], numbers=values)})


@pytest.mark.parametrize("sweep", ["tpe", "random"])
def test_a_change_in_the_code_is_dated_whatever_drew_the_runs(sweep, request):
    runs = changed(request.getfixturevalue(sweep), 36, -0.9)
    text = notes(runs)
    assert DRIFTED in text
    assert "have lower value than" in text
    date = re.search(r"Runs from (.*?) UTC on have", text).group(1)
    since = datetime.strptime(date, "%d %B %Y %H:%M").replace(tzinfo=UTC)
    assert abs((since.timestamp() - START) / 3600 - 36) <= 6


def test_the_optimiser_s_own_progress_is_no_drift(tpe):
    assert DRIFTED not in notes(tpe)


def test_without_times_the_order_of_the_source_is_looked_at(random):
    undated = replace(random, created=np.full(len(random), np.nan))
    assert DRIFTED not in notes(undated)
    said = notes(changed(undated, 36, -0.9))
    assert "Runs from run 36 on have lower" in said
    assert "if they are in the order of time, code or data may have changed" in said
    later = notes(changed(undated, 36, -0.9).where("id != '5'"))  # still the run's own name
    assert "Runs from run 36 on have lower" in later


@pytest.mark.parametrize("seed", range(3))
def test_a_trend_is_no_date(seed, make_runs):
    rng = np.random.default_rng(seed)
    lr = rng.random(80)
    metrics = {"loss": lr + 0.01 * np.arange(80) + rng.normal(0, 0.1, 80)}
    assert "Later runs have higher loss than" in notes(make_runs({"lr": lr.tolist()}, metrics))


def test_a_table_in_the_order_of_any_metric_is_in_no_order_of_time():
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"lr": rng.random(80), "dropout": rng.random(80)})
    table["val_loss"] = table.lr + rng.normal(0, 0.3, 80)
    table["val_acc"] = 1 - table.val_loss + rng.normal(0, 0.05, 80)
    for metric in ("val_loss", "val_acc"):
        said = " ".join(hpviz.rank(table.sort_values(metric), metric="val_loss", trees=30).notes)
        assert DRIFTED not in said


def test_the_order_of_a_grid_is_no_drift():
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        cells = itertools.product([16, 32, 64, 128], [0.1, 0.2, 0.3, 0.4], ["adam", "sgd"])
        grid = pd.DataFrame(list(cells), columns=["batch_size", "dropout", "optimizer"])
        effect = np.log2(grid.batch_size) * (grid.dropout - 0.2) + (grid.optimizer == "sgd")
        grid["val_loss"] = effect + rng.normal(0, 0.3, len(grid))
        alarms += DRIFTED in " ".join(hpviz.rank(grid, trees=30).notes)
    assert alarms <= 1


def test_drift_seldom_cries_wolf():
    alarms = 0
    for repeat in range(20):
        rng = np.random.default_rng(repeat)
        x = rng.random((3, 60))
        x[0] = np.sort(x[0]) + rng.normal(0, 0.2, 60)  # a param that moves with time
        fitted = FittedForest.fit(
            [Column.from_numbers(name, row) for name, row in zip("abc", x, strict=True)],
            x[0] + rng.normal(0, 0.2, 60),
            seed=repeat,
        )
        alarms += drift_of(fitted, START + np.arange(60.0)) is not None
    assert alarms <= 1


def test_the_same_runs_get_the_same_cautions(tpe):
    assert notes(tpe) == notes(tpe)


def test_an_optimiser_s_progress_is_not_put_down_to_changed_code():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    drifted = []
    for seed in range(12):
        noise = np.random.default_rng(seed)

        def loss(trial, noise=noise):
            x, rate = trial.suggest_float("x", -1, 1), trial.suggest_float("lr", 1e-5, 1e-1, log=True)
            worse = 0.3 * (trial.suggest_categorical("kernel", ["a", "b"]) == "b")
            trial.suggest_int("junk", 1, 8)
            return x**2 + 0.3 * (np.log10(rate) + 3) ** 2 + worse + noise.normal(0, 0.02)

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(loss, n_trials=100)
        ranking = hpviz.rank(study)
        assert ranking.is_optimised
        said = " ".join(ranking.notes)
        assert "code or data may have changed" not in said
        drifted += ["these runs cannot tell which" in said] if DRIFTED in said else []
    assert all(drifted)
    assert len(drifted) <= 1  # their params explain it


def test_a_change_is_seen_among_runs_of_an_optimiser():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for seed in range(4):
        noise = np.random.default_rng(seed)

        def loss(trial, noise=noise):
            x, rate = trial.suggest_float("x", -1, 1), trial.suggest_float("lr", 1e-5, 1e-1, log=True)
            changed = 0.1 * (trial.number >= 60)
            return x**2 + 0.3 * (np.log10(rate) + 3) ** 2 + changed + noise.normal(0, 0.02)

        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
        study.optimize(loss, n_trials=100)
        assert any(DRIFTED in note for note in hpviz.rank(study).notes)
