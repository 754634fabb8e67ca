"""Folders of a configuration and metrics each: Hydra, Lightning, and what people make themselves."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from hpviz import read

pytest.importorskip("yaml")


@pytest.mark.parametrize("place", ["hydra", "hydra/multirun", "hydra/multirun/digits"])
def test_the_sample_of_hydra(stores, place):
    runs = read(stores / place)
    assert runs.status_counts() == {"unknown": 32}
    assert [name.rpartition("/")[2] for name in runs.run_ids.tolist()] == [str(n) for n in range(32)]
    loss = runs.metrics["val_loss"].numbers
    assert loss[6] == 0.7477898674673823
    assert np.isnan(loss[[3, 5, 18, 31]]).all()
    assert int(np.isnan(runs.metrics["val.acc"].numbers).sum()) == 3
    assert runs.params["optim.lr"].numbers[5] == 0.01
    assert runs.params["data.scale"].levels == ("False", "True")
    assert runs.params["model.rf.max_depth"].levels == ("None",)
    assert int(runs.params["model.rf.max_depth"].absent.sum()) == 16
    assert runs.aside["run_tag"].reason == "one value only"
    assert runs.names[5] == "seed=0,optim.lr=0.01,model=mlp,data.scale=False"
    assert runs.created[5] == pytest.approx(1795479392.715)
    assert runs.metrics["runtime"].numbers[6] == pytest.approx(0.169, abs=1e-3)
    assert runs.source.startswith("Hydra runs")


def test_a_single_run_of_hydra(stores):
    assert len(read(stores / "hydra" / "multirun" / "digits" / "6")) == 1


def test_one_of_several_sweeps_of_hydra_is_chosen(tmp_path, write):
    files = {}
    for sweep, count in (("2026-01-01", 2), ("2026-01-02", 3)):
        files[f"{sweep}__multirun_dot_yaml"] = "hydra: {}"
        for job in range(count):
            files[f"{sweep}__{job}___dot_hydra__config_dot_yaml"] = f"lr: {job + 1}"
            files[f"{sweep}__{job}__metrics_dot_json"] = {"loss": job}
    runs = read(write(tmp_path, **files))
    assert (runs.experiments, runs.experiment, len(runs)) == (("2026-01-01", "2026-01-02"), "2026-01-02", 3)
    assert len(read(tmp_path, experiment="2026-01-01")) == 2


def test_references_are_followed_where_they_are_not_the_same_in_all_runs(tmp_path, write):
    write(
        tmp_path,
        a___dot_hydra__config_dot_yaml="lr: 1e-3\nwidth: ${model.dim}\ncopy: ${lr}\nmodel: {dim: 8}",
        b___dot_hydra__config_dot_yaml="lr: 1e-2\nwidth: 32\ncopy: ${lr}\nmodel: {dim: 16}",
        c___dot_hydra__config_dot_yaml="lr: 1e-1\nwidth: ${oc.env:HOME}\ncopy: ${lr}\nmodel: {dim: 4}",
        a__metrics_dot_json={"loss": 1},
        b__metrics_dot_json={"loss": 2},
        c__metrics_dot_json={"loss": 3},
    )
    runs = read(tmp_path)
    assert runs.params["lr"].numbers.tolist() == [0.001, 0.01, 0.1]
    assert runs.params["width"].numbers[:2].tolist() == [8, 32]
    assert runs.params["width"].levels == ("${oc.env:HOME}",)
    assert runs.aside["copy"].reason == "one value only"


def test_metrics_below_a_run_of_hydra_are_its_own(tmp_path, write):
    write(
        tmp_path,
        **{f"{job}___dot_hydra__config_dot_yaml": f"lr: {job + 1}" for job in range(2)},
        **{f"{job}__csv__version_0__hparams_dot_yaml": "other: 1" for job in range(2)},
        **{f"{job}__csv__version_0__metrics_dot_csv": f"step,loss\n0,{job}\n" for job in range(2)},
    )
    runs = read(tmp_path)
    assert list(runs.params) == ["lr"]
    assert runs.metrics["loss"].numbers.tolist() == [0, 1]


HPARAMS = """\
lr: 0.01
wide: 1e-4
optimizer: !!python/object/apply:package.Optimizer
- adam
betas: !!python/tuple
- 0.9
- 0.99
args: !!python/object:argparse.Namespace
  dropout: 0.5
model: !!python/object:package.Model
  layers: {a: 1}
code: '007'
none: null
"""


def test_lightnings_logs(tmp_path, write):
    rows = "epoch,lr-Adam,step,train_loss,val_loss\n,0.1,0,,\n0,,0,3.0,\n0,,0,,2.0\n1,,1,1.0,\n1,,1,,0.5\n"
    write(
        tmp_path,
        version_0__hparams_dot_yaml=HPARAMS,
        version_0__metrics_dot_csv=rows,
        version_2__hparams_dot_yaml="lr: 0.1\ncode: '008'",
        version_10__hparams_dot_yaml="{}",
        version_10__metrics_dot_csv="epoch,step,val_loss\n0,0,nan\n",
    )
    runs = read(tmp_path)
    assert runs.run_ids.tolist() == ["version_0", "version_2", "version_10"]
    assert runs.metrics["train_loss"].numbers[0] == 1
    assert runs.metrics["val_loss"].numbers[0] == 0.5
    assert np.isnan(runs.metrics["val_loss"].numbers[1:]).all()
    steps = runs.history.values["val_loss"][runs.history.run == 0]
    assert steps[~np.isnan(steps)].tolist() == [2, 0.5]
    assert runs.metric_values("val_loss", "max")[0] == 2
    assert {"step", "epoch"} <= set(runs.aside)
    assert runs.params["wide"].numbers[0] == 1e-4
    assert runs.params["optimizer"].levels == ("Optimizer('adam')",)
    assert runs.params["betas"].levels == ("(0.9, 0.99)",)
    assert runs.params["args.dropout"].numbers[0] == 0.5
    assert runs.params["code"].levels == ("007", "008")
    assert (runs.params["none"].levels, runs.params["none"].absent.tolist()) == (
        ("None",),
        [False, True, True],
    )
    assert runs.source.startswith("Lightning logs")


@pytest.mark.parametrize(
    "config", ["config.json", "params.json", "args.json", "hparams.yaml", "cfg.yml", "a.toml"]
)
@pytest.mark.parametrize(
    "metrics", ["metrics.json", "results.json", "log.csv", "metrics.jsonl", "val_scores.yaml"]
)
def test_home_made_folders(tmp_path, config, metrics):
    if config == "a.toml":
        config = "config.toml"
    for number in range(3):
        chosen = {"json": json.dumps({"lr": number + 0.5, "opt": {"name": f"o{number % 2}"}})}
        chosen["yaml"] = chosen["yml"] = chosen["json"]
        chosen["toml"] = f'lr = {number + 0.5}\n[opt]\nname = "o{number % 2}"\n'
        measured = {"json": json.dumps({"loss": number})}
        measured["yaml"] = f"loss: {number}"
        measured["csv"] = f"epoch,loss\n0,9\n1,{number}\n"
        measured["jsonl"] = f'{{"loss": 9}}\n{{"loss": {number}}}\n'
        folder = tmp_path / f"run{number}"
        folder.mkdir()
        (folder / config).write_text(chosen[config.rpartition(".")[2]])
        (folder / metrics).write_text(measured[metrics.rpartition(".")[2]])
    runs = read(tmp_path)
    assert runs.params["lr"].numbers.tolist() == [0.5, 1.5, 2.5]
    assert runs.params["opt.name"].levels == ("o0", "o1")
    assert runs.metrics["val.loss" if "val" in metrics else "loss"].numbers.tolist() == [0, 1, 2]
    assert not set(runs.metrics) & {"epoch"}


def test_results_with_everything_in_one_file(tmp_path, write):
    for number, status in enumerate(["completed", "failed"]):
        document = {
            "config": {"lr": number, "seed": None},
            "metrics": {"loss": [3, 2, number]},
            "status": status,
            "start_time": "2026-01-01T00:00:00",
        }
        write(tmp_path, **{f"r{number}__result_dot_json": document})
    runs = read(tmp_path)
    assert runs.statuses.tolist() == ["finished", "failed"]
    assert runs.params["lr"].numbers.tolist() == [0, 1]
    assert runs.metrics["loss"].numbers.tolist() == [0, 1]
    assert runs.history.values["loss"].tolist() == [3, 2, 0, 3, 2, 1]
    assert runs.created.tolist() == [1767225600] * 2


def test_folders_that_are_named_by_their_parameters(tmp_path, write):
    for lr in (0.1, 0.2):
        write(
            tmp_path, **{f"lr={lr},opt=adam,code=007__metrics_dot_json".replace(".", "_dot_"): {"loss": lr}}
        )
    runs = read(tmp_path)
    assert runs.params["lr"].numbers.tolist() == [0.1, 0.2]
    assert runs.aside["code"].levels == ("007",)


def test_the_configuration_of_the_program_is_no_run(tmp_path, write):
    files = {"conf__config_dot_yaml": "lr: 9", "config_dot_yaml": "lr: 8"}
    for number in range(2):
        files[f"runs__{number}__config_dot_yaml"] = f"lr: {number}"
    files["runs__1__metrics_dot_json"] = {"loss": 1}
    runs = read(write(tmp_path, **files))
    assert runs.params["lr"].numbers.tolist() == [0, 1]
    assert math.isnan(runs.metrics["loss"].numbers[0])


def test_runs_in_several_folders_are_groups(tmp_path, write):
    files = {}
    for group in "ab":
        for number in range(2):
            files[f"{group}__{number}__config_dot_json"] = {"lr": number}
            files[f"{group}__{number}__metrics_dot_json"] = {"loss": number}
    assert read(write(tmp_path, **files)).groups.tolist() == ["a", "a", "b", "b"]
