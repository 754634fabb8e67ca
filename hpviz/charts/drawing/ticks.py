"""Where ticks stand: at values of the runs or round numbers between, with texts that tell them apart."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.charts.drawing.names import drawable
from hpviz.formatting.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hpviz.runs.column import FloatArray

# So many different values are each a tick; of more, round numbers are.
MOST_OWN = 12
MOST_ROUND = 8
# Of a tick, and more where it would look like its neighbour.
TICK_DIGITS = 2
# Digits with which every float is itself, and how much of an axis its written ends may leave out.
MOST_DIGITS, CUT_OFF = 17, 0.02
# What one character of a label takes along the axis, and the space between labels; a label's height. Pixels.
CHARACTER, SPACE, LINE = 6.2, 8.0, 16.0
# Powers of ten are halved by these digits until there are enough of them.
DIGITS: tuple[tuple[int, ...], ...] = ((1,), (1, 3), (1, 2, 5))
ENOUGH = 4


def ticks_of(own: FloatArray, *, log: bool, whole: bool = False) -> FloatArray:
    """Return ticks for values: the values themselves where they are few, else round numbers between the ends.

    Parameters
    ----------
    own
        The values that there are, finite.
    log
        Whether the axis is logarithmic.
    whole
        Whether only whole numbers mean something.
    """
    own = np.unique(own)
    if len(own) <= MOST_OWN:
        return own
    return round_ticks(float(own[0]), float(own[-1]), log=log, whole=whole)


def round_ticks(low: float, high: float, *, log: bool, whole: bool = False) -> FloatArray:
    """Return round numbers from `low` to `high`: decades on a log axis of two or more, else even steps."""
    if not low < high:
        return np.array([low])
    ticks = _decades(low, high) if log else np.empty(0)
    if len(ticks) < 3:
        ticks = _even(low, high)
    return ticks[ticks == ticks.round()] if whole and np.any(ticks == ticks.round()) else ticks


def _decades(low: float, high: float) -> FloatArray:
    powers = np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
    for digits in DIGITS:
        # Written and read again, 3 times 1e-5 is 3e-05 and not 3.0000000000000004e-05.
        ticks = np.array([float(f"{digit}e{power:z.0f}") for power in powers for digit in digits])
        ticks = ticks[(ticks >= low) & (ticks <= high)]
        if len(ticks) >= ENOUGH:
            break
    return ticks[:: int(np.ceil(len(ticks) / (MOST_ROUND + 2)))] if len(ticks) else ticks


def _even(low: float, high: float) -> FloatArray:
    rough = (high - low) / MOST_ROUND
    power = np.floor(np.log10(rough))
    digit = next((digit for digit in (1, 2, 5) if digit * 10.0**power >= rough), 10)
    step = digit * 10.0**power
    places = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    # Steps that no float can tell apart are none.
    return np.unique([float(f"{place * step:.15g}") for place in places])


def with_ends(low: float, high: float, *, log: bool, whole: bool = False) -> FloatArray:
    """Return ticks of a legend: both ends, and round numbers that stand clear of them."""
    ticks = round_ticks(low, high, log=log, whole=whole)
    places = along(np.r_[low, high, ticks], log=log)
    share = (places[2:] - places[0]) / ((places[1] - places[0]) or 1.0)
    return np.unique(np.r_[low, ticks[(share > 0.14) & (share < 0.86)][::2], high])


def inside(low: float, high: float, *, log: bool) -> tuple[float, float]:
    """Round the ends of an axis to few digits, so that they stay inside of what was tried.

    Parameters
    ----------
    low, high
        The least and the greatest value; both above 0 on a logarithmic axis.
    log
        Whether the axis is logarithmic.
    """
    for digits in range(TICK_DIGITS, MOST_DIGITS):
        ends = _rounded(low, ROUND_CEILING, digits), _rounded(high, ROUND_FLOOR, digits)
        before, after = (np.ptp(along(np.array(pair), log=log)) for pair in ((low, high), ends))
        if ends[0] < ends[1] and after >= (1 - CUT_OFF) * before:
            return ends
    return low, high


def _rounded(value: float, rounding: str, digits: int) -> float:
    return float(Context(prec=digits, rounding=rounding).create_decimal(repr(value)))


def along(values: FloatArray, *, log: bool) -> FloatArray:
    """Return where values stand on an axis; only differences mean something."""
    places: FloatArray = np.log(values) if log else values
    return places


def number_axis(own: FloatArray, *, log: bool, whole: bool = False, **options: Any) -> alt.Axis:
    """Make an axis with ticks for values of the runs; see `axis_at` for the options."""
    return axis_at(ticks_of(own, log=log, whole=whole), log=log, **options)


def even_axis(own: FloatArray, **options: Any) -> alt.Axis:
    """Make an axis of the places of evenly spaced values, with a tick for each; see `axis_at`."""
    values = np.unique(own)
    return axis_at(np.arange(float(len(values))), log=False, texts=numbers(values, TICK_DIGITS), **options)


def axis_at(
    ticks: FloatArray,
    *,
    log: bool,
    size: float,
    upright: bool = False,
    texts: Sequence[str] | None = None,
    **options: Any,
) -> alt.Axis:
    """Make an axis with these ticks, as many as there is room for.

    Parameters
    ----------
    ticks
        Ascending.
    log
        Whether the axis is logarithmic.
    size
        Its length in pixels.
    upright
        Whether it stands, so that labels need their height and not their width.
    texts
        What is written at the ticks; None for the numbers themselves.
    options
        As `altair.Axis` takes them.
    """
    texts, places = texts or numbers(ticks, TICK_DIGITS), along(ticks, log=log)
    kept = with_room(places, texts, size / (np.ptp(places) if len(places) > 1 else 1.0), upright=upright)
    return alt.Axis(**labelled([float(ticks[place]) for place in kept], [texts[i] for i in kept]), **options)


def with_room(places: FloatArray, texts: Sequence[str], pixels: float, *, upright: bool) -> list[int]:
    """Choose labels that do not lie over each other: both ends, and the others from the first on.

    Parameters
    ----------
    places
        Where the labels stand, ascending.
    texts
        The labels.
    pixels
        Of one step of the places.
    upright
        Whether the axis stands.

    Returns
    -------
    Indices of those that are kept.
    """
    halves = np.array([LINE if upright else CHARACTER * len(text) + SPACE for text in texts]) / 2
    kept: list[int] = []
    for place in [*range(len(texts))[:1], *range(1, len(texts))[::-1][:1], *range(1, len(texts) - 1)]:
        apart = pixels * np.abs(places[kept] - places[place])
        if np.all(apart >= halves[kept] + halves[place]):
            kept.append(place)
    return sorted(kept)


def labelled(values: Iterable[float], texts: Iterable[str]) -> dict[str, Any]:
    """Make options of an axis or legend: these values as ticks, each with its text."""
    pairs = list(zip(values, texts, strict=True))
    cases = "".join(f"datum.value === {value!r} ? '{escaped(drawable(text))}' : " for value, text in pairs)
    return {"values": [value for value, _ in pairs], "labelExpr": f"{cases}''"}


def escaped(text: str) -> str:
    """Write a text so that it cannot end the text of an expression: plain ASCII, the rest by its codes."""
    # json would do, but an apostrophe or a backslash of a level must not end the text of an expression.
    plain = text.isascii() and all(letter.isalnum() or letter in " .+-" for letter in text)
    return text if plain else "".join(f"\\u{ord(unit):04x}" for unit in _units(text))


def _units(text: str) -> str:
    """Split into UTF-16 code units, which is what an escape in an expression stands for."""
    raw = text.encode("utf-16-be", "surrogatepass")
    return "".join(chr(int.from_bytes(raw[place : place + 2])) for place in range(0, len(raw), 2))
