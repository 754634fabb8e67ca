"""How well the runs cover what they were drawn from: param by param, and all numbers together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.special import gammaln

from hpviz.analysis.design.searched_space import domain_of, level_value, searched_space
from hpviz.analysis.importance.oob import ALPHA, holm
from hpviz.analysis.sample.replicates import unit_of
from hpviz.runs.relations.cells import cells_of
from hpviz.search_space import Interval
from hpviz.search_space.trial import is_number

if TYPE_CHECKING:
    import pandas as pd

    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.runs.column import BoolArray, Column, FloatArray
    from hpviz.search_space import Dimension
    from hpviz.search_space.trial import Value

NAN = float("nan")
# A range is drawn in so many parts.
PARTS = 20
# Of so many runs, and random ones beside them, it is computed how evenly they lie.
MOST_RUNS, DRAWS = 500, 99
# With so many gaps of a size expected, none that is larger is chance: its probability has no digits left.
MANY = 20.0
FEWEST_NUMBERS = 3


@dataclass(frozen=True, kw_only=True)
class ParamCoverage:
    """How well one param is covered.

    Attributes
    ----------
    param
        Its name.
    declared
        Whether the source says what it was drawn from; else that is the range of the runs, or their values.
    labels
        Of a list its values as texts; empty of a range.
    counts
        The runs with each of these values, or in each of 20 parts of the range on its axis.
    ranked
        How many of them are ranked: the others failed, or have no result for another reason.
    low, high, log
        Of a range its ends, and whether its axis is logarithmic; NaN of a list.
    gap
        Of a range the largest stretch without a run, as a share of it; NaN of a list.
    gap_low, gap_high
        Where that lies.
    gap_start
        Where it begins along the axis, from 0 to 1.
    usual_gap
        As large a stretch as many random runs leave in 5% of cases.
    p_value, gap_matters
        Of "random runs leave as large a gap", and whether that is refused, corrected for all params.
    """

    param: str
    declared: bool
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    ranked: tuple[int, ...]
    low: float = NAN
    high: float = NAN
    log: bool = False
    gap: float = NAN
    gap_low: float = NAN
    gap_high: float = NAN
    gap_start: float = NAN
    usual_gap: float = NAN
    p_value: float = NAN
    gap_matters: bool | None = None

    @property
    def covered(self) -> float:
        """The share of the parts, or of the values, that some run has."""
        return sum(count > 0 for count in self.counts) / len(self.counts) if self.counts else NAN


@dataclass(frozen=True, eq=False, kw_only=True)
class Coverage:
    """How well the runs cover the space.

    Attributes
    ----------
    result
        The ranking.
    params
        In the order of the ranking.
    joint
        The params that are ranges, of which `unevenness` is.
    unevenness
        Their centred discrepancy (Hickernell 1998) over what random runs have on average: 1 is as random,
        less is more even, more is clumped. NaN where there are fewer than two ranges.
    usual_unevenness
        The 2.5% and 97.5% quantiles of random runs.
    unranked
        So many of the runs are not ranked: they failed, or have no result for another reason.
    """

    result: RankResult
    params: tuple[ParamCoverage, ...]
    joint: tuple[str, ...]
    unevenness: float
    usual_unevenness: tuple[float, float]
    unranked: int

    def table(self) -> pd.DataFrame:
        """One row per param, in the order of the ranking.

        Columns: param, declared, low, high, log, values (of a list, a tuple), covered, gap, gap_low,
        gap_high, usual_gap, p_value, gap_matters.
        """
        import pandas as pd

        names = [
            "param", "declared", "low", "high", "log", "labels", "covered", "gap", "gap_low", "gap_high",
            "usual_gap", "p_value", "gap_matters",
        ]  # fmt: skip
        rows = [[getattr(param, name) for name in names] for param in self.params]
        table = pd.DataFrame(rows, columns=names).rename(columns={"labels": "values"})
        return table.astype({"gap_matters": "boolean"})


def coverage_of(result: RankResult) -> Coverage:
    """Compute how well the runs cover what their params were drawn from, those that failed too.

    Of each range the largest gap is compared with that of as many random runs, whose distribution is known
    (Fisher 1929); of all ranges together the centred discrepancy with that of random runs. Runs of one
    configuration count once.

    Parameters
    ----------
    result
        With runs.
    """
    evidence = result.require_evidence()
    runs, every = evidence.runs, np.arange(len(evidence.runs))
    is_ranked, is_first = np.isin(every, evidence.rows), _first_of_each(evidence)
    space = {dimension.param: dimension for dimension in searched_space(evidence)}
    ranges: dict[str, FloatArray] = {}
    params = []
    for score in result.scores:
        if score.param not in space:
            continue
        column, dimension = runs.columns[score.param], space[score.param]
        if dimension.observed:
            dimension = replace(dimension, domain=domain_of(evidence, score.param, every))
        if (places := _places(column, dimension)) is None:
            params.append(_of_list(column, dimension, is_ranked))
        else:
            has, alike = np.isfinite(column.numbers), unit_of(evidence.alike, score.param)
            is_drawn = has if alike is None else has & is_first
            draws = int(np.count_nonzero(is_drawn))
            params.append(_of_range(places, is_ranked[has], dimension, draws))
            if has.all() and dimension.condition is None:
                ranges[score.param] = places[is_first]
    joint = tuple(ranges)
    unevenness, usual = _unevenness(np.array([*ranges.values()]).T) if len(joint) > 1 else (NAN, (NAN, NAN))
    return Coverage(
        result=result,
        params=_tested(params),
        joint=joint,
        unevenness=unevenness,
        usual_unevenness=usual,
        unranked=int(np.count_nonzero(~is_ranked)),
    )


def _first_of_each(evidence: Evidence) -> BoolArray:
    """Mark the first run of each configuration: the others are no draws of their own, failed ones neither."""
    runs, alike = evidence.runs, evidence.alike
    if alike is None:
        return np.ones(len(runs), dtype=bool)
    same = [runs.columns[param] for param in evidence.params if param not in alike.differing]
    _, first = np.unique(cells_of(same, len(runs)), return_index=True)
    return np.isin(np.arange(len(runs)), first)


def _places(column: Column, dimension: Dimension) -> FloatArray | None:
    """Place the numbers of the runs along the range, from 0 to 1; None of a list."""
    numbers, domain = column.numbers[np.isfinite(column.numbers)], dimension.domain
    if not isinstance(domain, Interval) or domain.size <= PARTS:
        return None
    ends = np.array([domain.low, domain.high], dtype=float)
    low, high = np.log(ends) if domain.log else ends
    places: FloatArray = ((np.log(numbers) if domain.log else numbers) - low) / (high - low)
    return np.clip(places, 0.0, 1.0)


def _of_list(column: Column, dimension: Dimension, is_ranked: BoolArray) -> ParamCoverage:
    rows_of = [(value, np.flatnonzero(_having(column, value))) for value in dimension.settings]
    return ParamCoverage(
        param=column.name,
        declared=not dimension.observed,
        labels=tuple(column.text_at(int(rows[0])) if len(rows) else str(value) for value, rows in rows_of),
        counts=tuple(len(rows) for _, rows in rows_of),
        ranked=tuple(int(is_ranked[rows].sum()) for _, rows in rows_of),
    )


def _having(column: Column, value: Value) -> BoolArray:
    """Mark the runs that have a value of a list."""
    if is_number(value):
        return np.equal(column.numbers, float(cast("float", value)))
    codes = [code for code in column.present if level_value(column, int(code)) == value]
    return np.isin(column.codes, codes)


def _of_range(places: FloatArray, is_ranked: BoolArray, dimension: Dimension, draws: int) -> ParamCoverage:
    """Measure a range by the places of the runs, of which so many were drawn on their own."""
    if not _is_whole(dimension):
        draws = min(draws, len(np.unique(places)))  # random numbers do not repeat
    domain, declared = cast("Interval", dimension.domain), not dimension.observed
    # Where the ends are the runs' own, two of them stand there whatever is drawn.
    points = np.unique(np.concatenate([[0.0], places, [1.0]]))
    n = draws if declared else max(draws - 2, 1)
    spaces = np.diff(points)
    widest = int(spaces.argmax())
    gap = float(spaces[widest])
    own = _numbers_at(points[widest : widest + 2], domain)
    step = 1 / max(domain.size - 1, 1) if _is_whole(dimension) else 0.0
    return ParamCoverage(
        param=dimension.param,
        declared=declared,
        labels=(),
        counts=_by_part(places),
        ranked=_by_part(places[is_ranked]),
        low=float(domain.low),
        high=float(domain.high),
        log=domain.log,
        gap=gap,
        gap_low=own[0],
        gap_high=own[1],
        gap_start=float(points[widest]),
        usual_gap=_usual_gap(n),
        # Between whole numbers there is always one step.
        p_value=gap_p_value(max(gap - step, 0.0), n) if draws >= FEWEST_NUMBERS else NAN,
    )


def _is_whole(dimension: Dimension) -> bool:
    """Whether a range has steps."""
    domain = dimension.domain
    return isinstance(domain, Interval) and (domain.integer or domain.step is not None)


def _by_part(places: FloatArray) -> tuple[int, ...]:
    """Count the runs in each part of a range."""
    counts: list[int] = np.histogram(places, PARTS, (0.0, 1.0))[0].tolist()
    return tuple(counts)


def _numbers_at(places: FloatArray, domain: Interval) -> tuple[float, float]:
    ends = np.array([domain.low, domain.high], dtype=float)
    low, high = np.log(ends) if domain.log else ends
    numbers = low + places * (high - low)
    first, last = np.exp(numbers) if domain.log else numbers
    return float(first), float(last)


def gap_p_value(gap: float, n: int) -> float:
    """Return the chance that n random points on a line leave a gap as large, at its ends too (Fisher 1929).

    Parameters
    ----------
    gap
        As a share of the line.
    n
        How many points.
    """
    if gap >= 1 or n < 1:
        return 0.0 if n > 0 else 1.0
    if gap <= 0 or (n + 1) * (1 - gap) ** n > MANY:
        return 1.0
    terms = np.arange(1, min(n + 1, int(np.floor(1 / gap))) + 1)
    left = np.maximum(1 - terms * gap, 1e-300)
    logs = gammaln(n + 2) - gammaln(terms + 1) - gammaln(n + 2 - terms) + n * np.log(left)
    signed = np.where(terms % 2, 1.0, -1.0) * np.exp(logs)
    return float(np.clip(signed.sum(), 0.0, 1.0))


def _usual_gap(n: int) -> float:
    """Find the gap that random points exceed in 5% of cases, by halving."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if gap_p_value(middle, n) > ALPHA else (low, middle)
    return high


def _tested(params: list[ParamCoverage]) -> tuple[ParamCoverage, ...]:
    tested = [param for param in params if np.isfinite(param.p_value)]
    marks = holm(np.array([param.p_value for param in tested])) < ALPHA if tested else np.empty(0, dtype=bool)
    refused = {param.param: bool(mark) for param, mark in zip(tested, marks, strict=True)}
    return tuple(replace(param, gap_matters=refused.get(param.param)) for param in params)


def _unevenness(places: FloatArray) -> tuple[float, tuple[float, float]]:
    """Compare the discrepancy of the runs with that of random ones; squares over the mean of random ones."""
    from scipy.stats.qmc import discrepancy

    rng = np.random.default_rng(0)
    if len(places) > MOST_RUNS:
        places = places[np.sort(rng.choice(len(places), MOST_RUNS, replace=False))]
    n, d = places.shape
    usual = ((5 / 4) ** d - (13 / 12) ** d) / n
    random = np.array([discrepancy(rng.random((n, d)), method="CD") for _ in range(DRAWS)]) / usual
    low, high = np.sqrt(np.quantile(random, [ALPHA / 2, 1 - ALPHA / 2]))
    return float(np.sqrt(discrepancy(places, method="CD") / usual)), (float(low), float(high))
