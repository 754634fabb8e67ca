"""What is computed once for each ranking, its runs or its forest, and forgotten with it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable

Of = TypeVar("Of")
Result = TypeVar("Result")


def remembered(compute: Callable[[Of], Result]) -> Callable[[Of], Result]:
    """Let a function of one object compute once for each, as long as the object is there.

    Parameters
    ----------
    compute
        What it returns must not hold the object, which would never be freed.
    """
    known: WeakKeyDictionary[Any, Result] = WeakKeyDictionary()

    @wraps(compute)
    def recall(of: Of) -> Result:
        if of not in known:
            known[of] = compute(of)
        return known[of]

    return recall
