"""Advice for the next sweep: known truths, and what must never be said."""

import json
import time
from dataclasses import astuple

import numpy as np
import pytest

import hpviz
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.next_sweep.extension import beyond
from hpviz.data import VEHICLE
from hpviz.errors import HpvizError
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT
from hpviz.search_space import Choices, Interval
from hpviz.text.advice.next_sweep import reason, sentences


def sweep(make_runs, n=200, seed=0, peak=-3.0, **known):
    """Make a sweep with a best learning rate, a bad optimizer with a child, dead params, and failures."""
    rng = np.random.default_rng(seed)
    lr = 10 ** rng.uniform(-5, -1, n)
    optimizer = rng.choice(["adam", "sgd", "rmsprop"], n)
    width = 2 ** rng.integers(4, 9, n)
    loss = 5 + (np.log10(lr) - peak) ** 2 + 2 * (optimizer == "sgd") + rng.normal(0, 0.2, n)
    failed = lr > 0.05
    loss[failed] = np.nan
    params = {
        "lr": lr.tolist(),
        "optimizer": optimizer.tolist(),
        "momentum": [float(rng.uniform(0.1, 0.9)) if name == "sgd" else ABSENT for name in optimizer],
        "width": width.tolist(),
        "dropout": rng.uniform(0, 0.5, n).tolist(),
        "nesterov": rng.choice([True, False], n).tolist(),
    }
    statuses = np.where(failed, "crashed", "finished")
    return make_runs(params, {"val_loss": loss}, statuses=statuses, **known)


@pytest.fixture(scope="module")
def advice(make_runs):
    return hpviz.rank(sweep(make_runs), "val_loss").next_sweep()


def line(advice, param):
    return next(line for line in advice.lines if line.param == param)


def why(advice, param):
    return reason(line(advice, param), advice)


def test_what_matters_is_narrowed_around_its_best_values(advice):
    lr = line(advice, "lr").after.domain
    assert lr.log
    assert 1e-5 < lr.low < 1e-3 < lr.high < 0.02
    assert line(advice, "lr").sure in {"sure", "likely"}
    assert line(advice, "optimizer").after.domain == Choices(("adam", "rmsprop"))
    assert line(advice, "optimizer").sure == "sure"


def test_nothing_is_narrowed_where_hardly_any_part_of_the_forest_agrees(make_runs):
    narrowed = []
    for seed in (1, 7, 16, 24, 26):  # each has a param with a p-value of .06 to .13 and no place to narrow to
        rng = np.random.default_rng(seed)
        x = rng.random((60, 6))
        loss = (x[:, 0] - 0.3) ** 2 + 0.15 * x[:, 1] + 0.05 * x[:, 2] + rng.normal(0, 0.08, 60)
        runs = make_runs({f"p{place}": x[:, place] for place in range(6)}, {"loss": loss})
        advice = hpviz.rank(runs, "loss", goal="minimize").next_sweep()
        narrowed += [(line, why(advice, line.param)) for line in advice.lines if line.agreement >= 0]
    assert len(narrowed) >= 5
    assert min(line.agreement for line, _ in narrowed) >= 0.25
    for line, words in narrowed:
        assert "Whether it matters is not known" not in words or not line.observed.score.matters
        assert "It matters." not in words or line.observed.score.matters


def test_a_child_drops_out_with_what_switches_it_on(advice):
    assert line(advice, "momentum").after is None
    assert "momentum" not in [dimension.param for dimension in advice.space]
    row = advice.table().set_index("param").loc["momentum"]
    assert (row.action, row.after) == ("remove", "only used when optimizer = sgd")


def test_a_child_that_drops_out_is_as_sure_as_what_its_switch_does(advice):
    dropped = [line for line in advice.lines if line.after is None and line.before.condition is not None]
    assert dropped
    for child in dropped:
        switch = line(advice, child.before.condition.param)
        assert child.sure == switch.sure != "not known"


def switched(make_runs, **more):
    """Make a sweep in which one kind has an activation, the other a depth; the kind itself comes last."""
    params = {
        "activation": ["relu", ABSENT, "tanh", ABSENT] * 15,
        "depth": [at if at % 2 else ABSENT for at in range(60)],
        "lr": [0.1 * (at % 9 + 1) for at in range(60)],
        **more,
    }
    return make_runs(params, {"loss": [0.1 * (at % 9) for at in range(60)]})


def test_what_is_there_by_a_value_is_not_said_to_be_there_by_an_absence(make_runs):
    ranking = hpviz.rank(switched(make_runs, kind=["mlp", "forest"] * 30), "loss", goal="minimize")
    assert ranking.score("depth").active_when.levels == ("forest",)
    condition = line(ranking.next_sweep(), "depth").before.condition
    assert (condition.param, condition.values) == ("kind", ("forest",))


def test_what_only_an_absence_switches_on_does_not_drop_out(make_runs):
    ranking = hpviz.rank(switched(make_runs), "loss", goal="minimize")
    assert ranking.score("depth").active_when is None
    advice = ranking.next_sweep()
    assert line(advice, "depth").after is not None
    assert "depth" in advice.text("optuna")


def test_what_no_run_that_entered_has_is_drawn_as_the_others_had_it(make_runs):
    runs = make_runs(
        {"lr": [0.1 * (at % 9 + 1) for at in range(40)], "search": ["random", *[ABSENT] * 39]},
        {"loss": [0.1 * (at % 9) for at in range(40)]},
        statuses=np.array(["running", *["finished"] * 39]),
    )
    advice = hpviz.rank(runs, "loss", goal="minimize").next_sweep()
    assert why(advice, "search").startswith("It has one value only")
    assert [each.param for each in advice.space] == ["lr", "search"]
    assert "[]" not in advice.text("optuna")


def test_failing_has_a_next_sweep(make_runs):
    ranking = hpviz.rank(sweep(make_runs), "failure")
    advice = ranking.next_sweep()
    assert {each.param for each in advice.lines} == {score.param for score in ranking.scores}
    assert line(advice, "lr").after.domain.high <= 0.06
    assert "failed" in why(advice, "lr")


def test_a_trade_off_has_a_next_sweep():
    ranking = hpviz.rank(VEHICLE, ("val_acc", "train_time"))
    advice = ranking.next_sweep()
    assert {each.param for each in advice.lines} == {score.param for score in ranking.scores}
    assert advice.sentences


def test_what_could_be_chance_is_never_more_than_a_guess(stores):
    advice = hpviz.rank(stores / "smac" / "smac3_output").next_sweep()
    chance = [line for line in advice.lines if not line.observed.score.matters]
    assert len(chance) > 3
    assert {line.sure for line in chance if line.action == "narrow"} <= {"a guess"}
    assert {line.why for line in chance if line.action == "keep"} <= {"not known", "not better", "no choice"}
    assert not any("Best" in reason(line, advice) for line in chance)


def test_where_runs_fail_is_avoided_and_said(advice):
    assert line(advice, "lr").after.domain.high <= 0.05
    assert "failed" in why(advice, "lr")


@pytest.mark.parametrize("failing", [2, 8])
def test_a_configuration_that_fails_with_every_seed_failed_once(make_runs, failing):
    rng = np.random.default_rng(0)
    configuration, seed = np.repeat(np.arange(40), 5), np.tile(np.arange(5), 40)
    x, width, depth = rng.uniform(0, 1, 40), rng.integers(1, 9, 40), rng.integers(1, 5, 40)
    failed = np.isin(configuration, np.argsort(-x)[:failing])
    loss = np.where(failed, np.nan, (x + rng.normal(0, 0.3, 40))[configuration])
    own = {"x": x, "width": width, "depth": depth}
    params = {name: values[configuration].tolist() for name, values in own.items()}
    runs = make_runs(
        {**params, "seed": seed.tolist()}, {"loss": loss}, statuses=np.where(failed, "crashed", "finished")
    )
    words = why(hpviz.rank(runs, "loss", goal="minimize").next_sweep(), "x")
    assert ("8 of 8 configurations" in words) is (failing == 8)
    assert ("failed" in words) is (failing == 8)


def test_what_is_known_to_do_nothing_is_frozen_at_the_best_run(make_runs):
    ranking = hpviz.rank(sweep(make_runs, 400), "val_loss")
    advice = ranking.next_sweep()
    frozen = [line for line in advice.lines if line.action == "freeze"]
    assert frozen
    assert {line.param for line in frozen} <= {"width", "dropout", "nesterov"}
    assert all(line.after.fixed and "by chance or not" in reason(line, advice) for line in frozen)


def test_few_runs_freeze_nothing(make_runs):
    for seed in range(3):
        advice = hpviz.rank(sweep(make_runs, 40, seed), "val_loss").next_sweep()
        assert "freeze" not in {line.action for line in advice.lines}


def test_a_best_value_at_the_end_lets_the_range_reach_further(make_runs):
    lr = line(hpviz.rank(sweep(make_runs, 150, peak=-5.5), "val_loss").next_sweep(), "lr")
    assert (lr.action, lr.end) == ("shift", "low")  # what is left out is longer than what is added
    assert 0 < lr.after.domain.low < 1e-5
    assert lr.after.domain.high < 0.01


def test_maximizing_turns_everything_round(make_runs):
    rng = np.random.default_rng(3)
    x = rng.random(150)
    runs = make_runs({"x": x, "z": rng.random(150)}, {"score": -((x - 0.3) ** 2) + rng.normal(0, 0.01, 150)})
    domain = line(hpviz.rank(runs, "score", goal="maximize").next_sweep(), "x").after.domain
    assert domain.low < 0.3 < domain.high < 0.8


def test_two_good_corners_both_stay(make_runs):
    rng = np.random.default_rng(4)
    a, b = rng.random(300), rng.random(300)
    loss = (a + b - 1) ** 2 + 0.3 * (np.abs(a - 0.5) < 0.3) + rng.normal(0, 0.01, 300)
    advice = hpviz.rank(make_runs({"a": a, "b": b}, {"loss": loss}), "loss").next_sweep()
    for param in "ab":
        domain = line(advice, param).after.domain
        assert domain.low < 0.2
        assert domain.high > 0.8


def test_the_best_run_is_never_left_out(make_runs):
    for seed in range(4):
        ranking = hpviz.rank(sweep(make_runs, 50, seed), "val_loss")
        best = int(np.argmin(ranking.evidence.metric))
        for line in ranking.next_sweep().lines:
            if line.after is None or line.action == "freeze":
                continue
            column, domain = ranking.evidence.column(line.param), line.after.domain
            if isinstance(domain, Interval):
                value = column.numbers[best]
                assert np.isnan(value) or domain.low <= value <= domain.high
            elif column.kind == "categorical" and column.codes[best] >= 0:
                assert column.levels[column.codes[best]] in domain.values


def test_noise_and_few_runs_keep_everything_and_ask_for_more(make_runs):
    rng = np.random.default_rng(5)
    few = make_runs({"x": rng.random(12)}, {"loss": rng.random(12)})
    noise = make_runs({"x": rng.random(80), "z": rng.random(80)}, {"loss": np.tile([0.0, 1.0], 40)})
    for runs in (few, noise):
        ranking = hpviz.rank(runs, "loss")
        advice = ranking.next_sweep()
        assert ranking.problem
        assert {line.action for line in advice.lines} == {"keep"}
        assert "Keep everything" in advice.sentences[0]
        assert "more runs" in advice.sentences[0]


def test_a_source_s_own_bounds_and_choices_are_the_old_space(make_runs):
    hints = Hints(bounds={"dropout": (0.0, 0.7)}, choices={"optimizer": ("adam", "sgd", "rmsprop", "lion")})
    advice = hpviz.rank(sweep(make_runs, hints=hints), "val_loss").next_sweep()
    assert line(advice, "dropout").before.domain == Interval(low=0.0, high=0.7)
    assert "lion" in line(advice, "optimizer").after.domain.values  # nobody has tried it, so it stays


@pytest.mark.parametrize("goal", ["minimize", "maximize"])
def test_no_more_is_expected_than_a_run_has_shown(make_runs, goal):
    a, b, c = np.random.default_rng(11).random((3, 60))
    loss = np.exp(6 * a + 3 * b - 6)
    y = loss if goal == "minimize" else -loss
    runs = make_runs({"a": a, "b": b, "c": c}, {"y": y})
    advice = sweep_advice_of(hpviz.rank(runs, "y", goal=goal, scale="linear"))
    old, new, low, high = astuple(advice.expected)
    assert y.min() <= low <= new < old if goal == "minimize" else old < new <= high <= y.max()
    assert low <= new <= high
    assert advice.expected_metric == advice.expected


def test_what_is_expected_is_written_in_the_metric_s_own_unit(make_runs):
    a, b, c = np.random.default_rng(11).random((3, 60))
    loss = np.exp(8 * a + 3 * b - 6)
    advice = sweep_advice_of(hpviz.rank(make_runs({"a": a, "b": b, "c": c}, {"y": loss}), "y", scale="log"))
    old, new, low, high = astuple(advice.expected_metric)
    assert (old, new, low, high) == pytest.approx(tuple(np.exp(astuple(advice.expected))))
    interval = f"{new:.3g} ({low:.3g} to {high:.3g})"
    text = f"A typical run there should reach a y of about {interval} instead of {old:.3g}."
    assert text in sentences(advice)


@pytest.mark.parametrize("frozen", [True, False])
def test_the_forecast_holds_the_true_median_at_the_stated_rate(make_runs, frozen):
    """Of a whole number that does nothing, the best run's value is the one that chance has favoured."""
    held = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, junk = rng.uniform(-1, 1, 60), rng.integers(1, 9, 60)
        params = {"x": x, "junk": junk} if frozen else {"x": x}
        runs = make_runs(params, {"y": x**2 + rng.normal(0, 0.02, 60)})
        advice = sweep_advice_of(hpviz.rank(runs, "y", goal="minimize"))
        domain = line(advice, "x").after.domain
        drawn = rng.uniform(domain.low, domain.high, 4000) ** 2 + rng.normal(0, 0.02, 4000)
        expected = advice.expected_metric
        held.append(expected.low <= np.median(drawn) <= expected.high)
        assert expected.high < 0.7 * expected.old
    assert np.mean(held) >= 0.9


def test_the_same_runs_give_the_same_advice(make_runs, advice):
    again = hpviz.rank(sweep(make_runs), "val_loss").next_sweep()
    assert again.space == advice.space
    assert again.table().equals(advice.table())


def test_noise_is_never_sure(make_runs):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        runs = make_runs({name: rng.random(60) for name in "abcd"}, {"loss": rng.random(60)})
        advice = hpviz.rank(runs, "loss").next_sweep()
        assert "sure" not in {
            line.sure for line in advice.lines if line.action in {"narrow", "extend", "shift"}
        }


def test_no_runs_are_a_sentence(make_runs):
    ranking = hpviz.rank(make_runs({"x": [1.0]}, {"loss": [1.0]}), "loss")
    with pytest.raises(HpvizError, match="nothing to draw"):
        ranking.next_sweep()


@pytest.mark.parametrize(
    ("param", "domain", "up", "wanted"),
    [
        ("lr", Interval(low=1e-5, high=1e-1, log=True), False, (1e-6, 1e-1)),
        ("depth", Interval(low=1, high=8, integer=True), True, (1, 10)),
        ("momentum", Interval(low=0.5, high=0.9), True, (0.5, 0.95)),
        ("momentum", Interval(low=0.1, high=0.9, log=True), True, (0.1, 0.95)),
        ("decay", Interval(low=0.0, high=3.0), False, None),
        ("layers", Interval(low=1, high=4, integer=True), False, None),
        ("offset", Interval(low=-1.0, high=3.0), False, (-2.0, 3.0)),
        ("year", Interval(low=2010, high=2024, integer=True), True, (2010, 2028)),
        ("width", Interval(low=64, high=512, integer=True), False, (32, 512)),
        ("width", Interval(low=64, high=1024, integer=True, step=64), True, (64, 1280)),
        ("width", Interval(low=64, high=1024, integer=True, step=64), False, None),
        ("heads", Interval(low=0, high=4, integer=True), False, None),
        ("beta2", Interval(low=0.9, high=0.999), True, (0.9, 0.9995)),
        ("beta2", Interval(low=0.9, high=0.99999), True, (0.9, 0.999995)),
        ("gamma", Interval(low=1e-4, high=0.9999, log=True), True, (1e-4, 0.99995)),
        ("dropout", Interval(low=0.0, high=1.0), True, None),
        ("dropout", Interval(low=0.0, high=0.5, step=0.1), True, (0.0, 0.7)),
        ("dropout", Interval(low=0.0, high=0.9, step=0.1), True, None),
        ("C", Interval(low=0.2, high=7.0), False, None),
    ],
)
def test_a_range_reaches_further_within_what_it_can_be(param, domain, up, wanted):
    longer = beyond(param, domain, up=up)
    assert (longer and (longer.low, longer.high)) == (wanted and pytest.approx(wanted))


@pytest.mark.parametrize(
    ("values", "up", "wanted"),
    [
        ((16, 32, 64), True, 128),
        ((16, 32, 64), False, 8),
        ((1, 2, 3), False, None),
        ((0.1, 0.2, 0.3), True, 0.4),
        ((0.9, 0.99), True, 0.995),
        ((0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999), True, 0.9999995),
        ((0, 1), True, None),
        ((2000, 2012, 2024), True, 2036),
    ],
)
def test_a_list_of_numbers_gets_its_next_one(values, up, wanted):
    longer = beyond("x", Choices(values), up=up)
    assert (longer and longer.values[-1 if up else 0]) == (wanted and pytest.approx(wanted))


def test_the_panel_gives_the_advice_and_its_files(make_runs):
    panel = hpviz.Panel(sweep(make_runs), "val_loss")
    sent = []
    panel.send = lambda content, buffers=None: sent.append((content, buffers))

    def until(done):
        end = time.monotonic() + 60
        while not done():
            assert time.monotonic() < end
            time.sleep(0.01)

    panel._handle_custom_msg({"event": "insight", "name": "next", "of": ""}, [])
    until(lambda: "next" in panel.insights)
    encoded = json.loads(json.dumps(panel.insights["next"], allow_nan=False))
    assert encoded["problem"] is None
    assert encoded["lines"]["param"] == panel.table().param.tolist()
    assert [name for name, _ in encoded["tools"]] == ["wandb", "optuna", "ray", "sklearn", "configspace"]
    panel._handle_custom_msg({"event": "export", "what": "space", "tool": "wandb", "to": "copy"}, [])
    until(lambda: sent)
    assert sent.pop()[0]["copied"] == panel.next_sweep().text("wandb")
    panel._handle_custom_msg({"event": "export", "what": "space", "tool": "optuna", "to": "file"}, [])
    until(lambda: sent)
    content, (text,) = sent.pop()
    assert content["file"]["name"] == "hpviz-next-sweep-optuna.py"
    assert text.decode() == panel.next_sweep().text("optuna")
    panel._handle_custom_msg({"event": "export", "what": "space", "tool": "nope", "to": "copy"}, [])
    until(lambda: "no tool 'nope'" in panel.notice)


def test_the_former_name_of_the_result_warns(make_runs):
    ranking = hpviz.rank(sweep(make_runs, 40), "val_loss")
    with pytest.warns(DeprecationWarning, match="NextSweep.ranking is now NextSweep.result"):
        assert ranking.next_sweep().ranking is ranking
