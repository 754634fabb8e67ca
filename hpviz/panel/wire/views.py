"""The views of a ranking and the methods of importance as JSON: their names and words, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.analysis import METHODS
from hpviz.text.glossary import terms_of
from hpviz.text.methods import METHOD_TEXTS
from hpviz.views import VIEWS

if TYPE_CHECKING:
    from hpviz.runs import Runs

WORDS = ("name", "label", "question", "export_label")
# No view of a ranking: the runs themselves, which are there where nothing is ranked too.
RUNS: dict[str, Any] = {
    "name": "runs",
    "label": "Runs",
    "question": "All runs: sort them, open one, compare two",
    "export_label": "",
    "targets": [],
    "subjects": [],
}


# Name to label of what opens below the table, one at a time.
OPENED = {"runs": "Runs"} | {view.name: view.label for view in VIEWS.values() if view.question}


def encode_views(runs: Runs) -> list[dict[str, Any]]:
    """Encode the runs, and the views that they have something for, in the order of the panel."""
    return [RUNS] * (len(runs) > 0) + [
        {name: getattr(view, name) for name in WORDS}
        | {"targets": [list(pair) for pair in view.targets], "subjects": view.subjects(runs)}
        for view in VIEWS.values()
        if view.is_listed and view.fits(runs)
    ]


def encode_methods() -> list[dict[str, Any]]:
    """Encode the methods of importance, in the order in which the panel lists them."""
    return [
        {
            "name": name,
            "label": METHOD_TEXTS[name].label,
            "question": METHOD_TEXTS[name].question,
            "caption": METHOD_TEXTS[name].caption,
            "tested": method.tested,
            "has_intervals": method.has_intervals,
            "unclear": [METHOD_TEXTS[name].unclear, METHOD_TEXTS[name].unclear_why],
            "terms": terms_of(name),
            "sums_to_explained": METHOD_TEXTS[name].sums_to_explained,
            "uses_top": METHOD_TEXTS[name].uses_top,
        }
        for name, method in METHODS.items()
    ]
