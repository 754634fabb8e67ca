"""Which metric a person most likely wants to see first: the barest and most final name of a result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import (
    FINAL,
    QUALIFIERS,
    TEST,
    TRAIN,
    VALIDATION,
    decisive_word,
    is_spread,
    known_words,
    tokens,
)
from hpviz.runs.metric_vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Looked at first, in this order; any other known noun comes after these.
FIRST_NOUNS = (
    ("value", "objective"),
    ("loss",),
    ("acc", "accuracy"),
    ("score",),
    ("error", "err"),
    ("rmse", "mse", "mae"),
    ("nll", "ppl", "perplexity"),
    ("reward", "return", "rew"),
    ("auc", "auroc", "f1", "r2", "cost"),
)
_SCORE = FIRST_NOUNS.index(("score",))
# What a run used up rather than achieved: the last resort.
RESOURCES = words(
    """
    time duration runtime elapsed seconds memory mem throughput fps flops latency epoch epochs usd dollars
    step steps iteration iterations lr size count samples len length params vram walltime ms us sec secs
    hours minutes utilization utilisation occupancy power emissions co2 kwh watts timesteps frames number
    tokens_per_second tokens_per_sec samples_per_second samples_per_sec num n tokens
    """
)
# With what a result is compared, and what is only a part of it.
REFERENCES = words(
    """
    baseline ref reference prev previous naive dummy majority human initial init start before old random
    chance teacher aux auxiliary user attrs threshold target
    """
)
# Of which other metrics are made, and what falls with the size of a model whatever it is worth.
PARTS = words(
    """
    inertia wcss distortion tp fp fn tn true_positives false_positives false_negatives true_negatives correct
    n_correct num_correct
    """
)
# What an agent earns while it trains is its result.
REWARDS = words("reward rewards rew return returns episode_return episode_reward ep_rew")
CURRENCIES = words("usd eur dollars euros cents")
SUMMARIES = words("mean avg average overall aggregate")
NEVER = frozenset({"timestamp", "created", "date", "datetime"})


def first_metric(names: Sequence[str]) -> str | None:
    """Choose the metric that a person most likely wants to see first."""
    allowed = [name for name in names if not NEVER & set(tokens(name))]
    folds = _folds(allowed)
    return min(allowed, key=lambda name: _precedence(name, is_fold=name in folds), default=None)


def _folds(names: Iterable[str]) -> set[str]:
    """Names that differ in a number alone, ``fold0_acc`` and ``fold1_acc``: parts of what others sum up."""
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(re.sub(r"\d+", "#", name), []).append(name)
    return {name for stem, alike in by_stem.items() if "#" in stem and len(alike) > 1 for name in alike}


def _precedence(name: str, *, is_fold: bool) -> tuple[int, int, int, int, int, int]:
    """Order by what was measured and on which rows, then the barest name, then the noun."""
    named = set(tokens(name))
    noun = _noun_rank(name)
    barest = 0 if noun == 0 or not _extra(name) else 1
    stage = 0 if named & VALIDATION else 1
    final = 0 if named & FINAL else 1
    numbered = sum(word.isdigit() for word in tokens(name))
    return (_class(name, named, noun, is_fold=is_fold), barest, noun or 0, stage, final, numbered)


def _class(name: str, named: set[str], noun: int | None, *, is_fold: bool) -> int:
    """Rank what a metric is of: 0 for a result on unseen rows, 6 for how far results spread."""
    word = decisive_word(name)
    if is_spread(tokens(name)) or "rank" in named:
        return 6
    if word in RESOURCES or named & CURRENCIES or (word is None and noun is None and named & RESOURCES):
        return 5
    if named & REFERENCES or word in PARTS:
        return 4
    if noun is None:
        return 2 if named & (VALIDATION | TEST) else 4
    if named & TRAIN and word not in REWARDS:
        return 3
    return 1 if named & TEST or is_fold else 0


def _extra(name: str) -> list[str]:
    """List the words of a name that say of what it is apart from its noun: ``kl`` of ``kl_loss``."""
    named = tokens(name)
    word = decisive_word(name)
    covered = {
        place + offset
        for place, known in known_words(named)
        if known == word
        for offset in range(known.count("_") + 1)
    }
    # Of "valF1" it is the parts that count, unless the whole is known.
    for segment in re.split(r"[^0-9A-Za-z]+", name):
        parts = tokens(segment)
        if len(parts) > 1:
            place = next(at for at in range(len(named)) if named[at : at + len(parts)] == parts)
            covered |= {*range(place, place + len(parts))} if word == parts[-1] else {place + len(parts) - 1}
    return [
        part
        for place, part in enumerate(named)
        if not (place in covered or part in QUALIFIERS or part.isdigit() or len(part) == 1)
    ]


def is_summary(name: str) -> bool:
    """Whether this is nothing but the mean of others: ``Average``, ``cv_mean``."""
    named = {word for word in tokens(name) if not word.isdigit()}
    return bool(named & SUMMARIES) and named <= QUALIFIERS | SUMMARIES and decisive_word(name) is None


def _noun_rank(name: str) -> int | None:
    """Rank of a name's noun in the order of preference, or None where the name is unknown."""
    bare = {word for word in tokens(name) if not word.isdigit()} - QUALIFIERS
    if bare and bare <= {"value", "values", "objective", "objectives", "obj"}:
        return 0
    if is_summary(name):
        return _SCORE
    word = decisive_word(name)
    if word is None:
        return None
    parts = {word, word.removesuffix("s"), *word.split("_")}
    return next((rank for rank, nouns in enumerate(FIRST_NOUNS) if parts & set(nouns)), len(FIRST_NOUNS))
