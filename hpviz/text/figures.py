"""Figures as text, as the panel writes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpviz.ranking import Score

NOTHING = "\u2013"


def figure(value: float) -> str:
    """Write three decimals, a dash for what is not known, never a negative zero."""
    if math.isnan(value):
        return NOTHING
    text = f"{value:.3f}"
    return "0.000" if text == "-0.000" else text


def signed(score: Score) -> str:
    """Write a correlation with its sign; the ratio of a categorical has none."""
    text = figure(score.correlation)
    positive = score.kind != "categorical" and score.correlation > 0 and text != "0.000"
    return f"+{text}" if positive else text


def interval(low: float, high: float) -> str:
    """Write an interval: ``0.312 to 0.512``."""
    return f"{figure(low)} to {figure(high)}" if math.isfinite(low) and math.isfinite(high) else NOTHING


def noise(score: Score) -> str:
    """Say whether an importance is above the noise."""
    if score.above_noise is None:
        return "not tested"
    return "yes" if score.above_noise else "no"
