"""Absence, and the only number among names, count as levels: the best is said as of levels that are named."""

import numpy as np
import pytest

import hpviz


def runs(rng, values, effect, n=60):
    """A random search of lr and a param that takes these values in turn; "absent" leaves it out."""
    rows = []
    for at in range(n):
        value = values[at % len(values)]
        config = {"lr": rng.random(), **({} if value == "absent" else {"extra": value})}
        rows.append({**config, "loss": effect(value) + 0.05 * rng.random()})
    return rows


def ranked(rng, values, effect):
    return hpviz.rank(runs(rng, values, effect), "loss", params=["lr", "extra"], trees=40)


def advice(ranking):
    return ranking.next_sweep().table().set_index("param").loc["extra"]


@pytest.fixture
def rng():
    return np.random.default_rng(1)


@pytest.mark.parametrize(("value", "text"), [("new", "new"), (0.99, "0.99"), (True, "True")])
def test_a_setting_that_only_some_runs_have_is_best_as_beside_a_named_default(rng, value, text):
    def effect(chosen):
        return 0.5 if chosen == value else 0.8

    ranking, named = (ranked(rng, [other, value], effect) for other in ("absent", "default"))
    for each, action in ((ranking, "always set"), (named, "fix")):
        assert each.headline.endswith(f"Best with {text}.")
        assert f"The best value of extra for loss is {text} (30 runs)." in each.effect("extra").sentences
        line = advice(each)
        assert (line["action"], line["after"], line["sure"]) == (action, text, "sure")
    reason = (
        f"Best with {text}. Runs without it have higher loss than the others; the next sweep always sets it."
    )
    assert advice(ranking)["reason"] == reason
    assert "30 of 60 runs have extra; their loss is lower" in ranking.effect("extra").sentences[1]


def test_a_setting_that_does_harm_is_best_left_out(rng):
    ranking = ranked(rng, ["absent", "new"], lambda chosen: 0.8 if chosen == "new" else 0.5)
    assert ranking.headline.endswith("Best without extra.")
    assert not any("stands out" in sentence for sentence in ranking.effect("extra").sentences)
    assert advice(ranking)["action"] == "remove"


@pytest.mark.parametrize("values", [["absent", "a", "b"], ["absent", 0.1, 0.2, 0.3]])
def test_where_no_value_stands_out_absence_still_does(rng, values):
    ranking = ranked(rng, values, lambda chosen: 0.8 if chosen == "absent" else 0.5)
    assert ranking.headline.endswith("Clearly worse without extra.")
    assert advice(ranking)["reason"].startswith("Clearly worse without extra.")


def test_a_setting_that_does_nothing_is_said_to_be_not_known(rng):
    rows = [{**row, "loss": row["loss"] + row["lr"]} for row in runs(rng, ["absent", "new"], lambda _: 0.5)]
    line = advice(hpviz.rank(rows, "loss", params=["lr", "extra"], trees=40))
    assert line["action"] == "always set"
    assert line["reason"].startswith("Whether it matters is not known: it could be chance.")


@pytest.mark.parametrize(
    ("values", "best", "text"), [([0, "a"], 0, "0"), ([None, 0.5], 0.5, "0.5"), ([3, "a", "b"], 3, "3")]
)
def test_the_only_number_among_names_can_be_the_best(rng, values, best, text):
    ranking = ranked(rng, values, lambda chosen: 0.5 if chosen == best else 0.8)
    assert ranking.headline.endswith(f"Best with {text}.")
    count = 60 // len(values)
    assert f"The best value of extra for loss is {text} ({count} runs)." in ranking.effect("extra").sentences
    assert (advice(ranking)["action"], advice(ranking)["after"]) == ("fix", text)


def test_the_only_number_among_names_can_be_the_worst(rng):
    ranking = ranked(rng, [0, "a"], lambda chosen: 0.8 if chosen == 0 else 0.5)
    assert ranking.headline.endswith("Best with a.")
    assert (advice(ranking)["action"], advice(ranking)["after"]) == ("fix", "a")


def test_a_name_among_numbers_that_are_alike_is_called_worse(rng):
    ranking = ranked(rng, [0, 1, 2, "a"], lambda chosen: 0.8 if chosen == "a" else 0.5)
    assert ranking.headline.endswith("Clearly worse with a.")


@pytest.mark.parametrize("value", [0.5, "adam", True])
def test_a_column_of_one_value_is_a_param_that_was_not_varied(rng, value):
    rows = [{"gamma": value, "loss": loss} for loss in rng.random(30)]
    problem = "Every parameter has only one value in these runs: vary a parameter to see what it does."
    assert hpviz.rank(rows, "loss").problem == problem
    assert hpviz.rank(rows, "loss", params=["gamma"]).problem == problem


def test_without_any_other_column_there_is_no_param(rng):
    rows = [{"loss": loss} for loss in rng.random(30)]
    assert hpviz.rank(rows, "loss").problem.startswith("None of the columns is a parameter.")
