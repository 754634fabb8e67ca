"""What a panel shows, read from the page as a person reads it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.lab import Notebook

Row = list[str]

TRIES = 4

NO_FIGURE = "–"  # noqa: RUF001

FIGURE = rf"[+-]?\d+\.\d{{3}}|{NO_FIGURE}|…"

# The parameter, its importance and its correlation; the text of a cell may hold marks beside the figure.
READ = f"""(panel) => [...panel.querySelectorAll('tr[data-param]')].map((row) => [
  row.dataset.param,
  ...[...row.cells].slice(1).map((cell) => cell.innerText.match(/{FIGURE}/)?.[0] ?? cell.innerText),
])"""


def table(panel: Locator) -> Locator:
    return panel.get_by_role("table", name="Ranked parameters")


def row(panel: Locator, param: str) -> Locator:
    return panel.locator(f"tr[data-param={param!r}]")


def header(panel: Locator, text: str) -> Locator:
    return table(panel).get_by_role("button", name=text, exact=True)


def rows(panel: Locator) -> list[Row]:
    """Every row on screen: parameter, importance, correlation."""
    return panel.evaluate(READ)


def settle(panel: Locator) -> None:
    """Wait until the figures on screen are those of the choices on screen."""
    expect(table(panel)).to_have_attribute("aria-busy", "false")
    expect(panel.locator("tr[data-param] > td").filter(has_text="…")).to_have_count(0)


def open_box(panel: Locator, button: str | re.Pattern[str]) -> Locator:
    """Click a button that opens a box, and give the box."""
    panel.get_by_role("button", name=button).click()
    return panel.get_by_role("dialog")


def figure(x: float) -> str:
    if math.isnan(x):
        return NO_FIGURE
    text = f"{x:.3f}"
    return "0.000" if text == "-0.000" else text


def signed(x: float) -> str:
    text = figure(x)
    return f"+{text}" if text[0].isdigit() and float(text) > 0 else text


def rows_of_table(notebook: Notebook, name: str = "panel") -> list[Row]:
    """What `Panel.table()` says in the kernel, written as the screen writes it."""
    columns = ["param", "kind", "importance", "correlation"]
    records: list[dict[str, Any]] = notebook.value(f"{name}.table()[{columns}].to_dict('records')")
    return [
        [
            record["param"],
            figure(record["importance"]),
            (figure if record["kind"] == "categorical" else signed)(record["correlation"]),
        ]
        for record in records
    ]


def _shows(panel: Locator, expected: list[Row]) -> bool:
    same = f"([panel, expected]) => JSON.stringify(({READ})(panel)) === JSON.stringify(expected)"
    try:
        panel.page.wait_for_function(same, arg=[panel.element_handle(), expected], timeout=5_000)
    except NotInTime:
        return False
    return True


def assert_screen_is_table(notebook: Notebook, panel: Locator | None = None) -> list[Row]:
    """Wait until the screen shows what `Panel.table()` says, row for row and digit for digit."""
    panel = panel or notebook.panel
    for _ in range(TRIES):
        # The screen may be still before Python has taken up a choice, and its figures change once more.
        settle(panel)
        expected = rows_of_table(notebook)
        if _shows(panel, expected):
            break
    else:
        assert rows(panel) == expected
    return expected
