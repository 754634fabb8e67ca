"""Values that an optimiser hardly tried are worse only where that holds at comparable settings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hpviz


def narrowing(seed, of_sgd):
    """Draw 24 runs at random, then 96 ever nearer to the best learning rate, all of adam."""
    rng = np.random.default_rng([8, seed])
    exponent = np.r_[rng.uniform(-5, 0, 24), -2.5 + rng.normal(0, np.linspace(1, 0.15, 96))]
    optimizer = np.array(["adam", "sgd"] * 12 + ["adam"] * 96)
    loss = 0.4 * abs(exponent + 2.5) + of_sgd * (optimizer == "sgd") + rng.normal(0, 0.03, 120)
    frame = pd.DataFrame({"lr": 10**exponent, "opt": optimizer, "junk": rng.random(120), "loss": loss})
    return hpviz.rank(frame, "loss", params=["lr", "opt", "junk"], trees=30)


@pytest.mark.parametrize("seed", range(4))
def test_a_value_that_was_tried_in_bad_places_alone_is_not_thrown_away(seed):
    ranking = narrowing(seed, of_sgd=0.0)
    assert ranking.is_optimised
    table = ranking.next_sweep().table().set_index("param")
    assert table.loc["opt", "after"] == "adam, sgd"
    sgd = next(level for level in ranking.level_scores["opt"] if level.level == "sgd")
    assert sgd.clear is not True


@pytest.mark.parametrize("seed", range(2))
def test_a_value_that_is_worse_at_any_settings_is_left_out(seed):
    ranking = narrowing(seed, of_sgd=1.0)
    assert ranking.is_optimised
    assert ranking.next_sweep().table().set_index("param").loc["opt", "after"] == "adam"
    sgd = next(level for level in ranking.level_scores["opt"] if level.level == "sgd")
    assert sgd.clear is True
