"""Predicted against observed: the predictions are those of the out-of-bag R2, in the metric's own unit."""

import numpy as np
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.analysis.convergence.predicted_runs import predicted_runs_of
from hpviz.data import VEHICLE


def test_the_predictions_are_those_of_the_out_of_bag_r2():
    ranking = hpviz.rank(VEHICLE, "val_acc")
    runs = predicted_runs_of(ranking)
    off = np.mean((runs.observed - runs.predicted) ** 2)
    assert 1 - off / runs.observed.var() == pytest.approx(ranking.oob_r2, abs=1e-3)
    table = ranking.predicted_runs().table()
    assert len(table) == 500
    metric = dict(zip(ranking.evidence.labels_of(np.arange(500)), ranking.evidence.metric, strict=True))
    assert all(metric[run] == observed for run, observed in zip(table["run"], table["observed"], strict=True))


@pytest.mark.parametrize("scale", ["log", "rank"])
def test_on_any_scale_they_are_in_the_metrics_unit(scale):
    x = np.random.default_rng(0).random(200)
    runs = [{"params": {"x": float(at)}, "metrics": {"loss": float(np.exp(8 * at))}} for at in x]
    drawn = predicted_runs_of(hpviz.rank(runs, "loss", scale=scale))
    assert np.corrcoef(np.log(drawn.observed), np.log(drawn.predicted))[0, 1] > 0.95
    assert drawn.predicted.min() > 0


def test_whether_a_run_fails_is_no_number():
    runs = [
        {"params": {"x": at / 40}, "metrics": {"loss": 1.0}, "status": "failed" if at > 30 else "finished"}
        for at in range(40)
    ]
    with pytest.raises(HpvizError, match="choose a metric"):
        hpviz.rank(runs, "failure").predicted_runs()


def test_what_arithmetic_leaves_is_no_distance(figures):
    """The metric is 0 or 1 by a flag: 4.79902e-11 is how floats add up, and was written with six digits."""
    ranking = hpviz.rank(figures / "share_above_one.csv")
    assert ranking.predicted_runs().sentences == (
        "Predicted without the run itself, loss is right for every run.",
    )
    assert ranking.default_costs("worst").sentences == (
        "With every parameter at its best, loss is predicted to be 0. Defaults are the values of run 0.",
        "flag at True instead of False: 1, worse by 1 (95% interval 0.984 to 1.016).",
    )
