"""Settings that are run several times, each time with another value of a param that matters."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.result.cautions import Nested, Replicated


def architectures(seed, n=20, rates=4, *, few=False, hidden=0.0, effect=1.0):
    """Draw architectures, each with learning rates of its own or the same few; without an effect, seeds."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(n):
        width, dropout, own = int(rng.choice([64, 128, 256])), round(rng.uniform(0, 0.5), 3), rng.normal()
        exponents = np.linspace(-4.5, -1.5, rates) if few else rng.uniform(-5, -1, rates)
        rows += [
            {
                "lr": 10**exponent,
                "width": width,
                "dropout": dropout,
                "val_loss": effect * (exponent + 3) ** 2 + hidden * own + rng.normal(0, 0.1),
            }
            for exponent in exponents
        ]
    return pd.DataFrame(rows)


def cautions(ranking, kind):
    return [caution for caution in ranking.cautions if isinstance(caution, kind)]


@pytest.mark.parametrize("seed", range(5))
def test_the_same_few_values_of_each_setting_are_no_replicates(seed):
    ranking = hpviz.rank(architectures(seed, few=True), "val_loss")
    assert cautions(ranking, Replicated) == []
    assert ranking.score("lr").matters


@pytest.mark.parametrize("seed", range(5))
def test_what_explains_the_metric_is_no_replicate(seed):
    ranking = hpviz.rank(architectures(seed), "val_loss")
    assert cautions(ranking, Replicated) == []
    assert [caution.chosen for caution in cautions(ranking, Nested)] == [("lr",)]
    score = ranking.score("lr")
    assert score.matters
    assert score.importance > 0.8
    assert score.importance_low > 0.4
    assert ranking.evidence.n_configurations == 80
    (note,) = (note for note in ranking.notes if "count once" in note)
    assert note == (
        "80 runs try only 20 settings of the parameters other than lr: for these, runs of the same setting "
        "count once."
    )


def test_a_number_that_does_nothing_is_a_replicate():
    for seed in range(5):
        ranking = hpviz.rank(architectures(seed, effect=0.0, hidden=1.0), "val_loss")
        assert cautions(ranking, Nested) == []
        assert [caution.differing for caution in cautions(ranking, Replicated)] == [("lr",)]


def test_what_identifies_a_setting_is_not_called_a_cause():
    """Every architecture has a level of its own, which no param explains."""
    rankings = [hpviz.rank(architectures(seed, hidden=0.7), "val_loss") for seed in range(20)]
    wrong = [ranking.score(param).matters for ranking in rankings for param in ("width", "dropout")]
    assert all(cautions(ranking, Nested) for ranking in rankings)
    assert np.mean(wrong) <= 0.1


def test_a_few_settings_are_no_obstacle_to_what_each_run_has_of_its_own():
    ranking = hpviz.rank(architectures(1, n=8, rates=10), "val_loss")
    assert ranking.obstacle is None
    assert ranking.score("lr").matters
    assert not ranking.score("dropout").matters


@pytest.mark.parametrize("effect", [0.0, 3.0])
def test_a_grid_without_one_cell_with_random_rates_is_of_as_many_experiments_as_runs(effect):
    for seed in range(4):
        rng = np.random.default_rng(seed)
        frame = pd.DataFrame({"fp16": rng.random(100) < 0.5, "bs": rng.choice([8, 16, 32, 64], 100)})
        frame["lr"] = 10 ** rng.uniform(-4, -1, 100)
        frame["acc"] = 70 + 5 * np.log2(frame.bs / 8) - effect * (np.log10(frame.lr) + 2.5) ** 2
        frame["acc"] += rng.normal(0, 1, 100)
        there = frame[frame.fp16 | (frame.bs < 64)]
        ranking = hpviz.rank(there, "acc", params=["fp16", "bs", "lr"], trees=30)
        assert cautions(ranking, Nested) + cautions(ranking, Replicated) == []
        assert ranking.obstacle is None
        assert ranking.score("bs").matters
        assert not ranking.score("fp16").matters
        assert "bs" in ranking.headline
