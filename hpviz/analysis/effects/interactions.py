"""The pairs of params that do more together than both alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.effects.unseen import unseen_of
from hpviz.analysis.importance.fanova import fanova_main_effects
from hpviz.analysis.importance.oob import ALPHA, agreeing_low, holm, without_rounding
from hpviz.analysis.importance.pair_interactions import tested_pairs
from hpviz.analysis.result.verdict import verdict_of
from hpviz.errors import HpvizError, require_whole_number, unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.importance.pair_interactions import Pairs
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.verdict import Verdict

PairMethod = Literal["oob", "fanova"]
PAIR_METHODS: tuple[PairMethod, ...] = ("oob", "fanova")
NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two params and their interaction: the columns of `Ranking.interactions`.

    Attributes
    ----------
    param, other
        The two, the stronger first.
    share, share_low, share_high
        What they make together beyond what each does alone, with its 95% interval; within 0 to 1.
    p_value, above_noise
        The test of "their effects add up", and whether it is refused after Holm's correction, of two params
        that both matter; NaN and None where nothing is tested.
    """

    param: str
    other: str
    share: float
    share_low: float = NAN
    share_high: float = NAN
    p_value: float = NAN
    above_noise: bool | None = None

    @property
    def tested(self) -> bool:
        """Whether there are runs enough for a test: pairs are looked at only then."""
        return True

    @property
    def verdict(self) -> Verdict:
        """Whether what they make together matters, as `hpviz.analysis.result.scores.Score` has it of one."""
        return verdict_of(self.above_noise)


@dataclass(frozen=True)
class ParamVariance:
    """What a param makes of the forest's variation over the whole space: the columns of `Ranking.totals`.

    Attributes
    ----------
    param
        The param.
    alone
        Its main effect, which is the importance by method ``"fanova"``.
    total
        With all its interactions.
    """

    param: str
    alone: float
    total: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Interactions:
    """What pairs of params make beyond both alone.

    Attributes
    ----------
    result
        The ranking that the params are in.
    method
        ``"oob"``: the share of the metric's variation on unseen runs, with a test. ``"fanova"``: the share of
        the forest's own variation over the whole space.
    pairs
        The strongest first.
    n_compared
        Of how many pairs these are the strongest.
    totals
        Of method ``"fanova"`` every param's `ParamVariance`, most in total first; else empty.
    """

    result: RankResult
    method: PairMethod
    pairs: tuple[Pair, ...]
    n_compared: int
    totals: tuple[ParamVariance, ...] = ()

    def table(self) -> pd.DataFrame:
        """One row per pair; NaN where a figure means nothing."""
        import pandas as pd

        frame = pd.DataFrame([vars(pair) for pair in self.pairs], columns=list(Pair.__dataclass_fields__))
        return frame.astype({"above_noise": "boolean"})


def interactions_of(result: RankResult, most: int = 10, method: PairMethod | None = None) -> Interactions:
    """Compute the strongest interactions among the params; the forest is fitted again on first use.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    most
        How many pairs are returned.
    method
        Default: ``"fanova"`` of a ranking by fANOVA, else ``"oob"``.

    Raises
    ------
    HpvizError
        No such method, fewer than one pair wanted, no two params to compare, or no runs.
    """
    require_pair_options(most, method)
    method = method or ("fanova" if result.method == "fanova" else "oob")
    evidence = result.require_evidence()
    compared = _compared(result, evidence)
    if not compared:
        raise HpvizError(
            "no two parameters vary in the same runs, each on its own, so there is no interaction to look for"
        )
    pairs = _out_of_bag(result, compared) if method == "oob" else _whole_space(evidence, compared)
    return Interactions(
        result=result,
        method=method,
        pairs=tuple(pairs[:most]),
        n_compared=len(pairs),
        totals=totals_of(result) if method == "fanova" else (),
    )


def require_pair_options(most: int, method: PairMethod | None) -> None:
    """Refuse options that `interactions_of` does not take, whatever the ranking.

    Parameters
    ----------
    most, method
        As in `interactions_of`.

    Raises
    ------
    HpvizError
        No such method, or fewer than one pair wanted.
    """
    if method and method not in PAIR_METHODS:
        raise unknown_name("method", method, PAIR_METHODS, where="for interactions")
    require_whole_number("most", most, 1)


def totals_of(result: RankResult) -> tuple[ParamVariance, ...]:
    """Compute what each param makes of the forest's variation over the whole space, most in total first.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.

    Raises
    ------
    HpvizError
        No runs.
    """
    evidence = result.require_evidence()
    model, parts = evidence.model, evidence.model.decomposition
    alone = fanova_main_effects(model.fitted.forest, model.fitted.design, len(evidence.params))
    # Of large trees only some are decomposed: what interactions add is theirs, the main effects are exact.
    total = alone + np.maximum(parts.total - parts.alone, 0.0)
    return tuple(
        ParamVariance(evidence.params[index], float(alone[index]), float(total[index]))
        for index in np.argsort(-total, kind="stable")
    )


def _compared(result: RankResult, evidence: Evidence) -> Pairs:
    share = np.full(len(evidence.params), np.nan)
    for score in result.scores:
        if not np.isnan(score.importance):
            share[evidence.params.index(score.param)] = score.unbiased
    pairs, names = tested_pairs(evidence.model.fitted, share), evidence.params
    return tuple(pair for pair in pairs if unseen_of(result, *(names[index] for index in pair)) is None)


def _out_of_bag(result: RankResult, compared: Pairs) -> list[Pair]:
    evidence = result.require_evidence()
    shares = evidence.model.interaction_shares(compared)
    tested = all(score.tested for score in result.scores)
    matters = {score.param: score.matters for score in result.scores}
    # A pair that acts together is of two params that act: it cannot be clearer than either of them.
    acting = np.array([matters[param] for param in evidence.params])
    both = [bool(acting[[*pair]].all()) for pair in compared]
    above, pairs = (holm(shares.p_value) < ALPHA) & np.array(both, dtype=bool), []
    ends = agreeing_low(shares.share, shares.low, shares.p_value, above)
    for place in np.argsort(-shares.share, kind="stable"):
        param, other = (evidence.params[index] for index in compared[place])
        figures = shares.share[place], ends[place], shares.high[place]
        share, low, high = np.clip(figures, 0.0, 1.0)
        pairs.append(
            Pair(
                param=param,
                other=other,
                share=float(share),
                share_low=float(low),
                share_high=float(high),
                p_value=float(shares.p_value[place]) if tested else NAN,
                above_noise=bool(above[place]) if tested else None,
            )
        )
    return pairs


def _whole_space(evidence: Evidence, compared: Pairs) -> list[Pair]:
    shares = without_rounding(np.clip(evidence.model.decomposition.pairs, 0.0, 1.0))
    pairs = [
        Pair(
            param=evidence.params[first],
            other=evidence.params[second],
            share=float(shares[first, second]),
        )
        for first, second in compared
    ]
    return sorted(pairs, key=lambda pair: -pair.share)


def pair_of(result: RankResult, param: str, other: str) -> Pair | None:
    """Find the tested interaction of two params; None where it is not among those that are tested.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    param, other
        Names of two params of the ranking.
    """
    evidence = result.require_evidence()
    compared = _compared(result, evidence)
    pairs = _out_of_bag(result, compared) if compared else []
    return next((pair for pair in pairs if {pair.param, pair.other} == {param, other}), None)
