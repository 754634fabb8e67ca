"""DVC's tables of experiments: rows of commits are no runs of their own, and `!` is no value."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hpviz import HpvizError, read

HEADER = "Experiment,rev,typ,Created,parent"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_the_sample(stores, kind):
    runs = read(stores / "dvc" / f"exp_show.{kind}")
    assert runs.status_counts() == {"unknown": 15}
    assert runs.names.tolist() == [f"exp-{number}" for number in range(15, -1, -1) if number != 5]
    assert runs.run_ids.tolist()[:2] == ["df0ef4a", "afe55d4"]
    assert list(runs.params)[:4] == ["i", "seed", "data.scale", "data.train_frac"]
    assert list(runs.metrics) == ["val_loss", "val.acc"]
    assert runs.metrics["val_loss"].numbers[0] == 1.1061622187394529
    assert np.isnan(runs.metrics["val_loss"].numbers[runs.names.tolist().index("exp-3")])
    assert runs.params["data.scale"].kind == "boolean"
    assert runs.params["model.mlp.hidden"].levels == ("[16, 16]", "[16]", "[64]", "[8]")
    assert runs.created[0] == 1795479786
    assert "Left out, as no experiments of their own: workspace, master." in runs.notes


def test_only_the_json_tells_none_from_absent(stores):
    depth = read(stores / "dvc" / "exp_show.json").params["model.rf.max_depth"]
    assert (depth.levels, int((depth.codes >= 0).sum())) == (("None",), 1)
    depth = read(stores / "dvc" / "exp_show.csv").params["model.rf.max_depth"]
    assert depth.levels == ()


@pytest.fixture
def table(tmp_path):
    def of(*lines, header=f"{HEADER},metrics.json:loss,lr,train.py"):
        path = tmp_path / "exp.csv"
        path.write_text("\n".join([header, *lines]) + "\n")
        return path

    return of


def test_a_commit_with_a_result_of_its_own_is_a_run(table):
    runs = read(
        table(
            ",workspace,baseline,,,0.5,1,",
            "main,main,baseline,2026-01-01T00:00:00,,0.5,1,",
            "a,aaaaaaa,branch_base,2026-01-02T00:00:00,,0.3,2,",
        )
    )
    assert runs.names.tolist() == ["main", "a"]


def test_commits_alone_are_the_runs(table):
    runs = read(
        table(
            ",workspace,baseline,,,0.5,1,",
            "main,main,baseline,2026-01-01T00:00:00,,0.5,1,",
            ",bbbbbbb,baseline,2026-01-02T00:00:00,,0.4,1,",
        )
    )
    assert runs.run_ids.tolist() == ["main", "bbbbbbb"]


def test_the_queues_states(table):
    runs = read(
        table(
            "main,main,baseline,,,,,0,1,",
            "a,aaaaaaa,branch_commit,,,Success,dvc-task,0.1,1,",
            "b,bbbbbbb,branch_commit,,,Failed,dvc-task,!,2,",
            "c,ccccccc,branch_commit,,,Running,dvc-task,!,3,",
            "d,ddddddd,branch_commit,,,Queued,,,4,",
            header=f"{HEADER},State,Executor,metrics.json:loss,lr,train.py",
        )
    )
    statuses = dict(zip(runs.names.tolist(), runs.statuses.tolist(), strict=True))
    assert {name: statuses[name] for name in "abc"} == {"a": "finished", "b": "failed", "c": "running"}
    assert "1 queued experiment was left out: not started." in runs.notes


def test_hashes_of_files_are_set_aside(table):
    runs = read(
        table(f"a,aaaaaaa,branch_base,,,0.3,2,{'ab' * 16}", f"b,bbbbbbb,branch_base,,,0.4,3,{'cd' * 16}")
    )
    assert list(runs.params) == ["lr"]
    assert runs.aside["train.py"].reason == "hashes"


def test_the_json_before_version_3(tmp_path):
    def state(name, lr, loss):
        return {
            "data": {
                "name": name,
                "timestamp": "2026-01-01T00:00:00",
                "params": {"params.yaml": {"data": {"optim": {"lr": lr}}}},
                "metrics": {"metrics.json": {"data": {"loss": loss}}},
            }
        }

    exports = {
        "workspace": {"baseline": state(None, 2, 0.2)},
        "f" * 40: {
            "baseline": state("main", 3, 0.3),
            "a" * 40: state("exp-a", 1, 0.1),
            "b" * 40: state("exp-b", 2, 0.2),
        },
    }
    path = tmp_path / "exp.json"
    path.write_text(json.dumps(exports))
    runs = read(path)
    assert runs.names.tolist() == ["main", "exp-a", "exp-b"]
    assert runs.params["optim.lr"].numbers.tolist() == [3, 1, 2]


def test_several_files_of_metrics_keep_their_names_apart(tmp_path):
    data = {
        "params": {"params.yaml": {"data": {"lr": 1}}},
        "metrics": {"a.json": {"data": {"loss": 1}}, "b.json": {"data": {"loss": 2}}},
    }
    trial = {"revs": [{"rev": "a" * 40, "name": "exp", "data": data}]}
    path = tmp_path / "exp.json"
    path.write_text(json.dumps([{"rev": "workspace", "data": {}, "experiments": [trial]}]))
    runs = read(path)
    assert list(runs.metrics) == ["a.json:loss", "b.json:loss"]


@pytest.mark.parametrize("end", [50, 500, 1500])
def test_an_export_that_was_cut_off(stores, tmp_path, end):
    for kind in ("csv", "json"):
        data = (stores / "dvc" / f"exp_show.{kind}").read_bytes()
        (tmp_path / f"exp.{kind}").write_bytes(data[:end])
    with pytest.raises(HpvizError, match=r"'exp\.json' is not valid JSON"):
        read(tmp_path / "exp.json")
    runs = read(tmp_path / "exp.csv")
    assert len(runs) < 15
    assert np.isfinite(runs.created).all()
