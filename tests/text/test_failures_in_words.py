"""Where runs fail is said in the row of the param and below the headline, in the figures of the advice."""

from __future__ import annotations

import re

import numpy as np
import pytest

import hpviz
from hpviz.text import row


@pytest.fixture(scope="module")
def sweep(make_runs):
    """Make a sweep in which the runs fail that are marked."""
    rng = np.random.default_rng(0)
    lr, kind = rng.random(120), rng.choice(["a", "b", "c"], 120)

    def ranked(fails):
        failed = fails(lr, kind, rng)
        loss = np.where(failed, np.nan, lr + (kind == "a") + rng.normal(0, 0.1, 120))
        statuses = np.where(failed, "failed", "finished")
        return hpviz.rank(make_runs({"lr": lr, "kind": kind}, {"loss": loss}, statuses=statuses), "loss")

    return ranked


def _row(ranking, param):
    return " ".join(row.sentences(ranking.score(param), ranking))


def test_a_number_from_which_on_runs_fail_is_said(sweep):
    ranking = sweep(lambda lr, kind, rng: lr > 0.8)
    failed = ranking.runs_skipped["failed"]
    edge = ranking.require_evidence().runs.columns["lr"].numbers
    edge = edge[edge > 0.8].min()
    said = f"{failed} of {failed} runs at {edge:.3g} or more failed."
    assert said in _row(ranking, "lr")
    assert said in " ".join(ranking.next_sweep().table()["reason"])
    assert f" {failed} of 120 runs failed, all with lr at {edge:.3g} or more." in ranking.trust_sentence
    assert "fail" not in _row(ranking, "kind")


def test_a_value_that_only_failed_runs_have_is_said(sweep):
    ranking = sweep(lambda lr, kind, rng: kind == "c")
    failed = ranking.runs_skipped["failed"]
    assert f"{failed} of {failed} runs with c failed." in _row(ranking, "kind")
    assert f"{failed} of 120 runs failed, all with kind c." in ranking.trust_sentence


def test_most_is_not_all(sweep):
    ranking = sweep(lambda lr, kind, rng: (lr > 0.8) | (rng.random(120) < 0.03))
    assert ", most with lr at " in ranking.trust_sentence


def test_where_it_is_no_end_it_depends(sweep):
    ranking = sweep(lambda lr, kind, rng: (lr > 0.6) & (lr < 0.75))
    assert " of 120 runs failed; which ones depends on lr." in ranking.trust_sentence
    assert "Whether a run fails depends on it." in _row(ranking, "lr")


def test_failures_by_chance_are_counted_alone(sweep):
    ranking = sweep(lambda lr, kind, rng: rng.random(120) < 0.2)
    assert ranking.runs_skipped["failed"] > 10
    assert "failed" not in ranking.trust_sentence + _row(ranking, "lr") + _row(ranking, "kind")


def test_it_is_said_where_nothing_else_can_be(sweep):
    ranking = sweep(lambda lr, kind, rng: lr > 0.12)
    assert ranking.problem
    assert any(" of 120 runs failed, all with lr at " in note for note in ranking.notes)


def test_a_run_is_said_to_have_failed_or_not(sweep):
    """A share of failing runs is no number below 0, and a failure no metric of 1."""
    runs = sweep(lambda lr, kind, rng: lr > 0.8).require_evidence().runs
    ranking = hpviz.rank(runs, "failure")
    failed = int(np.argmax(ranking.require_evidence().metric))
    well = int(np.argmin(ranking.require_evidence().metric))
    names = [str(name) for name in ranking.require_evidence().labels_of(np.array([failed, well]))]
    for name, what in zip(names, ("failed", "did not fail"), strict=True):
        sentence = ranking.explain(name).sentences[0]
        assert re.fullmatch(
            rf"[Rr]un.* {what}\. On average \d+% of the runs fail; for its parameters the other runs predict "
            r"(under 1|over 99|\d+)%\.",
            sentence,
        )
    between = ranking.compare_runs(*names).sentences[0]
    assert re.fullmatch(r"[Rr]un.* failed\. [Rr]un.* did not fail\.", between)


def test_what_values_do_to_failing_is_said_in_words(sweep):
    runs = sweep(lambda lr, kind, rng: (kind == "a") & (rng.random(120) < 0.9)).require_evidence().runs
    ranking = hpviz.rank(runs, "failure")
    assert "explain" in ranking.trust_sentence
    assert "of why runs fail" in ranking.trust_sentence
    said = " ".join([*row.sentences(ranking.score("kind"), ranking), *ranking.effect("kind").sentences])
    assert "in how often runs fail" in said
    assert "for avoiding failures" in said
    reasons = " ".join(ranking.next_sweep().table()["reason"])
    assert "have more failures" not in reasons
