"""Runs in the panel, as the front end asks for them: rows of their table, and the card of one."""

from __future__ import annotations

import ast
import json
import os
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.analysis.result.runs_table import RunsTable
from hpviz.export.code import configuration
from hpviz.formatting.numbers import decimals_of
from hpviz.runs import History
from hpviz.runs.column import ABSENT
from hpviz.runs.run_page import page_of
from tests.panel.test_wire import same

GOLDEN = Path(__file__).parents[1] / "wire" / "single_runs.json"
ROWS = {"event": "rows", "of": "a 1", "sort_by": "metric", "descending": False, "start": 0, "count": 5}


@pytest.fixture
def opened(monkeypatch):
    """Open panels that keep what they send, and close them afterwards."""
    panels = []

    def open_(source, metric=None, **options):
        panel = hpviz.Panel(source, metric=metric, **{"trees": 30, **options})
        panel.sent = []
        monkeypatch.setattr(panel, "send", lambda content, buffers=None: panel.sent.append(content))
        panels.append(panel)
        return panel

    yield open_
    for panel in panels:
        panel.close()


@pytest.fixture
def panel(opened, training):
    return opened(training)


def answer(panel, **event):
    """Send an event as the view does, and return what comes back once the work for it is done."""
    panel.sent.clear()
    panel._handle_custom_msg(event, [])
    for thread in threading.enumerate():
        if thread.name == "hpviz":
            thread.join(60)
    (content,) = panel.sent
    json.dumps(content, allow_nan=False)
    return content


def rows(panel, **changed):
    return answer(panel, **{**ROWS, **changed})["rows"]


def column(window, key):
    keys = [column["key"] for column in window["columns"]]
    return window["cells"][keys.index(key)]


def card(panel, run, baseline=""):
    return answer(panel, event="run", of="b 1", run=run, baseline=baseline)["run"]


def test_the_first_rows_are_the_best_runs_with_the_params_in_the_order_of_the_ranking(panel, training):
    window = rows(panel)
    loss = training.columns["val_loss"].numbers
    assert window["of"] == "a 1"
    assert window["ids"] == [str(row) for row in np.argsort(loss)[:5]]
    assert [float(text) for text in column(window, "metric")] == pytest.approx(np.sort(loss)[:5], abs=1e-3)
    ranked = [f"param:{score.param}" for score in panel.ranking.scores]
    assert [column["key"] for column in window["columns"]] == ["run", "metric", *ranked, "status"]
    assert window["total"] == 150
    row = int(window["ids"][0])
    assert column(window, "param:optimizer")[0] == training.columns["optimizer"].text_at(row)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("key", ["run", "metric", "param:lr", "param:optimizer", "param:width", "status"])
def test_rows_are_sorted_by_any_column_and_windows_join(panel, training, key, descending):
    parts = [rows(panel, sort_by=key, descending=descending, start=at, count=40) for at in (0, 40, 80, 120)]
    ids = [run for part in parts for run in part["ids"]]
    assert sorted(ids, key=int) == [str(row) for row in range(150)]
    values = {
        "run": np.arange(150.0), "metric": training.columns["val_loss"].numbers,
        "param:lr": training.columns["lr"].numbers, "param:width": training.columns["width"].numbers,
        "param:optimizer": training.columns["optimizer"].codes.astype(float),
        "status": np.unique(training.statuses, return_inverse=True)[1].astype(float),
    }[key][[int(run) for run in ids]]  # fmt: skip
    known = values[~np.isnan(values)]
    assert np.isnan(values[len(known) :]).all()
    assert (np.diff(known) * (-1 if descending else 1) >= 0).all()
    if key == "metric":
        assert column(parts[-1], "metric")[-6:] == [""] * 6


def test_the_rows_are_those_of_the_filter(panel):
    everything = rows(panel, count=200)
    panel.set_state({"where": "optimizer == 'sgd'"})
    assert panel._worker.wait(60)
    window = rows(panel, count=200)
    assert 0 < window["total"] < everything["total"]
    assert set(column(window, "param:optimizer")) == {"sgd"}
    assert set(window["ids"]) < set(everything["ids"])


def test_rows_are_sent_at_once_while_something_is_computed(panel):
    panel.ranking  # noqa: B018 - waits
    with panel._worker._worker:
        panel.sent.clear()
        panel._handle_custom_msg(ROWS, [])
        assert len(panel.sent[0]["rows"]["ids"]) == 5


@pytest.mark.parametrize(
    "changed",
    [
        {"sort_by": "nope"}, {"sort_by": None}, {"start": -7}, {"start": 10**9}, {"start": "x"},
        {"count": -1}, {"count": 10**9}, {"count": None}, {"descending": "x"}, {"of": None}, {"start": 1.5},
        {"start": True}, {"sort_by": ["metric"]}, {"sort_by": "param:nope"},
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_answered_by_rows_or_none(panel, changed):
    window = rows(panel, **changed)
    assert len(window["ids"]) <= 200
    assert all(len(cells) == len(window["ids"]) for cells in window["cells"])
    assert window["total"] == 150


@pytest.mark.parametrize("event", [{}, {"run": None}, {"run": "nope"}, {"run": ["3"]}])
def test_a_run_that_is_not_there_is_said(panel, event):
    content = answer(panel, event="run", of="c", **event)["run"]
    assert content["problem"].startswith("no run ")
    assert content["of"] == "c"


def test_ten_thousand_runs_are_sorted_and_sent_in_a_blink(opened, make_runs):
    rng = np.random.default_rng(0)
    n = 10_000
    names = np.array([f"run-{i}" for i in range(n)])
    params = {f"p{i}": rng.random(n) for i in range(20)}
    runs = make_runs(params, {"loss": params["p0"] + 0.1 * rng.random(n)}, names=names)
    panel = opened(runs)
    assert panel._worker.wait(60)
    rows(panel)  # what else goes on in the panel has ended then
    began = time.process_time()
    windows = [
        rows(panel, sort_by=key, start=start, count=100)
        for key in ("metric", "run", "param:p0")
        for start in (0, 5_000, 9_950)
    ]
    assert time.process_time() - began < 5
    assert [len(window["ids"]) for window in windows] == [100, 100, 50] * 3
    assert [len(json.dumps(window)) < 25_000 for window in windows] == [True] * 9
    assert column(windows[3], "run")[8:11] == ["run-8", "run-9", "run-10"]
    assert len(windows[0]["columns"]) == 10


def test_the_card_says_how_a_run_differs_from_the_best(panel, training):
    loss = training.columns["val_loss"].numbers
    best, worst = str(np.nanargmin(loss)), str(np.nanargmax(loss))
    content = card(panel, worst)
    assert (content["run"], content["baseline"], content["problem"]) == (worst, best, None)
    comparison = panel.ranking.compare_runs(worst, best)
    assert content["comparison"]["params"]["param"] == comparison.table().param[:-1].tolist()
    contributions = comparison.table().contribution[:-1]
    assert content["comparison"]["params"]["contribution"] == pytest.approx(contributions.tolist())
    assert content["explanation"]["sentences"] == [panel.ranking.explain(worst).sentences[0]]
    differing = dict(zip(content["params"]["name"], content["params"]["differs"], strict=True))
    assert {name for name, differs in differing.items() if differs} == set(comparison.table().param[:-1])
    assert content["params"]["name"] == [score.param for score in panel.ranking.scores]
    assert content["metrics"]["name"] == ["val_loss", "val_acc"]
    assert float(content["metrics"]["value"][0]) == pytest.approx(np.nanmax(loss), rel=1e-3)
    assert content["status"] == "finished"
    assert content["url"] is None


def test_the_card_compares_with_the_run_that_is_pinned(panel):
    content = card(panel, "17", "40")
    assert (content["baseline"], content["baseline_label"]) == ("40", "40")
    assert content["comparison"]["baseline"] == "40"
    assert card(panel, "17", "17")["comparison"] is None
    assert card(panel, "17", "17")["params"]["baseline"] == [""] * 5


def test_a_baseline_that_the_filter_leaves_out_is_said(panel):
    content = card(panel, "17", "nope")
    assert content["comparison"]["problem"] == "The baseline nope is not among these runs: pin another."
    assert (content["baseline"], content["problem"]) == ("", None)
    assert content["params"]["value"]
    assert content["explanation"]["problem"] is None


def test_metrics_are_those_of_the_chosen_step(opened, make_runs):
    steps = History(
        np.repeat(np.arange(30), 2), {"loss": np.tile([0.5, 2.0], 30) + np.repeat(np.arange(30), 2)}
    )
    runs = make_runs({"x": np.arange(30)}, {"loss": np.arange(30) + 2.0}, history=steps)
    for aggregate, first in (("last", "2"), ("best", "0.5")):
        panel = opened(runs, "loss", aggregate=aggregate, goal="minimize")
        assert float(column(rows(panel), "metric")[0]) == float(first)
        assert card(panel, "0")["metrics"]["value"] == [first]


def test_hidden_params_are_in_the_card_but_in_no_comparison(opened, training):
    panel = opened(training, hidden=["optimizer"])
    content = card(panel, "17", "40")
    assert content["params"]["name"][-1] == "optimizer"
    assert "optimizer" not in content["comparison"]["params"]["param"]
    assert "'optimizer'" in content["code"]


def test_a_run_that_did_not_enter_has_a_card_with_the_reason(panel):
    content = card(panel, "147")
    assert content["status"] == "crashed"
    assert content["metrics"]["value"][0] == ""
    assert "Run 147 did not enter the ranking" in content["explanation"]["problem"]
    assert "Run 147 did not enter the ranking" in content["comparison"]["problem"]
    assert content["params"]["baseline"][0] != ""


@pytest.mark.parametrize("metric", [None, "failure", ("loss", "time")])
def test_cards_and_rows_are_there_for_every_target(opened, figures, metric):
    panel = opened(figures / "failure_next.csv", metric)
    window = rows(panel, count=200)
    assert [cell["label"] for cell in window["columns"]][1]
    for run in window["ids"][:: max(1, len(window["ids"]) // 3)]:
        content = card(panel, run)
        assert content["problem"] is None
    if isinstance(metric, tuple):
        assert [cell["key"] for cell in window["columns"]][1:4] == ["metric", "metric:loss", "metric:time"]


def test_runs_without_a_metric_or_a_param_have_rows(opened, make_runs):
    window = rows(opened(make_runs({"x": [1, 2, 3]}, {})))
    assert [cell["key"] for cell in window["columns"]] == ["run", "param:x"]
    assert window["ids"] == ["0", "1", "2"]
    window = rows(opened(make_runs({}, {"loss": [2.0, 1.0, np.nan]})), sort_by="metric")
    assert (window["ids"], column(window, "metric")) == (["1", "0", "2"], ["1", "2", ""])


def test_a_configuration_is_a_literal_that_the_ranking_takes(make_runs, training):
    runs = make_runs(
        {
            "a": [1, 2**60, 3], "b": [0.1, 2.0, 1e-9], "c": [True, False, True], "d": [None, "None", "it's"],
            "e": [ABSENT, 5, 6], "f": [(1, 2), (3,), (1, 2)], "g.h": ["x\ny", "z", "\u2028"],
        },
        {"loss": [1.0, 2.0, 3.0]},
    )  # fmt: skip
    assert ast.literal_eval(configuration(runs, 0)) == {
        "a": 1, "b": 0.1, "c": True, "d": None, "f": (1, 2), "g.h": "x\ny",
    }  # fmt: skip
    assert ast.literal_eval(configuration(runs, 1))["a"] == 2**60
    ranking = hpviz.rank(training, "val_loss")
    assert len(ranking.predict(ast.literal_eval(configuration(training, 3)))) == 1


def pages(*urls):
    n = len(urls)
    frame = {"config.lr": np.arange(n) / 10.0, "metric.loss": np.arange(n) / 7.0, "link": urls}
    return hpviz.read(pd.DataFrame(frame), params="lr", metrics="loss")


@pytest.mark.parametrize(
    ("link", "is_shown"),
    [
        ("https://wandb.ai/e/p/runs/{}", True),
        ("http://wandb.ai/e/p/runs/{}", False),
        ("javascript:alert({})", False),
        ("https://user:secret@host/{}", False),
        ("https://", False),
        ("https:///path/{}", False),
        ("https://[bad/{}", False),
        ("see https://wandb.ai/{}", False),
        ("https://wandb.ai/project", False),
    ],
)
def test_a_page_is_an_https_address_of_each_run(link, is_shown):
    runs = pages(*(link.format(number) for number in range(12)))
    assert page_of(runs, 3) == (link.format(3) if is_shown else None)


def test_a_column_with_one_address_that_is_no_page_has_none():
    good = [f"https://wandb.ai/runs/{number}" for number in range(11)]
    assert page_of(pages(*good, "ftp://x/11"), 3) is None


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([0.1, 0.5, 0.9484], 4), ([1.0, 2.0, 3.0], None), ([0.001, 5.0, 900.5], None), ([100.25, 100.5, 103], 3),
     ([], None), ([0.5], 4), ([1e-9, 1.5e-9], None)],
)  # fmt: skip
def test_numbers_of_a_long_column_have_as_many_decimals_as_their_range_needs(values, decimals):
    assert decimals_of(values) == decimals


def test_the_table_orders_names_among_numbers_after_them(make_runs):
    runs = make_runs({"x": [3, "auto", 1, None, ABSENT]}, {"loss": [1.0, 2, 3, 4, 5]})
    table = RunsTable.of(hpviz.rank(runs, "loss"), runs)
    assert table.ordered("param:x", descending=False).tolist() == [2, 0, 1, 3, 4]
    assert table.ordered("param:x", descending=True).tolist() == [0, 2, 3, 1, 4]


def what_if(panel, run, changed=None, **event):
    return answer(panel, event="what_if", of="w 1", run=run, changed=changed or {}, **event)["what_if"]


def test_a_changed_run_is_predicted_as_in_python_and_its_controls_come_once(panel):
    first = what_if(panel, "3", controls=True)
    assert (first["of"], first["problem"]) == ("w 1", None)
    controls = first["controls"]
    assert controls["param"] == [score.param for score in panel.ranking.scores]
    at = controls["param"].index("lr")
    assert controls["start"][at] in controls["stops"][at]
    value = controls["stops"][at][0]
    changed = what_if(panel, "3", {"lr": value})
    assert changed["controls"] is None
    config = ast.literal_eval(changed["code"])
    assert config == ast.literal_eval(first["code"]) | {"lr": value}
    predicted = panel.ranking.predict(config).predicted[0]
    assert changed["sentences"][0].startswith(f"val_loss about {predicted:.2f}"[:-1])


@pytest.mark.parametrize(
    "changed",
    [
        None, [], "x", {"lr": True}, {"lr": [1]}, {"nope": 1.0}, {"lr": {}}, {"val_loss": 1.0}, {1: 2.0},
        {"lr": float("nan")}, {"lr": float("inf")},
    ],
)  # fmt: skip
def test_changes_that_make_no_sense_are_none(panel, changed):
    content = answer(panel, event="what_if", of="w", run="3", changed=changed)["what_if"]
    assert content["code"] == what_if(panel, "3")["code"]
    assert content["sentences"] == what_if(panel, "3")["sentences"]


def test_a_run_that_is_not_there_or_a_ranking_without_figures_is_not_predicted(panel, opened):
    assert what_if(panel, "nope")["problem"].startswith("no run ")
    few = opened([{"lr": 0.1 * i, "loss": 1.0} for i in range(1, 6)], "loss")
    assert what_if(few, "0")["problem"].startswith("there is nothing to draw: loss has the same value")


def test_the_golden_messages_are_what_the_panel_sends(opened, make_runs):
    rng = np.random.default_rng(5)
    n = 60
    optimizer, lr = rng.choice(["adam", "sgd"], n), np.exp(rng.uniform(-11, -2, n)).round(6)
    momentum = [round(float(rng.random()), 3) if name == "sgd" else ABSENT for name in optimizer]
    loss = ((np.log10(lr) + 3) ** 2 + (optimizer == "sgd") + rng.normal(0, 0.2, n)).round(4)
    loss[-3:] = np.nan
    params = {"lr": lr.tolist(), "optimizer": optimizer.tolist(), "momentum": momentum}
    statuses = np.array(["finished"] * (n - 3) + ["crashed"] * 3)
    names = np.array([f"sunny-fox-{i}" for i in range(n)])
    panel = opened(make_runs(params, {"loss": loss}, statuses=statuses, names=names))
    sgd = str(np.flatnonzero(optimizer == "sgd")[3])
    messages = {
        "rows": rows(panel, of="", count=60),
        "run": card(panel, sgd),
        "best": card(panel, str(np.nanargmin(loss))),
        "crashed": card(panel, "58"),
        "what_if": what_if(panel, sgd, controls=True),
        "changed": what_if(panel, sgd, {"optimizer": "adam", "momentum": None}),
    }
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        text = json.dumps(messages, indent=1, ensure_ascii=False, allow_nan=False)
        GOLDEN.write_text(text + "\n", "utf-8")
    same(json.loads(GOLDEN.read_text("utf-8")), messages, "messages")


def test_rows_say_what_the_pinned_run_is_called_and_whether_the_filter_keeps_it(panel):
    best = rows(panel)["ids"][0]
    name = str(panel._runs.labels(np.flatnonzero(panel._runs.run_ids == best))[0])
    assert rows(panel, baseline=best)["baseline"] == {"id": best, "label": name, "kept": True}
    panel.where = f"id != '{best}'"
    panel._worker.wait()
    assert rows(panel, baseline=best)["baseline"] == {"id": best, "label": name, "kept": False}
    shown = rows(panel)["ids"][0]
    assert card(panel, shown, best)["comparison"]["problem"] == (
        f"The baseline {name} is left out by the filter: change the filter, or pin another."
    )
    assert rows(panel)["baseline"]["kept"]
