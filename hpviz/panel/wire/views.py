"""The views of a panel, in the order in which it lists them, and the methods of importance, as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from hpviz.analysis import LENSES

CHART = (
    ("notebook", "Notebook"),
    ("png", "PNG"),
    ("svg", "SVG"),
    ("html", "HTML"),
    ("json", "Vega-Lite"),
)
TABLE = (("notebook", "Notebook"), ("csv", "CSV"), ("md", "Markdown"), ("tex", "LaTeX"))


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
    export_label
        Its name in the export menu; empty where it is not in it. ``{param}``, ``{other}``, ``{run}``,
        ``{first}`` and ``{second}`` stand for what it is of.
    targets
        What it can be exported to: pairs of a name and its label.
    """

    name: str
    label: str
    question: str = ""
    export_label: str = ""
    targets: tuple[tuple[str, str], ...] = ()


VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        View(name="ranking", label="Ranking chart", export_label="Ranking chart", targets=CHART),
        View(name="table", label="Table", export_label="Table", targets=TABLE),
        View(
            name="parallel",
            label="Parallel coordinates",
            export_label="Parallel coordinates",
            targets=CHART,
        ),
        View(name="effect", label="Effect", export_label="Effect of {param}", targets=CHART),
        View(name="joint", label="Joint effect", export_label="{param} together with {other}", targets=CHART),
        View(name="explanation", label="Explanation", export_label="Explanation of {run}", targets=CHART),
        View(
            name="pairs",
            label="Interactions",
            question="Which pairs do more together than alone?",
            export_label="Interactions",
            targets=CHART,
        ),
        View(
            name="together",
            label="Moved together",
            question="Which parameters moved together in these runs, so that their effects cannot be told "
            "apart?",
            export_label="Moved together",
            targets=CHART,
        ),
        View(
            name="compare",
            label="Compare",
            question="Does another method or metric say the same?",
            export_label="{first} beside {second}",
            targets=CHART,
        ),
        View(
            name="more",
            label="More runs?",
            question="How sure is the order, and how many more runs would settle it?",
            export_label="More runs",
            targets=CHART,
        ),
        View(name="next", label="Next sweep", question="What should the next sweep try?"),
    )
}


def encode_views() -> list[dict[str, Any]]:
    """Encode the views, in the order in which the panel lists them."""
    return [asdict(view) | {"targets": [list(pair) for pair in view.targets]} for view in VIEWS.values()]


def encode_methods() -> list[dict[str, Any]]:
    """Encode the methods of importance, in the order in which the panel lists them."""
    return [
        {
            "name": name,
            "label": lens.label,
            "question": lens.answers,
            "caption": lens.caption,
            "tested": lens.tested,
            "sums_to_explained": lens.sums_to_explained,
            "uses_top": lens.uses_top,
        }
        for name, lens in LENSES.items()
    ]
