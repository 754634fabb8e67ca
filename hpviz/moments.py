"""Moments of time, of the seconds that runs have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Counted from here: Windows itself makes no moment of seconds before 1970.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def moment_at(seconds: float) -> datetime:
    """Convert seconds since 1970 to a moment, in UTC; to the first or the last where there is none."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return FIRST if seconds < 0 else LAST
