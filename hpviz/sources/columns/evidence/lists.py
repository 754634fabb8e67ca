"""Lists written as text that hold results: the values of folds, the mean of which is in the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.reasons import plain_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.runs.column import Column

FEWEST_DIFFERENT = 3
_LIST = re.compile(r"\s*[\[(].*[\])]\s*", re.DOTALL)
_ITEM = re.compile(r"[^\s,;\[\]()]+")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_SUMMARIES = (np.mean, np.median, np.min, np.max, lambda numbers: numbers[-1], np.sum)
_CLOSE = 1e-3


def are_own_lists(column: Column) -> bool:
    """Whether most runs have a list for themselves, of more items than there are lists: what they selected.

    Layers of a network are lists too, of the same few sizes.
    """
    lists = [column.levels[code] for code in column.present]
    if not len(lists) >= FEWEST_DIFFERENT or 2 * len(lists) <= column.active:
        return False
    if not all(text.lstrip().startswith(("[", "(")) for text in lists):  # the end of a long text is cut
        return False
    return len({item for text in lists for item in _ITEM.findall(text)}) > len(lists)


def summed_up_by(column: Column, numbers: Iterable[Column]) -> str:
    """Find the column that holds the mean, the best, the last … of each list of this one."""
    levels = [plain_numbers(level) for level in column.levels]
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
