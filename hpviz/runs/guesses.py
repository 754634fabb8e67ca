"""What nothing declares of the runs that were read: the roles of columns, and the metric to begin with."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from hpviz.formatting import listed, some

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.runs.column import Column

# So many columns are named.
MOST_NAMED = 6
# Why a column is set aside that may be a param, but was not varied.
ONE_VALUE = "one value only"


@dataclass(frozen=True)
class Guesses:
    """What nothing declares: guessed roles, columns left out with a question, and which metric counts.

    Attributes
    ----------
    params, metrics, aside
        Names, in the order of the source.
    metric
        The default metric, where others may be meant as well; else an empty text.
    rivals
        These others, in the order of the source.
    """

    params: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    _: KW_ONLY
    metric: str = ""
    rivals: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Mapping[str, Column]) -> Guesses:
        """Take the columns whose roles neither source nor person says; not the metric."""
        guessed = [column for column in columns.values() if column.guessed]
        params, metrics, aside = (
            tuple(column.name for column in guessed if column.role == role)
            for role in ("param", "metric", "aside")
        )
        return cls(params=params, metrics=metrics, aside=aside)

    def __bool__(self) -> bool:
        return bool(self.params or self.metrics or self.aside or self.metric)

    def of_columns(self) -> Guesses:
        """Leave out the metric, as where somebody has chosen one."""
        return replace(self, metric="", rivals=())

    def lines(self) -> list[str]:
        """Write them for a terminal, a line for the columns and one for the metric."""
        parts = [f"{word} {some(names)}" for word, names in self.parts() if names]
        lines = [f"  guessed  {'; '.join(parts)}"] if parts else []
        return lines + (
            [f"  metric   {self.metric}, a guess: as likely {some(self.rivals)}"] if self.metric else []
        )

    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List the names of columns by what they were taken for."""
        return ("params", self.params), ("metrics", self.metrics), ("left out", self.aside)


def left_out_note(names: Sequence[str]) -> str:
    """Write which columns are left out with a question; empty where none is."""
    return f"Left out until you say what they are: {listed(names, MOST_NAMED, last=', ')}." if names else ""


def current_notes(notes: Sequence[str], before: Guesses, after: Guesses) -> tuple[str, ...]:
    """Bring the note on what is left out up to date, once roles were corrected."""
    old, new = left_out_note(before.aside), left_out_note(after.aside)
    return tuple(filter(None, (new if note == old else note for note in notes)))
