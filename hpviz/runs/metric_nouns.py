"""The noun of a metric's name: how soon it is looked at, and what the name says beside it."""

from __future__ import annotations

import re
from functools import lru_cache

from hpviz.runs.metric_names import (
    MOST_REMEMBERED,
    QUALIFIERS,
    decisive_word,
    is_objective,
    known_words,
    segments,
    tokens,
)
from hpviz.runs.metric_vocabulary.precedence import FIRST_NOUNS
from hpviz.runs.relations.folds import is_summary

_SCORE = FIRST_NOUNS.index(("score",))
# "return_5d" is of five days.
_HORIZON = re.compile(r"(?:^|[^0-9A-Za-z])([0-9]+(?:[smhdwy]|min|mo))(?![0-9A-Za-z])")


def extra_words(name: str) -> list[str]:
    """List the words of a name that say of what it is apart from its noun: ``kl`` of ``kl_loss``."""
    named = tokens(name)
    word = decisive_word(name)
    if horizons := _HORIZON.findall(name):
        return horizons
    covered = {
        place + offset
        for place, known in known_words(named)
        if known == word
        for offset in range(known.count("_") + 1)
    }
    # Of "valF1" it is the parts that count, unless the whole is known.
    for segment in segments(name):
        parts = tokens(segment)
        if len(parts) > 1:
            place = next(at for at in range(len(named)) if named[at : at + len(parts)] == parts)
            covered |= {*range(place, place + len(parts))} if word == parts[-1] else {place + len(parts) - 1}
    return [
        part
        for place, part in enumerate(named)
        if not (place in covered or part in QUALIFIERS or part.isdigit() or len(part) == 1)
    ]


@lru_cache(maxsize=MOST_REMEMBERED)
def noun_rank(name: str) -> int | None:
    """Rank of a name's noun in the order of preference, or None where the name is unknown."""
    if is_objective(name):
        return 0
    if is_summary(name):
        return _SCORE
    word = decisive_word(name)
    if word is None:
        return None
    parts = {word, word.removesuffix("s"), *word.split("_")}
    return next((rank for rank, nouns in enumerate(FIRST_NOUNS) if parts & set(nouns)), len(FIRST_NOUNS))
