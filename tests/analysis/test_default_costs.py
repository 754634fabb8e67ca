"""What defaults cost: against functions whose loss is known, for conditional params, and what is refused."""

import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.analysis.effects.default_costs import default_costs_of
from hpviz.analysis.effects.effect import effect_of
from hpviz.data import VEHICLE
from hpviz.text.advice import default_costs as default_costs_text

PARTS = {
    "a": lambda x: 4 * (x - 0.3) ** 2,
    "b": lambda x: np.abs(x - 0.8),
    "idle": lambda x: 0 * x,
    "kind": lambda x: np.select([x == "u", x == "v"], [0.0, 0.5], 1.0),
}
DEFAULTS = {"a": 0.9, "b": 0.2, "idle": 0.5, "kind": "w"}


def part(param, value):
    return float(PARTS[param](np.array([value]))[0])


def additive(seed, n=200, sign=1.0):
    rng = np.random.default_rng(seed)
    values = {
        "a": rng.random(n),
        "b": rng.random(n),
        "idle": rng.random(n),
        "kind": rng.choice(["u", "v", "w"], n),
    }
    loss = sum(PARTS[param](column) for param, column in values.items()) + rng.normal(0, 0.1, n)
    return pd.DataFrame(
        {f"config.{param}": column for param, column in values.items()} | {"metric.loss": sign * loss}
    )


def test_the_loss_of_an_additive_function_lies_in_the_interval():
    """The truth is the difference of one part, whatever the others are; 97% of intervals hold it."""
    held, off = [], []
    for seed in range(12):
        costs = default_costs_of(hpviz.rank(additive(seed), "loss"), DEFAULTS)
        for row in costs.params:
            truth = part(row.param, row.default) - part(row.param, row.best)
            held.append(row.low <= truth <= row.high)
            off.append(abs(row.cost - truth))
        by_name = {row.param: row for row in costs.params}
        assert by_name["a"].matters
        assert by_name["b"].matters
        assert by_name["kind"].matters
    assert np.mean(held) >= 0.9
    assert np.median(off) < 0.12


def test_what_does_nothing_rarely_costs_anything():
    costs = [default_costs_of(hpviz.rank(additive(seed), "loss"), {"idle": 0.5}) for seed in range(20, 32)]
    assert sum(case.params[0].matters for case in costs) <= 1


def with_idle(seed, n=90):
    """Nothing but a does anything; the model fits idle all the same."""
    rng = np.random.default_rng(seed)
    values = {"a": rng.integers(1, 10, n), "idle": rng.random(n), "other": 10 ** rng.uniform(-4, -1, n)}
    loss = 0.03 * np.abs(values["a"] - 5) + rng.normal(0, 0.02, n)
    return pd.DataFrame({f"config.{param}": column for param, column in values.items()} | {"loss": loss})


def test_no_default_clearly_costs_something_that_could_be_chance_in_the_table():
    above = 0
    for seed in range(12):
        ranking = hpviz.rank(with_idle(seed), "loss")
        costs = default_costs_of(ranking, "worst")
        doubtful = [row for row in costs.params if not ranking.score(row.param).matters]
        above += sum(row.low > 0 for row in doubtful)
        assert not any(row.matters for row in doubtful)
        assert {row.doubt for row in doubtful} <= {"could be chance"}
        named = " ".join(default_costs_text.sentences(costs)[1:2])
        assert named.startswith("a at ")
    assert above > 3


def test_what_moved_together_has_no_cost_of_its_own():
    frame = additive(0)
    frame["config.twin"] = frame["config.a"] * np.random.default_rng(0).normal(1, 0.05, len(frame))
    costs = default_costs_of(hpviz.rank(frame, "loss"), "worst")
    assert {row.param for row in costs.params if row.doubt == "moved together"} == {"a", "twin"}
    said = " ".join(default_costs_text.sentences(costs))
    assert "the cost of each alone is not known: " in said
    assert not re.search(r"\b(a|twin) at ", said)


def test_more_is_worse_whichever_way_the_metric_goes():
    frame = additive(0, sign=-1.0)
    costs = default_costs_of(hpviz.rank(frame, "loss", goal="maximize"), DEFAULTS)
    assert costs.params[0].param == "a"
    assert costs.params[0].cost == pytest.approx(1.44, abs=0.4)
    assert costs.params[0].metric < costs.metric


def test_the_best_value_as_default_costs_nothing():
    ranking = hpviz.rank(additive(1), "loss")
    best = {row.param: row.best for row in default_costs_of(ranking, DEFAULTS).params}
    assert [row.cost for row in default_costs_of(ranking, best).params] == [0, 0, 0, 0]


def test_the_defaults_may_be_those_of_a_run():
    ranking = hpviz.rank(VEHICLE, "val_acc")
    picture = ranking.default_costs("worst")
    assert set(picture.table()["param"]) == {score.param for score in ranking.scores}
    assert "Defaults are the values of run vehicle-" in picture.sentences[0]
    given = ranking.default_costs({"config.depth": 2}).table()
    assert given["param"].tolist() == ["depth"]


def switched(n=240):
    """Momentum exists with sgd alone, and is worth a lot there."""
    rng = np.random.default_rng(3)
    kinds = rng.choice(["adam", "sgd"], n)
    momentum = rng.random(n)
    loss = np.where(kinds == "adam", 0.2, 1.0 - 0.4 * momentum) + rng.normal(0, 0.02, n)
    return [
        {
            "params": {"kind": str(kind), **({"momentum": float(m)} if kind == "sgd" else {})},
            "metrics": {"loss": y},
        }
        for kind, m, y in zip(kinds, momentum, loss.tolist(), strict=True)
    ]


def test_what_a_default_switches_on_is_counted_with_it():
    ranking = hpviz.rank(switched(), "loss")
    costs = default_costs_of(ranking, {"kind": "sgd", "momentum": 0.0})
    assert [row.param for row in costs.params] == ["kind"]
    assert costs.params[0].cost == pytest.approx(0.8, abs=0.2)
    costs = default_costs_of(ranking, {"kind": "sgd", "momentum": 1.0})
    assert costs.params[0].cost == pytest.approx(0.4, abs=0.2)


@pytest.mark.parametrize(
    ("defaults", "sentence"),
    [
        ({}, "no default is given"),
        ({"nothing": 1}, "no column 'nothing'"),
        ({"loss": 1}, "no parameter 'loss' in this ranking"),
        ("nobody", "nobody"),
    ],
)
def test_what_is_no_default_is_refused(defaults, sentence):
    with pytest.raises(HpvizError, match=sentence):
        hpviz.rank(additive(0), "loss", trees=10).default_costs(defaults)


def test_an_answer_that_is_not_to_be_trusted_has_no_costs():
    noise = [{"params": {"x": at / 12}, "metrics": {"loss": float(at % 3)}} for at in range(12)]
    with pytest.raises(HpvizError, match="no cost is worked out"):
        hpviz.rank(noise, "loss").default_costs("best")


@pytest.fixture(scope="module")
def mixed():
    """Runs with a boolean, a whole number, a switch and what it switches, and a failing corner."""
    rng = np.random.default_rng(0)
    n = 150
    frame = pd.DataFrame(
        {
            "lr": 10 ** rng.uniform(-4, -1, n),
            "opt": rng.choice(["adam", "sgd"], n),
            "nesterov": rng.random(n) < 0.5,
            "depth": rng.integers(1, 9, n),
        }
    )
    frame["momentum"] = np.where(frame.opt == "sgd", rng.random(n), np.nan)
    frame["val_loss"] = (np.log10(frame.lr) + 2) ** 2 + 0.2 * (frame.depth - 4).abs() + 2 * frame.nesterov
    frame["val_loss"] += 0.6 * (frame.opt == "sgd") + 0.1 * rng.random(n)
    return frame


@pytest.mark.parametrize("given", [None, 5, ["lr"], {1, 2}])
def test_what_holds_no_defaults_is_refused_with_what_is_accepted(mixed, given):
    with pytest.raises(HpvizError, match="give a dictionary of parameters and values, or the name of a run"):
        hpviz.rank(mixed, "val_loss").default_costs(given)


def test_a_whole_row_gives_the_defaults_of_its_params(mixed):
    ranking, row = hpviz.rank(mixed, "val_loss"), mixed.iloc[3]
    by_row, by_dict = ranking.default_costs(row).table(), ranking.default_costs(dict(row)).table()
    pd.testing.assert_frame_equal(by_row, by_dict)
    pd.testing.assert_frame_equal(by_row, ranking.default_costs(mixed.iloc[[3]]).table())
    assert set(by_row.param) <= {"lr", "opt", "nesterov", "depth", "momentum"}
    assert "lr" in set(by_row.param)


def test_a_default_is_a_value_of_its_column(mixed):
    ranking = hpviz.rank(mixed, "val_loss")
    texts, values = {"lr": "1e-3", "depth": "7"}, {"lr": 1e-3, "depth": 7}
    pd.testing.assert_frame_equal(
        ranking.default_costs(texts).table(), ranking.default_costs(values).table(), check_dtype=False
    )
    with pytest.raises(HpvizError, match="the default of 'lr' is 'abc', but its values are numbers"):
        ranking.default_costs({"lr": "abc"})
    for nothing in (None, float("nan")):
        with pytest.raises(HpvizError, match="no default of 'lr' is given"):
            ranking.default_costs({"lr": nothing})


def test_a_boolean_is_written_as_one(mixed):
    costs = hpviz.rank(mixed, "val_loss").default_costs({"nesterov": True})
    assert "nesterov at True instead of False" in " ".join(costs.sentences)
    for written in (1, 1.0, np.bool_(1), np.int64(1)):
        assert hpviz.rank(mixed, "val_loss").default_costs({"nesterov": written}).sentences == costs.sentences


def test_what_its_switch_leaves_out_is_named(mixed):
    costs = hpviz.rank(mixed, "val_loss").default_costs({"momentum": 0.5, "opt": "sgd"})
    assert list(costs.table().param) == ["opt"]
    assert costs.sentences[-1] == (
        "Not counted alone, because another parameter switches it on or off: momentum."
    )
    unset = hpviz.rank(mixed, "val_loss").default_costs({"momentum": None, "opt": "adam"})
    assert "Not counted alone" not in " ".join(unset.sentences)


def test_a_hidden_param_is_named(mixed):
    ranking = hpviz.rank(mixed, "val_loss", params=["lr", "depth", "opt"])
    assert ranking.default_costs({"lr": 0.001, "nesterov": True}).sentences[-1] == (
        "Not in this ranking: nesterov."
    )
    with pytest.raises(HpvizError, match="no parameter 'nesterov' in this ranking"):
        ranking.default_costs({"nesterov": True})


def test_the_share_of_failures_costs_no_more_than_it_is(mixed):
    rng = np.random.default_rng(1)
    failed = (mixed.lr > 0.02) & (rng.random(len(mixed)) < 0.9)
    runs = mixed.assign(status=np.where(failed, "failed", "finished"))
    runs.loc[failed, "val_loss"] = np.nan
    costs = default_costs_of(hpviz.rank(runs, "failure"), {"lr": 0.09, "depth": 3})
    assert 0 <= costs.metric <= 1
    for row in costs.params:
        assert row.cost == pytest.approx(row.metric - costs.metric)
        assert -1 <= row.low <= row.cost <= row.high <= 1


def test_the_best_value_is_one_that_the_row_calls_best():
    """The model predicts best at 0.00013, with the others' values; the best range begins at 0.00046."""
    ranking = hpviz.rank(VEHICLE, "val_acc")
    best = {row.param: row.best for row in default_costs_of(ranking, "worst").params}
    average = effect_of(ranking, "learning_rate_init").numbers.average
    assert average.holds(best["learning_rate_init"])
    assert 2 <= best["depth"] <= 3
