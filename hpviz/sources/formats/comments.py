"""Lines of a table as text that are no rows: comments, and the mark by which Excel finds the delimiter."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"^[ \t]*#", re.MULTILINE)
_SEPARATOR = re.compile(r"sep=(?P<delimiter>[^\r\n])\r?\n", re.IGNORECASE)
_MARKS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_HAS_NUMBER = re.compile(r"(?:^|[,;\t|\s])\s*\"?[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?\"?\s*(?:$|[,;\t|\s])")


def without_comments(text: str) -> tuple[str, int]:
    """Leave out the lines that begin with ``#``, but not the names of the columns, nor rows that all do.

    Returns
    -------
    The other lines, and how many were left out.
    """
    if not _COMMENT.search(text):
        return text, 0
    lines = text.split("\n")
    marked = _marked(lines)
    rows = [place for place, line in enumerate(lines) if line.strip() and not marked[place]]
    if rows and 2 * len(rows) <= sum(marked) and _header(lines, marked, rows) is None:
        return text, 0  # rows whose first cell is "#1", "#2", …
    if rows and (header := _header(lines, marked, rows)) is not None:
        marked[header] = False
        bare = lines[header].lstrip().lstrip("#").strip(" ")
        lines[header] = bare if bare[:1] not in {*_MARKS, ""} else lines[header].lstrip()
    left = [line for line, is_comment in zip(lines, marked, strict=True) if not is_comment]
    return "\n".join(left), sum(marked)


def mark_of_names(text: str, left: str) -> str:
    """Return the ``#`` that stood before the first name of the columns, with what separates them; else "".

    Parameters
    ----------
    text, left
        All lines, and those that are no comments.
    """
    names = left.lstrip("\n").partition("\n")[0]
    marked = (line.strip(" \t") for line in text.split("\n") if line.lstrip(" \t").startswith("#"))
    spelled = next((line for line in marked if line.lstrip("#").strip(" ") == names.strip(" ")), names)
    return spelled[: len(spelled) - len(spelled.lstrip("#").lstrip(" "))]


def _marked(lines: list[str]) -> list[bool]:
    """Find the lines that begin with #, outside of quotes."""
    marked = []
    quoted = False
    for line in lines:
        is_comment = not quoted and line.lstrip(" \t").startswith("#")
        marked.append(is_comment)
        if not is_comment and line.count('"') % 2:
            quoted = not quoted
    return marked


def _header(lines: list[str], marked: list[bool], rows: list[int]) -> int | None:
    """Find the comment that names the columns: the last one above numbers, with as many cells."""
    if not rows or not _HAS_NUMBER.search(lines[rows[0]]):
        return None
    above = [place for place in range(rows[0]) if marked[place]]
    if not above:
        return None
    names = lines[above[-1]].lstrip().lstrip("#").strip()
    counts = {_cells(text, lines[rows[0]]) for text in (names, lines[above[-1]].strip())}
    count = _cells(lines[rows[0]], lines[rows[0]])
    return above[-1] if count > 1 and count in counts and not _HAS_NUMBER.search(names) else None


def _cells(line: str, like: str) -> int:
    """Count the cells of a line between the marks that a line like it has, else between blanks."""
    bare = _QUOTED.sub("q", line)
    mark = max(_MARKS, key=_QUOTED.sub("q", like).count)
    return bare.count(mark) + 1 if mark in like else len(bare.split())


def delimiter_line(text: str) -> tuple[str, str]:
    """Take off the line ``sep=;`` that Excel reads; an empty delimiter where there is none."""
    match = _SEPARATOR.match(text)
    return (text, "") if match is None else (text[match.end() :], match["delimiter"])
