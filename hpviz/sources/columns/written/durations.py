"""Durations as people and programs write them: 1h 3m, 42.3min, 0:01:34, 0 days 00:07:32, PT1H3M."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.sources.columns.written.separators import COMMAS, number_in, number_pattern

if TYPE_CHECKING:
    from hpviz.sources.columns.written.separators import Comma

_HUNDRED = 100  # what the parts of a split such as 80:10:10 sum to

_IN_SECONDS = {
    "seconds": 1.0, "second": 1.0, "secs": 1.0, "sec": 1.0, "s": 1.0,
    "minutes": 60.0, "minute": 60.0, "mins": 60.0, "min": 60.0, "m": 60.0,
    "hours": 3600.0, "hour": 3600.0, "hrs": 3600.0, "hr": 3600.0, "h": 3600.0,
    "days": 86400.0, "day": 86400.0, "d": 86400.0,
    "weeks": 604800.0, "week": 604800.0, "w": 604800.0,
    "ms": 1e-3, "msec": 1e-3, "us": 1e-6, "µs": 1e-6, "\u03bcs": 1e-6, "ns": 1e-9,
}  # fmt: skip
SHORT = frozenset({"ms", "msec", "us", "µs", "\u03bcs", "ns"})
# Alone these may stand for millions, dimensions or widths.
UNSURE = frozenset({"m", "d", "w"})

_DAYS = re.compile(
    r"(?P<sign>-?)\s*(?:(?P<days>[0-9]+)(?:\s*d(?:ays?)?,?\s*[+]?|-))?\s*"
    r"(?:(?P<hours>[0-9]+):(?P<minutes>[0-5][0-9]):(?P<seconds>[0-5][0-9](?:[.,][0-9]+)?))?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?P<minutes>[0-9]{1,3}):(?P<seconds>[0-5][0-9](?:[.,][0-9]+)?)")
_ISO = re.compile(
    r"P(?:(?P<d>[0-9.,]+)D)?(?:T(?:(?P<h>[0-9.,]+)H)?(?:(?P<min>[0-9.,]+)M)?(?:(?P<s>[0-9.,]+)S)?)?"
)
LASTS = re.compile(r"time|duration|elapsed|runtime|took|wall|latency|eta\b", re.IGNORECASE)
_PART = {
    comma: re.compile(rf"([-\u2212]?)({number_pattern(comma)})\s*([^\W\d_]+)(?:\s*(?:,|and)\s*|\s*)")
    for comma in COMMAS
}


def is_split(word: str) -> bool:
    """Whether this is a split of the data, 80:10:10."""
    parts = word.split(":")
    return all(part.isdecimal() for part in parts) and sum(map(int, parts)) == _HUNDRED


def clock(word: str, *, in_minutes: bool) -> float | None:
    """Read 0:01:34 and 0 days 00:07:32.5; of 12:30 the column must say that it lasts."""
    match = _DAYS.fullmatch(word)
    if match is not None and (match["hours"] or (match["days"] and "day" in word.lower())):
        parts = [
            float((match[part] or "0").replace(",", ".")) for part in ("days", "hours", "minutes", "seconds")
        ]
        time = ((parts[1] * 60) + parts[2]) * 60 + parts[3]
        # As pandas writes: of "-1 days +23:59:00" only the days are negative.
        sign = -1 if match["sign"] else 1
        return sign * parts[0] * 86400 + (time if match["days"] else sign * time)
    minutes = _MINUTES.fullmatch(word) if in_minutes else None
    if minutes is None:
        return None
    return int(minutes["minutes"]) * 60 + float(minutes["seconds"].replace(",", "."))


def lasting(word: str, comma: Comma) -> float | None:
    """Read 1.3h, 1h 3m, 2 hours, 5 minutes and PT1H3M: parts with their units, the long ones first."""
    if word.startswith("P") and len(word) > 2 and (iso := _ISO.fullmatch(word)) is not None:
        parts = {unit: number_in(text, comma) for unit, text in iso.groupdict().items() if text}
        return sum((number or 0) * _IN_SECONDS[unit] for unit, number in parts.items()) if parts else None
    parts_of = _PART[comma].findall(word)
    # "M" stands for millions.
    units = [_IN_SECONDS.get(unit.lower() if len(unit) > 1 else unit) for _, _, unit in parts_of]
    if not units or None in units or _PART[comma].sub("", word).strip(" ,"):
        return None
    lengths = [unit for unit in units if unit is not None]
    if lengths != sorted(set(lengths), reverse=True):
        return None
    sign = -1 if parts_of[0][0] else 1
    return sign * sum(
        (number_in(text, comma) or 0) * length for (_, text, _), length in zip(parts_of, lengths, strict=True)
    )
