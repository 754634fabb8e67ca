"""Dates in an expression: a day lasts from midnight to midnight (UTC), a moment is itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.runs.where.expression import Operator

LENGTH_OF_A_DAY = len("2026-01-31")


@dataclass(frozen=True)
class Span:
    """Seconds since 1970, from `low` to before `high`; a moment where the two are one."""

    low: float
    high: float

    @classmethod
    def of(cls, text: str) -> Span | None:
        """Read a date, or a date and a time; None where the text is neither. Without a zone it is UTC."""
        try:
            start = datetime.fromisoformat(text.strip())
            start = start if start.tzinfo else start.replace(tzinfo=UTC)
            is_day = len(text.strip()) <= LENGTH_OF_A_DAY
            end = start + timedelta(days=1) if is_day else start
            return cls(start.timestamp(), end.timestamp())
        except (ValueError, OverflowError):
            return None

    def compare(self, moments: FloatArray, operator: Operator) -> BoolArray:
        """Compare moments to it; before it, within it or after it."""
        before = moments < self.low
        after = moments >= self.high if self.high > self.low else moments > self.high
        within = ~before & ~after & (moments == moments)  # noqa: PLR0124 - not NaN
        table = {
            "<": before,
            "<=": before | within,
            "==": within,
            "!=": before | after,
            ">=": within | after,
            ">": after,
        }
        result: BoolArray = table[operator]
        return result
