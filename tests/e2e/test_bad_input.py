"""Sweeps with nothing to rank, and names that would be more than text."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.screen import assert_screen_is_table, settle

START = "import hpviz, numpy as np, pandas as pd\n"
SHOW = "\npanel = hpviz.Panel(runs)\npanel"

NOTHING_TO_RANK = {
    "no runs": "runs = pd.DataFrame({'config.lr': [], 'metric.loss': []})",
    "one run": "runs = pd.DataFrame({'config.lr': [0.1], 'metric.loss': [1.0]})",
    "a constant metric": "runs = pd.DataFrame({'config.lr': range(50), 'metric.loss': [1.0] * 50})",
    "no number": "runs = pd.DataFrame({'config.lr': np.linspace(0, 1, 50), 'metric.loss': [np.nan] * 50})",
    "no parameter": "runs = pd.DataFrame({'metric.loss': np.linspace(0, 1, 50)})",
    "no metric": "runs = pd.DataFrame({'config.lr': np.linspace(0, 1, 50)})",
}


def test_a_sentence_says_why(open_notebook):
    cells = [f"{START}{code}{SHOW}" for code in NOTHING_TO_RANK.values()]
    notebook = open_notebook(*cells)
    expect(notebook.panels).to_have_count(len(cells))
    for name, panel, code in zip(
        NOTHING_TO_RANK, notebook.panels.all(), NOTHING_TO_RANK.values(), strict=True
    ):
        notebook.run(f"{code}\nproblem = hpviz.Panel(runs).ranking.problem")
        problem = notebook.value("problem")
        assert problem, name
        expect(panel).to_contain_text(problem)
        assert notebook.axe(panel) == [], name


NAMES = [
    "<img src=x onerror='window.broken = 1'>",
    "</script><script>window.broken = 1</script>",
    '"&quot;',
    "🎲",
    "n" * 200,
]


def test_names_are_text(open_notebook):
    notebook = open_notebook(
        START + f"names = {NAMES!r}\n"
        "rng = np.random.default_rng(0)\n"
        "runs = pd.DataFrame(rng.random((60, 5)), columns=['config.' + name for name in names])\n"
        "runs['metric.<b>loss</b>'] = runs.iloc[:, 0]\n"
        "runs['config.kind'] = rng.choice(['<script>window.broken = 1</script>', '<b>bold</b>'], 60)" + SHOW
    )
    panel = notebook.panel
    settle(panel)
    shown = {row[0] for row in assert_screen_is_table(notebook)}
    assert set(NAMES) | {"kind"} == shown
    for button in panel.locator("tr[data-param] button[aria-expanded]").all():
        button.click()
    expect(panel.get_by_text("<b>bold</b>").first).to_be_visible()
    assert notebook.page.evaluate("window.broken") is None
    assert panel.locator("img, script, b").count() == 0
    width = "element => element.scrollWidth - element.clientWidth"
    assert panel.evaluate(width) <= 0
