from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata
from threadpoolctl import threadpool_info

import hpviz
from hpviz.analysis import METHODS, RankOptions
from hpviz.analysis.sample.metric_scale import heavy_tail, held_by_few, rescale
from hpviz.errors import HpvizError
from hpviz.ranking import rank
from hpviz.runs.column import Column
from hpviz.text import row as row_text
from hpviz.text.methods import METHOD_TEXTS

COLUMNS = [
    "param", "kind", "importance", "importance_low", "importance_high", "p_value", "above_noise",
    "correlation", "correlation_low", "correlation_high", "rank_correlation", "active_runs", "levels",
]  # fmt: skip


def test_the_table_has_the_promised_columns_and_the_truth_on_top(ranking):
    table = ranking.table()
    assert list(table.columns) == COLUMNS
    assert table.param[:2].tolist() == ["lr", "optimizer"]
    assert table.set_index("param").above_noise[["lr", "optimizer", "nesterov", "seed"]].tolist() == [
        True, True, False, False,
    ]  # fmt: skip
    assert table.importance.is_monotonic_decreasing
    assert table.set_index("param").levels["optimizer"] == 3
    assert table.kind.tolist()[:2] == ["numeric", "categorical"]


def test_only_finished_runs_enter_and_the_others_are_counted(ranking, training):
    assert ranking.runs_used == 144
    assert ranking.runs_skipped == {"crashed": 4, "running": 2}
    crashed = rank(training, RankOptions(metric="val_loss", statuses=frozenset({"crashed", "finished"})))
    assert crashed.runs_skipped == {"running": 2, "without val_loss": 4}


def test_a_run_with_an_infinite_metric_is_left_out_and_said_so(make_runs):
    loss = np.r_[np.inf, np.nan, np.arange(30.0)]
    ranking = rank(make_runs({"x": np.arange(32.0)}, {"loss": loss}), RankOptions())
    assert ranking.runs_skipped == {"without loss": 1, "loss infinite": 1}
    assert ranking.runs_used == 30


def test_a_hidden_param_leaves_table_and_model(ranking, training):
    without_lr = rank(training, RankOptions(metric="val_loss", hidden=frozenset({"lr"})))
    assert "lr" not in without_lr.table().param.tolist()
    assert without_lr.oob_r2 < ranking.oob_r2 - 0.3


def test_the_order_follows_the_chosen_column_and_unknown_figures_come_last(ranking):
    unknown = replace(ranking.scores[0], param="unknown", importance=float("nan"), correlation=float("nan"))
    with_unknown = replace(ranking, scores=(unknown, *ranking.scores))
    for key in ("importance", "correlation"):
        for descending in (True, False):
            table = with_unknown.table(key, descending=descending)
            assert table.param.iloc[-1] == "unknown"
            known = table[key].iloc[:-1].abs() if key == "correlation" else table[key].iloc[:-1]
            assert known.is_monotonic_decreasing if descending else known.is_monotonic_increasing
    names = with_unknown.table("param", descending=False).param.tolist()
    assert names == sorted(names)
    assert with_unknown.table("param", descending=True).param.tolist() == names[::-1]


def test_values_of_a_category_as_a_table(ranking):
    table = ranking.levels("optimizer")
    assert list(table.columns) == [
        "level", "runs", "importance", "effect", "effect_low", "effect_high", "correlation", "mean", "clear",
    ]  # fmt: skip
    sgd = table.set_index("level").loc["sgd"]
    assert sgd.effect > 1
    assert sgd.effect_low > 0
    assert sgd.clear
    assert not ranking.levels("nesterov").clear.any()
    with pytest.raises(HpvizError, match="no categories of 'lr'; those with categories are"):
        ranking.levels("lr")


def test_impurity_says_what_it_is_and_where_it_disagrees(training):
    ranking = rank(training, RankOptions(metric="val_loss", method="mdi"))
    assert ranking.table().importance.sum() == pytest.approx(1)
    assert ranking.table().above_noise.isna().all()
    assert ranking.table().importance_low.isna().all()
    notes = " ".join(ranking.notes)
    assert "favours parameters with many values" in notes
    assert "seed" in notes
    assert "could be chance" in notes


@pytest.mark.parametrize("method", ["permutation", "fanova", "top"])
def test_other_methods_agree_on_the_truth_and_say_what_they_measure(ranking, training, method):
    other = rank(training, RankOptions(metric="val_loss", method=method))
    table = other.table().set_index("param")
    assert table.index[0] == "lr"
    assert method == "top" or table.index[1] == "optimizer"
    assert other.notes[0] == METHOD_TEXTS[method].question
    tested = METHODS[method].tested
    assert table.p_value.notna().all() == tested
    assert table.above_noise.notna().all() == tested
    if tested:
        assert table.above_noise[["lr", "nesterov", "seed"]].tolist() == [True, False, False]
    assert other.oob_r2 == ranking.oob_r2
    assert other.levels("optimizer").importance.isna().all()


def test_what_is_called_the_top_can_be_chosen(training):
    few, many = (
        rank(training, RankOptions(metric="val_loss", method="top", top=top)).table() for top in (0.05, 0.5)
    )
    assert not few.importance.equals(many.importance)
    with pytest.raises(HpvizError, match="best share of the runs lies above 0"):
        RankOptions(method="top", top=0.9)


def test_the_wand_keeps_what_is_above_the_noise_else_the_ten_strongest(ranking, make_runs):
    assert set(ranking.useful()) == {s.param for s in ranking.scores if s.above_noise}
    rng = np.random.default_rng(0)
    noise = make_runs({f"x{i}": rng.random(60) for i in range(15)}, {"loss": rng.random(60)})
    of_noise = rank(noise, RankOptions())
    assert of_noise.useful() == tuple(of_noise.table().param[:10])


def test_correlations_alone_are_there_before_any_forest(training):
    ranking = rank(training, RankOptions(metric="val_loss"), forest=False)
    assert not ranking.complete
    assert ranking.table().importance.isna().all()
    assert ranking.table().correlation.notna().all()
    assert ranking.problem is None


def test_heavy_tails_are_put_on_a_log_scale_and_said(make_runs):
    rng = np.random.default_rng(3)
    x = rng.random(100)
    y = np.exp(3 * rng.normal(size=100) + 2 * x)
    ranking = rank(make_runs({"x": x}, {"loss": y}), RankOptions())
    assert ranking.scale == "log"
    assert ranking.notes[0] == "A few runs have a huge loss, so a log scale is used (change in Settings)."
    assert rank(make_runs({"x": x}, {"loss": y}), RankOptions(scale="linear")).scale == "linear"


def test_heavy_tails_with_zeros_are_ranked(make_runs):
    y = np.r_[np.zeros(50), np.ones(48), 1e9, -1e9]
    assert rescale(y, "auto", "loss")[1] == "rank"
    with pytest.raises(HpvizError, match="no logarithm; use the scale 'rank' or 'linear'"):
        rescale(y, "log", "loss")


@pytest.mark.parametrize("sample", ["normal", "uniform", "exponential"])
def test_ordinary_metrics_keep_their_scale(sample):
    y = getattr(np.random.default_rng(0), sample)(size=200)
    assert rescale(y, "auto", "loss")[1] == "linear"
    assert held_by_few(y) < 0.5


@pytest.mark.parametrize("percent", [1, 5, 15])
def test_a_tail_of_more_than_a_few_runs_is_heavy_too(percent):
    """2% of the runs hold the variance, or what lies beyond the quartiles does."""
    rng = np.random.default_rng(7)
    y = rng.uniform(0.3, 3.0, 100)
    y[:percent] = rng.uniform(50, 100, percent)
    _, scale, why = rescale(y, "auto", "loss")
    assert scale == "log"
    assert why.few == max(2, percent)
    assert why.share > 0.5
    for changed, scale in ((y * 2.0**900, "log"), (-y, "rank"), (y + 1e6, "rank")):
        assert rescale(changed, "auto", "loss")[1] == scale
        assert heavy_tail(changed) == pytest.approx(heavy_tail(y))


@pytest.mark.parametrize("levels", [2, 5, 7])
def test_a_metric_of_a_few_values_has_no_tail(levels):
    y = np.r_[np.zeros(40), np.ones(40), np.arange(2.0, levels), np.full(20, levels)]
    assert rescale(y, "auto", "solved")[1] == "linear"


def problem(runs, **options):
    return rank(runs, RankOptions(**options)).problem


def test_why_runs_cannot_be_ranked_is_reported_in_a_sentence(make_runs, training):
    some = np.arange(30.0)
    assert "has no runs yet" in problem(make_runs({"x": []}, {"loss": []}))
    assert "Only one run" in problem(make_runs({"x": [1.0]}, {"loss": [1.0]}))
    assert "Only one run" in problem(make_runs({}, {"loss": [1.0]}))
    assert "Only 2 runs can be used, too few" in problem(make_runs({"x": [1.0, 2]}, {"loss": [1.0, 2]}))
    assert "Only 15 runs can be used, too few" in problem(make_runs({"x": some[:15]}, {"loss": some[:15]}))
    assert "same value (3) in all 30 runs" in problem(make_runs({"x": some}, {"loss": some * 0 + 3}))
    assert "None of the 30 runs can be used. Left out: 30 without loss." in problem(
        make_runs({"x": some}, {"loss": some * np.nan})
    )
    assert "only one value" in problem(make_runs({"x": some * 0}, {"loss": some}))
    assert "None of the columns is a numeric metric" in problem(make_runs({"x": some}, {}))
    assert "None of the columns is a parameter" in problem(make_runs({}, {"loss": some}))
    assert "All parameters are hidden" in problem(training, hidden=frozenset(training.params))
    assert "Choose which statuses to include" in problem(training, statuses=frozenset({"killed"}))


def test_noise_is_called_noise(make_runs):
    rng = np.random.default_rng(12)
    ranking = rank(
        make_runs({f"x{i}": rng.random(60) for i in range(5)}, {"loss": rng.random(60)}), RankOptions()
    )
    assert ranking.oob_r2 <= 0
    assert ranking.problem == (
        "None of these 5 parameters clearly explains loss in 60 runs: add runs, or vary other parameters."
    )
    assert ranking.trust == "none"
    assert not ranking.table().above_noise.any()


@pytest.mark.parametrize("runs", [2, 15])
def test_nothing_is_tested_on_too_few_runs(make_runs, runs):
    x = np.arange(float(runs))
    params = {"x": x, "name": ["a", "b"] * (runs // 2) + ["a"] * (runs % 2)}
    ranking = rank(make_runs(params, {"loss": 3 * x}), RankOptions())
    assert ranking.table().above_noise.isna().all()
    assert [score.verdict for score in ranking.scores] == ["not tested yet"] * 2
    score = ranking.score("x")
    assert runs == 2 or score.correlation == pytest.approx(1)
    assert not score.strong
    assert "strong" not in " ".join(row_text.sentences(score, ranking))
    assert [level.clear for level in ranking.level_scores["name"]] == [None, None]
    if runs == 15:
        assert ranking.trust_sentence.startswith("Not tested yet: these parameters seem to explain ")
        assert list(row_text.sentences(score, ranking)[1:]) == [
            "Not tested yet: there are too few runs.",
            "Direction not tested yet.",
        ]
        assert row_text.details(score, ranking)[-1] == "Correlation +1.00; rank correlation +1.00."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"metric": "val_los"}, "no metric 'val_los' (did you mean 'val_loss'?); choose one of"),
        ({"hidden": frozenset({"lrr"})}, "no column 'lrr' (did you mean 'lr'?)"),
        ({"method": "shap"}, "no method 'shap'; choose one of: 'oob', 'permutation'"),
        ({"goal": "up"}, "no goal 'up'; choose one of: 'minimize', 'maximize'"),
        ({"scale": "sqrt"}, "no scale 'sqrt'"),
        ({"aggregate": "first"}, "no aggregate 'first'"),
        ({"statuses": frozenset({"done"})}, "no status 'done'"),
        ({"trees": 0}, "trees=0; give a whole number from 1 to"),
        ({"seed": -1}, "seed=-1; give a whole number from 0"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(training, options, message):
    with pytest.raises(HpvizError) as refusal:
        rank(training, RankOptions(**options))
    assert message in str(refusal.value)


def test_the_direction_is_said_with_the_goal_in_mind(training):

    up = rank(training, RankOptions(metric="val_acc", goal="maximize"))
    sgd = next(score for score in up.scores if score.param == "optimizer")
    assert {"Its values differ clearly in val_acc.", "Its values differ strongly in val_acc."} & {
        *row_text.sentences(sgd, up)
    }
    assert row_text.details(sgd, up)[-1].startswith("Correlation ratio 0.")
    table = pd.DataFrame(
        {"x": np.arange(40.0), "loss": np.arange(40.0) + np.random.default_rng(0).random(40)}
    )
    worse = hpviz.rank(table, "loss", params=["x"])
    assert "Strong trend: lower is better." in row_text.sentences(worse.scores[0], worse)
    assert "Correlation +1.00; rank correlation +1.00." in row_text.details(worse.scores[0], worse)


def test_correlated_params_are_reported_as_not_separable(make_runs):
    rng = np.random.default_rng(1)
    x = rng.random(60)
    runs = make_runs({"lr": x, "warmup": x * 100, "z": rng.random(60)}, {"loss": x + rng.normal(0, 0.1, 60)})
    ranking = rank(runs, RankOptions())
    assert dict(zip(ranking.table().param, [s.moves_with for s in ranking.scores], strict=True)) == {
        "lr": ("warmup",), "warmup": ("lr",), "z": (),
    }  # fmt: skip
    assert "lr and warmup moved together" in " ".join(ranking.notes)


def test_a_conditional_param_says_what_switches_it_on(make_runs):
    from hpviz.runs.column import ABSENT

    rng = np.random.default_rng(2)
    optimizer = ["sgd", "adam"] * 40
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    loss = np.where(np.array(optimizer) == "sgd", 2.0, 0.0) + rng.normal(0, 0.1, 80)
    ranking = rank(make_runs({"momentum": momentum, "optimizer": optimizer}, {"loss": loss}), RankOptions())
    assert ranking.scores[0].param == "optimizer"
    assert ranking.scores[1].importance < 0.05
    assert "Used in 40 of 80 runs, when optimizer is sgd." in list(
        row_text.sentences(ranking.scores[1], ranking)
    )


def test_three_thousand_params_and_a_category_of_a_thousand_values(make_runs):
    rng = np.random.default_rng(3)
    params = {f"p{i}": rng.random(40) for i in range(3000)}
    ranking = rank(make_runs(params, {"loss": params["p7"] * 10}), RankOptions(trees=20))
    assert len(ranking.scores) == 3000
    many = make_runs({"user": [f"u{i % 1000}" for i in range(2000)]}, {"loss": rng.random(2000)})
    levels = rank(many, RankOptions(trees=20)).levels("user")
    assert set(levels.level) == {f"u{i}" for i in range(1000)}


def test_numbers_that_floats_can_hardly_hold(make_runs):
    values = [10**400, 2**63, 1, -(10**400)] * 10
    column = Column.from_values("big", values)
    ranking = rank(
        make_runs({"big": values, "x": np.arange(40.0)}, {"loss": np.arange(40.0) * 1e300}), RankOptions()
    )
    assert np.isinf(column.numbers).any()
    assert np.isfinite(ranking.table().importance).all()


def blas_threads():
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_linear_algebra_has_its_threads_back_afterwards(training):
    before, during = blas_threads(), []

    def interrupted(done, total):
        rank(training, RankOptions(metric="val_loss"), forest=False)
        during.append(blas_threads())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rank(training, RankOptions(metric="val_loss"), progress=interrupted)
    assert during == [[1] * len(before)]
    assert blas_threads() == before


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_the_mean_of_a_level_is_in_the_unit_of_the_metric(training, scale):
    ranking = rank(training, RankOptions(metric="val_loss", scale=scale))
    metric = ranking.require_evidence().metric
    (names,) = (score.column for score in ranking.scores if score.param == "optimizer")
    ranks, by_rank = rankdata(metric), np.sort(metric)
    means = ranking.levels("optimizer").set_index("level")["mean"]
    for code, level in enumerate(names.levels):
        has = names.codes == code
        expected = {
            "linear": metric[has].mean(),
            "log": np.exp(np.log(metric[has]).mean()),
            "rank": np.interp(ranks[has].mean(), np.arange(1, len(metric) + 1), by_rank),
        }
        assert means[level] == pytest.approx(expected[scale])


def test_a_share_has_a_floor_and_no_tail():
    """An optimiser's trials crowd below the ceiling; those that learnt nothing tell what matters."""
    rng = np.random.default_rng(0)
    accuracy = np.r_[np.full(50, 0.967), rng.uniform(0.96, 0.98, 33), rng.uniform(0.3, 0.6, 17)]
    for changed in (accuracy, -accuracy, 1 - accuracy, 100 * accuracy):
        assert rescale(changed, "auto", "acc")[1] == "linear"
    assert rescale(1000 * accuracy, "auto", "points")[1] == "rank"
