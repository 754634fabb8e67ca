"""Texts that somebody, or the program, wrote down about a few runs: notes, comments, errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence import relations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Column

FEWEST = 8
# Of fewer runs that have a text each has some choice for itself.
FEWEST_THERE = 3
# A remark is there in less than this share of the runs, or of the runs that have one most have their own.
RARE = 0.5
# Of the runs with a text, the share without a result, from which on it tells of failure.
FAILED = 0.8
_WORD = re.compile(r"[^\W\d_]{2,}")
_NOTHING = frozenset({"None", ""})


def is_remark(column: Column, results: Sequence[Column], choices: Sequence[Column]) -> str:
    """Whether a column of text holds remarks: why, or an empty text where it may be a choice.

    Parameters
    ----------
    column
        A column of text.
    results
        What came of the runs.
    choices
        Columns of which one may decide whether a run has this one at all.
    """
    written = _written(column)
    rows, count = len(written), int(written.sum())
    if rows < FEWEST or count == 0:
        return ""
    texts = [level for level in column.levels if level not in _NOTHING]
    prose = 2 * sum(map(is_prose, texts)) > len(texts)
    if count == rows or 2 * count > rows:
        if prose and 2 * len(texts) > count >= FEWEST:
            return "most runs have a text of their own"
        return "runs have it that failed" if _tells_of_failure(written, results) else ""
    if count >= FEWEST_THERE and relations.conditional_on(column, choices):
        return ""
    if _tells_of_failure(written, results):
        return "runs have it that failed"
    return "a few runs have it, in words of a remark" if prose and count < RARE * rows else ""


def is_prose(text: str) -> bool:
    """Whether a text is of several words, as sentences are and names of choices are not."""
    words = text.split()
    return len(words) >= 2 and sum(bool(_WORD.search(word)) for word in words) >= 2


def _written(column: Column) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Shape (runs,): whether there is a text."""
    nothing = [code for code, level in enumerate(column.levels) if level in _NOTHING]
    return (column.codes >= 0) & ~np.isin(column.codes, nothing)


def _tells_of_failure(written: np.ndarray[tuple[int], np.dtype[np.bool_]], results: Sequence[Column]) -> bool:
    """Whether results lack where the text stands, and are there where it does not."""
    if written.all():
        return False
    for result in results:
        lacks = ~np.isfinite(result.numbers)
        if lacks[written].mean() >= FAILED and lacks[~written].mean() <= 1 - FAILED:
            return True
    return False
