"""A sweep that goes on while somebody looks at it."""

from __future__ import annotations

import re
import subprocess
import sys

from playwright.sync_api import expect

from tests.e2e.screen import assert_screen_is_table, row, rows, settle

# Writes runs as a sweep does, from a process of its own: first lr decides, later width does.
SWEEP = """
import sys, time
import numpy as np
path, first, last, strong = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
rng = np.random.default_rng(first)
with open(path, "a", newline="") as file:
    if first == 0:
        file.write("config.lr,config.width,config.seed,metric.loss\\n")
    for run in range(first, last):
        values = dict(zip(("lr", "width", "seed"), rng.random(3).round(4)))
        loss = 10 * values[strong] + 0.1 * rng.random()
        file.write(",".join(map(str, values.values())))
        file.flush()
        file.write(f",{loss:.4f}\\n")
"""


def sweep(path, first, last, strong):
    subprocess.run([sys.executable, "-c", SWEEP, path, str(first), str(last), strong], check=True)


def test_runs_that_come_move_no_row_under_the_pointer(open_notebook, tmp_path):
    path = tmp_path / "runs.csv"
    sweep(path, 0, 40, "lr")
    notebook = open_notebook(f"import hpviz\npanel = hpviz.Panel({str(path)!r})\npanel")
    panel = notebook.panel
    before = assert_screen_is_table(notebook)
    assert before[0][0] == "lr"
    panel.get_by_role("checkbox", name="Follow new runs").check()
    expect(panel.get_by_role("status", name="New runs")).to_have_text(re.compile("no new runs since"))
    row(panel, "lr").get_by_role("button").first.click()
    expect(panel.get_by_role("slider")).to_be_visible()
    notebook.wait_for("panel.follow == 5.0")
    notebook.run("panel.watch(every=0.5)")
    row(panel, "lr").hover()
    where = row(panel, "lr").bounding_box()

    sweep(path, 40, 240, "width")
    expect(panel.get_by_role("status", name="New runs")).to_have_text(re.compile("^200 new runs since"))
    settle(panel)
    during = rows(panel)
    assert [cells[0] for cells in during] == [cells[0] for cells in before]
    assert during != before
    assert row(panel, "lr").bounding_box() == where
    expect(panel.get_by_role("slider")).to_be_visible()
    expect(panel).to_contain_text("Order updates when you leave the table")
    assert notebook.value("panel.table().param[0]") == "width"

    panel.get_by_text("Parameter importance with respect to").hover()
    assert assert_screen_is_table(notebook)[0][0] == "width"
    expect(row(panel, "lr").get_by_role("button").first).to_have_attribute("aria-expanded", "true")
    expect(panel).to_contain_text("240 of 240 runs used")


def test_a_study_is_seen_while_its_cell_runs(open_notebook):
    notebook = open_notebook(
        "import hpviz, optuna, time\n"
        "optuna.logging.set_verbosity(optuna.logging.ERROR)\n"
        "study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))\n"
        "panel = hpviz.Panel(study)\n"
        "panel"
    )
    panel = notebook.panel
    expect(panel).to_contain_text("no runs yet")
    notebook.start(
        "done = False\n"
        "def objective(trial):\n"
        "    time.sleep(0.05)\n"
        "    return trial.suggest_float('x', 0, 1) + 0.1 * trial.suggest_float('y', 0, 1)\n"
        "study.optimize(objective, n_trials=200, callbacks=[hpviz.OptunaCallback(panel)])\n"
        "done = True"
    )
    # The cell runs for ten seconds and more: rows are there long before.
    expect(row(panel, "x")).to_be_visible()
    assert not re.search(r"\b200 of 200 runs", panel.inner_text())
    expect(panel).to_contain_text("200 of 200 runs used", timeout=60_000)
    assert assert_screen_is_table(notebook)[0][0] == "x"
