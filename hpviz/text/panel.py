"""What the panel itself says: of exports, failures and what is being computed."""

from __future__ import annotations

from hpviz.errors import HpvizError

PLACED = "It stands below the panel and is saved with the notebook."
NO_PLACE = "This panel is not the result of a cell, so there is no place below it: display it as one."
CANCELLED = "Cancelled."
CANCELLED_EARLY = "Cancelled: only the correlations were computed."
GROWING = "growing the forest"


def failure(error: Exception, what: str = "") -> str:
    """Write a refusal as it is, and any other error with its kind.

    Parameters
    ----------
    what
        What failed, where it is known: ``"on this choice"``.
    """
    if isinstance(error, HpvizError):
        return str(error)
    return f"hpviz failed{f' {what}' if what else ''} ({type(error).__name__}: {error})."
