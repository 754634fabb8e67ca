"""Small sweeps whose right advice is known, and others of the same kind."""

import warnings

import numpy as np
import pytest

import hpviz
from hpviz.analysis.design.rounding import observed
from hpviz.analysis.design.searched_space import searched_space
from hpviz.analysis.next_sweep.advice import sweep_advice_of
from hpviz.analysis.next_sweep.candidates import Candidates
from hpviz.analysis.next_sweep.extension import beyond
from hpviz.analysis.next_sweep.rules import _grows
from hpviz.formatting.numbers import number
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT
from hpviz.search_space import Choices, Interval
from hpviz.text.advice.next_sweep import reason, sentences, table

optuna = pytest.importorskip("optuna")


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    optuna.logging.set_verbosity(optuna.logging.WARNING)


def advised(runs, metric="loss", **options):
    return hpviz.rank(runs, metric, **options).next_sweep()


def line(advice, param):
    return next(line for line in advice.lines if line.param == param)


def after(advice, param):
    return line(advice, param).after.domain


def row(advice, param):
    return table(advice).set_index("param").loc[param]


def lists(make_runs, others, n, values, seed):
    """Make a sweep in which one list decides all and others do nothing."""
    rng = np.random.default_rng(seed)
    lr = rng.choice([1e-4, 1e-3, 1e-2, 1e-1], n)
    params = {f"p{place}": rng.choice(values, n).tolist() for place in range(others)}
    loss = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.05, n)
    return make_runs({**params, "lr": lr.tolist()}, {"loss": loss})


def test_lists_that_do_nothing_do_not_stand_in_the_way_of_the_one_that_decides(figures):
    advice = advised(figures / "next_sweep_lists.csv")
    assert after(advice, "lr") == Choices((0.001,))
    assert line(advice, "lr").action == "narrow"
    assert advice.sentences[0] == "Fix lr."


@pytest.mark.parametrize(
    ("others", "n", "values"), [(12, 120, [1, 2, 3]), (6, 45, ["a", "b", "c", "d", "e"])]
)
def test_of_many_lists_the_deciding_one_is_narrowed(make_runs, others, n, values):
    advice = advised(lists(make_runs, others, n, values, seed=others))
    assert after(advice, "lr") == Choices((0.001,))


def test_medians_that_tie_take_nothing_back(make_runs):
    rng = np.random.default_rng(0)
    x, z = rng.integers(1, 9, (2, 120))
    loss = np.where(x <= 2, 0.0, 1.0)  # nearly all runs have the same loss, in the narrow range too
    advice = advised(make_runs({"x": x.tolist(), "z": z.tolist()}, {"loss": loss}))
    assert line(advice, "x").action in {"narrow", "extend"}
    assert after(advice, "x").high <= 3


@pytest.mark.parametrize("names", [("good", "fine", "bad"), ("resnet", "vit", "mlp")])
def test_of_two_values_that_are_equally_good_both_stay(make_runs, names):
    rng = np.random.default_rng(2)
    kind, head = rng.choice(names, 90), rng.choice(["a", "b"], 90)
    loss = np.where(kind == names[2], 0.35, 0.05) + rng.normal(0, 0.03, 90)
    advice = advised(make_runs({"kind": kind.tolist(), "head": head.tolist()}, {"loss": loss}))
    assert set(after(advice, "kind").values) <= set(names[:2])


def test_what_is_worse_goes_though_the_smaller_region_is_not_better(figures):
    advice = advised(figures / "long_levels.csv", "val_loss")
    kept = after(advice, "encoder_checkpoint").values
    assert "resnet50_pretrained_imagenet_v1" not in kept
    assert kept


def whole(make_runs, low, high, n=80, name="year", seed=0, sign=1):
    rng = np.random.default_rng(seed)
    x = rng.integers(low, high + 1, n)
    y = sign * (x - low) / (high - low) + rng.normal(0, 0.02, n)
    return make_runs({name: x.tolist(), "z": rng.random(n).tolist()}, {"acc": y})


def test_an_extension_of_large_whole_numbers_is_none_that_comes_out_inverted(figures):
    year = after(advised(figures / "next_sweep_year.csv", "acc"), "year")
    assert year.integer
    assert 2015 <= year.low < 2024 < year.high <= 2030


@pytest.mark.parametrize(("low", "high", "sign"), [(10_000, 10_100, 1), (1950, 1999, -1)])
def test_whole_numbers_far_from_zero_are_extended_by_a_part_of_their_range(make_runs, low, high, sign):
    chosen = line(advised(whole(make_runs, low, high, sign=sign), "acc", goal="maximize"), "year")
    domain, length = chosen.after.domain, high - low
    assert chosen.action in {"extend", "shift"}
    assert (domain.high if sign > 0 else domain.low) == pytest.approx(
        high if sign > 0 else low, abs=0.4 * length
    )
    assert domain.high > high if sign > 0 else domain.low < low


def test_a_decay_is_extended_half_the_way_to_one(figures):
    beta2 = line(advised(figures / "extend_beta2_to_one.csv"), "beta2")
    assert (beta2.action, beta2.end) == ("shift", "high")
    highest = beta2.before.domain.high
    assert highest < beta2.after.domain.high <= (1 + highest) / 2 + 1e-12
    assert beta2.after.domain.high < 1


@pytest.mark.parametrize(
    ("name", "low", "high", "log"), [("momentum", 0.0, 0.999, False), ("adam_beta1", 0.5, 0.9999, True)]
)
def test_what_stays_below_one_does_so(make_runs, name, low, high, log):
    rng = np.random.default_rng(1)
    x, z = rng.uniform(low, high, 100), rng.random(100)
    x[:3] = high
    hints = Hints(bounds={name: (low, high)}, log={name: log})
    runs = make_runs(
        {name: x.tolist(), "z": z.tolist()}, {"loss": 1 - x + rng.normal(0, 0.01, 100)}, hints=hints
    )
    domain = after(advised(runs), name)
    assert domain.high < 1
    assert domain.high <= (1 + high) / 2
    assert "to 1" not in row(advised(runs), name).after.replace("to 0.", "")


def test_a_best_value_just_before_the_end_is_no_reason_to_extend(figures):
    beta2 = line(advised(figures / "beta2.csv"), "beta2")
    assert beta2.action == "narrow"
    assert beta2.after.domain.low < 0.999 <= beta2.after.domain.high < 0.9999


def test_ends_are_written_so_that_they_can_be_told_from_one(figures):
    before = row(advised(figures / "beta2.csv"), "beta2").before
    assert before == "0.9215 to 0.999988 (observed)"


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [(0.915, 0.99999, "0.915 to 0.99999"), (0.9, 0.999999, "0.9 to 0.999999"), (1e-10, 2.5, "1e-10 to 2.5"),
     (1234.51, 1234.52, "1234.51 to 1234.52"), (64.0, 1024.0, "64 to 1024")],
)  # fmt: skip
def test_declared_ends_are_written_at_a_precision_that_tells_them_apart(make_runs, low, high, wanted):
    x = np.random.default_rng(0).uniform(low, high, 40)
    runs = make_runs({"x": x.tolist()}, {"loss": x}, hints=Hints(bounds={"x": (low, high)}))
    assert row(advised(runs), "x").before == wanted


SEED = 831690381178550948


def test_a_seed_of_18_digits_keeps_all_of_them(figures):
    runs = hpviz.read(figures / "big_seed.csv").with_parts({"seed": "choice"})
    advice = advised(runs)
    assert after(advice, "seed") == Choices((SEED,))
    assert row(advice, "seed").after == str(SEED)
    for tool in ("wandb", "optuna", "ray", "sklearn", "configspace"):
        assert str(SEED) in advice.text(tool)
    assert advice.sklearn()["seed"] == [SEED]


@pytest.mark.parametrize("first", [2**53 + 1, 2**63 - 200])
def test_whole_numbers_beyond_those_of_floats_come_out_as_they_went_in(make_runs, first):
    rng = np.random.default_rng(0)
    few = (
        [first, first + 2**12 + 1, first + 2**13 + 7]
        if first < 2**60
        else [first - 2**12, first - 2**11, first]
    )
    seed = [few[place] for place in rng.integers(0, 3, 60)]
    x = rng.random(60)
    advice = advised(make_runs({"x": x.tolist(), "seed": seed}, {"loss": x}))
    assert line(advice, "seed").before.domain == Choices(tuple(few))
    assert set(after(advice, "seed").values) <= set(few)


def test_a_declared_end_beyond_floats_keeps_its_digits(make_runs):
    seed = np.random.default_rng(0).integers(0, 2**62, 40).tolist()
    hints = Hints(bounds={"seed": (0, 2**63 - 1)})
    runs = make_runs(
        {"seed": seed, "x": [float(place) for place in range(40)]}, {"loss": range(40)}, hints=hints
    )
    domain = line(advised(runs), "seed").before.domain
    assert (domain.low, domain.high) == (0, 2**63 - 1)


class ReLU: ...


class GELU: ...


def study(suggest, n=60, direction="minimize"):
    created = optuna.create_study(direction=direction, sampler=optuna.samplers.RandomSampler(seed=1))
    created.optimize(suggest, n_trials=n)
    return created


def test_steps_of_a_study_come_out_as_they_went_in():
    runs = study(
        lambda t: (
            abs(t.suggest_int("hidden", 64, 1024, step=64) - 512) / 1000
            + 0.1 * t.suggest_float("dropout", 0, 0.5, step=0.1)
        ),
        n=80,
    )
    advice = advised(runs, None)
    hidden, dropout = after(advice, "hidden"), after(advice, "dropout")
    assert (hidden.step, hidden.low % 64, hidden.high % 64) == (64, 0, 0)
    assert hidden.low <= 512 <= hidden.high < 1024
    assert (dropout.low, dropout.step) == (0.0, 0.1)
    assert row(advice, "hidden").before == "64 to 1024 (steps of 64)"
    assert advice.optuna()["hidden"] == optuna.distributions.IntDistribution(hidden.low, hidden.high, step=64)
    assert f"suggest_int('hidden', {hidden.low}, {hidden.high}, step=64)" in advice.text("optuna")
    names = {}
    exec(advice.text("optuna"), names)  # noqa: S102 - our own code
    drawn = [names["suggest"](names["study"].ask()) for _ in range(30)]
    assert {run["hidden"] % 64 for run in drawn} == {0}
    assert {round(10 * run["dropout"], 9) % 1 for run in drawn} == {0.0}


@pytest.mark.parametrize(("low", "high", "step"), [(1, 33, 2), (0.05, 0.95, 0.15)])
def test_grids_that_do_not_begin_at_zero_stay_as_they_are(low, high, step):
    def suggest(trial):
        kind = trial.suggest_int if isinstance(step, int) else trial.suggest_float
        return (kind("x", low, high, step=step) - low) ** 2 + trial.suggest_float("z", 1e-5, 1e-1, log=True)

    advice = advised(study(suggest), None)
    for tool in ("optuna", "sklearn"):
        names = {}
        exec(advice.text(tool), names)  # noqa: S102 - our own code
    drawn = [names["param_distributions"]["x"][place] for place in range(2)]
    assert drawn == pytest.approx([low, low + step])
    assert line(advice, "x").before.domain.step == step
    assert line(advice, "z").before.domain.log


def test_a_grid_that_nobody_declared_is_seen(make_runs):
    rng = np.random.default_rng(3)
    hidden, rate = 64 * rng.integers(1, 17, 40), np.round(0.05 * rng.integers(0, 19, 40), 2)
    runs = make_runs({"hidden": hidden.tolist(), "rate": rate.tolist()}, {"loss": hidden / 1024 + rate})
    advice = advised(runs)
    assert line(advice, "hidden").before.domain.step == 64
    assert line(advice, "rate").before.domain.step == pytest.approx(0.05)
    assert "(steps of 64, observed)" in row(advice, "hidden").before


@pytest.mark.parametrize("digits", [None, 9])
@pytest.mark.parametrize("parts", [7, 24, 30])
def test_evenly_spaced_fractions_are_written_as_the_runs_have_them(make_runs, parts, digits):
    rng = np.random.default_rng(1)
    own = np.arange(parts + 1) / parts if digits is None else np.round(np.arange(parts + 1) / parts, digits)
    rate = own[rng.integers(1, parts + 1, 120)]
    params = {"rate": rate.tolist(), "z": rng.random(120).tolist()}
    ranking = hpviz.rank(make_runs(params, {"loss": (rate - 0.3) ** 2 + 0.001 * rng.random(120)}), "loss")
    advice = ranking.next_sweep()
    domain = after(advice, "rate")
    numbers = domain.numbers if isinstance(domain, Interval) else domain.values
    assert len(numbers) > 1
    assert set(numbers) <= set(rate.tolist())
    assert f"values: {list(numbers)}" in advice.text("wandb")
    best = ranking.headline.rpartition("between ")[2].rstrip(".").split(" and ")
    assert best == [f"{numbers[0]:.4g}", f"{numbers[-1]:.4g}"]
    names = {}
    with warnings.catch_warnings():  # of a range that Optuna cuts off
        warnings.filterwarnings("error", message=".*range")
        exec(advice.text("optuna"), names)  # noqa: S102 - our own code
        made = advice.study()
    assert len(names["study"].trials) == len(made.trials) > 2
    drawn = {names["suggest"](names["study"].ask())["rate"] for _ in range(60)}
    assert all(np.abs(own - number).min() < 1e-8 for number in drawn)
    if isinstance(domain, Interval) and digits is None:
        assert domain.step == pytest.approx(1 / parts, rel=1e-15)


def test_counts_that_were_written_as_floats_are_whole(make_runs):
    rng = np.random.default_rng(3)
    trees, width = rng.integers(10, 1000, 60).astype(float), 32.0 * rng.integers(1, 20, 60)
    advice = advised(make_runs({"trees": trees.tolist(), "width": width.tolist()}, {"loss": -trees}))
    assert line(advice, "trees").action == "shift"
    assert after(advice, "trees").integer
    assert "suggest_int('trees'" in advice.text("optuna")
    assert line(advice, "width").before.domain == Interval(low=32.0, high=width.max(), step=32.0)


def test_powers_of_two_are_a_list_though_runs_are_few(make_runs):
    width = (2 ** np.random.default_rng(3).integers(4, 14, 22)).tolist()
    advice = advised(make_runs({"width": width}, {"loss": np.log2(width)}))
    assert line(advice, "width").before.domain == Choices(tuple(sorted(set(width))))


def test_classes_are_one_value_each_and_come_out_as_their_names():
    runs = study(
        lambda t: (t.suggest_categorical("act", [ReLU, GELU]) is ReLU) + 0.3 * t.suggest_float("z", 0, 1)
    )
    advice = advised(runs, None)
    assert (row(advice, "act").before, row(advice, "act").after) == ("GELU, ReLU", "GELU")
    assert "# GELU: import or define it first" in advice.text("optuna")
    names = {"GELU": GELU}
    exec(advice.text("optuna"), names)  # noqa: S102 - our own code
    assert names["suggest"](names["study"].ask())["act"] is GELU


@pytest.mark.parametrize("length", [8e307, 1e-300])
def test_ranges_at_the_ends_of_what_floats_can_be_are_no_error(make_runs, length):
    x, z = np.random.default_rng(1).uniform(-length, length, (2, 60))
    advice = advised(make_runs({"x": x.tolist(), "z": z.tolist()}, {"loss": x / length}))
    domain = after(advice, "x")
    assert domain.low < domain.high < 0.5 * length


def same(value):
    return value


def double(value):
    return 2 * value


@pytest.mark.filterwarnings("ignore:Choices for a categorical distribution")
@pytest.mark.parametrize(
    "choices",
    [[(3, 3), (5, 5)], [[16, 32], [64]], [True, "auto"], ["None", "x"], [None, "x"], [1, 0.5], ["1", "x"]],
)
def test_choices_of_any_kind_come_out_as_they_went_in(choices):
    runs = study(lambda t: t.suggest_float("z", 0, 1) + len(str(t.suggest_categorical("x", choices))), n=15)
    advice = advised(runs, None)  # so few runs that all is kept
    names = {}
    exec(advice.text("sklearn"), names)  # noqa: S102 - our own code
    code = names["param_distributions"]["x"]
    assert sorted(map(repr, code)) == sorted(map(repr, advice.sklearn()["x"]))
    assert sorted(map(repr, code)) == sorted(map(repr, choices))


@pytest.mark.filterwarnings("ignore:Choices for a categorical distribution")
def test_functions_and_enumerations_are_written_by_their_names():
    import enum

    class Mode(enum.Enum):
        FAST = 1
        EXACT = 2

    Mode.__qualname__ = "Mode"
    runs = study(
        lambda t: (
            t.suggest_categorical("f", [same, double])(1)
            + (t.suggest_categorical("mode", list(Mode)) is Mode.FAST)
        ),
        n=15,
    )
    advice = advised(runs, None)
    assert "[double, same]" in advice.text("ray")
    assert "[Mode.EXACT, Mode.FAST]" in advice.text("ray")
    assert "values: [EXACT, FAST]" in advice.text("wandb")
    assert row(advice, "mode").before == "EXACT, FAST"


def test_hidden_params_stay_in_the_space(make_runs):
    rng = np.random.default_rng(0)
    x, width, seed = rng.random(60), rng.choice([16, 32, 64], 60), rng.integers(0, 1000, 60)
    runs = make_runs({"width": width.tolist(), "x": x.tolist(), "seed": seed.tolist()}, {"loss": x})
    advice = advised(runs, hidden=["width", "seed"])
    assert row(advice, "width").action == row(advice, "seed").action == "keep (hidden)"
    assert [dimension.param for dimension in advice.space] == ["x", "width", "seed"]
    assert "trial.suggest_categorical('width', [16, 32, 64])" in advice.text("optuna")
    assert "Hidden" in row(advice, "width").reason
    assert "width" not in advice.sentences[0]


@pytest.mark.parametrize("hidden", ["momentum", "optimizer"])
def test_conditions_hold_for_hidden_params_too(make_runs, hidden):
    rng = np.random.default_rng(4)
    optimizer = rng.choice(["adam", "sgd"], 80)
    momentum = [float(rng.uniform(0.1, 0.9)) if name == "sgd" else ABSENT for name in optimizer]
    x = rng.random(80)
    params = {"x": x.tolist(), "optimizer": optimizer.tolist(), "momentum": momentum}
    advice = advised(make_runs(params, {"loss": x}), hidden=[hidden])
    names = {}
    exec(advice.text("optuna"), names)  # noqa: S102 - our own code
    for _ in range(20):
        drawn = names["suggest"](names["study"].ask())
        assert ("momentum" in drawn) == (drawn["optimizer"] == "sgd")


def test_a_hidden_child_goes_with_its_switch(make_runs):
    rng = np.random.default_rng(4)
    optimizer = rng.choice(["adam", "sgd"], 80)
    momentum = [float(rng.uniform(0.1, 0.9)) if name == "sgd" else ABSENT for name in optimizer]
    params = {"optimizer": optimizer.tolist(), "z": rng.random(80).tolist(), "momentum": momentum}
    advice = advised(make_runs(params, {"loss": 1.0 * (optimizer == "sgd")}), hidden=["momentum"])
    assert after(advice, "optimizer") == Choices(("adam",))
    assert (row(advice, "momentum").action, line(advice, "momentum").after) == ("remove", None)


def test_observed_ranges_are_called_so_and_declared_ones_are_used(make_runs):
    x, y = np.random.default_rng(0).random((2, 40))
    hints = Hints(bounds={"x": (0, 2)}, log={"x": False}, steps={"y": 0.25})
    advice = advised(make_runs({"x": x.tolist(), "y": y.tolist()}, {"loss": y}, hints=hints))
    assert row(advice, "x").before == "0 to 2"
    assert row(advice, "y").before.endswith("(observed)")
    assert "observed" not in row(advice, "y").after


@pytest.mark.parametrize(("goal", "sign"), [("minimize", 1), ("maximize", -1)])
def test_rare_values_that_the_table_calls_worse_are_not_drawn(make_runs, goal, sign):
    rng = np.random.default_rng(5)
    kind = np.array(["a"] * 28 + ["b"] * 28 + ["c"] * 4)
    x = rng.random(60)
    loss = sign * (x + 2.0 * (kind == "c") + rng.normal(0, 0.01, 60))
    advice = advised(make_runs({"kind": kind.tolist(), "x": x.tolist()}, {"loss": loss}), goal=goal)
    worse = advice.result.levels("kind").set_index("level")
    assert sign * worse.effect_low["c"] > 0 or sign * worse.effect_high["c"] > 0
    assert after(advice, "kind") == Choices(("a", "b"))


def test_rare_values_stay_where_the_table_does_not_call_them_worse(make_runs):
    rng = np.random.default_rng(6)
    kind = np.array(["a"] * 28 + ["b"] * 28 + ["c"] * 4)
    x = rng.random(60)
    advice = advised(make_runs({"kind": kind.tolist(), "x": x.tolist()}, {"loss": x}))
    rare = advice.result.levels("kind").set_index("level").loc["c"]
    assert rare.effect_low < 0 < rare.effect_high
    assert line(advice, "kind").worse == ()


def test_failing_gets_advice_of_where_runs_fail(figures):
    advice = advised(figures / "failure_next.csv", "failure")
    lr = line(advice, "lr")
    assert (lr.action, lr.sure) == ("narrow", "sure")
    assert 0.02 < lr.after.domain.high < 0.04
    assert "13 of 13 runs at 0.0321 or more failed." in reason(lr, advice)
    assert sentences(advice) == (
        "Narrow lr.",
        "This only avoids failures: rank by a metric to see which settings are good.",
    )


def test_failing_anywhere_is_a_plain_sentence(make_runs):
    rng = np.random.default_rng(0)
    statuses = np.where(rng.random(60) < 0.3, "failed", "finished")
    runs = make_runs({"x": rng.random(60).tolist()}, {"loss": rng.random(60)}, statuses=statuses)
    advice = advised(runs, "failure")
    assert line(advice, "x").action == "keep"
    assert advice.sentences


def test_failing_values_of_a_list_are_left_out_for_failing_too(make_runs):
    rng = np.random.default_rng(0)
    kind = rng.choice(["adam", "sgd", "lbfgs"], 90)
    statuses = np.where(kind == "lbfgs", "crashed", "finished")
    params = {"kind": kind.tolist(), "x": rng.random(90).tolist()}
    advice = advised(make_runs(params, {"loss": rng.random(90)}, statuses=statuses), "failure")
    assert after(advice, "kind") == Choices(("adam", "sgd"))


def test_a_trade_off_keeps_its_whole_front(figures):
    advice = advised(figures / "failure_next.csv", ("loss", "time"))
    evidence = advice.result.require_evidence()
    front = evidence.column("lr").numbers[evidence.metric == 0]
    domain = after(advice, "lr")
    assert domain.low <= front.min()
    assert front.max() <= domain.high
    assert (
        "All runs on the Pareto front of loss and time stay inside, so no trade-off is lost."
        in advice.sentences
    )
    assert any(said.startswith("A typical run there should be ") for said in advice.sentences)


@pytest.mark.parametrize("seed", [0, 1])
def test_what_trades_two_metrics_off_is_never_frozen(make_runs, seed):
    rng = np.random.default_rng(seed)
    size, lr = rng.random((2, 120))
    metrics = {"loss": (lr - 0.5) ** 2 + 1 - size, "time": size + 0.5 * (lr - 0.5) ** 2}
    advice = advised(make_runs({"size": size.tolist(), "lr": lr.tolist()}, metrics), ("loss", "time"))
    evidence = advice.result.require_evidence()
    front = evidence.column("size").numbers[evidence.metric == 0]
    domain = after(advice, "size")
    assert isinstance(domain, Interval)
    assert domain.low <= front.min() < front.max() <= domain.high


@pytest.mark.parametrize("seed", range(12))
def test_likely_is_never_said_where_less_than_half_of_the_forest_agrees(make_runs, seed):
    rng = np.random.default_rng(seed)
    x = rng.random((60, 5))
    loss = (x[:, 0] - 0.3) ** 2 + 0.15 * x[:, 1] + 0.1 * x[:, 2] * x[:, 3] + rng.normal(0, 0.06, 60)
    params = {f"p{place}": x[:, place] for place in range(4)} | {
        "kind": np.where(x[:, 4] > 0.5, "a", "b").tolist()
    }
    advice = sweep_advice_of(hpviz.rank(make_runs(params, {"loss": loss}), "loss"))
    for each in advice.lines:
        assert each.sure not in {"sure", "likely"} or not each.agreement < 0.5
        assert not (each.action == "keep" and each.agreement >= 0)


def near_zero(make_runs, n=60, seed=0):
    """Make a sweep of which the metric grows with a share from near 0, and with nothing else."""
    rng = np.random.default_rng(seed)
    dropout = rng.uniform(0.005, 0.5, n)
    params = {"lr": 10 ** rng.uniform(-5, -1, n), "dropout": dropout, "depth": rng.choice([1, 2, 3], n)}
    return make_runs(params, {"val_loss": 2 * dropout + rng.normal(0, 0.1, n)})


@pytest.mark.parametrize("seed", range(3))
def test_a_range_that_shrinks_is_not_called_extended(make_runs, seed):
    advice = hpviz.rank(near_zero(make_runs, seed=seed), "val_loss").next_sweep()
    dropout = line(advice, "dropout")
    assert dropout.action == "narrow"
    assert dropout.before.domain.low <= dropout.after.domain.low < dropout.after.domain.high < 0.25


def test_what_is_extended_grows_and_what_moves_does_not():
    before = Choices((16, 32, 64))
    assert _grows(before, Choices((16, 32, 64, 128)))
    assert not _grows(before, Choices((32, 64, 128)))
    lr = Interval(low=1e-4, high=1e-2, log=True)
    assert _grows(lr, Interval(low=1e-5, high=5e-3, log=True))
    assert not _grows(lr, Interval(low=1e-5, high=5e-4, log=True))


@pytest.mark.parametrize(("low", "high", "reaches"), [(0.005, 0.5, False), (0.1, 0.5, True)])
def test_half_the_way_to_zero_is_an_extension_where_it_is_long_enough(low, high, reaches):
    assert (beyond("x", Interval(low=low, high=high), up=False) is not None) is reaches


def test_what_could_be_chance_is_narrowed_only_where_half_of_the_forest_agrees(make_runs):
    narrowed = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x, kind = rng.random((50, 4)), rng.choice(list("abc"), 50)
        params = {f"p{place}": x[:, place] for place in range(4)} | {"kind": kind.tolist()}
        loss = x[:, 0] + 0.15 * x[:, 1] + 0.08 * (kind == "c") + rng.normal(0, 0.1, 50)
        advice = hpviz.rank(make_runs(params, {"loss": loss}), "loss", goal="minimize").next_sweep()
        narrowed += [(each, reason(each, advice)) for each in advice.lines if each.action == "narrow"]
    chance = [(each, words) for each, words in narrowed if "could be chance" in words]
    assert chance
    for each, words in chance:
        assert not each.agreement < 0.5
        assert "Most good settings lie here" not in words
        assert "are rarely good" not in words


def best_of_a_list(values, tried, best, n=120):
    """Make a study of a list of which some values were never drawn, with the best one known."""
    rng, made = np.random.default_rng(0), optuna.create_study()
    space = {
        "x": optuna.distributions.CategoricalDistribution(values),
        "z": optuna.distributions.FloatDistribution(0, 1),
    }
    for _ in range(n):
        params = {"x": tried[rng.integers(len(tried))], "z": float(rng.random())}
        loss = abs(values.index(params["x"]) - values.index(best)) + 0.5 * params["z"]
        made.add_trial(optuna.trial.create_trial(params=params, distributions=space, value=loss))
    return made


POWERS = [8, 16, 32, 64, 128, 256, 512, 1024]
TENS = list(range(-10, 10))


@pytest.mark.parametrize(
    ("values", "untried", "best", "far", "beside"),
    [
        (POWERS, [1024], 16, [1024], []),
        (POWERS, [8, 512, 1024], 256, [8, 1024], [512]),
        (POWERS[::-1], [8], 512, [8], []),
        (list(map(float, TENS)), [-9.0, 8.0, 9.0], -4.0, [-9.0, 8.0, 9.0], []),
        (TENS, [-5, 9], -4, [9], [-5]),
        (["auto", *POWERS], [16, 1024], 8, [1024], []),
        (list(map(str, POWERS)), ["32", "1024"], "16", ["1024"], ["32"]),
        (["1e-5", "1e-4", "1e-3", "1e-2", "0.1"], ["0.1"], "1e-4", ["0.1"], []),
    ],
)
def test_of_numbers_only_untried_ones_beside_the_good_ones_stay(values, untried, best, far, beside):
    tried = [value for value in values if value not in untried]
    advice = advised(best_of_a_list(values, tried, best), "value")
    kept = after(advice, "x")
    assert kept.holds(best)
    assert not any(kept.holds(value) for value in far)
    assert all(kept.holds(value) for value in beside)
    assert ("never tried" in reason(line(advice, "x"), advice)) is any(map(kept.holds, untried))


def test_untried_names_stay_and_are_expected_to_be_as_the_others_are():
    names = list("abcdefgh")
    advice = advised(best_of_a_list(names, names[:-1], "a"), "value")
    assert after(advice, "x").holds("h")
    assert "h was never tried." in reason(line(advice, "x"), advice)
    tried = advised(best_of_a_list(names[:-1], names[:-1], "a"), "value")
    assert after(tried, "x") == Choices(("a",))
    # Half of the runs will have h, which may be as bad as any of the others.
    assert advice.expected.new > tried.expected.new


def test_nothing_is_drawn_beyond_an_end_that_was_never_tried():
    advice = advised(best_of_a_list(POWERS, POWERS[:-1], 512), "value")
    assert line(advice, "x").action == "narrow"
    assert after(advice, "x").values[-2:] == (512, 1024)
    assert "1024 was never tried." in reason(line(advice, "x"), advice)


def failing_runs(make_runs, x, failed, **hints):
    rng = np.random.default_rng(1)
    loss = np.where(failed, np.nan, rng.random(len(x)))
    statuses = np.where(failed, "crashed", "finished")
    params = {"x": x.tolist(), "z": rng.random(len(x)).tolist()}
    return make_runs(params, {"loss": loss}, statuses=statuses, hints=Hints(**hints))


@pytest.mark.parametrize("metric", ["failure", "loss"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("log", "sign"), [(True, 1), (False, 1), (False, -1)])
def test_the_cut_lies_between_the_last_good_and_the_first_failing_run(make_runs, metric, seed, log, sign):
    x = np.random.default_rng(seed).uniform(-1, 1, 60)
    failed = sign * x > 0.7
    numbers = 10 ** (3 * x) if log else x
    bounds = {"bounds": {"x": (0.001, 1000.0) if log else (-1.0, 1.0)}}
    advice = advised(failing_runs(make_runs, numbers, failed, **bounds, log={"x": log}), metric)
    cut = after(advice, "x")
    assert not any(cut.holds(float(each)) for each in numbers[failed])
    if metric == "failure":
        assert line(advice, "x").sure == "sure"
        assert all(cut.holds(float(each)) for each in numbers[~failed])
        assert advice.sentences[0] == "Narrow x."


@pytest.mark.parametrize(
    ("values", "good"), [(range(1, 11), 7), ([8, 16, 32, 64, 128], 32), ([1, 2, 3, 6], 3)]
)
def test_of_whole_numbers_and_lists_the_last_good_one_is_the_end(make_runs, values, good):
    x = np.random.default_rng(0).choice(list(values), 90)
    for sign in (1, -1):
        advice = advised(failing_runs(make_runs, sign * x, x > good), "failure")
        kept = after(advice, "x")
        ends = (kept.low, kept.high) if isinstance(kept, Interval) else (kept.values[0], kept.values[-1])
        assert ends[1 if sign > 0 else 0] == sign * good
        assert ends[0 if sign > 0 else 1] == sign * min(values)


def test_values_at_which_nothing_good_ran_go_with_the_failing_end(make_runs):
    x = np.random.default_rng(0).choice([8, 16, 32, 64, 256], 90)
    choices = {"x": tuple(map(str, POWERS))}
    advice = advised(failing_runs(make_runs, x, x > 32, choices=choices), "failure")
    assert after(advice, "x") == Choices((8, 16, 32))
    assert " runs at 64 or more failed." in reason(line(advice, "x"), advice)


@pytest.mark.parametrize("part", ["choice", "fidelity"])
def test_what_is_said_of_all_params_does_not_deny_where_runs_fail(make_runs, part):
    x = np.random.default_rng(0).choice([1, 2, 3, 4, 5], 90)
    runs = failing_runs(make_runs, x, x > 4).with_parts({"x": part})
    advice = advised(runs, "failure")
    assert " runs at 5 or more failed." in reason(line(advice, "x"), advice)
    assert not any("do not fail" in each for each in sentences(advice))


def test_what_is_kept_where_nothing_is_explained_is_everything_but_the_failing_end(make_runs):
    x = np.random.default_rng(0).uniform(0, 1, 60)
    advice = advised(failing_runs(make_runs, x, x > 0.8, bounds={"x": (0.0, 1.0)}))
    assert advice.result.obstacle is not None
    assert "Narrow x." in advice.sentences
    assert advice.sentences[0].startswith("Keep everything else, and add ")


@pytest.mark.parametrize("n", [13, 15, 19])
def test_of_too_few_runs_just_those_that_are_missing_are_advised(make_runs, n):
    x = np.arange(float(n))
    first = sentences(advised(make_runs({"x": x, "z": x[::-1] ** 2}, {"loss": x}), None))[0]
    missing = 20 - n
    assert f"add at least {missing} more run{'s' if missing > 1 else ''}. Only {n} runs" in first
    assert "20 or more are needed" in first


@pytest.mark.parametrize("low", [0.0, -3.0])
def test_good_values_that_lie_apart_are_not_called_most_of_the_range(make_runs, low):
    rng = np.random.default_rng(24)
    x = rng.uniform(0, 1, 120)
    acc = (x - 0.5) ** 2 + rng.normal(0, 0.02, 120)
    advice = advised(make_runs({"x": (x + low).tolist()}, {"acc": acc}), "acc")
    assert line(advice, "x").why == "apart"
    assert "separate stretches with worse values between them" in row(advice, "x").reason
    assert not any("range is known" in text for text in sentences(advice))
    assert "most of it" not in row(advice, "x").reason


@pytest.mark.parametrize(
    ("values", "sign", "kept"),
    [
        ([2, 4, 8, 16, None], 1, {1, 2}),
        ([2, 4, 6, 8, "auto"], -1, {8, 10}),
        ([0.1, 0.01, 0.001, None, "auto"], -1, {0.1, 0.55}),
    ],
)
def test_a_list_with_named_values_reaches_as_far_as_is_said(make_runs, values, sign, kept):
    rng = np.random.default_rng(0)
    numbers = sorted(value for value in values if isinstance(value, (int, float)))
    depth = [values[at] for at in rng.integers(len(values), size=150)]
    loss = [sign * numbers.index(value) if value in numbers else len(values) for value in depth]
    noise = rng.normal(0, 0.05, 150)
    advice = advised(make_runs({"depth": depth, "x": rng.random(150)}, {"loss": np.array(loss) + noise}))
    assert "may be better" in row(advice, "depth").reason
    assert set(after(advice, "depth").values) == kept
    assert row(advice, "depth").action == "shift"


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [
        (-1.03, 0.0108, False),
        (-0.104, 0.9958, False),
        (0.00411, 1.049, False),
        (1.312e-5, 0.0987, True),
        (0.00131, 0.00187, True),
        (0.9001, 0.99989, False),
        (-1234.7, 5678.3, False),
        (1000000.123, 1000000.456, False),
    ],
)
def test_an_observed_range_is_at_most_a_hundredth_longer_at_each_end(low, high, log):
    whole = Interval(low=low, high=high, log=log)
    written = observed(whole)
    axis = np.log if log else np.asarray
    room = 0.01 * (axis(high) - axis(low)) * (1 + 1e-6)
    assert axis(low) - room <= axis(written.low) <= axis(low)
    assert axis(high) <= axis(written.high) <= axis(high) + room
    assert len(f"{written.high:.12g}") <= len("1000000.456")


def test_an_observed_range_is_written_as_it_was_observed(make_runs):
    rng = np.random.default_rng(2)
    x = np.append(rng.uniform(-1, 0, 38), [-1.03, 0.0108])
    advice = advised(make_runs({"x": x.tolist()}, {"loss": rng.random(40)}))
    assert row(advice, "x").before == "-1.03 to 0.02 (observed)"


@pytest.mark.parametrize("of_none", [5.0, 2.0, 0.0])
@pytest.mark.parametrize("seed", range(3))
def test_numbers_drawn_beside_a_named_value_are_written_as_a_range(make_runs, of_none, seed):
    rng = np.random.default_rng(seed)
    clip, none = 10 ** rng.uniform(-2, 2, 120), rng.random(120) < 0.3
    loss = np.where(none, of_none, 3 * np.abs(np.log10(clip) - 0.5)) + rng.normal(0, 0.5, 120)
    cells = [None if off else float(number) for off, number in zip(none, clip, strict=True)]
    advice = advised(make_runs({"clip": cells, "lr": rng.random(120)}, {"loss": loss}))
    before, narrowed = line(advice, "clip").before.domain, after(advice, "clip")
    listed = [value for value in before.values if value is not None]
    ends = f"{number(min(listed))} to {number(max(listed))}"
    assert row(advice, "clip").before == f"{ends} ({len(listed)} values), None"
    best = hpviz.rank(make_runs({"clip": cells}, {"loss": loss}), "loss").effect("clip").sentences[-1]
    if of_none:  # worse than the best numbers, so that there is a range again
        assert isinstance(narrowed, Interval)
        assert narrowed.log
        assert 0.1 < narrowed.low < 10**0.5 < narrowed.high < 100
        assert " or None" not in best
    else:
        assert None in narrowed.values
        assert row(advice, "clip").after.endswith(", None")
        assert best.endswith(" or None.")
        assert " or with None." in row(advice, "clip").reason


def halving(seed):
    """Successive halving of 81 settings, the best at the upper end of dropout; all runs finish."""
    rng = np.random.default_rng(seed)
    dropout, left, records = rng.uniform(0, 1, 81), range(81), []
    for budget in (1, 3, 9, 27):
        losses = {i: 2 - dropout[i] + 0.5 / np.sqrt(budget) + 0.02 * rng.normal() for i in left}
        records += [{"dropout": dropout[i], "budget": budget, "loss": loss} for i, loss in losses.items()]
        left = sorted(losses, key=losses.__getitem__)[: max(1, len(losses) // 3)]
    return records


@pytest.mark.parametrize("seed", range(3))
def test_what_was_run_at_a_lower_budget_too_did_not_fail(seed):
    ranking = hpviz.rank(halving(seed), "loss")
    said = " ".join([*ranking.notes, *ranking.next_sweep().sentences, *ranking.next_sweep().table().reason])
    assert "failed" not in said


@pytest.mark.parametrize("seed", range(3))
def test_what_switches_on_a_param_that_matters_is_not_frozen(seed):
    rng = np.random.default_rng(seed)
    records = []
    for _ in range(150):
        run = {"lr": 10 ** rng.uniform(-5, -1), "opt": str(rng.choice(["adam", "sgd"]))}
        own = 0.125
        if run["opt"] == "sgd":
            run["momentum"] = rng.uniform(0, 1)
            own = 0.2 - 0.15 * run["momentum"]
        records.append(run | {"loss": 0.3 * abs(np.log10(run["lr"]) + 3) + own + 0.03 * rng.normal()})
    ranking = hpviz.rank(records, "loss")
    advice = ranking.next_sweep().table().set_index("param")
    assert ranking.score("momentum").matters
    assert advice.action["opt"] != "freeze"


def beside_a_name(seed, of_name):
    """Numbers from a range beside None, which is drawn in three of ten runs and does `of_name`."""
    rng = np.random.default_rng([7, seed])
    is_named, exponent, rate = rng.random(100) < 0.3, rng.uniform(-4, 0, 100), rng.uniform(-5, -1, 100)
    loss = np.where(is_named, of_name, 0.4 * abs(exponent + 2)) + 0.2 * abs(rate + 3)
    loss = loss + rng.normal(0, 0.1, 100)
    names = [None if named else float(10**power) for named, power in zip(is_named, exponent, strict=True)]
    rows = [
        {"C": name, "lr": float(10**power), "loss": float(value)}
        for name, power, value in zip(names, rate, loss, strict=True)
    ]
    return hpviz.rank(rows, "loss", trees=30)


@pytest.mark.parametrize("seed", range(4))
def test_a_named_value_that_is_best_among_many_numbers_is_drawn(seed):
    advice = beside_a_name(seed, -0.4).next_sweep()
    line = advice.table().set_index("param").loc["C"]
    assert (line.action, line.after, line.sure) == ("fix", "None", "sure")
    assert line.reason == "Best with None."
    assert all("None" in advice.text(tool) for tool in ("optuna", "ray", "sklearn"))


@pytest.mark.parametrize("seed", range(2))
def test_a_named_value_that_is_worse_than_many_numbers_is_left_out(seed):
    line = beside_a_name(seed, 1.2).next_sweep().table().set_index("param").loc["C"]
    assert line.after.endswith(" (log)")


def test_named_values_beside_numbers_of_a_range_are_candidates_as_often_as_runs():
    ranking = beside_a_name(0, 0.0)
    evidence = ranking.require_evidence()
    space = searched_space(evidence)
    at, none = evidence.params.index("C"), np.zeros(len(space), dtype=bool)
    drawn = Candidates.drawn(evidence.model, space, minimize=True, off=none, optional=none)
    place = space[at].domain.values.index(None)
    share = float(np.mean(evidence.column("C").codes >= 0))
    assert np.mean(drawn.places[:, at] == place) == pytest.approx(share, abs=0.01)
