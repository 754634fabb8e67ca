"""Figures as JSON, which has no number for what means nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def figure(value: Any) -> Any:
    """Return a number, or None for what JSON has no number for; of several a list."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple) else value


def as_columns(rows: Iterable[object], fields: Iterable[str]) -> dict[str, list[Any]]:
    """Turn rows into parallel lists, one a field; a figure that means nothing is None."""
    rows = list(rows)
    return {field: [figure(getattr(row, field)) for row in rows] for field in fields}
