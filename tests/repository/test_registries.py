"""Whatever lists methods, views or options has all that the registries have, and nothing else."""

from __future__ import annotations

import argparse
import inspect
import os
import re
from pathlib import Path

import pytest

import hpviz
from hpviz import __main__ as command_line
from hpviz.analysis import METHOD_NAMES, METHODS, OPTION_NAMES, SCALES, RankOptions
from hpviz.errors import HpvizError
from hpviz.export.code import METHODS as DRAWN
from hpviz.export.code import recipe
from hpviz.panel.state import CHOICES
from hpviz.panel.wire import encode_sweep
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.text.methods import METHOD_TEXTS, methods_table
from hpviz.views import VIEWS

ROOT = Path(hpviz.__file__).parents[1]


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
            assert frozenset(in_python) == chosen
            assert frozenset(in_shell or chosen) == chosen
        else:
            assert in_python == chosen
            assert in_shell == chosen
        if name not in {"metric", "goal", "statuses"}:  # the panel shows which it is; `statuses` see below
            assert in_panel == (list(chosen) if isinstance(chosen, frozenset) else chosen)
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
    sweep = encode_sweep(make_runs({"lr": [0.1, 0.2]}, {"loss": [1.0, 2.0]}))
    assert [method["name"] for method in sweep["methods"]] == list(METHOD_NAMES)
    assert [view["name"] for view in sweep["views"]] == [
        view.name for view in VIEWS.values() if view.is_listed
    ]


def test_every_view_that_a_method_of_the_ranking_draws_has_its_code():
    assert set(DRAWN) >= {"table", "chart", "effect", "joint", "pairs", "compare"}
    for method, view in DRAWN.items():
        assert callable(getattr(hpviz.Ranking, method))
        names = ["method:mdi"] if view.takes == ("of",) else [f"a{place}" for place in range(len(view.takes))]
        assert f"ranking.{method}(" in recipe({}, view=method, names=names)
    with pytest.raises(HpvizError, match="no view 'nothing'"):
        recipe({}, view="nothing")
