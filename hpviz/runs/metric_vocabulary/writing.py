"""How words are written down here: as a text, so that they can be read."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Write a set of words as a text, so that it can be read."""
    return frozenset(text.split())
