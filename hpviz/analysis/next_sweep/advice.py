"""What the next sweep should try: a smaller or a longer range for each param."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.searched_space import hidden_space, hidden_switches, searched_space
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.next_sweep.candidates import Candidates
from hpviz.analysis.next_sweep.failures import deciding_failure, failures_of
from hpviz.analysis.next_sweep.forecast import UNKNOWN, Forecast
from hpviz.analysis.next_sweep.good_part import good_part_of
from hpviz.analysis.next_sweep.judgement import drawn_alike, judged
from hpviz.analysis.next_sweep.optional import left_out, lie_outside, optional
from hpviz.analysis.next_sweep.param_advice import Observed
from hpviz.analysis.next_sweep.regions import region_of
from hpviz.analysis.next_sweep.rules import advise, as_range, keep, keep_hidden
from hpviz.analysis.next_sweep.trials import trials_within
from hpviz.analysis.next_sweep.worse_levels import WorseChoices
from hpviz.analysis.result.presence import is_better_with
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.analysis.sample.replicates import ENOUGH
from hpviz.runs.column import LARGEST_EXACT
from hpviz.runs.target import FailureTarget, MetricTarget, ParetoTarget
from hpviz.search_space import Condition, Interval, Objective, Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.next_sweep.good_part import GoodPart
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray, FloatArray
    from hpviz.search_space import Dimension

MOST_BEST = 5
_SEED = re.compile(r"seed|random_state", re.IGNORECASE)


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepAdvice:
    """Advice for the next sweep.

    Attributes
    ----------
    result
        The ranking that it follows from.
    lines
        One `ParamAdvice` per param, in the order of the table; hidden ones come last, and are kept.
    space
        What to draw from at random, ready to be written for a tool.
    optimiser_space
        What to draw from with an optimiser, and the runs in it, from which it begins. Nothing is frozen
        there but random seeds: near the best a small effect counts, and an optimiser learns it.
    expected
        The median metric that is expected in the old space (of which as many runs do without a param as
        did) and in the advised one, on the scale that is analysed.
    outside
        How many of the five best configurations lie outside the advised space.
    best_inside
        Whether the best run lies inside, of a trade-off all on the front: not where it has a param that is
        left out, or lacks one that is always set.
    """

    result: RankResult
    lines: tuple[ParamAdvice, ...]
    space: Space
    optimiser_space: Space
    expected: Forecast = UNKNOWN
    outside: int = 0
    best_inside: bool = True

    @property
    def expected_metric(self) -> Forecast:
        """`expected` in the metric's own unit."""
        figures, metric = asdict(self.expected), self.result.require_evidence().metric
        own = own_unit(np.array([*figures.values()]), metric, self.result.scale)
        return Forecast(**dict(zip(figures, own.tolist(), strict=True)))

    @property
    def runs_to_add(self) -> int:
        """How many runs more are worth a look: up to the least that are tested, else as many again.

        Of configurations, where some were run several times.
        """
        evidence = self.result.require_evidence()
        there = evidence.n_configurations
        enough = ENOUGH if evidence.replicates else ENOUGH_RUNS
        return enough - there if there < enough else there


def sweep_advice_of(result: RankResult) -> SweepAdvice:
    """Compute what to try next; the forest is fitted again on first use.

    What matters is drawn from its best values (`hpviz.analysis.effects.best_values`), which every view names.
    The forest judges 2,000 configurations drawn from the old space. Where the best tenth of them lies along a
    param shows how sure that is, by the parts of the forest, each with its own draws of the runs; of what
    could be chance it is the region itself.
    Of failing only where nearly all runs fail counts: where few fail no place is better than another.

    Raises
    ------
    HpvizError
        There are no runs to learn from.
    """
    evidence = result.require_evidence()
    space = searched_space(evidence)
    off = left_out(result, space)
    if result.obstacle is not None or not result.complete or isinstance(result.target, FailureTarget):
        return _advice(result, [advise(param) for param in _observed(result, evidence, space, off, None)])
    candidates = Candidates.drawn(
        evidence.model,
        space,
        minimize=result.goal == "minimize",
        off=off,
        optional=optional(evidence, space),
    )
    lines = [advise(param) for param in _observed(result, evidence, space, off, candidates)]
    lines = drawn_alike(judged(lines, candidates), result)
    advice = _advice(result, lines)
    observed = next(line.observed for line in advice.lines if line.observed)
    outside = int(lie_outside(advice.lines, observed.best).sum())
    best_inside = not lie_outside(advice.lines, observed.anchors).any()
    expected = Forecast.of(lines, candidates, evidence.y)
    return replace(advice, expected=expected, outside=outside, best_inside=best_inside)


def _advice(result: RankResult, lines: Sequence[ParamAdvice]) -> SweepAdvice:
    """Put the lines in the order of the table, hidden ones last, and what is left to draw from in a space."""
    place = {score.param: at for at, score in enumerate(result.scores)}
    ordered = _with_hidden(result, sorted(map(as_range, lines), key=lambda line: place[line.param]))
    advised = _consistent(ordered)
    unfrozen = [_unfrozen(line) for line in ordered]
    free = _space(result, _consistent(unfrozen))
    frozen = {line.param for line in unfrozen if line.action == "freeze"}
    without = {line.param for line in unfrozen if line.why == "better without"}
    return SweepAdvice(
        result=result,
        lines=tuple(advised),
        space=_space(result, advised),
        optimiser_space=replace(free, trials=trials_within(result, free, frozen, without)),
    )


def _unfrozen(line: ParamAdvice) -> ParamAdvice:
    """Let an optimiser vary what was frozen, but no random seed: the luckiest one is no better."""
    if line.action != "freeze" or line.observed is None or _SEED.search(line.param):
        return line
    domain = line.before.domain
    too_long = isinstance(domain, Interval) and max(abs(domain.low), abs(domain.high)) > LARGEST_EXACT
    return line if too_long else keep(line.observed, "not known")


def _with_hidden(result: RankResult, lines: Sequence[ParamAdvice]) -> list[ParamAdvice]:
    """Add the params that are hidden from the table, and the conditions that hang on them."""
    evidence = result.require_evidence()
    switches = hidden_switches(evidence)
    own = [_switched_on(line, switches[line.param]) if line.param in switches else line for line in lines]
    return [*own, *(keep_hidden(dimension) for dimension in hidden_space(evidence))]


def _switched_on(line: ParamAdvice, condition: Condition) -> ParamAdvice:
    if line.before.condition is not None or line.after is None:
        return line
    before, after = (replace(dimension, condition=condition) for dimension in (line.before, line.after))
    observed = line.observed and replace(line.observed, dimension=before)
    return replace(line, before=before, after=after, observed=observed)


def _observed(
    result: RankResult,
    evidence: Evidence,
    space: Sequence[Dimension],
    off: BoolArray,
    candidates: Candidates | None,
) -> list[Observed]:
    scores = {score.param: score for score in result.scores}
    deciding, unknown = deciding_failure(result), np.full(len(space), np.nan)
    high, p_value = _importances(evidence) if candidates else (unknown, unknown)
    best_first = evidence.first_of_each(evidence.best_first(result.goal))
    best = tuple(int(run) for run in best_first[:MOST_BEST])
    anchors = _anchors(result, evidence, best[0])
    effects = {
        score.param: effect_of(result, score.param) for score in result.scores if candidates and score.matters
    }
    parts = [_part(effects.get(dimension.param), dimension) for dimension in space]
    opening = {
        dimension.condition.param
        for dimension in space
        if dimension.condition is not None and scores[dimension.param].matters
    }
    return [
        Observed(
            score=scores[dimension.param],
            dimension=dimension,
            column=evidence.column(dimension.param),
            region=region_of(candidates, index, dimension.domain, parts[index]) if candidates else None,
            failures=failures_of(result, dimension),
            high=float(high[index]),
            p_value=float(p_value[index]),
            best=best,
            anchors=anchors,
            worse=WorseChoices.of(result, dimension) if candidates else WorseChoices(),
            may_freeze=isinstance(result.target, MetricTarget) and dimension.param not in deciding,
            n_configurations=evidence.n_configurations,
            better_without=bool(off[index]),
            better_with=is_better_with(result, scores[dimension.param]),
            effect=effects.get(dimension.param),
            part=parts[index],
            opens=dimension.param in opening,
        )
        for index, dimension in enumerate(space)
    ]


def _part(effect: Effect | None, dimension: Dimension) -> GoodPart | None:
    return good_part_of(effect, dimension.domain) if effect is not None else None


def _anchors(result: RankResult, evidence: Evidence, best: int) -> tuple[int, ...]:
    """Return the runs of which the values stay: all on a front, and none of those that did not fail."""
    if isinstance(result.target, FailureTarget):
        return ()
    if isinstance(result.target, ParetoTarget):
        return tuple(int(run) for run in np.flatnonzero(evidence.metric <= 0))
    return (best,)


def _importances(evidence: Evidence) -> tuple[FloatArray, FloatArray]:
    importance = out_of_bag(evidence.model.fitted)
    return importance.high, importance.p_value


def _consistent(lines: Sequence[ParamAdvice]) -> list[ParamAdvice]:
    """Let params follow the one that switches them on: they drop out with it, or are always there."""
    after = {line.param: line.after for line in lines}
    for _ in lines:  # a switch may itself be switched
        for param, dimension in after.items():
            if dimension is not None and dimension.condition is not None:
                after[param] = _following(dimension, after[dimension.condition.param])
    sure = {line.param: line.sure for line in lines}
    for _ in lines:
        sure |= {
            line.param: sure[line.before.condition.param]
            for line in lines
            if line.before.condition is not None and after[line.param] is None
        }
    return [replace(line, after=after[line.param], sure=sure[line.param]) for line in lines]


def _following(child: Dimension, parent: Dimension | None) -> Dimension | None:
    if parent is None or child.condition is None:
        return None
    wanted = child.condition.values
    on = tuple(value for value in wanted if parent.domain.holds(value))
    if not on:
        return None
    always = len(on) == parent.domain.size and parent.condition is None
    return replace(child, condition=None if always else Condition(child.condition.param, on))


def _space(result: RankResult, lines: Sequence[ParamAdvice]) -> Space:
    """Put what is left and has values in the order of the lines, a switch before what it switches.

    A replicate is no setting: the luckiest seed is no better than the others.
    """
    columns = result.require_evidence().runs.columns
    settings = [line.after for line in lines if columns[line.param].part != "replicate"]
    left = [dimension for dimension in settings if dimension is not None and not dimension.is_empty]
    placed: list[Dimension] = []
    while left:
        there = {dimension.param for dimension in placed}
        ready = [each for each in left if each.condition is None or each.condition.param in there] or left
        placed.append(ready[0])
        left.remove(ready[0])
    parts = tuple(map(Objective, result.target.metrics, result.target.goals))
    return Space(tuple(placed), result.metric, result.goal, parts=parts)
