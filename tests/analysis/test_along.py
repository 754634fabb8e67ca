"""Importance along the training and along fidelities: sweeps of known truth, survivors, and bad input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

import hpviz
from hpviz import HpvizError
from hpviz.analysis import RankOptions
from hpviz.analysis.along.agreement import FEWEST, agreement_of, best_quarter, interval_of
from hpviz.analysis.along.along import STEPS, rank_along, subjects
from hpviz.analysis.along.stage import Stage
from hpviz.analysis.along.steps import Logged, chosen_steps
from hpviz.data import VEHICLE
from hpviz.runs import History

ALL = (10, 30, 100, 300, 1000)


def training(
    seed: int = 0, n: int = 60, steps=ALL, *, noise: float = 0.25, dead: int = 1, stop: bool = False
) -> pd.DataFrame:
    """A warmup decides early, a weight decay late, lr always; what is dead never.

    Parameters
    ----------
    stop
        Whether the worse part of the runs is stopped at the second and at the fourth step.
    """
    rng = np.random.default_rng(seed)
    params = {name: rng.random(n) for name in ("lr", "warmup", "decay", *(f"dead{k}" for k in range(dead)))}
    rows, going = [], np.ones(n, dtype=bool)
    for place, step in enumerate(steps):
        late = place / (len(steps) - 1)
        loss = params["lr"] + 2 * (1 - late) * params["warmup"] + 2 * late * params["decay"]
        loss = loss + rng.normal(0, noise, n)
        chosen = {f"config.{name}": values[going] for name, values in params.items()}
        rows.append(
            pd.DataFrame({"run_id": np.flatnonzero(going), "step": step, **chosen, "loss": loss[going]})
        )
        if stop and place in {1, 3}:
            going &= loss <= np.quantile(loss[going], 0.6)
    return pd.concat(rows, ignore_index=True)


def budgets(seed: int = 0, n: int = 81, levels=(1, 3, 9)) -> pd.DataFrame:
    """Successive halving: at each level run the configurations that the lower one kept."""
    rows = training(seed, n, levels)
    rows = rows.rename(columns={"step": "config.epochs"}).sort_values("config.epochs", kind="stable")
    kept, frames = None, []
    for _, every in rows.groupby("config.epochs"):
        level = every if kept is None else every[every["run_id"].isin(kept)]
        kept = level.nsmallest(max(21, len(level) // 3), "loss")["run_id"]
        frames.append(level.drop(columns="run_id"))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def along():
    return hpviz.rank_along(training(), "loss")


@pytest.fixture(scope="module")
def stopped():
    return hpviz.rank_along(training(n=160, stop=True), "loss")


def importances(rankings) -> pd.DataFrame:
    return rankings.table().pivot_table(index="param", columns="point", values="importance")


def test_what_decides_early_late_and_always_is_what_was_built_in(along):
    table, trends = importances(along), {score.param: score.trend for score in along.scores}
    assert list(along) == list(ALL)
    assert min(table[10]["warmup"], table[1000]["decay"]) > 0.4
    assert max(table[1000]["warmup"], table[10]["decay"]) < 0.05
    assert (trends["warmup"], trends["decay"], trends["dead0"]) == ("early", "late", "")
    marks = {score.param: score.marked for score in along.scores}
    assert all(marks["lr"])
    assert (marks["warmup"][0], marks["warmup"][-1]) == (True, False)
    assert (marks["decay"][0], marks["decay"][-1]) == (False, True)
    assert not any(marks["dead0"])


def test_each_step_has_the_ranking_of_the_values_at_it_digit_for_digit(along):
    frame = training()
    for step in (10, 1000):
        alone = hpviz.rank(frame[frame["step"] == step].drop(columns=["step", "run_id"]), "loss")
        pd.testing.assert_frame_equal(along[step].table(), alone.table())
        assert isinstance(along[step], hpviz.Ranking)


def test_the_best_ranges_follow_the_truth(along):
    table = along.table().set_index(["param", "point"])
    low, high = table.loc[("decay", 1000.0), ["best_low", "best_high"]]
    assert low < 0.05 < high < 0.6
    assert np.isnan(table.loc[("decay", 10.0), "best_low"])
    assert table.loc[("decay", 1000.0), "best"].startswith("best between 0")


def test_the_order_of_the_runs_is_compared_with_that_at_the_end(along):
    frame = training().pivot_table(index="run_id", columns="step", values="loss")
    table = along.agreement().set_index("point")
    for step in ALL[:-1]:
        expected = spearmanr(frame[step], frame[1000]).statistic
        assert table.loc[step, "correlation"] == pytest.approx(expected)
        assert table.loc[step, "correlation_low"] < expected < table.loc[step, "correlation_high"]
        best = frame[1000].idxmin()
        assert table.loc[step, "place_of_best"] == (frame[step] <= frame.loc[best, step]).sum()
        kept = {*frame[step].nsmallest(15).index} & {*frame[1000].nsmallest(15).index}
        assert table.loc[step, "best_quarter_kept"] == pytest.approx(len(kept) / 15)
    assert table.loc[1000, "correlation"] == pytest.approx(1)
    assert not table["stopped_were_worse"].any()


def test_runs_that_were_stopped_count_where_they_were_and_the_rest_is_ranked_alone(stopped):
    table, agreement = stopped.table(), stopped.agreement().set_index("point")
    assert agreement["runs"].tolist() == [160, 160, 96, 96, 58]
    assert (agreement["runs_at_end"] == 58).all()
    assert agreement.loc[[10, 30, 100, 300], "stopped_were_worse"].all()
    frame = training(n=160, stop=True)
    ends = frame.groupby("run_id")["step"].transform("max") == 1000
    alone = frame[ends & (frame["step"] == 10)].drop(columns=["step", "run_id"])
    expected = hpviz.rank(alone, "loss").table().set_index("param")["importance"]
    same = table[table["point"] == 10].set_index("param")["importance_same_runs"]
    assert same.to_dict() == pytest.approx(expected.to_dict())
    # Among the survivors of a selection by lr + warmup neither of them differs as much as among all.
    whole = table[table["point"] == 30].set_index("param")
    assert whole.loc["warmup", "importance"] > 0.3
    assert stopped.points[-1].same is None


def test_an_early_value_says_less_among_survivors_than_among_all(stopped):
    early = hpviz.rank_along(training(n=160), "loss", points=[30, 1000]).agreement()["correlation"][0]
    assert stopped.agreement()["correlation"][1] < early


def test_a_pruned_run_counts_at_the_steps_that_it_reached():
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(0))

    def objective(trial):
        lr, width = trial.suggest_float("lr", 0, 1), trial.suggest_float("width", 0, 1)
        for step in (1, 2, 3):
            value = lr if step < 3 else width
            trial.report(value + 0.01 * trial.number / 60, step)
            if step == 2 and lr > 0.7:
                raise optuna.TrialPruned
        return value

    study.optimize(objective, n_trials=80)
    rankings = hpviz.rank_along(study)
    finished = sum(trial.state.name == "COMPLETE" for trial in study.trials)
    assert rankings.agreement()["runs"].tolist() == [80, 80, finished]
    assert (rankings[1].useful(), rankings[3].useful()) == (("lr",), ("width",))


def test_false_alarms_for_what_is_dead_are_rare_over_all_steps_and_sweeps(monkeypatch):
    monkeypatch.setattr("hpviz.analysis.along.along.MOST_EFFECTS", 0)  # best ranges take the time
    marks, ever = [], []
    for seed in range(50):
        runs = hpviz.read(training(seed, n=32, steps=(1, 2, 3), dead=2))
        results = rank_along(runs, RankOptions(metric="loss", trees=30), STEPS)
        dead = [score for score in results.scores if score.param.startswith("dead")]
        marks += [mark for score in dead for mark in score.marked]
        ever += [score.above_noise for score in dead]
    assert len(marks) == 50 * 2 * 3
    assert np.mean(marks) <= 0.05
    assert np.mean(ever) <= 0.05


@pytest.mark.parametrize("truth", [0.0, 0.4, 0.8])
def test_the_interval_of_a_correlation_holds_it_as_often_as_it_says(truth):
    rng, inside, n = np.random.default_rng(0), [], 40
    rank_truth = 6 / np.pi * np.arcsin(truth / 2)
    for _ in range(1000):
        x, y = rng.multivariate_normal([0, 0], [[1, truth], [truth, 1]], n).T
        low, high = interval_of(spearmanr(x, y).statistic, n)
        inside.append(low < rank_truth < high)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def stage(values, make_runs) -> Stage:
    runs = make_runs({"lr": [0.0] * len(values)}, {"loss": values})
    return Stage(point=1, runs=runs, unit=np.arange(len(values)), values=np.array(values, dtype=float))


def test_of_few_runs_or_equal_ones_no_correlation_is_given(make_runs):
    few = stage([*range(FEWEST - 1)], make_runs)
    assert np.isnan(agreement_of(few, few, "minimize").correlation)
    flat, straight = stage([1.0] * 20, make_runs), stage([*range(20)], make_runs)
    assert np.isnan(agreement_of(flat, straight, "minimize").correlation)


def test_whether_the_best_would_have_been_kept(make_runs):
    early, end = [3.0, 1, 0, 2, *range(4, 12)], [0.0, *range(1, 12)]
    agreement = agreement_of(stage(early, make_runs), stage(end, make_runs), "minimize")
    assert (agreement.place, best_quarter(12), agreement.holds_best) == (4, 3, False)
    assert agreement.kept == pytest.approx(2 / 3)
    stages = [stage([-value for value in values], make_runs) for values in (early, end)]
    most = agreement_of(*stages, "maximize")
    assert (most.place, most.correlation) == (4, pytest.approx(agreement.correlation))


def logged(steps_of_runs, values=None) -> Logged:
    run = np.repeat(np.arange(len(steps_of_runs)), [len(steps) for steps in steps_of_runs])
    number = np.concatenate([np.array(steps, dtype=float) for steps in steps_of_runs])
    loss = np.arange(len(run), dtype=float) if values is None else np.array(values, dtype=float)
    return Logged.of(History(run, {"loss": loss}, step=number), "loss", len(steps_of_runs))


def test_a_run_has_reached_a_step_until_its_next_one_would_have_come():
    runs = logged([[0, 100, 200], [0, 100], [0], [50, 150, 250]])
    assert runs.has_reached(0).tolist() == [True, True, True, False]
    assert runs.has_reached(180).tolist() == [True, True, False, True]
    assert runs.has_reached(200).tolist() == [True, False, False, True]
    assert runs.has_reached(280).tolist() == [True, False, False, True]
    assert runs.has_reached(300).tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("steps", "chosen"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([*range(1, 21)], [1, 5, 9, 12, 16, 20]),
        ([*range(0, 1001, 10)], [10, 30, 60, 160, 400, 1000]),
        ([*range(1, 10_001)], [1, 6, 40, 251, 1585, 10_000]),
        ([*range(-10, 11)], [-10, -6, -2, 2, 6, 10]),
        ([5], [5]),
    ],
)
def test_steps_are_spread_over_the_training_or_its_magnitudes(steps, chosen):
    assert chosen_steps(logged([steps] * 30)) == chosen


def test_the_last_step_is_one_that_twenty_runs_reach_and_a_fifth_of_all():
    lengths = [100] * 25 + [1000] * 3
    assert chosen_steps(logged([[*range(10, length + 1, 10)] for length in lengths]))[-1] == 100
    assert chosen_steps(logged([[1, 2, length] for length in [3] * 150 + [9] * 30]))[-1] == 3
    assert chosen_steps(logged([[1, 2, length] for length in [3] * 150 + [9] * 40]))[-1] == 9


@pytest.mark.parametrize(
    ("aggregate", "expected"), [("last", 7.0), ("best", 1.0), ("mean", 4.0), ("max", 7.0)]
)
def test_the_chosen_step_counts_of_those_so_far(aggregate, expected):
    steps = [{"step": step + 1, "loss": loss} for step, loss in enumerate([4.0, 1, 7])]
    rows = [{"run_id": run, "config.lr": run, **step} for run in range(24) for step in steps]
    ends = [{"run_id": run, "config.lr": run, "step": 4, "loss": float(run)} for run in range(24)]
    options = RankOptions(metric="loss", aggregate=aggregate)
    results = rank_along(hpviz.read(pd.DataFrame(rows + ends)), options, STEPS, points=[3, 4])
    values = results.points[0].result.obstacle.value
    assert values == pytest.approx(expected)


def test_fidelities_are_ranked_by_level_and_configurations_compared_between_them():
    rankings = hpviz.rank_along(budgets(), "loss")
    assert (rankings.by, list(rankings), rankings.is_fidelity) == ("epochs", [1.0, 3.0, 9.0], True)
    agreement = rankings.agreement()
    assert agreement["runs"].tolist() == [81, 27, 21]
    assert (agreement["runs_at_end"] == 21).all()
    assert agreement["stopped_were_worse"][0]
    assert rankings[1].useful()[0] == "warmup"
    assert "epochs" not in {score.param for score in rankings.scores}
    first = budgets()[lambda frame: frame["config.epochs"] == 1].drop(columns="config.epochs")
    pd.testing.assert_frame_equal(rankings[1].table(), hpviz.rank(first, "loss").table())
    assert rankings.sentences[0].startswith("At epochs 1 warmup decides most")


def test_seeds_of_a_configuration_count_once_in_the_comparison_of_levels():
    frame = budgets(n=40, levels=(1, 3))
    twice = pd.concat([frame.assign(**{"config.seed": seed}) for seed in (1, 2)], ignore_index=True)
    once, both = (hpviz.rank_along(each, "loss", by="epochs").agreement() for each in (frame, twice))
    pd.testing.assert_frame_equal(once, both)


def test_two_metrics_are_followed_to_their_front():
    frame = training().assign(time=lambda frame: frame["config.lr"] + 0.01 * frame["step"])
    rankings = hpviz.rank_along(frame, ("loss", "time"), points=[10, 1000])
    assert rankings.last.result.target.metrics == ("loss", "time")
    assert rankings.agreement()["runs"].tolist() == [60, 60]


def test_a_filter_leaves_runs_out_as_a_filtered_frame_does(along):
    frame = training()
    filtered = hpviz.rank_along(frame, "loss", where="lr <= 0.6", points=[10, 1000])
    alone = hpviz.rank_along(frame[frame["config.lr"] <= 0.6], "loss", points=[10, 1000])
    pd.testing.assert_frame_equal(filtered.table(), alone.table())


def test_only_what_has_several_points_is_offered():
    assert subjects(hpviz.read(VEHICLE)) == []
    assert subjects(hpviz.read(training())) == [STEPS]
    assert subjects(hpviz.read(budgets())) == ["epochs"]


def refused(frame, match, metric="loss", **options):
    with pytest.raises(HpvizError, match=match):
        hpviz.rank_along(frame, metric, **options)


def test_bad_input_ends_in_a_sentence():
    frame = training(n=24)
    last = frame[frame["step"] == 1000].drop(columns=["run_id", "step"])
    refused(last, "neither a history nor a fidelity")
    refused(last, "no history, only one value of each metric", by="training steps")
    refused(frame, "failure has one value for each run", metric="failure")
    refused(frame, "no parameter 'epochs'", by="epochs")
    refused(frame, "are not two steps or more", points=[100])
    refused(frame, "are not two steps or more", points="all")
    refused(frame, "are not two steps or more", points=[1, float("nan")])
    refused(frame, "fewer than two with runs enough", by="lr")
    refused(frame.assign(**{"config.opt": "adam"}), "no parameter 'opt'", by="opt")
    texts = frame.assign(**{"config.opt": np.where(frame["run_id"] % 2, "adam", "sgd")})
    refused(texts, "'opt' is no fidelity: it holds no numbers", by="opt")
    logged = History(np.arange(24), {"loss": np.arange(24.0)}, step=np.full(24, 5))
    once = replace(hpviz.read(frame), history=logged)
    refused(once, "loss was logged at a single step")


def test_a_metric_that_is_logged_once_has_no_history():
    frame = training(n=24)
    frame["size"] = frame.groupby("run_id")["config.lr"].transform("first") * 3
    refused(frame, "'size' has no history, only its last value. With history: \\['loss'\\]", metric="size")


def test_steps_that_differ_between_runs_and_values_that_are_missing():
    frame = training(n=40, steps=(100, 200, 300, 400))
    rng = np.random.default_rng(0)
    frame["step"] += frame["run_id"] % 7
    frame.loc[rng.random(len(frame)) < 0.05, "loss"] = np.nan
    frame.loc[3, "loss"] = np.inf
    rankings = hpviz.rank_along(frame, "loss")
    assert 2 <= len(rankings) <= 8
    assert rankings.agreement()["runs"].min() >= 20
    assert rankings.table()["importance"].notna().all()


def test_an_engine_that_holds_the_steps_sends_none_to_follow():
    runs = hpviz.read(training(n=24))
    held = replace(runs, history=replace(runs.history, means={"loss": np.arange(24.0)}))
    assert subjects(held) == []
    refused(held, "held by an engine", by="training steps")
