"""Charts mark figures as the table does, tell names apart, and say which way is better."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import hpviz

START = "experiment.configuration.training."
INITIAL, FINAL = (f"{START}optimizer.schedule.{which}_learning_rate" for which in ("initial", "final"))
SMALL, LARGE = (f"evaluation_of_the_{which}_data_set_after_training" for which in ("smaller", "larger"))
N = 120


@pytest.fixture(scope="module")
def sweep():
    rng = np.random.default_rng(3)
    table = pd.DataFrame({name: rng.uniform(size=N) for name in (INITIAL, FINAL, f"{START}idle")})
    table["task"] = np.resize(["a", "b"], N)
    for metric, weight in ((SMALL, 1.0), (LARGE, 2.0)):
        table[metric] = weight * (table[INITIAL] - 0.4) ** 2 + 0.02 * rng.normal(size=N)
    return table


@pytest.fixture(scope="module")
def options(sweep):
    return {"params": [name for name in sweep if name not in {SMALL, LARGE}], "metrics": [SMALL, LARGE]}


@pytest.fixture(scope="module")
def ranking(sweep, options):
    return hpviz.rank(sweep, SMALL, goal="minimize", **options)


def texts_of(picture):
    """Every text of a specification, of its data too."""

    def walk(part):
        if isinstance(part, dict):
            for inner in part.values():
                yield from walk(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from walk(inner)
        elif isinstance(part, str):
            yield part

    return [*walk(json.loads(json.dumps(picture.to_dict())))]


def marks_written(picture):
    """The marks of chance that are written beside figures: in the last field of each row."""
    rows = [row for rows in picture.to_dict()["datasets"].values() for row in rows]
    return sum(cell == "could be chance" for row in rows for cell in row.values())


def test_what_could_be_chance_is_marked_in_every_chart_that_shows_importances(ranking, sweep, options):
    doubtful = sum(score.verdict == "could be chance" for score in ranking.scores)
    assert doubtful >= 2
    # Once for the bar and once in words.
    assert marks_written(ranking.chart()) == 2 * doubtful
    beside = ranking.compare(metric=LARGE)
    others = sum(not mark for mark in beside.table().other_above_noise)
    assert marks_written(beside) == 2 * (doubtful + others)
    pairs = ranking.pairs()
    unclear = (pairs.table().above_noise == False).sum()  # noqa: E712 - NA is neither
    assert marks_written(pairs) == 2 * unclear
    tasks = hpviz.rank_within(sweep, SMALL, by="task", goal="minimize", **options)
    overall = sum(not mark for mark in tasks.table().above_noise)
    within = sum(not score.above_noise for result in tasks.results.values() for score in result.scores)
    assert marks_written(tasks.chart()) == overall + within
    epochs = sweep.assign(epochs=np.where(sweep["task"] == sweep["task"][0], 1, 3)).drop(columns="task")
    named = {**options, "params": [*(name for name in options["params"] if name != "task"), "epochs"]}
    along = hpviz.rank_along(epochs, SMALL, by="epochs", goal="minimize", **named)
    doubts = sum(not score.above_noise for point in along.points for score in point.result.scores)
    assert marks_written(along.chart()) == doubts


def test_what_is_not_tested_yet_is_marked_as_such(sweep, options):
    few = hpviz.rank(sweep[:12], SMALL, **options)
    assert {score.tested for score in few.scores} == {False}
    rows = [row for rows in few.chart().to_dict()["datasets"].values() for row in rows]
    assert sum(cell == "not tested yet" for row in rows for cell in row.values()) == 2 * len(few.scores)


def test_a_method_without_a_test_marks_nothing(ranking):
    assert "could be chance" not in texts_of(hpviz.Ranking.of(ranking).compare("mdi"))[-1]
    beside = ranking.compare("mdi").table()
    assert beside.other_above_noise.isna().all()


def test_names_in_titles_and_on_axes_are_told_from_all_others(ranking):
    for param, sign in ((INITIAL, "initial"), (FINAL, "final")):
        texts = texts_of(ranking.effect(param))
        assert any(text.startswith("…") and sign in text and text.endswith("learning_rate") for text in texts)
    across = texts_of(ranking.joint(INITIAL, FINAL))
    assert {"…schedule.initial_learning_rate", "…schedule.final_learning_rate"} <= {*across}
    for made in (
        ranking.effect(INITIAL),
        ranking.joint(INITIAL, FINAL),
        ranking.parallel(),
        ranking.explain(),
    ):
        cut = [text for text in texts_of(made) if text.startswith("eval") and "…" in text]
        assert cut
        assert all("smaller" in text for text in cut)
    tops = {
        text for text in texts_of(ranking.compare(metric=LARGE)) if text.startswith("eval") and "…" in text
    }
    assert len(tops) == 2 or len({text.split(" ")[0] for text in tops}) == 2


@pytest.mark.parametrize(("goal", "better"), [("minimize", "lower"), ("maximize", "higher")])
def test_an_axis_of_the_metric_rises_and_says_which_way_is_better(sweep, options, goal, better):
    ranking = hpviz.rank(sweep, SMALL, goal=goal, **options)
    for made in (ranking.effect(INITIAL), ranking.effect("task"), ranking.explain(), ranking.tuning_curve()):
        titles = [text for text in texts_of(made) if text.endswith(f"{better} is better)")]
        assert titles
        assert '"reverse": true' not in json.dumps(made.to_dict())
    legend = texts_of(ranking.joint(INITIAL, FINAL))
    assert f"(darker: {better}, better)" in legend


def test_similarity_rises_from_left_to_right_as_in_the_panel(ranking):
    spec = json.dumps(ranking.moved_together().to_dict())
    # Only the leaves are counted from the top.
    assert all('"domain": [-0.5' in part for part in spec.split('"reverse": true')[:-1])
