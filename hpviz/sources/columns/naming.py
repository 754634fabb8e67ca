"""From the names in the source to the names to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hpviz.runs import Hints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs import History
    from hpviz.sources.columns.prefixes import Prefixes


def shown_names(given: Iterable[str], prefixes: Prefixes) -> dict[str, str]:
    """Choose the name to show for each given name: without its prefix where that leaves it unambiguous."""
    given = list(given)
    counts = Counter(prefixes.rest(name) for name in given)
    return {name: prefixes.rest(name) if counts[prefixes.rest(name)] == 1 else name for name in given}


def renamed_hints(hints: Hints, shown: Mapping[str, str]) -> Hints:
    """Rename what the source knows of its search to the names to show."""
    return Hints(
        objective=None if hints.objective is None else shown.get(hints.objective, hints.objective),
        goals={shown.get(name, name): goal for name, goal in hints.goals.items()},
        log={shown.get(name, name): log for name, log in hints.log.items()},
        bounds={shown.get(name, name): bounds for name, bounds in hints.bounds.items()},
        choices={shown.get(name, name): choices for name, choices in hints.choices.items()},
        steps={shown.get(name, name): step for name, step in hints.steps.items()},
    )


def renamed_history(history: History | None, shown: Mapping[str, str]) -> History | None:
    """Keep the steps under the names to show."""
    if history is None:
        return None
    return replace(history, values={shown.get(name, name): values for name, values in history.values.items()})
