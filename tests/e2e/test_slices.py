"""Rankings of parts of the runs: within tasks, and along the training."""

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


TRAINING = """
import hpviz
import numpy as np
import pandas as pd
rng = np.random.default_rng(0)
early, late, step = rng.random(60), rng.random(60), np.array([10, 100, 1000])
loss = early[:, None] * [1, 0.5, 0] + late[:, None] * [0, 0.5, 1] + rng.normal(0, 0.05, (60, 3))
panel = hpviz.Panel(
    pd.DataFrame(
        {
            "run_id": np.repeat(np.arange(60), 3),
            "step": np.tile(step, 60),
            "config.warmup": np.repeat(early, 3),
            "config.decay": np.repeat(late, 3),
            "loss": loss.ravel(),
        }
    ),
    remember=False,
)
panel
"""


def test_what_decides_early_and_late_stands_in_lines_and_steps(open_notebook):
    notebook = open_notebook(TRAINING)
    panel = notebook.panel
    settle(panel)
    button = panel.get_by_role("button", name="Along training", exact=True)
    button.focus()
    notebook.page.keyboard.press("Enter")
    lines = panel.get_by_role("table", name="Importance along training steps")
    expect(lines).to_contain_text("Matters only up to step 100")
    expect(lines.get_by_role("img")).to_have_count(2)
    assert notebook.axe(panel) == []
    steps = panel.get_by_role("table", name="Steps")
    step = steps.get_by_role("button", name="Figures at step 1,000")
    step.focus()
    notebook.page.keyboard.press("Enter")
    expect(step).to_have_attribute("aria-pressed", "true")
    figures = notebook.value(
        "hpviz.rank_along(panel._runs, 'loss')[1000].table().set_index('param')['importance'].to_dict()"
    )
    for importance in figures.values():
        expect(lines).to_contain_text(f"step 1,000: {importance:.3f} (")
    lines.get_by_role("img").first.hover()
    expect(lines.locator(".hp-tip")).to_have_count(1)
