"""What follows from the name of a metric: whether less is better, and whether it is looked at first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

from hpviz.runs.metric_vocabulary import AMBIGUOUS, HEADS, HIGHER, IMPROVEMENTS, LOWER, SPREADS, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Goal = Literal["minimize", "maximize"]
GOALS: tuple[Goal, ...] = get_args(Goal)

# Words that alone make a column a metric.
METRIC_WORDS = (LOWER | HIGHER) - AMBIGUOUS
VALIDATION = words("val valid validation dev eval evaluation heldout holdout cv")
TEST = frozenset({"test", "testing"})
TRAIN = frozenset({"train", "training", "tr"})
FINAL = frozenset({"final", "best", "last"})
# They say of which rows, when or how a metric was taken together, not what it is.
QUALIFIERS = (
    VALIDATION
    | TEST
    | TRAIN
    | FINAL
    | words(
        """
        mean avg average median max min total overall macro micro weighted epoch step score rate neg negative
        metric metrics hparam hparams summary result results ep episode eps rollout perf charts m u global log
        root per
        """
    )
)

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

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_LONGEST = 5  # words in a row
_DECLARED: tuple[tuple[Goal, re.Pattern[str]], ...] = (
    ("maximize", re.compile(r"[(\[{](?:max(?:imi[sz]e)?|higher[ _]is[ _]better)[)\]}]|↑", re.IGNORECASE)),
    ("minimize", re.compile(r"[(\[{](?:min(?:imi[sz]e)?|lower[ _]is[ _]better)[)\]}]|↓", re.IGNORECASE)),
)


def tokens(name: str) -> list[str]:
    """Split a name into lower-case words: ``val_loss``, ``val/loss`` and ``valLoss`` give val and loss."""
    split: list[str] = []
    for segment in re.split(r"[^0-9A-Za-z]+", name):
        parts = [word.lower() for word in _WORDS.findall(segment)]
        # "mIoU", "f1" and "top5" mean something only as a whole, "valLoss" and "acc1" only in parts.
        split += parts if len(parts) == 1 else [*parts, segment.lower()]
    return [word for word in split if word]


def goal_of(metric: str) -> Goal:
    """Guess from the name whether the metric is to be small or large; small where no word is known."""
    return known_goal(metric) or "minimize"


def known_goal(metric: str) -> Goal | None:
    """Read off the name whether the metric is to be small or large; None where no word is known."""
    for goal, pattern in _DECLARED:
        if pattern.search(metric):
            return goal
    named = tokens(metric)
    if _is_spread(named):
        return "minimize"
    word = decisive_word(metric)
    if word is None:
        return None
    # scikit-learn's scorers negate what is to be small: neg_log_loss is to be large.
    negated = ("neg" in named or "negative" in named) and not {"neg", "negative"} & set(word.split("_"))
    return "minimize" if (word in LOWER) != negated else "maximize"


def decisive_word(name: str) -> str | None:
    """Find the word, or words joined by ``_``, by which it is known what a metric is.

    That is the last known word, but an error at the head of the name comes before what follows it, an
    improvement at its end before all, and a score is of the word before it.
    """
    known = list(_known_words(tokens(name)))
    if not known:
        return None
    last = known[-1][1]
    if last in IMPROVEMENTS:
        return last
    if last in {"score", "scores"} and len(known) > 1 and known[-1][0] == _end(known[-2]):
        return known[-2][1]  # the score of a loss is a loss
    return next((word for place, word in known if word in HEADS and _is_head(name, place)), last)


def _end(known: tuple[int, str]) -> int:
    place, word = known
    return place + word.count("_") + 1


def _is_head(name: str, place: int) -> bool:
    return all(word in QUALIFIERS or word.isdigit() for word in tokens(name)[:place])


def _known_words(named: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Go through the known words from left to right, as many together as are known together."""
    place = 0
    while place < len(named):
        for length in range(min(_LONGEST, len(named) - place), 0, -1):
            known = _known(named[place : place + length])
            if known:
                yield place, known
                break
        else:
            length = 1
        place += length


def _known(parts: Sequence[str]) -> str | None:
    joined = "_".join(parts)
    numbered = "_".join("#" if part.isdigit() else part for part in parts)
    for word in (joined, numbered, joined.removesuffix("s")):
        if word in LOWER or word in HIGHER:
            return word
    return None


def _is_spread(named: Sequence[str]) -> bool:
    """Whether this is how far a metric spreads, as ``acc_std`` and ``std_test_score`` are."""
    bare = [word for word in named if not word.isdigit()]
    ends_known = any("_" in word and _end((place, word)) == len(named) for place, word in _known_words(named))
    return len(bare) > 1 and ((bare[-1] in SPREADS and not ends_known) or bare[0] in SPREADS - {"cv", "ci"})


def is_metric_word(name: str) -> bool:
    """Whether a word of the name alone makes it a metric's."""
    return any(word in METRIC_WORDS for _, word in _known_words(tokens(name)))


def free_words(name: str) -> list[str]:
    """List the words of a name that are no part of a known compound: not ``factor`` of ``profit_factor``."""
    named = tokens(name)
    bound = {
        place + offset
        for place, word in _known_words(named)
        for offset in range(word.count("_") + 1)
        if "_" in word
    }
    return [word for place, word in enumerate(named) if place not in bound]


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
    if _is_spread(tokens(name)) or "rank" in named:
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
        for place, known in _known_words(named)
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
