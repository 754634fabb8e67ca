"""What is best of a param stays where it is when params that do nothing are hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.effects.dependence import deciding_evidence
from hpviz.analysis.effects.effect import effect_of
from hpviz.text.best_values import best_values


def sweep(seed: int, n: int) -> pd.DataFrame:
    """A loss of a learning rate and a depth, and three params that do nothing."""
    rng = np.random.default_rng(seed)
    lr, depth = 10 ** rng.uniform(-5, -1, n), rng.integers(1, 9, n)
    loss = 0.3 * (np.log10(lr) + 3) ** 2 + 0.03 * (depth - 5) ** 2 + 0.2 * rng.normal(size=n)
    dead = {"wd": 10 ** rng.uniform(-6, -2, n), "drop": rng.uniform(0, 0.6, n), "mom": rng.uniform(0.5, 1, n)}
    params = {"lr": lr, "depth": depth, **dead}
    return pd.DataFrame(
        {f"config.{name}": values for name, values in params.items()} | {"metric.val_loss": loss}
    )


@pytest.mark.parametrize(("seed", "n"), [(1, 100), (2, 200), (5, 200)])
def test_hiding_what_does_nothing_moves_no_best_value(seed, n):
    frame = sweep(seed, n)
    whole = hpviz.rank(frame, "val_loss", trees=60)
    alive = [score.param for score in whole.scores if score.matters]
    assert {*alive} >= {"lr"}
    for hidden in (["wd"], ["drop", "mom"], ["wd", "drop", "mom"]):
        assert not {*alive} & {*hidden}
        some = hpviz.rank(frame, "val_loss", trees=60, hidden=hidden)
        assert [score.param for score in some.scores if score.matters] == alive
        for param in alive:
            before, after = effect_of(whole, param), effect_of(some, param)
            assert best_values(after) == best_values(before)
            assert after.table().equals(before.table())


def test_what_could_be_chance_and_may_do_something_stays_in_the_model():
    a, b, c = np.random.default_rng(3).random((3, 60))
    noise = np.random.default_rng(103).normal(0, 0.9, 60)
    frame = pd.DataFrame({"config.a": a, "config.b": b, "config.c": c, "metric.y": 3 * a + 1.2 * b + noise})
    ranking = hpviz.rank(frame, "y", goal="minimize")
    assert [score.param for score in ranking.scores if score.matters] == ["a"]
    assert deciding_evidence(ranking, "a").params == ("a", "b")
    assert deciding_evidence(ranking, "c").params == ("a", "b", "c")
