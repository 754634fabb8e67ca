"""How many runs more: what is clear is settled, what is not gets a number that is no false precision."""

import json

import numpy as np
import pytest
from scipy.stats import norm

import hpviz
from hpviz.analysis import RankOptions, rank
from hpviz.analysis.convergence.more_runs import more_runs_of, rounded_forecast
from hpviz.analysis.convergence.stability import Needed, chance, needed
from hpviz.analysis.result.order import CLEAR, KEPT, shrunken
from hpviz.errors import HpvizError
from hpviz.panel.wire import encode_insight
from hpviz.ranking import Ranking
from hpviz.text.advice.more_runs import about


@pytest.fixture(scope="module")
def ranking(make_runs):
    rng = np.random.default_rng(1)
    x, z, twin, dead = rng.random((4, 120))
    loss = 4 * x + z + 0.9 * twin + rng.normal(0, 0.2, 120)
    return hpviz.rank(make_runs({"x": x, "z": z, "twin": twin, "dead": dead}, {"loss": loss}), "loss")


def test_a_wide_lead_is_settled_and_a_narrow_one_is_not(ranking):
    first, second = more_runs_of(ranking).places[:2]
    assert (first.params, first.settled) == (("x",), True)
    assert {*second.params, *second.behind} == {"z", "twin"}
    assert not second.settled
    assert second.more.runs > 50


def test_the_sentences_say_so(ranking):
    sentences = ranking.more_runs().sentences
    assert sentences[0] == "The first place is settled: x."
    assert "more runs" in sentences[1]


def test_the_table_has_a_row_for_each_place(ranking):
    table = ranking.more_runs().table()
    assert table.place.tolist() == list(range(1, len(table) + 1))
    assert table.more_runs[0] == 0
    assert table.chance.between(0, 1).all()


def test_the_curve_reaches_the_line_where_the_sentence_says(ranking):
    more = more_runs_of(ranking)
    open_places = [place for place in more.places if not place.settled and np.isfinite(place.more.runs)]
    assert open_places
    for place in open_places:
        there = np.array([more.runs, more.runs + place.more.runs])
        now, then = chance(place.z, more.runs, there, kept=KEPT)
        assert now == pytest.approx(norm.cdf(place.z))
        assert then == pytest.approx(0.95)
        curve = np.interp(there[1], more.sizes, more.chances[place.place - 1], right=np.nan)
        assert np.isnan(curve) or curve == pytest.approx(0.95, abs=0.01)


def test_smaller_sweeps_find_a_wide_lead_too(ranking):
    checks = more_runs_of(ranking).checks
    assert [size for size, _ in checks] == [30, 60]
    assert all(shares[0] >= 0.9 for _, shares in checks)


def test_a_lead_of_half_the_needed_width_takes_four_times_the_runs():
    assert needed(CLEAR / 2, 60).runs == pytest.approx(180)
    assert needed(CLEAR, 60) == Needed(0, 0, 0)
    assert needed(-0.1, 60).runs == np.inf
    assert chance(CLEAR / 2, 60, np.array([240.0]))[0] == pytest.approx(0.95)


def test_half_of_all_walks_reach_what_is_needed_within_the_range():
    rng, z, n = np.random.default_rng(0), 1.2, 60
    forecast = needed(z, n)
    drift = (z + rng.normal(size=20_000)) / np.sqrt(n)
    for more, wanted in ((forecast.low, 0.25), (forecast.runs, 0.5), (forecast.high, 0.75)):
        walk = z * np.sqrt(n) + drift * more + np.sqrt(more) * rng.normal(size=20_000)
        assert np.mean(walk / np.sqrt(n + more) >= CLEAR) == pytest.approx(wanted, abs=0.015)
    assert needed(0.5, n).high == np.inf  # with a chance of more than a quarter the order is the other one
    assert 0 < needed(-0.3, n).low < np.inf


def test_half_of_all_leads_are_settled_within_the_range_where_they_spread_as_is_shrunken():
    """True leads spread by two standard errors; of those that look alike now, see which are clear later."""
    rng, n = np.random.default_rng(0), 60
    true = rng.normal(0, 2, 3_000_000)
    now = true + rng.normal(size=true.size)
    alike = np.abs(now - 1.2) < 0.03
    true, now = true[alike], now[alike]
    forecast = needed(shrunken(1.2), n, kept=KEPT)
    assert np.mean(true > 0) == pytest.approx(norm.cdf(shrunken(1.2)), abs=0.01)
    for more, wanted in ((forecast.low, 0.25), (forecast.runs, 0.5), (forecast.high, 0.75)):
        share = more / n
        later = (now + share * true + np.sqrt(share) * rng.normal(size=true.size)) / np.sqrt(1 + share)
        assert np.mean(shrunken(later) >= CLEAR) == pytest.approx(wanted, abs=0.02)


def test_forecasts_are_written_no_finer_than_they_are_known():
    assert [rounded_forecast(runs) for runs in (3, 62, 123, 430, 777)] == [10, 70, 150, 450, 800]
    assert np.isnan(rounded_forecast(2000))
    assert about(Needed(62, 12, 4000)) == "about 70 more runs (50% chance: 20 or more)"
    assert about(Needed(4000, 100, np.inf)) == "more than 1,000 more runs: not worth it"


def test_what_cannot_be_forecast_is_refused_with_the_reason(make_runs):
    rng = np.random.default_rng(3)
    noise = hpviz.rank(make_runs({"x": rng.random(60), "z": rng.random(60)}, {"loss": rng.random(60)}))
    with pytest.raises(HpvizError, match="no number of further runs is forecast"):
        noise.more_runs()
    alone = hpviz.rank(make_runs({"x": np.arange(40.0)}, {"loss": np.arange(40.0)}))
    assert "one parameter only" in encode_insight(alone, "more", "")["problem"]


def test_correlations_alone_are_no_ground_for_a_forecast(training):
    correlations = rank(training, RankOptions(metric="val_loss"), forest=False)
    with pytest.raises(
        HpvizError, match="no number of further runs is forecast: the importance is not computed yet"
    ):
        Ranking.of(correlations).more_runs()


def test_it_goes_to_the_view_whole(ranking):
    encoded = json.loads(json.dumps(encode_insight(ranking, "more", ""), allow_nan=False))
    places = encoded["places"]
    assert encoded["problem"] is None
    assert len(places["param"]) == len(places["chance"]) == len(places["check"])
    assert all(len(line) == len(encoded["sizes"]) for line in places["chance"])


def test_the_picture_is_written(ranking, tmp_path):
    ranking.more_runs().save(tmp_path / "more.json")
    assert "chance that the order is right" in (tmp_path / "more.json").read_text()


def test_no_forecast_is_of_no_runs_at_all():
    assert about(Needed(0, 0, 0)) == "about 10 more runs"
    assert about(Needed(0, 0, 15)) == "about 10 more runs (50% chance: between 10 and 20)"
    assert about(Needed(0, 0, np.inf)) == "about 10 more runs (50% chance: 10 or more)"


@pytest.mark.parametrize("seed", range(6))
def test_the_curve_is_of_the_figures_that_are_written(make_runs, seed):
    rng = np.random.default_rng(seed)
    n = (40, 60, 120)[seed % 3]
    a, b, c, d = rng.random((4, n))
    loss = a + (0.5 + 0.1 * seed) * b + 0.4 * c + (0.8 * (a - 0.5) * (b - 0.5) if seed % 2 else 0)
    more = more_runs_of(
        hpviz.rank(make_runs({"a": a, "b": b, "c": c, "d": d}, {"loss": loss + rng.normal(0, 0.1, n)}))
    )
    assert n in more.sizes
    for place, chances, row in zip(more.places, more.chances, more.table().itertuples(), strict=True):
        now = chances[more.sizes == n][0]
        assert now == pytest.approx(row.chance)
        assert place.settled == (now >= 0.95)
        later = chances[more.sizes >= n]
        if place.shared:  # no run divides what they do together
            assert later == pytest.approx(np.full(len(later), now))
        elif not place.settled and place.more.runs <= 1000:
            reached = more.sizes[more.sizes >= n][later >= 0.95 - 1e-9][0]
            assert reached == pytest.approx(n + place.more.runs)
            assert row.more_runs - 100 < reached - n <= row.more_runs
        elif not place.settled:
            assert (more.sizes[chances >= 0.95] > n + 1000).all()
