"""How well runs cover the space: gaps against random runs, lists, and all ranges together."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats.qmc import LatinHypercube

import hpviz
from hpviz.analysis.convergence.coverage import coverage_of, gap_p_value
from hpviz.data import VEHICLE
from hpviz.runs import Hints
from hpviz.runs.column import ABSENT

N = 60


def coverage_from(make_runs, params, **facts):
    runs = make_runs(
        params, {"loss": np.random.default_rng(9).random(len(next(iter(params.values()))))}, **facts
    )
    return coverage_of(hpviz.rank(runs, "loss", trees=5))


@pytest.mark.parametrize("n", [1, 3, 10, 50, 500])
def test_the_chance_of_a_gap_is_that_of_random_points(n):
    rng = np.random.default_rng(n)
    gaps = np.array([np.diff(np.sort([0.0, *rng.random(n), 1.0])).max() for _ in range(2000)])
    for share in (0.05, 0.5, 0.9):
        gap = float(np.quantile(gaps, 1 - share))
        assert gap_p_value(gap, n) == pytest.approx(share, abs=0.03)
    assert gap_p_value(1.0, n) == 0
    assert gap_p_value(0.0, n) == 1


def test_the_largest_of_one_point_is_known_in_closed_form():
    assert gap_p_value(0.8, 1) == pytest.approx(0.4)


def test_a_hole_is_found_where_it_is(make_runs):
    lr = np.random.default_rng(0).random(4 * N)
    lr = np.where((lr > 0.4) & (lr < 0.7), lr - 0.35, lr)
    (param,) = coverage_from(make_runs, {"lr": lr}).params
    assert param.gap_matters
    assert param.gap == pytest.approx(0.3, abs=0.03)
    assert param.gap_low == pytest.approx(0.4, abs=0.03)
    assert param.gap_high == pytest.approx(0.7, abs=0.03)
    assert param.gap > param.usual_gap
    assert 0.6 < param.covered < 0.8


@pytest.mark.parametrize("seed", range(4))
def test_runs_of_one_configuration_are_one_draw(make_runs, seed):
    """A gap between 30 random configurations is none between 120 runs of them."""
    rng = np.random.default_rng(seed)
    lr, depth = np.repeat(10 ** rng.uniform(-5, -1, 30), 4), np.repeat(rng.integers(1, 5, 30), 4)
    own = _by_name(coverage_from(make_runs, {"lr": lr[::4], "depth": depth[::4]}))
    for name in ("seed", "fold"):
        params = {"lr": lr, "depth": depth, name: np.tile([0, 1, 2, 3], 30)}
        repeated = _by_name(coverage_from(make_runs, params))
        assert repeated["lr"].p_value == own["lr"].p_value
        assert not repeated["lr"].gap_matters
        assert sum(repeated["lr"].counts) == 120


@pytest.mark.parametrize("seed", range(4))
def test_whole_numbers_of_one_configuration_are_one_draw(seed):
    """Two random runs may have one width; the same run with three seeds has it once."""
    rng = np.random.default_rng(seed)
    widths, lr = rng.integers(16, 1024, 30), rng.random(30)
    loss = rng.random(120)
    frame = pd.DataFrame({"width": np.repeat(widths, 4), "lr": np.repeat(lr, 4), "loss": loss})
    seeded = hpviz.rank(frame.assign(seed=np.tile([0, 1, 2, 3], 30)), "loss", trees=5)
    repeated, own = (
        _by_name(coverage_of(each)) for each in (seeded, hpviz.rank(frame[::4], "loss", trees=5))
    )
    assert repeated["width"].p_value == own["width"].p_value


def _by_name(coverage):
    return {param.param: param for param in coverage.params}


def test_all_ranges_together_are_of_configurations(make_runs):
    rng = np.random.default_rng(1)
    once = {name: rng.random(40) for name in "abc"}
    frame = pd.DataFrame(once).assign(loss=rng.random(40))
    repeated = pd.concat([frame] * 3).assign(seed=np.repeat([0, 1, 2], 40), loss=rng.random(120))
    both = [coverage_of(hpviz.rank(each, "loss", trees=5)) for each in (frame, repeated)]
    assert both[1].unevenness == pytest.approx(both[0].unevenness)
    assert {*both[0].joint} == {*both[1].joint}


def test_a_hole_on_a_log_axis_is_measured_there(make_runs):
    exponents = np.random.default_rng(1).uniform(-5, 0, 4 * N)
    exponents = np.where((exponents > -3) & (exponents < -2), -5 + 2 * (exponents + 3), exponents)
    (param,) = coverage_from(make_runs, {"lr": 10**exponents}).params
    assert param.log
    assert param.gap_matters
    assert param.gap == pytest.approx(0.2, abs=0.04)


def test_what_is_declared_counts_where_no_run_is(make_runs):
    lr = np.random.default_rng(2).random(N) / 2
    runs = make_runs({"lr": lr}, {"loss": lr}, hints=Hints(bounds={"lr": (0.0, 1.0)}))
    (param,) = coverage_of(hpviz.rank(runs, "loss", trees=5)).params
    assert param.declared
    assert (param.low, param.high) == (0, 1)
    assert param.gap_high == 1
    assert param.gap_matters


def test_a_list_has_its_values_with_the_runs_that_have_them(make_runs):
    width = [16, 32, 64, 128] * (N // 4)
    kind = ["adam"] * (N - 1) + ["sgd"]
    runs = make_runs(
        {"width": width, "kind": kind},
        {"loss": np.random.default_rng(0).random(N)},
        hints=Hints(choices={"kind": ("adam", "sgd", "lion")}),
    )
    by_name = {param.param: param for param in coverage_of(hpviz.rank(runs, "loss", trees=5)).params}
    assert dict(zip(by_name["kind"].labels, by_name["kind"].counts, strict=True)) == {
        "adam": 59,
        "sgd": 1,
        "lion": 0,
    }
    assert by_name["kind"].covered == pytest.approx(2 / 3)
    assert by_name["width"].labels == ("16", "32", "64", "128")
    assert by_name["width"].counts == (15,) * 4
    assert math.isnan(by_name["width"].gap)


def test_random_runs_are_rarely_said_to_have_gaps(make_runs):
    found = uneven = 0
    for seed in range(60):
        x = np.random.default_rng(1000 + seed).random((N, 5))
        coverage = coverage_from(make_runs, {f"p{at}": x[:, at] for at in range(5)})
        found += any(param.gap_matters for param in coverage.params)
        low, high = coverage.usual_unevenness
        uneven += not low <= coverage.unevenness <= high
    assert found <= 6
    assert uneven <= 6


def test_even_and_clumped_runs_are_told_from_random_ones(make_runs):
    even = LatinHypercube(3, seed=0, optimization="random-cd").random(N)
    clumped = np.random.default_rng(0).beta(0.3, 0.3, (N, 1)) + np.random.default_rng(1).normal(
        0, 0.02, (N, 3)
    )
    for x, is_even in ((even, True), (clumped, False)):
        coverage = coverage_from(make_runs, {f"p{at}": x[:, at] for at in range(3)})
        low, high = coverage.usual_unevenness
        assert coverage.unevenness < low if is_even else coverage.unevenness > high
        assert (" more evenly " if is_even else " less evenly ") in coverage_sentences(coverage)


def coverage_sentences(coverage):
    from hpviz.text.advice.coverage import sentences

    return " ".join(sentences(coverage))


def test_the_table_has_a_row_a_param_in_the_order_of_the_ranking():
    ranking = hpviz.rank(VEHICLE, "val_acc", trees=20)
    table = ranking.coverage().table()
    assert table["param"].tolist() == [score.param for score in ranking.scores]
    assert (table["covered"] == 1).all()


def test_a_range_that_hardly_a_run_has_is_not_tested(make_runs):
    x = np.random.default_rng(0).random(N)
    rare = [0.2, 0.9, *[ABSENT] * (N - 2)]
    runs = make_runs({"x": x, "rare": rare}, {"loss": x}, hints=Hints(bounds={"rare": (0.0, 1.0)}))
    by_name = {param.param: param for param in coverage_of(hpviz.rank(runs, "loss", trees=5)).params}
    assert by_name["rare"].gap == pytest.approx(0.7)
    assert by_name["rare"].gap_matters is None


def test_runs_that_failed_cover_the_space_too(make_runs):
    lr = np.random.default_rng(0).random(3 * N)
    failed = lr > 0.7
    runs = make_runs(
        {"lr": lr, "opt": np.where(failed, "sgd", "adam").tolist()},
        {"loss": np.where(failed, np.nan, lr)},
        statuses=np.where(failed, "failed", "finished"),
    )
    ranking = hpviz.rank(runs, "loss", trees=5)
    coverage = coverage_of(ranking)
    assert coverage.unranked == failed.sum()
    by_name = {param.param: param for param in coverage.params}
    assert sum(by_name["lr"].counts) == 3 * N
    assert by_name["lr"].ranked[15:] == (0,) * 5
    assert by_name["lr"].high >= lr.max()
    assert not by_name["lr"].gap_matters
    sentences = ranking.coverage().sentences
    assert sentences[0] == f"{failed.sum()} runs that are not ranked count too: {failed.sum()} failed."
    assert sentences[1].startswith("Parts of lr")
    assert not any("no run" in sentence for sentence in sentences)
