"""A panel in a Streamlit app, which is played here: the real one is used by `make hosts`."""

import json
import sys
from base64 import b64decode
from types import ModuleType, SimpleNamespace

import pytest

import hpviz
from hpviz.data import VEHICLE
from hpviz.panel.hosts import streamlit as of_streamlit


class App(ModuleType):
    """What `hpviz.streamlit` uses of Streamlit: a session, and a component that is shown in each run."""

    def __init__(self):
        super().__init__("streamlit")
        self.session_state, self.shown, self.registered = {}, [], []
        self.components = SimpleNamespace(v2=SimpleNamespace(component=self.component))

    def component(self, name, **parts):
        self.registered.append((name, parts))
        return lambda **given: self.shown.append(json.loads(json.dumps(given["data"])) | {"given": given})

    def send(self, *data, heard=0, key="hpviz"):
        """Send messages as the view does, and call back as Streamlit does before it runs the script."""
        taken = self.shown[-1]["taken"]
        messages = [{"id": taken + 1 + place, "data": each} for place, each in enumerate(data)]
        self.session_state[key] = {"sent": {"messages": messages, "heard": heard}}
        self.shown[-1]["given"]["on_sent_change"]()


@pytest.fixture
def app(monkeypatch):
    app = App()
    context = SimpleNamespace(get_script_run_ctx=lambda suppress_warning: object())
    monkeypatch.setitem(sys.modules, "streamlit", app)
    monkeypatch.setitem(sys.modules, "streamlit.components.v2", app.components.v2)
    monkeypatch.setitem(sys.modules, "streamlit.runtime.scriptrunner", context)
    yield app
    of_streamlit._component.cache_clear()


def run(app, **options):
    return hpviz.streamlit(lambda: hpviz.Panel(VEHICLE, metric="val_acc"), **options)


def update(**state):
    return {"method": "update", "state": state, "buffer_paths": []}


def test_a_click_is_answered_in_the_next_run_of_the_script(app):
    panel = run(app)
    first = app.shown[-1]
    assert (first["state"]["metric"], first["taken"], first["replies"]) == ("val_acc", 0, [])
    assert not {"_esm", "_css", "layout", "_model_id"} & set(first["state"])
    app.send(
        update(metric="train_time"), {"method": "custom", "content": {"event": "effect", "param": "depth"}}
    )
    assert run(app) is panel
    state = app.shown[-1]["state"]
    assert (state["metric"], state["_ranking"]["metric"], state["progress"]["busy"]) == (
        "train_time",
        "train_time",
        False,
    )
    assert "depth" in state["effects"]
    assert app.shown[-1]["taken"] == 2
    assert len(app.registered) == 1
    panel.close()


def test_a_message_is_taken_once_and_a_reply_kept_until_it_is_heard(app):
    panel = run(app)
    call = {"method": "custom", "content": {"event": "call", "id": "a"}}
    app.send(call)
    app.shown[-1]["given"]["on_sent_change"]()  # Streamlit ran twice before the view heard of it
    run(app)
    assert app.shown[-1]["replies"] == [{"id": 1, "content": {"heard": "a"}, "buffers": []}]
    app.send(call, heard=1)
    run(app)
    assert [reply["id"] for reply in app.shown[-1]["replies"]] == [2]
    panel.close()


def test_what_is_drawn_of_all_runs_comes_in_text(app):
    panel = run(app)
    app.send({"method": "custom", "content": {"event": "run_axes", "of": "2", "others": []}})
    run(app)
    (reply,) = app.shown[-1]["replies"]
    assert "run_axes" in reply["content"]
    assert all(b64decode(buffer) for buffer in reply["buffers"])
    assert reply["buffers"]
    panel.close()


def test_two_panels_have_keys_of_their_own(app):
    one, other = run(app), run(app, key="other")
    assert one is not other
    app.send(update(metric="train_time"), key="other")
    assert (one.metric, other.metric) == ("val_acc", "train_time")
    one.close()
    other.close()


def test_a_panel_that_is_made_in_each_run_is_refused(app):
    panel = hpviz.streamlit(hpviz.Panel(VEHICLE, metric="val_acc"))
    assert hpviz.streamlit(panel) is panel
    another = hpviz.Panel(VEHICLE, metric="val_acc")
    with pytest.raises(hpviz.HpvizError, match=r"lambda: hpviz\.Panel"):
        hpviz.streamlit(another)
    panel.close()
    another.close()


def test_the_users_of_an_app_share_no_memory(app, tmp_path, monkeypatch):
    monkeypatch.setenv("HPVIZ_MEMORY", str(tmp_path))
    panel = run(app)
    app.send(update(hidden=["alpha"]))
    assert panel.hidden == ["alpha"]
    assert list(tmp_path.iterdir()) == []
    assert not app.shown[-1]["state"]["remembers"]
    assert "remember" not in panel.code()
    panel.close()


def test_without_streamlit_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "streamlit", None)
    with pytest.raises(hpviz.HpvizError, match=r'pip install "streamlit>=1\.51"'):
        hpviz.streamlit(lambda: None)
