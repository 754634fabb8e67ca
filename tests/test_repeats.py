"""Configurations that were run several times: found where there are any, and counted once."""

import itertools

import numpy as np
import pytest

import hpviz
from hpviz.analysis import Question, rank
from hpviz.analysis.importance import Grown, holm, out_of_bag
from hpviz.analysis.repeats import repeated
from hpviz.analysis.top import best_of, separation
from hpviz.column import Column
from hpviz.data import VEHICLE


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


def test_the_same_configuration_at_several_seeds_is_found():
    params, _ = seeds(20, 5, np.random.default_rng(0))
    found = repeated(params)
    assert (found.configurations, found.apart) == (20, "seed")
    assert len(np.unique(found.unit.reshape(20, 5)[:, 0])) == 20


def test_runs_alike_in_everything_are_one_configuration():
    params, _ = seeds(20, 3, np.random.default_rng(0))
    found = repeated(params[:-1])
    assert (found.configurations, found.apart) == (20, "")


def test_what_meets_by_chance_or_by_design_is_no_repetition():
    rng = np.random.default_rng(1)
    grid = np.array(list(itertools.product(range(4), range(4), range(5))))
    coarse = {f"p{j}": rng.integers(0, 4, 90).tolist() for j in range(3)}
    batch = rng.choice([16, 32, 64], 90)
    assert repeated(columns(**{f"p{j}": grid[:, j].tolist() for j in range(3)})) is None
    assert repeated(columns(**coarse)) is None
    assert repeated(columns(**coarse, batch=batch.tolist(), steps=(1024 // batch).tolist())) is None
    assert repeated(columns(lr=rng.random(90).tolist(), seed=rng.integers(0, 3, 90).tolist())) is None
    assert repeated(list(hpviz.read(VEHICLE).params.values())) is None


def test_a_param_that_only_tells_which_configuration_it_is_is_not_called_an_effect():
    alarms = {True: 0, False: 0}
    for repeat in range(12):
        params, y = seeds(15, 5, np.random.default_rng([15, repeat]))
        for counted in alarms:
            found = out_of_bag(
                Grown.on(params, y, seed=repeat, repeats=repeated(params) if counted else None)
            )
            alarms[counted] += bool(found.above_noise.any() and found.oob_r2 > 0)
    assert alarms[True] <= 2
    assert alarms[False] >= 9  # what counting runs would say


def test_a_true_effect_is_found_over_enough_configurations():
    params, y = seeds(40, 4, np.random.default_rng(3), effect=1.0)
    found = out_of_bag(Grown.on(params, y, repeats=repeated(params)))
    assert found.above_noise.tolist() == [True, False, False, False, False]


def test_a_run_is_unseen_only_with_its_whole_configuration():
    params, y = seeds(20, 3, np.random.default_rng(0))
    found = repeated(params)
    grown = Grown.on(params, y, repeats=found)
    for bag in grown.forest.bags:
        assert not set(found.unit[bag]) & set(np.delete(found.unit, bag))


def test_one_run_per_configuration_changes_no_figure():
    params, y = seeds(60, 1, np.random.default_rng(5), effect=0.5)
    assert repeated(params) is None
    alone = out_of_bag(Grown.on(params, y))
    same = out_of_bag(Grown.on(params, y, repeats=None))
    assert np.array_equal(alone.share, same.share)
    assert np.array_equal(alone.p_value, same.p_value)


@pytest.mark.parametrize(
    ("configurations", "said"), [(30, "are of 30 configurations"), (8, "8 configurations only")]
)
def test_the_ranking_says_so(make_runs, configurations, said):
    params, y = seeds(configurations, 4, np.random.default_rng(2), effect=1.0)
    values = {
        p.name: [p.levels[c] if c >= 0 else n for n, c in zip(p.numbers, p.codes, strict=True)]
        for p in params
    }
    found = rank(make_runs(values, {"loss": y}), Question("loss"))
    assert said in " ".join([found.problem or "", *found.notes])
    assert bool(found.problem) == (configurations < 12)
    assert not (found.problem and any(score.above_noise for score in found.scores))
    assert found.effect("lr").sentences
    assert rank(make_runs(values, {"loss": y}), Question("loss", method="permutation")).scores


def test_reaching_the_top_counts_configurations_too():
    alarms = {True: 0, False: 0}
    for repeat in range(20):
        params, y = seeds(15, 5, np.random.default_rng([9, repeat]))
        best = best_of(y, "minimize", 0.2)
        for counted in alarms:
            _, p_values = separation(params, best, unit=repeated(params).unit if counted else None)
            alarms[counted] += bool(holm(p_values).min() < 0.05)
    assert alarms[True] <= 4
    assert alarms[False] >= 15


def test_budgets_of_a_real_search_are_found(shared):
    found = hpviz.rank(next((shared / "data/outlier_detection").glob("*.csv.gz")), "cost", trees=10)
    assert any("alike in all but budget" in note for note in found.notes)
