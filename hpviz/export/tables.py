"""Tables as text: CSV and JSON with all digits; Markdown and LaTeX as people read them."""

from __future__ import annotations

import html
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hpviz.formatting.numbers import NOTHING, figure, interval, one_notation, rounded
from hpviz.runs.write import guarded_frame
from hpviz.text.figures import signed, verdict
from hpviz.text.methods import ranked_by
from hpviz.text.report import filter_sentence
from hpviz.text.target import heading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import Score, SortKey

TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "\u2013": "--", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
    "[": "{[}", "]": "{]}",
}  # fmt: skip


class Column(NamedTuple):
    """A column of a written ranking: its heading, how it writes a row, and whether it is set to the right."""

    heading: str
    write: Callable[[Score], str]
    numeric: bool = True


COLUMNS = (
    Column("Parameter", lambda score: score.param, numeric=False),
    Column("Importance", lambda score: figure(score.importance)),
    Column("95% interval", lambda score: interval(score.importance_low, score.importance_high)),
    Column("Test", verdict, numeric=False),
    Column("Correlation", signed),
    Column("95% interval", lambda score: interval(score.correlation_low, score.correlation_high)),
    Column("Runs", lambda score: str(score.active_runs)),
)
"""The columns of a written ranking, from left to right: the only place to add one."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table of texts.

    Attributes
    ----------
    headings
        One per column.
    rows
        Texts, as many per row as there are headings.
    numeric
        Which columns are set to the right.
    caption
        What it shows.
    note
        Which runs it is of, where a filter left some out; below a table, in LaTeX as a comment.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    caption: str = ""
    note: str = ""

    @classmethod
    def of_ranking(
        cls, result: RankResult, sort_by: SortKey = "importance", *, descending: bool = True
    ) -> Sheet:
        """Write a ranking as the panel shows it.

        Parameters
        ----------
        result
            The ranking.
        sort_by, descending
            The order of the rows, as in `Ranking.table`.
        """
        scores = result.ordered(sort_by, descending=descending)
        return cls(
            headings=tuple(column.heading for column in COLUMNS),
            rows=tuple(tuple(column.write(score) for column in COLUMNS) for score in scores),
            numeric=tuple(column.numeric for column in COLUMNS),
            caption=f"{ranked_by(result.method)} with respect to {heading(result.target)}",
            note=" ".join(filter_sentence(result).split()),
        )

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> Sheet:
        """Write any table, numbers with four digits that count."""
        numeric = tuple(kind.kind in "iuf" for kind in frame.dtypes)
        columns = [_texts(list(frame.iloc[:, at])) for at in range(frame.shape[1])]
        rows = tuple(zip(*columns, strict=True))
        return cls(headings=tuple(map(str, frame.columns)), rows=rows, numeric=numeric)


# Numbers of a column are told apart that are so far from each other, as a part of all that it spans.
APART = 1e-2


def _texts(cells: Sequence[Any]) -> list[str]:
    known = [cell for cell in cells if isinstance(cell, float) and math.isfinite(cell)]
    room = APART * (max(known) - min(known)) if known else 0.0
    texts = [_text(cell, room or math.inf) for cell in cells]
    of_numbers = iter(
        one_notation(text for text, cell in zip(texts, cells, strict=True) if isinstance(cell, float))
    )
    return [
        next(of_numbers) if isinstance(cell, float) else text for text, cell in zip(texts, cells, strict=True)
    ]


def _text(cell: Any, room: float) -> str:
    if isinstance(cell, float):
        return NOTHING if math.isnan(cell) else rounded(cell, room, 4)
    return str(cell)


def csv_text(frame: pd.DataFrame, *, guard: bool = False) -> str:
    """Write a table as CSV with every digit; what is not known stays empty.

    Parameters
    ----------
    frame
        The table.
    guard
        A text that begins with ``=``, ``+``, ``-`` or ``@`` gets an apostrophe before it, so that no
        spreadsheet takes it for a formula.

    Examples
    --------
    >>> import pandas as pd
    >>> from hpviz.export import csv_text
    >>> print(csv_text(pd.DataFrame({"param": ["lr", "depth"], "importance": [1 / 3, None]})), end="")
    param,importance
    lr,0.3333333333333333
    depth,
    """
    return str((guarded_frame(frame) if guard else frame).to_csv(index=False, lineterminator="\n"))


def json_text(frame: pd.DataFrame) -> str:
    """Write a table as a JSON list of records with every digit; what is not known is null.

    Examples
    --------
    >>> import pandas as pd
    >>> from hpviz.export import json_text
    >>> print(json_text(pd.DataFrame({"param": ["lr"], "importance": [None]})), end="")
    [
      {
        "param": "lr",
        "importance": null
      }
    ]
    """
    records = [
        {name: _plain(cell) for name, cell in zip(frame.columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]
    return json.dumps(records, indent=2, allow_nan=False) + "\n"


def _plain(cell: Any) -> Any:
    value = cell.item() if hasattr(cell, "item") else cell
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, (str, int, bool)) else None


def markdown(sheet: Sheet) -> str:
    r"""Write a pipe table, as GitHub reads it; no text in it is markup.

    Examples
    --------
    >>> import pandas as pd
    >>> from hpviz.export import Sheet, markdown
    >>> print(markdown(Sheet.of_frame(pd.DataFrame({"lr": [0.1], "opt*": ["a|b"]}))), end="")
    | lr | opt\* |
    | ---: | :--- |
    | 0.1 | a\|b |
    """
    marks = ["---:" if numeric else ":---" for numeric in sheet.numeric]
    lines = [sheet.headings, marks, *sheet.rows]
    texts = [" | ".join(line if line is marks else map(as_markdown, line)) for line in lines]
    note = f"\n{as_markdown(sheet.note)}\n" if sheet.note else ""
    return "\n".join(f"| {text} |" for text in texts) + "\n" + note


def as_markdown(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line."""
    plain = html.escape(" ".join(text.split()), quote=False)
    # Addresses and @names would become links.
    return re.sub(r"([\\`*_{}\[\]|~$@]|:(?=//)|(?<=www)\.)", r"\\\1", plain)


def _is_figure(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?( to -?[\d.]+)?", text) is not None


def latex(sheet: Sheet) -> str:
    r"""Write a booktabs table; it needs ``\usepackage{booktabs}``.

    Examples
    --------
    >>> import pandas as pd
    >>> from hpviz.export import Sheet, latex
    >>> latex(Sheet.of_frame(pd.DataFrame({"weight_decay": [-0.5]}))).splitlines()[3:6]
    ['weight\\_decay \\\\', '\\midrule', '$-$0.5 \\\\']
    """
    columns = "".join("r" if numeric else "l" for numeric in sheet.numeric)
    body = [" & ".join(map(as_latex, row)) + r" \\" for row in sheet.rows]
    lines = [
        r"% needs \usepackage{booktabs}",
        *([f"% {sheet.note}"] if sheet.note else []),
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(map(as_latex, sheet.headings)) + r" \\",
        r"\midrule",
        *body,
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def as_latex(text: str) -> str:
    """Write a text so that LaTeX sets it as it is, on one line; a figure with a true minus."""
    plain = " ".join(text.split())
    if plain.startswith("-") and _is_figure(plain):
        return re.sub(r"-(?=\d)", "$-$", plain)
    return "".join(TEX.get(letter, letter) for letter in plain)
