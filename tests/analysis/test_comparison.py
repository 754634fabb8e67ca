"""Two methods or two metrics side by side, on sweeps in which the reason of every disagreement is known."""

import json
from dataclasses import replace

import numpy as np
import pytest

import hpviz
from hpviz.analysis.comparison.trade_off import TradeOff
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.analysis.result import surrogate as model
from hpviz.errors import HpvizError
from hpviz.panel.wire import encode_insight
from hpviz.text import trade_off
from hpviz.text.comparison import sentences as text_of
from hpviz.text.explanation import TIMES, changes
from hpviz.views.comparison import comparison


def sentences(ranking, *args, **options):
    return " ".join(ranking.compare(*args, **options).sentences)


def test_the_table_has_the_figures_and_places_of_both(ranking, training):
    table = ranking.compare("mdi").table().set_index("param")
    for prefix, own in (("", ranking), ("other_", hpviz.rank(training, "val_loss", method="mdi"))):
        figures = own.table().set_index("param")
        assert table[f"{prefix}importance"].to_dict() == figures.importance.to_dict()
        assert table.sort_values(f"{prefix}place").index.tolist() == figures.index.tolist()
    assert table.index.tolist() == ranking.table().param.tolist()
    assert table.other_above_noise.isna().all()


def test_impurity_favours_many_values_and_the_comparison_says_so(make_runs):
    rng = np.random.default_rng(0)
    n = 60
    flag, seed = rng.choice(["on", "off"], n), rng.permutation(100_000)[:n]
    loss = (flag == "on") * 1.2 + rng.normal(0, 1, n)
    ranking = hpviz.rank(make_runs({"flag": flag, "seed": seed, "z": rng.integers(0, 3, n)}, {"loss": loss}))
    text = sentences(ranking, "mdi")
    assert "seed gets " in text
    assert "it has 60 distinct values, which impurity favours, and it could be chance" in text
    table = ranking.compare("mdi").table().set_index("param")
    assert table.apart["seed"]


def test_an_interaction_explains_the_difference_to_fanova(make_runs):
    rng = np.random.default_rng(3)
    n = 300
    lr, batch, width = rng.uniform(-1.7, 1.7, n), rng.integers(0, 4, n), rng.random(n)
    loss = (lr - 0.6 * (batch - 1.5)) ** 2 + 1.5 * width + rng.normal(0, 0.3, n)
    ranking = hpviz.rank(make_runs({"lr": np.exp(lr), "batch": batch, "width": width}, {"loss": loss}))
    assert "batch gets " in sentences(ranking, "fanova")
    assert "appear only in combination with lr, which fANOVA leaves out" in sentences(ranking, "fanova")


def test_interactions_are_worked_out_once_for_everyone(make_runs, monkeypatch):
    rng = np.random.default_rng(3)
    lr, batch, width = rng.uniform(-1.7, 1.7, 300), rng.integers(0, 4, 300), rng.random(300)
    loss = (lr - 0.6 * (batch - 1.5)) ** 2 + 1.5 * width + rng.normal(0, 0.3, 300)
    ranking = hpviz.rank(make_runs({"lr": np.exp(lr), "batch": batch, "width": width}, {"loss": loss}))
    calls = []
    monkeypatch.setattr(model, "pair_shares", lambda *pairs: calls.append(pairs) or pair_shares(*pairs))
    ranking.interactions()
    assert "in combination with" in sentences(ranking, "fanova")
    assert len(ranking.interactions(most=1)) == 1
    assert len(calls) == 1


def test_a_param_that_only_rules_out_bad_runs_explains_the_difference_to_the_top(make_runs):
    rng = np.random.default_rng(4)
    n = 400
    clip, fine, dead = rng.random((3, n))
    loss = np.where(clip < 0.04, 30 + rng.random(n), fine * 2) + rng.normal(0, 0.05, n)
    runs = make_runs({"clip": clip, "fine": fine, "dead": dead}, {"loss": loss})
    ranking = hpviz.rank(runs, scale="linear")
    text = sentences(ranking, "top")
    assert "clip gets " in text
    assert "the best 10% of the runs do not clearly differ from all runs in it, but the worst do" in text
    assert "fine gets " in text
    assert "the best 10% of the runs have particular values of it, but over all runs" in text


def test_reasons_are_codes_with_their_figures(make_runs):
    rng = np.random.default_rng(3)
    lr, batch, width = rng.uniform(-1.7, 1.7, 300), rng.integers(0, 4, 300), rng.random(300)
    loss = (lr - 0.6 * (batch - 1.5)) ** 2 + 1.5 * width + rng.normal(0, 0.3, 300)
    ranking = hpviz.rank(make_runs({"lr": np.exp(lr), "batch": batch, "width": width}, {"loss": loss}))
    differences = comparison(ranking, "fanova").differences
    (batch,) = (difference for difference in differences if difference.more.param == "batch")
    assert (batch.to, batch.than) == ("oob", "fanova")
    assert (batch.reason.code, batch.reason.partner) == ("interaction", "lr")
    pair = ranking.interactions().set_index(["param", "other"]).share
    assert batch.reason.share == pair.max()
    assert comparison(ranking, "permutation").trade_off is None


def test_two_methods_that_agree_are_said_to(ranking):
    text = sentences(ranking, "permutation")
    assert text.startswith(
        "Same order by the recommended importance and permutation importance: lr, optimizer"
    )
    assert text.endswith("No parameter differs much between the two.")


def _with_figures(known, figures, other_figures, *, interval=float("nan")):
    """Return a comparison of which each param has these figures, the second ones in no interval."""
    rows = []
    for row, value, other in zip(known.rows, figures, other_figures, strict=False):
        first = replace(
            row.first, importance=value, importance_low=value - interval, importance_high=value + interval
        )
        bare = {"importance_low": float("nan"), "importance_high": float("nan")}
        rows.append(
            replace(row, first=first, second=replace(row.second, importance=other, **bare), apart=False)
        )
    return replace(known, rows=tuple(rows), differences=())


def test_only_figures_within_their_intervals_are_said_not_to_differ_much(ranking):
    known = comparison(ranking, "permutation")
    near, far = _with_figures(known, [0.6, 0.2], [0.62, 0.19], interval=0.05), [0.175, 0.2]
    assert text_of(near)[-1] == "No parameter differs much between the two."
    first = known.rows[0].first.param
    differ = f"The two figures of {first} differ by more than their intervals."
    for interval in (0.05, float("nan")):
        assert text_of(_with_figures(known, far, [0.375, 0.2], interval=interval))[-1] == differ
    swapped = replace(near, rows=(replace(near.rows[0], other_place=2), replace(near.rows[1], other_place=1)))
    assert text_of(swapped)[-1] == "The figures differ by no more than their intervals."


def test_two_params_that_could_be_chance_change_places_without_a_word(ranking):
    known = comparison(ranking, "permutation")
    chance = [place for place, row in enumerate(known.rows) if not row.first.matters]
    assert len(chance) == 2
    rows = list(known.rows)
    for place, other in (chance, chance[::-1]):
        rows[place] = replace(known.rows[place], place=place, other_place=other)
    assert text_of(replace(known, rows=tuple(rows)))[-1] == "No parameter differs much between the two."


@pytest.fixture(scope="module")
def trade(make_runs):
    """Width lowers the loss and costs time; lr acts on the loss alone, workers on time alone."""
    rng = np.random.default_rng(6)
    n = 200
    lr, width, workers = rng.random(n), rng.integers(1, 9, n), rng.integers(1, 9, n)
    kind = rng.choice(["fast", "exact"], n)
    loss = 2 * lr - 0.3 * width + 0.8 * (kind == "fast") + rng.normal(0, 0.2, n)
    time = 10 * width - 8 * workers - 30 * (kind == "fast") + rng.normal(0, 5, n) + 200
    params = {"lr": lr, "width": width, "workers": workers, "kind": kind}
    return hpviz.rank(make_runs(params, {"loss": loss, "runtime": time, "score": -loss}), "loss")


def test_where_two_metrics_pull_apart_is_said(trade):
    text = sentences(trade, metric="runtime")
    assert "width and kind matter for both" in text or "kind and width matter for both" in text
    assert "lr matters only for loss." in text
    assert "workers matters only for runtime." in text
    assert "With higher width, loss is better but runtime worse: a trade-off." in text
    assert "With kind exact, loss is better but runtime worse: a trade-off." in text
    assert "loss and runtime conflict: where one is better, the other tends to be worse" in text


def test_two_metrics_that_pull_the_same_way_are_said_to(trade):
    text = sentences(trade, metric="score")
    assert "loss and score tend to improve together (rank correlation -1.00)" in text
    assert "With lower lr, loss and score are both better." in text
    assert text.endswith("No parameter clearly improves one at the cost of the other.")


def test_params_that_are_not_written_out_are_counted():
    params = ("a", "b", "c", "d", "e")
    both = TradeOff(correlation=None, both=params, first_only=(), second_only=(), pulls=())
    first = TradeOff(correlation=None, both=(), first_only=params, second_only=(), pulls=())
    assert trade_off.sentences(both, "loss", "time") == ("a, b, c, d and e matter for both.",)
    assert trade_off.sentences(first, "loss", "time") == ("a, b, c, d and e matter only for loss.",)


def test_a_trade_off_names_the_params_of_each_metric_and_of_both(trade):
    compared = comparison(trade, metric="runtime")
    trade_off = compared.trade_off
    assert compared.differences == ()
    assert set(trade_off.both) == {"width", "kind"}
    assert (trade_off.first_only, trade_off.second_only) == (("lr",), ("workers",))
    assert not trade_off.correlation.improve_together
    assert trade_off.correlation.low < trade_off.correlation.rho < trade_off.correlation.high < 0
    pulls = {(pull.param, pull.change, pull.level, pull.against) for pull in trade_off.pulls}
    assert pulls == {("width", "higher", "", True), ("kind", "level", "exact", True)}


def test_the_goal_of_the_other_metric_can_be_given(trade):
    assert "With lower lr, loss is better but score worse: a trade-off." in sentences(
        trade, metric="score", goal="minimize"
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "one of the two"),
        ({"method": "mdi", "metric": "val_acc"}, "one of the two"),
        ({"method": "oob"}, "by 'oob' itself"),
        ({"method": "nope"}, "no method 'nope'"),
        ({"metric": "val_loss"}, "of 'val_loss' itself"),
        ({"metric": "nope"}, "no metric 'nope'"),
    ],
)
def test_what_cannot_be_compared_is_refused(ranking, options, reason):
    with pytest.raises(HpvizError, match=reason):
        ranking.compare(**options)


def test_nothing_is_compared_where_nothing_is_known(make_runs):
    rng = np.random.default_rng(0)
    runs = make_runs({"x": rng.random(40), "z": rng.random(40)}, {"a": rng.random(40), "b": rng.random(40)})
    for name in ("pairs", "compare"):
        encoded = encode_insight(hpviz.rank(runs, "a"), name, "method:mdi")
        assert "parameters clearly explains a in" in encoded["problem"]


@pytest.mark.parametrize("of", ["method:mdi", "method:top", "metric:val_acc"])
def test_the_wire_carries_what_the_table_says(ranking, of):
    encoded = json.loads(json.dumps(encode_insight(ranking, "compare", of), allow_nan=False))
    kind, _, name = of.partition(":")
    picture = ranking.compare(**{kind: name})
    table = picture.table()
    assert encoded["of"] == of
    assert encoded["param"] == table.param.tolist()
    assert encoded["second"]["importance"] == table.other_importance.tolist()
    assert encoded["second"]["place"] == table.other_place.tolist()
    assert encoded["apart"] == table.apart.tolist()
    assert encoded["sentences"] == list(picture.sentences)


def test_what_a_comparison_is_of_must_be_sentences(ranking):
    assert "nothing to compare with in 'mdi'" in encode_insight(ranking, "compare", "mdi")["problem"]


def test_methods_of_the_same_first_params_are_said_to_order_them_differently(make_runs):
    rng = np.random.default_rng(1)
    a, b = rng.uniform(0, 1, (2, 100))
    runs = make_runs({"a": a, "b": b}, {"loss": a + 0.9 * b + 0.1 * rng.normal(size=100)})
    first, second = (hpviz.rank(runs, "loss", method=method, trees=20) for method in ("oob", "top"))
    sentence = first.compare("top").sentences[0]
    same = [score.param for score in first.scores] == [score.param for score in second.scores]
    start = "Same order by the recommended" if same else "The recommended"
    assert sentence.startswith(f"{start} importance and PED-ANOVA")
    assert "among their first 2" not in sentence


def test_the_order_and_the_figures_of_what_could_be_chance_are_not_compared(make_runs):
    """Methods always order params that do nothing, each in its own way."""
    swapped = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        lr, params = rng.uniform(-6, 0, 80), {f"idle_{i}": rng.random(80) for i in range(3)}
        loss = 0.3 * (lr + 3) ** 2 + rng.normal(0, 0.3, 80)
        ranking = hpviz.rank(make_runs({"lr": 10**lr, **params}, {"loss": loss}), trees=30)
        if any(score.matters for score in ranking.scores[1:]):
            continue
        compared = comparison(ranking, "fanova")
        orders = [[score.param for score in result.scores] for result in (compared.first, compared.second)]
        swapped += orders[0] != orders[1]
        assert orders[0][0] == orders[1][0] == "lr"
        assert text_of(compared)[0] == "lr comes first by the recommended importance and by fANOVA."
        assert "idle" not in " ".join(text_of(compared))
    assert swapped > 2


def test_only_what_matters_is_said_to_be_in_another_order(ranking):
    known = comparison(ranking, "permutation")
    first, second, third, *others = known.first.scores
    third = replace(third, unbiased_above_noise=False)
    judge = replace(known.first, scores=(first, second, third, *others))
    other = replace(known.second, scores=(second, first, third, *others))
    swapped = replace(known, first=judge, second=other)
    names = f"{first.param} and {second.param}"
    assert text_of(swapped)[0] == (
        f"The recommended importance and permutation importance order {names} differently."
    )


@pytest.mark.parametrize(
    ("scale", "called"), [("linear", "average"), ("log", "typical value (geometric mean)")]
)
def test_an_explanation_names_the_mean_of_its_scale(make_runs, scale, called):
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 1, 60)
    ranking = hpviz.rank(make_runs({"x": x}, {"loss": np.exp(5 * x)}), "loss", scale=scale, trees=20)
    assert f"The {called} is " in ranking.explain(3).sentences[0]


def test_on_a_log_scale_the_steps_are_factors_that_multiply_up(make_runs):
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 1, (2, 60))
    ranking = hpviz.rank(
        make_runs({"x": x, "y": y}, {"loss": np.exp(5 * x + y)}), "loss", scale="log", trees=20
    )
    table = ranking.explain("worst").table()
    assert np.allclose(table["before"] * table["factor"], table["after"])
    assert table["after"].iloc[-1] == pytest.approx(np.exp(5 * x + y).max())
    assert np.allclose(np.log(table["factor"]), table["contribution"])
    linear = hpviz.rank(make_runs({"x": x, "y": y}, {"loss": x + y}), "loss", scale="linear", trees=20)
    table = linear.explain("worst").table()
    assert "factor" not in table
    assert np.allclose(table["before"] + table["contribution"], table["after"])


def test_changes_are_written_as_the_panel_writes_them():
    assert changes([0.25, -1.0], "linear") == ["+0.25", "-1.00"]
    assert changes([1, -0.42, 0, 7.6, 40], "log") == [
        f"{TIMES}{text}" for text in ("2.72", "0.657", "1", "2000", "2.35e+17")
    ]
    assert changes([3.25, 0, -2], "rank") == ["+3.2 places", "+0.0 places", "-2.0 places"]
