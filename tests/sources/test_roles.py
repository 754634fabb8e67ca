"""Parameters, metrics and the rest are told apart, and a person's word overrules the guess."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.sources import as_runs


def table(**columns):
    return pd.DataFrame(columns)


FOUR = [1.5, 2.25, 3.125, 4.0]


@pytest.mark.parametrize(
    "name",
    [
        "val_loss",
        "loss",
        "acc",
        "valAcc",
        "f1",
        "f1_macro",
        "rmse",
        "auc",
        "roc_auc",
        "episode_reward",
        "perplexity",
        "runtime",
        "train/acc1",
        "eval/foo",
        "mIoU",
        "test.error_rate",
        "r2",
        "neg_log_loss",
        "wer",
        "mean_return",
        "top5",
        "val_loss.min",
        "value",
    ],
)
def test_a_column_named_like_a_metric_is_one(name):
    runs = as_runs(table(lr=FOUR, **{name: FOUR}))
    assert (list(runs.params), list(runs.metrics)) == (["lr"], [name])
    assert name in runs.notes[0]


@pytest.mark.parametrize(
    "name",
    [
        "loss_weight",
        "train_batch_size",
        "reward_scale",
        "score_threshold",
        "eval_steps",
        "test_size",
        "time_limit",
        "max_epochs",
        "learning_rate",
        "seed",
        "warmup_ratio",
        "kl_coef",
        "init_score",
        "train/batch_size",
        "n_estimators",
    ],
)
def test_a_column_named_like_a_choice_is_a_parameter(name):
    runs = as_runs(table(**{name: [1, 2, 3, 4]}, val_loss=FOUR))
    assert (list(runs.params), list(runs.metrics)) == ([name], ["val_loss"])


def test_a_metric_needs_numbers():
    runs = as_runs(table(lr=FOUR, loss=["hinge", "log", "hinge", "log"], acc=FOUR))
    assert (list(runs.params), list(runs.metrics)) == (["lr", "loss"], ["acc"])


def test_a_trainers_precision_is_a_parameter_and_a_classifiers_is_a_metric():
    assert "precision" in as_runs(table(precision=[16, 32, 16, 32], loss=FOUR)).params
    assert "precision" in as_runs(table(precision=[0.5, 0.25, 0.75, 1.0], loss=FOUR)).metrics


def test_where_no_name_sounds_like_a_metric_the_last_numbers_are_it():
    runs = as_runs(table(a=FOUR, b=["x", "y", "x", "y"], c=FOUR[::-1]))
    assert (list(runs.params), list(runs.metrics)) == (["a", "b"], ["c"])
    assert "guessed" in runs.notes[0]
    assert "c taken as metric" in runs.notes[0]


def test_nothing_but_known_parameters_has_no_metric():
    assert as_runs(table(lr=FOUR, batch_size=[1, 2, 3, 4])).metrics == {}


@pytest.mark.parametrize(
    "prefix", ["config.", "config/", "params.", "params_", "param_", "hparams/", "hp.", "Config."]
)
def test_prefixes_mark_parameters(prefix):
    runs = as_runs(
        table(**{f"{prefix}lr": FOUR, f"{prefix}wd": FOUR, "val_loss": FOUR, "comment": list("abab")})
    )
    assert (list(runs.params), list(runs.metrics)) == (["lr", "wd"], ["val_loss"])
    assert runs.params["lr"].given_name == f"{prefix}lr"
    assert list(runs.aside) == ["comment"]


@pytest.mark.parametrize("prefix", ["metric.", "metrics.", "metrics/", "summary."])
def test_prefixes_mark_metrics(prefix):
    runs = as_runs(table(lr=FOUR, wd=FOUR, **{f"{prefix}foo": FOUR}))
    assert (list(runs.params), list(runs.metrics)) == (["lr", "wd"], ["foo"])
    assert runs.notes == ()


def test_a_lone_underscore_is_no_prefix():
    runs = as_runs(table(lr=FOUR, params_total=[1e6, 2e6, 1e6, 3e6], acc=FOUR))
    assert "lr" in runs.params


def test_a_name_that_is_parameter_and_metric_keeps_its_prefix():
    runs = as_runs(table(**{"config.lr": FOUR, "config.wd": FOUR, "metrics.lr": FOUR, "metrics.acc": FOUR}))
    assert list(runs.params) == ["config.lr", "wd"]
    assert list(runs.metrics) == ["metrics.lr", "acc"]


def test_dvc_names_metrics_by_their_file():
    runs = as_runs(table(**{"params.yaml:lr": FOUR, "metrics.json:val.acc": FOUR}))
    assert (list(runs.params), list(runs.metrics)) == (["lr"], ["val.acc"])


def test_parameters_and_metrics_by_name():
    runs = as_runs(table(a=FOUR, b=FOUR, c=FOUR, d=FOUR), params=["a", "d"], metrics=["b"])
    assert (list(runs.params), list(runs.metrics), list(runs.aside)) == (["a", "d"], ["b"], ["c"])


def test_parameters_alone_leave_the_other_numbers_as_metrics():
    runs = as_runs(table(a=FOUR, b=FOUR, c=FOUR), params=["a"])
    assert (list(runs.params), list(runs.metrics)) == (["a"], ["b", "c"])


def test_metrics_alone_leave_the_rest_as_parameters_but_for_other_metrics():
    runs = as_runs(table(a=FOUR, train_loss=FOUR, b=FOUR), metrics=["b"])
    assert (list(runs.params), list(runs.metrics)) == (["a"], ["b"])
    assert runs.aside["train_loss"].reason == "not among your metrics"


def test_a_prefix_of_ones_own():
    source = table(**{"cfg:lr": FOUR, "cfg:wd": FOUR, "out:x": FOUR, "y": FOUR})
    runs = as_runs(source, params="cfg:", metrics="out:")
    assert (list(runs.params), list(runs.metrics)) == (["lr", "wd"], ["x"])
    assert runs.resolve("cfg:lr") == "lr"


def test_names_may_be_given_without_their_prefix():
    source = table(**{"config.lr": FOUR, "config.wd": FOUR, "metrics.lr": FOUR, "metrics.acc": FOUR})
    runs = as_runs(source, params=["lr"], metrics=["acc", "lr"])
    assert list(runs.params) == ["config.lr"]
    assert set(runs.metrics) == {"acc", "metrics.lr"}


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"params": ["opts"]}, "did you mean 'opt'"),
        ({"metrics": ["nothing"]}, "no column 'nothing' for metrics; choose one of: 'lr', 'opt', 'loss'"),
        ({"metrics": ["opt"]}, "holds no numbers"),
        ({"params": ["lr"], "metrics": ["lr"]}, "both as a parameter and as a metric"),
        ({"params": 3}, "neither a list of column names nor a prefix"),
        ({"params": "zz."}, "no column 'zz.'"),
        ({"run": "who"}, "no column 'who' for run="),
        ({"step": "when"}, "no column 'when' for step="),
    ],
)
def test_wrong_corrections_are_refused_with_what_there_is(chosen, says):
    with pytest.raises(HpvizError) as caught:
        as_runs(table(lr=FOUR, opt=list("abab"), loss=FOUR), **chosen)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("dataset", ["mnist"] * 12, "one value only"),
        ("width", [64] * 12, "one value only"),
        ("Unnamed: 0", range(12), "row numbers"),
        ("prompt", [f"say {i} words" for i in range(12)], "a different text in every run"),
        ("when", [f"2024-05-0{1 + i % 9}T10:00:{10 + i}Z" for i in range(12)], "timestamps"),
        ("date", [f"2024-05-0{1 + i % 9}_10-00-{10 + i}" for i in range(12)], "timestamps"),
        ("when", pd.date_range("2024-05-01", periods=12), "timestamps"),
        ("ckpt", [f"/data/{i}.pt" for i in range(12)], "paths"),
        ("ckpt", [f"s3://bucket/{i}.pt" for i in range(12)], "paths"),
        ("dep", [f"{i % 4:032x}" for i in range(12)], "hashes"),
        ("nothing", [None] * 12, "empty"),
        ("data_id", range(100, 1300, 100), "identifiers"),
        ("user", ["ann", "bob"] * 6, "the tracker's bookkeeping"),
        ("timestamp", [1.7e9 + i for i in range(12)], "timestamps"),
        ("end_time_s", [1.7e9 + 60.5 * i for i in range(12)], "timestamps"),
        ("logged_at", [1.7e12 + 60_500 * i for i in range(12)], "timestamps"),
        ("run_id", [f"r{i}" for i in range(12)], "the run's id"),
        ("id", [f"r{i}" for i in range(12)], "the run's id"),
        ("run name", [f"golden-sun-{i}" for i in range(12)], "the run's name"),
        ("state", ["finished", "crashed"] * 6, "the run's status"),
        ("sweep", ["s1", "s2"] * 6, "the run's group"),
        ("epoch", [3 + 5 * i % 12 for i in range(12)], "the step at which the run ended"),
    ],
)
def test_what_can_be_no_parameter_is_set_aside_and_can_be_brought_back(name, values, reason):
    runs = as_runs(
        table(lr=[0.5 * i for i in range(12)], **{name: list(values)}, loss=[1.0 * i for i in range(12)])
    )
    assert runs.aside[name].reason == reason
    assert list(runs.params) == ["lr"]
    assert name in runs.with_roles({name: "param"}).params
    assert name in as_runs(runs, params=["lr", name]).params


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("seed", range(100, 1300, 100)),
        ("model", ["google/bert-base", "google/bert-large"] * 6),
        ("name", ["resnet", "vit", "mlp"] * 4),
        ("state", ["CA", "NY"] * 6),
        ("run", [1, 2, 3] * 4),
        ("conditional", [0.5] * 6 + [None] * 6),
        ("optimizer", ["adam", None] * 6),
        ("date_format", ["iso", "us"] * 6),
        ("ckpt", [f"/data/{i % 3}.pt" for i in range(12)]),
        ("train_start", [f"20{15 + i % 3}-01-01" for i in range(12)]),
    ],
)
def test_what_may_be_a_parameter_stays_one(name, values):
    runs = as_runs(
        table(lr=[0.5 * i for i in range(12)], **{name: list(values)}, loss=[1.0 * i for i in range(12)])
    )
    assert list(runs.params) == ["lr", name]


def test_few_runs_with_different_texts_are_no_free_text():
    runs = as_runs([{"opt": "adam", "loss": 1.0}, {"opt": "sgd", "loss": 2.0}, {"opt": "lion", "loss": 3.0}])
    assert list(runs.params) == ["opt"]


def test_the_facts_of_the_runs_are_read():
    runs = as_runs(
        [
            {"id": "x1", "name": "golden-sun-1", "status": "COMPLETED", "created_at": "2024-05-01T10:00:00Z",
             "group": "g", "config": {"lr": 0.1}, "metrics": {"loss": 1.0}},
            {"id": "x2", "name": "golden-sun-2", "status": "ERROR", "created_at": "2024-05-01T12:00:00+02:00",
             "group": "g", "config": {"lr": 0.2}, "metrics": {"loss": None}},
        ]
    )  # fmt: skip
    assert runs.run_ids.tolist() == ["x1", "x2"]
    assert runs.names.tolist() == ["golden-sun-1", "golden-sun-2"]
    assert runs.statuses.tolist() == ["finished", "failed"]
    assert runs.created.tolist() == [1714557600.0, 1714557600.0]
    assert runs.groups.tolist() == ["g", "g"]
    assert runs.metric_values("loss")[0] == 1.0
    assert runs.metric_values("loss")[1] != runs.metric_values("loss")[1]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("SUCCESS COMPLETE FINISHED TERMINATED ok done TrialState.COMPLETE STATUS_OK", "finished"),
        ("FAIL FAILED ERROR failed", "failed"),
        ("CRASHED crash", "crashed"),
        ("KILLED preempted stopped STOP timeout aborted", "killed"),
        ("RUNNING scheduled Pending", "running"),
        ("PRUNED", "pruned"),
        ("whatever", "unknown"),
    ],
)
def test_every_trackers_word_for_a_status(words, status):
    rows = [
        {"config.lr": i, "loss": i, "status": word} for i, word in enumerate([*words.split(), "finished"])
    ]
    assert set(as_runs(rows).statuses[:-1]) == {status}


def test_runs_that_share_an_id_get_ids_of_their_own():
    runs = as_runs(table(run_id=["a", "a", "b", None], lr=FOUR, loss=FOUR))
    assert runs.run_ids.tolist() == ["a", "a (2)", "b", "row 3"]


def test_a_boolean_metric_counts_as_zero_and_one():
    runs = as_runs([{"config": {"lr": i}, "metrics": {"solved": i > 1}} for i in range(4)])
    assert runs.metric_values("solved").tolist() == [0, 0, 1, 1]


def test_wandbs_own_keys_and_logged_things_are_set_aside():
    thing = {"_type": "histogram", "values": [1, 2]}
    rows = [
        {"config": {"lr": i, "_wandb": {"cli": 1}}, "summary": {"loss": i, "_step": i, "_timestamp": 1e9 + i,
         "_runtime": 5 + i, "h": thing}} for i in range(4)
    ]  # fmt: skip
    runs = as_runs(rows)
    assert list(runs.params) == ["lr"]
    assert list(runs.metrics) == ["loss", "_runtime"]
    assert runs.default_metric() == "loss"
    assert runs.aside["_step"].reason == "the tracker's bookkeeping"


def test_wandbs_api_wraps_values_in_dictionaries():
    rows = [
        {"config": {"lr": {"value": 0.1 * i, "desc": None}}, "summary": {"loss": 1.0 * i}} for i in range(3)
    ]
    assert as_runs(rows).params["lr"].numbers.tolist() == [0.0, 0.1, 0.2]


def test_params_and_one_value():
    runs = as_runs(
        [{"params": {"x": 0.5, "net": {"depth": 2}}, "value": 0.3}, {"params": {"x": 1}, "value": 0.1}]
    )
    assert (list(runs.params), list(runs.metrics)) == (["x", "net.depth"], ["value"])


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["train_time", "val_acc", "val_loss"], "val_loss"),
        (["loss", "val_loss"], "val_loss"),
        (["val_acc", "loss"], "loss"),
        (["accuracy", "score"], "accuracy"),
        (["train_loss", "val/acc"], "val/acc"),
        (["train_loss", "test_acc"], "test_acc"),
        (["eval_loss", "train_loss"], "eval_loss"),
        (["runtime", "train_loss"], "train_loss"),
        (["runtime", "grad_norm"], "grad_norm"),
        (["runtime", "timestamp"], "runtime"),
        (["timestamp"], None),
        (["mean_fit_time", "mean_test_score"], "mean_test_score"),
        (["validation_error", "train_acc"], "validation_error"),
        ([], None),
    ],
)
def test_the_first_metric_to_look_at(make_runs, names, first):
    runs = make_runs({"lr": FOUR}, dict.fromkeys(names, FOUR))
    assert runs.default_metric() == first


def test_a_metric_without_any_number_is_not_looked_at_first(make_runs):
    runs = make_runs({"lr": FOUR}, {"val_loss": [float("inf")] * 4, "acc": FOUR})
    assert runs.default_metric() == "acc"


@pytest.mark.parametrize(
    ("goal", "names"),
    [
        ("minimize", "val_loss error_rate rmse MAE mse perplexity valid_ppl train_time duration cost"),
        ("minimize", "nll regret wer fid foo mean_score_time accLoss neg_log_likelihood"),
        ("maximize", "val_acc accuracy auc roc_auc f1 f1_macro r2 episode_reward return mean_test_score"),
        ("maximize", "precision recall bleu mAP mIoU neg_mean_squared_error neg_log_loss val/acc1"),
        ("maximize", "success_rate log_likelihood"),
    ],
)
def test_the_goal_by_the_name_of_the_metric(make_runs, names, goal):
    runs = make_runs({"lr": FOUR}, dict.fromkeys(names.split(), FOUR))
    assert {name: runs.default_goal(name) for name in runs.metrics} == dict.fromkeys(names.split(), goal)


def test_among_several_of_a_prefix_a_number_of_layers_is_a_parameter():
    columns = {f"params_{name}": [1, 2, 3] for name in ("num_layers", "lr", "chunk_size", "total")}
    runs = as_runs({**columns, "acc": [0.1, 0.2, 0.3]})
    assert list(runs.params) == ["num_layers", "lr", "chunk_size"]


def test_a_few_values_under_a_name_that_may_count_weights_are_asked_about():
    m, k = zip(*((m, k) for m in (8, 16, 32) for k in (3, 5, 7, 9)), strict=True)
    recall = [0.1 + 0.01 * row for row in range(12)]
    runs = as_runs({"params_m": m, "params_k": k, "params_lr": k, "recall": recall})
    assert list(runs.params) == ["k", "lr"]
    assert runs.aside["params_m"].guessed


@pytest.mark.parametrize(
    "name_of",
    [
        lambda i: f"exp-{i:03d}",
        lambda i: f"run_{i}",
        lambda i: f"run_17_{i}",
        lambda i: f"Trial {i}",
        lambda i: f"wild-{('fox', 'owl')[i % 2]}-{i}",
    ],
)
def test_a_text_with_a_counter_of_its_own_in_every_run_is_its_name(name_of):
    columns = {
        "label": [name_of(i) for i in range(20)],
        "lr": [*range(20)],
        "val_loss": [0.1 * i for i in range(20)],
    }
    runs = hpviz.read(columns)
    assert runs.columns["label"].reason == "the run's name"
    assert runs.names.tolist() == columns["label"]
    first = str(hpviz.rank(runs, "val_loss").explain(name_of(3)).sentences[0])
    assert first.startswith(name_of(3) if name_of(3).startswith("run") else f"Run {name_of(3)}")
    shared = hpviz.read({**columns, "label": [name_of(i // 2) for i in range(20)]})
    assert shared.columns["label"].reason != "the run's name"
    chosen = hpviz.read(columns, params=["label", "lr"], metrics=["val_loss"])
    assert chosen.columns["label"].role == "param"


@pytest.mark.parametrize("text", ["lr=0.{:02d}", "[64, {}]", "{}px", "0x{:02x}", "v1.{}"])
def test_other_texts_that_differ_in_every_run_are_no_names(text):
    columns = {"label": [text.format(i) for i in range(20)], "lr": [*range(20)], "val_loss": [*range(20)]}
    runs = hpviz.read(columns)
    assert (runs.names == "").all()


def test_what_stands_without_prefix_beside_prefixed_params_is_asked_about():
    frame = table(
        **{"config.lr": np.linspace(0.1, 1, 24), "model.backbone": ["vit", "swin", "convnext"] * 8},
        hidden=[8, 16] * 12,
        warmup=[100 + (row * 37) % 911 for row in range(24)],
        note=[f"remark {row}" for row in range(24)],
        loss=np.linspace(3, 1, 24) ** 2,
    )
    runs = as_runs(frame)
    assert (list(runs.params), list(runs.metrics)) == (["lr"], ["loss"])
    assert runs.guesses.aside == ("model.backbone", "hidden", "warmup")
    assert "Left out until you say what they are: model.backbone, hidden, warmup." in runs.notes[-1]
    assert list(as_runs(frame, params=["config.lr", "model.backbone"]).params) == ["lr", "model.backbone"]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["param_01", "param_02"], ["param_01", "param_02"]),
        (["params_1", "params_2"], ["params_1", "params_2"]),
        (["param_lr", "param_2x"], ["param_lr", "param_2x"]),
        (["param_lr", "param_depth"], ["lr", "depth"]),
        (["params_lr", "params__x"], ["lr", "_x"]),
    ],
)
def test_a_prefix_is_left_out_where_a_name_is_left(names, shown):
    frame = table(**dict.fromkeys(names, FOUR), loss=FOUR)
    assert list(as_runs(frame).params) == shown
    exported = table(number=range(4), value=FOUR, **dict.fromkeys(names, FOUR), state=["COMPLETE"] * 4)
    assert list(as_runs(exported).params) == [name.partition("_")[2] for name in names]


def test_the_next_sweep_is_written_for_the_names_of_the_code():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({f"param_{i:02d}": rng.uniform(0, 1, 60) for i in range(3)})
    frame["loss"] = (frame.param_01 - 0.5) ** 2 + rng.normal(0, 0.01, 60)
    ranking = hpviz.rank(frame)
    assert "'param_01'" in ranking.next_sweep().text("optuna").replace('"', "'")


def test_params_that_are_not_among_those_given_are_no_results():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({f"model.layer.p{i}": rng.random(300) for i in range(6)})
    frame["zorp"] = frame["model.layer.p3"] - frame["model.layer.p4"] ** 2 + rng.normal(0, 0.1, 300)
    frame["auc"] = 0.7 + 0.1 * frame["zorp"] + rng.normal(0, 0.01, 300)
    runs = as_runs(frame, params=["model.layer.p3", "model.layer.p4"])
    assert list(runs.metrics) == ["zorp", "auc"]
    assert {runs.columns[f"model.layer.p{i}"].reason for i in (0, 1, 2, 5)} == {"not among your params"}
    notes = hpviz.rank(frame, "auc", params=["model.layer.p3", "model.layer.p4"]).notes
    assert not any("model.layer.p1" in note for note in notes)
