"""Two runs side by side: the parts add up, are those of all orders, and turn round with the runs."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, permutations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.effects.run_comparison import run_comparison_of
from hpviz.analysis.forest import bagging
from hpviz.analysis.forest.ablation import ablation
from hpviz.analysis.forest.process_ablation import process_ablation
from hpviz.analysis.forest.variances import fit_variances
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.text.explanation import comparison_sentences


def parts_of(comparison) -> dict[str, float]:
    return {param.param: param.contribution for param in comparison.params}


@pytest.mark.parametrize(("run", "baseline"), [("worst", "best"), ("17", "40"), ("3", "best")])
def test_the_parts_add_up_to_the_predicted_difference_and_with_the_rest_to_the_observed(
    ranking, run, baseline
):
    comparison = run_comparison_of(ranking, run, baseline)
    assert sum(parts_of(comparison).values()) == pytest.approx(comparison.predicted, abs=1e-12)
    assert comparison.predicted_low < comparison.predicted < comparison.predicted_high
    table = comparison.table()
    assert table.contribution.sum() == pytest.approx(comparison.observed)
    start, end = comparison.metric[[comparison.rows[1], comparison.rows[0]]]
    assert (table.before.iloc[0], table.after.iloc[-1]) == pytest.approx((start, end))
    assert comparison.observed == pytest.approx(end - start)
    assert table.param.iloc[-1] == "not explained"


def test_the_parts_add_up_to_what_the_models_without_the_two_runs_predict(ranking):
    comparison = run_comparison_of(ranking, "worst", "best")
    model = ranking.evidence.model
    rows = np.array(comparison.rows)
    alone = model.without(rows, trees=100)
    assert len(alone.fitted.y) == len(model.fitted.y) - 2
    run, baseline = alone.predicted(model.fitted.design.X[rows])
    by_process = switched(model.fitted.process, *rows)
    of_none, of_all = by_process([[], range(len(model.fitted.params))])
    weight = model.fitted.process_weight
    assert 0 < weight <= 1
    both = (1 - weight) * (run - baseline) + weight * (of_all - of_none)
    assert comparison.predicted == pytest.approx(model.spread * both, abs=1e-9)


def switched(process, run, baseline):
    """Predict the baseline with some params switched to the run's, from the definition of the process."""
    others = np.delete(np.arange(len(process.y)), [run, baseline])
    kernels, y = process.of_params[:, others[:, None], others], process.y[others]
    variances = fit_variances(kernels, y)
    inner = variances.covariance(kernels) + variances.noise * np.eye(len(y))

    def predicted(switches):
        predictions = []
        for params in switches:
            rows = np.full(len(kernels), baseline)
            rows[list(params)] = run
            effects = [process.of_params[param, row, others] for param, row in enumerate(rows)]
            covariance = variances.covariance(np.array(effects)[:, None])[0]
            predictions.append(covariance @ np.linalg.solve(inner, y))
        return predictions

    return predicted


@pytest.mark.parametrize("together", [(), (0, 2)])
def test_the_parts_by_the_process_are_the_mean_over_all_orders_of_switching(together):
    frame, _ = random_search(7, 50)
    run = int(np.flatnonzero(frame["config.opt"] == "sgd")[0])
    baseline = int(np.flatnonzero(frame["config.opt"] == "adam")[0])
    process = hpviz.rank(frame, "loss").require_evidence().model.fitted.process
    counted_as = np.arange(4)
    counted_as[list(together)] = min(together, default=0)
    groups = [np.flatnonzero(counted_as == param).tolist() for param in np.unique(counted_as)]
    expected, orders = np.zeros(4), list(permutations(groups))
    for order in orders:
        switches = [list(chain(*order[:count])) for count in range(len(order) + 1)]
        changes = np.diff(switched(process, run, baseline)(switches))
        expected[[group[0] for group in order]] += changes / len(orders)
    parts = process_ablation(process, run, baseline, counted_as)
    assert parts == pytest.approx(expected, abs=1e-9)
    assert np.count_nonzero(np.abs(parts) > 0.01) > 1
    assert process_ablation(process, baseline, run, counted_as).tolist() == (-parts).tolist()


def test_nothing_of_the_two_runs_own_metric_is_credited_by_the_process():
    frame, _ = random_search(3, 40)
    process = hpviz.rank(frame, "loss").require_evidence().model.fitted.process
    y = process.y.copy()
    y[[7, 20]] += 5.0
    parts, with_luck = (
        process_ablation(known, 7, 20, np.arange(4)) for known in (process, replace(process, y=y))
    )
    assert parts.tolist() == with_luck.tolist()


def test_few_smooth_runs_are_compared_better_than_by_the_forests_alone():
    errors = []
    for seed in range(4):
        frame, added = random_search(seed, 40)
        ranking = hpviz.rank(frame, "loss")
        evidence = ranking.require_evidence()
        fitted = replace(evidence.model.fitted, process=None)
        by_forests = replace(evidence)
        vars(by_forests)["model"] = replace(evidence.model, fitted=fitted)
        for result in (ranking, replace(ranking, evidence=by_forests)):
            for run, baseline in ((0, 1), (2, 3), (4, 5)):
                for param in run_comparison_of(result, str(run), str(baseline)).params:
                    true = added[param.param][run] - added[param.param][baseline]
                    errors.append((result is ranking, (param.contribution - true) ** 2))
    of_both, of_forests = (
        np.mean([error for with_process, error in errors if with_process == kind]) for kind in (True, False)
    )
    assert of_both < 0.7 * of_forests


def test_the_parts_are_the_mean_over_all_orders_of_switching(ranking):
    model = ranking.evidence.model
    X, owner = model.fitted.design.X, model.fitted.design.owner
    run, baseline = X[3], X[77]
    params = np.unique(owner)
    expected = np.zeros(len(params))
    orders = list(permutations(params))
    for order in orders:
        mixtures = [baseline.copy()]
        for param in order:
            mixtures.append(np.where(owner == param, run, mixtures[-1]))
        expected[list(order)] += np.diff(model.predicted(np.stack(mixtures))) / len(orders)
    parts = ablation(model.forests, run, baseline, owner, len(params))
    assert parts == pytest.approx(expected, abs=1e-12)
    assert np.count_nonzero(parts) > 1


def test_equal_params_have_no_part_and_are_not_listed(make_runs):
    rng = np.random.default_rng(2)
    x, y, kind = rng.integers(0, 3, 80), rng.random(80), rng.choice(["a", "b"], 80)
    params = {"x": x.tolist(), "y": y.tolist(), "kind": kind.tolist()}
    result = rank(make_runs(params, {"loss": x + y + (kind == "a")}), RankOptions())
    same = next(
        (i, j) for i in range(80) for j in range(i) if x[i] == x[j] and kind[i] == kind[j] and y[i] != y[j]
    )
    comparison = run_comparison_of(result, *map(str, same))
    assert set(parts_of(comparison)) == {"y"}
    design = result.evidence.model.fitted.design
    parts = ablation(result.evidence.model.forests, *design.X[list(same)], design.owner, 3)
    of_process = process_ablation(result.evidence.model.fitted.process, *same, np.arange(3))
    for by_model in (parts, of_process):
        assert by_model[[0, 2]].tolist() == [0.0, 0.0]
        assert by_model[1] != 0


def test_with_the_runs_swapped_every_sign_turns(ranking):
    there, back = run_comparison_of(ranking, "17", "40"), run_comparison_of(ranking, "40", "17")
    turned = {param.param: param for param in back.params}
    for param in there.params:
        other = turned[param.param]
        assert param.contribution == pytest.approx(-other.contribution, abs=1e-12)
        assert (param.low, param.high) == pytest.approx((-other.high, -other.low), abs=1e-12)
        assert (param.value, param.baseline_value) == (other.baseline_value, other.value)
    assert there.observed == -back.observed
    assert there.predicted == pytest.approx(-back.predicted, abs=1e-12)


def random_search(seed: int, n: int = 200) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A loss that three params add to and a fourth does not, and what each adds to each run."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "config.lr": 10 ** rng.uniform(-4, 0, n),
            "config.opt": rng.choice(["adam", "sgd"], n),
            "config.w": rng.random(n),
            "config.z": rng.random(n),
        }
    )
    added = pd.DataFrame(
        {
            "lr": (np.log10(frame["config.lr"]) + 2) ** 2 / 2,
            "opt": 1.0 * (frame["config.opt"] == "sgd"),
            "w": 0.8 * frame["config.w"],
            "z": 0.0,
        }
    )
    frame["metric.loss"] = added.sum(axis=1) + rng.normal(0, 0.4, n)
    return frame, added


def test_the_intervals_hold_what_each_param_really_adds():
    held = []
    for seed in range(12):
        frame, added = random_search(seed)
        ranking = hpviz.rank(frame, "loss")
        for run, baseline in np.random.default_rng(seed).choice(200, (4, 2), replace=False):
            for param in run_comparison_of(ranking, str(run), str(baseline)).params:
                true = added[param.param][run] - added[param.param][baseline]
                held.append(param.low <= true <= param.high)
    assert np.mean(held) > 0.88


def test_luck_is_credited_to_no_param():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({f"config.{name}": rng.random(200) for name in "abc"})
    frame["metric.loss"] = frame["config.a"] + rng.normal(0, 0.1, 200)
    frame.loc[7, "metric.loss"] -= 3.0
    comparison = run_comparison_of(hpviz.rank(frame, "loss"), "7", "50")
    assert comparison.observed < -2.0
    assert abs(comparison.predicted) < 1.0


@pytest.fixture(scope="module")
def conditional(make_runs):
    """Momentum is there where the optimizer is sgd."""
    rng = np.random.default_rng(4)
    n = 160
    optimizer, lr = rng.choice(["adam", "sgd"], n), rng.random(n)
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    loss = lr + 2.0 * (optimizer == "sgd") - np.array([0.0 if m is ABSENT else m for m in momentum])
    params = {"optimizer": optimizer.tolist(), "momentum": momentum, "lr": lr.tolist()}
    return rank(make_runs(params, {"loss": loss + rng.normal(0, 0.05, n)}), RankOptions()), optimizer


def test_a_param_that_only_one_run_has_counts_with_what_switches_it_on(conditional):
    result, optimizer = conditional
    adam, sgd = (str(np.flatnonzero(optimizer == name)[0]) for name in ("adam", "sgd"))
    comparison = run_comparison_of(result, sgd, adam)
    by_name = {param.param: param for param in comparison.params}
    assert by_name["momentum"].counted_with == "optimizer"
    assert by_name["momentum"].contribution == 0.0
    assert (by_name["momentum"].baseline_value, by_name["optimizer"].counted_with) == ("not set", "")
    assert sum(parts_of(comparison).values()) == pytest.approx(comparison.predicted)
    both = np.flatnonzero(optimizer == "sgd")[:2]
    between = run_comparison_of(result, *map(str, both))
    assert {param.param: param.counted_with for param in between.params} == {"momentum": "", "lr": ""}


@pytest.mark.parametrize("scale", ["log", "rank"])
def test_on_another_scale_the_steps_lead_from_one_metric_to_the_other(training, scale):
    result = rank(training, RankOptions(metric="val_loss", scale=scale))
    comparison = run_comparison_of(result, "worst", "17")
    table = comparison.table()
    loss = training.columns["val_loss"].numbers
    assert (table.before.iloc[0], table.after.iloc[-1]) == pytest.approx((loss[17], np.nanmax(loss)))
    unit = {"log": "a factor of ", "rank": "a difference of +"}[scale]
    assert unit in comparison_sentences(comparison)[0]


def test_runs_outside_the_forests_draw_are_compared(training, monkeypatch):
    monkeypatch.setattr(bagging, "MOST_RUNS", 72)
    result = rank(training, RankOptions(metric="val_loss"))
    rows = result.require_evidence().rows
    outside = np.delete(rows, bagging.sampled_rows(len(rows), len(training.params), 0))
    comparisons = [run_comparison_of(result, str(run), str(outside[0])) for run in outside[4::8]]
    for comparison in comparisons:
        assert sum(parts_of(comparison).values()) == pytest.approx(comparison.predicted)
    pairs = [(comparison.predicted, comparison.observed) for comparison in comparisons]
    assert np.corrcoef(*zip(*pairs, strict=True))[0, 1] > 0.7


def test_one_param_has_the_whole_difference(make_runs):
    x = np.arange(40.0)
    comparison = run_comparison_of(rank(make_runs({"x": x}, {"loss": x}), RankOptions()), "worst")
    assert parts_of(comparison) == {"x": pytest.approx(comparison.predicted)}
    assert 25 < comparison.predicted < 39


def test_replicates_differ_by_chance_alone(make_runs):
    x = np.tile(np.arange(20.0), 4)
    rng = np.random.default_rng(0)
    runs = make_runs({"x": x, "z": np.tile(rng.random(20), 4)}, {"loss": x + rng.normal(0, 1, 80)})
    comparison = run_comparison_of(rank(runs, RankOptions()), "3", "23")
    assert comparison.params == ()
    assert comparison.predicted == comparison.predicted_low == comparison.predicted_high == 0.0
    assert comparison_sentences(comparison)[1].startswith("All parameters are the same")
    assert comparison.table().param.tolist() == ["not explained"]


@pytest.mark.parametrize(
    ("pair", "message"),
    [(("nope", "best"), "no run 'nope'"), (("17", "nope"), "no run 'nope'"), (("17", "17"), "with itself")],
)
def test_what_cannot_be_compared_is_said(ranking, pair, message):
    with pytest.raises(HpvizError, match=message):
        ranking.compare_runs(*pair)


def test_the_picture_has_the_table_and_says_both_differences(ranking):
    picture = ranking.compare_runs("worst")
    comparison = run_comparison_of(ranking, "worst", "best")
    pd.testing.assert_frame_equal(picture.table(), comparison.table())
    first, second = picture.sentences[:2]
    assert first.startswith("val_loss is ")
    assert f"a difference of {comparison.observed:+.2f}." in first
    assert "95% interval" in second
    assert picture.to_dict()["title"]["text"]


def test_no_interval_of_a_difference_in_failing_goes_beyond_all(figures):
    comparison = run_comparison_of(hpviz.rank(figures / "failure_next.csv", "failure"), "worst")
    assert comparison.predicted == pytest.approx(1, abs=0.05)
    assert comparison.predicted_low < comparison.predicted <= comparison.predicted_high <= 1.05
    assert "(95% interval +0.7" in comparison_sentences(comparison)[-1]
    assert "to +1.00)" in comparison_sentences(comparison)[-1]
