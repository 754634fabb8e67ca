"""How a param acts: curve, band, levels, presence, pairs, single runs."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace

import numpy as np
import pytest

import hpviz
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.effects.explanation import explanation_of
from hpviz.analysis.effects.interactions import interactions_of
from hpviz.analysis.effects.joint.joint_effect import joint_effect_of
from hpviz.analysis.effects.partial_dependence import grid, stretches
from hpviz.errors import HpvizError
from hpviz.ranking import Ranking
from hpviz.runs.column import ABSENT, Column
from hpviz.text import effect as effect_text
from hpviz.text import explanation as explanation_text
from hpviz.text import joint_effect as joint_effect_text
from hpviz.text.refusals import problem


@pytest.fixture(scope="module")
def ranking(training):
    return rank(training, RankOptions(metric="val_loss"))


@pytest.fixture(scope="module")
def pair(make_runs):
    """y = 4 (a - .5)(b - .5), whose effect is all interaction, and c, which adds up."""
    rng = np.random.default_rng(5)
    a, b, c = rng.random((3, 250))
    loss = 4 * (a - 0.5) * (b - 0.5) + c + rng.normal(0, 0.05, 250)
    return rank(make_runs({"a": a, "b": b, "c": c}, {"loss": loss}), RankOptions())


@pytest.fixture(scope="module")
def conditional(make_runs):
    rng = np.random.default_rng(2)
    optimizer = ["sgd", "adam"] * 40
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    loss = np.where(np.array(optimizer) == "sgd", 2.0, 0.0) + rng.normal(0, 0.1, 80)
    return rank(make_runs({"momentum": momentum, "optimizer": optimizer}, {"loss": loss}), RankOptions())


def test_the_curve_follows_a_parabola_within_its_band(ranking):
    curve = effect_of(ranking, "lr").curve
    other = 1.5 / 3 - 0.2  # optimizer and width on average
    truth = 1 + (np.log10(curve.x) + 3) ** 2 + other
    assert np.all((curve.low <= truth) & (truth <= curve.high))
    assert np.mean(curve.high - curve.low) < 2
    assert curve.x[curve.best] == pytest.approx(1e-3, rel=2)


def test_the_best_region_is_said_with_the_goal_in_mind(training, ranking):
    (down,) = effect_text.sentences(effect_of(ranking, "lr"))
    assert down.startswith("The best value of lr for val_loss is 0.000")
    (up,) = effect_text.sentences(effect_of(rank(training, RankOptions(metric="val_acc")), "lr"))
    assert up.startswith("The best value of lr for val_acc is 0.000")
    worst = rank(training, RankOptions(metric="val_loss", goal="maximize"))
    (ends,) = effect_text.sentences(effect_of(worst, "lr"))
    assert re.match(
        r"(T|On average, t)he best value of lr for val_loss is 0\.0000103 to .* or 0\.\d+ to 0\.096", ends
    )


def test_a_param_that_does_nothing_has_a_flat_line_in_its_band(ranking):
    effect = effect_of(ranking, "seed")
    assert effect.curve.flat
    assert effect_text.sentences(effect) == (
        "The effect of seed could be chance: none of its values is known to be better.",
    )


def test_a_best_value_at_the_edge_is_called_so(make_runs):
    x = np.arange(60.0)
    effect = effect_of(rank(make_runs({"x": x}, {"loss": x}), RankOptions()), "x")
    (sentence,) = effect_text.sentences(effect)
    assert re.fullmatch(
        # Nothing below 0 was tried.
        r"The best value of x for loss is 0 to \d, at the smallest values tried\.",
        sentence,
    )


def test_the_curve_keeps_its_own_values_and_the_metric_its_unit(make_runs):
    rng = np.random.default_rng(3)
    depth = rng.integers(1, 5, 120)
    loss = np.exp(3 * rng.normal(size=120) * 0.2 + depth)
    effect = effect_of(rank(make_runs({"depth": depth}, {"loss": loss}), RankOptions(scale="log")), "depth")
    table = effect.table()
    assert table.value.tolist() == [1, 2, 3, 4]
    assert table.effect.tolist() == pytest.approx(np.exp([1, 2, 3, 4]), rel=0.35)
    ranks = effect_of(rank(make_runs({"depth": depth}, {"loss": loss}), RankOptions(scale="rank")), "depth")
    assert ranks.table().effect.between(loss.min(), loss.max()).all()


def test_equal_options_have_equal_pictures(training, ranking):
    again = rank(training, RankOptions(metric="val_loss"))
    assert effect_of(again, "lr").table().equals(effect_of(ranking, "lr").table())
    assert "evidence" not in repr(ranking)


def test_a_ranking_travels_without_its_forest(ranking):
    effect_of(ranking, "lr")
    text = pickle.dumps(ranking)
    assert len(text) < 200_000
    assert effect_of(pickle.loads(text), "lr").table().equals(effect_of(ranking, "lr").table())  # noqa: S301


def test_levels_and_booleans(ranking):
    effect = effect_of(ranking, "optimizer")
    assert effect.curve is None
    assert {level.level for level in effect.levels} == {"adam", "rmsprop", "sgd"}
    assert effect.table().runs.sum() == 144
    (sentence,) = effect_text.sentences(effect)
    assert sentence == (
        "Of the values of optimizer, sgd is clearly worse for val_loss; too few runs to tell the others "
        "apart."
    )
    assert effect_text.sentences(effect_of(ranking, "nesterov")) == (
        "The effect of nesterov could be chance: none of its values is known to be better.",
    )


def test_having_a_param_is_compared_with_not_having_it(conditional):
    effect = effect_of(conditional, "momentum")
    assert (effect.presence.n_having, effect.presence.n_lacking) == (40, 40)
    assert effect.presence.low < 2 < effect.presence.high
    sentence = effect_text.sentences(effect)[-1]
    assert sentence.startswith(
        "40 of 80 runs have momentum, when optimizer is sgd; their loss is higher by 2"
    )


def test_what_cannot_be_drawn_is_said(ranking, make_runs):
    n = 40
    x = np.arange(float(n))
    params = {"x": x, "same": [3] * n, "none": [ABSENT] * n}
    result = rank(make_runs(params, {"loss": x}), RankOptions())
    with pytest.raises(HpvizError, match="'3' is the only value of 'same'"):
        effect_of(result, "same")
    with pytest.raises(HpvizError, match="none of these runs has a value of 'none'"):
        effect_of(result, "none")
    with pytest.raises(HpvizError, match="no column 'lrr' \\(did you mean 'lr'"):
        effect_of(ranking, "lrr")
    with pytest.raises(HpvizError, match="it is a metric, not a parameter"):
        effect_of(ranking, "val_acc")
    hidden = rank(make_runs(params, {"loss": x}), RankOptions(hidden=frozenset({"same"})))
    with pytest.raises(HpvizError, match="it is hidden; show it first"):
        effect_of(hidden, "same")
    single = rank(make_runs({"x": [1.0]}, {"loss": [1.0]}), RankOptions())
    with pytest.raises(HpvizError, match="nothing to draw: Only one run"):
        Ranking.of(single).effect("x")


def test_where_nothing_is_to_be_trusted_no_curve_is_drawn(make_runs):
    x = np.arange(12.0)
    few = rank(make_runs({"x": x}, {"loss": x}), RankOptions())
    effect = effect_of(few, "x")
    assert effect.curve is None
    assert effect_text.sentences(effect) == (problem(few),)
    with pytest.raises(HpvizError, match=r"^no joint effect is drawn\. Only 12 runs.*too few"):
        Ranking.of(few).joint("x", "x")
    with pytest.raises(HpvizError, match=r"^no run is explained\. Only 12 runs.*too few"):
        Ranking.of(few).explain()


def test_an_interaction_is_distinguished_from_a_sum(pair):
    product = joint_effect_of(pair, "a", "b")
    assert product.pair.above_noise
    share, best = joint_effect_text.sentences(product)
    assert share == (
        f"a and b interact: {product.pair.share:.0%} of the differences in loss appear only in combination"
        ", so the best value of one depends on the other."
    )
    assert best.startswith("Best around")
    assert joint_effect_text.sentences(joint_effect_of(pair, "a", "c")) == (
        "As far as these runs show, the effects of a and c add up.",
    )


def test_a_map_says_of_a_pair_what_the_interactions_say(pair):
    for row in interactions_of(pair).pairs:
        assert joint_effect_of(pair, row.other, row.param).pair == row


def test_a_param_and_its_switch_are_not_tested_as_a_pair(conditional):
    joint = joint_effect_of(conditional, "momentum", "optimizer")
    assert joint.pair is None
    (said,) = joint_effect_text.sentences(joint)
    assert said.startswith(
        "Whether momentum and optimizer interact cannot be seen from these runs: in all runs"
    )
    assert said.endswith("that have both, optimizer is sgd.")


def test_what_is_best_on_average_and_in_the_best_region_are_both_said(make_runs):
    """Shallow nets hardly mind a bad learning rate; with a good one deep ones are better."""
    rng = np.random.default_rng(8)
    lr, depth = rng.uniform(-1, 1, 300), rng.integers(1, 4, 300)
    loss = depth * (4 * lr**2) - 0.5 * depth + rng.normal(0, 0.1, 300)
    result = rank(make_runs({"lr": lr, "depth": depth}, {"loss": loss}), RankOptions())
    (sentence,) = effect_text.sentences(effect_of(result, "depth"))
    assert sentence == (
        "On average, the best value of depth for loss is 1; with good values of lr, it is 3, the largest "
        "tried; larger may be better."
    )
    named = np.array(["", "shallow", "middle", "deep"])[depth]
    result = rank(make_runs({"lr": lr, "net": named.tolist()}, {"loss": loss}), RankOptions())
    (sentence,) = effect_text.sentences(effect_of(result, "net"))
    assert sentence.startswith("On average, the best value of net for loss is shallow")
    assert sentence.endswith("; with good values of lr, it is deep.")


def test_two_ends_that_are_as_good_are_both_the_best(make_runs):
    rng = np.random.default_rng(3)
    x = rng.random(200)
    result = rank(make_runs({"x": x}, {"loss": -((x - 0.5) ** 2) + rng.normal(0, 0.01, 200)}), RankOptions())
    (sentence,) = effect_text.sentences(effect_of(result, "x"))
    assert re.fullmatch(
        r"The best value of x for loss is 0\.00\d+ to 0\.\d+ or 0\.9\d+ to (0\.99\d*|1)\.", sentence
    )


def test_named_values_among_numbers_are_compared_with_them(figures):
    ranking = hpviz.rank(figures / "none_or_number.json", "loss")
    depth, numbers = ranking.effect("max_depth").sentences
    assert depth.startswith("Runs with max_depth None have higher loss than those with other values, by 0.5")
    assert numbers == "No number stands out."
    ratio, best = ranking.effect("l1_ratio").sentences
    assert ratio.startswith("Runs with l1_ratio None have higher loss than those with other values, by 0.5")
    assert best == "The best value of l1_ratio for loss is 0.1 (31 runs)."


def test_a_pair_of_numbers_and_levels(ranking):
    joint = joint_effect_of(ranking, "lr", "optimizer")
    table = joint.table()
    assert list(table.columns) == ["lr", "optimizer", "effect", "runs"]
    mean = table.groupby("optimizer").effect.mean()
    assert mean["sgd"] - mean["adam"] == pytest.approx(1.5, abs=0.4)
    with pytest.raises(HpvizError, match="choose two different"):
        joint_effect_of(ranking, "lr", "lr")


def test_a_run_is_explained_in_full(ranking, training):
    for run in ("best", "worst", "17"):
        explanation = explanation_of(ranking, run)
        table = explanation.table()
        assert explanation.average + sum(step.contribution for step in explanation.steps) == pytest.approx(
            explanation.predicted
        )
        assert explanation.average == pytest.approx(ranking.evidence.y.mean())
        assert table.after.iloc[0] == pytest.approx(ranking.evidence.metric.mean())
        assert table.contribution.sum() == pytest.approx(explanation.actual - explanation.average)
        assert table.after.iloc[-1] == pytest.approx(explanation.actual)
        assert set(table.param[1:-1]) == set(training.params)
    loss = training.columns["val_loss"].numbers
    assert explanation_of(ranking, "best").actual == pytest.approx(np.nanmin(loss))
    assert explanation_of(ranking, "17").actual == pytest.approx(loss[17])


def test_an_explanation_is_written_in_the_metrics_own_unit(training):
    result = rank(training, RankOptions(metric="val_loss", scale="log"))
    (sentence,) = explanation_text.sentences(explanation_of(result, "17"))
    loss = training.columns["val_loss"].numbers
    assert sentence.startswith(f"Run 17: val_loss {loss[17]:.4g}. The typical value (geometric mean) is ")
    average = float(sentence.split("(geometric mean) is ")[1].split(";")[0])
    assert average == pytest.approx(np.exp(np.nanmean(np.log(loss))), rel=0.01)


def test_no_such_run_is_said(ranking):
    with pytest.raises(HpvizError, match=r"no run 'vest'.* among the 144 that entered"):
        explanation_of(ranking, "vest")


def test_an_id_that_is_called_best_is_that_run(make_runs):
    x = np.arange(30.0)
    runs = make_runs({"x": x}, {"loss": x}, run_ids=np.array([*map(str, range(29)), "best"]))
    assert explanation_of(rank(runs, RankOptions()), "best").actual == 29


def test_a_run_outside_the_forests_draw_is_explained(training, ranking, monkeypatch):
    from hpviz.analysis.forest import bagging

    options = RankOptions(metric="val_loss")
    monkeypatch.setattr(bagging, "MOST_RUNS", 72)
    again = rank(training, options)
    rows = again.require_evidence().rows
    outside = np.delete(rows, bagging.sampled_rows(len(rows), len(training.params), options.seed))
    assert len(outside) == len(rows) - 72
    explanations = [explanation_of(again, str(run)) for run in outside[::6]]
    predicted = [explanation.predicted for explanation in explanations]
    actual = [explanation.actual for explanation in explanations]
    assert np.corrcoef(predicted, actual)[0, 1] > 0.8
    assert {step.param for step in explanations[0].steps} == set(training.params)


def test_the_grid_ends_where_the_runs_do():
    column = Column.from_numbers("x", np.r_[np.linspace(1, 2, 98), 1000.0, 2000.0])
    assert grid(column, log=False).max() <= 2.0
    assert grid(replace(column, numbers=np.array([1.0, 1.0, 4.0])), log=False).tolist() == [1.0, 4.0]


def test_a_curve_is_cut_where_no_run_is_near():
    assert stretches(np.array([9.0, 9, 2, 0, 9, 9])) == [(0, 1, False), (1, 2, True), (4, 5, False)]


def test_numbers_that_floats_can_hardly_hold(make_runs):
    x = np.arange(40.0)
    big = [10**400, 2**63, 1, -(10**400)] * 10
    result = rank(make_runs({"big": big, "x": x}, {"loss": x * 1e300}), RankOptions())
    curve = effect_of(result, "x").curve
    assert np.isfinite(curve.middle).all()
    assert np.isfinite(effect_of(result, "big").table().effect).all()


@pytest.mark.parametrize("values", [(10, 11, 100), (8, 9, 10, 100), (0.99, 0.999, 0.9999), tuple(range(12))])
def test_of_few_values_the_runs_at_each_are_counted(make_runs, values):
    rng = np.random.default_rng(0)
    size, other = rng.choice(values, 60), rng.choice([1, 2, 300], 60)
    params = {"size": size.tolist(), "other": other.tolist()}
    ranking = hpviz.rank(make_runs(params, {"loss": np.searchsorted(values, size) + 0.1 * rng.random(60)}))
    table = ranking.effect("size").table()
    assert table["runs"].tolist() == [np.count_nonzero(size == value) for value in table["value"]]
    for row in ranking.joint("size", "other").table().itertuples(index=False):
        assert row.runs == np.count_nonzero((size == row.size) & (other == row.other))


def test_of_many_values_the_runs_near_each_are_counted(make_runs):
    rng = np.random.default_rng(0)
    size = rng.random(60)
    runs = make_runs({"size": size.tolist(), "z": rng.random(60).tolist()}, {"loss": size})
    assert hpviz.rank(runs).effect("size").table()["runs"].min() > 1


def test_a_single_value_that_only_some_runs_have_is_a_level_beside_doing_without():
    rng = np.random.default_rng(4)
    lr, has = rng.random(80), np.arange(80) % 2 == 0
    loss = lr + 1.0 * ~has + 0.05 * rng.normal(size=80)
    for name, value, text in (("warmup", 500, "500"), ("trick", "mixup", "mixup")):
        records = [
            {"lr": a, "val_loss": b} | ({name: value} if c else {})
            for a, b, c in zip(lr, loss, has, strict=True)
        ]
        ranking = hpviz.rank(records, "val_loss", params=["lr", name])
        table = ranking.effect(name).table().set_index("level")
        assert set(table.index) == {text, "not set"}
        assert table.runs.to_dict() == {text: 40, "not set": 40}
        assert table.effect[text] == pytest.approx(-1, abs=0.15)
        assert table.effect["not set"] == pytest.approx(1, abs=0.15)
        assert table["mean"].to_dict() == pytest.approx(
            {text: loss[has].mean(), "not set": loss[~has].mean()}
        )
        assert table.clear.all()


def test_a_single_number_beside_a_named_value_is_a_level(make_runs):
    rng = np.random.default_rng(4)
    lr, auto = rng.random(80), np.arange(80) % 2 == 0
    loss = lr + 1.0 * ~auto + 0.05 * rng.normal(size=80)
    width = [("auto" if x else 64) for x in auto]
    ranking = hpviz.rank(make_runs({"lr": lr, "width": width}, {"loss": loss}), "loss")
    table = ranking.effect("width").table().set_index("level")
    assert table.runs.to_dict() == {"auto": 40, "64": 40}
    assert table.effect["auto"] == pytest.approx(-1, abs=0.15)
