"""A view of a ranking: what computes it, how it is sent to the front end, drawn and exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.text.report import filter_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture
    from hpviz.runs import Runs

Targets = tuple[tuple[str, str], ...]

CHART: Targets = (
    ("notebook", "Notebook"),
    ("png", "PNG"),
    ("svg", "SVG"),
    ("html", "HTML"),
    ("json", "Vega-Lite"),
)
TABLE: Targets = (("notebook", "Notebook"), ("csv", "CSV"), ("md", "Markdown"), ("tex", "LaTeX"))


def _no_fields(*_: object) -> dict[str, Any]:
    return {}


def _no_columns(_: Runs) -> list[str]:
    return []


def _any_runs(_: Runs) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class View:
    """What can be seen of a ranking.

    Attributes
    ----------
    name
        How the front end and exports refer to it.
    label
        Its name on screen.
    question
        The question that it answers, on the button that opens it below the table; empty where it has none.
    takes
        What it is of: ``("param",)``, ``("param", "other")``, ``("run",)``; empty for the whole ranking.
    compute
        Returns its data, given the ranking and what it is of; raises HpvizError where there is none.
    encode
        Returns the data as JSON, beside the sentences; None for a view that is only exported.
    blank
        Returns the fields of the JSON where there are no data, given the ranking and what it is of.
    chart
        Draws the data; None for a view without a picture.
    is_sorted
        Whether `chart` takes the order of the table (`sort_by`, `descending`).
    method
        The method of `hpviz.Ranking` that draws it.
    export_label
        Its name in the export menu; empty where it is not in it. ``{param}``, ``{other}``, ``{run}``,
        ``{first}`` and ``{second}`` stand for what it is of.
    targets
        What it can be exported to: pairs of a name and its label.
    ranks
        Whether it ranks the runs again, by what `compute` is given as `ranked`.
    fits
        Whether runs have what it is of; else the panel does not name it.
    subjects
        The columns or sources of runs that it can be of, the first by default; empty of another view.
    """

    name: str
    label: str
    question: str = ""
    takes: tuple[str, ...] = ()
    compute: Callable[..., Any]
    encode: Callable[[Any], dict[str, Any]] | None = None
    blank: Callable[..., dict[str, Any]] = _no_fields
    chart: Callable[..., Picture] | None = None
    is_sorted: bool = False
    method: str = ""
    export_label: str = ""
    targets: Targets = ()
    ranks: bool = False
    fits: Callable[[Runs], bool] = _any_runs
    subjects: Callable[[Runs], list[str]] = _no_columns

    @property
    def is_listed(self) -> bool:
        """Whether the panel names it: on a button or in a menu."""
        return bool(self.question or self.export_label)

    @property
    def is_insight(self) -> bool:
        """Whether the panel requests it as one: of a button, or a picture that stands in the view of one."""
        return self.encode is not None and self.takes in {(), ("of",)}

    @property
    def is_exported(self) -> bool:
        """Whether it can be written to a file or to a notebook's output."""
        return bool(self.targets)

    def encoded(self, result: RankResult, *names: str, **options: Any) -> dict[str, Any]:
        """Return the view as JSON, or the sentence why it cannot be had; options go to `compute`."""
        blank: dict[str, Any] = self.blank(result, *names) | {"sentences": [], "problem": None}
        if self.encode is None:
            return blank
        try:
            return blank | self.encode(self.compute(result, *names, **options))
        except HpvizError as refusal:
            return blank | {"problem": str(refusal)}

    def picture(self, result: RankResult, *names: Any, **options: Any) -> Picture:
        """Return the view drawn; options go to `compute`, but for the order of a sorted view.

        Raises
        ------
        HpvizError
            There is nothing to draw; the message says why.
        """
        if self.chart is None:
            raise HpvizError(f"{self.label} has no picture")
        of_compute, of_chart = ({}, options) if self.is_sorted else (options, {})
        return of_runs(self.chart(self.compute(result, *names, **of_compute), **of_chart), result)


def of_runs(picture: Picture, result: RankResult) -> Picture:
    """Add to a picture of a ranking which runs it is of, where a filter left some out."""
    from hpviz.charts.drawing.picture import with_sentence

    return with_sentence(picture, filter_sentence(result))
