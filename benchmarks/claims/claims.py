"""What the documents claim, each with the events in a sweep that confirm or refute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

import hpviz
from benchmarks.claims.known import EXPLAINED, Known
from hpviz.analysis.convergence.more_runs import more_runs_of
from hpviz.analysis.effects.effect import effect_of
from hpviz.analysis.result.direction import direction_of
from hpviz.errors import HpvizError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.truth.sampling import Sampler
    from hpviz.ranking import Ranking
    from hpviz.search_space import Space

# A param with a smaller Shapley effect is not looked for.
IMPORTANT = 0.05
# Values nearer to the best than this share of a curve's height are about as good.
ABOUT_AS_GOOD = 0.05
# So many new configurations are predicted of a sweep, and so many values of a number are looked at.
NEW, VALUES = 20, 101
# A median of the advised space is one of so many random configurations.
CONFIGURATIONS = 4000
BOTH: tuple[Sampler, ...] = ("random", "tpe")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence of the documents.

    Attributes
    ----------
    text
        What is counted, in short.
    limit, share
        What is promised of it: ``"at most"`` or ``"at least"`` this share; None where nothing is promised,
        but a reader would like to know.
    page
        The document that says so.
    events
        A sweep to True and False: so often it was so.
    samplers
        Of which kinds of sweeps it is said.
    """

    text: str
    limit: Literal["at most", "at least"] | None = None
    share: float = float("nan")
    page: str
    events: Callable[[Known], Iterator[bool]]
    samplers: tuple[Sampler, ...] = ("random",)


def dead_marked(sweep: Known) -> Iterator[bool]:
    """Whether any param that does nothing is said to matter."""
    yield any(score.matters for score in sweep.ranking.scores if score.param in sweep.dead)


def noise_marked(sweep: Known) -> Iterator[bool]:
    """Whether anything is said to matter for the same metric in a random order."""
    shuffled = np.random.default_rng([sweep.seed, 78]).permutation(sweep.runs.y)
    ranking = hpviz.rank(
        sweep.table.assign(**{"metric.loss": shuffled}), "loss", goal="minimize", scale="linear"
    )
    yield any(score.matters for score in ranking.scores)


def important_marked(sweep: Known) -> Iterator[bool]:
    for score in sweep.ranking.scores:
        if sweep.shapley[score.param] >= IMPORTANT:
            yield score.matters


def order_right(sweep: Known) -> Iterator[bool]:
    """Of places that are settled: whether what holds one truly explains more than the next."""
    for place in more_runs_of(sweep.ranking).places:
        if place.settled:
            ahead = min(sweep.shapley[param] for param in place.params)
            yield ahead >= max(sweep.shapley[param] for param in place.behind)


def share_held(sweep: Known) -> Iterator[bool]:
    """Whether the whisker of an important param holds its true share of the metric's variance."""
    for score in sweep.ranking.scores:
        truth = EXPLAINED * sweep.shapley[score.param]
        if sweep.shapley[score.param] >= IMPORTANT:
            yield score.importance_low <= truth <= score.importance_high


def dead_pair_marked(sweep: Known) -> Iterator[bool]:
    """Whether any pair that only adds up is said to do more in combination."""
    pairs = _or_none(lambda ranking: ranking.interactions(most=100), sweep.ranking)
    yield pairs is not None and any(
        marked and frozenset((param, other)) not in sweep.design.together
        for param, other, marked in zip(pairs["param"], pairs["other"], pairs["above_noise"], strict=True)
    )


def curve_held(sweep: Known) -> Iterator[bool]:
    """Whether the band of a number that matters holds its whole true curve."""
    for score in sweep.ranking.scores:
        curve = effect_of(sweep.ranking, score.param).curve if score.matters else None
        if curve is not None:
            truth = sweep.average(score.param, curve.x)
            yield bool(((curve.low <= truth) & (truth <= curve.high)).all())


def direction_right(sweep: Known) -> Iterator[bool]:
    """Whether the values that are called better on average are so."""
    for score in sweep.ranking.scores:
        direction = direction_of(score, sweep.ranking) if score.kind == "numeric" else None
        if direction is not None:
            ends = np.array_split(sweep.average(score.param, _values(sweep, score.param)), 3)
            low, high = ends[0].mean(), ends[-1].mean()
            if direction == "middle":
                yield ends[1].min() < min(low, high)
            else:
                yield (high < low) == (direction == "higher")


def best_held(sweep: Known) -> Iterator[bool]:
    """Whether the best range on average holds a value that is truly about as good as the best."""
    for score in sweep.ranking.scores:
        numbers = effect_of(sweep.ranking, score.param).numbers if score.matters else None
        if numbers is not None and numbers.average is not None:
            values = _values(sweep, score.param)
            truth = sweep.average(score.param, values)
            good = values[truth <= truth.min() + ABOUT_AS_GOOD * np.ptp(truth)]
            yield any(numbers.average.holds(float(value)) for value in good)


def new_run_held(sweep: Known) -> Iterator[bool]:
    """Whether the interval of a prediction holds the metric of a new run, where it is no extrapolation."""
    configs, metric = sweep.new(NEW)
    predicted = _or_none(lambda ranking: ranking.predict(configs), sweep.ranking)
    if predicted is None:
        return
    held = (predicted["low"] <= metric) & (metric <= predicted["high"])
    yield from held[~predicted["extrapolation"]].tolist()


def median_held(sweep: Known) -> Iterator[bool]:
    """Whether the interval of what is expected of the next sweep holds its true median."""
    advice = _or_none(lambda ranking: ranking.next_sweep(), sweep.ranking)
    if advice is not None and advice.expected.known:
        configs, metric = sweep.new(CONFIGURATIONS)
        inside = _inside(advice.space, {name: configs[name].tolist() for name in configs})
        if inside.sum() >= NEW:
            median = float(np.median(metric[inside]))
            yield advice.expected.low <= median <= advice.expected.high


def equal_called_different(sweep: Known) -> Iterator[bool]:
    """Whether anything is said to have changed between two sweeps of one design."""
    again = Known.drawn("random", len(sweep.runs.y) + 1, sweep.seed)
    comparison = hpviz.compare(sweep.table, again.table.iloc[:-1], "loss", goal="minimize", scale="linear")
    metric = comparison.metric
    rows = any(row.changed or row.tried_changed for row in comparison.params)
    yield bool(rows or (metric is not None and (metric.best_changed or metric.typical_changed)))


def called_narrowed(sweep: Known) -> Iterator[bool]:
    yield any(note.code == "HP012" for note in sweep.ranking.notes)


def called_drifting(sweep: Known) -> Iterator[bool]:
    yield any(note.code == "HP014" for note in sweep.ranking.notes)


def _or_none(answer: Callable[[Ranking], Any], ranking: Ranking) -> Any:
    """Return an answer, or None where the ranking is not to be trusted with one."""
    try:
        return answer(ranking)
    except HpvizError:
        return None


def _values(sweep: Known, param: str) -> np.ndarray:
    """The numbers that a param can have: all of a list, or many of a range."""
    every = sweep.design.space[param].at(np.linspace(0, 1, VALUES))
    return np.unique(np.asarray(every, dtype=np.float64))


def _inside(space: Space, configs: dict[str, list[object]]) -> np.ndarray:
    inside = np.ones(CONFIGURATIONS, dtype=bool)
    for dimension in space:
        inside &= np.array([dimension.domain.holds(value) for value in configs[dimension.param]])
    return inside


METHODS, PREDICTION, SWEEPS = "methods.md", "prediction.md", "sweeps.md"
CLAIMS = (
    Claim(
        text="some parameter is said to matter for pure noise (of a sweep)",
        limit="at most",
        share=0.02,
        page=METHODS,
        events=noise_marked,
        samplers=BOTH,
    ),
    Claim(
        text="some parameter that does nothing is said to matter (of a sweep)",
        limit="at most",
        share=0.05,
        page=METHODS,
        events=dead_marked,
        samplers=BOTH,
    ),
    Claim(
        text="some pair that only adds up is said to do more in combination (of a sweep)",
        limit="at most",
        share=0.05,
        page=METHODS,
        events=dead_pair_marked,
        samplers=BOTH,
    ),
    Claim(
        text="a settled place is right",
        limit="at least",
        share=0.95,
        page=METHODS,
        events=order_right,
    ),
    Claim(
        text="a direction is right",
        limit="at least",
        share=0.95,
        page=METHODS,
        events=direction_right,
    ),
    Claim(
        text="the best range holds a value that is truly about as good as the best",
        limit="at least",
        share=0.95,
        page=METHODS,
        events=best_held,
    ),
    Claim(
        text="the band of a curve holds the whole truth",
        limit="at least",
        share=0.95,
        page=METHODS,
        events=curve_held,
    ),
    Claim(
        text="the interval of a prediction holds a new run",
        limit="at least",
        share=0.95,
        page=PREDICTION,
        events=new_run_held,
    ),
    Claim(
        text="the interval of the next sweep's median holds it",
        limit="at least",
        share=0.95,
        page=METHODS,
        events=median_held,
    ),
    Claim(
        text="two equal sweeps are called different in anything",
        limit="at most",
        share=0.05,
        page=SWEEPS,
        events=equal_called_different,
    ),
    Claim(
        text="a random search is said to narrow",
        limit="at most",
        share=0.01,
        page=METHODS,
        events=called_narrowed,
    ),
    Claim(
        text="a metric that does not drift is said to",
        limit="at most",
        share=0.01,
        page=METHODS,
        events=called_drifting,
    ),
    Claim(
        text=f"a parameter of {IMPORTANT:.0%} or more is said to matter",
        page=METHODS,
        events=important_marked,
        samplers=BOTH,
    ),
    Claim(
        text=f"the whisker of a parameter of {IMPORTANT:.0%} or more holds the true share",
        page=METHODS,
        events=share_held,
    ),
    Claim(
        text="a search by TPE is said to narrow",
        page=METHODS,
        events=called_narrowed,
        samplers=("tpe",),
    ),
)
