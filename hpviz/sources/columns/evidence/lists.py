"""Lists written as text that hold results: the values of folds, the mean of which is in the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.runs.column import Column

FEWEST_DIFFERENT = 3
_LIST = re.compile(r"\s*[\[(].*[\])]\s*", re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_SUMMARIES = (np.mean, np.median, np.min, np.max, lambda numbers: numbers[-1], np.sum)
_CLOSE = 1e-3


def summed_up_by(column: Column, numbers: Iterable[Column]) -> str:
    """Find the column that holds the mean, the best, the last … of each list of this one."""
    levels = column.levels
    if len(levels) < FEWEST_DIFFERENT or not all(map(_LIST.fullmatch, levels)):
        return ""
    lists = [np.array([float(number) for number in _NUMBER.findall(level)]) for level in levels]
    if any(len(values) < 2 for values in lists):
        return ""
    rows = column.codes >= 0
    for summary in _SUMMARIES:
        expected = np.array([summary(values) for values in lists])[column.codes[rows]]
        if len(np.unique(expected)) < FEWEST_DIFFERENT:
            continue
        for other in numbers:
            if np.allclose(other.numbers[rows], expected, rtol=_CLOSE, atol=0):
                return other.name
    return ""
