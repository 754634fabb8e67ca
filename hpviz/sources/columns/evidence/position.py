"""Where a column stands: tables list what was chosen and then what came out, or the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence.votes import Vote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# How often a column stands among those of the other kind.
MISPLACED = 0.06
# How often choices stand first, results do, and columns stand in no such order.
FIRST, LAST, MIXED = 0.65, 0.15, 0.2
# The most that a place says, and the least that is worth a vote.
MOST, LEAST = 3.0, 0.3
# What is known of a column counts so much, however many votes it has.
SUREST = 4.0
# Without a choice and a result of which so much is known there is no border; of more columns none is sought.
KNOWN, MOST_COLUMNS = 1.0, 300


def votes_by_place(odds: Mapping[str, float]) -> dict[str, Vote]:
    """Let each column vote with its side of the border between choices and results, wherever that may be.

    Parameters
    ----------
    odds
        What is known of each column apart from its place, in the order of the table: the logarithm of the
        odds that it is a parameter.
    """
    names = list(odds)
    known = [min(odds.values(), default=0) <= -KNOWN, max(odds.values(), default=0) >= KNOWN]
    if not 3 <= len(names) <= MOST_COLUMNS or not all(known) or _is_sorted(names):
        return {}
    chances = 1 / (1 + np.exp(-np.clip(np.array(list(odds.values())), -SUREST, SUREST)))
    votes = {}
    for place, (name, weight) in enumerate(zip(names, _weights(chances), strict=True)):
        if abs(weight) >= LEAST:
            kind = "parameters" if weight > 0 else "results"
            inside = 0 < place < len(names) - 1
            votes[name] = Vote(weight, f"it stands {'among' if inside else 'beside'} known {kind}")
    return votes


def _is_sorted(names: list[str]) -> bool:
    """Whether the columns stand in the order of the alphabet, which says nothing of what they are."""
    folded = [name.casefold() for name in names]
    return len(names) > 4 and (folded == sorted(folded) or names == sorted(names))


def _weights(chances: Floats) -> list[float]:
    """Shape (columns,): the logarithm of the odds by the places of all other columns."""
    among_choices = np.log(chances * (1 - MISPLACED) + (1 - chances) * MISPLACED)
    among_results = np.log(chances * MISPLACED + (1 - chances) * (1 - MISPLACED))
    share = float(np.clip(chances.mean(), 0.2, 0.8))
    anywhere = np.log(chances * share + (1 - chances) * (1 - share))
    n = len(chances)
    before = np.tri(n + 1, n, -1, dtype=bool)  # shape (borders, columns): whether it stands before
    weights = []
    for place in range(n):
        others = np.arange(n) != place
        orders = {
            True: np.where(before, among_choices, among_results)[:, others].sum(axis=1)
            + np.log(FIRST / (n + 1)),
            False: np.where(before, among_results, among_choices)[:, others].sum(axis=1)
            + np.log(LAST / (n + 1)),
        }
        mixed = anywhere[others].sum() + np.log(MIXED)
        top = max(mixed, *(order.max() for order in orders.values()))
        ahead = before[:, place]
        choice = sum(float(np.exp(orders[first][ahead == first] - top).sum()) for first in (True, False))
        result = sum(float(np.exp(orders[first][ahead != first] - top).sum()) for first in (True, False))
        even = 0.5 * float(np.exp(mixed - top))
        for_choice = choice * (1 - MISPLACED) + result * MISPLACED + even
        for_result = result * (1 - MISPLACED) + choice * MISPLACED + even
        weights.append(float(np.clip(np.log(for_choice / for_result), -MOST, MOST)))
    return weights
