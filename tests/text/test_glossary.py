"""The glossary: an entry a term, the same in the panel and in the documents."""

from __future__ import annotations

import os
from pathlib import Path

from hpviz.panel.wire import encode_sweep
from hpviz.text.glossary import GLOSSARY, glossary_page

DOCUMENT = Path(__file__).parents[2] / "docs" / "glossary.md"


def test_the_document_is_the_glossary_of_the_panel(make_runs):
    sweep = encode_sweep(make_runs({"lr": [0.1, 0.2]}, {"loss": [1.0, 2.0]}))
    assert dict(sweep["glossary"]) == GLOSSARY
    if os.environ.get("HPVIZ_WRITE_GOLDEN"):
        DOCUMENT.write_text(glossary_page(), "utf-8")
    assert DOCUMENT.read_text("utf-8") == glossary_page(), "HPVIZ_WRITE_GOLDEN=1 writes it anew"


def test_the_terms_of_the_panel_are_explained():
    terms = {
        "Importance", "Correlation", "Out-of-bag", "Interaction", "Partial dependence", "Pareto front",
        "Replicate", "Trust", "Interval", "Could be chance", "Moved together",
    }  # fmt: skip
    assert terms <= set(GLOSSARY)
    assert all(text.endswith(".") and len(text) < 300 for text in GLOSSARY.values())
