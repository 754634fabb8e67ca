"""Python that is busy, gone or started anew: the panel says so within a second and claims nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import sweeps
from tests.e2e.screen import assert_screen_is_table, row, settle, table

BUSY = "Waiting for Python: a cell is running."
UNKNOWN = "No answer from Python: wait if a cell is running, else run this cell again."
MISSING = "This opens when Python answers."
GONE = "Not connected: run this cell again."

SESSION = "window.jupyterapp.shell.currentWidget.context.sessionContext"
# One call into C that lets no other thread of Python run, longer than a kernel that calls itself idle is
# waited for, and than a slow page takes to send what is chosen.
HOLD = "held = sum(range(10**9))"

# Keeps all that the panel says of the connection from now on.
SAID = """() => {
  window.saidOfConnection = [];
  const look = () => {
    const status = document.querySelector('[role=status][aria-label=Connection]');
    if (status) window.saidOfConnection.push(status.textContent);
  };
  setInterval(look, 50);
}"""

STUDY = """
import hpviz, optuna, time
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
def objective(trial):
    time.sleep(0.05)
    return trial.suggest_float("x", 0, 1) + 0.1 * trial.suggest_float("y", 0, 1)
study.optimize(objective, n_trials=30)
panel = hpviz.Panel(study)
panel
"""


def metric(panel):
    return panel.get_by_label("Metric", exact=True)


def connection(panel):
    return panel.get_by_role("status", name="Connection")


def test_python_that_cannot_answer_is_waited_for(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    before = assert_screen_is_table(notebook)
    notebook.start(HOLD)
    metric(panel).select_option("train_time")
    expect(connection(panel)).not_to_be_empty()
    # Code that lets nothing else run may keep the kernel from saying that it is busy.
    expect(connection(panel)).to_have_text(re.compile(f"{re.escape(BUSY)}|{re.escape(UNKNOWN)}"))
    expect(metric(panel)).to_have_value("val_acc")
    expect(table(panel)).to_have_attribute("aria-busy", "false")
    # What was chosen is done when Python is back.
    expect(metric(panel)).to_have_value("train_time")
    expect(connection(panel)).to_be_empty()
    assert assert_screen_is_table(notebook) != before


def test_python_that_is_held_for_long_is_never_said_to_be_gone(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    notebook.page.evaluate(SAID)
    notebook.start(HOLD)
    metric(panel).select_option("train_time")
    expect(connection(panel)).not_to_be_empty()
    expect(metric(panel)).to_have_value("train_time")
    expect(connection(panel)).to_be_empty()
    said = set(notebook.page.evaluate("window.saidOfConnection"))
    assert said
    assert said <= {"", BUSY, UNKNOWN}


@pytest.mark.parametrize("end", ["session.kernel.restart", "shutdown"])
def test_python_that_is_gone_is_told_from_one_that_is_busy(open_notebook, end):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    notebook.page.evaluate(f"() => {SESSION}.{end}()")
    metric(panel).select_option("train_time")
    row(panel, "depth").get_by_role("button").first.click()
    expect(connection(panel)).not_to_be_empty()
    expect(connection(panel)).to_have_text(GONE)
    expect(metric(panel)).to_have_value("val_acc")
    expect(panel).not_to_contain_text("Drawing")
    if end == "shutdown":
        notebook.page.evaluate(f"() => {SESSION}.startKernel()")
    notebook.page.evaluate(f"() => {SESSION}.session.kernel.info")


def test_a_restarted_kernel_is_known_before_anything_is_pressed(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    settle(notebook.panel)
    notebook.page.evaluate(f"async () => await {SESSION}.session.kernel.restart()")
    expect(connection(notebook.panel)).to_have_text(GONE)


def test_an_interrupted_cell_leaves_the_panel_as_it_is(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    notebook.start("import time; time.sleep(60)")
    notebook.page.wait_for_function(f"() => {SESSION}.session.kernel.status === 'busy'")
    notebook.page.evaluate(f"() => {SESSION}.session.kernel.interrupt()")
    notebook.page.wait_for_function(f"() => {SESSION}.session.kernel.status === 'idle'")
    metric(panel).select_option("train_time")
    assert_screen_is_table(notebook)
    expect(connection(panel)).to_be_empty()


def test_what_has_not_come_opens_when_python_is_back(open_notebook, lab):
    # Python is held before the view can have requested what opens later.
    notebook = open_notebook(sweeps.VEHICLE + "display(panel)\n" + HOLD, run=False)
    lab.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Settings").click()
    expect(panel.get_by_role("dialog")).to_contain_text(MISSING)
    expect(connection(panel)).not_to_be_empty()
    row(panel, "depth").get_by_role("button").first.click()
    expect(panel.locator(".hp-detail")).to_contain_text(MISSING)
    expect(panel.get_by_role("slider")).to_be_visible()
    expect(panel).not_to_contain_text(MISSING)
    expect(connection(panel)).to_be_empty()


def test_what_opens_later_is_there_soon_and_needs_no_python_then(open_notebook):
    notebook = open_notebook(sweeps.VEHICLE)
    panel = notebook.panel
    settle(panel)
    panel.get_by_role("button", name="Settings").click()
    expect(panel.get_by_role("dialog")).to_contain_text("Metric scale")
    notebook.page.evaluate(f"() => {SESSION}.shutdown()")
    for button, words in (
        (re.compile(r"Parameters \("), "Hide all"),
        ("Filter", "Add condition"),
        ("Export", "CSV"),
    ):
        panel.get_by_role("button", name=button, exact=True).click()
        expect(panel.get_by_role("dialog")).to_contain_text(words)
    notebook.page.evaluate(f"() => {SESSION}.startKernel()")
    notebook.page.evaluate(f"() => {SESSION}.session.kernel.info")


def test_the_panel_reacts_before_the_cells_below_it_have_run(open_notebook, lab):
    notebook = open_notebook(sweeps.VEHICLE, "import time; time.sleep(8)", run=False)
    lab.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    panel = notebook.panel
    row(panel, "depth").get_by_role("button").first.click()
    expect(panel.get_by_role("slider")).to_be_visible(timeout=5_000)
    expect(connection(panel)).to_be_empty()


def test_pictures_open_while_a_study_runs(open_notebook):
    notebook = open_notebook(STUDY)
    panel = notebook.panel
    settle(panel)
    notebook.start(
        "study.optimize(objective, n_trials=400, callbacks=[hpviz.OptunaCallback(panel, every=0.5)])"
    )
    expect(panel.get_by_role("status", name="New runs")).to_contain_text("new run")
    row(panel, "x").get_by_role("button").first.click()
    expect(panel.get_by_role("slider")).to_be_visible(timeout=5_000)
    panel.get_by_role("button", name="Next sweep", exact=True).click()
    expect(panel.get_by_role("table", name="Next sweep")).to_be_visible(timeout=10_000)
    expect(panel).not_to_contain_text("430 of 430 runs")
    notebook.page.evaluate(f"() => {SESSION}.session.kernel.interrupt()")
