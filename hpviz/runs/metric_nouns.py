"""The nouns of metrics' names: how soon each is looked at, what is said beside it, and what they share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import (
    MOST_REMEMBERED,
    QUALIFIERS,
    decisive_word,
    is_objective,
    known_words,
    segments,
    tokens,
    undeclared,
)
from hpviz.runs.metric_vocabulary import LOWER_BY_FAMILY
from hpviz.runs.metric_vocabulary.precedence import (
    ADDED_TERMS,
    COMPARISONS,
    COUNTED,
    COUNTING,
    ESTIMATES,
    FIRST_NOUNS,
    LOSSES,
    PARTS,
    PROFITS,
    REFERENCES,
    RISKS,
    WINS,
)
from hpviz.runs.relations.folds import SUMMARIES, is_summary

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def are_terms(names: Sequence[str]) -> bool:
    """Whether these are several losses that may be added up: ``recon_loss`` beside ``style_loss``."""
    bare = [undeclared(name) for name in names]
    return len(bare) > 1 and all(decisive_word(name) in LOSSES and extra_words(name) for name in bare)


def is_mean_of(name: str, part: str) -> bool:
    """Whether this is the mean of several, of which the other is one: ``Average WER``, ``SADA WER``."""
    is_mean = bool(SUMMARIES & {*tokens(name)}) and not extra_words(name)
    return is_mean and decisive_word(name) == decisive_word(part)


def beside_profits(names: Sequence[str]) -> set[str]:
    """Find what was risked and the shares of trades that were won where it stands what they brought."""
    words = {name: decisive_word(undeclared(name)) for name in names}
    return {name for name in names if words[name] in WINS | RISKS} if PROFITS & {*words.values()} else set()


def is_gap(name: str) -> bool:
    """Whether this is how far a result is from the best one: ``opt_gap``."""
    return decisive_word(undeclared(name)) in LOWER_BY_FAMILY["differences"]


def is_comparison(name: str, word: str | None) -> bool:
    """Whether this compares results, or counts what they are made of."""
    named = tokens(name)
    is_counted = len(named) > 1 and named[0] in COUNTING and word != named[0] + named[1]  # not "nDCG"
    counts = is_counted or name.startswith("#")
    beside = REFERENCES | ESTIMATES | (ADDED_TERMS if word in LOSSES else frozenset())
    return bool(set(named) & beside) or counts or word in PARTS | COMPARISONS | COUNTED
