"""What the rows of a plain table are: runs, steps of several runs, or the log of a single one."""

from __future__ import annotations

import itertools
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpviz import HpvizError
from hpviz.sources import as_runs

RNG = np.random.default_rng(7)
N = 40
STEPS = np.arange(N)
DOWN = 2 * np.exp(-STEPS / 15) + 0.02 * RNG.normal(size=N)
UP = 1 - np.exp(-STEPS / 12) + 0.01 * RNG.normal(size=N)
NOISE = RNG.normal(size=N)
COSINE = 0.1 * (1 + np.cos(np.pi * STEPS / N))
NAN = np.full(N, np.nan)

LOGS = {
    "Keras' CSVLogger": {
        "epoch": STEPS,
        "accuracy": UP,
        "loss": DOWN,
        "val_accuracy": UP - 0.1,
        "val_loss": DOWN + 0.1,
    },
    "Keras with a schedule": {"epoch": STEPS, "learning_rate": COSINE, "loss": DOWN, "val_loss": DOWN + 0.1},
    "Keras with gaps": {"epoch": STEPS, "loss": DOWN, "val_loss": np.where(STEPS % 3 == 0, DOWN, np.nan)},
    "Lightning, rows of its own for each kind": {
        "epoch": np.repeat(STEPS, 2),
        "step": np.repeat(STEPS * 10 + 9, 2),
        "train_loss": np.stack([DOWN, NAN], axis=1).ravel(),
        "val_loss": np.stack([NAN, DOWN], axis=1).ravel(),
        "lr-Adam": np.stack([COSINE, NAN], axis=1).ravel(),
    },
    "Ultralytics": {
        "epoch": STEPS + 1,
        "time": 290.0 * (STEPS + 1),
        "train/box_loss": DOWN,
        "metrics/mAP50(B)": UP,
        "val/box_loss": DOWN + 0.3,
        "lr/pg0": COSINE,
        "lr/pg1": COSINE,
    },
    "Stable-Baselines' progress": {
        "rollout/ep_rew_mean": UP * 100,
        "time/iterations": STEPS + 1,
        "time/fps": 800 + NOISE,
        "time/total_timesteps": 2048 * (STEPS + 1),
        "train/approx_kl": 0.01 + 0.001 * NOISE,
        "train/learning_rate": np.full(N, 3e-4),
        "train/clip_range": np.full(N, 0.2),
        "train/loss": DOWN,
    },
    "Stable-Baselines' monitor": {"r": UP * 100, "l": 200 + (10 * NOISE).round(), "t": STEPS * 3.1},
    "W&B's run.history()": {
        "_step": STEPS,
        "_timestamp": 1.7e9 + 30 * STEPS,
        "_runtime": 30.0 * STEPS,
        "train/loss": DOWN,
        "grad_norm": 1 + 0.1 * NOISE,
        "reward": UP,
    },
    "a counter of frames": {
        "counters/total_frames": 300.0 * STEPS,
        "clip_fraction": DOWN / 9,
        "episode_reward": UP,
    },
    "a counter from 0 under any name": {"i": STEPS, "loss": DOWN, "acc": UP, "elapsed": 1.5 * STEPS + 0.3},
    "updates": {"num_updates": 100 * (STEPS + 1), "wps": 3000 + NOISE, "nll_loss": DOWN, "ppl": np.exp(DOWN)},
    "a dated log": {
        "date": [f"2024-05-01 10:{step:02d}:00" for step in STEPS],
        "iteration": STEPS,
        "loss": DOWN,
        "note": [f"ckpt-{step}.pt" for step in STEPS],
    },
    "resumed": {"step": np.r_[STEPS[:30], STEPS[25:35]], "loss": DOWN, "val_acc": UP},
    "an epoch written as text": {
        "epoch": STEPS,
        "phase": ["warmup"] * 10 + ["train"] * 30,
        "loss": DOWN,
        "val_loss": DOWN,
    },
}


@pytest.mark.parametrize("columns", LOGS.values(), ids=LOGS)
def test_the_log_of_one_run_is_one_run_with_its_steps(columns):
    runs = as_runs(pd.DataFrame(columns))
    assert len(runs) == 1
    assert runs.history is not None
    assert "log of a single run" in " ".join(runs.notes)
    assert not any(column.varies for column in runs.params.values())


def random_search(n=N, seed=1):
    rng = np.random.default_rng(seed)
    return {
        "lr": 10 ** rng.uniform(-4, -1, n),
        "batch_size": rng.choice([16, 32, 64], n),
        "optimizer": rng.choice(["adam", "sgd"], n),
        "val_loss": rng.uniform(1, 2, n),
    }


def of_grid(epochs, name="epoch"):
    rows = [
        (lr, size, epoch, 0.5 + epoch / 400 + lr)
        for lr, size, epoch in itertools.product([0.1, 0.01, 0.001], [16, 32, 64], epochs)
    ]
    return pd.DataFrame(rows, columns=["lr", "batch_size", name, "val_acc"])


SWEEPS = {
    "trials counted": {"iteration": STEPS, **random_search()},
    "iterations of a Bayesian search": {
        "iter": STEPS,
        "x1": RNG.uniform(size=N),
        "x2": RNG.uniform(size=N),
        "y": RNG.uniform(size=N),
    },
    "trials counted, with the time that has gone by": {
        "step": STEPS,
        "x1": RNG.uniform(size=N),
        "x2": RNG.uniform(size=N),
        "elapsed": np.cumsum(RNG.uniform(size=N)),
        "loss": RNG.uniform(size=N),
    },
    "the best so far": {
        "iteration": STEPS,
        "x1": RNG.uniform(size=N),
        "best_loss": np.minimum.accumulate(RNG.uniform(size=N)),
    },
    "sorted by what came out": pd.DataFrame(random_search()).sort_values("val_loss"),
    "sorted by a parameter": pd.DataFrame(random_search()).sort_values("lr"),
    "in the order of time": {
        "created_at": [f"2024-05-01 10:{step:02d}:00" for step in STEPS],
        **random_search(),
    },
    "the epoch at which each stopped": {"epoch": RNG.integers(5, 50, N), **random_search()},
    "one factor": {"threshold": 0.3 + 0.01 * STEPS, "acc": UP, "f1": UP - 0.1},
    "one counted factor": {"n_estimators": 10 * (STEPS + 1), "train_acc": UP, "val_acc": UP - 0.1},
    "one factor counted from 1": {"k": STEPS + 1, "acc": UP, "f1": UP - 0.1},
    "texts": {"step": STEPS, "model": list("abcd" * 10), "acc": UP},
    "seeds": {"seed": STEPS, "lr": RNG.choice([0.1, 0.2], N), "loss": DOWN},
}


@pytest.mark.parametrize("columns", SWEEPS.values(), ids=SWEEPS)
def test_a_sweep_is_not_taken_for_a_log(columns):
    runs = as_runs(pd.DataFrame(columns))
    assert len(runs) == N
    assert runs.params


@pytest.mark.parametrize(
    "epochs",
    [
        (10, 20, 50),
        (5, 10),
        (10, 20, 30),
        (50, 100, 150, 200, 500),
        (2, 8),
        (20, 30, 40),
        (5, 25, 100),
        (1, 2, 5, 10),
        (1, 3, 9, 27),
    ],
)
@pytest.mark.parametrize("order", ["as made", "mixed"])
def test_a_grid_over_epochs_is_of_runs(epochs, order):
    table = of_grid(epochs)
    runs = as_runs(table if order == "as made" else table.sample(frac=1, random_state=1))
    assert len(runs) == 9 * len(epochs)
    assert set(runs.params) == {"lr", "batch_size", "epoch"}


@pytest.mark.parametrize(
    "epochs",
    [range(10), range(1, 6), range(5, 55, 5), (0, 1, 2), (1, 2), (0, 10, 20, 30), (0, 1, 2, 5, 10, 20, 50)],
)
def test_epochs_that_are_counted_are_steps(epochs):
    runs = as_runs(of_grid(epochs))
    assert (len(runs), set(runs.params)) == (9, {"lr", "batch_size"})


def test_results_of_unknown_names_hide_no_grid_and_no_steps():
    unknown = RNG.uniform(size=90)
    assert len(as_runs(of_grid((10, 20, 50)).assign(HOTA=unknown[:27]))) == 27
    assert len(as_runs(of_grid(range(10)).assign(HOTA=unknown))) == 9


def test_a_grid_whose_rows_are_called_iterations_is_of_runs():
    places = list(itertools.product([0.1, 0.2, 0.3], [2, 4, 6], [0, 0.5], [True, False]))
    frame = pd.DataFrame(places, columns=["alpha_mix", "reach", "w_dice", "deep"])
    frame.insert(0, "iteration", range(1, len(frame) + 1))
    frame["val_acc"] = np.random.default_rng(0).uniform(size=len(frame))
    runs = as_runs(frame)
    assert (len(runs), list(runs.params)) == (36, ["alpha_mix", "reach", "w_dice", "deep"])


def test_runs_that_stopped_early_were_counted():
    table = of_grid((10, 20, 50))
    runs = as_runs(table[~((table.lr == 0.1) & (table.epoch == 50))])
    assert len(runs) == 9


def test_steps_by_name_are_logged_rather_than_chosen():
    assert len(as_runs(of_grid((100, 200, 300), "global_step"))) == 9


def test_joined_logs_are_told_apart_where_the_count_starts_anew():
    log = pd.DataFrame({"epoch": STEPS, "loss": DOWN, "grad_norm": NOISE})
    runs = as_runs(pd.concat([log, log.iloc[:30], log]))
    assert len(runs) == 3
    assert "restarts of epoch" in runs.notes[0]
    assert runs.metric_values("loss").tolist() == [DOWN[-1], DOWN[29], DOWN[-1]]


def test_joined_logs_of_one_configuration_are_runs_of_their_own():
    log = pd.DataFrame({"epoch": STEPS, "lr": 0.1, "loss": DOWN})
    other = log.assign(lr=0.2)
    runs = as_runs(pd.concat([log, other, log]))
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2, 0.1]


def test_what_a_log_counts_besides_is_no_result():
    runs = as_runs(pd.DataFrame(LOGS["Stable-Baselines' progress"]))
    assert {"time/iterations", "time/total_timesteps"} <= set(runs.aside)
    assert "rollout/ep_rew_mean" in runs.metrics
    assert "t" in as_runs(pd.DataFrame(LOGS["Stable-Baselines' monitor"])).aside


def test_a_person_who_names_parameters_has_runs():
    runs = as_runs(pd.DataFrame({"epoch": STEPS, "loss": DOWN}), params=["epoch"])
    assert (len(runs), list(runs.params)) == (N, ["epoch"])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("trial_number", STEPS),
        ("trial", STEPS),
        ("#", STEPS + 1),
        ("foo", STEPS),
        ("job_id", RNG.permutation(N) + 1000),
        ("config_index", RNG.permutation(N)),
        ("run_no", RNG.permutation(N)),
        ("exp_num", STEPS[::-1]),
        ("config_hash", [f"a{value:07x}" for value in RNG.permutation(N)]),
        ("short", [f"{value + 0xAB0000:06x}" for value in RNG.permutation(N)]),
        ("slurm_job_id", STEPS + 880000),
        ("rank", STEPS + 1),
        ("job", STEPS + 900),
        ("experiment", RNG.permutation(N)),
    ],
)
def test_what_only_names_a_run_is_set_aside(name, values):
    runs = as_runs(pd.DataFrame({name: values, **random_search()}))
    assert list(runs.params) == ["lr", "batch_size", "optimizer"]
    assert len(runs) == N


@pytest.mark.parametrize("as_text", [False, True])
def test_the_number_of_a_configuration_is_none_of_its_parameters(as_text):
    configs = pd.DataFrame({"config_id": np.arange(N), **random_search()}).drop(columns="val_loss")
    if as_text:
        configs["config_id"] = [f"c{value}" for value in configs.config_id]
    table = pd.concat([configs.assign(budget=budget) for budget in (1, 3, 9)]).assign(
        loss=RNG.uniform(size=3 * N)
    )
    assert list(as_runs(table).params) == ["lr", "batch_size", "optimizer", "budget"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("dataset_id", RNG.choice([31, 44, 1461], N)),
        ("model_id", RNG.choice(["a", "b", "c"], N)),
        ("seed", STEPS),
        ("data_dir", RNG.choice(["/data/cifar", "/data/svhn"], N)),
        ("train_start", RNG.choice(["2015-01-01", "2020-01-01", "2022-01-01"], N)),
        ("cutoff", pd.to_datetime(RNG.choice(["2015-01-01", "2020-01-01"], N))),
        ("git_commit_of_data", RNG.choice(["ab12cd3", "cd34ef5"], N)),
    ],
)
def test_what_many_runs_share_is_a_choice(name, values):
    runs = as_runs(pd.DataFrame({name: values, **random_search()}))
    assert name in runs.params


def test_moments_that_no_calendar_has_are_levels():
    cutoff = RNG.choice([0, 86_400, 10**14, -(10**14)], N).astype("datetime64[s]")
    column = as_runs(pd.DataFrame({"cutoff": cutoff, **random_search()})).params["cutoff"]
    far = {"100000000000000 s after 1970", "-100000000000000 s after 1970"}
    assert set(column.levels) == {"1970-01-01", "1970-01-02", *far}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("path", [f"/data/run-{step}" for step in STEPS]),
        ("day", ["2024-05-01"] * 20 + ["2024-05-02"] * 20),
        ("logdir", RNG.choice(["/logs/a", "/logs/b"], N)),
        ("created_at", RNG.choice(["2015-01-01", "2020-01-01"], N)),
        ("started", pd.date_range("2024-05-01", periods=N, freq="h")),
    ],
)
def test_what_the_runs_were_given_is_no_choice(name, values):
    assert name not in as_runs(pd.DataFrame({name: values, **random_search()})).params


COLUMNS = st.sampled_from(
    ["epoch", "step", "t", "r", "l", "lr", "loss", "foo", "trial", "date", "config_id", "#", "train/x", "opt"]
)
CELLS = st.one_of(
    st.integers(-3, 60),
    st.floats(width=32),
    st.none(),
    st.sampled_from(["a", "b", "2024-05-01", "/a/b", "1h", "5%", "ab12cd3"]),
)


@settings(deadline=None)
@given(
    st.dictionaries(COLUMNS, st.lists(CELLS, min_size=12, max_size=12), min_size=1, max_size=6),
    st.integers(0, 12),
)
def test_any_table_is_read_or_refused_in_a_sentence(columns, n):
    records = [{name: cells[row] for name, cells in columns.items()} for row in range(n)]
    with suppress(HpvizError):
        assert len(as_runs(records)) <= n


FEW = np.arange(5)
FALL, RISE = np.array([1.9, 1.2, 0.9, 0.85, 0.7]), np.array([0.2, 0.5, 0.45, 0.6, 0.7])
SHORT_LOGS = {
    "Keras": {"epoch": FEW, "accuracy": RISE, "loss": FALL, "val_loss": FALL + 0.1},
    "a rate that falls": {"epoch": FEW, "accuracy": RISE, "learning_rate": 1e-3 * 0.5**FEW, "loss": FALL},
    "a rate in steps": {"epoch": FEW + 1, "loss": FALL, "val_f1": RISE, "lr": [0.1, 0.1, 0.01, 0.01, 0.001]},
    "transformers": {
        "epoch": (FEW + 1.0) / 2,
        "step": (FEW + 1) * 500,
        "loss": FALL,
        "learning_rate": 5e-5 * (5 - FEW),
        "grad_norm": [0.5, 0.9, 0.3, 0.7, 0.4],
    },
    "Ultralytics": {
        "epoch": FEW + 1,
        "time": 20.5 * (FEW + 1),
        "train/box_loss": FALL,
        "lr/pg0": 0.01 / (FEW + 1),
    },
    "unknown names": {"epoch": FEW, "foo": FALL, "bar": RISE, "qux": [0.5, 0.9, 0.3, 0.7, 0.4]},
    "dates": {"timestamp": [f"2024-01-01 0{hour}:00:00" for hour in FEW], "epoch": FEW, "train_loss": FALL},
}
NO_LOGS = {
    "numbers of epochs": {"epochs": [1, 2, 5, 10, 20], "val_loss": FALL},
    "epochs and a choice": {"epoch": [1, 2, 3, 4, 5], "dropout": [0.1, 0.5, 0.2, 0.4, 0.3], "acc": RISE},
    "a search": {"iteration": FEW, "lr": [0.1, 0.03, 0.01, 0.3, 0.5], "loss": FALL},
    "a search in order": {"iteration": FEW, "x": [0.1, 0.2, 0.3, 0.4, 0.5], "y": FALL},
    "epochs apart": {"epoch": [10, 20, 50, 100, 200], "lr": [0.1, 0.01, 0.1, 0.01, 0.1], "acc": RISE},
    "texts": {"epoch": [1, 2, 3, 4, 5], "optimizer": ["a", "b", "a", "b", "a"], "acc": RISE},
    "models": {"model": [*"abcde"], "epoch": [1, 2, 3, 4, 5], "acc": RISE},
}


@pytest.mark.parametrize("name", SHORT_LOGS)
def test_a_log_of_five_epochs_is_of_one_run(name):
    runs = as_runs(pd.DataFrame(SHORT_LOGS[name]))
    assert len(runs) == 1
    assert any("log of a single run: 5 steps" in note for note in runs.notes)


@pytest.mark.parametrize("name", NO_LOGS)
def test_five_runs_are_no_log(name):
    assert len(as_runs(pd.DataFrame(NO_LOGS[name]))) == 5


def test_memory_that_goes_up_with_the_size_of_the_problem_counts_no_steps():
    rng = np.random.default_rng(8)
    sizes = np.array([10, 20, 50, 100, 200, 500, 1000, 1500, 2000, 2500, 3000, 4500, 5000])
    frame = pd.DataFrame({"n_items": sizes, "exact_profit": sizes * 0.2 + rng.uniform(0, 1, 13)})
    frame = frame.assign(exact_time_ms=257.6 + 4.2 * sizes, exact_mem_B=315_832 + 46 * sizes)
    frame = frame.assign(greedy_profit=rng.uniform(2, 6, 13), greedy_time_ms=10_000 + sizes / 30)
    runs = as_runs(frame)
    assert (len(runs), list(runs.params)) == (13, ["n_items"])
