"""Every param against every metric in the panel: the cells of `hpviz.overview`, dropped when not wanted."""

from __future__ import annotations

import json
import threading
import time

import numpy as np
import pytest

import hpviz
from hpviz.panel.page import page
from hpviz.panel.wire import encode_insight, encode_sweep
from hpviz.text.overview import cell

EVENT = {"event": "insight", "name": "metrics", "of": ""}


@pytest.fixture
def panel(training):
    made = hpviz.Panel(training, metric="val_loss", trees=30)
    made._worker.wait()
    yield made
    made.close()


def wait(there, seconds=60):
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.01)


def table_of(panel):
    panel._handle_custom_msg(EVENT, [])
    wait(lambda: "metrics" in panel.insights)
    return json.loads(json.dumps(panel.insights["metrics"], allow_nan=False))


def counting(monkeypatch):
    """Count the rankings that are computed from here on."""
    ranked, rank = [], hpviz.ranking.rank

    def counted(runs, options, **more):
        ranked.append(options.metric)
        return rank(runs, options, **more)

    monkeypatch.setattr("hpviz.ranking.rank", counted)
    return ranked


def test_the_cells_are_those_of_the_overview_in_python(panel, training):
    table = table_of(panel)
    overview = hpviz.overview(training, trees=30)
    assert table["problem"] is None
    assert {column["name"] for column in table["metrics"]} == set(overview.metrics)
    assert set(table["param"]) == set(overview.params)
    for column in table["metrics"]:
        metric = column["name"]
        assert column["text"] == [cell(overview, param, metric) for param in table["param"]]
        scores = [overview.score(param, metric) for param in table["param"]]
        assert column["importance"] == [score.importance for score in scores]
        assert column["matters"] == [score.matters for score in scores]
        for text, words in zip(column["text"], column["direction"], strict=True):
            assert bool(words) == (" " in text)
    correlations = overview.correlations()
    assert len(table["links"]) == len(correlations)
    by_pair = {
        frozenset(pair): f"{rho:+.2f}"
        for *pair, rho in correlations[["metric", "other", "rho"]].itertuples(index=False)
    }
    assert {frozenset(link["names"]): link["rho"] for link in table["links"]} == by_pair


def test_a_metric_of_the_table_is_ranked_by_without_computing_it_again(panel, monkeypatch):
    ranked = counting(monkeypatch)
    table = table_of(panel)
    others = [column["name"] for column in table["metrics"] if column["name"] != "val_loss"]
    assert ranked == others
    panel.set_state({"metric": "val_acc"})
    assert panel._worker.wait(60)
    assert ranked == others
    shown = dict(zip(panel._ranking["params"]["param"], panel._ranking["params"]["importance"], strict=True))
    (column,) = (column for column in table["metrics"] if column["name"] == "val_acc")
    assert shown == dict(zip(table["param"], column["importance"], strict=True))
    assert table_of(panel)["metrics"] == table["metrics"]
    assert ranked == others


def test_another_choice_ends_it_in_the_middle_of_a_ranking(panel, monkeypatch):
    ranked = counting(monkeypatch)
    begun, go_on, rank = threading.Event(), threading.Event(), hpviz.ranking.rank

    def slow(runs, options, **more):
        if options.metric != "val_loss":
            begun.set()
            assert go_on.wait(60)
        return rank(runs, options, **more)

    monkeypatch.setattr("hpviz.ranking.rank", slow)
    panel._handle_custom_msg(EVENT, [])
    assert begun.wait(60)
    panel.set_state({"trees": 40})
    go_on.set()
    assert panel._worker.wait(60)
    assert panel.ranking.evidence.options.trees == 40
    assert "metrics" not in panel.insights
    assert len([metric for metric in ranked if metric != "val_loss"]) == 1


def test_failure_is_a_column_and_one_metric_has_no_table(make_runs):
    rng = np.random.default_rng(0)
    lr = rng.random(120)
    loss = np.where(lr > 0.7, np.nan, lr + rng.normal(0, 0.05, 120))
    failing = make_runs(
        {"lr": lr, "w": rng.random(120)}, {"loss": loss}, statuses=np.where(lr > 0.7, "failed", "finished")
    )
    assert "metrics" in [view["name"] for view in encode_sweep(failing)["views"]]
    table = encode_insight(hpviz.rank(failing, trees=30), "metrics", "")
    assert [column["name"] for column in table["metrics"]] == ["loss", "failure"]
    assert table["links"] == []
    single = make_runs({"lr": lr}, {"loss": lr})
    assert "metrics" not in [view["name"] for view in encode_sweep(single)["views"]]
    problem = encode_insight(hpviz.rank(single, trees=30), "metrics", "")["problem"]
    assert problem == "these runs have one metric only: there is none to set beside it"


def test_a_metric_that_cannot_be_ranked_says_why_and_the_others_stand(make_runs):
    rng = np.random.default_rng(0)
    lr = rng.random(80)
    runs = make_runs({"lr": lr}, {"loss": lr + rng.normal(0, 0.05, 80), "constant": np.ones(80)})
    table = encode_insight(hpviz.rank(runs, "loss", trees=30), "metrics", "")
    assert table["problem"] is None
    assert any(sentence.startswith("constant: ") for sentence in table["sentences"])
    columns = {column["name"]: column for column in table["metrics"]}
    assert columns["constant"]["matters"] == [False]
    assert columns["loss"]["matters"] == [True]
    json.dumps(table, allow_nan=False)


def test_a_saved_page_has_no_such_table(training):
    assert '"name":"metrics"' not in page([hpviz.rank(training, "val_loss", trees=30)])
