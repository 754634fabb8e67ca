"""Beside a metric: what makes runs fail, and what brings them close to a Pareto front."""

import json

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError
from hpviz.export import report
from hpviz.runs.target import FailureTarget, MetricTarget, ParetoTarget, target_of
from hpviz.runs.target.pareto import distances, on_front
from hpviz.views.effects import EFFECT, JOINT
from hpviz.views.single_runs import EXPLANATION


@pytest.fixture(scope="module")
def sweep():
    """Large learning rates fail; width makes runs better and slower."""
    rng = np.random.default_rng(3)
    n = 160
    lr, width = rng.uniform(-5, -1, n), rng.choice([32, 64, 128, 256], n)
    loss = (lr + 3) ** 2 / 2 - 0.5 * np.log2(width) + rng.normal(0, 0.2, n)
    status = np.where(lr > -2, rng.choice(["failed", "crashed"], n), "finished")
    status[:6] = ["killed", "killed", "pruned", "pruned", "running", "running"]
    return pd.DataFrame(
        {
            "params.lr": lr,
            "params.width": width,
            "params.dropout": rng.random(n),
            "metrics.val_loss": np.where(status == "finished", loss, np.nan),
            "metrics.runtime": width * rng.uniform(0.8, 1.2, n),
            "metrics.val_acc": np.where(status == "finished", -loss, np.nan),
            "status": status,
        }
    )


@pytest.fixture(scope="module")
def runs(sweep):
    return hpviz.read(sweep)


def test_what_makes_runs_fail_is_ranked_whatever_statuses_are_chosen(sweep):
    ranking = hpviz.rank(sweep, "failure", statuses=["finished"])
    assert (ranking.metric, ranking.goal, ranking.scale, ranking.problem) == (
        "failure",
        "minimize",
        "linear",
        None,
    )
    assert ranking.runs_used == 154
    assert ranking.runs_skipped == {"killed": 2, "pruned": 2, "running": 2}
    assert ranking.evidence.metric.sum() == sweep.status.isin(["failed", "crashed"]).sum()
    assert ranking.scores[0].param == "lr"
    assert [score.above_noise for score in ranking.scores] == [True, False, False]


def test_killed_runs_count_as_failed_where_they_are_chosen(sweep):
    ranking = hpviz.rank(sweep, "failure", statuses=["finished", "killed"])
    assert ranking.runs_used == 156
    assert ranking.evidence.metric.sum() == sweep.status.isin(["failed", "crashed", "killed"]).sum()


def test_the_words_are_those_of_failure(runs):
    panel = hpviz.Panel(runs, "failure")
    sentences = " ".join(sentence for row in panel._ranking["params"]["sentences"] for sentence in row)
    assert "About as good at the lower values, worse at the highest." in sentences
    assert "The best value of lr for avoiding failures is" in " ".join(
        EFFECT.encoded(panel.ranking, "lr")["sentences"]
    )
    assert EFFECT.encoded(panel.ranking, "lr")["best"] == []
    assert JOINT.encoded(panel.ranking, "lr", "width")["problem"] is None
    assert EXPLANATION.encoded(panel.ranking, "worst")["actual"] == 1
    text = report.as_text(panel.ranking, 1)
    assert "failure" in text
    assert "lower failure" not in text
    json.loads(report.as_json(panel.ranking, 1))


def test_no_failure_or_nothing_else_is_a_sentence(sweep):
    fine = sweep[sweep.status == "finished"]
    assert "None of the" in hpviz.rank(fine, "failure").problem
    assert "All of the" in hpviz.rank(sweep[sweep.status.isin(["failed", "crashed"])], "failure").problem
    assert "is known to have failed" in hpviz.rank(fine.drop(columns="status"), "failure").problem


def test_a_metric_of_that_name_comes_first(make_runs):
    runs = make_runs({"lr": [1, 2, 3] * 8}, {"failure": np.arange(24.0)})
    assert isinstance(target_of(runs, "failure"), MetricTarget)
    assert hpviz.rank(runs, "failure", goal="maximize").goal == "maximize"
    assert hpviz.Panel(runs).sweep["outcomes"] == []


def test_the_front_is_what_no_run_beats_and_distances_start_there():
    rng = np.random.default_rng(0)
    values = rng.integers(0, 12, (3, 200)).astype(float)
    beaten = [
        any(np.all(values[:, j] <= values[:, i]) and np.any(values[:, j] < values[:, i]) for j in range(200))
        for i in range(200)
    ]
    assert on_front(values).tolist() == [not is_beaten for is_beaten in beaten]
    computed = distances(values)
    assert np.all(computed[on_front(values)] == 0)
    assert computed.max() <= 1


def test_a_distance_is_the_share_of_runs_to_overtake_in_every_metric():
    """Four runs; the last is behind the first in both, by 2 of 3 and by 3 of 3 ranks."""
    assert distances(np.array([[1.0, 0, 3, 2], [0, 3, 1, 2]])) == pytest.approx([0, 0, 1 / 3, 1 / 3])


def test_distances_do_not_care_for_the_scale_or_the_order_of_runs():
    rng = np.random.default_rng(1)
    values = np.exp(rng.normal(size=(2, 100)))
    order = rng.permutation(100)
    assert np.allclose(distances(np.log(values)), distances(values))
    assert np.allclose(distances(values[:, order]), distances(values)[order])
    assert np.allclose(distances(values[::-1]), distances(values))


def test_params_that_trade_one_metric_for_another_are_separated_from_those_that_help(sweep):
    ranking = hpviz.rank(sweep, ("val_loss", "runtime"))
    assert ranking.metric == "pareto: val_loss, runtime"
    assert ranking.problem is None
    assert ranking.runs_skipped["failed"] > 0
    table = ranking.table().set_index("param")
    assert table.above_noise["lr"]
    assert not table.above_noise["dropout"]
    assert "best value of lr for runs close to the front is" in " ".join(ranking.effect("lr").sentences)
    assert "Distance to the Pareto front of val_loss (lower is better)" in ranking.notes[0]
    assert hpviz.rank(sweep, ranking.metric).table().equals(ranking.table())


def test_each_metric_of_a_front_has_its_own_goal(runs):
    assert target_of(runs, "pareto: val_acc, runtime").goals == ("maximize", "minimize")
    other = target_of(runs, "pareto: val_acc (maximize), runtime (maximize)")
    assert (other.name, other.goals) == ("pareto: val_acc, runtime (maximize)", ("maximize", "maximize"))
    same = hpviz.rank(runs, ("val_loss", "runtime")), hpviz.rank(runs, ("val_acc", "runtime"))
    assert same[0].table().importance.tolist() == pytest.approx(same[1].table().importance.tolist())


def test_names_of_metrics_may_hold_commas(make_runs):
    runs = make_runs({"lr": [1, 2, 3]}, {"loss": [1, 2, 3], "loss, raw": [1, 2, 3], "time": [1, 2, 3]})
    assert target_of(runs, "pareto: loss, raw, time").metrics == ("loss, raw", "time")
    assert target_of(runs, "pareto: loss, loss, raw, time").metrics == ("loss", "loss, raw", "time")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": ("val_loss",)}, "two or more"),
        ({"metric": ("val_loss", "val_loss")}, "two or more"),
        ({"metric": ("val_loss", "val_los")}, "did you mean 'val_loss'"),
        ({"metric": "failure", "goal": "maximize"}, "leave the goal out"),
        ({"metric": ("val_loss", "runtime"), "goal": "maximize"}, "leave the goal out"),
    ],
)
def test_an_invalid_target_is_refused_in_a_sentence(runs, options, message):
    with pytest.raises(HpvizError, match=message):
        hpviz.rank(runs, **options)
    with pytest.raises(HpvizError, match=message):
        hpviz.Panel(runs, **options)


def test_all_runs_on_the_front_is_a_sentence(make_runs):
    x = np.arange(30.0)
    runs = make_runs({"lr": x.tolist()}, {"loss": x, "runtime": -x})
    assert "are on the Pareto front of loss and runtime" in hpviz.rank(runs, ("loss", "runtime")).problem


def test_the_panel_takes_outcomes_from_python_and_from_the_view(runs):
    panel = hpviz.Panel(runs, ("val_loss", "runtime"))
    assert panel.metric == "pareto: val_loss, runtime"
    assert panel._ranking["label"] == "distance to the front"
    assert panel.sweep["outcomes"] == ["failure"]
    panel.set_state({"metric": "pareto: val_acc (maximize), runtime"})
    assert panel._worker.wait(60)
    assert panel.metric == panel._ranking["metric"] == "pareto: val_acc, runtime"
    panel.set_state({"metric": "failure"})
    assert panel._worker.wait(60)
    assert panel._ranking["label"] == "failure"
    panel.set_state({"goal": "maximize"})
    assert panel._worker.wait(60)
    assert (panel.goal, panel._ranking["goal"]) == ("minimize", "minimize")
    assert "leave the goal out" in panel.notice
    panel.set_state({"metric": "pareto: val_loss, nothing"})
    assert panel.metric == "failure"
    assert "nothing" in panel.notice


def test_a_goal_chosen_for_a_metric_is_kept_through_an_outcome(runs):
    panel = hpviz.Panel(runs, "val_loss")
    panel.goal = "maximize"
    panel.metric = "failure"
    panel.metric = "val_loss"
    assert panel.goal == "maximize"
    assert panel._worker.wait(60)


def test_code_rebuilds_an_outcome(sweep):
    panel = hpviz.Panel(sweep, ("val_loss", "runtime"))
    made: dict[str, object] = {"df": sweep}
    exec(panel.code().replace("hpviz.Panel(", "panel = hpviz.Panel("), made)  # noqa: S102 - our own code
    assert made["panel"]._ranking["metric"] == panel.metric  # type: ignore[attr-defined]
    assert made["panel"].table().equals(panel.table())  # type: ignore[attr-defined]


def test_a_sweep_without_any_metric_can_be_ranked_by_failure(sweep):
    panel = hpviz.Panel(sweep.filter(regex="params|status"), params="params.")
    assert panel.metric == ""
    panel.metric = "failure"
    assert panel._worker.wait(60)
    assert panel._ranking["params"]["param"][0] == "lr"


def test_a_role_that_takes_a_metric_from_the_front_goes_back_to_the_default(runs):
    panel = hpviz.Panel(runs, ("val_loss", "runtime"))
    panel.roles = {"runtime": "aside"}
    assert panel._worker.wait(60)
    assert panel.metric == "val_loss"


def test_real_studies_say_what_fails(stores):
    ranking = hpviz.rank(stores / "optuna/study.db", "failure")
    # Five failed, and one finished with an infinite value.
    assert (ranking.runs_used, int(ranking.evidence.metric.sum())) == (43, 6)
    assert "runtime" in hpviz.read(stores / "mlflow/mlflow.db").metrics


def test_a_target_takes_its_values_out_of_the_runs(make_runs):
    runs = make_runs(
        {"lr": [1, 2, 3, 4]},
        {"loss": [3.0, 1.0, 2.0, 4.0], "speed": [9.0, 5.0, 1.0, 0.0]},
        statuses=np.array(["finished", "failed", "killed", "running"]),
    )
    failure = target_of(runs, "failure")
    assert failure == FailureTarget()
    assert failure.combined(failure.values(runs, "last")).tolist() == [0, 1, 1, 0]
    loss = target_of(runs, "loss", "maximize")
    assert loss == MetricTarget("loss", "maximize")
    assert loss.combined(loss.values(runs, "last")).tolist() == [3, 1, 2, 4]
    front = target_of(runs, "pareto: loss, speed (maximize)")
    assert front == ParetoTarget(
        "pareto: loss, speed (maximize)", ("loss", "speed"), ("minimize", "maximize")
    )
    values = front.values(runs, "last")
    assert values.shape == (2, 4)
    assert front.combined(values).tolist() == distances(values * [[1], [-1]]).tolist()
    assert [target.has_tails for target in (loss, failure, front)] == [True, False, False]
    assert [target.admits_failed_runs for target in (loss, failure, front)] == [False, True, False]
