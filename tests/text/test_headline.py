"""The result in a sentence: what it claims is what the rows say, and every export says the same."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import hpviz
from hpviz.analysis import RankOptions
from hpviz.analysis.effects.best_levels import BestLevels
from hpviz.analysis.effects.best_values import Range
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.importance.credits import MeanCredits
from hpviz.analysis.result.order import Order
from hpviz.data import VEHICLE
from hpviz.export.html import static_html
from hpviz.export.report import as_json, as_text
from hpviz.export.tables import as_markdown
from hpviz.panel.requests import Requests
from hpviz.ranking import rank
from hpviz.text import row
from hpviz.text.best_values import phrase
from hpviz.text.effect import sentences
from hpviz.text.headline import COMPUTING, headline, leading
from hpviz.views.headline import known_headline, whole_headline

PATIENCE = 20
RESULT = "learning_rate_init matters most: 65% of the differences in val_acc."
WHOLE = f"{RESULT} On average best between 0.00046 and 0.006."


@pytest.fixture(scope="module")
def vehicle():
    return hpviz.rank(VEHICLE, "val_acc")


def changed(ranking, *shares, error=0.01, **fields):
    """Give the first params other importances, all with the same error, and other fields."""
    scores = [
        replace(score, importance=share, **fields)
        for score, share in zip(ranking.scores, shares, strict=False)
    ]
    rest = ranking.scores[len(scores) :]
    params = tuple(score.param for score in ranking.scores)
    means = MeanCredits(
        mean=np.array([*shares, *(score.importance for score in rest)]),
        covariance=error**2 * np.eye(len(params)),
    )
    order = Order(params=params, index={name: place for place, name in enumerate(params)}, means=means)
    return replace(ranking, scores=(*scores, *rest), order=order)


def test_the_first_param_is_named_with_its_share_and_its_best_values(vehicle):
    assert headline(vehicle) == RESULT
    assert known_headline(vehicle) == RESULT
    assert whole_headline(vehicle) == vehicle.headline == known_headline(vehicle) == WHOLE


def test_params_whose_order_is_not_settled_share_it(vehicle):
    assert headline(changed(vehicle, 0.40, 0.39)) == (
        "learning_rate_init and depth matter most: 40% and 39% of the differences in val_acc."
    )
    assert headline(changed(vehicle, 0.30, 0.3, 0.3, 0.3)) == (
        "5 parameters matter, but their order is not settled: learning_rate_init comes first with 30% of the "
        "differences in val_acc."
    )
    assert leading(changed(vehicle, 0.40, 0.39)) == ("learning_rate_init", "depth")
    assert leading(changed(vehicle, 0.40, 0.30)) == ("learning_rate_init",)


def test_most_is_said_only_where_the_first_place_is_settled(vehicle):
    """What is next may be chance, and yet not be surely behind."""
    first, second, *others = changed(vehicle, 0.40, 0.37).scores
    dead = replace(second, unbiased_above_noise=False)
    near = replace(changed(vehicle, 0.40, 0.37), scores=(first, dead, *others))
    assert headline(replace(near, scores=(first, dead))) == (
        "Only learning_rate_init clearly matters: 40% of the differences in val_acc."
    )
    assert leading(replace(near, scores=(first, dead))) == ("learning_rate_init",)
    assert headline(replace(near, scores=near.scores[:3])) == (
        "Only learning_rate_init and batch_size clearly matter: 40% and 8% of the differences in val_acc."
    )
    assert leading(near) == ("learning_rate_init",)
    assert headline(near).startswith(
        "4 parameters matter, but their order is not settled: learning_rate_init"
    )


def test_params_that_moved_together_matter_most_only_where_they_do_so_together(make_runs):
    rng = np.random.default_rng(3)
    x, z = rng.random((2, 120))
    for weight, most in ((0.2, " most"), (1.0, "")):
        loss = x + weight * z + rng.normal(0, 0.1, 120)
        ranking = hpviz.rank(make_runs({"lr": x, "warmup": 100 * x, "z": z}, {"loss": loss}))
        order, group = ranking.order, ranking.correlated_groups[0]
        first = ranking.scores[0].param in group.params
        assert not first or ranking.headline.startswith(f"lr and warmup matter{most}: ")
        assert order.is_first("lr", "warmup") == bool(most)


def test_the_headline_and_more_runs_go_by_one_order(vehicle):
    for method in ("oob", "mdi"):
        ranking = hpviz.rank(VEHICLE, "val_acc", method=method, trees=30)
        more, order = ranking.more_runs().table(), ranking.order
        assert more.param.tolist() == list(order.params[: len(more)])
        for place in more.itertuples():
            assert place.chance == norm.cdf(order.lead(place.param, place.ahead_of))
            assert place.settled == order.is_settled(place.param, place.ahead_of) == (place.chance >= 0.95)


def test_what_could_be_chance_is_never_said_to_matter_most(vehicle):
    first, *others = vehicle.scores
    doubtful = replace(first, unbiased_above_noise=False)
    assert headline(replace(vehicle, scores=(doubtful, *others[:2]))) == (
        "Only depth and batch_size clearly matter: 11% and 8% of the differences in val_acc."
    )
    none = [replace(score, unbiased_above_noise=False) for score in vehicle.scores]
    assert headline(replace(vehicle, scores=tuple(none))) == (
        "No parameter clearly matters for val_acc: each could be chance. More runs or wider ranges would "
        "help."
    )
    by_mdi = replace(vehicle, method="mdi", scores=(doubtful, *others))
    assert headline(by_mdi) == (
        "learning_rate_init comes first by W&B's importance: 65% of the total decrease in impurity. It "
        "could be chance."
    )
    assert leading(by_mdi) == ()


def test_a_combination_leads_beside_what_could_be_chance(vehicle):
    for share, sentence in (
        (0.38, "learning_rate_init and batch_size matter in combination: the best value of each depends on"),
        (
            0.08,
            "learning_rate_init matters in combination with batch_size: 40% of the differences in val_acc",
        ),
    ):
        ranking = changed(vehicle, 0.40, 0.39, share)
        first, second, *others = ranking.scores
        first = replace(first, partner="batch_size", correlation=0.0)
        second = replace(second, unbiased_above_noise=False)
        near = replace(ranking, scores=(first, second, *others))
        assert headline(near).startswith(sentence)
        assert leading(near) == ()


def doubtful(ranking, *places):
    """Let the params at some places of the table be chance."""
    scores = [
        replace(score, unbiased_above_noise=False) if place in places else score
        for place, score in enumerate(ranking.scores)
    ]
    return replace(ranking, scores=tuple(scores))


def test_none_matters_most_beside_what_could_be_chance_and_is_about_as_large(vehicle):
    one = doubtful(changed(vehicle, 0.40, 0.39), 1, 3, 4)
    assert leading(one) == ("learning_rate_init", "batch_size")
    assert headline(one) == (
        "Only learning_rate_init and batch_size clearly matter: 40% and 8% of the differences in val_acc."
    )
    assert headline(doubtful(changed(vehicle, 0.40, 0.39, 0.39), 2, 3, 4)) == (
        "Only learning_rate_init and depth clearly matter: 40% and 39% of the differences in val_acc."
    )
    assert headline(doubtful(changed(vehicle, 0.40, 0.39), 1)) == (
        "4 parameters matter, but their order is not settled: learning_rate_init comes first with 40% of the "
        "differences in val_acc."
    )
    assert headline(doubtful(changed(vehicle, 0.40, 0.39, 0.39), 0)) == (
        "Only depth, batch_size, alpha and width clearly matter; what comes first could be chance."
    )
    far = doubtful(changed(vehicle, 0.40, 0.30), 1)
    assert leading(far) == ("learning_rate_init",)
    assert headline(far) == "learning_rate_init matters most: 40% of the differences in val_acc."


def test_params_that_moved_together_share_it(make_runs):
    rng = np.random.default_rng(1)
    x, z = rng.random((2, 120))
    loss = x + 0.2 * z + rng.normal(0, 0.1, 120)
    ranking = hpviz.rank(make_runs({"lr": x, "warmup": 100 * x, "z": z}, {"loss": loss}))
    (group,) = ranking.correlated_groups
    assert ranking.headline == (
        f"lr and warmup matter most: together {group.importance:.0%} of the differences in loss. They moved "
        "together, so their effects cannot be separated."
    )
    assert leading(ranking) == ()


def test_where_nothing_can_be_said_it_is_the_reason(make_runs):
    x = np.arange(12.0)
    few = hpviz.rank(make_runs({"x": x}, {"loss": x}))
    assert few.headline == few.problem
    assert leading(few) == ()
    early = rank(hpviz.read(VEHICLE), RankOptions(metric="val_acc"), forest=False)
    assert early.headline == COMPUTING


def test_failures_and_fronts_are_named_in_words(make_runs):
    rng = np.random.default_rng(3)
    lr = rng.random(160)
    runs = make_runs(
        {"lr": lr, "x": rng.random(160)},
        {"loss": np.where(lr > 0.7, np.nan, lr), "runtime": 1 - lr + 0.1 * rng.random(160)},
        statuses=np.where(lr > 0.7, "failed", "finished"),
    )
    failing = hpviz.rank(runs, "failure").headline
    assert failing.startswith("lr matters most: ")
    assert failing.endswith(
        "of the differences between failed and other runs. 46 of 46 runs at 0.706 or more failed."
    )
    for score in (front := hpviz.rank(VEHICLE, ("val_acc", "train_time"))).scores:
        assert "pareto:" not in score.param
    assert "differences in distance to the Pareto front" in front.headline
    assert "pareto:" not in " ".join([front.headline, *front.notes, front.trust_sentence])


def test_exports_say_the_same(vehicle):
    assert str(vehicle).splitlines()[:2] == [WHOLE, vehicle.trust_sentence]
    assert f'<p class="headline">{WHOLE}</p>' in static_html(vehicle)
    assert as_markdown(WHOLE) in as_text(vehicle, 0)
    assert f'"headline": "{WHOLE}"' in as_json(vehicle, 0)
    assert vehicle.chart().sentences[0] == WHOLE


def test_the_panel_does_not_wait_for_the_best_values(monkeypatch):
    kept = []
    monkeypatch.setattr(Requests, "complete_headline", lambda _, ranking: kept.append(ranking))
    panel = hpviz.Panel(VEHICLE, metric="val_acc")
    assert panel.headline == RESULT
    assert RESULT in panel._static_view()["text/html"]
    monkeypatch.undo()
    stale = replace(panel.ranking, metric="train_time")
    panel._requests.complete_headline(stale)  # of a ranking that is not on screen any more
    panel._requests.complete_headline(*kept)
    until = time.monotonic() + PATIENCE
    while panel.headline == RESULT and time.monotonic() < until:
        time.sleep(0.02)
    assert panel.headline == WHOLE
    assert WHOLE in panel._static_view()["text/html"]
    panel.close()


def test_a_first_place_with_nothing_is_none(make_runs):
    first, second = np.arange(80) // 2 % 2, np.arange(80) % 2
    runs = make_runs({"first": first, "second": second}, {"loss": first ^ second})
    ranking = hpviz.rank(runs, "loss", method="top")
    assert ranking.table().importance.tolist() == [0, 0]
    assert headline(ranking) == "No parameter comes first by PED-ANOVA: each has 0%."


@pytest.mark.parametrize("differs", [None, "wider", "elsewhere", "depends"])
@pytest.mark.parametrize("partner", ["wd", ""])
def test_a_condition_is_followed_by_a_whole_clause(vehicle, differs, partner):
    """Not "but with good values of wd with l1 or l2"."""
    effect = effect_of(vehicle, "learning_rate_init")
    levels = BestLevels(average=("l1",), worse=("none",), good=("l1", "l2"), partner=partner, differs=differs)
    numbers = replace(
        effect.numbers,
        good=Range(stretches=((0.1, 0.2),), end=None, whole=False),
        partner=partner,
        differs=differs,
    )
    kind = replace(effect.score, kind="categorical")
    there = f"with good values of {partner or 'the other parameters'}"
    of_levels = phrase(replace(effect, score=kind, numbers=None, best_levels=levels))
    of_numbers = phrase(replace(effect, numbers=numbers))
    for text in (of_levels, of_numbers):
        assert not re.search(
            r"\bwith \S+ with\b|parameters (with|between|at)\b|good \w+ (with|between|at)\b", text
        )
    if differs == "elsewhere":
        assert of_levels == f"on average best with l1, but {there} the best is l1 or l2"
        assert (
            of_numbers
            == f"on average best between 0.00046 and 0.006, but {there} the best is between 0.1 and 0.2"
        )
    if differs == "wider":
        assert of_levels == f"on average best with l1, but {there} l2 is about as good"


def test_what_moved_along_stands_beside_the_param_that_it_is_of(vehicle):
    first, second, *others = changed(vehicle, 0.40, 0.37).scores
    moved = replace(first, moves_with=("batch_size",))
    ranking = changed(vehicle, 0.40, 0.37)
    sentence = headline(replace(ranking, scores=(moved, second, *others)))
    assert "it; " in sentence or ";" not in sentence


def test_each_of_several_leaders_has_its_best_values(make_runs):
    rng = np.random.default_rng(0)
    lr, year = 10 ** rng.uniform(-5, 0, 120), rng.integers(2015, 2025, 120)
    acc = 0.04 * (year - 2015) - 0.05 * (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.02, 120)
    ranking = hpviz.rank(make_runs({"lr": lr, "year": year}, {"acc": acc}))
    assert leading(ranking) == ("lr", "year")
    assert re.fullmatch(
        r"lr and year matter most: \d+% and \d+% of the differences in acc\. "
        r"lr: (on average )?best between 0\.\d+ and 0\.\d+\. "
        r"year: (on average )?best .*2024.*larger may be better\.",
        ranking.headline,
    )


@pytest.mark.parametrize("name", ["epochs_done", "label_smooth"])
def test_a_guessed_column_that_would_lead_is_named(name):
    """Whether it may be a parameter or a result is asked about; what matters most is not said without it."""
    rng = np.random.default_rng(0)
    columns = {"label_smooth": rng.random(120), "epochs_done": rng.integers(1, 20, 120)}
    lr = 10 ** rng.uniform(-5, 0, 120)
    ranks = np.argsort(np.argsort(columns[name])) / 120
    acc = 0.5 + 0.4 * ranks - 0.005 * (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.02, 120)
    ranking = hpviz.rank(pd.DataFrame({"lr": lr, "acc": acc, **columns}))
    assert name in ranking.evidence.runs.aside
    assert re.search(
        rf" {name} is left out as no parameter, though it would explain \d\d%: check its role under "
        r"Parameters\.$",
        ranking.headline,
    )


def test_a_guessed_column_that_would_not_lead_is_not_named():
    rng = np.random.default_rng(0)
    lr, epochs = 10 ** rng.uniform(-5, 0, 120), rng.integers(1, 20, 120)
    acc = 0.5 - 0.05 * (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.02, 120)
    ranking = hpviz.rank(pd.DataFrame({"lr": lr, "acc": acc, "epochs_done": epochs}))
    assert "epochs_done" in ranking.evidence.runs.aside
    assert "epochs_done" not in ranking.headline


def test_best_values_are_on_average_where_the_best_runs_have_others(vehicle):
    """Pictures mark the best runs: what is said beside them does not contradict them."""
    effect = effect_of(vehicle, "learning_rate_init")
    (sentence,) = sentences(effect)
    best = effect.column.numbers[list(effect.best)]
    outside = int(((best < 0.00046) | (best > 0.006)).sum())
    assert outside
    assert sentence == (
        "On average, the best value of learning_rate_init for val_acc is 0.00046 to 0.006; "
        f"{outside} of the 5 best runs have other values."
    )
    inside = replace(effect, best=tuple(run for run, x in zip(effect.best, best, strict=True) if x > 0.0004))
    assert sentences(inside) == ("The best value of learning_rate_init for val_acc is 0.00046 to 0.006.",)
    assert phrase(inside) == "best between 0.00046 and 0.006"


def test_what_is_shown_as_nothing_is_not_said_to_matter_without_more(vehicle):
    first = vehicle.scores[0]
    little = replace(first, importance=0.0012, importance_low=0.0, importance_high=0.003)
    assert row.sentences(little, vehicle)[:2] == (
        "Explains under 1% of the differences in val_acc.",
        "It matters, but little.",
    )
    ranking = changed(vehicle, 0.004, 0.003)
    weak = replace(ranking, scores=(replace(first, unbiased_above_noise=False), *ranking.scores[1:2]))
    assert headline(weak) == "Only depth clearly matters, but little: under 1% of the differences in val_acc."


def test_a_group_that_is_ahead_of_the_first_param_as_a_whole_is_named_as_such():
    rng = np.random.default_rng(1)
    width, lr = rng.choice([16, 32, 64, 128, 256], 100), 10 ** rng.uniform(-4, -1, 100)
    acc = 0.05 * np.log2(width) - 0.05 * (np.log10(lr) + 2) ** 2 + rng.normal(size=100) * 0.02
    frame = pd.DataFrame({"width": width, "ff_width": 4 * width, "lr": lr, "val_acc": acc})
    headline = hpviz.rank(frame, "val_acc").headline
    assert headline.startswith("width and ff_width matter")
    assert "They moved together, so their effects cannot be separated." in headline
