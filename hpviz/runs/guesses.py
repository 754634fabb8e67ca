"""Which roles of columns were guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guesses:
    """What nothing declares: columns whose role was guessed, and those left out with a question.

    Attributes
    ----------
    params, metrics, aside
        Names, in the order of the source.
    """

    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.params or self.metrics or self.aside)

    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List the names by what they were taken for."""
        return ("params", self.params), ("metrics", self.metrics), ("left out", self.aside)
