"""What the best of so many random runs reaches: known answers, and bands that hold."""

import numpy as np
import pytest
from scipy.stats import norm

import hpviz
from hpviz.analysis.convergence.tuning_curve import distribution_band, sizes_in_words, tuning_curve_of
from hpviz.errors import HpvizError


def curve_of(make_runs, metric, *, name="val_acc", **of_rank):
    lr = np.arange(len(metric)).tolist()
    return tuning_curve_of(hpviz.rank(make_runs({"lr": lr}, {name: metric}), name, trees=10, **of_rank))


@pytest.mark.parametrize("n", [20, 60, 300, 3000])
def test_the_distribution_lies_within_its_band_in_95_of_100_samples(n):
    steps = np.unique(np.linspace(n // 4 + 1, n, 80).round().astype(int))
    low, high = distribution_band(n, steps)
    drawn = np.sort(np.random.default_rng(n).random((2000, n)), axis=1)[:, steps - 1]
    held = ((low <= drawn) & (drawn <= high)).all(axis=1)
    assert held.mean() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("n", [30, 200])
def test_the_whole_curve_lies_within_its_band(make_runs, n):
    held = 0
    for seed in range(60):
        curve = curve_of(make_runs, np.random.default_rng(seed).normal(size=n))
        true = norm.ppf(0.5 ** (1 / curve.sizes))
        held += bool(((curve.low <= true) & (true <= curve.high)).all())
    assert held >= 54


def test_the_median_is_that_of_the_best_of_draws(make_runs):
    metric = np.random.default_rng(3).gamma(2, size=400)
    curve = curve_of(make_runs, metric, name="val_loss")
    draws = np.random.default_rng(4).choice(metric, (4000, 10)).min(axis=1)
    assert curve.at(10)[0] == pytest.approx(np.median(draws), rel=0.05)
    assert curve.at(1)[0] == pytest.approx(np.median(metric), rel=0.02)
    assert curve.at(400)[0] == metric.min()


def test_a_metric_to_be_small_is_the_mirror_of_one_to_be_large(make_runs):
    metric = np.random.default_rng(5).normal(size=80)
    large, small = curve_of(make_runs, metric), curve_of(make_runs, -metric, name="val_loss")
    assert small.median == pytest.approx(-large.median)
    assert small.low == pytest.approx(-large.high)
    assert small.high == pytest.approx(-large.low)


def test_runs_set_no_limit_to_the_best_of_as_many(make_runs):
    low, high = curve_of(make_runs, np.random.default_rng(6).normal(size=50)).at(50)[1:]
    assert np.isfinite(low)
    assert high == np.inf


def test_configurations_run_at_several_seeds_count_once(make_runs):
    rng = np.random.default_rng(7)
    own = rng.normal(size=30)
    params = {name: np.repeat(rng.random(30), 3).tolist() for name in ("lr", "dropout", "decay")}
    params["seed"] = np.tile([1, 2, 3], 30).tolist()
    metric = np.repeat(own, 3) + 0.01 * rng.normal(size=90)
    curve = tuning_curve_of(hpviz.rank(make_runs(params, {"val_acc": metric}), trees=10))
    assert curve.unit_name == "configurations"
    assert curve.sizes[-1] == 30
    assert curve.at(30)[0] == pytest.approx(metric.reshape(30, 3).mean(axis=1).max())


def test_ties_are_no_trouble(make_runs):
    assert set(curve_of(make_runs, np.repeat([0.5, 0.9], 20)).median) == {0.5, 0.9}


@pytest.mark.parametrize(("n", "sizes"), [(1, (1,)), (2, (1, 2)), (15, (7, 10, 15)), (500, (10, 250, 500))])
def test_few_half_and_all_are_written_about(n, sizes):
    assert sizes_in_words(n) == sizes


def test_runs_that_an_optimiser_chose_say_nothing_of_random_search():
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    study.optimize(lambda trial: sum((trial.suggest_float(x, 0, 1) - 0.3) ** 2 for x in "abc"), n_trials=80)
    said = " ".join(hpviz.rank(study, trees=10).tuning_curve().sentences)
    assert "An optimiser seems to have chosen these runs" in said


@pytest.mark.parametrize("metric", ["failure", ("val_loss", "runtime")])
def test_what_has_no_best_run_is_refused(make_runs, metric):
    rng = np.random.default_rng(8)
    statuses = ["failed"] * 20 + ["finished"] * 40
    metrics = {"val_loss": rng.random(60), "runtime": rng.random(60)}
    runs = make_runs({"lr": rng.random(60).tolist()}, metrics, statuses=np.array(statuses))
    with pytest.raises(HpvizError, match="choose one metric"):
        hpviz.rank(runs, metric, trees=10).tuning_curve()


def failing_runs(make_runs, good, failed, *, name="val_loss", **facts):
    n = len(good) + failed
    metric = np.concatenate([good, np.full(failed, np.nan)])
    statuses = np.array(["finished"] * len(good) + ["failed"] * failed)
    return make_runs({"lr": np.arange(n).tolist()}, {name: metric}, statuses=statuses, **facts)


@pytest.mark.parametrize(("name", "worst"), [("val_loss", np.inf), ("val_acc", -np.inf)])
def test_a_run_that_failed_takes_a_draw_and_is_the_worst(make_runs, name, worst):
    good = np.random.default_rng(9).normal(size=60)
    curve = tuning_curve_of(hpviz.rank(failing_runs(make_runs, good, 40, name=name), name, trees=10))
    assert (curve.failed, curve.left_out) == (40, 0)
    assert curve.sizes[-1] == 100
    best = np.min if worst > 0 else np.max
    draws = np.random.default_rng(1).choice(np.append(good, [worst] * 40), (4000, 10))
    assert curve.at(10)[0] == pytest.approx(np.median(best(draws, axis=1)), abs=0.12)
    alone = tuning_curve_of(
        hpviz.rank(make_runs({"lr": np.arange(60).tolist()}, {name: good}), name, trees=10)
    )
    sign = 1 if worst > 0 else -1
    assert sign * curve.at(10)[0] > sign * alone.at(10)[0]


def test_where_most_searches_fail_throughout_there_is_no_best(make_runs):
    good = np.random.default_rng(9).random(25)
    picture = hpviz.rank(failing_runs(make_runs, good, 475), "val_loss", trees=10).tuning_curve()
    table = picture.table().set_index("runs")
    assert table["median"][1] == table["median"][10] == np.inf
    assert table["median"][500] == good.min()
    said = " ".join(picture.sentences)
    assert said.startswith("Typically, the best of 250 random runs has a val_loss of")
    assert "In most searches of 10 random runs all fail. 475 failed runs count as the worst" in said
    assert "inf" not in said
    assert "Infinity" not in picture.to_json()


def test_runs_that_only_are_not_ranked_are_left_out_and_said(make_runs):
    metric = np.append(np.random.default_rng(2).random(40), [np.nan] * 3)
    statuses = np.array(["finished"] * 40 + ["running", "running", "finished"])
    ranking = hpviz.rank(
        make_runs({"lr": np.arange(43).tolist()}, {"val_loss": metric}, statuses=statuses), trees=10
    )
    curve = tuning_curve_of(ranking)
    assert (curve.failed, curve.left_out, curve.sizes[-1]) == (0, 3, 40)
    assert "3 other runs are not ranked: with them it may take more." in ranking.tuning_curve().sentences


def test_runs_that_diverged_are_failed_draws(make_runs):
    metric = np.append(np.random.default_rng(2).random(60), [1e10] * 6 + [np.inf] * 2)
    curve = tuning_curve_of(
        hpviz.rank(make_runs({"lr": np.arange(68).tolist()}, {"val_loss": metric}), trees=10)
    )
    assert (curve.failed, curve.left_out, curve.sizes[-1]) == (8, 0, 68)
