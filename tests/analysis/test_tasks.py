"""Rankings within tasks and over all of them, against closed forms and the rankings themselves."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import combine_pvalues, t

import hpviz
from hpviz import HpvizError
from hpviz.analysis.tasks.meta_analysis import fisher, meta_analysis
from hpviz.analysis.tasks.order import is_first
from hpviz.data import VEHICLE


def task(seed: int, weight: float, n: int = 80, level: float = 0.0) -> pd.DataFrame:
    """A task in which lr matters by its weight, and depth by the rest."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"config.lr": rng.random(n), "config.depth": rng.random(n), "config.idle": rng.random(n)}
    )
    signal = weight * frame["config.lr"] + (1 - weight) * frame["config.depth"]
    return frame.assign(**{"metric.loss": signal + rng.normal(0, 0.02, n) + level})


def several(weights=(0.9, 0.5, 0.8, 0.6)) -> pd.DataFrame:
    tasks = [
        task(place, weight, level=10.0 * place).assign(**{"config.dataset": f"set{place}"})
        for place, weight in enumerate(weights)
    ]
    return pd.concat(tasks, ignore_index=True)


@pytest.fixture(scope="module")
def rankings() -> hpviz.TaskRankings:
    return hpviz.rank_within(several(), "loss")


def test_the_mean_of_studies_that_differ_is_in_closed_form():
    figures, errors = np.array([0.1, 0.5, 0.3, 0.7]), np.array([0.1, 0.2, 0.1, 0.2])
    result = meta_analysis(figures, errors)
    variance, chance = 0.2 / 3, 0.025  # (.3^2 + .1^2 + .1^2 + .3^2) / 3; (.01 + .04 + .01 + .04) / 4
    assert result.mean == pytest.approx(0.4)
    assert result.tau == pytest.approx(np.sqrt(variance - chance))
    assert result.i2 == pytest.approx((variance - chance) / variance)
    assert result.high - result.mean == pytest.approx(t.ppf(0.975, 3) * np.sqrt(variance / 4))
    assert result.mean - result.low == pytest.approx(result.high - result.mean)
    assert result.n == 4


def test_studies_that_agree_differ_by_chance_alone():
    result = meta_analysis(np.array([0.2, 0.2, 0.2]), np.array([0.1, 0.1, 0.1]))
    assert (result.tau, result.i2) == (0, 0)
    assert result.high - 0.2 == pytest.approx(t.ppf(0.975, 2) * 0.1 / np.sqrt(3))


def test_of_one_study_there_is_no_interval_and_of_none_nothing():
    alone = meta_analysis(np.array([0.2]), np.array([0.1]))
    assert alone.mean == 0.2
    assert np.isnan([alone.low, alone.high, alone.tau, alone.i2]).all()
    assert np.isnan(meta_analysis(np.array([]), np.array([])).mean)


def test_the_interval_holds_the_mean_as_often_as_it_says():
    rng = np.random.default_rng(0)
    inside, taus = [], []
    for _ in range(2000):
        errors = rng.uniform(0.02, 0.1, 8)
        result = meta_analysis(rng.normal(0.3, 0.1, 8) + rng.normal(0, errors), errors)
        inside.append(result.low < 0.3 < result.high)
        taus.append(result.tau**2)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)
    assert np.mean(taus) == pytest.approx(0.01, rel=0.1)


def test_p_values_are_combined_as_by_fisher():
    p_values = np.array([0.04, 0.3, 0.7])
    assert fisher(p_values) == pytest.approx(combine_pvalues(p_values, "fisher").pvalue)
    assert fisher(np.array([0.0, 0.5])) < 1e-100
    assert np.isnan(fisher(np.array([])))


def test_each_task_has_the_figures_of_rank_on_its_runs_digit_for_digit(rankings):
    frame = several()
    assert list(rankings) == ["set0", "set1", "set2", "set3"]
    for name in rankings:
        alone = hpviz.rank(frame[frame["config.dataset"] == name].drop(columns="config.dataset"), "loss")
        pd.testing.assert_frame_equal(rankings[name].table(), alone.table())
        assert isinstance(rankings[name], hpviz.Ranking)
        within = rankings.within()
        assert within[within["task"] == name]["importance"].tolist() == alone.table()["importance"].tolist()


def test_over_all_tasks_importances_are_averaged_and_the_pooled_ranking_hides_them(rankings):
    table = rankings.table().set_index("param")
    within = rankings.within().pivot_table(index="task", columns="param", values="importance")
    assert table["mean"].to_dict() == pytest.approx(within.mean().to_dict())
    assert table.index[0] == "lr"
    assert table.loc["lr", "low"] < table.loc["lr", "mean"] < table.loc["lr", "high"] <= 1
    assert table["share_above_noise"].to_dict()["lr"] == 1
    assert table.loc["lr", "i2"] > 0.5
    assert table.loc["idle", "low"] >= 0
    assert not table.loc["idle", "above_noise"]
    pooled = hpviz.rank(several(), "loss").table().set_index("param")
    assert pooled.loc["lr", "importance"] < 0.05 < table.loc["lr", "mean"]


def test_the_task_is_the_column_that_is_one_or_the_one_that_is_named():
    frame = several().rename(columns={"config.dataset": "config.where"})
    with pytest.raises(
        HpvizError, match="which column names the task\\? no parameter here is known to be one"
    ):
        hpviz.rank_within(frame, "loss")
    assert hpviz.rank_within(frame, "loss", by="where").by == "where"
    both = several().assign(**{"config.env": np.tile(["a", "b"], 160)})
    with pytest.raises(HpvizError, match="there are several: \\['dataset', 'env'\\]"):
        hpviz.rank_within(both, "loss")
    sources = {"a": task(0, 0.9), "b": task(1, 0.5)}
    assert list(hpviz.rank_within(sources, "loss", by="source")) == ["a", "b"]


def test_tasks_may_be_numbers_and_runs_without_one_are_left_out():
    rankings = hpviz.rank_within(VEHICLE, "val_acc", by="depth", where="depth > 1")
    assert list(rankings) == ["2", "3"]
    assert rankings[2].runs_used == 177
    with pytest.raises(HpvizError, match="no task 4; choose one of: '2', '3'"):
        rankings[4]
    with pytest.raises(HpvizError, match="'dataset' has 1 value, so there are no tasks to compare"):
        hpviz.rank_within(VEHICLE, "val_acc", by="dataset")
    with pytest.raises(HpvizError, match="no column 'gone'"):
        hpviz.rank_within(VEHICLE, "val_acc", by="gone")
    half = several().assign(
        **{"config.dataset": np.where(np.arange(320) < 160, several()["config.dataset"], np.nan)}
    )
    assert (
        sum(ranking.runs_used for ranking in hpviz.rank_within(half, "loss", by="dataset").results.values())
        == 160
    )


def test_small_tasks_do_not_count_and_are_named():
    rankings = hpviz.rank_within(
        {"a": task(0, 0.9), "b": task(1, 0.5), "few": task(2, 0.5, n=12)}, "loss", by="source"
    )
    assert list(rankings.trusted) == ["a", "b"]
    assert rankings.table()["tasks"].tolist() == [2, 2, 2]
    assert any(line.startswith("Without 1 task (few). few: Only 12 runs") for line in rankings.sentences)
    nothing = hpviz.rank_within({"a": task(0, 0.9, n=12), "b": task(1, 0.5, n=12)}, "loss", by="source")
    assert nothing.sentences[0] == "No value of source has enough runs to tell an effect from chance."
    with pytest.raises(HpvizError, match="there is nothing to draw"):
        nothing.chart()
    assert nothing._repr_mimebundle_() == {"text/plain": str(nothing)}


def test_a_param_that_only_some_tasks_have_is_averaged_over_these():
    sources = {"a": task(0, 0.9), "b": task(1, 0.5).drop(columns="config.depth"), "c": task(2, 0.5)}
    table = hpviz.rank_within(sources, "loss", by="source").table().set_index("param")
    assert table["tasks"].to_dict() == {"lr": 3, "depth": 2, "idle": 3}


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_any_backend_of_joblib_gives_the_same_figures(rankings, backend):
    with joblib.parallel_config(backend=backend, n_jobs=2):
        parallel = hpviz.rank_within(several(), "loss")
    pd.testing.assert_frame_equal(parallel.table(), rankings.table())
    pd.testing.assert_frame_equal(parallel.within(), rankings.within())


def test_a_backend_of_somebody_else_carries_the_tasks():
    from joblib.parallel import ThreadingBackend

    calls = []

    class Counting(ThreadingBackend):
        def submit(self, func, callback=None):
            calls.append(func)
            return super().submit(func, callback)

        def apply_async(self, func, callback=None):  # what older versions of joblib call
            calls.append(func)
            return super().apply_async(func, callback)

    joblib.register_parallel_backend("counting", Counting)
    with joblib.parallel_config(backend="counting", n_jobs=2):
        assert len(hpviz.rank_within(several(), "loss")) == 4
    assert calls


def test_most_is_said_only_where_the_first_place_is_settled():
    """Of one task by its ranking, of several by the differences between them."""
    level = hpviz.rank_within(several((0.9, 0.1, 0.85, 0.2)), "loss")
    assert level.sentences[0].startswith(
        f"{level.scores[0].param} comes first over 4 tasks (dataset), but its"
    )
    assert not is_first(level, level.scores[0].param)
    for weight in (0.9, 0.55, 0.52):
        small = task(3, 0.5, n=8).assign(**{"config.dataset": "small"})
        tasks = pd.concat([task(7, weight, n=60).assign(**{"config.dataset": "big"}), small])
        alone = hpviz.rank_within(tasks, "loss")
        first = alone.scores[0].param
        assert is_first(alone, first) == alone["big"].order.is_first(first)
        assert ("matters most" in alone.sentences[0]) == is_first(alone, first)


def test_it_prints_and_draws_a_dot_a_task(rankings):
    assert str(rankings).startswith(rankings.sentences[0])
    mean = rankings.scores[0].overall.mean
    assert rankings.sentences[0] == (
        f"lr matters most over 4 tasks (dataset): on average {mean:.0%} of the differences in loss."
    )
    assert repr(rankings) == f"<hpviz.TaskRankings: {rankings.sentences[0]}>"
    chart = rankings.chart()
    pd.testing.assert_frame_equal(chart.table(), rankings.table())
    sizes = sorted(len(rows) for rows in chart.to_dict()["datasets"].values())
    assert sizes == [3, 12]


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("val_f1", "'val_f1' is a metric, which names no task"),
        ("x", "'x' has .* values in 500 runs, so that hardly a task has two runs"),
    ],
)
def test_what_names_no_task_is_refused(by, sentence):
    frame = pd.read_csv(VEHICLE)
    frame["config.x"] = np.random.default_rng(0).random(500)
    with pytest.raises(HpvizError, match=sentence):
        hpviz.rank_within(frame, "val_acc", by=by)


def test_without_a_parameter_beside_the_task_that_is_what_is_said():
    few = pd.read_csv(VEHICLE)[["config.depth", "metric.val_acc"]]
    rankings = hpviz.rank_within(few, "val_acc", by="depth")
    assert rankings.sentences == (
        "There is no parameter to rank beside depth: none is left, or all are hidden.",
    )


def test_the_figures_of_some_runs_say_which_they_are_of():
    where = "batch_size > 10"
    kept = int((pd.read_csv(VEHICLE)["config.batch_size"] > 10).sum())
    sentence = f"Only runs with batch_size > 10: {kept} of 500."
    rankings = hpviz.rank_within(VEHICLE, "val_acc", by="depth", where=where)
    assert rankings.sentences[-1] == rankings.chart().sentences[-1] == sentence
    along = hpviz.rank_along(VEHICLE, "val_acc", by="depth", where=where)
    assert along.sentences[-1] == along.chart().sentences[-1] == sentence
    overview = hpviz.overview(VEHICLE, ["val_acc"], where=where, trees=10)
    assert overview.sentences[-1] == overview.chart().sentences[-1] == sentence
    assert sentence in overview._repr_html_().replace("&gt;", ">")
    frame = pd.read_csv(VEHICLE)
    both = hpviz.compare(frame[:250], frame[250:], "val_acc", where=where, trees=10)
    assert both.sentences[-1] == both.chart().sentences[-1] == sentence


@pytest.mark.parametrize("rank", [hpviz.rank_within, hpviz.rank_along])
def test_a_filter_that_keeps_no_run_is_named(rank):
    with pytest.raises(HpvizError, match="the filter where='depth > 99' keeps none of the 500 runs"):
        rank(VEHICLE, "val_acc", by="depth", where="depth > 99")
