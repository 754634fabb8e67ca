"""The panel, driven as the front end drives it: choices through `set_state`, events as messages."""

import json
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import analysis
from hpviz.analysis import RankOptions
from hpviz.errors import HpvizError
from hpviz.panel.state import CHOICES, FACTS, STATIC, later_part
from hpviz.panel.worker import Worker


@pytest.fixture
def panel(training):
    return hpviz.Panel(training)


def choose(panel, **choices):
    """Do what the view does, and wait for the answer."""
    panel.set_state(choices)
    assert panel._worker.wait(60)


def send(panel, event):
    panel._handle_custom_msg({"event": event}, [])


def on_screen(panel):
    """Rows as the view draws them from the facts alone."""
    return dict(zip(panel._ranking["params"]["param"], panel._ranking["params"]["importance"], strict=True))


def test_it_opens_with_a_ranking(panel):
    assert panel.metric == "val_loss"
    assert panel.goal == "minimize"
    assert panel._ranking["complete"]
    assert not panel.progress["busy"]
    assert panel.table().param[0] == "lr"
    assert on_screen(panel) == dict(zip(panel.table().param, panel.table().importance, strict=True))


def test_every_fact_and_choice_is_synced_and_is_json(panel):
    state = panel.get_state()
    assert {*FACTS, *CHOICES} <= set(state)
    for name in (*FACTS, *CHOICES):
        json.dumps(state[name], allow_nan=False)


def test_a_chosen_metric_brings_its_goal_and_its_figures(panel):
    choose(panel, metric="val_acc")
    assert panel.goal == "maximize"
    assert panel._ranking["metric"] == "val_acc"
    assert panel.table().equals(hpviz.rank(panel._given, "val_acc").table())


def test_a_goal_that_was_chosen_is_remembered_with_its_metric(panel):
    choose(panel, goal="maximize")
    choose(panel, metric="val_acc")
    choose(panel, metric="val_loss")
    assert panel.goal == "maximize"


def test_the_order_is_a_choice_and_the_table_follows(panel):
    choose(panel, sort_by="param", descending=False)
    assert panel.table().param.tolist() == sorted(panel.table().param)
    choose(panel, sort_by="correlation", descending=True)
    assert panel.table().correlation.abs().is_monotonic_decreasing


def test_a_call_is_answered_at_once_while_it_computes(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel, "send", lambda content, buffers=None: sent.append(content))
    with panel._worker._worker:  # as a long computation holds it
        panel.set_state({"trees": 50})
        panel._handle_custom_msg({"event": "call", "id": "view 7"}, [])
        assert sent == [{"heard": "view 7"}]
        assert panel.progress["busy"]
    assert panel._worker.wait(60)


def test_the_part_that_opens_later_is_sent_at_once_while_it_computes(panel, monkeypatch):
    sent = []
    monkeypatch.setattr(panel, "send", lambda content, buffers=None: sent.append(content))
    with panel._worker._worker:
        panel.set_state({"trees": 50})
        panel._handle_custom_msg({"event": "later"}, [])
        assert sent == [{"later": (STATIC / "later.js").read_text("utf-8")}]
        assert panel.progress["busy"]
    assert panel._worker.wait(60)


def test_no_state_of_the_panel_holds_the_part_that_opens_later(panel):
    state = panel.get_state()
    assert state["_esm"] == (STATIC / "widget.js").read_text("utf-8")
    assert later_part() not in state.values()
    assert len(later_part()) > 10_000


def test_no_thread_keeps_what_the_view_sends(panel):
    # ipykernel hands messages to the thread that has sent the last, a cell that runs for instance.
    for speak in (lambda: panel.set_state({"trees": 50}), lambda: panel.send({"message": "x"})):
        panel.comm._reply_subshell_id = None
        speak()
        panel.table()
        assert not hasattr(panel.comm, "_reply_subshell_id")


def test_it_can_be_printed(panel):
    shares = [f"{param} {x:.2f}" for param, x in on_screen(panel).items()][:3]
    assert repr(panel) == (
        f"<hpviz.Panel: runs, 150 runs, val_loss (minimize): {', '.join(shares)}, 2 more; ready>"
    )
    choose(panel, hidden=["lr", "seed", "width"])
    assert "optimizer" in repr(panel)
    assert "3 hidden; ready>" in repr(panel)
    with panel._worker._worker:
        panel.set_state({"trees": 50})
        assert repr(panel).endswith("; computing>")
    panel.close()
    assert repr(panel).endswith("; closed>")
    assert "2 runs, no metric: 1 param, none ranked" in repr(hpviz.Panel([{"lr": 1.0}, {"lr": 2.0}]))
    one = hpviz.Panel([{"config.lr": 1.0, "config.depth": 2, "metric.loss": 3.0}], remember=False)
    assert "1 run, loss (minimize): 2 params, none ranked; ready" in repr(one)
    assert "no metric: no params" in repr(hpviz.Panel([], remember=False))


def test_a_terminal_shows_its_text():
    code = "import hpviz; from hpviz.data import VEHICLE; display(hpviz.Panel(VEHICLE)); print('end')"
    command = [sys.executable, "-m", "IPython", "--quick", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    shown, end = done.stdout.splitlines()
    assert shown.startswith("<hpviz.Panel: CSV file vehicle_500.csv, 500 runs, val_acc (maximize): learning")
    assert end == "end"


def test_an_observer_may_use_what_is_shown(panel):
    """Whatever it observes, and whichever thread tells it."""
    tables = {}
    for name in ("metric", "progress", "_ranking", "sweep"):
        panel.observe(lambda change: tables.update({change.name: panel.table()}), name)
    choose(panel, metric="val_acc")
    assert set(tables) == {"metric", "progress", "_ranking"}
    assert tables["metric"].equals(panel.table())
    assert tables["_ranking"].equals(panel.table())


def test_it_is_linked_with_other_widgets(panel):
    import ipywidgets
    import traitlets

    chosen = ipywidgets.Dropdown(options=list(panel.sweep["metrics"]), value="val_acc")
    traitlets.link((chosen, "value"), (panel, "metric"))
    assert panel.table().equals(hpviz.rank(panel._given, "val_acc").table())
    panel.set_state({"metric": "val_loss"})
    assert chosen.value == "val_loss"
    assert ipywidgets.jslink((panel, "trees"), (ipywidgets.IntSlider(), "value")).target[0] is not None


def test_hidden_params_leave_and_return(panel):
    before = panel.table()
    choose(panel, hidden=["lr", "seed"])
    assert set(panel.table().param) == {"optimizer", "width", "nesterov"}
    choose(panel, hidden=[])
    assert panel.table().equals(before)


def test_the_wand_keeps_what_stands_out_even_what_was_hidden(panel):
    choose(panel, hidden=["lr"], sort_by="param", descending=False)
    send(panel, "wand")
    assert panel._worker.wait(60)
    assert "lr" not in panel.hidden
    assert {"nesterov", "seed"} <= set(panel.hidden)
    assert (panel.sort_by, panel.descending) == ("importance", True)
    assert not panel.progress["busy"]
    kept = panel.table().param.tolist()
    assert kept[:2] == ["lr", "optimizer"]
    assert panel.notice == ""  # which would move the table; what is hidden is counted below it
    choose(panel, hidden=[])
    assert panel.notice == ""
    send(panel, "wand")
    assert panel._worker.wait(60)
    assert panel.table().param.tolist() == kept


def test_a_notice_goes_when_what_it_speaks_of_changes(make_runs):
    rng = np.random.default_rng(0)
    x, z = rng.random((2, 60))
    panel = hpviz.Panel(make_runs({"x": x, "z": z}, {"loss": x + z}), trees=10)
    for key, value in (("hidden", ["z"]), ("scale", "rank"), ("method", "mdi")):
        send(panel, "wand")
        assert panel._worker.wait(60)
        assert panel.notice == "All 2 matter: nothing is hidden."
        choose(panel, **{key: value})
        assert panel.notice == ""  # at once, not when the figures have come
        assert panel._worker.wait(60)
        assert panel.notice == ""
        choose(panel, hidden=[])
        assert panel._worker.wait(60)
    panel.close()


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"metric": "nope"}, "no metric 'nope'; choose one of: 'val_loss', 'val_acc'"),
        ({"goal": "sideways"}, "no goal 'sideways'"),
        ({"method": "shap"}, "no method 'shap'"),
        ({"scale": "sqrt"}, "no scale 'sqrt'"),
        ({"sort_by": "name"}, "no sort by 'name'"),
        ({"trees": 10**9}, "trees 1000000000 is out of range"),
        ({"seed": -1}, "seed -1 is out of range"),
        ({"hidden": ["lrr"]}, "did you mean 'lr'?"),
        ({"statuses": ["done"]}, "no status 'done'"),
        ({"roles": {"lr": "villain"}}, "no role 'villain'"),
        ({"roles": {"optimizer": "metric"}}, "holds no numbers"),
        ({"trees": "many"}, "trees"),
    ],
)
def test_a_refused_choice_stays_as_it_was_and_is_explained(panel, choice, message):
    before = {name: getattr(panel, name) for name in CHOICES}
    table = panel.table()
    choose(panel, **choice)
    assert message in panel.notice
    assert {name: getattr(panel, name) for name in CHOICES} == before
    assert panel.table().equals(table)
    choose(panel, trees=50)
    assert panel.notice == ""


def test_the_same_from_python_raises(panel):
    with pytest.raises(HpvizError, match="no metric 'nope'"):
        panel.metric = "nope"
    assert panel.metric == "val_loss"
    with pytest.raises(HpvizError, match="no option 'colour' of Panel; choose one of: 'aggregate', "):
        hpviz.Panel(panel._given, colour="red")
    with pytest.raises(HpvizError, match="no metric 'nope'"):
        hpviz.Panel(panel._given, "nope")


def test_a_choice_that_fails_only_when_computed_goes_back_too(make_runs):
    runs = make_runs({"x": np.arange(40.0)}, {"loss": np.arange(40.0) - 5, "positive": np.arange(40.0) + 1})
    panel = hpviz.Panel(runs, "positive", scale="log")
    choose(panel, metric="loss")
    assert "no logarithm; use the scale 'rank' or 'linear'" in panel.notice
    assert (panel.metric, panel.scale) == ("positive", "log")
    assert panel._ranking["metric"] == "positive"
    assert not panel.progress["busy"]


def test_the_view_cannot_write_a_fact(panel):
    before = panel._ranking
    panel.set_state({"_ranking": {}, "sweep": {}, "sort_by": "param"})
    assert panel._ranking == before
    assert panel.sort_by == "param"


def test_a_corrected_role_moves_the_column(panel):
    choose(panel, roles={"seed": "aside", "width": "metric"})
    assert "seed" not in panel.table().param.tolist()
    assert "width" in panel.sweep["metrics"]
    choose(panel, metric="width")
    assert panel._ranking["metric"] == "width"
    choose(panel, roles={})
    assert panel.metric == "val_loss"
    assert {"seed", "width"} <= set(panel.table().param)


def test_statuses_seed_trees_and_method_change_the_figures(panel):
    first = panel.table()
    choose(panel, statuses=["finished", "crashed"])
    assert panel._ranking["runs_skipped"] == {"running": 2, "without val_loss": 4}
    choose(panel, seed=3)
    assert not panel.table().importance.equals(first.importance)
    choose(panel, method="mdi", trees=30)
    assert panel.table().importance.sum() == pytest.approx(1)


def test_history_offers_the_last_and_the_best_step():
    frame = pd.DataFrame(
        {"run": np.repeat([f"r{i}" for i in range(30)], 4), "epoch": list(range(4)) * 30,
         "lr": np.repeat(np.linspace(0.1, 1, 30), 4), "val_loss": np.tile([4.0, 1.0, 2.0, 3.0], 30)}
    )  # fmt: skip
    frame["val_loss"] *= frame.lr
    panel = hpviz.Panel(frame)
    assert panel.sweep["aggregates"][:2] == ["last", "best"]
    last = panel._runs.metric_values("val_loss", "last")
    choose(panel, aggregate="best")
    best = panel._runs.metric_values("val_loss", "best", "minimize")
    assert best == pytest.approx(last / 3)
    assert panel.table().param.tolist() == ["lr"]


def test_many_quick_choices_end_with_the_last(panel):
    for metric in ["val_acc", "val_loss"] * 10 + ["val_acc"]:
        panel.set_state({"metric": metric})
    panel.set_state({"hidden": ["seed"]})
    table = panel.table()
    assert panel._ranking["metric"] == "val_acc"
    assert "seed" not in on_screen(panel)
    assert table.equals(hpviz.rank(panel._given, "val_acc", hidden=["seed"]).table())
    assert not panel.progress["busy"]


def test_an_older_slower_ranking_never_overwrites_a_newer_one(training, monkeypatch):

    release, started, shown = threading.Event(), threading.Event(), []
    real = analysis.rank

    def slow(runs, options, **how):
        if options.metric == "val_acc":
            started.set()
            assert release.wait(30)
        return real(runs, options, **how)

    monkeypatch.setattr(analysis, "rank", slow)
    worker = Worker(lambda done, total: None, shown.append)
    worker.submit(training, RankOptions(metric="val_acc"), shown.append)
    assert started.wait(30)
    worker.submit(training, RankOptions(metric="val_loss"), shown.append)
    release.set()
    assert worker.wait(60)
    assert [answer.metric for answer in shown] == ["val_loss"]


def test_cancel_goes_back_to_what_is_shown(training, monkeypatch):
    panel = hpviz.Panel(training)
    held = threading.Event()
    real = analysis.rank

    def held_back(runs, options, **how):
        assert held.wait(30)
        return real(runs, options, **how)

    monkeypatch.setattr(analysis, "rank", held_back)
    panel.set_state({"metric": "val_acc"})
    assert panel.progress["busy"]
    send(panel, "cancel")
    held.set()
    assert (panel.metric, panel.goal, panel._ranking["metric"]) == ("val_loss", "minimize", "val_loss")
    assert not panel.progress["busy"]
    assert panel.notice == "Cancelled."
    assert panel.table().param[0] == "lr"


def test_cancel_gives_back_the_whole_ranking_even_when_newer_correlations_were_shown(training, monkeypatch):
    panel = hpviz.Panel(training)
    before = panel.table()
    monkeypatch.setattr("hpviz.panel.worker.QUICK_CELLS", 0)
    from hpviz.analysis.importance import marks

    early, held = threading.Event(), threading.Event()
    real = marks.importances

    def held_back(*given):
        early.set()
        assert held.wait(30)
        return real(*given)

    monkeypatch.setattr(marks, "importances", held_back)
    panel.set_state({"metric": "val_acc"})
    assert early.wait(30)
    assert (panel._ranking["metric"], panel._ranking["complete"]) == ("val_acc", False)
    send(panel, "cancel")
    held.set()
    assert (panel._ranking["metric"], panel._ranking["complete"]) == ("val_loss", True)
    assert panel.metric == "val_loss"
    assert panel.table().equals(before)


def test_waiting_ends_when_all_is_delivered(panel, monkeypatch):
    """Going back to the choices before asks what is known: that is an answer, and not yet the end."""
    real = panel._go_back

    def slowly(value):
        real("")
        time.sleep(0.3)
        panel.set_trait("notice", value)

    def broken(runs, options, **how):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(panel, "_go_back", slowly)
    monkeypatch.setattr(analysis, "rank", broken)
    choose(panel, seed=9)
    assert "ZeroDivisionError: oh" in panel.notice


def test_a_bug_in_the_computation_is_said_not_swallowed(panel, monkeypatch):
    def broken(runs, options, **how):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(analysis, "rank", broken)
    choose(panel, seed=9)
    assert panel.notice == (
        "This could not be computed for this choice. Please report it as a bug of hpviz: "
        "ZeroDivisionError: oh"
    )
    assert panel.seed == 0
    assert not panel.progress["busy"]


def test_large_sweeps_open_with_correlations_and_the_forest_follows(make_runs):
    rng = np.random.default_rng(0)
    x = rng.random(6000)
    runs = make_runs(
        {"x": x, **{f"z{i}": rng.random(6000) for i in range(4)}}, {"loss": x + rng.random(6000)}
    )
    panel = hpviz.Panel(runs)
    assert panel.table().param[0] == "x"
    assert panel._ranking["complete"]
    assert panel.table().above_noise[0]


def test_importances_of_a_slow_forest_are_shown_while_it_grows(make_runs, monkeypatch):
    monkeypatch.setattr("hpviz.analysis.forest.bagging.SECONDS", 0.0)
    rng = np.random.default_rng(0)
    x = rng.random(6000)
    runs = make_runs(
        {"x": x, **{f"z{i}": rng.random(6000) for i in range(4)}}, {"loss": x + rng.random(6000)}
    )
    panel = hpviz.Panel(runs)
    panel.table()
    shown = []
    panel.observe(lambda change: shown.append(change.new), "_ranking")
    choose(panel, seed=1)
    assert [ranking["complete"] for ranking in shown] == [True]  # the same metric: rows move once
    panel = hpviz.Panel(runs)
    panel.observe(lambda change: shown.append(change.new), "_ranking")
    panel.table()
    early, whole = shown[1:-1], shown[-1]
    assert whole["complete"]
    assert not any(ranking["complete"] for ranking in early)
    known = [ranking["params"] for ranking in early if ranking["params"]["importance"][0] is not None]
    for params in [*known, whole["params"]]:
        assert params["param"][0] == "x"
        assert params["importance_low"][0] < whole["params"]["importance"][0] < params["importance_high"][0]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (pd.DataFrame(), "has no runs yet"),
        (pd.DataFrame({"lr": [0.1], "loss": [1.0]}), "Only one run"),
        ([{"lr": 0.1, "loss": 1.0}, {"lr": 0.2, "loss": 2.0}], "Only 2 runs"),
        (pd.DataFrame({"lr": np.arange(30) / 7, "loss": [1.0] * 30}), "loss"),
        (
            pd.DataFrame({"a": list("xyz") * 10, "b": list("pq") * 15}),
            "None of the columns is a numeric metric",
        ),
    ],
)
def test_runs_that_cannot_be_ranked_give_a_sentence_not_an_empty_panel(source, message):
    panel = hpviz.Panel(source)
    assert message in panel._ranking["problem"]
    assert isinstance(panel.table(), pd.DataFrame)
    choose(panel, trees=10)
    assert message in panel._ranking["problem"]


def test_names_are_text_on_the_wire_whatever_they_hold(make_runs):
    rng = np.random.default_rng(0)
    names = ["<script>alert(1)</script>", "a'b\"c", "x.y[0]", "😀", "n" * 200]
    panel = hpviz.Panel(make_runs({name: rng.random(30) for name in names}, {"loss": rng.random(30)}))
    assert set(panel.table().param) == set(names)
    choose(panel, hidden=[names[0]])
    assert names[0] not in panel.table().param.tolist()


def test_the_caller_s_frame_is_left_alone():
    frame = pd.DataFrame({"config.lr": np.linspace(0.1, 1, 30), "metric.loss": np.linspace(1, 2, 30)})
    copy = frame.copy(deep=True)
    choose(hpviz.Panel(frame), method="mdi", roles={"lr": "aside"})
    pd.testing.assert_frame_equal(frame, copy)


def test_a_store_of_several_studies_offers_them(stores):
    panel = hpviz.Panel(stores / "optuna/study.db")
    names = panel.sweep["experiments"]
    assert len(names) == 2
    first = panel.experiment
    other = next(name for name in names if name != first)
    choose(panel, experiment=other)
    assert panel.experiment == other
    assert panel._ranking["metric"] in panel.sweep["metrics"]
    choose(panel, experiment="nobody")
    assert "no experiment 'nobody'" in panel.notice
    assert panel.experiment == other
    choose(panel, experiment=first)
    assert panel.table().equals(hpviz.rank(stores / "optuna/study.db", experiment=first).table())


def test_newer_runs_are_taken_with_every_choice_kept(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"config.lr": rng.random(60), "config.z": rng.random(60)})
    frame["metric.loss"] = frame["config.lr"] + rng.normal(0, 0.1, 60)
    path = tmp_path / "runs.csv"
    frame[:30].to_csv(path, index=False)
    panel = hpviz.Panel(path, hidden=["z"], sort_by="param", trees=40)
    panel.table()
    frame.to_csv(path, index=False)
    panel.update()
    assert panel.table().active_runs.tolist() == [60]
    assert panel.sweep["runs"] == 60
    assert (panel.hidden, panel.sort_by, panel.trees) == (["z"], "param", 40)
    panel.update(frame.drop(columns="config.z"))
    panel.table()
    assert panel.hidden == []


def test_newer_runs_that_lack_what_was_hidden_are_ranked_without_it(make_runs, monkeypatch):
    runs = make_runs({name: np.arange(30.0) for name in ("lr", "z", "aside")}, {"loss": np.arange(30.0)})
    panel = hpviz.Panel(runs, hidden=["z"], roles={"aside": "aside"})
    requested = []
    real = analysis.rank

    def noted(given, options, **how):
        requested.append((given, options.hidden))
        return real(given, options, **how)

    monkeypatch.setattr(analysis, "rank", noted)
    panel.update(make_runs({"lr": np.arange(30.0), "new": np.arange(30.0)}, {"loss": np.arange(30.0)}))
    assert set(panel.table().param) == {"lr", "new"}
    assert all(set(hidden) <= set(given.params) for given, hidden in requested)
    assert (panel.hidden, panel.roles, panel.notice) == ([], {}, "")


def test_newer_runs_whose_ranking_is_cancelled_leave_choices_that_exist(make_runs, monkeypatch):
    panel = hpviz.Panel(make_runs({"lr": np.arange(30.0), "z": np.arange(30.0)}, {"loss": np.arange(30.0)}))
    panel.hidden = ["z"]
    panel.table()
    held = threading.Event()
    real = analysis.rank

    def held_back(runs, options, **how):
        assert held.wait(30)
        return real(runs, options, **how)

    monkeypatch.setattr(analysis, "rank", held_back)
    panel.update(make_runs({"lr": np.arange(30.0), "new": np.arange(30.0)}, {"cost": np.arange(30.0)}))
    panel.cancel()
    held.set()
    assert (panel.metric, panel.hidden, panel.notice) == ("cost", [], "Cancelled.")


def test_the_ranking_of_a_panel_is_the_one_on_screen_and_its_old_name_still_works(training):
    panel = hpviz.Panel(training)
    assert isinstance(panel.ranking, hpviz.Ranking)
    assert [score.param for score in panel.ranking.scores] == panel._ranking["params"]["param"]
    with pytest.warns(DeprecationWarning, match=r"use Panel\.ranking"):
        assert panel.answer is panel.ranking
