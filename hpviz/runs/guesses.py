"""What nothing declares of the runs that were read: the roles of columns, and the metric to begin with."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from hpviz.checks import columns as checks
from hpviz.formatting.words import listed, some

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.checks import Note
    from hpviz.runs.column import Column

# So many columns are named.
MOST_NAMED = 6
# Why a column is set aside that may be a param, but was not varied.
ONE_VALUE = "one value only"
# Why the column is set aside that says which of several sources a run is from.
FROM_SOURCE = "which source the run is from"


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

    def without(self, metrics: Sequence[str]) -> Guesses:
        """Leave out metrics that somebody has named: that they are results is no guess then."""
        return replace(self, metrics=tuple(name for name in self.metrics if name not in metrics))

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


def left_out_note(names: Sequence[str]) -> list[Note]:
    """Write which columns are left out with a question; none where none is."""
    left_out = f"Left out until you say what they are: {listed(names, MOST_NAMED, last=', ')}."
    return [checks.LEFT_OUT.note(left_out)] if names else []


NOT_SAID = (
    "The columns do not say which are parameters and which are metrics, so it was guessed from their "
    "names and values"
)


def roles_note(metrics: Sequence[str], *, has_metric: bool) -> Note:
    """Write that roles were guessed, and of which columns that they are metrics.

    Parameters
    ----------
    metrics
        Those that were guessed to be.
    has_metric
        Whether there is any metric, guessed or named.
    """
    taken = f": {listed(metrics, MOST_NAMED, last=', ')} taken as metric{'s' if len(metrics) > 1 else ''}"
    no_metric = "" if has_metric else ": no metric found"
    return checks.ROLES_GUESSED.note(
        f"{NOT_SAID}{taken if metrics else no_metric}. Correct it with params=[...] and metrics=[...]."
    )


def current_notes(notes: Sequence[Note], after: Guesses, *, has_metric: bool) -> tuple[Note, ...]:
    """Bring the notes on guessed roles up to date, once some were corrected or the metric was named.

    Parameters
    ----------
    notes
        As they were written when the runs were read.
    after
        What is a guess now.
    has_metric
        As in `roles_note`.
    """
    now = {checks.LEFT_OUT: left_out_note(after.aside), checks.ROLES_GUESSED: []}
    if after.of_columns():
        now[checks.ROLES_GUESSED] = [roles_note(after.metrics, has_metric=has_metric)]
    current = (now.get(note.check, [note]) for note in notes)
    return tuple(dict.fromkeys(note for same_kind in current for note in same_kind))
