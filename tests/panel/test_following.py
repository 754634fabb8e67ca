"""The panel while a sweep goes on, driven as the front end drives it; looks are called, not waited for."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz import HpvizError
from hpviz.panel import following
from hpviz.panel.following import Follower

optuna = pytest.importorskip("optuna")

optuna.logging.set_verbosity(optuna.logging.ERROR)
PATIENCE = 60


def rows(start, stop):
    rng = np.random.default_rng(start)
    lr, z = rng.random(stop - start), rng.random(stop - start)
    return pd.DataFrame({"config.lr": lr, "config.z": z, "metric.loss": lr + 0.1 * rng.random(stop - start)})


@pytest.fixture
def path(tmp_path):
    rows(0, 40).to_csv(tmp_path / "runs.csv", index=False)
    return tmp_path / "runs.csv"


@pytest.fixture
def panel(path):
    panel = hpviz.Panel(path)
    yield panel
    panel.close()


def add(path, start, stop):
    rows(start, stop).to_csv(path, index=False, header=False, mode="a")


def test_what_the_wand_said_of_the_runs_before_goes_with_new_ones(panel, path):
    panel.set_trait("notice", "Cancelled.")
    add(path, 40, 45)
    panel._look()
    assert panel._worker.wait(PATIENCE)
    assert panel.notice == "Cancelled."  # it is not of these runs
    panel._show(panel.ranking, notice="All 2 matter: nothing is hidden.")
    add(path, 45, 60)
    panel._look()
    assert panel._worker.wait(PATIENCE)
    assert panel.notice == ""


def test_a_look_brings_the_new_runs_with_every_choice_kept(panel, path):
    panel.set_state({"hidden": ["z"], "sort_by": "param", "trees": 40, "roles": {"z": "aside"}})
    panel.table()
    add(path, 40, 52)
    panel._look()
    assert panel.sweep["runs"] == panel._ranking["runs_used"] == 52
    assert (panel.hidden, panel.sort_by, panel.trees, panel.roles) == (["z"], "param", 40, {"z": "aside"})
    assert panel.table().equals(hpviz.rank(panel._runs, "loss", hidden=["z"], trees=40).table("param"))


def test_an_unchanged_source_leaves_all_as_it_is(panel, path):
    seen = []
    panel.observe(lambda change: seen.append(change.name), ["_ranking", "sweep", "progress", "effects"])
    panel._look()
    path.write_text(path.read_text())
    panel._look()
    assert seen == []


def test_an_update_shows_no_progress_and_no_partial_ranking(panel, path, monkeypatch):
    monkeypatch.setattr("hpviz.panel.worker.QUICK_CELLS", 0)
    seen = []
    panel.observe(lambda change: seen.append(change.new["busy"]), "progress")
    panel.observe(lambda change: seen.append(change.new["complete"]), "_ranking")
    add(path, 40, 52)
    panel._look()
    assert seen == [True]
    assert panel._ranking["complete"]


def test_it_says_how_many_runs_came_only_while_following(panel, path):
    assert panel.live == {"offered": True, "since": None, "new_runs": 0, "trouble": ""}
    panel._live.count(on=True)
    add(path, 40, 52)
    panel._look()
    assert panel.live["new_runs"] == 12
    assert panel.live["since"] > 0


def test_what_was_said_and_drawn_stays_and_is_drawn_anew(panel, path):
    def submit(**event):
        panel._handle_custom_msg(event, [])

    drawn = threading.Event()
    panel.observe(lambda change: drawn.set(), "explanation")
    submit(event="effect", param="lr")
    submit(event="explain", run="best")
    assert drawn.wait(PATIENCE)
    panel.set_state({"metric": "nope"})
    before, run = panel.effects["lr"], panel.explanation["run"]
    states = []
    panel.observe(lambda change: states.append(change.new), ["effects", "explanation"])
    add(path, 40, 52)
    panel._look()
    assert "no metric 'nope'" in panel.notice
    assert panel.effects["lr"]["total"] == before["total"] + 12
    assert panel.explanation["run"] == run
    assert all(states)


def test_a_picture_that_is_requested_outlasts_new_runs(panel, path):
    """Runs may come faster than a picture is drawn."""
    drawn = threading.Event()
    panel.observe(lambda change: drawn.set(), "effects")
    with panel._worker._worker:  # as the computation before it does
        panel._handle_custom_msg({"event": "effect", "param": "lr"}, [])
        add(path, 40, 52)
        look = threading.Thread(target=panel._look)
        look.start()
        while panel._worker._idle.is_set():
            assert look.is_alive()
    look.join(PATIENCE)
    assert drawn.wait(PATIENCE)
    assert panel._ranking["runs_used"] == 52


def test_a_run_that_is_gone_is_explained_no_more(panel, path):
    panel.set_trait("explanation", {"run": "39"})
    rows(0, 30).to_csv(path, index=False)
    for _ in range(3):
        panel._look()
    assert panel.sweep["runs"] == 30
    assert "'39'" in panel.explanation["problem"]


def test_a_choice_made_meanwhile_wins(panel, path, monkeypatch):
    """What is chosen while new runs are computed is what is shown, of all runs."""
    from hpviz import analysis

    real, held, started = analysis.rank, threading.Event(), threading.Event()

    def slow(runs, options, **how):
        if options.method == "oob":
            started.set()
            assert held.wait(PATIENCE)
        return real(runs, options, **how)

    monkeypatch.setattr(analysis, "rank", slow)
    add(path, 40, 52)
    look = threading.Thread(target=panel._look)
    look.start()
    assert started.wait(PATIENCE)
    panel.set_state({"method": "mdi"})
    held.set()
    look.join(PATIENCE)
    assert panel._ranking["method"] == "mdi"
    assert panel._ranking["runs_used"] == 52


def test_a_role_that_no_longer_fits_ends_in_a_sentence(panel, path):
    panel.set_state({"roles": {"z": "metric"}})
    panel.table()
    frame = rows(0, 52)
    frame["config.z"] = "text"
    frame.to_csv(path, index=False)
    panel._look()
    assert "holds no numbers" in panel.notice
    assert len(panel.table()) > 0


def test_the_switch_in_the_view_follows_and_stops(panel, path):
    came = threading.Event()
    panel.observe(lambda change: came.set(), "sweep")
    panel.set_state({"follow": 0.5})
    assert panel.live["since"] is not None
    add(path, 40, 52)
    assert came.wait(PATIENCE)
    panel.set_state({"follow": 0})
    assert panel.live["since"] is None
    assert panel._follower._stop.is_set()


@pytest.mark.parametrize(("every", "message"), [(0.1, "follow 0.1 is out of range"), (-5.0, "out of range")])
def test_a_pace_that_does_not_exist_is_refused(panel, every, message):
    with pytest.raises(HpvizError, match=message):
        panel.watch(every)
    panel.set_state({"follow": every})
    assert message in panel.notice
    assert panel.follow == 0


def test_what_cannot_change_cannot_be_followed():
    panel = hpviz.Panel(rows(0, 40))
    assert not panel.live["offered"]
    with pytest.raises(HpvizError, match=r"hand newer runs to panel\.update"):
        panel.watch()
    with pytest.raises(HpvizError, match="cannot be followed"):
        hpviz.OptunaCallback(panel)
    panel.watch(None)


def test_watch_is_the_trait(path):
    panel = hpviz.Panel(path, follow=600)
    assert panel.live["since"] is not None
    panel.watch(30)
    assert panel.follow == 30
    panel.watch(every=None)
    assert panel.follow == 0
    panel.close()


class Looker:
    def __init__(self):
        self.looked = threading.Semaphore(0)

    def look(self):
        self.looked.release()


@pytest.fixture
def new_threads():
    """The threads that were started since the test began."""
    before = set(threading.enumerate())
    return lambda: set(threading.enumerate()) - before


def test_the_thread_ends_on_request_and_with_its_panel(new_threads):
    looker = Looker()
    follower = Follower(looker.look)
    follower.start(0.01)
    assert looker.looked.acquire(timeout=PATIENCE)
    assert looker.looked.acquire(timeout=PATIENCE)
    (thread,) = new_threads()
    assert thread.daemon
    follower.start(0.02)  # another pace, not another thread beside it
    thread.join(PATIENCE)
    (thread,) = new_threads()
    gone = weakref.ref(looker)
    del looker
    gc.collect()
    thread.join(PATIENCE)
    assert gone() is None
    assert not thread.is_alive()


def test_closing_the_panel_ends_following(path, new_threads):
    panel = hpviz.Panel(path, follow=600)
    (thread,) = (started for started in new_threads() if started.name == "hpviz follows")
    panel.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_looking_takes_at_most_a_tenth_of_the_time(monkeypatch):
    """A slow look is followed by a longer rest, on a clock of the test's own."""
    clock, pauses = iter([0, 2, 10, 10.1]), []

    class Stop:
        def wait(self, pause):
            pauses.append(pause)
            return len(pauses) > 2

    looker = Looker()
    monkeypatch.setattr(following.time, "monotonic", lambda: next(clock))
    following._follow(weakref.WeakMethod(looker.look), 5.0, Stop())
    assert pauses == [0, 18, 5.0]


def test_a_panel_of_an_empty_study_comes_alive_with_the_callback():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    panel = hpviz.Panel(study)
    assert "no runs yet" in panel._ranking["problem"]
    callback = hpviz.OptunaCallback(panel, every=0.5)
    enough = threading.Event()
    panel.observe(lambda change: change.new["new_runs"] == 40 and enough.set(), "live")
    study.optimize(
        lambda trial: trial.suggest_float("x", 0, 1) + trial.suggest_float("y", 0, 0.01),
        n_trials=40,
        callbacks=[callback],
    )
    assert enough.wait(PATIENCE)  # the last trial too
    assert panel.metric == "value"
    assert panel._ranking["runs_used"] == 40
    assert panel.table().param[0] == "x"


def test_trials_that_end_while_it_looks_are_one_more_look(new_threads):
    class Slow:
        def __init__(self):
            self.looks, self.begun, self.go_on = 0, threading.Event(), threading.Event()
            self._live = hpviz.Panel(optuna.create_study())._live

        def _look(self):
            self.looks += 1
            self.begun.set()
            assert self.go_on.wait(PATIENCE)

    panel = Slow()
    callback = hpviz.OptunaCallback(panel, every=0.5)
    callback(None, None)
    assert panel.begun.wait(PATIENCE)
    for _ in range(50):
        callback(None, None)
    panel.go_on.set()
    (thread,) = new_threads()
    thread.join(PATIENCE)
    assert panel.looks == 2
