"""Every control of the panel that draws or exports something, on every small sweep."""

import ast
import json
import re
import threading
from itertools import combinations

import numpy as np
import pytest

import hpviz
from hpviz.charts.drawing.formats import rendered
from hpviz.errors import HpvizError
from hpviz.runs.column import ABSENT
from hpviz.text.panel import UNEXPECTED
from hpviz.views import VIEWS

optuna = pytest.importorskip("optuna")

FIGURES = [
    "beta2.csv",
    "big_seed.csv",
    "cash_optuna_readme.json",
    "conditional_pair.csv",
    "explicit_metric.csv",
    "extend_beta2_to_one.csv",
    "failure_next.csv",
    "legend_ends.csv",
    "levels_counted_twice.csv",
    "long_levels.csv",
    "next_sweep_lists.csv",
    "next_sweep_year.csv",
    "none_or_number.json",
    "optuna_readme_iris_TPE.csv",
    "parallel_one_number.csv",
    "share_above_one.csv",
    "tick_labels.csv",
    "tiny_metric.csv",
]
# One parameter alone says all of the metric, so that it is asked whether it is one.
ASKED_ABOUT = {
    "legend_ends.csv": ["a", "b"],
    "explicit_metric.csv": ["a", "dsp"],
    "next_sweep_year.csv": ["year", "z"],
    "levels_counted_twice.csv": ["cat", "z"],
}
MOST_PARAMS, MOST_PAIRS, MOST_DRAWN = 6, 4, 2
N = 60


def strange_sweeps():
    """Sweeps at the ends of what a param or a metric can be."""
    rng = np.random.default_rng(4)
    x, y = rng.random(N), rng.random(N)
    named = [None if i % 3 else float(i % 5 == 0) for i in range(N)]
    return {
        "one_param": ({"x": x}, x),
        "one_number_named_values_and_absent": (
            {"c": [[0.5, None, "auto", ABSENT][i % 4] for i in range(N)], "x": x, "named": named},
            x + 1e-9 * y,
        ),
        "names_and_infinities": (
            {
                "t": [[np.inf, None, "a"][i % 3] for i in range(N)],
                "s": [[np.inf, 1.0, 2.0][i % 3] for i in range(N)],
            },
            x,
        ),
        "rare_values": ({"c": [f"v{i // 2}" for i in range(N)], "b": [bool(i % 2) for i in range(N)]}, x),
        "many_values": ({"c": [f"v{i % 40}" for i in range(4 * N)], "x": np.tile(x, 4)}, np.tile(x, 4)),
        "huge": ({"x": x * 1e300, "z": 10.0 ** (600 * y - 300)}, 1e300 * (x - 0.5)),
        "eight_digits": ({"x": 16_000_000 + (x * 100).round(), "z": y}, 12_345_678 + x),
        "heavy_tail": ({"x": x, "z": y}, np.exp(20 * x)),
        "ranks": ({"x": x, "z": y}, np.tan(3 * (x - 0.5)) ** 3),
        "odd_texts": (
            {"c": [["", " ", "a'b\\", "\u2028", "</script>"][i % 5] for i in range(N)], "x.y[0]": x},
            x,
        ),
        "two_runs": ({"x": [1.0, 2.0], "z": [1.0, 1.0]}, np.array([1.0, 2.0])),
        "constant_metric": ({"x": x, "z": y}, np.ones(N)),
        "lists": (
            {"x": [[16, 64, 256, 1024][i % 4] for i in range(N)], "z": [2 ** (i % 9) for i in range(N)]},
            x,
        ),
    }


def clicked(panel, **event):
    """Send an event as the view does, wait for its work, and return what the panel says in return."""
    panel.sent.clear()
    panel.set_trait("notice", "")
    panel._handle_custom_msg(event, [])
    for thread in threading.enumerate():
        if thread.name == "hpviz":
            thread.join(120)
    return panel.notice


def every_event(panel):
    """What the view can send: an event for each control."""
    params = panel._ranking["params"]["param"][:MOST_PARAMS]
    for param in params:
        yield {"event": "effect", "param": param}
    for param, other in list(combinations(params, 2))[:MOST_PAIRS]:
        yield {"event": "joint", "param": param, "other": other}
    yield from ({"event": "explain", "run": run} for run in ("best", "worst"))
    for view in VIEWS.values():
        if view.is_insight and view.name not in {"compare", "default_costs"}:
            yield {"event": "insight", "name": view.name, "of": ""}
    yield {"event": "insight", "name": "compare", "of": "method:mdi"}
    yield {"event": "insight", "name": "default_costs", "of": panel._given.run_ids[0]}
    for metric in panel.sweep["metrics"][:2]:
        yield {"event": "insight", "name": "compare", "of": f"metric:{metric}"}
    yield from every_event_of_runs(panel)
    for what in (
        "table",
        "ranking",
        "parallel",
        "pairs",
        "together",
        "more",
        "tuning",
        "predicted",
        "coverage",
    ):
        yield {"event": "export", "what": what, "to": "csv" if what == "table" else "json"}
    for param in params[:MOST_DRAWN]:
        yield {"event": "export", "what": "effect", "param": param, "to": "svg"}
    yield {"event": "export", "what": "explanation", "run": "best", "to": "svg"}


def every_event_of_runs(panel):
    """The rows of the table of the runs, and the cards of some of them."""
    yield {"event": "rows", "of": "", "sort_by": "metric", "descending": False, "start": 0, "count": 100}
    for run in panel._given.run_ids[:: max(1, len(panel._given) // 3)].tolist():
        yield {"event": "run", "of": "", "run": run, "baseline": ""}


def check_every_control(panel):
    for event in every_event(panel):
        notice = clicked(panel, **event)
        assert UNEXPECTED not in notice, event
        assert event["event"] != "export" or bool(panel.sent) != bool(notice), event
        if event["event"] in {"rows", "run"}:
            check_runs(*panel.sent)
    shown = [*panel.effects.values(), panel.explanation, *panel.insights.values()]
    if len(panel.effects) > 1:
        shown.append(panel.joint)
    for picture in shown:
        assert picture["problem"] is None or re.fullmatch(r"(?s)\S.*[\w.…'\")]", picture["problem"])
    text = json.dumps(shown, allow_nan=False)
    assert UNEXPECTED not in text


def check_runs(content):
    """Look at rows of the table of the runs, or at the card of one."""
    text = json.dumps(content, allow_nan=False)
    assert UNEXPECTED not in text
    assert "This could not be computed" not in text
    if "run" in content:
        card = content["run"]
        assert card["problem"] is None
        values = ast.literal_eval(card["code"].replace('float("inf")', "1e999"))
        assert set(values) <= set(card["params"]["name"])
    else:
        assert len(content["rows"]["ids"]) == min(100, content["rows"]["total"])


def check_every_picture(ranking):
    """Draw each view of a ranking as Python does."""
    params = [score.param for score in ranking.scores][:MOST_PARAMS]
    pairs = list(combinations(params, 2))[:MOST_PAIRS]
    of = {"effect": [(param,) for param in params], "joint": pairs, "explanation": [("best",), ("worst",)]}
    of |= {"run_comparison": [("worst", "best")], "default_costs": [("worst",)]}
    drawn = 0
    for view in VIEWS.values():
        for names in of.get(view.name, [("optuna",)] if view.name == "space" else [()]):
            if view.name == "compare":
                continue
            try:
                picture = view.picture(ranking, *names) if view.chart else view.compute(ranking, *names)
            except HpvizError:  # what stands in place of it is checked on screen
                continue
            if view.chart:
                drawn += 1
                assert b"<svg" in rendered(picture, ".svg")[:200]
                assert len(picture.table().columns) > 0
    return drawn


@pytest.fixture
def opened(monkeypatch):
    """Open panels that keep what they send, and close them afterwards."""
    panels = []

    def open_(source, metric=None):
        panel = hpviz.Panel(source, metric=metric, trees=30)
        panel.sent = []
        monkeypatch.setattr(panel, "send", lambda content, buffers=None: panel.sent.append(content))
        panels.append(panel)
        return panel

    yield open_
    for panel in panels:
        panel.close()


@pytest.mark.parametrize("name", FIGURES)
def test_every_control_works_on_every_small_sweep(opened, figures, name):
    panel = opened(hpviz.read(figures / name, params=ASKED_ABOUT.get(name)))
    check_every_control(panel)
    assert check_every_picture(panel.ranking) > 3


@pytest.mark.parametrize("name", strange_sweeps())
def test_every_control_works_on_strange_sweeps(opened, make_runs, name):
    params, loss = strange_sweeps()[name]
    panel = opened(make_runs(params, {"loss": loss}))
    check_every_control(panel)
    check_every_picture(panel.ranking)


@pytest.mark.parametrize("metric", ["failure", ("loss", "time")])
def test_every_control_works_for_failures_and_trade_offs(opened, figures, metric):
    panel = opened(figures / "failure_next.csv", metric)
    check_every_control(panel)
    assert check_every_picture(panel.ranking) > 3


class ReLU: ...


class GELU: ...


def class_choices(trial):
    return (trial.suggest_categorical("act", [ReLU, GELU]) is ReLU) + 0.3 * trial.suggest_float("z", 0, 1)


def steps(trial):
    hidden = trial.suggest_int("hidden", 64, 1024, step=64)
    return abs(hidden - 512) / 1000 + 0.1 * trial.suggest_float("dropout", 0, 0.5, step=0.1)


@pytest.mark.filterwarnings("ignore:Choices for a categorical distribution")
@pytest.mark.parametrize("objective", [class_choices, steps])
def test_every_control_works_on_studies(opened, objective):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=40)
    panel = opened(study)
    check_every_control(panel)
    assert check_every_picture(panel.ranking) > 3


def test_all_files_of_these_sweeps_are_read(figures):
    there = {path.name for path in figures.iterdir() if path.suffix in {".csv", ".json"}}
    assert there == set(FIGURES)
