import numpy as np
import pytest
from scipy import stats

from hpviz.analysis.association.correlated_groups import partners
from hpviz.analysis.association.correlation import (
    correlate,
    correlate_each,
    correlation_ratio,
    interval,
    log_axis,
    pearson,
)
from hpviz.analysis.association.levels import score_levels, welch
from hpviz.analysis.association.similarity import cramers_v, similarity_matrix
from hpviz.runs.column import ABSENT, Column

RNG = np.random.default_rng(0)


def numeric(values):
    return Column.from_numbers("p", values)


def text(values, name="p"):
    return Column.from_values(name, list(values))


def test_pearson_and_spearman_are_scipys():
    x, y = RNG.random(40), RNG.random(40)
    correlation = correlate(numeric(x), y, log=False)
    assert correlation.pearson == pytest.approx(stats.pearsonr(x, y).statistic)
    assert correlation.spearman == pytest.approx(stats.spearmanr(x, y).statistic)
    low, high = stats.pearsonr(x, y).confidence_interval(0.95)
    assert (correlation.low, correlation.high) == (pytest.approx(low), pytest.approx(high))


def test_a_learning_rate_is_correlated_on_a_log_axis():
    lr = np.exp(RNG.uniform(-9, 0, 60))
    y = np.log(lr)
    assert log_axis(numeric(lr), numeric(lr))
    assert correlate(numeric(lr), y, log=True).pearson == pytest.approx(1)
    assert correlate(numeric(lr), y, log=False).pearson < 0.9


@pytest.mark.parametrize(
    ("values", "hint", "expected"),
    [([1, 40, 99], None, False), ([1, 10, 100], None, True), ([1, 50, 100], None, False),
     ([16, 32, 64, 1024], None, True), ([4, 16, 64, 256], None, True), ([64, 128, 256], None, True),
     ([16, 32, 64], False, False), ([1, 3, 10, 30], None, True), ([0.1, 0.2, 0.5, 1], None, True),
     ([1, 2, 3, 4], None, False), ([2, 4, 6, 8], None, False), ([32, 64], None, False),
     ([8, 12, 16, 20, 24, 32], None, False), ([1, 1.5, 2.25], None, False), (range(1, 25), None, False),
     (np.linspace(0.001, 1, 60), None, False), ([0, 1000], None, False), ([1, 5], True, True),
     ([1, 1000], False, False), ([-1, 5], True, False), ([float("nan")], True, False)],
)  # fmt: skip
def test_when_an_axis_is_logarithmic(values, hint, expected):
    assert log_axis(numeric(values), numeric(values), hint=hint) is expected


def test_only_runs_that_have_the_param_count():
    x = [1.0, ABSENT, 2.0, ABSENT, 3.0, 4.0]
    correlation = correlate(text(x), np.array([1.0, 9, 2, -9, 3, 4]), log=False)
    assert correlation.pearson == pytest.approx(1)


def test_true_and_false_have_a_direction():
    flag = RNG.random(50) < 0.5
    correlation = correlate(text(flag.tolist()), flag * -2.0 + RNG.normal(0, 0.1, 50), log=False)
    assert correlation.pearson < -0.9
    assert correlation.low < correlation.pearson < correlation.high


@pytest.mark.parametrize("x", [[1, 1, 1, 1], [1, 2], [], [float("nan")] * 4])
def test_no_correlation_where_it_means_nothing(x):
    correlation = correlate(numeric(np.array(x, dtype=float)), np.arange(len(x), dtype=float), log=False)
    assert np.isnan([correlation.pearson, correlation.low, correlation.high]).all()


def test_extreme_numbers_do_not_overflow():
    assert pearson(np.array([1e300, 2e300, 3e300]), np.array([1.0, 2, 3])) == pytest.approx(1)
    assert pearson(np.array([1e-300, 2e-300, 3e-300]), np.array([1.0, 2, 3])) == pytest.approx(1)


def test_all_params_at_once_are_correlated_as_each_alone():
    y = RNG.random(40)
    params = [
        numeric(RNG.random(40)), numeric(np.exp(RNG.uniform(-9, 0, 40))), numeric(np.ones(40)),
        text([1.0, ABSENT] * 20), text(["a", "b", "c", "d"] * 10), text([True, False] * 20),
        numeric(np.arange(40) * 1e300), numeric(y),
    ]  # fmt: skip
    logs = [log_axis(param, param) for param in params]
    assert logs[1]
    for correlation, alone in zip(
        correlate_each(params, y, logs, params, y),
        [correlate(param, y, log=log) for param, log in zip(params, logs, strict=True)],
        strict=True,
    ):
        np.testing.assert_allclose(
            [correlation.pearson, correlation.low, correlation.high, correlation.spearman],
            [alone.pearson, alone.low, alone.high, alone.spearman],
            atol=1e-12,
        )


@pytest.mark.parametrize("shape", ["sorted", "far from 0", "an outlier", "log"])
def test_reading_the_runs_some_at_a_time_changes_nothing(shape, monkeypatch):
    x = {
        "sorted": np.sort(RNG.random(1000)), "far from 0": 1e9 + RNG.random(1000),
        "an outlier": np.r_[RNG.random(999), 1e6], "log": np.exp(RNG.uniform(-9, 0, 1000)),
    }[shape]  # fmt: skip
    y = RNG.normal(size=1000) + x / x.max()
    monkeypatch.setattr("hpviz.analysis.association.correlation.AT_ONCE", 70)
    (correlation,) = correlate_each([numeric(x)], y, [shape == "log"], [numeric(x)], y)
    exact = stats.pearsonr(np.log(x) if shape == "log" else x, y).statistic
    assert correlation.pearson == pytest.approx(exact, abs=1e-9)
    assert correlation.spearman == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)


def test_the_interval_covers_the_truth():
    rng, inside, truth = np.random.default_rng(5), 0, 0.6
    for _ in range(400):
        x = rng.normal(size=30)
        y = truth * x + np.sqrt(1 - truth**2) * rng.normal(size=30)
        low, high = interval(pearson(x, y), 30)
        inside += low <= truth <= high
    assert 0.92 <= inside / 400 <= 0.98


def test_the_correlation_ratio_is_corrected_for_the_number_of_categories():
    rng = np.random.default_rng(6)
    noise = [
        correlation_ratio(text(rng.integers(0, 12, 60).astype(str)), rng.normal(size=60)) for _ in range(200)
    ]
    assert np.mean(np.square(noise)) < 0.06  # uncorrected: 11 / 59 = .19
    groups = np.repeat(["a", "b", "c"], 30)
    y = np.repeat([0.0, 1.0, 5.0], 30)
    assert correlation_ratio(text(groups), y) == pytest.approx(1)
    assert correlate(text(groups), y, log=False).pearson == pytest.approx(1)


def test_welch_is_scipys():
    a, b = RNG.normal(1, 1, 12), RNG.normal(0, 3, 30)
    difference, low, high = welch(a, b)
    expected = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert difference == pytest.approx(a.mean() - b.mean())
    assert (low, high) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_each_value_of_a_category_has_its_effect_and_the_correlation_of_its_own_column():
    names = np.array(["adam", "sgd", "adam", "lion"] * 10)
    y = np.where(names == "sgd", 2.0, 0.0) + RNG.normal(0, 0.1, 40)
    scores = score_levels(text(names), y, {0: 0.1, 1: 0.2, 2: 0.5})
    assert [score.level for score in scores] == ["sgd", "lion", "adam"]
    assert [score.runs for score in scores] == [10, 10, 20]
    assert scores[0].effect == pytest.approx(y[names == "sgd"].mean() - y[names != "sgd"].mean())
    assert scores[0].effect_low < scores[0].effect < scores[0].effect_high
    means = [y[names == score.level].mean() for score in scores]
    assert [score.mean for score in scores] == pytest.approx(means)
    assert scores[0].correlation == pytest.approx(np.corrcoef(names == "sgd", y)[0, 1])


def test_pooled_values_are_listed_once_and_have_their_importance_by_their_runs():
    names = ["a"] * 10 + ["b"] * 10 + ["c", "d", "d"]
    scores = score_levels(text(names), RNG.random(23), {0: 0.3, 1: 0.2, -2: 0.15})
    assert [(score.level, score.runs) for score in scores] == [("a", 10), ("b", 10), ("d", 2), ("c", 1)]
    assert [score.importance for score in scores] == pytest.approx([0.3, 0.2, 0.1, 0.05])
    assert np.isnan(score_levels(text(names), RNG.random(23), {0: 0.3, 1: 0.2})[-1].importance)


def test_correlated_params_are_detected_whatever_their_kind():
    rng = np.random.default_rng(8)
    x = rng.random(80)
    names = np.where(x > 0.5, "big", np.where(x > 0.2, "mid", "small"))
    params = [
        numeric(x), numeric(np.exp(-9 * x)), numeric(rng.random(80)), text(names), text(np.char.upper(names)),
        text(rng.choice(["p", "q", "r"], 80)),
    ]  # fmt: skip
    assert partners(similarity_matrix(params)) == [(1, 3, 4), (0, 3, 4), (), (0, 1, 4), (0, 1, 3), ()]


def test_params_with_gaps_are_compared_where_both_are_active():
    x = np.linspace(0, 1, 40)
    gaps = [float(v) if i % 2 else ABSENT for i, v in enumerate(x)]
    assert partners(similarity_matrix([numeric(x), text(gaps)])) == [(1,), (0,)]


def test_cramers_v_is_near_zero_for_independent_and_one_for_equal_categories():
    rng = np.random.default_rng(9)
    a, b = rng.integers(0, 4, 200).astype(np.int32), rng.integers(0, 4, 200).astype(np.int32)
    assert cramers_v(a, b) < 0.2
    assert cramers_v(a, a) == pytest.approx(1)


@pytest.mark.filterwarnings("error")
def test_numbers_so_large_that_their_logarithms_are_the_same_are_no_list_of_even_ratios():
    values = np.array([2.0, *(2.0**62 + 512 * np.arange(4))])
    assert not log_axis(numeric(values), numeric(values))
