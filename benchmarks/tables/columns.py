"""A column of a made-up table, and what it truly is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from hpviz.runs.metric_names import Goal

# A newer reader may have a role of its own for these.
PARTS = {
    "param": frozenset({"param"}),
    "fidelity": frozenset({"param", "fidelity"}),
    "task": frozenset({"param", "task"}),
    "replicate": frozenset({"param", "replicate"}),
}
METRIC = frozenset({"metric"})
RESULT = frozenset({"metric", "aside"})
ASIDE = frozenset({"aside"})
# What follows from the params (the size of a model) may be shown as any,
# and what is the same in all runs as a param.
EITHER = frozenset({"param", "metric", "aside"})
SAME = frozenset({"param", "aside", "fidelity", "task", "replicate"})


@dataclass(frozen=True, eq=False, kw_only=True)
class MadeColumn:
    """A column before it is written.

    Attributes
    ----------
    name
        As the table has it.
    kind
        What it is, in a word or two: errors are counted by it.
    cells
        Shape (runs,): numbers, text, booleans; None where there is nothing.
    roles
        The roles in which it is read right.
    goal
        Of a metric: whether it is to be small or large; None where its name cannot tell.
    main
        It may be the default metric.
    spread
        Shape (runs,): what is written behind ± in each cell; None where that is not done.
    style
        How its cells are written (`benchmarks.tables.cells`): "" for plain numbers and text.
    """

    name: str
    kind: str
    cells: Sequence[object]
    roles: frozenset[str]
    goal: Goal | None = None
    main: bool = False
    spread: Sequence[float] | None = None
    style: str = ""

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers and nothing else."""
        there = [cell for cell in self.cells if cell is not None]
        return bool(there) and all(type(cell) in {int, float} for cell in there)


def spelled(names: str, rng: np.random.Generator) -> str:
    """Pick a spelling."""
    return str(rng.choice(names.split("|")))
