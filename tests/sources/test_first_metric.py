"""The metric to begin with where the data say more than the names."""

import itertools

import numpy as np
import pandas as pd
import pytest

import hpviz


@pytest.fixture
def frame():
    rng = np.random.default_rng(2)
    grid = list(itertools.product([0.1, 0.01], [1e6, 1e8, 1e10], ["qr", "svd", "lsq"], range(4)))
    frame = pd.DataFrame(grid, columns=["noise_level", "kappa", "method", "seed"])
    return frame.assign(final_be=rng.lognormal(-20, 2, len(frame)), total_s=rng.uniform(1, 9, len(frame)))


@pytest.mark.parametrize("name", ["effective_kappa", "spread_x", "zeta_x"])
def test_what_a_parameter_never_moves_is_not_the_first(frame, name):
    luck = dict(zip(range(4), [1.1, 0.97, 1.32, 0.83], strict=True))
    frame.insert(4, name, frame.kappa * frame.seed.map(luck) / (1 + frame.noise_level))
    assert hpviz.read(frame, metrics=[name, "final_be", "total_s"]).default_metric() == "final_be"


def test_a_known_result_may_be_moved_by_no_parameter(frame):
    frame = frame.drop(columns="final_be")
    frame.insert(4, "CER", 0.03 + 0.001 * np.log10(frame.kappa) + 0.01 * frame.seed)
    assert hpviz.read(frame).default_metric() == "CER"


def test_a_metric_that_few_runs_have_is_not_the_first():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), "tok_s": rng.uniform(20, 30, 24)})
    frame["ppl"] = [4.58, 4.63, *[np.nan] * 22]
    assert hpviz.read(frame, metrics=["tok_s", "ppl"]).default_metric() == "tok_s"
    frame["runtime"] = frame.pop("tok_s")  # what runs took is no result in its place
    assert hpviz.read(frame, metrics=["runtime", "ppl"]).default_metric() == "ppl"


def test_where_the_metric_that_counts_has_no_values_it_is_taken_from_other_rows():
    rng = np.random.default_rng(4)
    results = {
        "best_val_sharpe": [-np.inf] * 24,
        "train_sharpe": rng.normal(1, 1, 24),
        "test_sharpe": rng.normal(1, 1, 24),
        "test_total_return": rng.normal(1, 1, 24),
    }
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-5, -1, 24), **results})
    assert hpviz.read(frame).default_metric() == "test_sharpe"
