"""What the name of a metric says: its goal, and whether it is looked at first."""

import csv

import numpy as np
import pytest

from hpviz.runs import Column, Hints, Runs
from hpviz.runs.first_metric import first_metric, rivals_of_first
from hpviz.runs.metric_names import goal_of, is_open_goal, known_goal
from hpviz.runs.metric_vocabulary import AMBIGUOUS, HIGHER, LOWER
from hpviz.runs.metric_vocabulary.moments import is_moment_name


@pytest.fixture(scope="module")
def goals(data):
    with (data / "names" / "goals.csv").open() as lines:
        return {row["name"]: row["goal"] for row in csv.DictReader(lines)}


def test_the_goal_of_every_name_of_the_table_is_known(goals):
    assert len(goals) >= 300
    assert {name: known_goal(name) for name in goals} == goals


def test_no_word_is_of_both_kinds():
    assert set() == LOWER & HIGHER
    assert set() == AMBIGUOUS - LOWER - HIGHER


@pytest.mark.parametrize("name", ["foo", "HGD", "ep_len_mean", "value", "objective", "values_0", "entropy"])
def test_a_goal_that_no_word_says_is_not_known(name):
    assert known_goal(name) is None
    assert goal_of(name) == "minimize"


def test_the_runs_say_whether_a_goal_is_guessed():
    columns = [Column.from_numbers(name, np.arange(3.0)) for name in ("foo", "bar", "loss")]
    runs = Runs.of(columns, 3, hints=Hints(goals={"bar": "maximize"}))
    runs = runs.with_roles(dict.fromkeys(["foo", "bar", "loss"], "metric"))
    assert {name: runs.goal_is_guessed(name) for name in runs.metrics} == {
        "foo": True,
        "bar": False,
        "loss": False,
    }


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ("baseline_score score", "score"),
        ("random_acc acc", "acc"),
        ("user_attrs_train_auc values_0", "values_0"),
        ("Runtime train_loss_epoch train_loss_step val_acc_epoch val_loss_epoch", "val_loss_epoch"),
        ("ep_len_mean ep_rew_mean", "ep_rew_mean"),
        ("ep_len_mean mean_reward", "mean_reward"),
        ("episode_len_mean episode_reward_mean time_total_s", "episode_reward_mean"),
        ("split0_test_score split1_test_score mean_test_score std_test_score", "mean_test_score"),
        ("fold_0_acc fold_1_acc mean_acc", "mean_acc"),
        ("layer_accs.20 layer_accs.52 ensemble_acc", "ensemble_acc"),
        ("TP FP FN precision recall f1", "f1"),
        ("silhouette inertia score", "score"),
        ("std_fitness mean_fitness", "mean_fitness"),
        ("us_per_step final_loss total_ms", "final_loss"),
        ("loss final_loss", "final_loss"),
        ("kl_loss total_loss", "total_loss"),
        ("aux_loss loss", "loss"),
        ("train/box_loss metrics/mAP50(B) val/box_loss", "metrics/mAP50(B)"),
        ("Episode_Reward/joint_limit Loss/surrogate Train/mean_reward", "Train/mean_reward"),
        ("test_acc val_acc", "val_acc"),
        ("train_acc val_hgd", "val_hgd"),
        ("best_epoch val_acc val_loss overfitting", "val_loss"),
        ("throughput latency_ms mem accuracy", "accuracy"),
        ("lr-Adam val_loss_epoch train_loss", "val_loss_epoch"),
        ("accuracy objective_value", "objective_value"),
        ("auc_train auc_test auc", "auc"),
    ],
)  # fmt: skip
def test_the_barest_and_most_final_name_on_unseen_rows_is_looked_at_first(names, first):
    assert first_metric(names.split()) == first
    assert first_metric(names.split()[::-1]) == first


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["gap", "test_zorp"], "test_zorp"),
        (["generalization_gap", "train_loss", "zorp"], "train_loss"),
        (["n_errors", "test_f1"], "test_f1"),
        (["num_mistakes", "test_mAP"], "test_mAP"),
        (["speedup", "test/recall"], "test/recall"),
        (["loss_vs_baseline", "acc_test"], "acc_test"),
        (["it/s", "pde_loss"], "pde_loss"),
        (["GFLOPs", "acc_on_cifar"], "acc_on_cifar"),
        (["l1d_misses", "CPI"], "CPI"),
        (["error_rate", "latency_ms", "gpu_util"], "latency_ms"),
        (["error_rate", "P99 (ms)"], "P99 (ms)"),
        (["error_rate", "train_time"], "error_rate"),
        (["cv_std_f1 (higher is better)", "cv_mean_f1 (higher is better)"], "cv_mean_f1 (higher is better)"),
        (["max_loss_1d", "avg_return_1d"], "avg_return_1d"),
        (["fold0_acc", "fold1_acc", "acc"], "acc"),
        (["val_brier", "val_auc"], "val_auc"),
    ],
)
def test_what_only_compares_counts_or_costs_comes_after_results(names, first):
    assert first_metric(names) == first
    assert first_metric(names[::-1]) == first


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["mean_acc", "acc_std", "split1_acc", "split2_acc"], "mean_acc"),
        (["fold_1", "fold_2", "fold_3", "mean_latency_ms"], "mean_latency_ms"),
        (["test/hit@10", "test/novelty"], "test/hit@10"),
        (["zorp", "hallucination_rate"], "zorp"),
        (["hit@5", "mrr"], "hit@5"),
        (["mrr", "hit@5"], "mrr"),
        (["zorp", "val_loss"], "val_loss"),
        (["sharpe", "median_return_5d"], "sharpe"),
        (["kl_loss", "mAP"], "mAP"),
    ],
)
def test_the_order_of_a_table_decides_where_no_name_is_the_usual_choice(names, first):
    assert first_metric(names) == first


def test_a_flag_comes_after_what_was_measured():
    assert first_metric(["pass_all", "makespan"], {"pass_all"}) == "makespan"
    assert first_metric(["pass_all"], {"pass_all"}) == "pass_all"


@pytest.mark.parametrize(
    ("names", "rivals"),
    [
        ("zorp blarg", "blarg"),
        ("zorp blarg train_time", "blarg"),
        ("zorp blarg improvement", "blarg improvement"),
        ("train_loss zorp", "zorp"),
        ("zorp overfit_gap", "overfit_gap"),
        ("zorp hallucination_rate", "hallucination_rate"),
        ("improvement overfit_gap", "overfit_gap"),
        ("pix_acc dice", "pix_acc"),
        ("bleu meteor rouge sacrebleu ter", "meteor rouge sacrebleu ter"),
        ("gpu_mem_gb train_time", "gpu_mem_gb"),
    ],
)
def test_a_metric_that_neither_name_nor_place_singles_out_has_rivals(names, rivals):
    assert rivals_of_first(names.split()) == tuple(rivals.split())


@pytest.mark.parametrize(
    "names",
    [
        "",
        "zorp",
        "val_loss",
        "loss zorp blarg",
        "zorp score",
        "accuracy train_time gpu_mem_gb",
        "val_acc val_precision val_f1",
        "val_zorp train_zorp",
        "zorp train_time duration",
        "zorp zorp_std rank",
        "zorp pass_all",
        "mean_zorp std_zorp blarg",
        "ndcg recall mrr",
        "recall qps train_time",
        "p99_latency_ms mean_latency_ms throughput",
        "objective zorp",
        "target overfit_gap",
        "mean_target std_target fold1_target fold2_target",
        "result improvement",
        "values_0 values_1",
        "episode_reward_mean episode_len_mean",
        "val_zorp_best val_zorp_last",
        "error_rate latency_ms",
    ],
)
def test_a_metric_that_is_alone_usual_or_named_first_has_no_rivals(names):
    assert rivals_of_first(names.split(), {"pass_all"}) == ()


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["overfit_gap", "target"], "target"),
        (["fold_1", "fold_2", "mean_target", "improvement"], "mean_target"),
        (["tok/s", "target"], "target"),
        (["IPC", "l1d_misses", "improvement"], "IPC"),
        (["slack", "gap"], "slack"),
        (["speedup", "result"], "result"),
        (["results.epoch", "results.zorp"], "results.zorp"),
        (["target_latency_ms", "val_acc"], "val_acc"),
    ],
)
def test_an_objective_and_what_is_designed_to_be_fast_are_results(names, first):
    assert first_metric(names) == first
    assert first_metric(names[::-1]) == first


MOMENTS = ["best_epoch", "val_acc_best_epoch", "best_val_sharpe_epoch", "valF1BestStep", "loss/best_iter",
           "epoch_of_best_val_auc", "step_at_best", "zorp_best_trial", "argmin_val_loss"]  # fmt: skip


@pytest.mark.parametrize("name", MOMENTS)
def test_when_the_best_came_is_never_looked_at_first(name):
    assert is_moment_name(name)
    assert first_metric([name, "zorp"]) == first_metric(["zorp", name]) == "zorp"


@pytest.mark.parametrize(
    "name", ["val_loss_epoch", "train_acc_step", "best_of_n", "steps_to_goal", "max_epochs"]
)
def test_what_is_of_an_epoch_is_no_moment(name):
    assert not is_moment_name(name)


def metrics(**values):
    columns = [Column.from_numbers(name, np.asarray(numbers)) for name, numbers in values.items()]
    return Runs.of(columns, len(columns[0].numbers)).with_roles(dict.fromkeys(values, "metric"))


def test_whole_numbers_of_an_epoch_are_no_first_metric():
    varied = np.linspace(0.1, 0.9, 20)
    counted = metrics(val_acc=varied, val_acc_epoch=np.arange(20) + 3)
    assert (counted.default_metric(), counted.goal_is_guessed("val_acc_epoch")) == ("val_acc", True)
    assert metrics(zorp=varied, val_acc_epoch=varied).default_metric() == "val_acc_epoch"


@pytest.mark.parametrize(
    "accuracy",
    [np.full(20, 0.948), 0.948 + 1e-16 * np.arange(20), np.r_[np.full(12, -np.inf), np.linspace(0, 1, 8)],
     np.r_[np.full(19, 0.5), 0.6]],
)  # fmt: skip
def test_what_hardly_differs_between_runs_is_not_looked_at_first(accuracy):
    runs = metrics(mean_accuracy=accuracy, zorp=np.linspace(1, 3, 20))
    assert (runs.default_metric(), list(runs.metrics)) == ("zorp", ["mean_accuracy", "zorp"])
    assert metrics(mean_accuracy=accuracy).default_metric() == "mean_accuracy"


def test_the_smallest_of_a_result_comes_after_tests():
    assert first_metric(["min_return", "test_sharpe"]) == "test_sharpe"
    assert first_metric(["max_f1", "train_f1"]) == "max_f1"


@pytest.mark.parametrize("name", ["best_fitness", "zorp", "risk_score", "objective"])
@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_ranks_of_the_runs_say_which_end_of_an_open_name_is_the_best(name, goal):
    values = np.random.default_rng(2).permutation(np.linspace(1136, 1900, 27))
    best_first = np.argsort(np.argsort(values if goal == "minimize" else -values))
    runs = metrics(**{name: values, "rank": best_first + 1}).with_roles({"rank": "aside"})
    assert (runs.default_goal(name), runs.goal_is_guessed(name)) == (goal, False)
    some = runs.take(np.arange(5))
    assert (some.default_goal(name), some.goal_is_guessed(name)) == (goal, False)
    as_param = runs.with_roles({"rank": "param"})
    assert as_param.goal_is_guessed(name)


def test_ranks_that_do_not_follow_a_metric_decide_nothing():
    values = np.linspace(1136, 1900, 27)
    swapped = np.r_[np.arange(27)[:-2] + 1, 27, 26]
    runs = metrics(fitness=values, rank=swapped).with_roles({"rank": "aside"})
    assert (runs.default_goal("fitness"), runs.goal_is_guessed("fitness")) == ("maximize", True)
    rows = metrics(fitness=values, number=np.arange(27)).with_roles({"number": "aside"})
    assert rows.goal_is_guessed("fitness")
    firm = metrics(loss=values, rank=27 - np.arange(27)).with_roles({"rank": "aside"})
    assert (firm.default_goal("loss"), firm.goal_is_guessed("loss")) == ("minimize", False)


@pytest.mark.parametrize(
    "name", ["score", "val_score", "mean_test_score", "f1_score", "bert_score", "mean_reward"]
)
def test_a_goal_that_all_people_mean_is_no_guess(name):
    assert not is_open_goal(name)


@pytest.mark.parametrize("name", ["forget_rougeL", "forget_acc", "est_acc", "load_balance", "approx_ratio"])
def test_beside_some_words_a_goal_is_a_guess(name):
    assert is_open_goal(name)
