"""What the next sweep should try: a smaller or a longer range for each param, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.importance.oob import out_of_bag
from hpviz.analysis.next_sweep.candidates import Candidates, holds
from hpviz.analysis.next_sweep.failures import ended_runs, failures_of
from hpviz.analysis.next_sweep.regions import region_of
from hpviz.analysis.next_sweep.rules import Advice, Found, advised
from hpviz.analysis.next_sweep.searched_space import searched
from hpviz.analysis.next_sweep.wording import reasons, said
from hpviz.errors import unknown_name
from hpviz.search_space import TOOLS, Condition, Space
from hpviz.search_space.optuna import distributions
from hpviz.search_space.sklearn import param_distributions

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hpviz.analysis.ranking import Ranking
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import FloatArray
    from hpviz.search_space import Dimension

MOST_BEST = 5


@dataclass(frozen=True, eq=False)
class NextSweep:
    """Advice for the next sweep.

    Attributes
    ----------
    ranking
        What it follows from.
    lines
        One `Advice` per param, in the order of the table.
    space
        What to draw from, ready to be written for a tool.
    expected
        Median metric that the forest predicts in the old space and in the advised one, on the scale that is
        analysed; NaN where nothing is advised.
    outside
        How many of the five best configurations lie outside the advised space.
    sentences
        What it says.
    """

    ranking: Ranking
    lines: tuple[Advice, ...]
    space: Space
    expected: tuple[float, float] = (float("nan"), float("nan"))
    outside: int = 0
    sentences: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """One row per param, in the order of the ranking.

        Columns: param, action, before, after (in words), reason, sure, agreement (the share of the parts of
        the forest whose good candidates lie there; NaN where nothing is narrowed).
        """
        import pandas as pd

        columns = ["param", "action", "before", "after", "reason", "sure", "agreement"]
        return pd.DataFrame(
            [
                [
                    one.param,
                    one.action,
                    said(one.before),
                    said(one.after),
                    one.reason,
                    one.sure,
                    one.agreement,
                ]
                for one in self.lines
            ],
            columns=columns,
        )

    def text(self, tool: str) -> str:
        """Write the space for a tool.

        Parameters
        ----------
        tool
            ``"wandb"`` (sweep YAML), ``"optuna"``, ``"ray"``, ``"sklearn"`` (code) or ``"configspace"``
            (JSON).

        Raises
        ------
        HpvizError
            Another tool.
        """
        if tool not in TOOLS:
            raise unknown_name("tool", tool, TOOLS, where="to write a search space for")
        return TOOLS[tool].write(self.space)

    def optuna(self) -> dict[str, Any]:
        """Give Optuna's distributions, by param; ``text("optuna")`` is the code, with conditions."""
        return distributions(self.space)

    def sklearn(self) -> dict[str, Any] | list[dict[str, Any]]:
        """Give ``param_distributions`` for scikit-learn's randomised searches."""
        return param_distributions(self.space)


def next_sweep_of(ranking: Ranking) -> NextSweep:
    """Work out what to try next; the forest is grown again on first use.

    The forest judges 2,000 configurations drawn from the old space. Where the best tenth of them lies along a
    param is its region; the parts of the forest, each with its own draws of the runs, say how sure that is.

    Raises
    ------
    HpvizError
        There are no runs to learn from.
    """
    evidence = evidence_of(ranking)
    space = searched(evidence)
    if ranking.problem or not ranking.complete:
        return _nothing_known(ranking, evidence, space)
    candidates = Candidates.drawn(evidence.model, space, minimize=ranking.goal == "minimize")
    lines = [advised(found) for found in _found(ranking, evidence, space, candidates)]
    lines = _consistent(lines)
    lines, medians = _checked(lines, space, candidates)
    expected = _on_scale(evidence, medians if ranking.goal == "minimize" else -medians)
    return _told(NextSweep(ranking, tuple(lines), _space(ranking, lines), expected, _outside(lines)))


def _on_scale(evidence: Evidence, medians: FloatArray) -> tuple[float, float]:
    """Turn medians into the scale that is analysed; none is better or worse than all runs."""
    # The forest adds to what it says what it has missed: that can end beyond every run, a loss below zero.
    old, new = np.clip(evidence.model.on_scale(medians), evidence.y.min(), evidence.y.max())
    return float(old), float(new)


def _found(
    ranking: Ranking, evidence: Evidence, space: Sequence[Dimension], candidates: Candidates | None
) -> list[Found]:
    scores = {score.param: score for score in ranking.scores}
    ended = ended_runs(ranking, evidence)
    high, p_value = _importances(evidence) if candidates else (np.full(len(space), np.nan),) * 2
    best_first = evidence.first_of_each(evidence.best_first(ranking.goal))
    best = tuple(int(run) for run in best_first[:MOST_BEST])
    return [
        Found(
            scores[one.param],
            one,
            evidence.column(one.param),
            region_of(candidates, index, one.domain) if candidates else None,
            failures_of(evidence, one, ended),
            float(high[index]),
            float(p_value[index]),
            best,
            evidence.experiments,
        )
        for index, one in enumerate(space)
    ]


def _importances(evidence: Evidence) -> tuple[FloatArray, FloatArray]:
    found = out_of_bag(evidence.model.grown)
    return found.high, found.p_value


def _nothing_known(ranking: Ranking, evidence: Evidence, space: Sequence[Dimension]) -> NextSweep:
    """Keep everything but where runs fail: that needs no forest."""
    lines = _consistent([advised(found) for found in _found(ranking, evidence, space, None)])
    return _told(NextSweep(ranking, tuple(lines), _space(ranking, lines)))


def _consistent(lines: Sequence[Advice]) -> list[Advice]:
    """Let params follow the one that switches them on: they drop out with it, or are always there."""
    after = {one.param: one.after for one in lines}
    for _ in lines:  # a switch may itself be switched
        for param, dimension in after.items():
            if dimension is not None and dimension.condition is not None:
                after[param] = _following(dimension, after[dimension.condition.param])
    return [replace(one, after=after[one.param]) for one in lines]


def _following(child: Dimension, parent: Dimension | None) -> Dimension | None:
    if parent is None or child.condition is None:
        return None
    values = parent.settings
    wanted = child.condition.values  # noqa: PD011 - of choices, not of a frame
    on = tuple(value for value in wanted if value in values)
    if not on:
        return None
    always = len(on) == len(values) and parent.condition is None
    return replace(child, condition=None if always else Condition(child.condition.param, on))


def _checked(
    lines: list[Advice], space: Sequence[Dimension], candidates: Candidates
) -> tuple[list[Advice], FloatArray]:
    """Ask the forest whether the advised ranges are good together; if not, keep the old ones.

    Also gives its medians in the old space and in the advised one, NaN where nothing is advised.
    """
    unknown = np.full(2, np.nan)
    domains = [one.after.domain if one.after else one.before.domain for one in lines]
    inside = candidates.within(space, domains)
    old = float(np.median(candidates.predicted))
    if inside.all():
        return lines, unknown
    new = float(np.median(candidates.predicted[inside])) if inside.any() else old
    if new < old:
        return lines, np.array([old, new])
    kept = [replace(one, action="keep", after=one.before, sure="not known") for one in lines]
    return kept, unknown


def _outside(lines: Sequence[Advice]) -> int:
    """Count the best configurations of which some value is no longer drawn; a frozen value does not count."""
    best = list(lines[0].found.best) if lines else []
    out = np.zeros(len(best), dtype=bool)
    for one in lines:
        if one.action != "freeze" and one.after is not None:
            places = one.found.places[best]
            out |= ~(np.isnan(places) | holds(one.before.domain, one.after.domain, places))
    return int(out.sum())


def _space(ranking: Ranking, lines: Sequence[Advice]) -> Space:
    """Put what is left in the order of the table, a switch before what it switches."""
    left = [one.after for one in lines if one.after is not None]
    placed: list[Dimension] = []
    while left:
        there = {one.param for one in placed}
        ready = [one for one in left if one.condition is None or one.condition.param in there] or left
        placed.append(ready[0])
        left.remove(ready[0])
    return Space(tuple(placed), ranking.metric, ranking.goal)


def _told(sweep: NextSweep) -> NextSweep:
    """Put the lines in the order of the table, and add the words."""
    place = {score.param: at for at, score in enumerate(sweep.ranking.scores)}
    return reasons(replace(sweep, lines=tuple(sorted(sweep.lines, key=lambda one: place[one.param]))))
