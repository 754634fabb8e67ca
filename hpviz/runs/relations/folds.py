"""Parts of a result, such as the values of folds, and what sums them up, by names alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from hpviz.runs.metric_names import QUALIFIERS, decisive_word, is_spread, tokens
from hpviz.runs.metric_vocabulary import SPREADS, words
from hpviz.runs.metric_vocabulary.precedence import ENDS, STANDARD_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Fold = Literal["", "alone", "summed"]

SUMMARIES = words("mean avg average overall aggregate")
# Names that differ in a number are of such parts of the data or of repetitions.
FOLDS = words("fold cv split rep repeat seed run")
_FOLD_NUMBER = re.compile(r"(?:fold|cv|split)[_ ]?#", re.IGNORECASE)


def folds_among(names: Iterable[str]) -> dict[str, Fold]:
    """Find names that differ in a number alone, and whether others sum them up.

    ``fold0_acc`` and ``fold1_acc`` are folds of a mean, ``hit@5`` and ``hit@10`` are results.
    """
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(re.sub(r"\d+(?![a-z])", "#", name), []).append(name)
    means = [set(tokens(name)) for name in names if SUMMARIES & set(tokens(name))]
    folds: dict[str, Fold] = {}
    for stem, alike in by_stem.items():
        named = _FOLD_NUMBER.search(stem) is not None
        if "#" not in stem or (len(alike) < 2 and not named):
            continue
        bare = set(tokens(stem)) - FOLDS
        summed = named or any(bare <= mean for mean in means)
        folds.update(dict.fromkeys(alike, "summed" if summed else "alone"))
    return folds


def summaries_among(names: Sequence[str]) -> set[str]:
    """Find the means beside which it stands how far their parts spread, as people write of what counts."""
    spreads = [set(tokens(name)) - SPREADS for name in names if is_spread(tokens(name))]
    means = {name: set(tokens(name)) - SUMMARIES for name in names if SUMMARIES & set(tokens(name))}
    return {name for name, bare in means.items() if any(bare - FOLDS == spread - FOLDS for spread in spreads)}


def ends_among(names: Sequence[str]) -> set[str]:
    """Find the ends of intervals: unknown names that differ in how low and how high they are."""
    by_stem: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        stem = tuple(word for word in tokens(name) if word not in ENDS)
        if len(stem) < len(tokens(name)) and decisive_word(name) is None:
            by_stem.setdefault(stem, set()).add(name)
    return {name for alike in by_stem.values() if len(alike) == 2 for name in alike}


def says_how_sure(named: set[str]) -> bool:
    """Whether these are the words of a standard error, or of an end of an interval: ``ci_lower``."""
    return named <= STANDARD_ERRORS or ("ci" in named and bool(named & ENDS))


def is_summary(name: str) -> bool:
    """Whether this is nothing but the mean of others: ``Average``, ``cv_mean``."""
    named = {word for word in tokens(name) if not word.isdigit()}
    return bool(named & SUMMARIES) and named <= QUALIFIERS | SUMMARIES and decisive_word(name) is None
