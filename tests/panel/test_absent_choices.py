"""What was chosen of a column or metric that is not there for a moment comes back with it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import hpviz
from hpviz.errors import HpvizError


@pytest.fixture
def table() -> pd.DataFrame:
    random = np.random.default_rng(0)
    lr, depth = random.uniform(size=60), random.choice([1, 2, 3], 60)
    loss = lr + random.normal(0, 0.1, 60)
    return pd.DataFrame(
        {"lr": lr, "depth": depth, "width": depth * 8, "val_loss": loss, "val_acc": 1 - loss / 3}
    )


def click(panel: hpviz.Panel, **choices: object) -> None:
    """Choose as the view does."""
    panel.set_state(choices)
    panel.ranking  # noqa: B018 - waits until the choice is shown


def on_screen(panel: hpviz.Panel) -> tuple[str, str, str]:
    return panel.metric, panel.goal, panel.ranking.goal


def test_a_metric_that_comes_later_has_its_own_goal(table, tmp_path):
    path = tmp_path / "runs.csv"
    accuracies = table.drop(columns="val_loss")
    accuracies.head(0).to_csv(path, index=False)
    panel = hpviz.Panel(path, trees=10)
    assert panel.metric == ""
    assert not {"metric=", "goal="} & set(re.findall(r"\w+=", panel.code()))
    accuracies.to_csv(path, index=False)
    panel.update()
    assert on_screen(panel) == ("val_acc", "maximize", "maximize")
    assert re.findall(r"(metric|goal)=('\w+')", panel.code()) == [
        ("metric", "'val_acc'"),
        ("goal", "'maximize'"),
    ]


def test_the_only_metric_set_aside_and_back_keeps_its_goal(table):
    panel = hpviz.Panel(table.drop(columns="val_loss"), trees=10)
    click(panel, roles={"val_acc": "aside"})
    assert panel.metric == ""
    click(panel, roles={})
    assert on_screen(panel) == ("val_acc", "maximize", "maximize")


def test_all_choices_outlive_an_update_without_their_columns(table, tmp_path):
    path = tmp_path / "runs.csv"
    table.to_csv(path, index=False)
    panel = hpviz.Panel(path, "val_acc", goal="minimize", hidden=["lr"], axes={"depth": "log"}, trees=10)
    panel.roles = {"width": "aside"}
    for kept in (["val_loss"], ["depth"], ["lr", "width", "val_loss"], list(table)):
        table[kept].to_csv(path, index=False)
        panel.update()
    assert on_screen(panel) == ("val_acc", "minimize", "minimize")
    assert (panel.hidden, panel.axes, panel.roles) == (["lr"], {"depth": "log"}, {"width": "aside"})


def test_a_metric_chosen_in_between_stays(table):
    panel = hpviz.Panel(table.assign(val_f1=table["val_acc"]), "val_acc", trees=10)
    panel.update(table[["lr", "depth", "val_loss"]].assign(val_f1=table["val_acc"]))
    assert panel.metric != "val_acc"
    panel.metric = next(name for name in ("val_loss", "val_f1") if name != panel.metric)
    chosen = panel.metric
    panel.update(table.assign(val_f1=table["val_acc"]))
    assert panel.metric == chosen


def test_roles_by_the_name_in_the_source_outlive_an_update(table):
    frame = table.rename(columns={"lr": "config.lr", "depth": "config.depth", "width": "config.width"})
    panel = hpviz.Panel(frame, roles={"config.depth": "aside"}, trees=10)
    panel.update(frame)
    assert panel.roles == {"depth": "aside"}


@pytest.mark.parametrize("choices", [{"metric": ""}, {"hidden": [""]}, {"axes": {"": "log"}}])
def test_an_empty_name_is_refused(table, choices):
    panel = hpviz.Panel(table, trees=10)
    click(panel, **choices)
    assert "''" in panel.notice
    assert (panel.metric, panel.hidden, panel.axes) == ("val_loss", [], {})
    with pytest.raises(HpvizError, match="''"):
        hpviz.Panel(table, **choices)
    with pytest.raises(HpvizError, match="''"):
        hpviz.rank(table, **choices)
