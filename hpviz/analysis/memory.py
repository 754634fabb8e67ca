"""What is computed once for each ranking, its runs or its forest, and forgotten with it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar
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


class LastComputed(Generic[Of, Result]):
    """What was computed last of each object, and by which choices; forgotten with the object."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Any, tuple[object, Result]] = WeakKeyDictionary()

    def recall(self, of: Of, choices: object, compute: Callable[[], Result]) -> Result:
        """Return what was computed last of an object, or compute it where that was by other choices."""
        known = self._known.get(of)
        if known is None or known[0] != choices:
            known = self._known[of] = choices, compute()
        return known[1]
