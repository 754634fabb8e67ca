"""What moved together, and what is ranked beside a metric, in the browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import assert_screen_is_table, settle

NOT_SEPARABLE = (
    sweeps.MIXED_RUNS
    + """
runs["config.cooldown"] = 1000 - runs["config.warmup"]
runs["status"] = np.where(runs["config.lr"] > 0.02, "failed", "finished")
panel = hpviz.Panel(runs, "val_loss")
panel
"""
)


def test_correlated_groups_stand_below_the_table(open_notebook):
    notebook = open_notebook(NOT_SEPARABLE)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Moved together").click()
    tree = panel.get_by_role("img", name="Tree of 6 parameters")
    expect(tree).to_be_visible()
    shown = panel.get_by_role("region", name="Moved together")
    expect(shown).to_contain_text("vary them independently in the next sweep")
    expect(shown.get_by_role("row", name="warmup + cooldown")).to_be_visible()
    assert notebook.axe(panel) == []


def test_failure_and_a_trade_off_are_a_choice_away(open_notebook):
    notebook = open_notebook(NOT_SEPARABLE)
    panel = notebook.panel
    settle(panel)
    metric = panel.get_by_label("Metric", exact=True)
    metric.select_option("failure (which runs fail)")
    assert assert_screen_is_table(notebook)[0][0] == "lr"
    expect(panel.get_by_label("Goal", exact=True)).to_have_count(0)
    expect(panel).to_contain_text("Failure is 1 for runs that failed or crashed")
    metric.select_option("trade-off of two metrics…")
    assert_screen_is_table(notebook)
    expect(panel.get_by_label("Second metric")).to_have_value("train_time")
    panel.get_by_label("Goal of train_time").select_option("maximize")
    assert_screen_is_table(notebook)
    assert notebook.value("panel.metric") == "pareto: val_loss, train_time (maximize)"
