"""A report of a ranking: one page, one Markdown file or one JSON file that stands alone."""

from __future__ import annotations

import html
import json
import math
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from hpviz.analysis import LENSES
from hpviz.analysis.sentences import reasons
from hpviz.errors import HpvizError
from hpviz.export import Sheet, json_text, markdown, page, static_html
from hpviz.export.tables import as_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.analysis import Ranking
    from hpviz.charts import Picture

SUFFIXES = (".html", ".md", ".json")
TOP = 5
USED = ("hpviz", "scikit-learn", "numpy", "altair", "vl-convert-python")

UNBIASED = """
Importance is the share of the metric's variation that a parameter accounts for on runs that the model \
has not seen: 0.6 is 60%. What the parameters do not explain is left over, so the figures need not add \
up to 1.
""".strip()
HOW_TO_READ = """
An importance that is not above the noise also comes about by chance (5%, corrected for looking at all \
parameters).
Correlation, -1 to 1, has the sign, but sees straight lines only and one parameter at a time. Of a \
categorical it is a ratio, 0 to 1, without sign. Neither figure proves a cause.
An effect curve is what the forest predicts, averaged over the other parameters of the runs. With 95% \
confidence the whole curve lies within its band; the band comes from forests on random halves of the \
runs.
""".strip().splitlines()
STYLE = """<style>
figure { margin: 20px 0; background: white; border-radius: 6px; overflow-x: auto }
figure svg { display: block; max-width: 100%; height: auto }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
li, p { max-width: 75ch; overflow-wrap: anywhere }
</style>"""


def write_report(ranking: Ranking, path: str | Path, *, top: int = TOP) -> Path:
    """Write a report as .html (self-contained, no network), .md or .json, by suffix.

    Parameters
    ----------
    ranking
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

    made = {".html": as_html, ".md": as_text, ".json": as_json}
    return write(path, lambda suffix: made[suffix](ranking, top).encode(), SUFFIXES)


def effects(ranking: Ranking, top: int) -> list[Picture]:
    """Draw the effects of the parameters worth looking at; none where nothing is to be trusted."""
    if ranking.problem or ranking.evidence is None:
        return []
    return [ranking.effect(param) for param in ranking.useful()[:top]]


def as_html(ranking: Ranking, top: int) -> str:
    """Give the report as a page with its charts inside it."""
    from hpviz.charts.drawing.formats import rendered

    drawn = [
        f'<figure role="img" aria-label="{html.escape(" ".join(made.sentences), quote=True)}">'
        f"{rendered(made, '.svg').decode()}</figure>"
        for made in effects(ranking, top)
    ]
    source = ranking.evidence.runs.source if ranking.evidence else "runs"
    heading = f"Which parameters matter for {ranking.target.noun or 'the metric'}"
    parts = [
        STYLE,
        f"<h1>{html.escape(heading)}</h1>",
        f"<p>{html.escape(source)}</p>",
        static_html(ranking),
        *(["<h2>What the parameters do</h2>", *drawn] if drawn else []),
        "<h2>How to read it</h2>",
        _listed(how_to_read(ranking)),
        "<h2>Runs, method and versions</h2>",
        _listed(facts(ranking)),
    ]
    return page(heading, "\n".join(parts))


def how_to_read(ranking: Ranking) -> list[str]:
    """Say what the figures mean; what importance is depends on the method."""
    lens = LENSES[ranking.method]
    return [UNBIASED if ranking.method == "oob" else f"{lens.label}: {lens.answers}", *HOW_TO_READ]


def _listed(sentences: list[str]) -> str:
    items = "\n".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>\n{items}\n</ul>"


def as_text(ranking: Ranking, top: int) -> str:
    """Give the report as Markdown; the effects in words."""
    said = [sentence for made in effects(ranking, top) for sentence in made.sentences]
    sheet = Sheet.of_ranking(ranking)
    judged = [sentence for sentence in (ranking.problem, ranking.trust_sentence, *ranking.notes) if sentence]
    parts = [
        f"# Which parameters matter for {as_markdown(ranking.target.noun or 'the metric')}",
        *map(as_markdown, judged),
        markdown(sheet).strip() if sheet.rows else "",
        *(["## What the parameters do", _bullets(said)] if said else []),
        "## How to read it",
        _bullets(how_to_read(ranking)),
        "## Runs, method and versions",
        _bullets(facts(ranking)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _bullets(sentences: list[str]) -> str:
    return "\n".join(f"- {as_markdown(sentence)}" for sentence in sentences)


def as_json(ranking: Ranking, top: int) -> str:
    """Give the report as JSON: every figure with all its digits, null where it means nothing."""
    found: dict[str, Any] = {
        "metric": ranking.metric,
        "goal": ranking.goal,
        "method": ranking.method,
        "scale": ranking.scale,
        "oob_r2": ranking.oob_r2 if math.isfinite(ranking.oob_r2) else None,
        "trust": ranking.trust,
        "problem": ranking.problem,
        "notes": list(ranking.notes),
        "runs_used": ranking.runs_used,
        "runs_skipped": dict(ranking.runs_skipped),
        "params": json.loads(json_text(ranking.table())),
        "effects": {
            param: {"sentences": list(made.sentences), "figures": json.loads(json_text(made.table()))}
            for param, made in zip(ranking.useful(), effects(ranking, top), strict=False)
        },
        "versions": versions(),
    }
    return json.dumps(found, indent=2, allow_nan=False) + "\n"


def facts(ranking: Ranking) -> list[str]:
    """Say what the figures come from."""
    left = f" Left out: {reasons(ranking.runs_skipped)}." if ranking.runs_skipped else ""
    found = [
        f"{ranking.runs_used:,} run{'' if ranking.runs_used == 1 else 's'} used.{left}",
        f"Importance: {LENSES[ranking.method].reference}.",
    ]
    if ranking.scale != "linear":
        word = {"log": "logarithm", "rank": "rank"}[ranking.scale]
        found.append(f"The {word} of {ranking.target.noun} is analysed.")
    if ranking.evidence is not None:
        trees, seed = ranking.evidence.question.trees, ranking.evidence.question.seed
        found.append(f"{trees} trees, seed {seed}: the same runs give the same figures.")
        found += ranking.evidence.runs.notes
    return [*found, ", ".join(f"{name} {number}" for name, number in versions().items()) + "."]


def versions() -> dict[str, str]:
    """Give the versions of what computed and drew it."""
    found = {}
    for name in USED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # vl-convert-python is optional
            continue
    return found | {"Python": platform.python_version()}


def checked_top(top: int) -> int:
    """Refuse a number of effects that makes no sense."""
    if not 0 <= top <= 50:
        raise HpvizError(f"--effects {top}: choose from 0 to 50 effects to draw")
    return top
