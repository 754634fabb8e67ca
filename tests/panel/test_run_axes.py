"""Runs on axes, as the front end requests them: values in buffers, and what the filter accepts."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.runs import History
from hpviz.runs.column import ABSENT
from hpviz.views import VIEWS
from tests.panel.test_wire import same

GOLDEN = Path(__file__).parents[1] / "wire" / "run_axes.json"
KEPT, KEPT_BY_REST = 1, 2


@pytest.fixture
def opened(monkeypatch):
    """Open panels that keep what they send, and close them afterwards."""
    panels = []

    def open_(source, metric=None, **options):
        panel = hpviz.Panel(source, metric=metric, **{"trees": 20, "remember": False, **options})
        panel.sent = []
        monkeypatch.setattr(
            panel, "send", lambda content, buffers=None: panel.sent.append((content, buffers or []))
        )
        panels.append(panel)
        return panel

    yield open_
    for panel in panels:
        panel.close()


@pytest.fixture
def panel(opened, training):
    return opened(training, "val_loss")


def answer(panel, **event):
    """The message that answers a request, its flags, and the values of each axis that came with it."""
    assert panel._worker.wait(60)
    panel.sent.clear()
    panel._handle_custom_msg({"event": "run_axes", "of": "a 1", "count": 8, **event}, [])
    ((content, buffers),) = panel.sent
    json.dumps(content, allow_nan=False)
    message = content["run_axes"]
    flags = np.frombuffer(buffers[0], np.uint8)
    assert len(buffers) == 1 + len(message["sent"])
    values = {
        key: np.frombuffer(buffer, "<f8") for key, buffer in zip(message["sent"], buffers[1:], strict=True)
    }
    return message, flags, values


def keys(message):
    return [axis["key"] for axis in message["axes"]]


def axis(message, key):
    (single,) = [axis for axis in message["axes"] if axis["key"] == key]
    return single


def test_axes_are_the_params_in_the_order_of_the_ranking_and_then_the_metric(panel, training):
    message, flags, values = answer(panel)
    ranked = [f"param:{score.param}" for score in panel.ranking.scores]
    assert keys(message) == [*ranked, "metric:val_loss"]
    assert message["color"] == "metric:val_loss"
    assert (message["of"], message["where"], message["params"]) == ("a 1", "", len(ranked))
    assert message["ids"] == training.run_ids.tolist()
    assert set(flags) == {KEPT | KEPT_BY_REST}
    loss = training.columns["val_loss"].numbers
    assert np.array_equal(values["metric:val_loss"], loss, equal_nan=True)
    assert np.array_equal(values["param:lr"], training.columns["lr"].numbers, equal_nan=True)


def test_named_values_come_as_places_after_the_numbers(opened, make_runs):
    cells = [3, "auto", 1.5, None, ABSENT] * 4
    panel = opened(make_runs({"x": cells}, {"loss": np.arange(20.0)}), "loss")
    message, _, values = answer(panel)
    numbers, places = np.split(values["param:x"], 2)
    assert np.isnan(numbers).tolist() == [not isinstance(cell, int | float) for cell in cells]
    levels = axis(message, "param:x")["levels"]
    assert levels == [["None", "None"], ["'auto'", "auto"]]
    shown = [levels[int(place)][1] if place >= 0 else None for place in places]
    assert shown[:5] == [None, "auto", None, "None", None]


def test_an_axis_is_as_that_of_the_effect(panel):
    message, *_ = answer(panel)
    for score in panel.ranking.scores:
        drawn = VIEWS["effect"].encoded(panel.ranking, score.param)
        own = axis(message, f"param:{score.param}")
        assert (own["log"], own["even"]) == (drawn["log"], drawn["even"]), score.param
    panel.axes = {"lr": "linear"}
    assert axis(answer(panel)[0], "param:lr")["log"] is False


def test_an_axis_stays_while_a_filter_narrows_its_values(panel):
    before = axis(answer(panel)[0], "param:lr")
    panel.where = "0.001 <= lr <= 0.005"
    after = axis(answer(panel)[0], "param:lr")
    assert before["log"] is after["log"] is True
    assert len(answer(panel)[1]) == 150


def test_what_the_filter_accepts_comes_with_its_axis_and_the_rest_is_in_the_flags(panel, training):
    panel.where = "lr <= 0.01 and optimizer in ['adam', 'sgd'] and id != '3' and val_loss < 5"
    message, flags, _ = answer(panel)
    assert axis(message, "param:lr")["selection"] == {
        "conditions": ["lr <= 0.01"], "ranges": [[None, 0.01, False, False]], "levels": [], "absent": False,
    }  # fmt: skip
    optimizer = axis(message, "param:optimizer")
    accepted = [optimizer["levels"][place][1] for place in optimizer["selection"]["levels"]]
    assert accepted == ["adam", "sgd"]
    assert axis(message, "metric:val_loss")["selection"]["conditions"] == ["val_loss < 5"]
    assert axis(message, "param:width")["selection"] is None
    kept = (flags & KEPT) > 0
    assert np.array_equal(kept, training.matching(panel.where))
    assert kept.sum() == panel.filter["runs"]
    assert np.array_equal((flags & KEPT_BY_REST) > 0, training.matching("id != '3'"))


def test_figures_of_a_filter_that_is_drawn_are_those_of_the_ranking_of_its_runs(panel, training):
    panel.where = "lr <= 0.01"
    _, flags, _ = answer(panel)
    direct = hpviz.rank(training, "val_loss", where="lr <= 0.01", trees=20)
    pd.testing.assert_frame_equal(panel.table(), direct.table())
    assert (flags & KEPT).sum() == len(training.where("lr <= 0.01"))


def test_values_are_sent_once_for_each_version_of_the_runs(panel, training):
    first, *_ = answer(panel)
    known = {"version": first["version"], "known": first["sent"]}
    panel.where = "lr <= 0.01"
    second, _, values = answer(panel, **known)
    assert (second["sent"], values, second["ids"], second["version"]) == ([], {}, [], first["version"])
    more, _, values = answer(panel, **known, others=["metric:val_acc"])
    assert more["sent"] == [*values] == ["metric:val_acc"]
    panel.metric = "val_acc"
    third, *_ = answer(panel, **known)
    assert third["version"] > first["version"]
    assert third["sent"] == keys(third)
    assert third["ids"] == training.run_ids.tolist()


def test_only_the_most_important_params_come_and_those_of_the_filter(opened, make_runs):
    rng = np.random.default_rng(0)
    params = {f"p{i}": rng.random(80) for i in range(12)}
    panel = opened(make_runs(params, {"loss": params["p0"]}), "loss")
    message, *_ = answer(panel, count=3)
    assert (len(message["axes"]), message["params"]) == (4, 12)
    last = panel.ranking.scores[-1].param
    panel.where = f"{last} > 0.01"
    message, *_ = answer(panel, count=3)
    assert f"param:{last}" in keys(message)
    assert len(answer(panel, count=11)[0]["axes"]) == 13  # leaving one out takes as much room as drawing it
    assert keys(answer(panel, count=0)[0]) == ["metric:loss"]


def test_hidden_params_have_no_axis(opened, training):
    panel = opened(training, "val_loss", hidden=["optimizer"])
    assert "param:optimizer" not in keys(answer(panel)[0])


def test_a_metric_that_the_filter_compares_by_another_step_takes_no_brush(opened, make_runs):
    steps = History(
        np.repeat(np.arange(30), 2), {"loss": np.tile([0.5, 2.0], 30) + np.repeat(np.arange(30), 2)}
    )
    runs = make_runs({"x": np.arange(30)}, {"loss": np.arange(30) + 2.0}, history=steps)
    assert axis(answer(opened(runs, "loss"))[0], "metric:loss")["term"] == "loss"
    best = answer(opened(runs, "loss", aggregate="best", goal="minimize"))
    assert axis(best[0], "metric:loss")["term"] == ""
    assert best[2]["metric:loss"][0] == 0.5


def test_of_a_front_both_metrics_and_the_distance_have_axes(opened, figures):
    panel = opened(figures / "failure_next.csv", ("loss", "time"))
    message, flags, values = answer(panel)
    assert keys(message)[-3:] == ["target", "metric:loss", "metric:time"]
    assert message["color"] == "target"
    assert message["front"] == ["metric:loss", "metric:time"]
    assert axis(message, "target")["term"] == ""
    entered = panel.ranking.evidence.rows
    assert np.array_equal(values["target"][entered], panel.ranking.evidence.metric)
    assert len(flags) == len(values["target"])


@pytest.mark.parametrize("metric", [None, "failure"])
def test_every_target_has_an_axis(opened, figures, metric):
    panel = opened(figures / "failure_next.csv", metric)
    message, _, values = answer(panel)
    assert message["color"] in values
    assert axis(message, message["color"])["goal"] == panel.goal


def test_runs_with_no_param_or_metric_have_the_axes_that_there_are(opened, make_runs):
    assert keys(answer(opened(make_runs({"x": [1, 2, 3]}, {})))[0]) == ["param:x"]
    message, *_ = answer(opened(make_runs({}, {"loss": [2.0, 1.0, np.nan]})))
    assert keys(message) == ["metric:loss"]


def test_when_runs_began_is_a_measure_where_it_is_known(opened, make_runs, panel):
    assert "created" not in [key for key, _ in answer(panel)[0]["measures"]]
    runs = make_runs({"x": np.arange(9)}, {"loss": np.arange(9.0)}, created=1.7e9 + np.arange(9.0))
    other = opened(runs, "loss", where="created > '2023-11-14'")
    message, _, values = answer(other, others=["created"])
    assert axis(message, "created")["is_date"] is True
    assert axis(message, "created")["selection"]["ranges"]
    assert np.array_equal(values["created"], runs.created)


@pytest.mark.parametrize(
    "changed",
    [
        {"count": -1}, {"count": None}, {"count": "x"}, {"count": 10**9}, {"others": None},
        {"others": ["nope", 3, "param:nope", "metric:nope", "metric:val_acc"]}, {"known": "x"},
        {"version": "x"}, {"version": None}, {"of": None}, {"known": [1, None], "version": 1},
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_answered_all_the_same(panel, changed):
    message, flags, _ = answer(panel, **changed)
    assert len(flags) == 150
    assert message["color"] == "metric:val_loss"


def test_ten_thousand_runs_are_sent_in_a_blink(opened, make_runs):
    rng = np.random.default_rng(0)
    n = 10_000
    params = {f"p{i}": rng.random(n) for i in range(8)} | {"o": rng.choice(["a", "b"], n).tolist()}
    panel = opened(make_runs(params, {"loss": params["p0"] + 0.1 * rng.random(n)}), "loss")
    assert panel._worker.wait(60)
    began = time.monotonic()
    message, flags, values = answer(panel, count=9)
    assert time.monotonic() - began < 2
    assert (len(flags), len(values)) == (n, 10)
    panel.where = "p0 > 0.5"
    assert panel._worker.wait(60)
    began = time.monotonic()
    answer(panel, count=9, version=message["version"], known=message["sent"])
    assert time.monotonic() - began < 1


def test_the_golden_message_is_what_the_panel_sends(opened, make_runs):
    rng = np.random.default_rng(5)
    n = 40
    optimizer = rng.choice(["adam", "sgd", "rmsprop"], n)
    params = {
        "lr": (10 ** rng.uniform(-5, -1, n)).round(6).tolist(),
        "optimizer": optimizer.tolist(),
        "momentum": [round(float(rng.random()), 3) if name == "sgd" else ABSENT for name in optimizer],
        "depth": rng.integers(1, 9, n).tolist(),
    }
    loss = ((np.log10(params["lr"]) + 3) ** 2 + (optimizer == "sgd") + rng.normal(0, 0.2, n)).round(4)
    loss[-2:] = np.nan
    metrics = {"loss": loss, "seconds": rng.uniform(10, 90, n).round(1)}
    names = np.array([f"sunny-fox-{i}" for i in range(n)])
    panel = opened(make_runs(params, metrics, names=names), "loss", where="lr <= 0.01 and name != 'x'")
    message, flags, values = answer(panel, of="", others=["metric:seconds"])
    numbers = [[None if np.isnan(x) else float(x) for x in values[key]] for key in message["sent"]]
    golden = {"message": message, "flags": flags.tolist(), "values": numbers}
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(golden, indent=1, allow_nan=False) + "\n", "utf-8")
    same(json.loads(GOLDEN.read_text("utf-8")), golden, "golden")
