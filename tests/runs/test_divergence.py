"""Which runs diverged: placeholders and absurd numbers did, tails, floors and ceilings did not."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.association.separation import params_that_separate
from hpviz.analysis.next_sweep.failures import ended_runs
from hpviz.runs.target import FailureTarget, target_of
from hpviz.runs.target.divergence import diverged


@pytest.fixture
def losses():
    """Losses of 60 runs, .3 to 3."""
    return np.random.default_rng(5).uniform(0.3, 3.0, 60)


@pytest.fixture
def sweep(losses):
    """Runs with a large lr diverge; width does what is left."""
    rng = np.random.default_rng(6)
    lr, width = rng.uniform(-5, -1, 60), rng.choice([32.0, 64, 128, 256], 60)
    loss = 3 - 0.3 * np.log2(width) + 0.05 * losses
    return pd.DataFrame(
        {"config.lr": 10**lr, "config.width": width, "metric.loss": np.where(lr > -2, 1e10, loss)}
    )


def with_placeholder(values, placeholder, runs):
    changed = values.copy()
    changed[:runs] = placeholder
    return changed


@pytest.mark.parametrize("runs", [2, 3, 9, 18, 40])
@pytest.mark.parametrize("placeholder", [1e10, 100, 999, -1000, 1.7e308, -1.7e308])
def test_a_number_far_out_that_runs_share_is_a_placeholder(losses, placeholder, runs):
    expected = np.arange(60) < runs
    assert (diverged(with_placeholder(losses, placeholder, runs)) == expected).all()


@pytest.mark.parametrize("value", [1e8, 1e300, -1e12])
def test_a_single_absurd_number_diverged(losses, value):
    assert np.flatnonzero(diverged(with_placeholder(losses, value, 1))).tolist() == [0]


@pytest.mark.parametrize("runs", [3, 9, 18])
def test_a_shared_negative_number_among_positive_ones_is_a_placeholder(losses, runs):
    accuracies = losses / 3.1
    for values in (losses, accuracies):
        assert np.count_nonzero(diverged(with_placeholder(values, -1.0, runs))) == runs


def test_absurd_numbers_need_not_be_equal(losses):
    values = losses.copy()
    values[:9] = 10 ** np.linspace(8, 11, 9)
    assert np.flatnonzero(diverged(values)).tolist() == list(range(9))


def test_many_runs_are_marked_as_few_are(losses):
    many = np.tile(losses, 1000) + np.random.default_rng(0).normal(0, 0.1, 60_000)
    for placeholder in (1e10, 100.0, -1e10):
        spoilt = with_placeholder(many, placeholder, 2)
        assert np.flatnonzero(diverged(spoilt)).tolist() == [0, 1]
    assert np.count_nonzero(diverged(with_placeholder(many + 1, -1.0, 50_000))) == 50_000
    assert not diverged(many).any()
    assert not diverged(many - many.mean()).any()


def test_what_lies_farthest_out_hides_nothing(losses):
    values = losses.copy()
    values[:12] = [100.0] * 8 + [1e30, 1e15, np.inf, -np.inf]
    values[20] = np.nan
    assert np.flatnonzero(diverged(values)).tolist() == list(range(12))


KEPT = {
    "normal": lambda rng: rng.normal(size=60),
    "lognormal": lambda rng: np.exp(3 * rng.normal(size=60)),
    "Cauchy": lambda rng: rng.standard_cauchy(60),
    "Pareto": lambda rng: rng.pareto(0.5, 60),
    "losses over many decades": lambda rng: 10 ** rng.uniform(-8, 8, 60),
    "two modes": lambda rng: np.r_[rng.normal(size=40), 1000 + rng.normal(size=20)],
    "accuracy at chance level": lambda rng: np.r_[rng.uniform(0.9, 0.95, 45), np.full(15, 0.1)],
    "accuracy of zero": lambda rng: np.r_[rng.uniform(0.9, 0.92, 45), np.zeros(15)],
    "accuracy in percent at chance level": lambda rng: np.r_[rng.uniform(92, 95, 45), np.full(15, 10.0)],
    "ceiling": lambda rng: np.minimum(rng.uniform(0.9, 1.1, 60), 1.0),
    "ties": lambda rng: np.round(rng.normal(size=60)),
    "yes or no": lambda rng: (rng.random(60) < 0.05).astype(float),
    "grades": lambda rng: np.r_[rng.integers(0, 3, 50), np.full(10, 100)].astype(float),
    "constant": lambda rng: np.full(60, 1e10),
    "returns of both signs": lambda rng: np.r_[rng.uniform(-1, 1, 50), np.full(10, -1.0)],
    "few": lambda rng: np.r_[rng.random(5), 1e10, 1e10],
    "none": lambda rng: rng.random(0),
}


@pytest.mark.parametrize("kind", KEPT)
@pytest.mark.parametrize("seed", range(5))
def test_tails_modes_floors_and_ceilings_are_no_divergence(kind, seed):
    assert not diverged(KEPT[kind](np.random.default_rng(seed))).any()


@pytest.mark.parametrize("kind", ["placeholder", "sign", *KEPT])
def test_order_unit_and_sign_of_the_metric_change_nothing(losses, kind):
    rng = np.random.default_rng(1)
    values = {"placeholder": with_placeholder(losses, 1e10, 7), "sign": with_placeholder(losses, -1, 7)}
    y = KEPT[kind](rng) if kind in KEPT else values[kind]
    order, marked = rng.permutation(len(y)), diverged(y)
    assert (diverged(-y) == marked).all()
    assert (diverged(y * 2.0**-20) == marked).all()
    assert (diverged(y[order]) == marked[order]).all()
    if kind == "placeholder":
        assert (diverged(y + 1000) == marked).all()


def test_diverged_runs_are_left_out_with_a_note_and_counted_as_failures(sweep):
    ranking = hpviz.rank(sweep, "loss")
    far = sweep["metric.loss"] == 1e10
    assert ranking.runs_skipped == {"diverged": far.sum()}
    assert ranking.runs_used == (~far).sum()
    assert ranking.scores[0].param == "width"
    assert ranking.scores[0].above_noise
    assert ranking.scale == "linear"
    assert ranking.notes[0] == (
        f"{far.sum()} runs diverged (loss 1e+10): left out of the figures. Whether a run diverges depends "
        "on lr. Rank by failure to see how. Any metric scale except automatic keeps them (under Settings)."
    )
    failure = hpviz.rank(sweep, "failure")
    assert failure.evidence.metric.tolist() == far.astype(float).tolist()
    assert failure.scores[0].param == "lr"
    assert "or whose loss diverged" in failure.notes[0]


def test_the_same_as_without_these_runs(sweep):
    left = hpviz.rank(sweep[sweep["metric.loss"] < 1e10], "loss")
    assert hpviz.rank(sweep, "loss").table().equals(left.table())


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_another_scale_keeps_them(sweep, scale):
    ranking = hpviz.rank(sweep, "loss", scale=scale)
    assert (ranking.runs_used, ranking.runs_skipped, ranking.diverged) == (60, {}, None)
    assert "diverged" not in " ".join(ranking.notes)


def test_infinite_ones_are_counted_in_the_note_and_none_twice(sweep):
    sweep.loc[:3, "metric.loss"] = np.inf
    ranking = hpviz.rank(sweep, "loss")
    bad = int((sweep["metric.loss"] >= 1e10).sum())
    assert ranking.runs_skipped == {"loss infinite": 4, "diverged": bad - 4}
    assert ranking.notes[0].startswith(f"{bad} runs diverged (loss 1e+10 or infinite): ")
    assert "Whether a run diverges depends on lr." in ranking.notes[0]
    sweep["metric.loss"] = np.where(sweep["metric.loss"] == 1e10, 1.0, sweep["metric.loss"])
    ranking = hpviz.rank(sweep, "loss")
    assert ranking.runs_skipped == {"loss infinite": 4}
    assert ranking.notes[0].startswith("4 runs diverged (loss infinite): left out of the figures. Rank by")


def test_a_missing_metric_is_no_divergence(sweep):
    sweep.loc[:5, "metric.loss"] = np.nan
    values = target_of(hpviz.read(sweep), "failure").values(hpviz.read(sweep), "last")[0]
    assert values[:6].tolist() == [0] * 6


def test_only_the_default_metric_makes_failures(sweep):
    sweep["metric.grad_norm"] = np.where(np.arange(60) < 9, 1e20, np.linspace(1, 2, 60))
    by_norm = hpviz.rank(sweep, "grad_norm")
    assert by_norm.runs_skipped == {"diverged": 9}
    assert "failure" not in by_norm.notes[0]
    assert target_of(by_norm.evidence.runs, "failure").diverging == "loss"


def test_failure_is_offered_where_runs_diverged(sweep):
    assert hpviz.Panel(sweep).sweep["outcomes"] == ["failure"]
    assert hpviz.Panel(sweep[sweep["metric.loss"] < 1e10]).sweep["outcomes"] == []


def test_the_panel_leaves_them_out_and_brings_them_back(sweep):
    panel = hpviz.Panel(sweep, "loss")
    assert panel._worker.wait(60)
    far = int((sweep["metric.loss"] == 1e10).sum())
    assert panel._ranking["runs_skipped"] == {"diverged": far}
    assert panel._ranking["notes"][0][1].startswith(f"{far} runs diverged")
    panel.set_state({"scale": "rank"})
    assert panel._worker.wait(60)
    assert panel._ranking["runs_used"] == 60
    panel.set_state({"scale": "auto", "metric": "failure"})
    assert panel._worker.wait(60)
    assert panel._ranking["params"]["param"][0] == "lr"


@pytest.mark.parametrize("metric", ["loss", "failure"])
def test_the_next_sweep_counts_them_as_failed(sweep, metric):
    ranking = hpviz.rank(sweep, metric)
    ended = ended_runs(ranking)
    assert ended.failed.tolist() == (sweep["metric.loss"] == 1e10).tolist()


def test_a_source_without_metric_still_has_failures(make_runs):
    runs = make_runs({"lr": [1, 2, 3, 4] * 6}, {}, statuses=np.array(["finished", "failed"] * 12))
    target = target_of(runs, "failure")
    assert target == FailureTarget()
    assert target.values(runs, "last").sum() == 12


def test_runs_that_diverge_by_chance_depend_on_nothing(make_runs):
    named = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        params = {
            "lr": rng.random(60), "batch": rng.choice([16, 32, 64], 60),
            "optimizer": rng.choice(list("abc"), 60), "nesterov": rng.choice([True, False], 60),
        }  # fmt: skip
        loss = np.where(rng.permutation(60) < 12, np.inf, rng.random(60))
        named += bool(hpviz.rank(make_runs(params, {"loss": loss})).diverged.params)
    assert named <= 3


def test_what_divergence_depends_on_is_named_surest_first(make_runs):
    rng = np.random.default_rng(0)
    lr, optimizer = rng.random(90), rng.choice(list("abc"), 90)
    loss = np.where((lr > 0.8) | ((optimizer == "c") & (lr > 0.5)), 1e10, rng.random(90))
    runs = make_runs({"optimizer": optimizer, "lr": lr, "width": rng.random(90)}, {"loss": loss})
    ranking = hpviz.rank(runs)
    assert ranking.diverged.params == ("lr", "optimizer")
    assert ranking.diverged.rows.tolist() == np.flatnonzero(loss == 1e10).tolist()
    assert (
        "(loss 1e+10): left out of the figures. Whether a run diverges depends on lr and optimizer."
        in ranking.notes[0]
    )


def few_at_an_end(seed, runs=60):
    """A random sweep whose runs diverge above 0.8 of x."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, runs), rng.random(runs)
    kind = rng.choice(["a", "b", "c"], runs)
    loss = np.where(x > 0.8, np.inf, x**2 + 0.1 * y)
    return pd.DataFrame({"param.x": x, "param.y": y, "param.kind": kind, "metric.loss": loss})


@pytest.mark.parametrize("seed", range(8))
def test_note_headline_and_advice_tell_of_failures_by_one_test(seed):
    runs = few_at_an_end(seed)
    notes = " ".join(hpviz.rank(runs, "loss").notes)
    failure = hpviz.rank(runs, "failure")
    depends = "depends on x" in notes
    assert depends is (int((runs["param.x"] > 0.8).sum()) > 3)
    assert ("Rank by failure to see how" in notes) is depends
    assert depends is ("No parameter" not in failure.headline and "None of" not in failure.headline)
    advice = failure.next_sweep()
    cut = advice.table().set_index("param").loc["x"]
    for reason in advice.table()["reason"]:
        assert not ("do not fail mainly" in reason and " failed." in reason)
    if cut.action == "narrow":
        assert " failed." in failure.headline
        assert advice.sentences[0] == "Narrow x." or "Narrow x." in advice.sentences
        assert not any(
            "Keep everything as it is" in each or "Keep everything," in each for each in advice.sentences
        )
    assert (cut.action == "narrow") is (int((runs["param.x"] > 0.8).sum()) > 3)


def test_runs_that_diverge_anywhere_depend_on_nothing():
    named = 0
    for seed in range(40):
        runs = few_at_an_end(seed)
        far = np.random.default_rng(seed + 100).random(60) < 0.15
        runs["metric.loss"] = np.where(far, np.inf, runs["param.y"])
        read = hpviz.read(runs)
        named += bool(params_that_separate(list(read.params.values()), far))
    assert named <= 2


def test_one_category_of_many_is_named():
    rng = np.random.default_rng(0)
    kind, z = rng.choice(list("abcdefgh"), 120), rng.random(120)
    loss = np.where(kind == "c", 1e10, z)
    ranking = hpviz.rank(pd.DataFrame({"param.kind": kind, "param.z": z, "metric.loss": loss}), "loss")
    assert "depends on kind." in ranking.notes[0]


def test_repeated_runs_of_one_configuration_count_once():
    rng = np.random.default_rng(2)
    x, seed = np.repeat(rng.random(20), 6), np.tile(np.arange(6), 20)
    z = np.repeat(rng.random(20), 6)
    far = x >= np.sort(np.unique(x))[-2]
    frame = pd.DataFrame(
        {"param.x": x, "param.z": z, "param.seed": seed, "metric.loss": np.where(far, np.inf, z)}
    )
    assert "depends on" not in hpviz.rank(frame, "loss").notes[0]
