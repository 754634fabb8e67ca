"""Rankings within tasks in the panel: those of `hpviz.rank_within`, and a task that opens by the filter."""

from __future__ import annotations

import json
import threading
import time

import pytest

import hpviz
from hpviz.errors import HpvizError
from hpviz.export.requests import as_file, export_request
from hpviz.panel.page import page
from hpviz.panel.wire import encode_insight, encode_sweep
from hpviz.views.tasks import TASKS, rest_of
from tests.analysis.test_tasks import several, task


@pytest.fixture(scope="module")
def runs():
    return hpviz.read(several())


@pytest.fixture(scope="module")
def insight(runs):
    encoded = encode_insight(hpviz.rank(runs, "loss"), "tasks", "dataset")
    return json.loads(json.dumps(encoded, allow_nan=False))


def test_the_figures_are_those_of_the_rankings_in_python_digit_for_digit(insight, runs):
    rankings = hpviz.rank_within(runs, "loss")
    table = rankings.table()
    params = insight["params"]
    assert insight["problem"] is None
    assert insight["by"] == "dataset"
    for name, column in {"param": "param", "mean": "mean", "low": "low", "high": "high"}.items():
        assert params[name] == table[column].tolist()
    assert params["text"] == [f"{mean:.3f}" for mean in table["mean"]]
    assert insight["tasks"]["task"] == list(rankings)
    for param, dots in zip(params["param"], params["dots"], strict=True):
        shown = {insight["tasks"]["task"][place]: figure for place, figure, _ in dots}
        within = {
            name: score.importance
            for name, ranking in rankings.results.items()
            for score in ranking.scores
            if score.param == param
        }
        assert shown == within


def test_what_is_said_of_each_param_and_each_task(insight):
    first = {name: values[0] for name, values in insight["params"].items() if name != "dots"}
    assert first["often"] == "matters in 4 of 4"
    assert first["differs"] == "differs between tasks: 54\u201398%"
    assert first["interval"] == "0.475 to 1.000"
    assert insight["params"]["differs"][-1] == "alike in all tasks, or too few runs to tell"
    assert insight["tasks"]["words"][1] == "lr (54%) and depth (45%)"
    assert insight["sentences"][0].startswith("lr matters most over 4 tasks (dataset)")


def test_the_condition_of_a_task_opens_the_very_ranking_that_its_dot_is_of(insight, runs):
    where = insight["tasks"]["condition"][1]
    assert where == "dataset == 'set1'"
    opened = hpviz.rank(runs, "loss", where=where, hidden=["dataset"])
    dots = dict(zip(insight["params"]["param"], insight["params"]["dots"], strict=True))
    assert {score.param: score.importance for score in opened.scores} == {
        param: of_tasks[1][1] for param, of_tasks in dots.items()
    }


def test_within_a_task_all_tasks_stand_and_other_conditions_hold(insight, runs):
    within = hpviz.rank(runs, "loss", where="dataset == 'set1'", hidden=["dataset"])
    assert encode_insight(within, "tasks", "dataset") == insight
    some = encode_insight(hpviz.rank(runs, "loss", where="lr < 0.9"), "tasks", "dataset")
    both = encode_insight(
        hpviz.rank(runs, "loss", where="lr < 0.9 and dataset in ['set1', 'set2']"), "tasks", "dataset"
    )
    assert some["tasks"]["runs"] == both["tasks"]["runs"] != insight["tasks"]["runs"]
    assert rest_of("lr < 0.9 and (dataset == 'set1' or lr < 1)", runs, "dataset") == [
        "lr < 0.9",
        "(dataset == 'set1' or lr < 1)",
    ]


def test_another_method_is_replaced_by_the_one_that_has_intervals(insight, runs):
    by_mdi = encode_insight(hpviz.rank(runs, "loss", method="mdi"), "tasks", "dataset")
    assert by_mdi["params"] == insight["params"]
    assert by_mdi["sentences"][0].startswith("Tasks are ranked by the recommended importance, whatever")


def test_numbers_and_sources_are_tasks_too():
    sources = hpviz.read({"a": task(0, 0.9), "b": task(1, 0.5)})
    assert subjects(sources) == ["source"]
    encoded = encode_insight(hpviz.rank(sources, "loss"), "tasks", "source")
    assert encoded["tasks"]["condition"] == ["source == 'a'", "source == 'b'"]
    numbered = several().assign(
        **{"config.dataset": several()["config.dataset"].str[3:].astype(int) + 7_000_001}
    )
    runs = hpviz.read(numbered)
    conditions = encode_insight(hpviz.rank(runs, "loss"), "tasks", "dataset")["tasks"]["condition"]
    assert conditions[0] == "dataset == 7000001"
    assert [len(runs.where(where)) for where in conditions] == [80] * 4


def subjects(runs):
    views = {view["name"]: view["subjects"] for view in encode_sweep(runs)["views"]}
    return views.get("tasks")


def test_it_is_offered_where_a_column_is_known_or_chosen_to_be_a_task(training):
    assert subjects(training) is None
    frame = several().rename(columns={"config.dataset": "config.where_from"})
    runs = hpviz.read(frame)
    assert subjects(runs) is None
    chosen = runs.with_roles({"where_from": "task"})
    assert subjects(chosen) == ["where_from"]
    assert chosen.columns["where_from"].part == "task"
    assert hpviz.rank_within(chosen, "loss").by == "where_from"
    assert subjects(hpviz.read(several()).with_roles({"dataset": "param"})) is None
    panel = hpviz.Panel(frame, metric="loss", remember=False, roles={"where_from": "task"})
    assert "with_roles({'where_from': 'task'})" in panel._requests.code("chart")
    assert panel.sweep["columns"]["part"][panel.sweep["columns"]["name"].index("where_from")] == "task"
    panel.close()
    with pytest.raises(
        HpvizError,
        match=r"no role 'tusk' .*choose one of: 'param', 'metric', 'aside', 'fidelity', 'task', 'replicate'",
    ):
        runs.with_roles({"where_from": "tusk"})


def test_refusals_are_sentences(runs):
    ranking = hpviz.rank(runs, "loss")
    assert encode_insight(ranking, "tasks", "")["problem"].startswith(
        "no column here is known to name a task"
    )
    assert "gone" in encode_insight(ranking, "tasks", "gone")["problem"]
    assert '"name":"tasks"' not in page([ranking])


def test_it_is_exported_as_the_other_views_are(runs):
    name, mime, content = as_file(hpviz.rank(runs, "loss"), export_request("tasks", "dataset"), "json")
    assert (name, mime) == ("hpviz-tasks-dataset.json", "application/json")
    assert "Importance within 4 tasks" in content.decode()


def test_tasks_are_ranked_once_and_dropped_when_something_else_is_chosen(runs, monkeypatch):
    panel = hpviz.Panel(runs, metric="loss", remember=False)
    panel._worker.wait()
    ranked, rank, gate = [], hpviz.ranking.rank, threading.Event()

    def counted(part, options, **more):
        ranked.append(len(part))
        gate.wait(60)
        return rank(part, options, **more)

    monkeypatch.setattr("hpviz.ranking.rank", counted)
    event = {"event": "insight", "name": "tasks", "of": "dataset"}
    panel._handle_custom_msg(event, [])
    wait(lambda: ranked)
    panel.set_state({"where": "dataset == 'set1'", "hidden": ["dataset"]})
    gate.set()
    panel._worker.wait()
    assert ranked.count(80) <= 2
    assert panel.insights == {}
    panel._handle_custom_msg(event, [])
    wait(lambda: "tasks" in panel.insights)
    before = len(ranked)
    panel.set_state({"where": "dataset == 'set2'"})
    panel._worker.wait()
    panel._handle_custom_msg(event, [])
    wait(lambda: "tasks" in panel.insights)
    assert len(ranked) == before + 1  # the ranking of the task alone
    panel.close()


def wait(there, seconds=60):
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_view_is_registered_as_such():
    assert (TASKS.takes, TASKS.ranks, TASKS.is_exported) == (("of",), True, True)
