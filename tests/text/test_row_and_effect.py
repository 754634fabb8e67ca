"""A row and the effect below it say one thing: where values depend on others, the effect's words stand."""

from __future__ import annotations

import numpy as np
import pytest

import hpviz
from hpviz.analysis.effects.effect import effect_of
from hpviz.data import VEHICLE
from hpviz.formatting.percents import percent, percents_beside
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


@pytest.mark.parametrize("values", [(True, False), (8, 2)])
def test_a_direction_on_average_gives_way_to_what_it_depends_on_whatever_the_kind(make_runs, values):
    """Of an exclusive or that is drawn unevenly True is better on average, and worse with the other one."""
    rng = np.random.default_rng(3)
    a, b = rng.random((2, 240)) < 0.65
    score = (a == b) + rng.normal(0, 0.3, 240)
    params = {name: np.where(is_on, *values) for name, is_on in (("a", a), ("b", b))}
    ranking = hpviz.rank(make_runs({**params, "c": rng.random(240)}, {"score": score}), "score")
    for name in "ab":
        effect = effect_of(ranking, name)
        (sentence,) = sentences(effect)
        assert "but it depends on " in sentence
        assert replaced(effect).startswith("On average, ")
        assert replaced(effect) in row.sentences(effect.score, ranking)


def test_a_direction_that_the_effect_repeats_is_read_once(make_runs):
    rng = np.random.default_rng(44)
    lr, depth = rng.uniform(-5, -1, 400), rng.integers(1, 9, 400)
    loss = 0.4 * (lr + 3) ** 2 + 0.06 * depth + rng.normal(0, 0.5, 400)
    ranking = hpviz.rank(make_runs({"lr": 10**lr, "depth": depth}, {"loss": loss}))
    effect = effect_of(ranking, "depth")
    assert sentences(effect) == ("On average, lower is better, but no value stands out.",)
    assert replaced(effect) == "On average, lower is better."


def test_a_direction_stays_where_the_effect_names_no_other_values(vehicle):
    effect = effect_of(vehicle, "learning_rate_init")
    assert not any("with good values" in sentence for sentence in sentences(effect))
    assert replaced(effect) == ""


@pytest.mark.parametrize(("sign", "best"), [(1.0, "best"), (-1.0, "worse")])
def test_what_doing_without_a_param_brings_stands_in_its_row_and_first_in_its_effect(make_runs, sign, best):
    """The best number is best of the runs that have one: doing without is better than all of them."""
    rng = np.random.default_rng(2)
    drawn = rng.integers(2, 11, 120)
    lacks = rng.random(120) < 0.25
    acc = sign * np.where(lacks, 0.9, 0.75 + 0.01 * drawn) + rng.normal(0, 0.01, 120)
    depth = [ABSENT if lack else int(value) for value, lack in zip(drawn, lacks, strict=True)]
    ranking = hpviz.rank(make_runs({"depth": depth, "n": rng.random(120)}, {"acc": acc}), goal="maximize")
    score = ranking.score("depth")
    assert f"Used in {120 - lacks.sum()} of 120 runs; {best} without it." in row.sentences(score, ranking)
    words = sentences(effect_of(ranking, "depth"))
    assert ("Best without depth." in words) == (best == "best")
    of_numbers = [sentence for sentence in words if "best value of depth" in sentence]
    assert of_numbers
    assert all(sentence.startswith("Where it is set, ") == (best == "best") for sentence in of_numbers)
    assert best != "best" or words.index("Best without depth.") < words.index(of_numbers[0])


def crossed(seed=34, n=250):
    """The best lr is another one with each optimizer, and each optimizer is as good at its own."""
    rng = np.random.default_rng(seed)
    lr, optimizer = 10 ** rng.uniform(-5, 0, n), rng.choice(["adam", "sgd"], n)
    best = np.where(optimizer == "adam", 3.5, 1.5)
    loss = 0.3 * (np.log10(lr) + best) ** 2 + rng.normal(0, 0.2, n)
    return {"lr": lr, "optimizer": optimizer, "wd": rng.random(n)}, {"loss": loss}


def test_values_are_said_to_differ_only_where_the_table_of_values_has_one_that_does(make_runs):
    ranking = hpviz.rank(make_runs(*crossed()), "loss")
    score = ranking.score("optimizer")
    assert score.matters
    assert not any(level.clear for level in ranking.level_scores["optimizer"])
    assert "On average none of its values clearly differs in loss." in row.sentences(score, ranking)


def test_a_range_that_is_kept_for_another_param_is_not_called_most_of_what_is_best(make_runs):
    rng = np.random.default_rng(6)
    a, b = rng.random(200), rng.choice([0, 1], 200, p=[0.2, 0.8])
    score = np.where(b == 1, a, 1 - a) + rng.normal(0, 0.1, 200)
    advice = hpviz.rank(make_runs({"a": a, "b": b, "c": rng.random(200)}, {"score": score})).next_sweep()
    reasons = dict(zip(advice.table()["param"], advice.table()["reason"], strict=True))
    assert "and 0.996, but the best depends on b" in reasons["a"]
    assert reasons["a"].endswith("With one value of b or another, all or most of it is good, so it stays.")
    assert "most of it, so it stays" not in reasons["b"]


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
    said = row.sentences(ranking.score("flag"), ranking)
    others = f"of the others, {without} do without it and 8 are left out."
    assert f"The table of values has {counted} of 120 runs; {others}" in said
    whole = hpviz.rank(make_runs({"flag": ["a", "b"] * 60, "x": rng.random(120)}, {"loss": loss}), "loss")
    assert not any("table of values" in text for text in row.sentences(whole.score("flag"), whole))


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
    assert percents_beside(0.58, 0.44, 0.72) == ("58%", "44\u201372%")
    for share, low, high in ((0.0, 0.0, 0.0), (0.004, 0.0, 0.004), (1.0, 1.0, 1.0), (0.12, 0.119, 0.121)):
        assert percents_beside(share, low, high) == (percent(share), "")
    # "Explains 0% (under 1%)" would be two figures for one share.
    assert percents_beside(0.0, 0.0, 0.004) == ("under 1%", "")


def test_a_reason_says_once_that_a_value_is_worse(make_runs):
    rng = np.random.default_rng(0)
    kind = rng.choice(["u", "v", "w"], 90)
    warmup = [ABSENT if lacks else int(rng.integers(100, 2000)) for lacks in rng.random(90) < 0.5]
    lacking = np.array([value is ABSENT for value in warmup])
    loss = 0.5 * (kind == "w") + 0.5 * lacking + rng.normal(0, 0.05, 90)
    advice = hpviz.rank(make_runs({"kind": kind, "warmup": warmup}, {"loss": loss})).next_sweep().table()
    reasons = dict(zip(advice["param"], advice["reason"], strict=True))
    assert reasons["kind"] == "Clearly worse with w."
    assert reasons["warmup"] == (
        "Clearly worse without warmup. Its values stay as they are. The next sweep always sets it."
    )
