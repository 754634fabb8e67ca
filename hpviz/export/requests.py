"""What somebody exports from the panel's menu: a file, or an output of the notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError, unknown_name
from hpviz.export.html import static_html
from hpviz.export.tables import Sheet, as_latex, as_markdown, latex, markdown
from hpviz.search_space import TOOLS
from hpviz.views import VIEWS
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.scores import SortKey
    from hpviz.charts import Picture
    from hpviz.views import View

MIMES = {
    "csv": "text/csv",
    "md": "text/markdown",
    "tex": "application/x-tex",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "json": "application/json",
    "yaml": "application/yaml",
    "py": "text/x-python",
}
LONGEST_NAME = 100
# A table in a notebook's output shows so many rows; its CSV has them all.
MOST_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class ExportRequest:
    """A view to export, what it is of, and the order of its rows."""

    view: View
    names: tuple[str, ...] = ()
    sort_by: SortKey = "importance"
    descending: bool = True

    def __post_init__(self) -> None:
        """Refuse a view with the wrong number of names."""
        takes = self.view.takes
        if len(self.names) != len(takes):
            of = " and ".join(takes) or "nothing"
            raise HpvizError(f"{self.view.name} is of {of}, not of {list(self.names)}")

    @property
    def order(self) -> dict[str, Any]:
        """The order of the rows, as functions take it."""
        return {"sort_by": self.sort_by, "descending": self.descending}


def export_request(
    name: str, *names: str, sort_by: SortKey = "importance", descending: bool = True
) -> ExportRequest:
    """Make a request of the name of a view.

    Parameters
    ----------
    name
        In `hpviz.views.VIEWS`, of a view that can be exported.
    names
        What the view is of, as its `View.takes` names it.
    sort_by, descending
        The order of the rows, as in `Ranking.table`.

    Raises
    ------
    HpvizError
        There is no such view to export, or it takes other names.
    """
    exported = [view.name for view in VIEWS.values() if view.is_exported]
    if name not in exported:
        raise unknown_name("export", name, exported)
    return ExportRequest(view=VIEWS[name], names=names, sort_by=sort_by, descending=descending)


def as_file(result: RankResult, request: ExportRequest, target: str) -> tuple[str, str, bytes]:
    """Write a view to a file in memory.

    Parameters
    ----------
    result
        The ranking.
    request
        The view.
    target
        The format, of the view's `View.targets`: ``"png"``.

    Returns
    -------
    The file's name, its MIME type and its content.

    Raises
    ------
    HpvizError
        A format that this view has not, or nothing to draw.
    """
    view = request.view
    if target not in _formats(view):
        raise unknown_name("format", target, _formats(view), where=f"for {view.name}")
    if view.name == "space":
        return _space_file(result, request)
    return _file_name(result, request, target), MIMES[target], _content(result, request, f".{target}")


def _file_name(result: RankResult, request: ExportRequest, suffix: str) -> str:
    """Name a file after what it shows: ``hpviz-effect-learning_rate.png``, ``hpviz-table-val_acc.csv``."""
    shown = [re.sub(r"[^\w.]+", "-", name).strip("-.") for name in request.names or (result.metric,)]
    return f"{'-'.join(['hpviz', request.view.name, *shown])[:LONGEST_NAME].rstrip('-.')}.{suffix}"


def _formats(view: View) -> list[str]:
    return [name for name, _ in view.targets if name != "notebook"]


def _content(result: RankResult, request: ExportRequest, suffix: str) -> bytes:
    if request.view.name == "table":
        from hpviz.export.files import ranking_bytes

        return ranking_bytes(result, suffix, **request.order)
    from hpviz.charts.drawing.formats import rendered

    return rendered(picture_of(result, request), suffix)


def space_text(result: RankResult, request: ExportRequest) -> str:
    """Write the space of the next sweep as a tool takes it.

    Raises
    ------
    HpvizError
        A request of another view, or no runs to learn from.
    """
    view = request.view
    if view.name != "space":
        raise unknown_name("format", "copy", _formats(view), where=f"for {view.name}")
    text: str = request.view.compute(result, *request.names)
    return text


def _space_file(result: RankResult, request: ExportRequest) -> tuple[str, str, bytes]:
    text, (tool,) = space_text(result, request), request.names
    return space_file_name(tool), MIMES[TOOLS[tool].suffix], text.encode()


def space_file_name(tool: str) -> str:
    """Name the file of a space after the tool that it is for."""
    return f"hpviz-next-sweep-{tool}.{TOOLS[tool].suffix}"


def as_output(result: RankResult, request: ExportRequest) -> dict[str, Any]:
    """Draw a view for a notebook's output.

    Returns
    -------
    A bundle of MIME types and contents, of which every reader of notebooks shows some.

    Raises
    ------
    HpvizError
        There is nothing to draw.
    """
    if request.view.name == "table":
        return output_of_table(result, **request.order)
    bundle: dict[str, Any] = picture_of(result, request)._repr_mimebundle_()
    return bundle


def output_of_table(
    result: RankResult, sort_by: SortKey = "importance", *, descending: bool = True, headline: str = ""
) -> dict[str, Any]:
    """Return the table as HTML with bars, and as Markdown and LaTeX for readers that show no HTML.

    Parameters
    ----------
    result, sort_by, descending
        The ranking and the order of its rows.
    headline
        As in `hpviz.export.html.static_html`.
    """
    scores, remarks = result.ordered(sort_by, descending=descending), []
    headline = headline or whole_headline(result)
    if len(scores) > MOST_ROWS:
        remarks = [f"The first {MOST_ROWS} of {len(scores):,} parameters."]
        result = replace(result, scores=tuple(scores[:MOST_ROWS]))
    sheet = Sheet.of_ranking(result, sort_by, descending=descending)
    html = static_html(result, sort_by, descending=descending, headline=headline, remarks=remarks)
    as_text = f"{as_markdown(headline)}\n\n{markdown(sheet)}"
    # Seven columns are wider than the text of a converted notebook at its own size.
    tex = f"{as_latex(headline)}\n\n{{\\small\n{latex(sheet)}}}\n"
    return {"text/html": html, "text/markdown": as_text, "text/latex": tex, "text/plain": as_text}


def picture_of(result: RankResult, request: ExportRequest) -> Picture:
    """Draw the view."""
    options = request.order if request.view.is_sorted else {}
    return request.view.picture(result, *request.names, **options)
