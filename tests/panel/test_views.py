"""Pictures that the view asks for: what comes over the wire, and that it fits the table."""

import json
import re
import time

import numpy as np
import pytest

import hpviz
from hpviz.runs.column import ABSENT
from hpviz.views.effects import EFFECT, JOINT
from hpviz.views.single_runs import EXPLANATION


@pytest.fixture(scope="module")
def panel(training):
    return hpviz.Panel(training)


def submit(panel, fact, there, **event):
    """Send an event as the view does and wait for the fact."""
    panel._handle_custom_msg(event, [])
    until = time.monotonic() + 60
    while not there(getattr(panel, fact)):
        assert time.monotonic() < until
        time.sleep(0.01)
    return json.loads(json.dumps(getattr(panel, fact), allow_nan=False))


def test_the_effect_of_a_number_is_its_curve_and_the_runs(panel, training):
    effect = submit(panel, "effects", lambda effects: "lr" in effects, event="effect", param="lr")["lr"]
    assert effect["problem"] is None
    assert effect["log"]
    curve = effect["curve"]
    assert len({len(values) for values in curve.values()}) == 1
    assert np.all(np.diff(curve["x"]) > 0)
    best = curve["x"][int(np.argmin(curve["middle"]))]
    assert 2e-4 < best < 5e-3  # the parabola has its bottom at 1e-3
    assert effect["total"] == len(effect["points"]["x"]) == panel._ranking["runs_used"]
    drawn = np.array(effect["points"]["y"])
    assert drawn[effect["best"]].max() <= np.partition(drawn, 5)[5]
    assert any("lr" in sentence for sentence in effect["sentences"])


def test_effects_gather_until_a_new_ranking_comes(panel):
    submit(panel, "effects", lambda effects: "lr" in effects, event="effect", param="lr")
    both = submit(panel, "effects", lambda effects: "width" in effects, event="effect", param="width")
    assert {"lr", "width"} <= set(both)
    panel.set_state({"metric": "val_acc"})
    assert panel._worker.wait(60)
    assert panel.effects == {}
    panel.set_state({"metric": "val_loss"})
    assert panel._worker.wait(60)


def test_a_joint_effect_is_a_map_with_its_interaction(panel):
    joint = submit(panel, "joint", bool, event="joint", param="lr", other="optimizer")
    assert (joint["param"], joint["other"], joint["problem"]) == ("lr", "optimizer", None)
    assert joint["y"] == ["adam", "rmsprop", "sgd"]
    assert np.array(joint["value"], dtype=float).shape == (3, len(joint["x"]))
    means = np.nanmean(np.array(joint["value"], dtype=float), axis=1)
    assert means[2] > means[0] + 0.5
    assert 0 <= joint["interaction"] < 0.5


def test_a_run_is_explained_from_the_average_to_what_it_is(panel, training):
    explanation = submit(panel, "explanation", bool, event="explain", run="worst")
    used = training.metrics["val_loss"].numbers
    assert explanation["actual"] == pytest.approx(np.nanmax(used))
    assert explanation["average"] + sum(explanation["steps"]["contribution"]) == pytest.approx(
        explanation["predicted"]
    )
    assert set(explanation["steps"]["param"]) == set(training.params)


def test_what_cannot_be_drawn_is_said(ranking):
    assert "nope" in EFFECT.encoded(ranking, "nope")["problem"]
    assert "twice" in JOINT.encoded(ranking, "lr", "lr")["problem"]
    assert "nobody" in EXPLANATION.encoded(ranking, "nobody")["problem"]


def test_many_runs_are_drawn_in_part_with_the_best_among_them(make_runs):
    rng = np.random.default_rng(0)
    x = rng.random(3000)
    ranking = hpviz.rank(make_runs({"x": x}, {"loss": (x - 0.5) ** 2 + rng.normal(0, 0.01, 3000)}))
    encoded = EFFECT.encoded(ranking, "x")
    assert encoded["total"] == 3000
    assert len(encoded["points"]["x"]) <= 500
    assert len(encoded["best"]) == 5
    json.dumps(encoded, allow_nan=False)


def test_the_runs_that_are_drawn_are_a_fair_sample_of_a_grid(make_runs):
    n = 4096
    params = {"a": np.arange(n) % 2.0, "b": np.arange(n) // 2 % 8.0, "c": np.arange(n) // 16 % 256.0}
    ranking = hpviz.rank(make_runs(params, {"loss": params["b"] + np.arange(n) * 1e-6}), trees=10)
    joint = JOINT.encoded(ranking, "a", "b")
    assert (joint["total"], len(joint["points"]["x"])) == (n, 500)
    assert 0.4 < np.mean(joint["points"]["x"]) < 0.6
    assert np.bincount(np.array(joint["points"]["y"], dtype=int)).min() > 30
    assert 0.4 < np.mean(EFFECT.encoded(ranking, "a")["points"]["x"]) < 0.6


def test_named_values_among_numbers_are_drawn(figures):
    ranking = hpviz.rank(figures / "none_or_number.json")
    effect = EFFECT.encoded(ranking, "max_depth")
    assert effect["total"] == 60
    assert set(effect["points"]["x"]) == {1, 2, 5, 10, "None"}
    assert effect["points"]["x"].count("None") == 13
    joint = JOINT.encoded(ranking, "max_depth", "l1_ratio")
    assert (joint["x"], joint["y"]) == ([1, 2, 5, 10, "None"], [0.1, "None"])
    assert set(joint["points"]["y"]) == {0.1, "None"}
    assert np.array(joint["value"], dtype=float)[1].min() > np.array(joint["value"], dtype=float)[0, :4].max()


def test_a_param_that_some_runs_lack_says_what_having_it_does(make_runs):
    rng = np.random.default_rng(1)
    extra = [float(rng.random()) if i % 2 else ABSENT for i in range(80)]
    loss = np.where([cell is ABSENT for cell in extra], 0.0, 2.0) + rng.normal(0, 0.1, 80)
    encoded = EFFECT.encoded(
        hpviz.rank(make_runs({"extra": extra, "z": rng.random(80)}, {"loss": loss})), "extra"
    )
    (sentence,) = [sentence for sentence in encoded["sentences"] if "have extra" in sentence]
    assert re.search(r"^40 of 80 runs have extra; their loss is higher by (1\.9|2\.0)", sentence)
    assert encoded["total"] == 40


def test_pairs_and_a_comparison_are_requested_by_name(panel):
    insights = submit(panel, "insights", lambda there: "pairs" in there, event="insight", name="pairs", of="")
    table = panel.ranking.interactions()
    assert insights["pairs"]["problem"] is None
    assert insights["pairs"]["pairs"]["param"] == table.param.tolist()
    assert insights["pairs"]["pairs"]["share"] == table.share.tolist()
    event = {"event": "insight", "name": "compare", "of": "metric:val_acc"}
    both = submit(panel, "insights", lambda there: "compare" in there, **event)
    assert set(both) == {"pairs", "compare"}
    assert both["compare"]["names"] == ["val_loss", "val_acc"]
    assert both["compare"]["param"] == panel._ranking["params"]["param"]
