"""Of a configuration that was run at several budgets, the run at the highest counts."""

import numpy as np
import pandas as pd
import pytest

import hpviz

N = 40


@pytest.fixture
def configs():
    rng = np.random.default_rng(1)
    return pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, N), "depth": rng.integers(1, 9, N)})


def with_loss(frame, budget="budget"):
    """A table whose loss falls with the budget, and depends on the learning rate."""
    noise = np.random.default_rng(2).normal(0, 0.1, len(frame))
    return frame.assign(val_loss=(np.log10(frame.lr) + 3) ** 2 + 5 / frame[budget] + noise)


def halving(configs, name="budget", keep=3):
    """Every configuration at the lowest budget, and a third of them at each three times as high."""
    parts = [configs.iloc[: len(configs) // keep**rung].assign(**{name: 3**rung}) for rung in range(4)]
    return pd.concat(parts).sample(frac=1, random_state=0)


def test_each_configuration_counts_at_its_highest_budget(configs):
    table = with_loss(halving(configs)).reset_index(drop=True)
    ranking = hpviz.rank(table, trees=20)
    highest = table.groupby(["lr", "depth"]).budget.transform("max") == table.budget
    assert ranking.runs_used == N
    assert ranking.runs_skipped == {"at a lower budget": len(table) - N}
    assert sorted(ranking.require_evidence().metric) == sorted(table.val_loss[highest])
    left_out = f"{len(table) - N} runs at a lower one are left out. A filter on budget shows the others."
    assert f"Each configuration counts at its highest budget: {left_out}" in ranking.notes


def test_others_count_where_they_are_chosen(configs):
    table = with_loss(halving(configs))
    runs = hpviz.read(table)
    every = hpviz.rank(runs.with_parts({"budget": "choice"}), trees=20)
    assert every.runs_used == len(table)
    low = hpviz.rank(runs, where="budget == 1", trees=20)
    assert (low.runs_used, list(low.runs_skipped)) == (N, ["by the filter budget == 1"])
    for ranking in (every, low):
        assert not any("highest" in note for note in ranking.notes)


def test_where_no_configuration_was_run_twice_all_count(configs):
    table = with_loss(configs.assign(budget=np.tile([1, 3, 9, 27], N // 4)))
    assert hpviz.rank(table, trees=20).runs_used == N


def test_epochs_that_rise_in_rungs_are_a_fidelity_and_those_of_a_grid_a_choice(configs):
    table = with_loss(halving(configs, "epochs"), "epochs")
    assert hpviz.rank(table, trees=20).runs_used == N
    grid = pd.concat([configs.assign(epochs=epochs) for epochs in (10, 50, 100)])
    assert hpviz.rank(with_loss(grid, "epochs"), trees=20).runs_used == 3 * N


def test_all_seeds_at_the_highest_budget_count(configs):
    table = pd.concat([halving(configs).assign(seed=seed) for seed in (0, 1)])
    table = with_loss(table[~((table.budget == 27) & (table.seed == 1))])
    ranking = hpviz.rank(table, trees=20)
    top = table.groupby(["lr", "depth"]).budget.transform("max") == table.budget
    assert ranking.runs_used == top.sum()
    assert (table[top].groupby("budget").seed.nunique().drop(27) == 2).all()


def test_configurations_differ_in_what_is_hidden_too(configs):
    twice = pd.concat([configs.assign(width=64, budget=1), configs.assign(width=128, budget=3)])
    assert hpviz.rank(with_loss(twice), hidden=["width"], trees=20).runs_used == 2 * N


def test_of_two_fidelities_the_first_counts_then_the_second(configs):
    parts = [configs.assign(budget=budget, data_fraction=share) for budget, share in ((1, 1.0), (3, 0.5))]
    more = configs.iloc[: N // 2].assign(budget=3, data_fraction=1.0)
    ranking = hpviz.rank(with_loss(pd.concat([*parts, more])), trees=20)
    assert ranking.runs_used == N
    assert ranking.runs_skipped == {"at a lower budget or data_fraction": N + N // 2}


def test_a_run_without_a_budget_is_at_the_lowest(configs):
    table = with_loss(halving(configs))
    table.loc[table.budget == 1, "budget"] = np.nan
    assert hpviz.rank(table, trees=20).runs_used == N


def test_what_diverged_at_the_highest_budget_does_not_count_at_a_lower_one(configs):
    table = with_loss(halving(configs)).reset_index(drop=True)
    table.loc[table.budget == 27, "val_loss"] = np.inf
    ranking = hpviz.rank(table, trees=20)
    gone = int((table.budget == 27).sum())
    assert ranking.runs_used == N - gone
    assert ranking.diverged.infinite == gone


def test_runs_fail_at_every_budget(configs):
    table = with_loss(halving(configs)).assign(status="finished")
    table.iloc[:9, table.columns.get_loc("status")] = "failed"
    assert hpviz.rank(table, "failure", trees=20).runs_used == len(table)
