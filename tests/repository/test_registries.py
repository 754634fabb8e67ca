"""Whatever lists methods, views or options has all that the registries have, and nothing else."""

from __future__ import annotations

import argparse
import inspect
import os
import re
from pathlib import Path

import numpy as np
import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.analysis import METHOD_NAMES, METHODS, OPTION_NAMES, SCALES, RankOptions
from hpviz.analysis.importance.methods import Method
from hpviz.analysis.importance.oob import Importance
from hpviz.errors import HpvizError
from hpviz.export.code import RANKING_METHODS, recipe
from hpviz.export.report import as_text
from hpviz.export.requests import as_file, as_output, export_request
from hpviz.panel.notebook.output import PLACES
from hpviz.panel.state import CHOICES
from hpviz.panel.validation import ONE_OF
from hpviz.panel.wire import encode_insight, encode_sweep
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.text.methods import METHOD_TEXTS, MethodText, methods_table
from hpviz.views import VIEWS, View
from hpviz.views.view import CHART

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report_options():
    """The options of `hpviz report`, by what they set."""
    parser = command_line._parser(["report"])
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {action.dest: action for action in commands.choices["report"]._actions}


def test_the_command_line_offers_every_option_and_every_value_of_it(report_options):
    assert set(OPTION_NAMES) <= set(report_options)
    listed = {"method": METHOD_NAMES, "scale": SCALES, "aggregate": AGGREGATES, "statuses": STATUSES}
    for name, values in listed.items():
        assert tuple(report_options[name].choices) == values


def test_what_is_not_chosen_is_the_same_wherever_one_ranks(report_options):
    default = RankOptions()
    parameters = inspect.signature(hpviz.rank).parameters
    for name in OPTION_NAMES:
        chosen = getattr(default, name)
        in_python, in_shell = parameters[name].default, report_options[name].default
        in_panel = getattr(hpviz.Panel, name).default()
        if isinstance(chosen, frozenset):
            assert frozenset(in_python or ()) == chosen
            assert frozenset(in_shell or chosen) == chosen
        else:
            assert in_python == chosen
            assert in_shell == chosen
        if name not in {"metric", "goal", "statuses"}:  # the panel shows which it is; `statuses` see below
            assert (frozenset(in_panel) if isinstance(chosen, frozenset) else in_panel) == chosen
    panel = hpviz.Panel([{"lr": 0.1, "loss": 1.0}], metrics="loss")
    assert frozenset(panel.statuses) == default.statuses
    assert set(OPTION_NAMES) <= set(CHOICES)


@pytest.mark.parametrize("function", [hpviz.rank, hpviz.Panel], ids=lambda function: function.__name__)
def test_the_docstring_names_every_method(function):
    notes = inspect.getdoc(function).partition("The methods of importance:\n")[2].partition("Examples")[0]
    assert re.findall(r'^``"(\w+)"``$', notes, re.MULTILINE) == list(METHOD_NAMES)
    words = " ".join(notes.split())
    assert all(text.question in words and text.reference in words for text in METHOD_TEXTS.values())


def test_the_docstring_of_rank_names_the_values_of_its_options():
    text = inspect.getdoc(hpviz.rank)
    for name, values in {"aggregate": AGGREGATES, "scale": SCALES}.items():
        described = re.search(rf"^{name}\n(    .*\n)+", text, re.MULTILINE)[0]
        assert set(re.findall(r'``"(\w+)"``', described)) == set(values)


def test_the_documents_have_the_table_of_the_registry():
    document = ROOT / "docs" / "methods.md"
    table = methods_table({name: method.tested for name, method in METHODS.items() if name != "oob"})
    before, end, after = document.read_text("utf-8").partition("\n<!-- end of the methods -->\n")
    prose, head, rows = before.partition("| method |")
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        document.write_text(f"{prose}{table}{end}{after}", "utf-8")
        return
    assert head + rows == table, "HPVIZ_WRITE_GOLDEN=1 writes the table anew"


def test_the_panel_is_sent_every_method_and_every_view_that_it_names(make_runs):
    params = {"lr": [0.1, 0.2], "epochs": [1, 3], "dataset": ["a", "b"]}
    runs = make_runs(params, {"loss": [1.0, 2.0], "time": [3.0, 1.0]}).with_roles({"dataset": "task"})
    runs = runs.with_parts({"epochs": "fidelity"})
    sweep = encode_sweep(runs)
    assert [method["name"] for method in sweep["methods"]] == list(METHOD_NAMES)
    assert [view["name"] for view in sweep["views"]] == [
        "runs",
        # These runs are of one source.
        *(view.name for view in VIEWS.values() if view.is_listed and view.name != "sweeps"),
    ]


def test_every_view_that_a_method_of_the_ranking_draws_has_its_code():
    assert set(RANKING_METHODS) >= {"table", "chart", "effect", "joint", "pairs", "compare"}
    for method, view in RANKING_METHODS.items():
        assert callable(getattr(hpviz.Ranking, method))
        names = ["method:mdi"] if view.takes == ("of",) else [f"a{place}" for place in range(len(view.takes))]
        assert f"ranking.{method}(" in recipe({}, view=method, names=names)
    with pytest.raises(HpvizError, match="no view 'nothing'"):
        recipe({}, view="nothing")


@pytest.fixture
def by_name(monkeypatch):
    """A method of importance that is only registered: the names get longer, the importances smaller."""

    def compute(sweep):
        return Importance.untested(np.array([1 / len(param.name) for param in sweep.params]))

    words = MethodText(
        label="Name",
        name="name length",
        question="How short is its name?",
        caption="what its name gives",
        part="of the shortness of names",
        reference="made up (Nobody, 2020)",
    )
    monkeypatch.setitem(METHODS, "name", Method(compute=compute, tested=False))
    monkeypatch.setitem(METHOD_TEXTS, "name", words)
    names = (*METHOD_NAMES, "name")
    monkeypatch.setattr("hpviz.analysis.options.METHOD_NAMES", names)
    monkeypatch.setattr("hpviz.analysis.comparison.comparison.METHOD_NAMES", names)
    monkeypatch.setitem(ONE_OF, "method", names)
    return words


def test_a_method_that_is_registered_is_offered_and_described_everywhere(by_name, training):
    panel = hpviz.Panel(training, metric="val_loss", method="name")
    assert panel.sweep["methods"][-1]["caption"] == by_name.caption
    ranking = panel.ranking
    assert ranking.scores[0].param == min((score.param for score in ranking.scores), key=len)
    assert by_name.part in panel._ranking["params"]["sentences"][0][0]
    assert by_name.question in ranking.notes
    assert by_name.caption in ranking.chart().sentences[1]
    assert by_name.reference in as_text(ranking, top=0)
    assert by_name.name in hpviz.rank(training, "val_loss").compare("name").sentences[0]
    assert by_name.label in methods_table({"name": False})
    panel.close()


def test_a_view_that_is_registered_is_offered_encoded_placed_and_exported(monkeypatch, training):
    view = View(
        name="count",
        label="Count",
        question="How many runs are there?",
        compute=lambda result: result.runs_used,
        encode=lambda n: {"n": n, "sentences": [f"{n} runs."]},
        chart=lambda n: hpviz.rank(training, "val_loss").chart(),
        export_label="Count of runs",
        targets=CHART,
    )
    monkeypatch.setitem(VIEWS, "count", view)
    ranking = hpviz.rank(training, "val_loss")
    assert encode_sweep(training)["views"][-1] == {
        "name": "count",
        "label": "Count",
        "question": "How many runs are there?",
        "export_label": "Count of runs",
        "targets": [list(target) for target in CHART],
        "subjects": [],
    }
    assert encode_insight(ranking, "count", "")["n"] == ranking.runs_used
    assert as_file(ranking, export_request("count"), "json")[0] == "hpviz-count-val_loss.json"
    assert "text/plain" in as_output(ranking, export_request("count"))


def test_the_places_below_the_panel_are_those_of_the_views_that_go_there():
    going = [view.name for view in VIEWS.values() if ("notebook", "Notebook") in view.targets]
    assert list(PLACES) == going
    assert {"pairs", "together", "more", "compare"} <= set(PLACES)
