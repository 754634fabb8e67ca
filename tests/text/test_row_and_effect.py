"""A row and the effect below it say one thing: where values depend on others, the effect's words stand."""

from __future__ import annotations

import numpy as np
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.data import VEHICLE
from hpviz.formatting.numbers import percents_beside
from hpviz.runs.column import ABSENT
from hpviz.text import row
from hpviz.text.effect import replaced, sentences
from hpviz.views import VIEWS


@pytest.fixture(scope="module")
def vehicle():
    return hpviz.rank(VEHICLE, "val_acc")


def test_a_direction_gives_way_to_values_that_depend_on_another_param(vehicle):
    effect = effect_of(vehicle, "depth")
    assert any("with good values of learning_rate_init" in sentence for sentence in sentences(effect))
    assert replaced(effect) == "On average, lower is better."
    assert replaced(effect) in row.sentences(effect.score, vehicle)
    assert VIEWS["effect"].encoded(vehicle, "depth")["replaces"] == replaced(effect)


def test_a_direction_stays_where_the_effect_names_no_other_values(vehicle):
    effect = effect_of(vehicle, "learning_rate_init")
    assert not any("with good values" in sentence for sentence in sentences(effect))
    assert replaced(effect) == ""


def test_counts_of_values_add_up_to_all_runs(make_runs):
    """What failed, lacks the param or has a number there is in no row of the table of its values."""
    rng = np.random.default_rng(0)
    drawn = rng.choice(3, 120, p=[0.5, 0.4, 0.1])
    flag = [["True", "False", ABSENT][place] for place in drawn]
    loss = (drawn == 0) + rng.normal(0, 0.1, 120)
    statuses = np.array(["failed" if run % 15 == 0 else "finished" for run in range(120)])
    runs = make_runs({"flag": flag, "x": rng.random(120)}, {"loss": loss}, statuses=statuses)
    ranking = hpviz.rank(runs, "loss")
    counted = sum(level.runs for level in ranking.level_scores["flag"])
    without = ranking.runs_used - ranking.score("flag").active_runs
    assert counted + without + 8 == 120
    assert (
        f"Its values below are those of {counted} of 120 runs; the others: {without} without it, 8 left out."
        in row.sentences(ranking.score("flag"), ranking)
    )
    whole = hpviz.rank(make_runs({"flag": ["a", "b"] * 60, "x": rng.random(120)}, {"loss": loss}), "loss")
    assert not any("below" in text for text in row.sentences(whole.score("flag"), whole))


@pytest.mark.parametrize("name", ["layers", "batch size", "a", "optimizers"])
def test_sentences_read_well_whatever_a_param_is_called(make_runs, name):
    rng = np.random.default_rng(0)
    x, kind = rng.random(150), rng.choice(["adam", "sgd", "lion"], 150)
    numbers = hpviz.rank(make_runs({name: x, "z": rng.random(150)}, {"loss": (x - 0.5) ** 2}), "loss")
    assert f"he best value of {name} for loss is 0." in numbers.effect(name).sentences[0]
    named = make_runs({name: kind.tolist(), "z": x}, {"loss": (kind == "sgd") + 0.1 * np.sin(40 * x)})
    (sentence,) = hpviz.rank(named, "loss").effect(name).sentences
    assert sentence == (
        f"Of the values of {name}, sgd is clearly worse for loss; the others are about as good as each other."
    )


def test_an_interval_that_reads_like_its_share_is_left_out():
    assert percents_beside(0.58, 0.44, 0.72) == "44\u201372%"
    for share, low, high in ((0.0, 0.0, 0.0), (0.004, 0.0, 0.004), (1.0, 1.0, 1.0), (0.12, 0.119, 0.121)):
        assert percents_beside(share, low, high) == ""
