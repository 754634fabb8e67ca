"""A panel that is closed and dropped gives back what it holds."""

from __future__ import annotations

import gc
import threading
import tracemalloc
import weakref

import numpy as np
import pandas as pd
import pytest

import hpviz

optuna = pytest.importorskip("optuna")

optuna.logging.set_verbosity(optuna.logging.ERROR)
PATIENCE = 60
ROWS, PARAMS = 20_000, 10
SIZE_OF_RUNS = ROWS * PARAMS * 8


def frame(rows=100):
    params = np.random.default_rng(0).random((rows, PARAMS))
    return pd.DataFrame(params, columns=[f"p{i}" for i in range(PARAMS)]).assign(loss=params[:, 0])


def end_of_threads():
    for thread in threading.enumerate():
        if thread.name.startswith("hpviz"):
            thread.join(PATIENCE)
            assert not thread.is_alive()


def is_freed(ref):
    gc.collect()
    return ref() is None


def use(panel):
    """Do what a view does: choose, look at pictures, export, sort, hide."""
    panel.set_state({"method": "mdi", "sort_by": "correlation"})
    assert panel._worker.wait(PATIENCE)
    for event in (
        {"event": "effect", "param": "p0"},
        {"event": "joint", "param": "p0", "other": "p1"},
        {"event": "insight", "name": "next", "of": ""},
        {"event": "export", "what": "ranking", "to": "csv"},
        {"event": "wand"},
    ):
        panel._handle_custom_msg(event, [])
    assert panel._worker.wait(PATIENCE)
    end_of_threads()


def test_twenty_panels_that_are_closed_leave_nothing(ipython):
    def a_panel():
        panel = hpviz.Panel(frame(ROWS), metric="loss", trees=2)
        panel._ipython_display_()
        panel.close()
        return weakref.ref(panel)

    a_panel()  # what is imported and cached once
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    refs = [a_panel() for _ in range(20)]
    end_of_threads()
    assert all(map(is_freed, refs))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < SIZE_OF_RUNS


def test_what_was_looked_at_keeps_no_panel(ipython):
    panel = hpviz.Panel(frame(), metric="loss", trees=10)
    panel._ipython_display_()
    use(panel)
    panel.close()
    ref = weakref.ref(panel)
    del panel
    assert is_freed(ref)


def test_a_panel_that_follows_ends_with_its_threads(tmp_path):
    frame().to_csv(tmp_path / "runs.csv", index=False)
    panel = hpviz.Panel(tmp_path / "runs.csv", metric="loss", trees=10, follow=0.5)
    panel.close()
    ref = weakref.ref(panel)
    del panel
    end_of_threads()
    assert is_freed(ref)


def test_closing_ends_the_computation(monkeypatch):
    panel = hpviz.Panel(frame(), metric="loss", trees=10)
    monkeypatch.setattr("hpviz.panel.worker.QUICK_CELLS", 0)
    panel.set_state({"trees": 5_000})
    assert panel.progress["busy"]
    panel.close()
    ref = weakref.ref(panel)
    del panel
    end_of_threads()
    assert is_freed(ref)


def test_a_callback_keeps_no_panel():
    study = optuna.create_study()
    panel = hpviz.Panel(study)
    callback = hpviz.OptunaCallback(panel, every=0.5)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2, callbacks=[callback])
    panel.close()
    ref = weakref.ref(panel)
    del panel
    end_of_threads()
    assert is_freed(ref)
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2, callbacks=[callback])
    end_of_threads()


def test_a_closed_panel_looks_no_more():
    study = optuna.create_study()
    panel = hpviz.Panel(study)
    panel.close()
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    panel._look()
    assert panel.ranking.runs_used == 0


@pytest.fixture
def ipython(monkeypatch):
    """What a cell displays, swallowed."""
    monkeypatch.setattr("IPython.display.DisplayHandle.display", lambda *_, **__: None)
    monkeypatch.setattr("IPython.display.DisplayHandle.update", lambda *_, **__: None)
    monkeypatch.setattr("IPython.display.display", lambda *_, **__: None)
