"""The head of a name, its last noun: an ``iou_thresh`` is a threshold, a ``stop_loss`` is set by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.runs.metric_names import (
    FINAL,
    METRIC_WORDS,
    QUALIFIERS,
    TEST,
    TRAIN,
    VALIDATION,
    known_words,
    tokens,
)
from hpviz.runs.metric_vocabulary import UNITS, words

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of these there are whole ones only.
_THINGS = words(
    """
    n num number size batch batches batchsize bs bsz layer layers epoch epochs unit units head heads
    tree trees estimators neurons workers threads gpus seed
    """
)
# What is set, whatever stands before it.
_SETTINGS = words(
    """
    thr thres thresh thold cutoff tolerance tol exponent scaling multiplier mult constant offset cap bound
    quantile pw priority
    """
)
# Begins a name that says what is to be done, unless it goes on to count how often it was.
_INSTRUCTIONS = words(
    """
    stop stoploss take keep learn normalize normalise standardize standardise penalize penalise trail
    trailing ignore detach freeze shuffle early
    """
)
_COUNTED = words("hits hit count counts rate ratio frac fraction losses stops number triggered reached")
# Bounds are chosen, the largest and smallest results are measured: both are called so.
_BOUNDS = words("max min maximum minimum maximal minimal initial init required allowed desired")
# Measured as often as chosen or given, unless the name says how it was summed up or of which rows it is.
_TWO_SIDED = words(
    """
    cost costs time duration seconds memory mem ram vram energy distance similarity utilization utilisation
    profit profits roi slippage reward rewards kl correlation corr fps speedup violation violations
    divergence latency drawdown volatility flops score likelihood improvement reduction
    """
)
# Measured as often as chosen where this is the whole name: true positives, and tensor parallelism.
_TWO_SIDED_ALONE = words("tp fp tn fn inertia target targets")
_TIMES = words("time duration seconds latency")
# What takes the time that is measured: the "inference time", but a "simulation time" may be given.
_MEASURED = words(
    """
    wall cpu gpu fit run inference infer epoch elapsed exec execution solve solver compute processing
    response prediction predict fitting running batch iteration step build query search
    """
)
# After these comes of what or to which end something was measured: "time_to_target", "recall_at_k".
_LINKS = words("per to at on of in from until with by vs over")
# What follows says in which case.
_CONDITIONS = words("given when if where")
_GRADES = words("score scores rating ratings grade grades")
_WEIGHTS = words(
    "w weight weights lambda lam alpha beta gamma delta eta coef coeff coefficient scale factor use"
)
_SHORT = frozenset({"t", "w"})  # a threshold, a weight
_SUMS = words("mean avg average median total overall sum cum cumulative final last std best net")
_TAKEN = VALIDATION | TEST | TRAIN | FINAL | _SUMS
_TAKEN |= words("ep eps episode rollout annual annualized p50 p90 p95 p99 peak used")


def is_setting(name: str) -> bool:
    """Whether the last noun is that of something set, or the name says what is to be done."""
    named = _bare(name)
    if len(named) < 2:
        return False
    if named[-1] in _SETTINGS:
        return True
    return named[0] in _INSTRUCTIONS and not _COUNTED & {*named[1:]}


def is_grade_name(name: str) -> bool:
    """Whether the last noun is that of a grade, of which there are few: ``judge_score``, ``LLM rating``."""
    return bool(_GRADES & {*_bare(name)[-1:]})


def is_result_of_choice(name: str) -> bool:
    """Whether the last noun is that of a result, of which a choice says no more than which: target failures.

    A weight is of a loss however its name goes on.
    """
    named = _bare(name)
    head = named[: next((place for place, word in enumerate(named) if word in _CONDITIONS), len(named))]
    if len(head) < 2 or _WEIGHTS & {*head}:
        return False
    return head[-1] in METRIC_WORDS and head[-1] not in _TWO_SIDED


def is_open(name: str) -> bool:
    """Whether the words of a metric in a name may as well be those of a choice: ``transaction_cost``."""
    named = _bare(name)
    known = list(known_words(named))
    if len(named) < 2 or _TAKEN & {*named} or _LINKS & {*named}:
        return bool(named) and {*named} <= _TWO_SIDED_ALONE
    if named[0] in _BOUNDS or named[-1] in _SHORT or named[0] == "w":
        return True
    if not known or known[-1][1] not in _TWO_SIDED:
        return False
    place, word = known[-1]
    if word in _TIMES and place == 0:
        return True  # the "time step" is a step, whereas the "step time" is what was measured
    if {*named} <= QUALIFIERS | {word}:
        return False
    return not (word in _TIMES and _MEASURED & {*named[:place]})


def _bare(name: str) -> list[str]:
    """List the words of a name without numbers and units: ``stop_loss`` of ``stop_loss_pct``."""
    named = [word for word in tokens(name.rpartition(".")[2]) if not word.isdigit()]
    while len(named) > 1 and named[-1] in UNITS | {"pct", "percent", "bps", "s", "x"}:
        named.pop()
    return named


def without_units(named: Sequence[str]) -> list[str]:
    """Leave out what is written with the number before it: the thousand of ``final_1k_reward``."""
    together = {*named}
    pairs = zip(["", *named], named, strict=False)
    return [word for before, word in pairs if not (before.isdigit() and before + word in together)]


def is_whole_name(name: str) -> bool:
    """Whether this is the name of a number of things: ``batch``, ``n_layers``."""
    named = [word for word in tokens(name) if not word.isdigit()]
    return bool(named) and {*named} <= _THINGS
