"""The figures of a row as text, as the panel writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.result.verdict import verdict_of
from hpviz.formatting import figure

if TYPE_CHECKING:
    from hpviz.analysis.result.scores import Score


def signed(score: Score) -> str:
    """Write a correlation with its sign; the ratio of a categorical has none."""
    text = figure(score.correlation)
    positive = score.kind != "categorical" and score.correlation > 0 and text != "0.000"
    return f"+{text}" if positive else text


def verdict(score: Score) -> str:
    """Write the outcome of the test of an importance: ``could be chance``."""
    if score.above_noise is None and score.tested:
        return "not tested"
    return verdict_of(score.above_noise)
