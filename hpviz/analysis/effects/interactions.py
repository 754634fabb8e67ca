"""The pairs of params that do more together than both alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.importance.fanova import main_effects
from hpviz.analysis.importance.oob import ALPHA, holm
from hpviz.analysis.sentences import p_text
from hpviz.errors import HpvizError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from hpviz.analysis.ranking import Ranking
    from hpviz.analysis.result.evidence import Evidence

    Indices = tuple[tuple[int, int], ...]

PairMethod = Literal["oob", "fanova"]
PAIR_METHODS: tuple[PairMethod, ...] = ("oob", "fanova")
# All pairs of this many of the strongest params are looked at.
MOST_PARAMS = 10
# Fewer runs than this that have both params say nothing of how they act together.
FEWEST_RUNS = 10
MOST_TOLD = 3
NAN = float("nan")


@dataclass(frozen=True)
class Pair:
    """Two params, the stronger first: the columns of `Ranking.interactions`."""

    param: str
    other: str
    share: float
    share_low: float = NAN
    share_high: float = NAN
    p_value: float = NAN
    above_noise: bool | None = None


@dataclass(frozen=True, eq=False)
class Interactions:
    """What pairs of params make beyond both alone.

    Attributes
    ----------
    method
        ``"oob"``: the share of the metric's variation on unseen runs, with a test. ``"fanova"``: the share of
        the forest's own variation over the whole space.
    pairs
        The strongest first.
    looked_at
        How many pairs were.
    sentences
        What there is to say.
    """

    ranking: Ranking
    method: PairMethod
    pairs: tuple[Pair, ...]
    looked_at: int
    sentences: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """One row per pair; NaN where a figure means nothing."""
        import pandas as pd

        frame = pd.DataFrame([vars(pair) for pair in self.pairs], columns=list(Pair.__dataclass_fields__))
        return frame.astype({"above_noise": "boolean"})


def interactions_of(ranking: Ranking, most: int = 10, method: PairMethod | None = None) -> Interactions:
    """Look for the strongest interactions among the params; the forest is grown again on first use.

    Parameters
    ----------
    most
        How many pairs to give.
    method
        Default: ``"fanova"`` of a ranking by fANOVA, else ``"oob"``.

    Raises
    ------
    HpvizError
        No such method, no two params to look at, or no answer to trust.
    """
    method = method or ("fanova" if ranking.method == "fanova" else "oob")
    if method not in PAIR_METHODS:
        raise unknown_name("method", method, PAIR_METHODS, where="for interactions")
    if most < 1:
        raise HpvizError(f"most={most}: choose 1 or more pairs to list")
    evidence = _trusted(ranking)
    looked_at = _looked_at(ranking, evidence)
    if not looked_at:
        raise HpvizError("no two parameters vary in the same runs, so there is no interaction to look for")
    pairs = _unseen(evidence, looked_at) if method == "oob" else _whole_space(evidence, looked_at)
    shown = tuple(sorted(pairs, key=lambda pair: -pair.share)[:most])
    found = Interactions(ranking, method, shown, len(pairs), ())
    said = _unseen_said(found) if method == "oob" else _whole_space_said(found)
    return replace(found, sentences=tuple(said))


def totals_of(ranking: Ranking) -> pd.DataFrame:
    """Give what each param makes of the forest's variation over the whole space, most in total first.

    Columns: param, alone (its main effect: what the fANOVA lens shows), total (with all its interactions).

    Raises
    ------
    HpvizError
        No answer to trust.
    """
    import pandas as pd

    evidence = _trusted(ranking)
    model, parts = evidence.model, evidence.model.decomposition
    alone = main_effects(model.grown.forest, model.grown.design, len(evidence.params))
    # Of large trees only some are decomposed: what interactions add is theirs, the main effects are exact.
    total = alone + np.maximum(parts.total - parts.alone, 0.0)
    frame = pd.DataFrame({"param": list(evidence.params), "alone": alone, "total": total})
    return frame.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _trusted(ranking: Ranking) -> Evidence:
    evidence = evidence_of(ranking)
    if ranking.problem:
        raise HpvizError(f"no interactions are looked for: {ranking.problem}")
    return evidence


def _looked_at(ranking: Ranking, evidence: Evidence) -> Indices:
    """Pair the strongest params, the stronger first, but for those that are never set in the same runs.

    A param and the one that switches it on are no pair: it acts in those runs only, by its nature.
    """
    varying = [score for score in ranking.scores if not np.isnan(score.importance)]
    strongest = sorted(varying, key=lambda score: -score.unbiased)[:MOST_PARAMS]
    indices = [evidence.params.index(score.param) for score in strongest]
    model = evidence.model
    parents, there = model.grown.design.parents, [~column.absent for column in model.grown.params]
    return tuple(
        (one, other)
        for one, other in combinations(indices, 2)
        if parents.get(one) != other
        and parents.get(other) != one
        and np.count_nonzero(there[one] & there[other]) >= FEWEST_RUNS
    )


def _unseen(evidence: Evidence, looked_at: Indices) -> list[Pair]:
    found = evidence.model.together(looked_at)
    above = holm(found.p_value) < ALPHA
    return [
        Pair(
            evidence.params[one],
            evidence.params[other],
            float(found.share[place]),
            float(found.low[place]),
            float(found.high[place]),
            float(found.p_value[place]),
            bool(above[place]),
        )
        for place, (one, other) in enumerate(looked_at)
    ]


def _whole_space(evidence: Evidence, looked_at: Indices) -> list[Pair]:
    parts = evidence.model.decomposition.pairs
    return [
        Pair(evidence.params[one], evidence.params[other], float(parts[one, other]))
        for one, other in looked_at
    ]


def _unseen_said(found: Interactions) -> Iterator[str]:
    clear = [pair for pair in found.pairs if pair.above_noise]
    ranking, pairs = found.ranking, f"{found.looked_at} pair{'' if found.looked_at == 1 else 's'}"
    if not clear:
        yield (
            f"No pair of parameters is above the noise ({pairs} looked at): as far as these "
            f"{ranking.runs_used:,} runs tell, the effects add up."
        )
        return
    for pair in clear[:MOST_TOLD]:
        low, high = max(pair.share_low, 0.0), min(pair.share_high, 1.0)
        yield (
            f"{pair.param} and {pair.other} together account for {pair.share:.0%} of the variation of "
            f"{ranking.metric} on unseen runs beyond what each does alone (95% interval {low:.0%} to "
            f"{high:.0%}; {p_text(pair.p_value)})."
        )
    if len(clear) > MOST_TOLD:
        yield f"{len(clear) - MOST_TOLD} more are above the noise."
    yield "A forest flattens interactions, so these shares are on the low side."


def _whole_space_said(found: Interactions) -> Iterator[str]:
    pair = found.pairs[0]
    yield (
        f"{pair.param} and {pair.other} together make {pair.share:.0%} of the forest's variation over the "
        "whole space beyond what each makes alone: the most of "
        f"{found.looked_at} pair{'' if found.looked_at == 1 else 's'}."
    )
    totals = totals_of(found.ranking)
    for param, alone, total in totals.head(MOST_TOLD).itertuples(index=False):
        yield f"{param} makes {alone:.0%} alone, {total:.0%} with all its interactions."
    yield "What the forest made of noise counts too."
