"""Counters of the runs of each configuration, which are replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.relations.cells import cells_of
from hpviz.sources.columns.vocabulary.numbering import is_number_of_repetition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column


def with_replicates(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Take for a replicate what counts the runs of each configuration: ``run``, from 1 to 3."""
    params = [column for column in columns.values() if column.role == "param"]
    # They name a replicate where they count the runs of each configuration.
    counters = [
        column
        for column in params
        if column.part == "choice"
        and column.active
        and is_number_of_repetition(column.name.rpartition(".")[2])
    ]
    changed = {}
    for counter in counters:
        others = [column for column in params if column is not counter and column.part != "replicate"]
        if others and _counts_within(counter, cells_of(others, len(counter.numbers))):
            changed[counter.name] = counter.labelled(part="replicate")
    return {**columns, **changed}


def _counts_within(counter: Column, cells: NDArray[np.intp]) -> bool:
    """Whether most configurations have several runs, each with its number from 0 or 1 on."""
    numbers = counter.numbers
    if not len(numbers) or not np.isfinite(numbers).all() or numbers.min() not in {0, 1}:
        return False
    order = np.lexsort((numbers, cells))
    starts = np.flatnonzero(np.diff(cells[order], prepend=-1))
    counts = np.diff(np.append(starts, len(cells)))
    expected = np.arange(len(cells)) - np.repeat(starts, counts) + numbers.min()
    return bool(np.median(counts) >= 2 and np.array_equal(numbers[order], expected))
