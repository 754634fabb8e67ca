"""What a person says of a column: it is of categories, or of numbers."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from hpviz import HpvizError, Panel, rank, read
from hpviz.export import recipe

TABLE = pd.DataFrame(
    {
        "batch_size": [16, 32, 64, 16, 32, 64, 16, 32],
        "size": ["s10", "7", "9", "s10", "7", "9", "s10", "7"],
        "version": ["1.10", "1.1", "1.9", "1.1", "1.10", "1.9", "1.1", "1.1"],
        "flag": [True, False] * 4,
        "memory": pd.Categorical(["16GB", "8GB"] * 4),
        "val_loss": [0.5, 0.4, 0.3, 0.6, 0.45, 0.35, 0.55, 0.42],
    }
)


def test_a_column_of_numbers_becomes_one_of_categories():
    column = read(TABLE, kinds={"batch_size": "category"}).params["batch_size"]
    assert (column.kind, column.levels) == ("categorical", ("16", "32", "64"))
    assert [level.value for level in column.levels] == [16, 32, 64]


def test_texts_become_numbers():
    runs = read(TABLE, kinds={"version": "number", "flag": "number", "memory": "number"})
    assert runs.params["version"].numbers.tolist()[:3] == [1.1, 1.1, 1.9]
    assert runs.params["flag"].numbers.tolist()[:2] == [1, 0]
    assert runs.columns["memory"].numbers.tolist()[:2] == [16, 8]


def test_what_is_so_already_stays():
    runs = read(TABLE, kinds={"batch_size": "number", "version": "category"})
    assert runs.params["batch_size"].kind == "numeric"
    assert runs.params["version"].kind == "categorical"


def test_a_prefix_may_be_left_out_and_empty_cells_stay_empty():
    table = pd.DataFrame({"config.width": [1, None, 2], "metrics.loss": [1.5, 2.5, 3.5]})
    for name in ("width", "config.width"):
        column = read(table, kinds={name: "category"}).params["width"]
        assert column.absent.tolist() == [False, True, False]
        assert column.levels == ("1", "2")


def test_none_is_no_number():
    table = [{"depth": None, "loss": 1.5}, {"depth": "x4", "loss": 2.5}, {"depth": "4", "loss": 3}]
    with pytest.raises(HpvizError, match="'x4' are none"):
        read(table, kinds={"depth": "number"})
    numbers = read([table[0], table[2]], kinds={"depth": "number"}).columns["depth"].numbers
    assert math.isnan(numbers[0])
    assert numbers[1] == 4


def test_runs_that_were_read_before_are_converted_too():
    runs = read(TABLE)
    assert read(runs, kinds={"batch_size": "category"}).params["batch_size"].kind == "categorical"
    assert runs.params["batch_size"].kind == "numeric"


@pytest.mark.parametrize(
    ("kinds", "says"),
    [
        ("category", "is no dictionary; give the kind of each column"),
        ({"batch": "category"}, "no column 'batch' (did you mean 'batch_size'?) for kinds="),
        (
            {"batch_size": "categorical"},
            "no kind 'categorical' (did you mean 'category'?) for column 'batch_size'",
        ),
        ({"batch_size": 3}, "choose one of: 'category', 'number'"),
        ({"size": "number"}, "column 'size' cannot be of numbers: 's10' are none"),
        ({3: "number"}, "no column 3 for kinds="),
    ],
)
@pytest.mark.parametrize("source", [TABLE, read(TABLE)], ids=["table", "runs"])
def test_what_cannot_be_is_refused_with_what_can(source, kinds, says):
    with pytest.raises(HpvizError) as caught:
        read(source, kinds=kinds)
    assert says in str(caught.value)


def test_a_category_is_no_metric():
    with pytest.raises(HpvizError, match="holds no numbers"):
        read(TABLE, kinds={"val_loss": "category"}, metrics=["val_loss"])


def test_a_panel_takes_kinds_and_ranks_by_them():
    panel = Panel(TABLE, kinds={"batch_size": "category"})
    assert panel._runs.params["batch_size"].kind == "categorical"
    panel.close()
    assert rank(read(TABLE, kinds={"batch_size": "category"}), "val_loss").table() is not None


def test_copied_code_states_the_kinds():
    code = recipe({}, source="t.csv", reading={"kinds": {"batch_size": "category"}})
    assert "kinds={'batch_size': 'category'}" in code


def finished(panel):
    """Wait until what was chosen is ranked, and take its runs."""
    assert panel.ranking.complete
    return panel._runs


SHOWN = pd.concat([TABLE] * 4, ignore_index=True).assign(val_acc=lambda table: 1 - table["val_loss"])


def test_the_panel_offers_the_other_kind_of_each_column_that_has_one():
    columns = Panel(SHOWN, trees=10).sweep["columns"]
    other = dict(zip(columns["name"], columns["other_kind"], strict=True))
    assert other == {
        "batch_size": "category",
        "size": "category",
        "version": "number",
        "flag": "number",
        "memory": "number",
        "val_loss": "category",
        "val_acc": "category",
    }


def test_a_kind_that_is_chosen_on_screen_is_ranked_and_taken_back():
    panel = Panel(SHOWN, trees=10)
    panel.set_state({"kinds": {"batch_size": "category", "flag": "number"}})
    runs = finished(panel)
    assert runs.columns["batch_size"].levels == ("16", "32", "64")
    assert runs.columns["flag"].numbers.tolist()[:2] == [1, 0]
    assert "kinds={'batch_size': 'category', 'flag': 'number'}" in panel.code()
    panel.set_state({"kinds": {"batch_size": "number", "flag": "number"}})
    assert panel.kinds == {"flag": "number"}
    assert finished(panel).columns["batch_size"].kind == "numeric"
    assert panel.notice == ""


def test_a_kind_that_a_column_cannot_be_of_is_refused_with_a_sentence():
    panel = Panel(SHOWN, trees=10)
    panel.set_state({"kinds": {"size": "number"}})
    assert panel.kinds == {}
    assert "column 'size' cannot be of numbers: 's10' are none" in panel.notice


def test_a_result_that_becomes_a_category_is_no_metric_any_more():
    panel = Panel(SHOWN, metric="val_acc", roles={"val_acc": "metric"}, axes={"batch_size": "log"}, trees=10)
    panel.set_state({"kinds": {"val_acc": "category", "batch_size": "category"}})
    runs = finished(panel)
    assert (panel.metric, runs.columns["val_acc"].role) == ("val_loss", "param")
    assert runs.columns["batch_size"].kind == "categorical"
    panel.set_state({"kinds": {}})
    assert finished(panel).columns["val_acc"].role == "metric"


def test_a_kind_stays_as_newer_runs_come():
    panel = Panel(SHOWN, trees=10)
    panel.set_state({"kinds": {"batch_size": "category"}})
    panel.update(pd.concat([SHOWN] * 2, ignore_index=True))
    assert (len(finished(panel)), finished(panel).columns["batch_size"].kind) == (64, "categorical")
    panel.update(SHOWN.drop(columns="batch_size"))
    assert "batch_size" not in finished(panel).columns
    panel.update(SHOWN)
    assert finished(panel).columns["batch_size"].kind == "categorical"
