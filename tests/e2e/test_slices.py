"""Rankings of parts of the runs: within tasks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.screen import assert_screen_is_table, settle

TASKS = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(0)
parts = []
for place, weight in enumerate([0.9, 0.2, 0.6]):
    frame = pd.DataFrame({"config.lr": rng.random(60), "config.depth": rng.random(60)})
    signal = weight * frame["config.lr"] + (1 - weight) * frame["config.depth"] + 10 * place
    loss = signal + rng.normal(0, 0.05, 60)
    parts.append(frame.assign(**{"config.dataset": f"set{place}", "metric.loss": loss}))
panel = hpviz.Panel(pd.concat(parts, ignore_index=True), remember=False)
panel
"""


def test_a_task_opens_its_own_ranking_and_the_next_one_its_own(open_notebook):
    notebook = open_notebook(TASKS)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Tasks", exact=True).click()
    over = panel.get_by_role("table", name="Importance over tasks")
    expect(over).to_contain_text("matters in 3 of 3")
    means = notebook.value("hpviz.rank_within(panel._runs, 'loss').table()['mean'].tolist()")
    for mean in means:
        expect(over).to_contain_text(f"{mean:.3f}")
    assert notebook.axe(panel) == []
    panel.get_by_role("button", name="Rank within set1").click()
    expect(panel.get_by_role("group", name="Filter")).to_contain_text("60 of 180 runs")
    shown = {row[0]: row[1] for row in assert_screen_is_table(notebook)}
    within = notebook.value(
        "hpviz.rank_within(panel._runs, 'loss')['set1'].table().set_index('param')['importance'].to_dict()"
    )
    assert shown == {param: f"{importance:.3f}" for param, importance in within.items()}
    panel.get_by_role("button", name="Rank within set2").click()
    expect(panel.get_by_role("group", name="Filter")).to_contain_text("dataset == 'set2'")
    settle(panel)
    panel.get_by_role("button", name="Rank within set2").click()
    expect(panel.get_by_role("group", name="Filter")).to_contain_text("All 180 runs")
