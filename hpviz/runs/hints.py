"""What a source knows of its search, beside the runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.metric_names import Goal

Known = TypeVar("Known")


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What the source itself knows about its search.

    Attributes
    ----------
    objective
        The metric that the search optimised.
    goals
        Metric name to ``"minimize"`` or ``"maximize"``.
    log
        Param name to whether it was searched on a log scale.
    bounds
        Param name to (low, high) of the search space.
    choices
        Param name to the texts of its choices, as `Column.levels` has them.
    steps
        Param name to the step of its grid, which begins at the low bound.
    """

    objective: str | None = None
    goals: Mapping[str, Goal] = field(default_factory=dict)
    log: Mapping[str, bool] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)

    def renamed(self, new: Mapping[str, str]) -> Hints:
        """Call what has a new name by it."""

        def by_new_name(known: Mapping[str, Known]) -> dict[str, Known]:
            return {new.get(name, name): value for name, value in known.items()}

        return Hints(
            objective=None if self.objective is None else new.get(self.objective, self.objective),
            goals=by_new_name(self.goals),
            log=by_new_name(self.log),
            bounds=by_new_name(self.bounds),
            choices=by_new_name(self.choices),
            steps=by_new_name(self.steps),
        )
