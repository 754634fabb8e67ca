"""Real sweeps with known answers."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import hpviz
from hpviz.analysis import RankOptions
from hpviz.data import VEHICLE
from hpviz.ranking import rank


def rows_of(runs, rows):
    each = {name: getattr(runs, name)[rows] for name in ("names", "statuses", "groups", "created")}
    each["given_ids"] = runs.run_ids[rows]
    return replace(runs, columns={name: column.take(rows) for name, column in runs.columns.items()}, **each)


def test_on_the_shipped_sweep_the_learning_rate_is_first_by_a_wide_margin():
    """The full grid's exact effects: learning_rate_init .58 alone, .8 to .9 in all; depth .02."""
    ranking = hpviz.rank(VEHICLE)
    table = ranking.table()
    assert (ranking.metric, ranking.goal, ranking.runs_used) == ("val_acc", "maximize", 500)
    assert table.param[0] == "learning_rate_init"
    assert table.importance[0] > 4 * table.importance[1]
    assert table.importance_low[0] > table.importance_high[1]
    assert 0.45 < table.importance[0] < 0.9
    assert ranking.oob_r2 > 0.8


def test_on_fcnet_the_ranking_follows_the_exact_total_effects(sweeps):
    frame = pd.read_parquet(sweeps / "fcnet/fcnet.parquet")
    truth = json.loads((sweeps / "fcnet/truth_exact_anova.json").read_text())
    agreement = []
    for name, grid in frame.groupby("config.dataset"):
        ranking = hpviz.rank(grid.sample(2000, random_state=0), "val_loss", scale="log")
        exact = {key.removeprefix("config."): value for key, value in truth[f"{name}/log"]["total"].items()}
        table = ranking.table().set_index("param")
        assert table.index[0] == max(exact, key=exact.get), name
        agreement.append(spearmanr(table.importance, [exact[param] for param in table.index]).statistic)
    assert len(agreement) == 4
    assert np.mean(agreement) >= 0.85


def test_on_fcnet_the_raw_loss_is_recognised_as_heavy_tailed(sweeps):
    frame = pd.read_parquet(sweeps / "fcnet/fcnet.parquet")
    grid = frame[frame["config.dataset"] == "naval_propulsion"].sample(2000, random_state=0)
    assert hpviz.rank(grid, "val_loss").scale == "log"


def test_on_random_forests_the_first_param_is_the_authors_first(sweeps):
    runs = hpviz.read(sweeps / "van_rijn_hutter/random_forest.csv.gz")
    truth = pd.read_csv(sweeps / "van_rijn_hutter/truth_fanova_random_forest.csv")
    alone = truth[~truth.param_name.str.contains("/")]
    ours = {
        "bootstrap": "bootstrap", "max. features": "max_features", "min. samples leaf": "min_samples_leaf",
        "min. samples split": "min_samples_split", "split criterion": "criterion",
        "imputation": "imputer__strategy",
    }  # fmt: skip
    task = runs.columns["task_id"].numbers
    same = []
    for task_id, effects in alone.groupby("task_id"):
        rows = np.flatnonzero(task == task_id)
        if len(rows) == 0:
            continue
        ranking = rank(
            rows_of(runs, rows), RankOptions(metric="predictive_accuracy", hidden=frozenset({"task_id"}))
        )
        first = ours[effects.param_name[effects.variance_contribution.idxmax()]]
        same.append(ranking.scores[0].param.endswith(first))
    assert len(same) >= 85
    assert np.mean(same) >= 0.85


def test_crash_placeholders_do_not_enter(sweeps):
    path = sweeps / "outlier_detection/smac_dehb_pendigits.csv.gz"
    ranking = hpviz.rank(path, "cost")
    assert ranking.runs_skipped == {"crashed": 92, "running": 5, "killed": 3, "at a lower budget": 495}
    assert ranking.runs_used == 2921
    assert ranking.oob_r2 > 0.35  # of configurations that the forest has not seen at any budget
    every = ("finished", "crashed", "killed", "running")
    assert hpviz.rank(path, "cost", statuses=every, scale="linear").oob_r2 < ranking.oob_r2 - 0.3


def test_epochs_become_runs(sweeps):
    runs = hpviz.read(sweeps / "hiplot/ml1.csv.gz")
    assert len(runs) == 356
    rankings = {how: hpviz.rank(runs, "valid ppl", aggregate=how) for how in ("last", "best", "max")}
    assert all(len(ranking.scores) >= 3 for ranking in rankings.values())
    values = {how: runs.metric_values("valid ppl", how, "minimize") for how in rankings}
    assert np.all(values["best"] <= values["last"])
    assert np.all(values["last"] <= values["max"])
    assert rankings["best"].metric == "valid ppl"


@pytest.mark.parametrize("budget", [100.0])
def test_bohb_reads_with_its_conditional_param(sweeps, budget):
    runs = hpviz.read(sweeps / "bohb/bohb_run3.csv.gz")
    absent = runs.params["lr_scheduler_tmult"].absent
    assert 0 < absent.sum() < len(runs)
    assert hpviz.rank(runs, "loss").problem is None
