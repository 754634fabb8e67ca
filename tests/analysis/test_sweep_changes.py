"""Two sweeps side by side: known changes are seen, equal sweeps are not called different."""

from __future__ import annotations

from math import comb
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

import hpviz
from benchmarks.sweeps import additive, better_by_half, compared
from hpviz import HpvizError
from hpviz.analysis.comparison.exchange import all_of_one_side, beyond, p_of_tried
from hpviz.analysis.comparison.two_sweeps import compare_sources
from hpviz.analysis.importance.oob import holm
from hpviz.charts.sweep_changes import changes_chart
from hpviz.data import VEHICLE
from hpviz.runs import Column
from hpviz.text import sweep_changes as sweep_changes_text


def sweep(n: int = 120, seed: int = 0, **changes: object) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"config.lr": 10 ** rng.uniform(-4, 0, n), "config.depth": rng.integers(1, 5, n)})
    frame["config.opt"] = rng.choice(["adam", "sgd"], n)
    frame["metric.loss"] = -np.log10(frame["config.lr"]) + rng.normal(0, 0.4, n)
    return frame.assign(**changes)


def of_loss(frame: pd.DataFrame, change) -> pd.DataFrame:
    return frame.assign(**{"metric.loss": change(frame["metric.loss"])})


@pytest.mark.parametrize("k", range(1, 8))
def test_the_chance_that_the_best_runs_are_all_of_one_sweep_is_counted(k):
    n, m = 6, 9
    counted = (comb(n, k) + comb(m, k)) / comb(n + m, k)
    assert all_of_one_side(k, (n, m)) == pytest.approx(counted)
    assert counted == pytest.approx(hypergeom.pmf(k, n + m, n, k) + hypergeom.pmf(k, n + m, m, k))


def test_no_run_ahead_is_no_evidence_and_all_are_counted_on_the_side_that_leads():
    assert all_of_one_side(0, (5, 5)) == 1
    assert beyond(np.array([1.0, 5, 6, 7]), np.array([2.0, 3, 5])) == 2
    assert beyond(np.array([2.0, 3]), np.array([1.0, 5, 6, 7])) == 3
    assert beyond(np.array([2.0]), np.array([2.0])) == 0


def test_values_tried_are_tested_at_both_ends_and_for_each_named_value():
    first = np.repeat([True, False], 10)
    numbers = Column.from_values("lr", [*range(10), *range(4, 14)])
    ends = all_of_one_side(4, (10, 10))
    assert p_of_tried(numbers, first) == pytest.approx(min(1, 2 * ends))
    named = Column.from_values("opt", ["adam"] * 4 + ["sgd"] * 16)
    # adam is of the first sweep alone, sgd of both: two counts.
    assert p_of_tried(named, first) == pytest.approx(min(1, 2 * ends))
    assert p_of_tried(Column.from_values("opt", ["adam", "sgd"] * 10), first) == 1


def test_a_sweep_beside_itself_has_not_changed_and_has_the_figures_of_rank():
    comparison = hpviz.compare(VEHICLE, pd.read_csv(VEHICLE, float_precision="round_trip"), "val_acc")
    ranked = hpviz.rank(VEHICLE, "val_acc")
    for side in (comparison.before, comparison.after):
        pd.testing.assert_frame_equal(side.table(), ranked.table())
    table = comparison.table()
    assert table["param"].tolist() == [score.param for score in ranked.scores]
    assert table["change"].tolist() == [0] * 5
    assert not table["changed"].any()
    assert not table["tried_changed"].any()
    assert comparison.metric.n_better == 0
    assert (
        comparison.sentences[0]
        == "No change beyond chance between the two sweeps (500 runs before, 500 after)."
    )


@pytest.mark.parametrize("form", ["list", "records"])
def test_sweeps_in_lists_and_dictionaries_are_sweeps_not_runs(form):
    before, after = sweep(40), sweep(30, seed=1)
    right = hpviz.compare(before, after, "loss", trees=5)
    compared = hpviz.compare(before.to_dict(form), after.to_dict("list"), "loss", trees=5)
    pd.testing.assert_frame_equal(compared.table(), right.table())
    assert hpviz.compare(before.to_dict(form), after, "loss", trees=5).before.runs_used == 40


def test_an_empty_sweep_is_refused():
    with pytest.raises(HpvizError, match="the sweep before has no runs"):
        hpviz.compare(sweep(0), sweep(30), "loss")
    with pytest.raises(HpvizError, match="the sweep after has no runs"):
        hpviz.compare(sweep(30), [], "loss")


def test_what_matters_no_more_is_seen():
    before, after = sweep(), sweep(seed=1)
    before["metric.loss"] += 2.5 * (before["config.opt"] == "sgd")
    comparison = hpviz.compare(before, after, "loss")
    changed = {row.param: row.change for row in comparison.params if row.changed}
    assert set(changed) == {"opt", "lr"}
    assert changed["opt"] < -0.4
    (row,) = [row for row in comparison.params if row.param == "opt"]
    shares = f"{row.before.importance:.0%} before and {row.after.importance:.0%} after"
    low, high = 100 * row.change_low, 100 * row.change_high
    points = f"{100 * row.change:+.0f} points, 95% interval {low:+.0f} to {high:+.0f}"
    assert f"opt explains {shares} (change {points})." in comparison.sentences


def test_better_runs_are_seen_and_counted():
    comparison = hpviz.compare(sweep(), of_loss(sweep(seed=1), lambda loss: loss - 1), "loss")
    assert comparison.metric.best_changed
    assert comparison.metric.typical_changed
    before, after = sweep()["metric.loss"], sweep(seed=1)["metric.loss"] - 1
    assert comparison.metric.n_better == (after < before.min()).sum()
    assert comparison.metric.best_after == pytest.approx(after.min())
    assert comparison.metric.typical_before == pytest.approx(before.median())
    (best,) = [line for line in comparison.sentences if line.startswith("Best loss")]
    assert f"{comparison.metric.n_better} runs after are better than the best before (p < 0.001)" in best


def test_other_values_are_seen_at_the_end_and_among_names():
    after = sweep(seed=1)
    after = after[after["config.lr"] > 1e-3].replace({"sgd": "lion"})
    comparison = hpviz.compare(sweep(), after, "loss")
    tried = {row.param: row.tried_changed for row in comparison.params}
    assert tried == {"lr": True, "opt": True, "depth": False}
    assert "opt: tried adam and sgd before, adam and lion after." in comparison.sentences
    assert "the values tried of lr and opt" in comparison.sentences[0]


def test_a_param_that_is_new_or_fixed_is_a_change_of_what_was_tried():
    comparison = hpviz.compare(
        sweep().drop(columns="config.opt"), sweep(seed=1, **{"config.depth": 3}), "loss"
    )
    rows = {row.param: row for row in comparison.params}
    assert rows["opt"].tried_changed
    assert rows["depth"].tried_changed
    assert "opt: tried no value before, adam and sgd after." in comparison.sentences
    assert "depth: tried 1 to 4 before, 3 after." in comparison.sentences
    assert np.isnan(rows["opt"].p_value)


def test_few_runs_are_compared_in_all_but_importance():
    comparison = hpviz.compare(sweep(12), sweep(100, seed=1), "loss")
    assert comparison.table()["changed"].isna().all()
    assert any(
        line.startswith("Importances are not compared. Before: Only 12 runs") for line in comparison.sentences
    )
    assert comparison.metric.typical_changed is False


def test_failures_are_compared_by_their_share():
    failed = {"state": np.where(np.arange(120) % 4 == 0, "failed", "finished")}
    often = {"state": np.where(np.arange(120) % 4 != 0, "failed", "finished")}
    comparison = hpviz.compare(sweep(**failed), sweep(seed=1, **often), "failure")
    assert comparison.metric.typical_changed
    assert "25% of the runs failed before, 75% after (p < 0.001)." in comparison.sentences
    assert "the share of runs that fail" in comparison.sentences[0]


def test_both_sweeps_are_analysed_on_one_scale():
    tails = of_loss(sweep(seed=1), lambda loss: np.exp(3 * loss))
    comparison = hpviz.compare(of_loss(sweep(), lambda loss: loss + 3), tails, "loss")
    assert comparison.before.scale == comparison.after.scale == "log"
    assert "loss is analysed on the log scale in both." in comparison.sentences
    # A loss below zero has no logarithm.
    below_zero = hpviz.compare(sweep(), tails, "loss")
    assert below_zero.before.scale == below_zero.after.scale == "rank"


def test_a_sweep_without_runs_is_refused():
    with pytest.raises(HpvizError, match="the sweep before has no runs"):
        hpviz.compare(sweep(0), sweep(), "loss", params=["config.lr"])
    with pytest.raises(HpvizError, match="the sweep after has no runs by this filter"):
        hpviz.compare(sweep(seed=1), sweep()[:50], "loss", where="source == 'before'")


def test_repeated_configurations_count_once():
    repeated = pd.concat([sweep(30, seed=2)] * 6, ignore_index=True)
    rng = np.random.default_rng(3)
    repeated["config.seed"] = rng.integers(0, 10**6, len(repeated))
    repeated["metric.loss"] += rng.normal(0, 0.01, len(repeated))
    other = pd.concat([sweep(30, seed=5)] * 6, ignore_index=True).assign(
        **{"config.seed": repeated["config.seed"]}
    )
    other["metric.loss"] += rng.normal(0, 0.01, len(other))
    comparison = hpviz.compare(repeated, other, "loss")
    assert not any(row.tried_changed for row in comparison.params)
    assert not comparison.metric.best_changed


def test_a_filter_and_a_goal_hold_for_both():
    comparison = hpviz.compare(sweep(), sweep(seed=1), "loss", where="depth < 4", goal="maximize")
    assert comparison.before.goal == "maximize"
    assert comparison.before.runs_used == int((sweep()["config.depth"] < 4).sum())


def test_only_the_method_with_intervals_compares():
    from hpviz.analysis import RankOptions
    from hpviz.sweep_comparison import SweepComparison

    runs = hpviz.read(VEHICLE)
    with pytest.raises(HpvizError, match="two sweeps are compared by method='oob', not by 'mdi'"):
        SweepComparison.of(runs, runs.matching("depth == 1"), RankOptions(metric="val_acc", method="mdi"))


def test_equal_sweeps_are_hardly_ever_called_different():
    """A fast part of `benchmarks/sweeps.py`: 40 pairs, in which 5% would be 2."""
    alarms = 0
    for seed in range(40):
        comparison = compared((40, 60), (additive, additive), [seed, 7])
        alarms += comparison.sentences[0].startswith("Changed")
    assert alarms <= 3


def test_the_tests_are_corrected_together():
    comparison = compared((60, 60), (additive, better_by_half), [1])
    metric = comparison.metric
    p_values = [row.p_value for row in comparison.params] + [row.tried_p_value for row in comparison.params]
    p_values += [metric.best_p_value, metric.typical_p_value]
    marks = [row.changed for row in comparison.params] + [row.tried_changed for row in comparison.params]
    marks += [metric.best_changed, metric.typical_changed]
    assert (holm(np.array(p_values)) < 0.05).tolist() == marks


def test_it_prints_and_draws_itself():
    comparison = hpviz.compare(sweep(), sweep(seed=1), "loss")
    text = str(comparison)
    assert text.startswith(comparison.sentences[0])
    assert "importance_before" in text
    assert repr(comparison).startswith("<hpviz.SweepComparison: No change beyond chance")
    chart = comparison.chart()
    pd.testing.assert_frame_equal(chart.table(), comparison.table())
    assert chart.sentences == comparison.sentences
    assert comparison._repr_mimebundle_().keys() == chart._repr_mimebundle_().keys()


def test_an_interval_of_nothing_has_no_signs():
    row = SimpleNamespace(change=-0.001, change_low=-0.004, change_high=0.004)
    assert sweep_changes_text.change_text(row) == "0"
    assert sweep_changes_text.interval_text(row) == "95% interval less than ±0.5"
    row = SimpleNamespace(change=0.03, change_low=-0.004, change_high=0.06)
    assert sweep_changes_text.interval_text(row) == "95% interval 0 to +6"


def test_sources_with_names_of_their_own_are_called_by_them():
    first, second = sweep(), sweep(seed=1)
    first["metric.loss"] += 2.5 * (first["config.opt"] == "sgd")
    second["metric.loss"] -= 1
    runs = hpviz.read({"a.csv": first, "b.csv": second})
    changes = compare_sources(hpviz.rank(runs, "loss", trees=20), "a.csv", "b.csv")
    said = " ".join(sweep_changes_text.sentences(changes))
    assert changes.names == ("a.csv", "b.csv")
    assert f"{len(first)} runs in a.csv, {len(second)} in b.csv" in said
    assert "runs in b.csv are better than the best in a.csv" in said
    assert not {"before", "after", "before,", "after."} & {*said.split()}
    bars = changes_chart(changes).to_dict()["hconcat"][0]["layer"][0]
    assert bars["encoding"]["fill"]["scale"]["domain"] == ["a.csv", "b.csv"]


@pytest.mark.parametrize("names", [("may", "june"), ("before", "after")])
def test_sources_that_are_compared_are_named_unless_their_names_say_it(names):
    rng = np.random.default_rng(0)
    frames = [
        pd.DataFrame({"config.lr": rng.random(40), "config.w": rng.random(40), "metric.loss": rng.random(40)})
        for _ in names
    ]
    view = hpviz.rank(hpviz.read(dict(zip(names, frames, strict=True))), "loss", trees=20)
    said = compare_sources(view, *names)
    counted = "40 runs in may, 40 in june" if names[0] == "may" else "40 runs before, 40 after"
    assert counted in sweep_changes_text.headline(said)
