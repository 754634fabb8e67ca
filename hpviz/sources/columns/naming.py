"""From the names in the source to the names to show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.sources.columns.prefixes import Prefixes


def shown_names(given: Iterable[str], prefixes: Prefixes) -> dict[str, str]:
    """Choose the name to show for each given name: without its prefix where that leaves it unambiguous."""
    given = list(given)
    counts = Counter(prefixes.rest(name) for name in given)
    return {name: prefixes.rest(name) if counts[prefixes.rest(name)] == 1 else name for name in given}
