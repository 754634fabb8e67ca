"""What the words of a name say: whether it is a metric's, and whether less of it is better."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

from hpviz.runs.metric_vocabulary import (
    AMBIGUOUS,
    HEADS,
    HIGHER,
    IMPROVEMENTS,
    LOWER,
    LOWER_BY_FAMILY,
    SPREADS,
    UNITS,
    words,
)
from hpviz.runs.metric_vocabulary.languages import in_english
from hpviz.runs.metric_vocabulary.precedence import ESTIMATES, OBJECTIVES, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
# "req/s", "steps_per_second" and kernels' "GFLOPS" say how much is done in a time; "GFLOPs" are of a model.
_PER_SECOND = re.compile(r"[a-z].*(?:/|[ _]per[ _])s(?:ec(?:ond)?)?\W*$", re.IGNORECASE)
_OPERATIONS = re.compile(r"(?:^|[^A-Za-z])[KMGTPE]FLOPS(?:$|[^A-Za-z])")
# What follows was reached, and not measured.
_SPENT = "time|seconds|minutes|hours|steps?|epochs?|iters?|iterations?|rounds?|episodes?|generations?|trials?"
_WAY = re.compile(rf"(?:.*_)?(?:{_SPENT}|queries|evals|evaluations|frames)_(?:to|until|till)_.+")
# What is counted among the first few, whatever it is called: "CMC@1".
_AT_RANK = re.compile(r"\w@\d")
_LONGEST = 5  # words in a row
# So many names are taken apart once.
MOST_REMEMBERED = 4096
# Large for some problems and small for others; and beside these words less of a score may be better.
_OPEN_WORDS = words("fitness fitnesses load_balance approx_ratio approximation_ratio")
_TURNING = ESTIMATES | words("forget")
# So many of these in a second are no better.
SLOWED = LOWER - LOWER_BY_FAMILY["cost"]
_DECLARED: tuple[tuple[Goal, re.Pattern[str]], ...] = (
    ("maximize", re.compile(r"[(\[{](?:max(?:imi[sz]e)?|higher[ _]is[ _]better)[)\]}]|↑", re.IGNORECASE)),
    ("minimize", re.compile(r"[(\[{](?:min(?:imi[sz]e)?|lower[ _]is[ _]better)[)\]}]|↓", re.IGNORECASE)),
)


def tokens(name: str) -> list[str]:
    """Split a name into lower-case words: ``val_loss``, ``val/loss`` and ``valLoss`` give val and loss."""
    return list(_tokens(name))


@lru_cache(maxsize=MOST_REMEMBERED)
def _tokens(name: str) -> tuple[str, ...]:
    split: list[str] = []
    for segment in segments(name):
        parts = [word.lower() for word in _WORDS.findall(segment)]
        # "mIoU", "f1" and "top5" mean something only as a whole, "valLoss" and "acc1" only in parts.
        split += parts if len(parts) == 1 else [*parts, segment.lower()]
    return tuple(filter(None, split))


def segments(name: str) -> list[str]:
    """Split a name, in English, where there is neither letter nor digit."""
    return re.split(r"[^0-9A-Za-z]+", in_english(name))


def undeclared(name: str) -> str:
    """Leave out what declares the goal: ``loss`` of ``loss (lower is better)``."""
    for _, pattern in _DECLARED:
        name = pattern.sub("", name)
    return name.strip()


def goal_of(metric: str) -> Goal:
    """Guess from the name whether the metric is to be small or large; small where no word is known."""
    return known_goal(metric) or "minimize"


@lru_cache(maxsize=MOST_REMEMBERED)
def known_goal(metric: str) -> Goal | None:
    """Read off the name whether the metric is to be small or large; None where no word is known."""
    for goal, pattern in _DECLARED:
        if pattern.search(metric):
            return goal
    named = tokens(metric)
    if is_spread(named) or is_way_to(metric):
        return "minimize"
    word = decisive_word(metric)
    if is_speed(metric) and (word is None or word not in SLOWED):
        return "maximize"
    if word is None and _AT_RANK.search(metric):
        return "maximize"
    if word is None:
        return None
    # scikit-learn's scorers negate what is to be small: neg_log_loss is to be large.
    negated = ("neg" in named or "negative" in named) and not {"neg", "negative"} & set(word.split("_"))
    return "minimize" if (word in LOWER) != negated else "maximize"


def is_open_goal(metric: str) -> bool:
    """Whether the known word of a name does not settle the goal: ``fitness``, ``risk_score``."""
    if any(pattern.search(metric) for _, pattern in _DECLARED) or is_spread(tokens(metric)):
        return False
    word = decisive_word(metric)
    if word in {"score", "scores"}:
        return bool({part for part in tokens(metric) if not part.isdigit()} - QUALIFIERS - {word})
    return word in _OPEN_WORDS or bool(_TURNING & {*tokens(metric)})


def is_way_to(name: str) -> bool:
    """Whether this is how long it took to reach something: ``steps_to_reward_30``."""
    return _WAY.fullmatch("_".join(tokens(name))) is not None


def is_speed(metric: str) -> bool:
    """Whether this is how much was done in a second: ``steps/s``."""
    return bool(_PER_SECOND.search(metric) or _OPERATIONS.search(metric))


@lru_cache(maxsize=MOST_REMEMBERED)
def decisive_word(name: str) -> str | None:
    """Find the word, or words joined by ``_``, by which it is known what a metric is.

    That is the last known word, but an error at the head of the name comes before what follows it, an
    improvement at its end before all, and a score is of the word before it.
    """
    known = list(known_words(tokens(name)))
    if not known:
        return None
    known = [(place, word) for place, word in known if word not in UNITS] or known
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


def known_words(named: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Go through the known words from left to right, with their places, as many in a row as are known."""
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


def is_spread(named: Sequence[str]) -> bool:
    """Whether this is how far a metric spreads, as ``acc_std`` and ``std_test_score`` are."""
    bare = [word for word in named if not word.isdigit()]
    ends_known = any("_" in word and _end((place, word)) == len(named) for place, word in known_words(named))
    first = bare[1] if len(bare) > 1 and bare[0] in VALIDATION else bare[0] if bare else ""
    return len(bare) > 1 and ((bare[-1] in SPREADS and not ends_known) or first in SPREADS - {"cv", "ci"})


@lru_cache(maxsize=MOST_REMEMBERED)
def is_metric_word(name: str) -> bool:
    """Whether a word of the name alone makes it a metric's."""
    return any(word in METRIC_WORDS for _, word in known_words(tokens(name)))


def ends_as_metric(name: str) -> bool:
    """Whether several words at the end of the name are those of a metric: a ``mutation_success_rate``."""
    named = tokens(name)
    return any("_" in word and _end((place, word)) == len(named) for place, word in known_words(named))


def is_objective(name: str) -> bool:
    """Whether this is what a search calls what it optimises, or a table its only result: ``best_value``."""
    named = {word for word in tokens(name) if not word.isdigit()}
    bare = named - QUALIFIERS
    of_results = named & RESULTS and named <= RESULTS | QUALIFIERS - {"epoch", "step", "score"}
    return bool(bare and bare <= OBJECTIVES) or bool(of_results)


def free_words(name: str) -> list[str]:
    """List the words of a name that are no part of a known compound: not ``factor`` of ``profit_factor``."""
    named = tokens(name)
    bound = {
        place + offset
        for place, word in known_words(named)
        for offset in range(word.count("_") + 1)
        if "_" in word
    }
    return [word for place, word in enumerate(named) if place not in bound]
