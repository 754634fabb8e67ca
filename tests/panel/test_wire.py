"""The contract with the front end: vitest draws the very file that is checked here."""

import json
import os
import re
import time
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest

import hpviz
from hpviz.analysis import RankOptions
from hpviz.charts.drawing.formats import SUFFIXES
from hpviz.panel.state import CHOICES, FACTS
from hpviz.panel.wire import encode_ranking
from hpviz.panel.wire.facts import examples
from hpviz.ranking import rank
from hpviz.runs.column import ABSENT
from hpviz.views import VIEWS

PATIENCE = 20


def until(done: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


GOLDEN = Path(__file__).parents[1] / "wire" / "panel.json"


@pytest.fixture(scope="module")
def state(make_runs):
    rng = np.random.default_rng(5)
    n = 90
    optimizer = rng.choice(["adam", "sgd", "lion"], n)
    # Rounded, because the last digits of a logarithm depend on the machine.
    lr = np.exp(rng.uniform(np.log(1e-5), np.log(1e-1), n)).round(9)
    loss = 2 + (np.log10(lr) + 3) ** 2 + 1.5 * (optimizer == "sgd") + rng.normal(0, 0.2, n)
    loss = loss.round(6)
    loss[:3] = np.nan
    depth = [None if i % 9 == 0 else int(rng.integers(2, 9)) for i in range(n)]
    momentum = [float(rng.random()) if name == "sgd" else ABSENT for name in optimizer]
    params = {
        "optimizer.lr": lr.tolist(), "optimizer.name": optimizer.tolist(),
        "optimizer.sgd.momentum": momentum, "depth": depth,
        "warmup_steps": [round(1e6 * value) for value in lr],
        "augment": rng.choice([True, False], n).tolist(),
        "<script>alert('x')</script>": rng.random(n).tolist(),
        "🔥" + "long_name_" * 12: rng.integers(0, 5, n).tolist(), "dataset": ["cifar10"] * n,
    }  # fmt: skip
    statuses = np.array(["finished"] * (n - 5) + ["crashed"] * 3 + ["running"] * 2)
    runs = make_runs(params, {"val_loss": loss, "runtime": rng.uniform(60, 600, n)}, statuses=statuses)
    panel = hpviz.Panel(runs)
    headline = panel.ranking.headline
    until(lambda: panel.headline == headline)
    of_any_panel = {"static_view": "hpviz-0"}
    return {name: panel.get_state()[name] for name in (*FACTS, *CHOICES)} | of_any_panel


def test_the_golden_state_is_what_the_panel_says(state):
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(state, indent=1, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")
    golden = json.loads(GOLDEN.read_text("utf-8"))
    same(golden, json.loads(json.dumps(state, allow_nan=False)), "state")


def same(golden, value, where):
    """Compare with room for the last digits of another machine's arithmetic."""
    message = f"{where} differs from {GOLDEN.name}; HPVIZ_WRITE_GOLDEN=1 writes it anew"
    if isinstance(golden, dict):
        assert list(golden) == list(value), message
        for key in golden:
            same(golden[key], value[key], f"{where}.{key}")
    elif isinstance(golden, list):
        assert len(golden) == len(value), message
        for index, pair in enumerate(zip(golden, value, strict=True)):
            same(*pair, f"{where}[{index}]")
    elif isinstance(golden, float):
        assert value == pytest.approx(golden, rel=1e-6, abs=1e-9), message
    else:
        assert value == golden, message


def test_a_figure_that_means_nothing_is_null(make_runs):
    ranking = rank(make_runs({"x": [1.0, 2.0]}, {"loss": [1.0, 2.0]}), RankOptions())
    wire = encode_ranking(ranking)
    assert wire["params"]["importance"] == [None]
    assert wire["oob_r2"] is None
    json.dumps(wire, allow_nan=False)


def test_every_parallel_array_is_as_long_as_the_params(state):
    lengths = {name: len(values) for name, values in state["_ranking"]["params"].items()}
    assert len(set(lengths.values())) == 1, lengths


def test_every_insight_view_can_be_encoded():
    assert all(view.encode for view in VIEWS.values() if view.question)


@pytest.mark.parametrize(
    "view", [view for view in VIEWS.values() if view.is_exported], ids=attrgetter("name")
)
def test_every_exported_view_can_be_drawn_and_says_what_it_is_of(view):
    targets = {target for target, _ in view.targets}
    if view.chart:
        assert targets == {"notebook", *(suffix.removeprefix(".") for suffix in SUFFIXES)}
    else:
        assert view.name in {"table", "space"}
    names = set(re.findall(r"{(\w+)}", view.export_label))
    of_view = (
        set() if view.name in {"space", "tasks", "along", "default_costs", "sweeps"} else set(view.takes)
    )
    assert names == ({"first", "second"} if view.name == "compare" else of_view)


@pytest.mark.parametrize("view", [view for view in VIEWS.values() if view.method], ids=attrgetter("name"))
def test_every_view_that_code_rebuilds_is_a_method_of_a_ranking(view):
    assert callable(getattr(hpviz.Ranking, view.method))


@pytest.mark.parametrize(
    ("values", "shown"),
    [([1e-5, 0.1], "0.00001 to 0.1"), ([3, 3], "3"), (["a", "b", "c", "d", "e"], "a, b, c, … 2 more"),
     ([None, 2, 8], "2 to 8, None"), ([ABSENT, ABSENT], "no values")],
)  # fmt: skip
def test_a_glimpse_of_a_column(make_runs, values, shown):
    assert examples(make_runs({"p": values}, {}).columns["p"]) == shown
