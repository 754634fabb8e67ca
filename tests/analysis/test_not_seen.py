"""What is said of runs and values that the ranking does not hold: that it is not known."""

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.views import VIEWS


def sweep(seed, n=120):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"lr": 10 ** rng.uniform(-4, -1, n), "wd": rng.random(n)})
    frame["opt"] = rng.choice(["adam", "rms", "sgd"], n)
    score = -0.1 * (np.log10(frame.lr) + 2.5) ** 2 - 0.1 * (frame.opt == "sgd")
    frame["acc"] = 0.9 + score + rng.normal(0, 0.01, n)
    return frame


@pytest.mark.parametrize("defaults", [{"opt": "sgd"}, {"lr": 1e3}, {"lr": -1.0}, {"opt": "adamw"}])
def test_a_default_that_no_run_tried_has_no_cost(defaults):
    ranking = hpviz.rank(sweep(0), "acc", params=["lr", "wd", "opt"], where="opt in ['adam', 'rms']")
    costs = ranking.default_costs({"wd": 0.5} | defaults)
    (name,), known = defaults, costs.table().set_index("param")
    assert np.isnan(known.loc[name, ["cost", "low", "high", "metric"]].astype(float)).all()
    assert np.isfinite(known.loc["wd", "cost"])
    (sentence,) = [text for text in costs.sentences if "not known" in text]
    assert f"{name} at" in sentence
    assert "No clear cost: wd." in costs.sentences


def test_runs_that_failed_are_named_beside_what_is_of_the_others():
    frame = sweep(1, 300)
    frame["status"] = np.where((frame.wd > 0.4) & (frame.wd < 0.7), "failed", "finished")
    frame.loc[frame.status == "failed", "acc"] = np.nan
    ranking, failed = hpviz.rank(frame, "acc"), int((frame.status == "failed").sum())
    for picture in (ranking.coverage(), ranking.tuning_curve()):
        assert any(f"{failed} failed" in text for text in picture.sentences)
    whole = hpviz.rank(sweep(1, 300), "acc")
    assert not any("left out" in text for text in whole.coverage().sentences)


def test_what_only_a_third_sweep_has_is_no_change_between_two():
    first, second, third = (sweep(seed, 60).drop(columns="opt") for seed in (2, 3, 4))
    third["clip"] = np.where(np.arange(60) % 2, 0.5, 1.0)
    ranking = hpviz.rank({"a": first, "b": second, "c": third}, "acc")
    sentences = VIEWS["sweeps"].encoded(ranking)["sentences"]
    assert sentences[0].startswith("No change beyond chance between the two sweeps")
    assert "clip" not in " ".join(sentences)
