"""Shares in percent, alone, with their interval and at its ends."""

from __future__ import annotations

from hpviz.formatting.numbers import NOTHING, SAME


def percent(share: float) -> str:
    """Write a share: ``58%``; what is not 0 or all is not written as that: ``under 1%``, ``over 99%``."""
    text = f"{100 * share + 0.0:z.0f}"
    if text in {"0", "-0"}:
        return "under 1%" if share > 0 else "0%"
    return "over 99%" if text == "100" and share < 1 - SAME else f"{text}%"


def percents(low: float, high: float) -> str:
    """Write an interval of shares: ``44-72%`` with an en dash."""
    ends = f"{100 * low:z.0f}", f"{100 * high:z.0f}"
    if ends[0] == ends[1]:
        return percent((low + high) / 2) if ends[0] in {"0", "100"} else f"about {ends[0]}%"
    return f"{NOTHING.join(ends)}%"


def percents_beside(share: float, low: float, high: float) -> tuple[str, str]:
    """Write a share and the interval that stands beside it; the interval is empty where it says no more.

    Examples
    --------
    >>> percents_beside(0.0, 0.0, 0.004)
    ('under 1%', '')
    """
    text, ends = percent(share), percents(low, high)
    if text == "0%" and ends == "under 1%":
        return ends, ""
    if low > 0 and ends.startswith(f"0{NOTHING}"):  # it does not reach 0
        return text, f"up to {100 * high:z.0f}%"
    return text, "" if ends.removeprefix("about ") == text else ends
