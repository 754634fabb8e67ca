"""How numbers are written, wherever hpviz writes them."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What stands in place of a figure that is not known.
NOTHING = "\u2013"


# A rounded number is off by at most this share of its distance to the next number beside it: so two numbers
# never look alike, and 0.9999 is not written as 1.
ROUNDING = 0.1
# Numbers this near to 1 are beside it, whether it is among them or not: rates and shares end there.
NEAR_ONE = 0.1
# Numbers closer than this, relative to their size, differ by arithmetic alone (0.1 + 0.2 and 0.3).
SAME = 1e-12
# Below the first all digits of whole numbers are written (a seed has up to ten), below the second all before
# the point.
FULL_WHOLE, FULL = 1e10, 1e9
# From the first to the second no power of ten is written where the digits are needed.
PLAIN_FROM, PLAIN_TO = 1e-4, 1e16
# What is smaller than this power of ten of a spread is nothing.
PLACES_OF_SPREAD = 6
# With so many digits every float is written exactly.
MOST_DIGITS = 17
# Beyond it not every whole number is a float.
EXACT = 2.0**53


def number(value: float) -> str:
    """Write a number shortly: whole numbers in full, others with four digits that count."""
    return numbers([value])[0]


def numbers(values: Iterable[float], digits: int = 4) -> tuple[str, ...]:
    """Write numbers that stand beside each other so that they can be told apart.

    The front end writes them by the same rule (``numbers`` in ``js/src/model/format.ts``).

    Parameters
    ----------
    values
        The numbers of an axis, a legend, a range or a list.
    digits
        So many digits count, and more where a number would else look like its neighbour or like 1. Whole
        numbers are written in full.
    """
    given = [*values]
    ordered = sorted({size for size in map(_as_float, given) if math.isfinite(size)})
    return one_notation(
        str(value)
        if isinstance(value, int) and abs(value) >= EXACT
        else _written(float(value), _room(float(value), ordered), digits)
        for value in given
    )


def _as_float(value: float) -> float:
    """Return the float of a number; of a whole one that no float reaches, infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


# A number as it is written here, without or with a power of ten.
_NUMBER = re.compile(r"([+-]?)(\d+(?:\.\d+)?)(e[+-]\d+)?")
# Numbers are written out beside others down to the first, and up to PLAIN_TO.
OUT_FROM = 1e-6
# From 1 to here numbers have no zeros to count: 2.5 and 512 are read beside powers of ten as well.
PLAIN_ANYWAY = 1e4


def one_notation(texts: Iterable[str]) -> tuple[str, ...]:
    """Write numbers that stand beside each other all without powers of ten, or all with them.

    Parameters
    ----------
    texts
        The numbers, each as it is written alone; with a sign or without one.

    Returns
    -------
    The texts with the digits they have: written out where none is too small or too large for it. What is no
    number stays as it is, and so do 0 and numbers from 1 to 10,000.
    """
    given = [*texts]
    parts = [_NUMBER.fullmatch(text) for text in given]
    powers = [part is not None and part[3] is not None for part in parts]
    others = [
        part is not None and not power and _has_zeros(text)
        for text, part, power in zip(given, parts, powers, strict=True)
    ]
    if not (any(powers) and any(others)):
        return tuple(given)
    sizes = [abs(float(text)) for text, power in zip(given, powers, strict=True) if power]
    write = _out if min(sizes) >= OUT_FROM and max(sizes) < PLAIN_TO else _as_power
    changed = powers if write is _out else others
    return tuple(write(text) if change else text for text, change in zip(given, changed, strict=True))


def _has_zeros(text: str) -> bool:
    """Whether a number that is written out would look otherwise as a power of ten: 0.001, 65536."""
    size = abs(float(text))
    return 0 < size < 1 or size >= PLAIN_ANYWAY


def _out(text: str) -> str:
    mantissa, _, power = text.partition("e")
    places = max(0, len(mantissa.partition(".")[2]) - int(power))
    return f"{'+' * text.startswith('+')}{float(text):.{places}f}"


def _as_power(text: str) -> str:
    places = max(len(re.sub(r"[+.-]", "", text).strip("0")) - 1, 0)
    return f"{'+' * text.startswith('+')}{float(text):.{places}e}"


def rounded(value: float, room: float = math.inf, digits: int = 3) -> str:
    """Write a number with few digits that count, and no power of ten where it can be written out.

    Parameters
    ----------
    value
        The number.
    room
        The distance to the next number that it is to be told from.
    digits
        So many digits count, and more where `room` takes them; the others before the point are zeros.
    """
    if not math.isfinite(value):
        return str(value)
    for count in range(digits, MOST_DIGITS):
        text = f"{value:.{count}g}"
        if abs(float(text) - value) <= ROUNDING * room:
            return f"{float(text):z.0f}" if "e+" in text and abs(value) < PLAIN_TO else text
    return _without_power(repr(value), value)


# Numbers of a column of which one is this many times another have no digits in common.
MOST_TIMES = 1e3


def settled(values: Iterable[float], spread: float) -> list[float]:
    """Round numbers to what can matter beside a spread: what arithmetic leaves of 0 or 1 becomes that.

    Parameters
    ----------
    values
        Predictions, or their differences.
    spread
        How far the values that runs have are apart, in the same unit.
    """
    if not (spread > 0 and math.isfinite(spread)):
        return [*values]
    places = PLACES_OF_SPREAD - math.floor(math.log10(spread))
    return [round(value, places) + 0.0 if math.isfinite(value) else value for value in values]


def column(values: Iterable[float], digits: int = 4) -> tuple[str, ...]:
    """Write the numbers of a column: as `numbers` does, and all with as many decimals as the longest.

    Parameters
    ----------
    values
        From top to bottom.
    digits
        As in `numbers`.
    """
    given = [*values]
    texts = numbers(given, digits)
    plain = [text for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    sizes = [abs(value) for value in given if value and math.isfinite(value)]
    if not plain or max(sizes, default=1.0) > MOST_TIMES * min(sizes, default=1.0):
        return texts
    places = max(len(text.partition(".")[2]) for text in plain)
    if not places:
        return texts
    pairs = zip(given, texts, strict=True)
    return tuple(f"{value:.{places}f}" if text in plain else text for value, text in pairs)


# A long column has so many digits of the range that holds most of its numbers.
DIGITS_OF_SPREAD = 4


def decimals_of(values: Sequence[float]) -> int | None:
    """Count the decimals that numbers of a long column need, of which only some are seen at a time.

    Parameters
    ----------
    values
        All of them, ascending and finite.

    Returns
    -------
    None where they have no digits in common, or are too large or small for decimals: each is then a `number`.
    """
    if not len(values) or all(float(value).is_integer() for value in values):
        return None
    low, high = values[len(values) // 10], values[-1 - len(values) // 10]
    sizes = [abs(value) for value in (low, high, values[0], values[-1]) if value]
    spread = high - low or max(sizes)
    if max(sizes) > MOST_TIMES * min(sizes) or not SMALLEST_PLAIN <= spread < LARGEST_PLAIN:
        return None
    return max(0, DIGITS_OF_SPREAD - 1 - math.floor(math.log10(spread)))


# Of differences smaller than the first or larger than the second the powers of ten are written.
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-4, 1e6
# So many decimals more than the largest difference needs, so that a small one is not written as 0.
MORE_PLACES = 2


def differences(values: Iterable[float]) -> list[str]:
    """Write the differences of a column with their signs: three digits of the largest, and as many decimals.

    Parameters
    ----------
    values
        From top to bottom, in one unit; a dash stands for what is not known.
    """
    given = [*values]
    sizes = [abs(value) for value in given if value and math.isfinite(value)]
    largest = max(sizes, default=1.0)
    if not SMALLEST_PLAIN <= largest < LARGEST_PLAIN:
        return [_signed(value, "e", 2) for value in given]
    fewest = max(0, 2 - math.floor(math.log10(largest)))
    places = next(
        (more for more in range(fewest, fewest + MORE_PLACES) if min(sizes, default=1.0) >= 0.5 / 10**more),
        fewest + MORE_PLACES,
    )
    return [_signed(value, "f", places) for value in given]


def _signed(value: float, kind: str, places: int) -> str:
    if math.isnan(value):
        return NOTHING
    text = f"{value:+.{places}{kind}}"
    return text if re.search(r"[1-9]", text) else text[1:]


def _room(value: float, ordered: Sequence[float]) -> float:
    """Compute the distance from a number to the nearest other number, or to 1 where it is near."""
    if not math.isfinite(value):
        return math.inf
    noise = SAME * abs(value)
    place = bisect_left(ordered, value)
    below = next((value - other for other in reversed(ordered[:place]) if value - other > noise), math.inf)
    above = next((other - value for other in ordered[place + 1 :] if other - value > noise), math.inf)
    to_1 = abs(abs(value) - 1)
    return min(below, above, to_1 if noise < to_1 < NEAR_ONE else math.inf)


def _written(value: float, room: float, digits: int) -> str:
    size = abs(value)
    if size < EXACT and value.is_integer():
        return _whole(value, needs_digits=_needs_digits(value, room, digits), digits=digits)
    full = size < FULL or _needs_digits(value, room, digits)
    before_point = len(str(int(size))) if full else 1
    for count in range(max(digits, before_point), MOST_DIGITS):
        text = f"{value:.{count}g}"
        if abs(float(text) - value) <= ROUNDING * room:
            return _without_power(text, value) if full or count > digits else text
    return _without_power(repr(value), value)


def _without_power(text: str, value: float) -> str:
    """Write out what was rounded to a power of ten, where its digits are in the way of nothing."""
    if "e" not in text or not PLAIN_FROM <= abs(value) < PLAIN_TO:
        return text
    before_point = len(str(int(abs(value))))
    written = len(text.partition("e")[0].lstrip("-").replace(".", ""))
    full = f"{value:.{max(before_point, written)}g}"
    return f"{float(full):z.0f}" if "e" in full else full


def _needs_digits(value: float, room: float, digits: int) -> bool:
    """Whether the next number is so near that a power of ten would hide what tells them apart."""
    return abs(value) < PLAIN_TO and room < abs(value) / 10 ** (digits - 1)


def _whole(value: float, *, needs_digits: bool, digits: int) -> str:
    """Write a whole number in full, or as a power of ten where it is a large round one that stands alone."""
    full = f"{value + 0.0:z.0f}"
    count = len(full.lstrip("-").rstrip("0"))
    if abs(value) < FULL_WHOLE or count > digits or needs_digits:
        return full
    power = f"{value:.{count - 1}e}"
    return full if len(full) <= len(power) else power


def figure(value: float) -> str:
    """Write three decimals, a dash for what is not known, never a negative zero."""
    if math.isnan(value):
        return NOTHING
    return f"{value:z.3f}"


def interval(low: float, high: float) -> str:
    """Write an interval: ``0.312 to 0.512``."""
    return f"{figure(low)} to {figure(high)}" if math.isfinite(low) and math.isfinite(high) else NOTHING


def p_text(p_value: float) -> str:
    """Write a p-value: ``p < 0.001`` or ``p = 0.012``."""
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:z.3f}"


def factor(log_ratio: float) -> str:
    """Write the factor that a difference of natural logarithms stands for: ``2.72`` for 1."""
    return rounded(math.exp(min(log_ratio, 700.0)))
