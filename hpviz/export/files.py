"""Rankings, charts and tables written to files, as their suffix says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.analysis.result.rank_result import RankResult
from hpviz.errors import HpvizError
from hpviz.export.html import page, static_html
from hpviz.export.tables import Sheet, csv_text, json_text, latex, markdown
from hpviz.formatting.words import with_article
from hpviz.runs.write import guarded_frame
from hpviz.text.target import axis_label
from hpviz.views.table import RANKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from hpviz.analysis.result.scores import SortKey

TEXTS: dict[str, Callable[[pd.DataFrame], str]] = {".csv": csv_text, ".json": json_text}
SHEETS: dict[str, Callable[[Sheet], str]] = {".md": markdown, ".tex": latex}
PICTURES = (".png", ".svg")


def save(
    thing: Any,
    path: str | Path,
    sort_by: SortKey = "importance",
    *,
    descending: bool = True,
    guard: bool = False,
) -> Path:
    """Write a ranking, a chart or a table to a file, as its suffix says.

    Parameters
    ----------
    thing
        A `Ranking` (.csv, .json, .md, .tex, .html; .png and .svg draw its chart), a chart (.png, .svg, .html,
        .json) or a data frame (.csv, .json, .md, .tex).
    path
        Where to; an existing file is replaced.
    sort_by, descending
        The order of a ranking, as in `Ranking.table`.
    guard
        In CSV a text that begins with ``=``, ``+``, ``-`` or ``@`` gets an apostrophe before it, so that no
        spreadsheet takes it for a formula.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    HpvizError
        Something else, an unknown suffix, or a folder that is missing or not writable.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> from hpviz.export import save
    >>> ranking = hpviz.rank(VEHICLE, "val_acc")
    >>> lines = save(ranking, "importance.csv").read_text().splitlines()
    >>> lines[0]
    'param,kind,importance,importance_low,importance_high,p_value,above_noise,...'
    >>> len(lines)
    6
    >>> save(ranking.effect("depth"), "depth.json").name  # a chart; .png, .svg and .html need hpviz[export]
    'depth.json'
    """
    import pandas as pd

    from hpviz.charts import Picture
    from hpviz.charts.drawing.formats import SUFFIXES, rendered, write

    if isinstance(thing, Picture):
        return write(path, lambda suffix: rendered(thing, suffix), SUFFIXES)
    if guard and Path(path).suffix.lower() == ".csv":
        thing = thing.table(sort_by, descending=descending) if isinstance(thing, RankResult) else thing
        thing = guarded_frame(thing) if isinstance(thing, pd.DataFrame) else thing
    if isinstance(thing, RankResult):
        accepted = (*TEXTS, *SHEETS, ".html", *PICTURES)
        return write(
            path, lambda suffix: ranking_bytes(thing, suffix, sort_by, descending=descending), accepted
        )
    if isinstance(thing, pd.DataFrame):
        return write(path, lambda suffix: _frame_text(thing, suffix).encode(), (*TEXTS, *SHEETS))
    given = with_article(type(thing).__name__)
    raise HpvizError(f"save writes a Ranking, a chart of hpviz or a pandas DataFrame, not {given}")


def ranking_bytes(result: RankResult, suffix: str, sort_by: SortKey, *, descending: bool) -> bytes:
    """Write a ranking in the format of a suffix."""
    if suffix in PICTURES:
        from hpviz.charts.drawing.formats import rendered

        return rendered(RANKING.picture(result, sort_by=sort_by, descending=descending), suffix)
    if suffix == ".html":
        table = static_html(result, sort_by, descending=descending)
        return page(f"hpviz: {axis_label(result.target)}", table).encode()
    if suffix in TEXTS:
        return TEXTS[suffix](result.table(sort_by, descending=descending)).encode()
    return SHEETS[suffix](Sheet.of_ranking(result, sort_by, descending=descending)).encode()


def _frame_text(frame: pd.DataFrame, suffix: str) -> str:
    return TEXTS[suffix](frame) if suffix in TEXTS else SHEETS[suffix](Sheet.of_frame(frame))
