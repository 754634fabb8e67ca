"""The table of claims counts what it says: events of known sweeps, with errors by sweeps."""

import numpy as np
import pytest

from benchmarks.claims.__main__ import of_seed, page, rate
from benchmarks.claims.claims import CLAIMS, Claim, dead_marked
from benchmarks.claims.known import Known


@pytest.fixture(scope="module")
def answers():
    return [of_seed(seed, [60]) for seed in (6001, 6002)]


def test_every_claim_is_looked_at_in_its_kinds_of_sweeps(answers):
    places = {(place, sampler, 60) for place, claim in enumerate(CLAIMS) for sampler in claim.samplers}
    assert {*answers[0]} == places
    of_a_sweep = [place for place, claim in enumerate(CLAIMS) if claim.text.endswith("(of a sweep)")]
    assert len(of_a_sweep) == 3
    assert all(len(answer[place, "tpe", 60]) == 1 for answer in answers for place in of_a_sweep)
    assert sum(map(len, answers[0].values())) > 30


def test_the_page_has_a_line_for_each_claim_and_sampler(answers):
    counted = {key: [answer[key] for answer in answers] for key in answers[0]}
    lines = page(counted, [60], range(6001, 6003)).splitlines()
    assert sum(line.startswith("| ") for line in lines) == 1 + sum(len(claim.samplers) for claim in CLAIMS)


def test_the_truth_of_a_drawn_sweep_is_that_of_its_response():
    sweep = Known.drawn("random", 60, 6001)
    assert len(sweep.dead) == 4
    assert len(sweep.design.together) == 3
    spreads = {
        name: np.ptp(sweep.average(name, space.at(np.linspace(0, 1, 5))))
        for name, space in sweep.design.space.items()
    }
    assert {name for name, spread in spreads.items() if spread == 0} == sweep.dead


@pytest.mark.parametrize(
    ("limit", "events", "broken"),
    [
        ("at most", [[True, False]] * 50, True),
        ("at most", [[False, False]] * 50, False),
        ("at least", [[True, False]] * 50, True),
        ("at least", [[True, True]] * 50, False),
        ("at least", [[True, True]] * 49 + [[False, False]], False),
    ],
)
def test_a_promise_is_broken_beyond_two_standard_errors(limit, events, broken):
    claim = Claim(
        text="", limit=limit, share=0.05 if limit == "at most" else 0.98, page="", events=dead_marked
    )
    assert rate(claim, events).startswith("**") is broken


def test_events_of_one_sweep_are_no_separate_evidence():
    claim = Claim(text="", page="", events=dead_marked)
    apart, together = [[True], [False]] * 50, [[True] * 10, [False] * 10] * 50
    assert rate(claim, apart) == "50.0% (± 5.0% of 100)"
    assert rate(claim, together) == "50.0% (± 5.0% of 1,000)"
