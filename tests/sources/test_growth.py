"""Twice as many columns take about twice as many steps: Python's calls are counted, which no load changes."""

import cProfile
import pstats

import numpy as np
import pytest

import hpviz

FEW = 10  # runs

KINDS = {
    "drawn": lambda rng, n: rng.random(n),
    "grid": lambda rng, n: rng.choice([0.1, 0.2, 0.5], n),
    "text": lambda rng, n: rng.choice(list("abc"), n),
    "whole": lambda rng, n: rng.integers(1, 100, n),
}


def calls(action):
    profile = cProfile.Profile()
    profile.runcall(action)
    return pstats.Stats(profile).total_calls


def table(kind, name, columns):
    rng = np.random.default_rng(0)
    cells = {name.format(number): KINDS[kind](rng, FEW) for number in range(columns)}
    return {**cells, "lr": rng.random(FEW), "loss": rng.random(FEW)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("drawn", "p{}"), ("grid", "p{}"), ("text", "p{}"), ("whole", "p{}_id"), ("drawn", "acc_{}")],
)
def test_reading_grows_with_the_columns_as_they_do(kind, name):
    small, large = (table(kind, name, columns) for columns in (310, 930))
    hpviz.read(table(kind, name, 20))  # what is imported and compiled once
    # Up to 300 columns are compared with each other; of thrice as many the square would be nine times.
    assert calls(lambda: hpviz.read(large)) < 4.5 * calls(lambda: hpviz.read(small))


def test_only_a_drawn_tree_is_put_in_order(monkeypatch):
    """The order along the leaves takes the third power of the number of params, and no group needs it."""
    import scipy.cluster.hierarchy as scipy_hierarchy

    def refuse(*_args, **_kwargs):
        raise AssertionError("the leaves were ordered")

    monkeypatch.setattr(scipy_hierarchy, "optimal_leaf_ordering", refuse)
    rng = np.random.default_rng(0)
    x = rng.random(60)
    frame = {
        "a": x,
        "b": x + rng.normal(0, 0.01, 60),
        "c": rng.random(60),
        "loss": x + rng.normal(0, 0.1, 60),
    }
    ranking = hpviz.rank(frame, "loss", params=["a", "b", "c"])
    assert [group.params for group in ranking.correlated_groups] == [("a", "b")]
    with pytest.raises(AssertionError, match="ordered"):
        ranking.moved_together()
