"""Every param against every metric: the figures are those of rank, the marks say what is clear."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import hpviz
from hpviz import HpvizError
from hpviz.analysis.comparison.overview import MOST_METRICS
from hpviz.analysis.result.direction import direction_of
from hpviz.data import VEHICLE
from hpviz.text import overview as text
from hpviz.text.row import sentences

FEW = [{"config.lr": 0.1, "metric.loss": 1.0}, {"config.lr": 0.2, "metric.loss": 3.0}]


@pytest.fixture(scope="module")
def sweep() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    n = 200
    frame = pd.DataFrame({"config.lr": rng.uniform(-4, 0, n), "config.depth": rng.integers(1, 9, n)})
    frame["config.opt"], frame["config.idle"] = rng.choice(["adam", "sgd"], n), rng.random(n)
    frame["metric.loss"] = (
        (frame["config.lr"] + 2) ** 2 + (frame["config.opt"] == "sgd") + rng.normal(0, 0.2, n)
    )
    frame["metric.runtime"] = frame["config.depth"] * 10.0 + rng.normal(0, 1, n)
    frame["state"] = np.where(frame["config.lr"] > -0.5, "crashed", "finished")
    return frame


@pytest.fixture(scope="module")
def overview(sweep) -> hpviz.MetricOverview:
    return hpviz.overview(sweep)


def test_the_columns_are_all_metrics_and_failure_the_default_metric_first(overview):
    assert overview.metrics == ("loss", "runtime", "failure")
    assert hpviz.overview(VEHICLE, trees=10).metrics == ("val_acc", "train_time", "val_precision", "val_f1")


def test_every_column_has_the_figures_of_rank_digit_for_digit(sweep, overview):
    table, wide = overview.table(), overview.importances()
    for metric in overview.metrics:
        ranked = hpviz.rank(sweep, metric).table().set_index("param")
        column = table[table["metric"] == metric].set_index("param").loc[ranked.index]
        for name in ("importance", "importance_low", "importance_high", "above_noise", "correlation"):
            pd.testing.assert_series_equal(column[name], ranked[name])
        assert wide[metric].loc[ranked.index].tolist() == ranked["importance"].tolist()


def test_options_are_those_of_rank(sweep):
    options = {"method": "mdi", "where": "depth > 2", "trees": 30, "seed": 3, "hidden": ["idle"]}
    wide = hpviz.overview(sweep, ["runtime"], **options).importances()
    ranked = hpviz.rank(sweep, "runtime", **options).table().set_index("param")["importance"]
    assert wide["runtime"].to_dict() == ranked.to_dict()


def test_directions_are_named_where_they_are_clear(overview):
    directions = overview.table().set_index(["metric", "param"])["direction"].to_dict()
    assert directions["runtime", "depth"] == "rises"
    assert directions["loss", "lr"] == "lowest inside"
    assert directions["loss", "opt"] == ""
    assert directions["loss", "idle"] == ""
    assert directions["failure", "lr"] == ""  # level up to a cliff


@pytest.mark.parametrize(("goal", "prefix"), [("minimize", "loss"), ("maximize", "acc")])
def test_a_direction_is_that_of_the_row(make_runs, goal, prefix):
    """A line through runs with a best in the middle, and an interaction, have directions of their own."""
    rng = np.random.default_rng(1)
    x, z, w = rng.random((3, 150))
    sign = 1 if goal == "minimize" else -1
    bowl = sign * (6 * (x - 0.35) ** 2 + rng.normal(0, 0.1, 150))
    pair = sign * ((x > 0.4) ^ (z > 0.5)) + rng.normal(0, 0.3, 150)
    valley = -bowl  # its worst is in the middle, and one end the best
    metrics = {f"{prefix}_bowl": bowl, f"{prefix}_pair": pair, f"{prefix}_valley": valley}
    overview = hpviz.overview(make_runs({"x": x, "z": z, "w": w}, metrics))
    assert {result.goal for result in overview.results} == {goal}
    for result in overview.results:
        for score in result.scores:
            claimed = overview.direction(score.param, result.metric)
            row = {None: "", "middle": "inside", "higher": "rises", "lower": "falls"}
            wanted = row[direction_of(score, result)]
            if goal == "minimize":
                wanted = {"rises": "falls", "falls": "rises"}.get(wanted, wanted)
            assert claimed.endswith(wanted)
            assert bool(claimed) == bool(wanted)
            said = " ".join(sentences(score, result))
            assert ("is better" in said or "Best in the middle" in said) == bool(claimed)
    assert overview.direction("x", f"{prefix}_bowl") == (
        "lowest inside" if goal == "minimize" else "highest inside"
    )
    assert overview.direction("x", f"{prefix}_pair") == overview.direction("z", f"{prefix}_pair") == ""


def test_what_matters_for_any_metric_comes_first_and_noise_last(overview):
    assert set(overview.params[:3]) == {"lr", "depth", "opt"}
    assert overview.params[-1] == "idle"


def test_cells_are_marked(overview):
    assert text.cell(overview, "depth", "runtime").endswith(" ↑")
    assert text.cell(overview, "lr", "loss").endswith(" \u222a")
    assert text.cell(overview, "idle", "loss").startswith("(")
    few = hpviz.overview(FEW)
    assert text.cell(few, "lr", "loss") == "(\u2013)"
    assert text.cell(few, "idle", "loss") == "\u2013"
    importance = overview.score("opt", "loss").importance
    assert text.cell(overview, "opt", "loss") == f"{importance:.3f}"


def test_metrics_are_correlated_by_ranks_over_the_runs_of_both(sweep, overview):
    (row,) = overview.correlations().to_dict("records")
    finished = sweep[sweep["state"] == "finished"]
    rho = spearmanr(finished["metric.loss"], finished["metric.runtime"]).statistic
    assert (row["metric"], row["other"]) == ("loss", "runtime")
    assert row["rho"] == pytest.approx(rho)
    assert row["low"] < rho < row["high"]


def test_conflicts_are_said_before_what_goes_together():
    sentences = hpviz.overview(VEHICLE, trees=10).sentences
    conflict = [place for place, line in enumerate(sentences) if " conflict: " in line]
    together = [place for place, line in enumerate(sentences) if "improve together" in line]
    assert max(conflict) < min(together)


def test_what_matters_for_no_metric_is_named(overview):
    assert "idle could be chance for every metric." in overview.sentences


def test_it_prints_and_shows_itself_as_a_table_in_which_names_are_text(sweep, overview):
    printed = str(overview)
    assert printed.splitlines()[0].split() == ["loss", "runtime", "failure"]
    assert text.LEGEND in printed
    assert repr(overview) == "<hpviz.MetricOverview: 4 parameters, 3 metrics>"
    html = hpviz.overview(sweep.rename(columns={"config.lr": "config.<b>lr"}), trees=10)._repr_html_()
    assert "&lt;b&gt;lr" in html
    assert "<b>" not in html
    assert "<script" not in html
    assert html.count("<table>") == 2


def test_the_chart_has_the_figures_of_the_table(overview):
    chart = overview.chart()
    pd.testing.assert_frame_equal(chart.table(), overview.table())
    spec = chart.to_dict()
    cells = spec["datasets"][spec["hconcat"][0]["data"]["name"]]
    assert len(cells) == len(overview.params) * len(overview.metrics)
    assert cells[0]["f3"] == text.cell(overview, overview.params[0], "loss")


def test_many_metrics_are_cut_and_said_unless_they_are_named():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"config.lr": rng.random(30)})
    frame = pd.concat([frame, pd.DataFrame({f"metric.loss_{i}": rng.random(30) for i in range(20)})], axis=1)
    frame["state"] = np.where(np.arange(30) % 5 == 0, "failed", "finished")
    overview = hpviz.overview(frame, trees=5)
    assert len(overview.metrics) == MOST_METRICS
    assert overview.metrics[-1] == "failure"
    assert len(overview.left_out) == 5
    assert overview.sentences[-1].startswith("Without loss_")
    assert hpviz.overview(frame, "loss_19", trees=5).metrics == ("loss_19",)


def test_few_runs_and_no_metric():
    overview = hpviz.overview(FEW)
    assert overview.importances().isna().all(axis=None)
    assert overview.sentences[0].startswith("loss: Only 2 runs")
    assert overview._repr_html_()
    with pytest.raises(HpvizError, match="there is no metric in these runs"):
        hpviz.overview([{"config.lr": 0.1}, {"config.lr": 0.2}])
    with pytest.raises(HpvizError, match="no metric 'los'"):
        hpviz.overview(VEHICLE, ["los"])


def test_no_targets_are_no_metrics_and_said_so():
    with pytest.raises(HpvizError, match="names no metric; name some, or leave targets out"):
        hpviz.overview(VEHICLE, [])


def test_the_documents_show_the_table_as_it_is():
    document = (Path(__file__).parents[2] / "docs" / "overview.md").read_text("utf-8")
    shown = document.split("```text\n")[1].split("```")[0]
    assert shown == str(hpviz.overview(VEHICLE)).split("In brackets")[0]


def test_a_reason_that_metrics_share_is_written_once():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"metric.{name}": rng.random(40) for name in ("loss", "acc")})
    frame["config.lr"] = rng.random(40)
    sentences = hpviz.overview(frame, where="lr > 5").sentences
    assert [each for each in sentences if "None of the 40 runs" in each] == [sentences[0]]
    assert sentences[0].startswith("loss and acc: None of the 40 runs can be used.")
