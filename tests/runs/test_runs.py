"""Columns, names and roles of `Runs`: what the analysis and the panel rely on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hpviz
from hpviz.errors import HpvizError
from hpviz.runs import Hints, History, Runs
from hpviz.runs.column import ABSENT, Column
from hpviz.sources.columns.named_metric import roles_by_metric


def cells(column: Column) -> list[object]:
    return [
        column.levels[code] if code >= 0 else (ABSENT if np.isnan(number) else float(number))
        for number, code in zip(column.numbers, column.codes, strict=True)
    ]


INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("values", "ends", "active", "distinct", "varies"),
    [
        ([3.0, 1.0, 2.0, 3.0], (1, 3), 4, 3, True),
        ([2.0, 2.0], (2, 2), 2, 1, False),
        ([2.0, NAN], (2, 2), 1, 1, True),
        ([NAN, NAN], (NAN, NAN), 0, 0, False),
        ([INF, INF], (NAN, NAN), 2, 1, False),
        ([INF, -INF, NAN], (NAN, NAN), 2, 2, True),
        ([INF, 1.0, 1.0], (1, 1), 3, 2, True),
        ([-0.0, 0.0], (0, 0), 2, 1, False),
        ([], (NAN, NAN), 0, 0, False),
    ],
)
def test_what_there_is_to_say_of_numbers(values, ends, active, distinct, varies):
    column = Column.from_numbers("x", values)
    assert (column.extent.low, column.extent.high) == pytest.approx(ends, nan_ok=True)
    assert (column.active, column.distinct(), column.varies) == (active, distinct, varies)


def test_a_new_name_keeps_what_is_known_of_the_cells_and_other_cells_do_not():
    column = Column.from_numbers("x", [1.0, 2.0, 5.0])
    assert column.extent.high == 5
    renamed = column.labelled(name="y", role="metric")
    assert (renamed.name, renamed.role, renamed.extent) == ("y", "metric", column.extent)
    assert renamed.take(np.array([0, 1])).extent.high == 2


@pytest.mark.parametrize("n", [0, 1, 10, 11, 1_234, 9_999, 10_000, 10_001, 123_456])
def test_runs_without_ids_are_numbered(n):
    runs = Runs.of([], n)
    assert runs.run_ids.tolist() == [str(row) for row in range(n)]
    assert replace(runs, source="again").run_ids.tolist() == runs.run_ids.tolist()


def test_a_run_is_called_by_its_name_or_else_by_its_id():
    names = np.array(["", "b", "", "d"])
    numbered = Runs.of([], 4, names=names)
    with_ids = Runs.of([], 4, names=names, run_ids=np.array(["w", "x", "y", "z"]))
    assert numbered.labels(slice(3)).tolist() == ["0", "b", "2"]
    assert numbered.labels(np.array([3, 2])).tolist() == ["d", "2"]
    assert with_ids.labels(np.array([3, 2])).tolist() == ["d", "y"]


def test_the_first_screen_writes_no_numbers_of_rows():
    """For a million runs they take a tenth of a second."""
    frame = pd.DataFrame({"config.lr": np.arange(60.0), "metric.loss": np.arange(60.0) % 7})
    panel = hpviz.Panel(hpviz.read(frame))
    assert panel.sweep["run_names"][:2] == ["0", "1"]
    assert panel._worker.wait(60)
    assert "run_ids" not in vars(panel._live.runs)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([1, 2.5, ABSENT], "numeric", [1.0, 2.5, ABSENT]),
        (["b", "a", "b"], "categorical", ["b", "a", "b"]),
        ([True, False, ABSENT], "boolean", ["True", "False", ABSENT]),
        ([True, None], "categorical", ["True", "None"]),
        ([None, 8, float("nan")], "numeric", ["None", 8.0, ABSENT]),
        ([10**400, -(10**400), 1], "numeric", [np.inf, -np.inf, 1.0]),
        ([1, *"abcdef"], "categorical", ["1", *"abcdef"]),
        ([ABSENT, ABSENT], "categorical", [ABSENT, ABSENT]),
        ([], "categorical", []),
    ],
)
def test_a_column_of_values(values, kind, expected):
    column = Column.from_values("x", values)
    assert (column.kind, cells(column)) == (kind, expected)


@given(st.lists(st.text(max_size=3) | st.booleans() | st.none(), max_size=20))
def test_levels_are_sorted_and_each_cell_keeps_its_text(values):
    column = Column.from_values("x", values)
    assert list(column.levels) == sorted(set(map(str, values)))
    assert cells(column) == list(map(str, values))


def test_integers_are_known_as_such_even_if_some_are_absent():
    assert Column.from_values("x", [1, 2, ABSENT]).integral
    assert not Column.from_values("x", [1, 2.0]).integral


def test_a_cell_is_written_by_its_number_or_its_value_or_as_not_set():
    column = Column.from_values("x", [64, 1e-5, "auto", None, ABSENT])
    assert [column.text_at(run) for run in range(5)] == ["64", "1e-05", "auto", "None", "not set"]


def test_distinct_and_absent_and_take():
    column = Column.from_values("x", [1, 1, "a", ABSENT, None, 2])
    assert column.distinct() == 4
    assert column.absent.tolist() == [False] * 3 + [True] + [False] * 2
    assert cells(column.take(np.array([5, 2]))) == [2.0, "a"]


@pytest.fixture
def runs() -> Runs:
    columns = [
        Column.from_values("lr", [0.1, 0.2, 0.3]),
        Column.from_values("opt", ["a", "b", "a"]),
        Column.from_numbers("loss", [3.0, 2.0, np.nan]),
    ]
    made = Runs.of(
        columns,
        3,
        statuses=np.array(["finished", "finished", "failed"]),
        hints=Hints(objective="loss", goals={"loss": "maximize"}),
        history=History(np.array([0, 0, 0, 1]), {"loss": np.array([5.0, np.nan, 3.0, 2.0])}),
    )
    return made.with_roles({"loss": "metric"})


@pytest.mark.parametrize(
    ("aggregate", "goal", "expected"),
    [
        ("last", "minimize", [3.0, 2.0, np.nan]),
        ("best", "minimize", [3.0, 2.0, np.nan]),
        ("best", "maximize", [5.0, 2.0, np.nan]),
        ("mean", "minimize", [4.0, 2.0, np.nan]),
        ("max", "minimize", [5.0, 2.0, np.nan]),
    ],
)
def test_the_steps_of_a_metric(runs, aggregate, goal, expected):
    np.testing.assert_array_equal(runs.metric_values("loss", aggregate, goal), expected)


def test_a_run_without_steps_keeps_its_own_value(runs):
    history = History(np.array([0, 0]), {"loss": np.array([5.0, 3.0])})
    partly = Runs.of(runs.columns.values(), 3, history=history)
    np.testing.assert_array_equal(partly.metric_values("loss", "max"), [5.0, 2.0, np.nan])


def test_the_source_knows_its_objective_and_goal(runs):
    assert (runs.default_metric(), runs.default_goal("loss")) == ("loss", "maximize")


def test_roles_can_be_corrected_and_the_original_stays(runs):
    changed = runs.with_roles({"lr": "aside"})
    assert list(changed.params) == ["opt"]
    assert changed.aside["lr"].reason == "your choice"
    assert list(runs.params) == ["lr", "opt"]


@pytest.mark.parametrize("part", ["fidelity", "task", "replicate"])
def test_a_param_that_no_search_chooses_is_called_so_and_called_a_choice_again(runs, part):
    changed = runs.with_roles({"lr": part})
    assert (changed.columns["lr"].role, changed.columns["lr"].part) == ("param", part)
    assert changed.with_roles({"opt": "aside"}).columns["lr"].part == part
    assert changed.with_roles({"lr": "param"}).columns["lr"].part == "choice"


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ({"lrr": "param"}, "did you mean 'lr'"),
        ({"lr": "input"}, "no role 'input'"),
        ({"opt": "metric"}, "holds no numbers"),
    ],
)
def test_wrong_corrections_are_refused(runs, roles, says):
    with pytest.raises(HpvizError, match=says):
        runs.with_roles(roles)


def test_an_unknown_metric_lists_what_there_is(runs):
    with pytest.raises(HpvizError, match="no metric 'lr'; choose one of: 'loss'"):
        runs.metric_values("lr")


def test_the_summary_says_how_many_runs_of_which_status(runs):
    assert "3 runs (2 finished, 1 failed)" in repr(runs)
    assert "params   lr, opt" in repr(runs)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [([True, False, True], [1, 0, 1]), (["no", "yes", "no"], [0, 1, 0]), (["True", "false", ABSENT], None)],
)
def test_a_column_of_true_and_false_can_be_the_metric(cells, numbers):
    column = Column.from_values("passed", cells).labelled(guessed=True)
    runs = Runs.of([column], 3)
    corrected = runs.with_roles(roles_by_metric(runs, "passed"))
    expected = [1, 0, np.nan] if numbers is None else numbers
    np.testing.assert_array_equal(corrected.metrics["passed"].numbers, expected)
    assert corrected.metrics["passed"].kind == "numeric"


@pytest.mark.parametrize("cells", [["a", "b"], ["yes", "true"], ["yes", "maybe"]])
def test_other_texts_are_no_metric(cells):
    runs = Runs.of([Column.from_values("passed", cells).labelled(guessed=True)], 2)
    assert roles_by_metric(runs, "passed") == {}
    with pytest.raises(HpvizError, match="holds no numbers"):
        runs.with_roles({"passed": "metric"})


def test_an_empty_name_is_of_no_column():
    runs = Runs.of([Column.from_numbers("lr", [1.0, 2.0]).labelled(guessed=True)], 2)
    assert roles_by_metric(runs, "") == {}
    with pytest.raises(HpvizError, match="no column ''"):
        runs.resolve("")


@pytest.mark.parametrize("roles", ["lr", ["lr"], [("lr", "param")], 3])
def test_roles_are_a_dictionary(roles):
    with pytest.raises(HpvizError, match="is no dictionary"):
        Runs.of([Column.from_numbers("lr", [1.0])], 1).with_roles(roles)
