"""What several sources know of their search, taken together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.runs import Hints

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def joined_hints(hints: Sequence[Hints]) -> Hints:
    """Join what sources know: the widest bounds, all choices, and a scale or a step where all agree on it.

    Of objectives and goals that differ, the first counts.
    """
    goals = {name: goal for of_part in reversed(hints) for name, goal in of_part.goals.items()}
    return Hints(
        objective=next((of_part.objective for of_part in hints if of_part.objective is not None), None),
        goals=goals,
        log=_joined([of_part.log for of_part in hints], _same),
        bounds=_joined([of_part.bounds for of_part in hints], _widest),
        choices=_joined([of_part.choices for of_part in hints], _all),
        steps=_joined([of_part.steps for of_part in hints], _same),
    )


def _joined(parts: Sequence[Mapping[str, Any]], join: Callable[[list[Any]], Any]) -> dict[str, Any]:
    names = dict.fromkeys(name for part in parts for name in part)
    values = {name: join([part[name] for part in parts if name in part]) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _same(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else None


def _widest(bounds: list[tuple[float, float]]) -> tuple[float, float]:
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _all(choices: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice for of_part in choices for choice in of_part))
