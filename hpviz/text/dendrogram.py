"""Which params moved together, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.analysis.association.correlated_groups import NOT_SEPARABLE
from hpviz.text import target as words
from hpviz.text.correlated_groups import not_separable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.analysis.effects.dendrogram import Dendrogram


def sentences(tree: Dendrogram) -> tuple[str, ...]:
    """Write each group of params that moved together, or that there is none."""
    return tuple(_sentences(tree))


def _sentences(tree: Dendrogram) -> Iterator[str]:
    groups = tree.result.correlated_groups
    yield from (not_separable(group, words.differences(tree.result.target)) for group in groups)
    if not groups:
        left, right, similarity = tree.joins[0]
        yield (
            f"No parameters moved together in these runs. The most similar pair, {tree.leaves[left]} and "
            f"{tree.leaves[right]}, has a similarity of {similarity:z.2f}; from {NOT_SEPARABLE} on, "
            "effects cannot be separated."
        )
    if tree.n_left_out:
        yield (
            f"The tree shows {len(tree.leaves)} parameters, groups first; {tree.n_left_out:,} more are in no "
            "group."
        )
