"""The tables of all checks, for the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.checks import BY_SUBJECT

if TYPE_CHECKING:
    from hpviz.checks.check import Check


def checks_tables() -> str:
    """Write a table for each subject in Markdown, as docs/checks.md has them."""
    return "\n".join(_block(subject, checks) for subject, checks in BY_SUBJECT.items())


def _block(subject: str, checks: tuple[Check, ...]) -> str:
    rows = (f"| {check.code} | {check.name} | {check.means} | {check.remedy} |" for check in checks)
    head = [f"## {subject}", "", "| Code | Noticed | Means | What to do |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])
