"""The condition that keeps the runs with the same value."""

from __future__ import annotations

import pytest

from hpviz.runs.column import ABSENT
from hpviz.runs.where import condition


@pytest.mark.parametrize(
    ("name", "values", "written"),
    [
        ("dataset", ["a", "it's"], ["dataset == 'a'", 'dataset == "it\'s"']),
        ("data set", ["a", "b"], ["`data set` == 'a'", "`data set` == 'b'"]),
        ("task", [3, 0.1, None], ["task == 3", "task == 0.1", "task == None"]),
        ("flag", [True, False, ABSENT], ["flag == True", "flag == False", "missing(flag)"]),
        ("id", [7_000_001, 2**53 + 1], ["id == 7000001", f"id == {2**53 + 1}"]),
    ],
)
def test_a_condition_keeps_the_runs_of_its_value_and_no_other(make_runs, name, values, written):
    runs = make_runs({name: values}, {"loss": [1.0] * len(values)})
    conditions = [condition(runs.columns[name], row) for row in range(len(values))]
    assert conditions == written
    for row, where in enumerate(conditions):
        assert runs.where(where).run_ids.tolist() == [runs.run_ids[row]]
