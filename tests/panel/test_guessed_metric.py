"""The metric that stands in a panel by a guess is called one until the person has chosen."""

import json

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.panel.memory import NAME, VARIABLE

QUESTION = "Taken to be what counts: zorp; blarg may be meant instead."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(4)
    lr = 10 ** rng.uniform(-5, -1, 40)
    columns = {"config.lr": lr, "config.depth": rng.integers(1, 9, 40)}
    zorp = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.1, 40)
    results = {"metrics.zorp": zorp, "metrics.blarg": zorp + rng.random(40)}
    pd.DataFrame(columns | results).to_csv("runs.csv", index=False)
    return tmp_path


def panel_of(source="runs.csv", **choices):
    return hpviz.Panel(source, trees=10, **choices)


def guess(panel):
    """What the view and the ranking say of the metric."""
    return panel.sweep["guessed_metric"], panel.sweep["metric_guess"], QUESTION in panel.ranking.notes


GUESSED, CHOSEN = ("zorp", QUESTION, True), ("", "", False)


def test_a_guess_is_marked_and_said(folder):
    panel = panel_of()
    assert panel.metric == "zorp"
    assert guess(panel) == GUESSED
    assert panel.sweep["guesses"] == "Guessed: zorp as the metric."


def test_what_code_names_is_no_guess(folder):
    assert guess(panel_of(metric="zorp")) == CHOSEN
    assert guess(panel_of(metric="blarg")) == CHOSEN


@pytest.mark.parametrize("metric", ["blarg", "pareto: zorp, blarg"])
def test_one_choice_ends_the_guess_and_is_remembered(folder, metric):
    panel = panel_of()
    panel.set_state({"metric": metric})
    assert guess(panel) == CHOSEN
    panel.set_state({"metric": "zorp"})
    assert guess(panel) == CHOSEN
    again = panel_of()
    assert again.metric == "zorp"
    assert guess(again) == CHOSEN


def test_the_guess_can_be_kept_and_is_remembered(folder):
    panel = panel_of()
    figures = [score.importance for score in panel.ranking.scores]
    panel._on_event(None, {"event": "keep_metric"}, [])
    assert guess(panel) == CHOSEN
    assert [score.importance for score in panel.ranking.scores] == figures
    (kept,) = json.loads((folder / NAME).read_text())["sources"].values()
    assert kept["metric"] == "zorp"
    assert guess(panel_of()) == CHOSEN


def test_forget_makes_it_a_guess_again(folder):
    panel = panel_of()
    panel._on_event(None, {"event": "keep_metric"}, [])
    panel.ranking  # noqa: B018 - it waits
    panel._on_event(None, {"event": "forget"}, [])
    assert guess(panel) == GUESSED


def test_a_choice_that_is_cancelled_leaves_the_guess(folder):
    panel = panel_of()
    panel.ranking  # noqa: B018
    panel.metric = "blarg"
    panel.cancel()
    assert panel.metric == "zorp"
    assert guess(panel) == GUESSED


def test_a_substitute_of_a_metric_that_goes_is_a_guess(folder):
    panel = panel_of(metric="blarg")
    frame = pd.read_csv("runs.csv").rename(columns={"metrics.blarg": "metrics.glorp"})
    panel.update(frame)
    assert (panel.metric, panel.sweep["guessed_metric"]) == ("zorp", "zorp")
    panel.update(pd.read_csv("runs.csv"))
    assert panel.metric == "blarg"
    assert guess(panel) == CHOSEN


def test_a_filter_leaves_the_metric_on_screen(folder):
    frame = pd.read_csv("runs.csv")
    frame.loc[frame["config.depth"] > 3, "metrics.zorp"] = np.nan
    panel = panel_of(frame)
    panel.where = "depth > 3"
    assert panel.ranking.metric == panel.metric == "zorp"
