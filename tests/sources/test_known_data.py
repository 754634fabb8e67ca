"""Real sweeps come out as `tests/data/README.md` says."""

from __future__ import annotations

import csv
import gzip
from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from hpviz.data import VEHICLE
from hpviz.sources import as_runs
from tests.conftest import needs_extra


def test_hpobench():
    runs = as_runs(VEHICLE)
    assert len(runs) == 500
    assert list(runs.params) == ["alpha", "batch_size", "depth", "learning_rate_init", "width"]
    assert list(runs.metrics) == ["train_time", "val_acc", "val_precision", "val_f1"]
    assert {name: column.reason for name, column in runs.aside.items()} == {
        "run_id": "the run's id",
        "dataset": "one value only",
    }
    assert (runs.default_metric(), runs.default_goal("val_acc")) == ("val_acc", "maximize")
    assert runs.run_ids[0] == "vehicle-27125"
    assert runs.params["depth"].integral


@pytest.mark.parametrize("form", ["parquet", "pandas"])
def test_fcnet_is_read_in_seconds(sweeps, form):
    path = sweeps / "fcnet/fcnet.parquet"
    needs_extra(path)
    source = path if form == "parquet" else pd.read_parquet(path)
    begin = perf_counter()
    runs = as_runs(source)
    assert perf_counter() - begin < 10
    assert (len(runs), len(runs.params)) == (248_832, 10)
    assert list(runs.metrics) == ["val_loss", "model_size"]
    assert (runs.default_metric(), runs.default_goal("val_loss")) == ("val_loss", "minimize")
    assert len(runs.params["dataset"].levels) == 4


def test_van_rijn_and_hutter(sweeps):
    runs = as_runs(sweeps / "van_rijn_hutter/random_forest.csv.gz")
    assert len(runs) == 47_000
    assert "task_id" in runs.params
    assert list(runs.metrics) == ["predictive_accuracy"]
    assert runs.default_goal("predictive_accuracy") == "maximize"
    assert runs.aside["randomforestclassifier__max_depth"].levels == ("None",)
    assert runs.params["randomforestclassifier__bootstrap"].kind == "boolean"


def test_outlier_detection(sweeps):
    path = sweeps / "outlier_detection/smac_dehb_pendigits.csv.gz"
    runs = as_runs(path)
    with gzip.open(path, "rt") as file:
        rows = list(csv.DictReader(file))
    nested = [name for name in rows[0] if name.startswith("config.")]
    assert {f"config.{name}" for name in runs.params} == {*nested, "config.budget"}
    assert list(runs.metrics) == ["duration", "cost", "aupr", "auroc"]
    assert runs.status_counts() == {"finished": 3416, "crashed": 92, "running": 5, "killed": 3}
    assert set(runs.groups) == {row["group"] for row in rows}
    assert runs.created[0] == float(rows[0]["start_time"])
    for name in nested:
        empty = [row[name] == "" for row in rows]
        assert runs.params[name.removeprefix("config.")].absent.tolist() == empty
    assert (runs.default_metric(), runs.default_goal("cost")) == ("cost", "minimize")


def test_deepcave(sweeps):
    runs = as_runs(sweeps / "bohb/bohb_run3.csv.gz")
    assert runs.status_counts() == {"finished": 2257, "crashed": 4}
    assert len(runs.params) == 14
    assert {"loss", "train_nll", "valid_nll", "duration"} <= set(runs.metrics)
    assert runs.default_metric() == "loss"
    assert runs.params["lr_scheduler_tmult"].absent.sum() == 1262


def test_hiplot_has_one_row_per_epoch(sweeps):
    path = sweeps / "hiplot/ml1.csv.gz"
    runs = as_runs(path)
    frame = pd.read_csv(path)
    assert len(runs) == 356
    assert list(runs.params) == ["dropout", "embedding_size", "lr"]
    assert list(runs.metrics) == ["train f1", "valid ppl"]
    assert "6,968 rows are steps of 356 runs (column epoch" in runs.notes[0]
    best = frame.groupby(frame["uid"].str.rsplit("_", n=1).str[0], sort=False)["valid ppl"]
    np.testing.assert_array_equal(runs.metric_values("valid ppl", "best"), best.min())
    np.testing.assert_array_equal(runs.metric_values("valid ppl"), best.last())


@pytest.mark.parametrize(
    ("name", "count", "failed", "params"),
    [
        (
            "grid",
            54,
            0,
            ["clf", "clf__C", "clf__gamma", "clf__kernel", "scale", "clf__bootstrap", "clf__max_depth"],
        ),
        ("random", 60, 16, ["C", "gamma", "kernel", "shrinking", "degree"]),
        ("halving", 36, 0, ["n_resources", "max_depth", "max_features", "min_samples_leaf", "n_estimators"]),
    ],
)
def test_saved_searches_of_scikit_learn(stores, name, count, failed, params):
    runs = as_runs(stores / f"sklearn_cv/{name}.csv")
    assert len(runs) == count
    assert list(runs.params) == params
    assert runs.status_counts().get("failed", 0) == failed
    assert runs.default_metric().startswith("mean_test_")
    assert runs.default_goal(runs.default_metric()) == "maximize"


def test_none_and_absent_are_different_in_a_saved_search(stores):
    path = stores / "sklearn_cv/grid.csv"
    depth = as_runs(path).params["clf__max_depth"]
    written = pd.read_csv(path)["params"]
    assert (depth.codes >= 0).tolist() == written.str.contains("'clf__max_depth': None").tolist()
    assert depth.absent.tolist() == (~written.str.contains("clf__max_depth")).tolist()


def test_runs_as_wandbs_api_gives_them(stores):
    runs = as_runs(stores / "wandb_api/runs.json")
    assert len(runs) == 52
    assert {"optim.lr", "optim.weight_decay", "model.name", "model.mlp.hidden"} <= set(runs.params)
    assert runs.default_metric() == "val_loss.min"
    assert "[16, 16]" in runs.params["model.mlp.hidden"].levels


def test_an_exported_table_of_dvc(stores):
    runs = as_runs(stores / "dvc/exp_show.csv")
    assert {"optim.lr", "model.rf.max_depth", "seed"} <= set(runs.params) | set(runs.aside)
    assert runs.aside["train.py"].reason == "hashes"
    assert runs.default_metric().endswith("val_loss")
