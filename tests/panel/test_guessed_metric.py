"""The metric that stands in a panel by a guess is called one until the person has chosen."""

import json

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.panel.memory import NAME, VARIABLE

QUESTION = "zorp is taken to be the metric that counts; blarg may be meant instead."


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
    assert panel.sweep["guesses"] == "Guessed: zorp as the metric to rank by."


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


@pytest.fixture
def plain():
    """A table that says nothing of its columns: all roles are guesses."""
    rng = np.random.default_rng(0)
    lr, depth = 10 ** rng.uniform(-4, -1, 60), rng.integers(1, 9, 60)
    zorp = (np.log10(lr) + 2.5) ** 2 + 0.1 * rng.normal(size=60)
    return pd.DataFrame({"lr": lr, "depth": depth, "zorp": zorp, "quux": 2 * zorp + rng.normal(size=60)})


def said(panel):
    """What the view says of guessed roles: the line above the table, and a note on the source."""
    (note,) = (note for _, note, _ in panel.sweep["notes"] if "it was guessed" in note)
    return panel.sweep["guesses"], note.partition("values: ")[2].partition(" taken")[0]


def test_no_note_calls_a_metric_that_was_named_a_guess(plain):
    assert said(panel_of(plain)) == (
        "Guessed: 2 parameters, 2 metrics, zorp as the metric to rank by.",
        "zorp, quux",
    )
    assert said(panel_of(plain, metric="zorp")) == ("Guessed: 2 parameters, 1 metric.", "quux")
    panel = panel_of(plain, metric="quux")
    assert said(panel) == ("Guessed: 2 parameters, 1 metric.", "zorp")
    panel.set_state({"metric": "zorp"})
    assert said(panel) == ("Guessed: 2 parameters, 1 metric.", "quux")
    panel.set_state({"metric": "pareto: zorp, quux"})
    assert panel.sweep["guesses"] == "Guessed: 2 parameters."
    assert panel.roles == {}


def test_a_ranking_by_a_named_metric_does_not_call_it_a_guess(plain):
    runs = hpviz.rank(plain, "zorp", trees=10).evidence.runs
    assert runs.guesses.metrics == ("quux",)
    assert [note for note in runs.notes if "zorp" in note] == []
    assert "quux taken as metric." in runs.notes[0]


def test_where_no_metric_was_found_the_note_goes_once_one_is_named():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"lr": rng.random(30), "depth": rng.integers(1, 9, 30), "width": rng.random(30)})
    assert "no metric found" in hpviz.read(frame).notes[0]
    runs = hpviz.rank(frame, "depth", trees=10).evidence.runs
    assert [note for note in runs.notes if "no metric found" in note] == []
