"""What is known of a param, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hpviz.analysis.next_sweep.candidates import places_of_runs
from hpviz.search_space import Interval

if TYPE_CHECKING:
    from hpviz.analysis.effects.effect import Effect
    from hpviz.analysis.next_sweep.failures import Failures
    from hpviz.analysis.next_sweep.good_part import GoodPart
    from hpviz.analysis.next_sweep.regions import Region
    from hpviz.analysis.next_sweep.worse_levels import WorseChoices
    from hpviz.analysis.result.scores import Score
    from hpviz.runs.column import Column, FloatArray, Part
    from hpviz.search_space import Dimension

Action = Literal["freeze", "narrow", "extend", "shift", "keep"]
Sure = Literal["sure", "likely", "a guess", "not known"]
End = Literal["low", "high"]
WhyKept = Literal[
    "",
    "hidden",
    "constant",
    "no choice",
    "not known",
    "no value",
    "everywhere",
    "apart",
    "best run",
    "no agreement",
    "not better",
    "better without",
]


@dataclass(frozen=True, eq=False, kw_only=True)
class Observed:
    """All that is known of a param when it is decided upon.

    Attributes
    ----------
    high, p_value
        Upper end of its out-of-bag importance, and the p-value of "it does nothing".
    column
        Its cells in the runs that entered.
    best
        The best run of each configuration, the best first.
    anchors
        The runs of which the values stay: the best one, all on a Pareto front, none where failing is ranked.
    worse
        The choices that the table of values calls worse than the others.
    may_freeze
        What does nothing to the target does nothing to the choice of a run: not so of failing, or of a
        trade-off, nor where it depends on the param whether a run fails.
    n_configurations
        How many configurations entered: as many as runs where each is of its own.
    better_without
        Doing without it is a setting, and the better one.
    better_with
        Doing without it is a setting, and the worse one.
    effect
        What the param does, where it matters; None where it could be chance, or nothing is known.
    part
        Its good part, by the effect; None where no value stands out.
    opens
        It switches on a param that matters.
    """

    score: Score
    dimension: Dimension
    column: Column
    region: Region | None
    failures: Failures
    high: float
    p_value: float
    best: tuple[int, ...]
    anchors: tuple[int, ...]
    worse: WorseChoices
    may_freeze: bool
    n_configurations: int
    better_without: bool = False
    better_with: bool = False
    effect: Effect | None = None
    part: GoodPart | None = None
    opens: bool = False

    @property
    def places(self) -> FloatArray:
        """Shape (used,): where the runs lie along the param."""
        return places_of_runs(self.dimension.domain, self.column)

    @property
    def untried(self) -> frozenset[int]:
        """The places of the choices that the source declares, and no run has."""
        if isinstance(self.dimension.domain, Interval):
            return frozenset()
        return frozenset(range(len(self.dimension.domain.values))) - {*self.places.tolist()}

    @property
    def anchored(self) -> FloatArray:
        """Where the runs of which the values stay lie; those without the param are left out."""
        places = self.places[list(self.anchors)]
        return places[np.isfinite(places)]


@dataclass(frozen=True, eq=False, kw_only=True)
class ParamAdvice:
    """What to do with one param.

    Attributes
    ----------
    before, after
        What it was drawn from, and what to draw it from; `after` is None where it drops out.
    observed
        What it follows from; None of a param that is hidden.
    action
        ``"freeze"``, ``"narrow"``, ``"extend"`` (the range grows), ``"shift"`` (it reaches beyond what was
        tried, but leaves out as much or more elsewhere) or ``"keep"``. A param of one value is narrowed to it
        where runs do without it and are worse: `before` knows no absence.
    end
        Of "extend" and "shift": ``"low"`` or ``"high"``.
    why
        Of "keep": ``"hidden"``, ``"constant"``, ``"no choice"`` (a fidelity, a task or a replicate),
        ``"not known"``, ``"no value"`` (it matters, but no value stands out), ``"everywhere"`` (its good
        values are most of it), ``"apart"`` (they lie in stretches with worse ones between, and one range
        that holds them is most of it), ``"best run"`` (which lies elsewhere), ``"no agreement"`` (among the
        parts of the forest on where they are), ``"not better"`` (a smaller range did not improve the advice
        as a whole), or ``"better without"`` (`after` is None).
    worse
        Indices of the choices that are left out because the table of values calls them worse.
    sure
        ``"sure"``, ``"likely"``, ``"a guess"``, or ``"not known"``.
    agreement
        Of "narrow": the share of the forest's parts of which most good candidates lie in `after`; of
        "extend" and "shift": that of which they crowd at the end; NaN for the others.
    along
        The param that it moved together with, from whose range its own follows; else empty.
    """

    before: Dimension
    after: Dimension | None
    observed: Observed | None = None
    action: Action = "keep"
    end: End | None = None
    why: WhyKept = ""
    worse: tuple[int, ...] = ()
    sure: Sure = "not known"
    agreement: float = float("nan")
    along: str = ""

    @property
    def param(self) -> str:
        """Its name."""
        return self.before.param

    @property
    def part(self) -> Part:
        """What it is for: only a choice is advised on."""
        return "choice" if self.observed is None else self.observed.column.part

    @property
    def hidden(self) -> bool:
        """It was left out of the table and of the forest."""
        return self.observed is None
