"""What reaches the page is of JSON's own types: marimo writes a text that carries more as an object."""

import numpy as np
import pandas as pd

import hpviz
from hpviz import threads
from hpviz.views import VIEWS

PLAIN = {str, int, float, bool, type(None)}


def odd_values(value, path):
    """Name what is of another type than JSON's, with the way to it."""
    if type(value) is dict:
        for key, part in value.items():
            yield from odd_values(key, f"{path} key")
            yield from odd_values(part, f"{path}.{key}")
    elif type(value) in {list, tuple}:
        for place, part in enumerate(value):
            yield from odd_values(part, f"{path}[{place}]")
    elif type(value) not in PLAIN:
        yield f"{path}: {type(value).__name__}"


def sweep():
    rng = np.random.default_rng(5)
    lr, kind = 10 ** rng.uniform(-4, 0, 80), rng.choice(["a", "b", "c"], 80)
    loss = np.abs(np.log10(lr) + 2) + (kind == "b") + rng.normal(0, 0.1, 80)
    loss[rng.random(80) < 0.1] = np.inf  # so that there are notes
    task = rng.choice(["one", "two"], 80)
    frame = pd.DataFrame({"lr": lr, "kind": kind, "twin": lr * 2, "dataset": task, "loss": loss})
    frame["time"] = rng.random(80)
    return frame


def test_all_that_a_panel_sends_is_of_plain_types(monkeypatch):
    sent = []
    monkeypatch.setattr(threads, "can_update_widgets", lambda: False)  # all is answered at once
    panel = hpviz.Panel(sweep(), metric="loss", remember=False)
    monkeypatch.setattr(panel, "send", lambda content, buffers=None: sent.append(content))
    run = str(panel.ranking.evidence.runs.run_ids[0])
    for event in (
        *({"event": "effect", "param": param} for param in ("lr", "kind")),
        {"event": "joint", "param": "lr", "other": "kind"},
        *({"event": "insight", "name": view.name, "of": ""} for view in VIEWS.values() if view.question),
        {"event": "explain", "run": "best"},
        {"event": "rows", "of": "1", "sort_by": "lr", "start": 0, "count": 20},
        {"event": "run_axes", "of": "2", "others": ["lr", "kind"]},
        {"event": "run", "of": "3", "run": run, "baseline": "best"},
        {"event": "what_if", "of": "4", "run": run, "changed": {"lr": 0.1}, "controls": True},
        {"event": "export", "what": "space", "to": "copy", "tool": "wandb"},
    ):
        panel._handle_custom_msg(event, [])
    names = set(panel.keys) - {"layout", "tabbable", "tooltip"}
    state = {name: value for name, value in panel.get_state().items() if name in names}
    assert state["_ranking"]["notes"]
    assert {"lr", "kind"} <= set(state["effects"])
    assert len(state["insights"]) > 3
    assert {"rows", "run_axes", "run", "what_if"} <= {key for content in sent for key in content}
    assert [*odd_values(state, "state"), *odd_values(sent, "sent")] == []
    panel.close()
