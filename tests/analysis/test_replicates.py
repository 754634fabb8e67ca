"""Configurations that were run several times: found where there are any, and counted once."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis import RankOptions
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.forest.fitted import FittedForest
from hpviz.analysis.importance.credits import Credits
from hpviz.analysis.importance.oob import holm, out_of_bag
from hpviz.analysis.importance.pair_interactions import pair_shares
from hpviz.analysis.importance.ped_anova import best_of, ped_anova
from hpviz.analysis.sample.replicates import find_replicates
from hpviz.data import VEHICLE
from hpviz.ranking import rank
from hpviz.runs.column import Column


def columns(**values):
    return [Column.from_values(name, list(cells)) for name, cells in values.items()]


def seeds(configurations, times, rng, effect=0.0):
    """Random configurations, each run several times, whose metric is their own and nothing's doing."""
    lr = np.repeat(rng.uniform(-5, 0, configurations), times)
    params = columns(
        lr=lr.tolist(),
        dropout=np.repeat(rng.random(configurations), times).tolist(),
        decay=np.repeat(rng.random(configurations), times).tolist(),
        optimizer=np.repeat(rng.choice(["adam", "sgd"], configurations), times).tolist(),
        seed=np.tile(np.arange(times), configurations).tolist(),
    )
    own = np.repeat(rng.normal(size=configurations), times)
    return params, effect * lr + own + 0.3 * rng.normal(size=configurations * times)


def runs_of(make_runs, params, y, order=slice(None)):
    """Make runs of these columns, in another order where one is given."""
    values = {
        p.name: [p.levels[c] if c >= 0 else n for n, c in zip(p.numbers[order], p.codes[order], strict=True)]
        for p in params
    }
    return make_runs(values, {"loss": y[order]})


def test_the_same_configuration_at_several_seeds_is_found():
    params, _ = seeds(20, 5, np.random.default_rng(0))
    replicates = find_replicates(params)
    assert (replicates.configurations, replicates.differing) == (20, ("seed",))
    assert len(np.unique(replicates.unit.reshape(20, 5)[:, 0])) == 20


def test_runs_alike_in_everything_are_one_configuration():
    params, _ = seeds(20, 3, np.random.default_rng(0))
    replicates = find_replicates(params[:-1])
    assert (replicates.configurations, replicates.differing) == (20, ())


def random_grid(rng, n, *values):
    return {f"p{j}": rng.integers(0, many, n).tolist() for j, many in enumerate(values)}


@pytest.mark.parametrize("kept", [1.0, 0.7])
def test_the_same_configuration_at_several_seeds_and_budgets_is_found(kept):
    for repeat in range(10):
        rng = np.random.default_rng(repeat)
        each = np.repeat(np.arange(25), 9)
        rows = np.sort(rng.permutation(225)[: round(kept * 225)])
        values = {name: np.array(cells)[each] for name, cells in random_grid(rng, 25, 6, 4, 3, 2).items()}
        values |= {"lr": rng.random(25)[each]} if repeat % 2 else {}
        values |= {"seed": np.tile(np.arange(3), 75), "budget": np.tile(np.repeat([1, 3, 9], 3), 25)}
        replicates = find_replicates(
            columns(**{name: cells[rows].tolist() for name, cells in values.items()})
        )
        assert replicates.differing == ("seed", "budget")
        alike = [
            len(set(each[rows][replicates.unit == configuration]))
            for configuration in range(replicates.configurations)
        ]
        assert sum(many == 1 for many in alike) >= 20  # two draws of few values can be the same


def test_coarse_random_sweeps_are_hardly_ever_taken_for_repetitions():
    of_sweeps = []
    for repeat in range(40):
        rng = np.random.default_rng([1, repeat])
        of_sweeps.append(find_replicates(columns(**random_grid(rng, 60, 6, 4, 3, 2, 3, 2))))
        of_sweeps.append(
            find_replicates(columns(lr=rng.random(60).tolist(), **random_grid(rng, 60, 5, 4, 3, 2)))
        )
    assert sum(replicates is not None for replicates in of_sweeps) <= 3  # 1.3% of 3,000 such sweeps are


def test_what_meets_by_chance_or_by_design_is_no_repetition():
    rng = np.random.default_rng(1)
    grid = np.array(list(itertools.product(range(4), range(4), range(5))))
    coarse = {f"p{j}": rng.integers(0, 4, 90).tolist() for j in range(3)}
    batch = rng.choice([16, 32, 64], 90)
    assert find_replicates(columns(**{f"p{j}": grid[:, j].tolist() for j in range(3)})) is None
    assert find_replicates(columns(**coarse)) is None
    assert find_replicates(columns(**coarse, batch=batch.tolist(), steps=(1024 // batch).tolist())) is None
    assert find_replicates(columns(lr=rng.random(90).tolist(), seed=rng.integers(0, 3, 90).tolist())) is None
    assert find_replicates(list(hpviz.read(VEHICLE).params.values())) is None


@pytest.mark.parametrize("has", [
    lambda p: (p[0] == 1) | (p[1] < 3),
    lambda p: (p[0] != 0) | (p[1] < 2),
    lambda p: p[1] <= p[0] + 1,
])  # fmt: skip
@pytest.mark.parametrize("many", [(2, 4), (3, 4), (4, 4, 2)])
def test_a_hole_in_a_grid_is_no_repetition(has, many):
    for repeat in range(10):
        rng = np.random.default_rng(repeat)
        grid = np.stack([rng.integers(0, each, 120) for each in many])
        there = grid[:, has(grid)]
        values = {f"p{j}": own.tolist() for j, own in enumerate(there)}
        assert find_replicates(columns(**values, lr=rng.random(there.shape[1]).tolist())) is None


@pytest.mark.parametrize(("settings", "rates", "widths"), [(20, 4, 3), (8, 10, 2), (40, 3, 4)])
def test_settings_with_values_of_their_own_are_repeated(settings, rates, widths):
    for repeat in range(10):
        rng = np.random.default_rng(repeat)
        width, dropout = rng.integers(0, widths, settings), rng.random(settings)
        values = {"width": width.repeat(rates).tolist(), "dropout": dropout.repeat(rates).tolist()}
        replicates = find_replicates(columns(**values, lr=rng.random(settings * rates).tolist()))
        assert (replicates.configurations, replicates.differing) == (settings, ("lr",))


def test_a_param_that_only_tells_which_configuration_it_is_is_not_called_an_effect():
    alarms = {True: 0, False: 0}
    for repeat in range(12):
        params, y = seeds(15, 5, np.random.default_rng([15, repeat]))
        for counted in alarms:
            importance = out_of_bag(
                FittedForest.fit(
                    params, y, seed=repeat, replicates=find_replicates(params) if counted else None
                )
            )
            alarms[counted] += bool(importance.above_noise.any() and importance.oob_r2 > 0)
    assert alarms[True] <= 2
    assert alarms[False] >= 9  # what counting runs would say


def test_a_true_effect_is_found_over_enough_configurations():
    params, y = seeds(40, 4, np.random.default_rng(3), effect=1.0)
    importance = out_of_bag(FittedForest.fit(params, y, replicates=find_replicates(params)))
    assert importance.above_noise.tolist() == [True, False, False, False, False]


def test_a_run_is_out_of_bag_only_with_its_whole_configuration():
    params, y = seeds(20, 3, np.random.default_rng(0))
    replicates = find_replicates(params)
    fitted = FittedForest.fit(params, y, replicates=replicates)
    for bag in fitted.forest.bags:
        assert not set(replicates.unit[bag]) & set(np.delete(replicates.unit, bag))


def test_one_run_per_configuration_changes_no_figure():
    params, y = seeds(60, 1, np.random.default_rng(5), effect=0.5)
    assert find_replicates(params) is None
    alone = out_of_bag(FittedForest.fit(params, y))
    same = out_of_bag(FittedForest.fit(params, y, replicates=None))
    assert np.array_equal(alone.share, same.share)
    assert np.array_equal(alone.p_value, same.p_value)


@pytest.mark.parametrize(
    ("configurations", "words"), [(30, "120 runs try 30 configurations."), (8, "try only 8 configurations")]
)
def test_the_ranking_says_so(make_runs, configurations, words):
    params, y = seeds(configurations, 4, np.random.default_rng(2), effect=1.0)
    runs = runs_of(make_runs, params, y)
    ranking = rank(runs, RankOptions(metric="loss"))
    assert words in " ".join([ranking.problem or "", *ranking.notes])
    assert bool(ranking.problem) == (configurations < 12)
    assert not (ranking.problem and any(score.above_noise for score in ranking.scores))
    assert ranking.effect("lr").sentences
    assert rank(runs, RankOptions(metric="loss", method="permutation")).scores
    assert ("more configurations" in ranking.next_sweep().sentences[0]) == (configurations < 12)


def test_reaching_the_top_counts_configurations_too():
    alarms = {True: 0, False: 0}
    for repeat in range(20):
        params, y = seeds(15, 5, np.random.default_rng([9, repeat]))
        best = best_of(y, "minimize", 0.2)
        for counted in alarms:
            _, p_values = ped_anova(params, best, unit=find_replicates(params).unit if counted else None)
            alarms[counted] += bool(holm(p_values).min() < 0.05)
    assert alarms[True] <= 4
    assert alarms[False] >= 15


@pytest.mark.parametrize("unequally", [False, True])
def test_intervals_of_correlations_and_effects_count_configurations(make_runs, unequally):
    held = []
    for seed in range(60):
        params, y = seeds(40, 5, np.random.default_rng(seed))
        some = np.arange(200) % 5 < (1 if unequally else 5)
        some[:50] = True  # ten configurations five times, the others once
        runs = runs_of(make_runs, params, y, np.flatnonzero(some))
        ranking = rank(runs, RankOptions(metric="loss", goal="minimize"), forest=False)
        scores = {score.param: score for score in ranking.scores}
        levels = ranking.level_scores["optimizer"]
        held.append(
            [
                scores["dropout"].correlation_low <= 0 <= scores["dropout"].correlation_high,
                levels[0].effect_low <= 0 <= levels[0].effect_high,
            ]
        )
    assert np.all(np.mean(held, axis=0) >= 0.85)  # counting runs about .6


def test_a_budget_that_differs_within_a_configuration_counts_runs(make_runs):
    params, y = seeds(40, 5, np.random.default_rng(0))
    ranking = rank(runs_of(make_runs, params, y), RankOptions(metric="loss", goal="minimize"), forest=False)
    widths = {score.param: score.correlation_high - score.correlation_low for score in ranking.scores}
    assert widths["seed"] == pytest.approx(2 * 1.96 / np.sqrt(200), rel=0.1)
    assert widths["dropout"] > 1.5 * widths["seed"]


def test_an_order_is_as_sure_as_one_run_of_each_configuration_makes_it():
    counted, alone = [], []
    for repeat in range(5):
        params, y = seeds(40, 5, np.random.default_rng([40, repeat]), effect=1.0)
        counted.append(
            Credits.of(FittedForest.fit(params, y, replicates=find_replicates(params))).means.ahead([0], [1])
        )
        single = [param.take(np.arange(0, 200, 5)) for param in params[:-1]]
        alone.append(
            Credits.of(FittedForest.fit(single, y.reshape(40, 5).mean(axis=1))).means.ahead([0], [1])
        )
    assert np.median(counted) == pytest.approx(np.median(alone), rel=0.3)  # counting runs: 2.3 times it


def test_pairs_of_dead_params_are_no_interaction():
    alarms = 0
    for repeat in range(8):
        params, y = seeds(15, 5, np.random.default_rng([5, repeat]))
        shares = pair_shares(
            FittedForest.fit(params, y, replicates=find_replicates(params)), [(0, 1), (0, 2), (1, 2)]
        )
        alarms += bool((holm(shares.p_value) < 0.05).any())
    assert alarms <= 1


def test_the_forecast_of_more_runs_counts_configurations(make_runs):
    params, y = seeds(30, 5, np.random.default_rng(4), effect=1.0)
    advice = rank(runs_of(make_runs, params, y), RankOptions(metric="loss")).more_runs()
    more = more_runs_of(rank(runs_of(make_runs, params, y), RankOptions(metric="loss")))
    assert (more.runs, more.unit_name) == (30, "configurations")
    assert [size for size, _ in more.checks] == [15]
    assert any("more configurations" in sentence for sentence in advice.sentences)
    assert not any("more runs" in sentence for sentence in advice.sentences)


def test_a_param_that_only_tells_which_configuration_it_is_is_narrowed_as_a_guess_at_most(make_runs):
    words = set()
    for repeat in range(8):
        params, y = seeds(30, 5, np.random.default_rng([6, repeat]), effect=2.0)
        advice = rank(runs_of(make_runs, params, y), RankOptions(metric="loss")).next_sweep()
        words |= {line.sure for line in advice.lines if line.action == "narrow" and line.param != "lr"}
    assert words <= {"a guess"}  # counting runs: "likely"


def test_which_of_its_runs_comes_first_changes_no_advice(make_runs):
    params, y = seeds(30, 5, np.random.default_rng(7), effect=0.8)
    order = np.concatenate(
        [
            5 * configuration + np.random.default_rng(configuration).permutation(5)
            for configuration in range(30)
        ]
    )
    rankings = [
        rank(runs_of(make_runs, params, y, rows), RankOptions(metric="loss")) for rows in (slice(None), order)
    ]
    here, there = (ranking.next_sweep().table() for ranking in rankings)
    assert here.drop(columns="agreement").equals(there.drop(columns="agreement"))
    chances = [more_runs_of(ranking).chances for ranking in rankings]
    assert np.allclose(*chances, atol=0.05)  # splits that are level may fall to another param


def test_budgets_of_a_real_search_are_found(sweeps):
    runs = hpviz.read(next((sweeps / "outlier_detection").glob("*.csv.gz")))
    ranking = hpviz.rank(runs.with_parts({"budget": "choice"}), "cost", trees=10)
    assert any("differ only in budget count once" in note for note in ranking.notes)


@pytest.mark.parametrize("options", [{}, {"hidden": frozenset({"seed"})}])
@pytest.mark.parametrize("kind", ["random", "grid"])
def test_several_seeds_count_once_and_no_sweep_searches_them(options, kind):
    rng = np.random.default_rng(0)
    lr, width = np.repeat([0.1, 0.01, 0.001, 1e-4, 1e-5], 12), np.tile([8, 16, 32, 64] * 3, 5)
    depth = np.tile(np.repeat([1, 2, 4], 4), 5)
    if kind == "random":
        lr = 10 ** rng.uniform(-5, -1, 60)
    loss = (np.log10(lr) + 3) ** 2 + rng.normal(0, 0.5, 60)
    frame = pd.DataFrame({"lr": lr, "width": width, "depth": depth, "val_loss": loss})
    frame = frame.loc[frame.index.repeat(3)].reset_index(drop=True)
    frame["seed"] = np.tile([0, 1, 2], 60)
    frame["val_loss"] += rng.normal(0, 0.1, 180)
    ranking = hpviz.rank(frame, "val_loss", trees=20, **options)
    assert ranking.require_evidence().n_configurations == 60
    assert any("180 runs try 60 configurations." in note for note in ranking.notes)
    advice = ranking.next_sweep()
    for space in (advice.space, advice.optimiser_space):
        assert "seed" not in {dimension.param for dimension in space}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("levels", [5, 8])
def test_twins_of_several_values_are_no_repetitions(seed, levels):
    """A width and four times that width repeat together; lr and heads are drawn anew in every run."""
    rng = np.random.default_rng(seed)
    width = rng.choice(2 ** np.arange(4, 4 + levels), 100)
    params = columns(
        width=width.tolist(),
        ff_width=(4 * width).tolist(),
        shrink=(1 / width).tolist(),
        heads=rng.choice([1, 2, 4, 8], 100).tolist(),
        lr=(10 ** rng.uniform(-4, -1, 100)).tolist(),
    )
    assert find_replicates(params) is None


def test_configurations_with_values_of_their_own_are_repetitions_still():
    each = [find_replicates(seeds(12, 5, np.random.default_rng(seed))[0]) for seed in range(20)]
    assert all(replicates is not None and replicates.configurations == 12 for replicates in each)
