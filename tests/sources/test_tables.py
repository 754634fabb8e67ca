"""Tables as people write them are read right: runs, roles, default metric and goal."""

import json
from pathlib import Path

import pytest

import hpviz
from hpviz import HpvizError
from tests.conftest import needs_extra

EXPECTED = json.loads(
    (Path(__file__).parents[1] / "data" / "tables" / "expected.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_table_is_read_right(tables, name):
    needs_extra(name)
    right = EXPECTED[name]
    try:
        runs = hpviz.read(tables / name)
    except HpvizError:
        assert right["runs"] == 1, "only the log of a single run may be refused"
        return
    shown = {column.given_name or own: own for own, column in runs.columns.items()}
    assert right["runs"] in {None, len(runs)}
    assert {shown.get(param, param) for param in right["params"]} <= set(runs.params), right["why"]
    assert not {shown.get(other, other) for other in right["not_params"]} & set(runs.params), right["why"]
    metric = runs.default_metric()
    if right["default_metric"]:
        assert metric in {shown.get(given, given) for given in right["default_metric"]}, right["why"]
    if right["goal"]:
        assert runs.default_goal(metric) == right["goal"], right["why"]
