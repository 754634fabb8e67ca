"""Rankings along the training in the panel: those of `hpviz.rank_along`, computed beside it and once."""

from __future__ import annotations

import json
import threading
import time

import pytest

import hpviz
from hpviz.export.requests import as_file, export_request
from hpviz.panel.page import page
from hpviz.panel.wire import encode_insight, encode_sweep
from hpviz.views.along import ALONG
from tests.analysis.test_along import budgets, training

STEPS = "training steps"


@pytest.fixture(scope="module")
def runs():
    return hpviz.read(training(steps=(10, 100, 1000)))


@pytest.fixture(scope="module")
def insight(runs):
    encoded = encode_insight(hpviz.rank(runs, "loss"), "along", STEPS)
    return json.loads(json.dumps(encoded, allow_nan=False))


def test_the_figures_are_those_of_the_rankings_in_python_digit_for_digit(insight, runs):
    rankings = hpviz.rank_along(runs, "loss")
    table = rankings.table().set_index(["param", "point"])
    assert insight["problem"] is None
    assert (insight["by"], insight["is_fidelity"], insight["log"]) == (STEPS, False, True)
    assert insight["points"]["at"] == list(rankings)
    assert insight["points"]["name"] == ["step 10", "step 100", "step 1,000"]
    assert insight["points"]["runs"] == [60, 60, 60]
    for param, cells in zip(insight["params"]["param"], insight["params"]["cells"], strict=True):
        for at, cell in zip(rankings, cells, strict=True):
            row = table.loc[(param, at)]
            assert cell["importance"] == row["importance"]
            assert (cell["low"], cell["high"]) == (row["importance_low"], row["importance_high"])
            assert cell["text"] == f"{row['importance']:.3f}"
            assert cell["best"] == row["best"]
            assert cell["is_clear"] == row["above_noise"]
            assert cell["same"] is None
    correlations = rankings.agreement()["correlation"]
    assert insight["points"]["correlation"][0].startswith(f"{correlations[0]:.2f}, ")
    assert insight["points"]["correlation"][-1] == ""


def test_what_is_said_of_each_param_and_each_step(insight):
    said = dict(zip(insight["params"]["param"], insight["params"]["course"], strict=True))
    assert said["dead0"] == "could be chance"
    assert said["warmup"].startswith("matters only up to step 100: ")
    assert said["decay"].startswith("matters only from step 100 on: 0% at step 10, ")
    assert insight["points"]["words"][0].startswith("warmup (")
    assert insight["sentences"][0].startswith("At step 10 (1% of the training) warmup decides most (")
    assert any(
        sentence.startswith("Runs that are best at step 10 are not") for sentence in insight["sentences"]
    )


def test_of_survivors_there_are_figures_of_their_own():
    stopped = hpviz.rank(training(n=120, stop=True, steps=(10, 30, 100)), "loss")
    encoded = encode_insight(stopped, "along", STEPS)
    first = encoded["params"]["cells"][0]
    assert first[0]["same"] is not None
    assert first[-1]["same"] is None
    assert any("are missing at step 100" in sentence for sentence in encoded["sentences"])


def test_it_is_offered_where_there_is_a_history_or_a_fidelity(sweep, runs):
    assert subjects(hpviz.read(sweep)) is None
    assert subjects(runs) == [STEPS]
    assert subjects(hpviz.read(budgets())) == ["epochs"]
    both = runs.with_parts({"lr": "fidelity"})
    assert subjects(both) == [STEPS, "lr"]


def subjects(runs):
    return {view["name"]: view["subjects"] for view in encode_sweep(runs)["views"]}.get("along")


def test_a_filter_and_hidden_params_hold_along_the_way(runs):
    filtered = hpviz.rank(runs, "loss", where="lr < 0.7", hidden=["dead0"])
    encoded = encode_insight(filtered, "along", STEPS)
    assert encoded["points"]["runs"] == [filtered.runs_used] * 3
    assert "dead0" not in encoded["params"]["param"]


def test_another_method_is_replaced_by_the_one_that_has_intervals(insight, runs):
    by_mdi = encode_insight(hpviz.rank(runs, "loss", method="mdi"), "along", STEPS)
    assert by_mdi["params"] == insight["params"]
    assert by_mdi["sentences"][0].startswith("Shown is the recommended importance, ")


def test_refusals_are_sentences(sweep):
    ranking = hpviz.rank(sweep, "loss")
    problem = encode_insight(ranking, "along", "")["problem"]
    assert problem.startswith("these runs have neither a history nor a fidelity")
    assert "no history, only one value" in encode_insight(ranking, "along", STEPS)["problem"]
    assert "gone" in encode_insight(ranking, "along", "gone")["problem"]
    failure = hpviz.rank(sweep.assign(status="failed"), "failure", statuses=["failed", "finished"])
    assert encode_insight(failure, "along", "")["problem"]


@pytest.fixture
def sweep():
    frame = training(steps=(10, 1000))
    return frame[frame["step"] == 1000].drop(columns=["run_id", "step"])


def test_it_is_exported_copied_and_left_out_of_a_saved_page_as_the_other_views_are(runs):
    ranking = hpviz.rank(runs, "loss")
    name, mime, content = as_file(ranking, export_request("along", STEPS), "json")
    assert (name, mime) == ("hpviz-along-training-steps.json", "application/json")
    assert "Importance along training steps" in content.decode()
    assert '"name":"along"' not in page([ranking])
    panel = hpviz.Panel(runs, metric="loss", remember=False)
    code = panel._requests.code("along", (STEPS,))
    assert code.splitlines()[-1] == "ranking.along('training steps')"
    panel.close()
    shown = {"runs": runs}
    exec(code.replace("ranking.along", "shown = ranking.along"), shown)  # noqa: S102 - what the panel wrote
    assert shown["shown"].sentences == hpviz.rank_along(runs, "loss").chart().sentences


def test_it_is_computed_beside_the_panel_once_and_dropped_when_something_else_is_chosen(runs, monkeypatch):
    panel = hpviz.Panel(runs, metric="loss", remember=False)
    panel._worker.wait()
    ranked, rank, gate = [], hpviz.ranking.rank, threading.Event()

    def counted(part, options, **more):
        ranked.append(len(part))
        gate.wait(60)
        return rank(part, options, **more)

    monkeypatch.setattr("hpviz.ranking.rank", counted)
    event = {"event": "insight", "name": "along", "of": STEPS}
    began = time.monotonic()
    panel._handle_custom_msg(event, [])
    assert time.monotonic() - began < 1
    wait(lambda: ranked)
    panel.set_state({"scale": "rank"})
    gate.set()
    panel._worker.wait()
    assert panel.insights == {}
    panel._handle_custom_msg(event, [])
    wait(lambda: "along" in panel.insights)
    before = len(ranked)
    panel.set_state({"sort_by": "param"})
    panel._handle_custom_msg(event, [])
    panel._worker.wait()
    assert len(ranked) == before
    panel.close()


def wait(there, seconds=60):
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_view_is_registered_as_such():
    assert (ALONG.takes, ALONG.ranks, ALONG.is_exported, ALONG.method) == (("of",), True, True, "along")
