"""Why one run is where it is: what each of its params adds to the average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.metric_scale import own_unit
from hpviz.analysis.effects.effect import evidence_of
from hpviz.analysis.forest.out_of_bag import steps_to
from hpviz.analysis.forest.surrogate import at_numbers, at_runs
from hpviz.analysis.sentences import number
from hpviz.analysis.wording import cell_text
from hpviz.errors import HpvizError, unknown_name

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.forest.bagging import Forest
    from hpviz.analysis.forest.surrogate import Model
    from hpviz.analysis.ranking import Ranking
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import Column, FloatArray

AVERAGE, UNEXPLAINED = "average", "not explained"


@dataclass(frozen=True)
class Step:
    """One param's part.

    Attributes
    ----------
    param, value
        The param, and what the run has there in words.
    contribution
        What it adds to the prediction, on the scale that is analysed.
    """

    param: str
    value: str
    contribution: float


@dataclass(frozen=True, eq=False)
class Explanation:
    """What moved a run's metric away from the average.

    The trees that have not seen the run predict it; each step down a tree changes the prediction, and the
    change is credited to the param split on. The contributions add up to prediction minus average.

    A tree starts from the mean of its bag, which is a little off the mean of all runs, and away from the
    run that is not in it. That is no param's doing: the steps are told from the mean of all runs, and what
    the bags are off is part of what is not explained.

    Attributes
    ----------
    run
        The run's name or id.
    average
        Mean of the runs that the forest read, on the scale that is analysed.
    predicted
        The average and all contributions, likewise.
    actual
        Likewise.
    steps
        Largest contribution first.
    metric
        Shape (used,): the metric of all runs, in its own unit.
    sentences
        What the picture says.
    """

    ranking: Ranking
    run: str
    average: float
    predicted: float
    actual: float
    steps: tuple[Step, ...]
    metric: FloatArray
    sentences: tuple[str, ...]

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.ranking.scale)

    def table(self) -> pd.DataFrame:
        """One row per param, the strongest first, between the average and what is not explained.

        Columns: param, value, contribution (on the analysed scale), before, after (the metric's own unit).
        """
        import pandas as pd

        names = [AVERAGE, *(step.param for step in self.steps), UNEXPLAINED]
        values = ["", *(step.value for step in self.steps), ""]
        added = np.array([step.contribution for step in self.steps])
        ends = self.average + np.cumsum(np.r_[0.0, added, self.actual - self.average - added.sum()])
        starts = np.r_[self.average, ends[:-1]]
        return pd.DataFrame(
            {
                "param": names,
                "value": values,
                "contribution": ends - starts,
                "before": self.own_unit(starts),
                "after": self.own_unit(ends),
            }
        )


def explanation_of(ranking: Ranking, run: str = "best") -> Explanation:
    """Explain a run by the trees that have not seen it.

    Parameters
    ----------
    run
        An id or name of a run that entered, ``"best"`` or ``"worst"``.

    Raises
    ------
    HpvizError
        No such run, or no answer to trust.
    """
    evidence = evidence_of(ranking)
    if ranking.problem:
        raise HpvizError(f"no run is explained: {ranking.problem}")
    row = run_of(evidence, ranking, run)
    model = evidence.model
    x, place = _encoded(evidence, model, row)
    forest, owner = model.grown.forest, model.grown.design.owner
    found = contributions(forest, x, place, owner, len(model.grown.params))
    if found is None:
        raise HpvizError(f"every tree has seen run {run!r}; ask for more trees (trees=200)")
    columns = [evidence.column(param) for param in evidence.params]
    label = str(evidence.labels_of(np.array([row]))[0])
    average, added = model.centre, model.spread * found
    steps = _steps(columns, added, row)
    predicted, actual = average + float(added.sum()), float(evidence.y[row])
    shown = own_unit(np.array([average, predicted, actual]), evidence.metric, ranking.scale)
    own = number(float(evidence.metric[row]))
    told = f"Run {label}: {ranking.target.label} {own}; average {shown[0]:.3g}, predicted {shown[1]:.3g}."
    return Explanation(ranking, label, average, predicted, actual, steps, evidence.metric, (told,))


def contributions(
    forest: Forest, x: NDArray[np.float32], row: int, owner: NDArray[np.intp], owners: int
) -> FloatArray | None:
    """Give what each param adds to the prediction of one run, shape (owners,).

    Over the trees whose bag it is not in: the sum of m_child - m_node over the nodes on its path that split
    on the param (Saabas 2014). None where every tree has seen it.
    """
    unseen = [tree for tree, bag in zip(forest.trees, forest.bags, strict=True) if row not in bag]
    if not unseen:
        return None
    added = np.zeros(owners)
    for tree in unseen:
        leaf = tree.apply(x[None], check_input=False)[0]
        added += steps_to([tree.tree_], owner, owners)[leaf]
    return added / len(unseen)


def run_of(evidence: Evidence, ranking: Ranking, run: str) -> int:
    """Find a run among those that entered: by id, by name, the best or the worst."""
    ids, names = evidence.runs.run_ids[evidence.rows], evidence.runs.names[evidence.rows]
    for known in (ids, names):
        found = np.flatnonzero(known == str(run))
        if len(found):
            return int(found[0])
    if run in {"best", "worst"}:
        lowest = (run == "best") == (ranking.goal == "minimize")
        return int(evidence.metric.argmin() if lowest else evidence.metric.argmax())
    accepted = dict.fromkeys(["best", "worst", *filter(None, names.tolist()), *ids.tolist()])
    raise unknown_name("run", run, accepted, where=f"among the {len(ids)} that entered, by id or name")


def _encoded(evidence: Evidence, model: Model, row: int) -> tuple[NDArray[np.float32], int]:
    """Give a run as the forest reads it, and its row there; -1 where the forest did not read it."""
    place = int(np.searchsorted(model.grown.rows, row))
    if place < len(model.grown.rows) and model.grown.rows[place] == row:
        return model.grown.design.X[place], place
    x = model.grown.design.X[0].copy()
    for index, param in enumerate(evidence.params):
        column, score = evidence.column(param), evidence.logs[index]
        seen = model.grown.params[index]
        if np.isfinite(column.numbers[row]) and np.isfinite(seen.numbers).any():
            settings = at_numbers(model, index, column.numbers[[row]], log=score)
        else:
            alike = np.flatnonzero(np.isnan(seen.numbers) & (seen.codes == column.codes[row]))
            settings = at_runs(model, index, alike[:1] if len(alike) else np.array([0]))
        x[settings.columns] = settings.points[0]
    return x, -1


def _steps(columns: list[Column], added: FloatArray, row: int) -> tuple[Step, ...]:
    steps = [
        Step(column.name, cell_text(column, row), float(part))
        for column, part in zip(columns, added, strict=True)
    ]
    return tuple(sorted(steps, key=lambda step: (-abs(step.contribution), step.param)))
