"""The address of a run's page at its tracker, where a column has it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from hpviz.runs.column import Column
    from hpviz.runs.runs import Runs


def page_of(runs: Runs, row: int) -> str | None:
    """Find the address of a run's page: in a column that holds another address for each run.

    Only https, without a password in it: no other address is offered for a click.

    Parameters
    ----------
    runs, row
        The runs, and which of them.
    """
    for column in runs.aside.values():
        if column.levels and column.codes[row] >= 0 and _holds_pages(column):
            return str(column.levels[column.codes[row]])
    return None


def _holds_pages(column: Column) -> bool:
    present = column.present
    return len(present) == column.active and all(_is_page(column.levels[code]) for code in present)


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and text.isprintable()
