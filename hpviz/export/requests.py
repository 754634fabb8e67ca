"""What somebody asked for from the panel's menu, made: a file, or an output of the notebook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError, unknown_name
from hpviz.export.code import other_of
from hpviz.export.html import static_html
from hpviz.export.tables import Sheet, markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.analysis.ranking import Ranking, SortKey
    from hpviz.charts import Picture

# Thing to the names it takes, and the view that `recipe` calls it.
THINGS: dict[str, tuple[tuple[str, ...], str]] = {
    "ranking": ((), "chart"),
    "table": ((), "table"),
    "parallel": ((), "parallel"),
    "effect": (("param",), "effect"),
    "joint": (("param", "other"), "joint"),
    "explanation": (("run",), "explain"),
    "together": ((), "moved_together"),
    "more": ((), "more_runs"),
    "space": (("tool",), ""),
    "pairs": ((), "pairs"),
    "compare": (("of",), "compare"),
}
TABLE_FORMATS = ("csv", "md", "tex")
SPACE_FORMATS = ("file",)
PICTURE_FORMATS = ("png", "svg", "html", "json")
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
# A table in a notebook's output shows so many rows; its CSV has them all.
MOST_ROWS = 100


@dataclass(frozen=True)
class Order:
    """What is asked for: a thing, what it is of, and the order of its rows."""

    thing: str
    names: tuple[str, ...] = ()
    sort_by: SortKey = "importance"
    descending: bool = True

    def __post_init__(self) -> None:
        """Refuse what does not exist."""
        if self.thing not in THINGS:
            raise unknown_name("thing", self.thing, THINGS, where="to export")
        takes = THINGS[self.thing][0]
        if len(self.names) != len(takes):
            raise HpvizError(
                f"{self.thing} is of {' and '.join(takes) or 'nothing'}, not of {list(self.names)}"
            )

    @property
    def view(self) -> str:
        """The view that `recipe` rebuilds."""
        return THINGS[self.thing][1]


def as_file(ranking: Ranking, order: Order, suffix: str) -> tuple[str, str, bytes]:
    """Give a file's name, its type and its content.

    Raises
    ------
    HpvizError
        A format that this thing has not, or nothing to draw.
    """
    accepted = {"table": TABLE_FORMATS, "space": SPACE_FORMATS}.get(order.thing, PICTURE_FORMATS)
    if suffix not in accepted:
        raise unknown_name("format", suffix, accepted, where=f"for {order.thing}")
    if order.thing == "space":
        return _space_file(ranking, order)
    name = f"hpviz-{order.thing}.{suffix}"
    if order.thing == "table":
        from hpviz.export import ranking_bytes

        content = ranking_bytes(ranking, f".{suffix}", order.sort_by, descending=order.descending)
    else:
        from hpviz.charts.drawing.formats import rendered

        content = rendered(_picture(ranking, order), f".{suffix}")
    return name, MIMES[suffix], content


def space_text(ranking: Ranking, order: Order) -> str:
    """Give the space of the next sweep as a tool takes it."""
    return ranking.next_sweep().text(*order.names)


def _space_file(ranking: Ranking, order: Order) -> tuple[str, str, bytes]:
    from hpviz.search_space import TOOLS

    text, (tool,) = space_text(ranking, order), order.names
    suffix = TOOLS[tool].suffix
    return f"hpviz-next-sweep-{tool}.{suffix}", MIMES[suffix], text.encode()


def as_output(ranking: Ranking, order: Order) -> dict[str, Any]:
    """Give a bundle for a notebook's output, which every reader of notebooks shows in some way."""
    if order.thing == "table":
        return output_of_table(ranking, order)
    bundle: dict[str, Any] = _picture(ranking, order)._repr_mimebundle_()
    return bundle


def output_of_table(ranking: Ranking, order: Order) -> dict[str, Any]:
    """Give the table as HTML with bars, and as Markdown for readers that show no HTML."""
    shown = first_rows(ranking, order)
    by, descending = order.sort_by, order.descending
    sheet = Sheet.of_ranking(shown, by, descending=descending)
    return {"text/html": static_html(shown, by, descending=descending), "text/plain": markdown(sheet)}


def first_rows(ranking: Ranking, order: Order) -> Ranking:
    """Keep as many rows as a page can take, and say so."""
    scores = ranking.ordered(order.sort_by, descending=order.descending)
    if len(scores) <= MOST_ROWS:
        return ranking
    note = f"The first {MOST_ROWS} of {len(scores):,} parameters."
    return replace(ranking, scores=tuple(scores[:MOST_ROWS]), notes=(note, *ranking.notes))


def _picture(ranking: Ranking, order: Order) -> Picture:
    by, descending = order.sort_by, order.descending
    drawn: dict[str, Callable[[], Picture]] = {
        "ranking": lambda: ranking.chart(by, descending=descending),
        "parallel": lambda: ranking.parallel(sort_by=by, descending=descending),
        "effect": lambda: ranking.effect(*order.names),
        "joint": lambda: ranking.joint(*order.names),
        "explanation": lambda: ranking.explain(*order.names),
        "together": ranking.moved_together,
        "more": ranking.more_runs,
        "pairs": ranking.pairs,
        "compare": lambda: ranking.compare(**other_of(*order.names)),
    }
    return drawn[order.thing]()
