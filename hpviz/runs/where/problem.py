"""What is wrong with an expression, and where in its text."""

from __future__ import annotations

import re

from hpviz.errors import HpvizError

# So much of a long expression is shown on either side of the place.
SIDE = 60


class ExpressionError(HpvizError):
    """A refusal of an expression: the sentence, the text, and the place in it.

    Parameters
    ----------
    sentence
        What is wrong, and what is accepted.
    text
        The whole expression.
    start, end
        Where in it: ``text[start:end]``; both are its length where something is missing at the end.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> hpviz.rank(VEHICLE, "val_acc", where="width > 16 and depth = 3")
    Traceback (most recent call last):
    ...
    hpviz.runs.where.problem.ExpressionError: = is no comparison; write ==
      width > 16 and depth = 3
                           ^
    """

    def __init__(self, sentence: str, text: str, start: int, end: int) -> None:
        super().__init__(f"{sentence}\n{_pointed(text, start, end)}")
        self.sentence = sentence
        self.text = text
        self.start = start
        self.end = end

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, str, int, int]]:
        return type(self), (self.sentence, self.text, self.start, self.end)


def _pointed(text: str, start: int, end: int) -> str:
    """Write the expression on a line, with carets below the place."""
    low, high = max(0, start - SIDE), min(len(text), end + SIDE)
    before, after = "…" if low else "", "…" if high < len(text) else ""
    line = re.sub(r"\s", " ", text[low:high])
    return f"  {before}{line}{after}\n  {' ' * (len(before) + start - low)}{'^' * max(1, end - start)}"
