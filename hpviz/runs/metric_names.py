"""What follows from the name of a metric: whether less is better, and whether it is looked at first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

Goal = Literal["minimize", "maximize"]
GOALS: tuple[Goal, ...] = get_args(Goal)


def words(text: str) -> frozenset[str]:
    """Write a set of words as a text, so that it can be read."""
    return frozenset(text.split())


MINIMIZED = words(
    """
    loss losses nll bce ce crossentropy xent logloss error errors err rmse mae mse mape smape msle
    perplexity ppl bpb bpc bpd wer cer fid kid lpips ece brier hinge deviance divergence kl regret
    cost costs time duration runtime elapsed seconds latency memory mem energy flops distance
    eer fpr fnr
    """
)
MAXIMIZED = words(
    """
    acc accuracy auc auroc roc aupr auprc prauc ap map f1 f2 fbeta fscore f1score r2 reward rewards
    return returns score scores precision recall bleu rouge meteor chrf iou miou dice jaccard psnr ssim
    ndcg mrr hits hit kappa mcc specificity sensitivity tpr tnr throughput fps likelihood elbo success
    win wins winrate correct fitness top1 top5 correlation pearson spearman sharpe
    """
)
VALIDATION = frozenset({"val", "valid", "validation", "dev", "eval", "evaluation", "heldout", "holdout"})
TEST = frozenset({"test", "testing"})
TRAIN = frozenset({"train", "training"})

# Looked at first, in this order; any other known noun comes after these.
FIRST_NOUNS = (
    ("value", "objective"),
    ("loss",),
    ("acc", "accuracy"),
    ("score",),
    ("error", "err"),
    ("rmse", "mse", "mae"),
    ("nll", "ppl", "perplexity"),
    ("reward", "return"),
    ("auc", "auroc", "f1", "r2", "cost"),
)
# What a run used up rather than achieved: the last resort.
RESOURCES = words(
    """
    time duration runtime elapsed seconds memory mem throughput fps flops latency energy epoch epochs
    step steps iteration iterations lr size count samples
    """
)
NEVER = frozenset({"timestamp", "created", "date", "datetime"})

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


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
    named = tokens(metric)
    for word in reversed(named):
        if word in MINIMIZED or word in MAXIMIZED:
            # scikit-learn's scorers negate what is to be small: neg_log_loss is to be large.
            small = (word in MINIMIZED) != ("neg" in named or "negative" in named)
            return "minimize" if small else "maximize"
    return "minimize"


def first_metric(names: Sequence[str]) -> str | None:
    """Choose the metric that a person most likely wants to see first."""
    allowed = [name for name in names if not NEVER & set(tokens(name))]
    return min(allowed, key=_precedence, default=None)


def _precedence(name: str) -> tuple[int, int, int]:
    named = set(tokens(name))
    noun = _noun_rank(named)
    if named & RESOURCES:
        return (4, 0, 0)
    if noun is None:
        return (3, 0, 0)
    if named & TRAIN:
        return (2, noun, 0)
    if named & TEST:
        return (1, noun, 0)
    return (0, noun, 0 if named & VALIDATION else 1)


def _noun_rank(named: set[str]) -> int | None:
    """Rank of a name's noun in the order of preference, or None where the name is unknown."""
    for rank, nouns in enumerate(FIRST_NOUNS):
        if named.intersection(nouns):
            return rank
    return len(FIRST_NOUNS) if named & (MINIMIZED | MAXIMIZED) else None
