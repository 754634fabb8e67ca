"""A report of a ranking: one page, one Markdown file or one JSON file that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.export.documents import ranking_document, written
from hpviz.export.html import static_html
from hpviz.export.tables import Sheet, as_markdown, markdown
from hpviz.export.versions import versions
from hpviz.templates import render
from hpviz.text import ranking as text
from hpviz.text import report
from hpviz.text.target import guess_sentences
from hpviz.views.effects import EFFECT
from hpviz.views.headline import whole_headline

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.charts import Picture

SUFFIXES = (".html", ".md", ".json")
TOP = 5


def write_report(result: RankResult, path: str | Path, *, top: int = TOP) -> Path:
    """Write a report as .html (self-contained, no network), .md or .json, by suffix.

    Parameters
    ----------
    result
        From `hpviz.rank`.
    path
        Where to; an existing file is replaced.
    top
        The effects of so many parameters are drawn: the most important ones above the noise.

    Raises
    ------
    HpvizError
        An unknown suffix, a folder that is missing or not writable, or no vl-convert-python for a page's
        charts.
    """
    from hpviz.charts.drawing.formats import write

    forms = {".html": as_html, ".md": as_text, ".json": as_json}
    return write(path, lambda suffix: forms[suffix](result, top).encode(), SUFFIXES)


def effects(result: RankResult, top: int) -> list[Picture]:
    """Draw the effects of the parameters worth looking at; none where nothing is to be trusted."""
    if result.obstacle or result.evidence is None:
        return []
    return [EFFECT.picture(result, param) for param in result.useful()[:top]]


def as_html(result: RankResult, top: int) -> str:
    """Write the report as a page with its charts inside it."""
    from markupsafe import Markup

    from hpviz.charts.drawing.formats import rendered

    figures = [
        {
            "label": " ".join(picture.sentences),
            "svg": Markup(rendered(picture, ".svg").decode()),  # noqa: S704 - drawn by vl-convert
        }
        for picture in effects(result, top)
    ]
    return render(
        "report.html",
        title=report.title(result),
        source=result.evidence.runs.source if result.evidence else "runs",
        table=Markup(static_html(result)),  # noqa: S704 - rendered by a template
        figures=figures,
        how_to_read=report.how_to_read(result),
        facts=report.provenance(result, versions()),
    )


def as_text(result: RankResult, top: int) -> str:
    """Write the report as Markdown; the effects in words."""
    of_effects = [sentence for picture in effects(result, top) for sentence in picture.sentences]
    sheet = Sheet.of_ranking(result)
    trust = text.trust_sentence(result) if result.obstacle is None else ""
    guess = guess_sentences(result.target, result.dismissed)
    sentences = dict.fromkeys([*guess, whole_headline(result), trust, *text.notes(result)])
    parts = [
        f"# {as_markdown(report.title(result))}",
        *(as_markdown(sentence) for sentence in sentences if sentence),
        markdown(sheet).strip() if sheet.rows else "",
        *(["## What the parameters do", _bullets(of_effects)] if of_effects else []),
        "## How to read it",
        _bullets(report.how_to_read(result)),
        "## Runs, method and versions",
        _bullets(report.provenance(result, versions())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bullets(sentences: list[str]) -> str:
    return "\n".join(f"- {as_markdown(sentence)}" for sentence in sentences)


def as_json(result: RankResult, top: int) -> str:
    """Write the report as JSON, with the figures of its effects."""
    return written(ranking_document(result, dict(zip(result.useful(), effects(result, top), strict=False))))


def checked_top(top: int) -> int:
    """Check how many effects a report is to draw.

    Raises
    ------
    HpvizError
        Fewer than 0, or more than 50.
    """
    if not 0 <= top <= 50:
        raise HpvizError(f"--effects {top}: choose from 0 to 50 effects to draw")
    return top
