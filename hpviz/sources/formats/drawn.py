"""Tables drawn with characters: Markdown, grids, boxes, and columns aligned with blanks."""

from __future__ import annotations

import re

_BOXES = str.maketrans(
    dict.fromkeys("│┃║", "|")
    | dict.fromkeys("─━═", "-")
    | dict.fromkeys("┌┬┐├┼┤└┴┘┏┳┓┡╇┩╔╦╗╠╬╣╚╩╝┣╋┫┗┻┛╒╤╕╞╪╡╘╧╛", "+")
)
_RULE = re.compile(r"\s*[|+:]?[|+:\s=-]*[=-]{2,}[|+:\s=-]*")
_ANY_RULE = re.compile(
    r"^[|+:\s=─━═│┃║┌┬┐├┼┤└┴┘┏┳┓┡╇┩╔╦╗╠╬╣╚╩╝┣╋┫┗┻┛╒╤╕╞╪╡╘╧╛-]*(?:[=-]{2,}|[─━═]{2,})", re.MULTILINE
)
_BAR = re.compile(r"(?<!\\)\|")
_BOLD = re.compile(r"(?P<mark>\*\*|__|`|\*)(?P<text>.+)(?P=mark)")
# What pandas prints below a frame.
_FOOTER = re.compile(r"\[[0-9]+ rows x [0-9]+ columns\]")

Rows = list[list[str]]


def drawn_tables(text: str) -> list[Rows]:
    """Find the tables with bars between their cells and a rule below their names; often there is none."""
    if not ("|" in text or "│" in text or "┃" in text or "║" in text) or not _ANY_RULE.search(text):
        return []
    tables: list[Rows] = []
    rows: Rows = []
    ruled = False
    for line in [*text.translate(_BOXES).splitlines(), ""]:
        if _is_rule(line):
            ruled = True
        elif "|" in line:
            rows.append(_cells(line))
        else:
            tables += [rows] if ruled and rows else []
            rows, ruled = [], False
    return [_squared(rows) for rows in tables if len(rows) > 1]


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None and ("|" in line or "+" in line)


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip())]
    cells = cells[1:] if line.lstrip().startswith("|") else cells
    cells = cells[:-1] if re.search(r"(?<!\\)\|\s*$", line) else cells
    return [_BOLD.sub(r"\g<text>", cell) if _BOLD.fullmatch(cell) else cell for cell in cells]


def _squared(rows: Rows) -> Rows:
    """Make every row as long as the names are."""
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in rows]


def aligned_rows(text: str) -> Rows | None:
    """Split lines at blanks where every line then has as many cells; None where they do not.

    An index without a name, as pandas prints it, gets an empty name.
    """
    lines = [line for line in text.splitlines() if line.strip() and not _FOOTER.fullmatch(line.strip())]
    for gap in (r"\s{2,}", r"\s+"):
        rows = [re.split(gap, line.strip()) for line in lines]
        widths = {len(row) for row in rows[1:]}
        if len(widths) == 1 and (width := widths.pop()) > 1 and len(rows[0]) in {width, width - 1}:
            return [[""] * (width - len(rows[0])) + rows[0], *rows[1:]]
    return None


def is_cut(rows: Rows) -> bool:
    """Whether rows or columns were left out when the table was printed."""
    return any(set(row) <= {"...", "…", ".."} for row in rows) or any(
        cell in {"...", "…"} for cell in rows[0]
    )
