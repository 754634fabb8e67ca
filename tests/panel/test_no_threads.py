"""Hosts without threads, or that take nothing from them: everything runs at once, and nothing hangs."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

import hpviz
from hpviz import threads
from hpviz.data import VEHICLE


def test_all_works_where_no_thread_can_be_started():
    run = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.panel.no_threads"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (run.stdout, run.returncode) == ("all there\n", 0), run.stderr


@pytest.mark.parametrize("value", ["off", "OFF", "0"])
def test_a_variable_says_that_there_are_none(monkeypatch, value):
    monkeypatch.setenv("HPVIZ_THREADS", value)
    threads.are_available.cache_clear()
    try:
        assert not threads.are_available()
        with threads.mapped(10**9) as over:
            assert over is map
    finally:
        monkeypatch.undo()
        threads.are_available.cache_clear()
    assert threads.are_available()


def test_in_a_session_of_shiny_a_choice_is_answered_before_its_event_ends(monkeypatch):
    monkeypatch.setitem(sys.modules, "shiny.session", SimpleNamespace(get_current_session=object))
    panel = hpviz.Panel(VEHICLE, metric="val_acc")
    panel.set_state({"metric": "train_time"})
    assert (panel._ranking["metric"], panel._worker.busy) == ("train_time", False)
    panel._handle_custom_msg({"event": "effect", "param": "depth"}, [])
    assert "depth" in panel.effects
    with pytest.raises(hpviz.HpvizError, match=r"call panel\.update\(\)"):
        panel.follow = 1.0
    panel.close()
