"""A check, and a note that it writes: a sentence with the code of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Check:
    """A kind of note.

    Attributes
    ----------
    code
        ``"HP012"``: never changed, and never used for anything else.
    name
        What was noticed, in a few words.
    means
        What that does to the figures, or to what is read.
    remedy
        What to do about it.
    """

    code: str
    name: str
    means: str
    remedy: str

    def note(self, text: str) -> Note:
        """Write a note of this kind.

        Parameters
        ----------
        text
            The sentence, with names and counts.
        """
        return Note(text, self)


class Note(str):
    """A sentence for the screen, which is its text, with the kind that it is of.

    Parameters
    ----------
    text
        The sentence.
    check
        Its kind.

    Examples
    --------
    >>> import hpviz
    >>> runs = hpviz.read([{"lr": 0.1, "loss": 0.5}, {"lr": 0.2, "loss": 0.4}])
    >>> runs.notes[0].code, runs.notes[0].remedy
    ('HP103', 'Say which are which with params=[...] and metrics=[...], or under Parameters.')
    """

    __slots__ = ("check",)

    check: Check

    def __new__(cls, text: str, check: Check) -> Self:
        """Make the text, and keep its kind beside it."""
        note = super().__new__(cls, text)
        note.check = check
        return note

    def __getnewargs__(self) -> tuple[str, Check]:  # type: ignore[override]
        """Return what a copy is made of."""
        return str(self), self.check

    @property
    def code(self) -> str:
        """The code of its kind: ``"HP012"``."""
        return self.check.code

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self.check.remedy

    def written(self, text: str) -> Note:
        """Return a note of the same kind with another text."""
        return Note(text, self.check)
