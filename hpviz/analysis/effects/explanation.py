"""Why one run is where it is: what each of its params adds to the average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.forest.conditions import conditions_of, divided
from hpviz.analysis.forest.encoding import sum_by_owner
from hpviz.analysis.forest.out_of_bag import explain_out_of_bag, steps_to
from hpviz.analysis.result.design_points import at_numbers, at_runs
from hpviz.analysis.sample.metric_scale import own_unit
from hpviz.errors import HpvizError, unknown_name
from hpviz.legible_text import legible

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from hpviz.analysis.forest.fitted import FittedForest
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.surrogate import Surrogate
    from hpviz.runs.column import Column, FloatArray

AVERAGE, UNEXPLAINED = "average", "not explained"


@dataclass(frozen=True)
class Step:
    """What one param adds.

    Attributes
    ----------
    param, value
        The param, and the text of the run's cell.
    contribution
        What it adds to the prediction, on the scale that is analysed.
    """

    param: str
    value: str
    contribution: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Explanation:
    """What moved a run's metric away from the average.

    What has not seen the run predicts it (`FittedForest.unseen`): each step down a tree changes the
    prediction, and the change is credited to the param split on; of few runs a Gaussian process has parts of
    the params likewise. The contributions add up to prediction minus average.

    A tree starts from the mean of its bag, which is a little off the mean of all runs, and away from the
    run that is not in it. That is no param's doing: the steps start from the mean of all runs, and what
    the bags are off is part of what is not explained.

    Attributes
    ----------
    result
        The ranking that the run entered.
    run
        The run's name or id.
    row
        Its place among the runs that entered.
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
    """

    result: RankResult
    run: str
    row: int
    average: float
    predicted: float
    actual: float
    steps: tuple[Step, ...]
    metric: FloatArray

    def own_unit(self, values: FloatArray) -> FloatArray:
        """Turn values on the analysed scale into the metric's own unit."""
        return own_unit(values, self.metric, self.result.scale)

    def table(self) -> pd.DataFrame:
        """One row per param, the strongest first, between the average and what is not explained.

        Columns: param, value, contribution (on the analysed scale, where they add up), before, after (the
        metric's own unit), and on a log scale factor: before times factor is after.
        """
        import pandas as pd

        names = [AVERAGE, *(step.param for step in self.steps), UNEXPLAINED]
        values = ["", *(step.value for step in self.steps), ""]
        added = np.array([step.contribution for step in self.steps])
        ends = self.average + np.cumsum(np.r_[0.0, added, self.actual - self.average - added.sum()])
        starts = np.r_[self.average, ends[:-1]]
        factors = {"factor": np.exp(ends - starts)} if self.result.scale == "log" else {}
        return pd.DataFrame(
            {
                "param": names,
                "value": values,
                "contribution": ends - starts,
                "before": self.own_unit(starts),
                "after": self.own_unit(ends),
                **factors,
            }
        )


def explanation_of(result: RankResult, run: str = "best") -> Explanation:
    """Compute what each param adds to a run's prediction by what has not seen it.

    Parameters
    ----------
    result
        From `hpviz.analysis.rank`, without an obstacle.
    run
        An id or name of a run that entered, ``"best"`` or ``"worst"``.

    Raises
    ------
    HpvizError
        No such run, every tree has seen it, or no runs.
    """
    evidence = result.require_evidence()
    row = run_of(evidence, run, minimize=result.goal == "minimize")
    model = evidence.model
    columns = [evidence.column(param) for param in evidence.params]
    added = _added(evidence, model, row, [column.take(np.array([row])) for column in columns])
    if added is None:
        raise HpvizError(
            f"run {run!r} was used by every tree, so it cannot be explained out-of-bag: use more trees "
            "(trees=200)"
        )
    added = model.spread * added
    return Explanation(
        result=result,
        run=str(evidence.labels_of(np.array([row]))[0]),
        row=row,
        average=model.centre,
        predicted=model.centre + float(added.sum()),
        actual=float(evidence.y[row]),
        steps=_steps(columns, added, row),
        metric=evidence.metric,
    )


def _added(evidence: Evidence, model: Surrogate, row: int, run: list[Column]) -> FloatArray | None:
    """Compute what each param adds, in standard units; None where every tree has seen the run."""
    fitted = model.fitted
    x, place = encoded(evidence, model, row)
    if place < 0:
        return _within_conditions(fitted, contributions(fitted, x), run)
    unseen = fitted.unseen
    of_run = unseen.deviation[unseen.rows == place]
    return sum_by_owner(of_run, fitted.design.owner, len(fitted.params))[0] if len(of_run) else None


def _within_conditions(fitted: FittedForest, added: FloatArray, run: list[Column]) -> FloatArray:
    """Credit the presence of conditional params to what switches them on, as their importance does."""
    design, params = fitted.design, fitted.params
    if not design.parents:
        return added
    oob = explain_out_of_bag(fitted.forest, design.X, fitted.y, design.owner, len(params))
    conditions = conditions_of(oob.deviation, [param.take(oob.rows) for param in params], design.parents)
    (of_run,) = divided(added[None], run, design.parents, conditions)
    return np.asarray(of_run)


def contributions(fitted: FittedForest, x: NDArray[np.float32]) -> FloatArray:
    """Compute what each param adds to the prediction of a run that the forest did not read.

    The sum of m_child - m_node over the nodes on its path that split on the param (Saabas 2014), averaged
    over the trees.

    Parameters
    ----------
    fitted
        The forest.
    x
        Shape (columns,): the run as the forest reads it.

    Returns
    -------
    Shape (params,), in standard units.
    """
    owner, params, trees = fitted.design.owner, len(fitted.params), fitted.forest.trees
    of_trees = (
        steps_to([tree.tree_], owner, params)[tree.apply(x[None], check_input=False)[0]] for tree in trees
    )
    added: FloatArray = sum(of_trees, start=np.zeros(params)) / len(trees)
    return added


def run_of(evidence: Evidence, run: str, *, minimize: bool) -> int:
    """Find a run among those that entered: by id, by name, the best or the worst.

    Parameters
    ----------
    evidence
        The runs that entered.
    run
        An id, a name, ``"best"`` or ``"worst"``; ids come first, then names.
    minimize
        Whether the best is the lowest.

    Returns
    -------
    Its place among the runs that entered.

    Raises
    ------
    HpvizError
        None of them has that id or name.
    """
    run = legible(str(run))
    ids, names = evidence.runs.run_ids[evidence.rows], evidence.runs.names[evidence.rows]
    for known in (ids, names):
        rows = np.flatnonzero(known == run)
        if run and len(rows):
            return int(rows[0])
    if run in {"best", "worst"}:
        lowest = (run == "best") == minimize
        return int(evidence.metric.argmin() if lowest else evidence.metric.argmax())
    accepted = dict.fromkeys(["best", "worst", *filter(None, names.tolist()), *ids.tolist()])
    raise unknown_name("run", run, accepted, where=f"among the {len(ids)} that entered, by id or name")


def encoded(evidence: Evidence, model: Surrogate, row: int) -> tuple[NDArray[np.float32], int]:
    """Return a run as the forest reads it, and its row there; -1 where the forest did not read it.

    Parameters
    ----------
    evidence, model
        The runs that entered, and their model.
    row
        The run's place among those that entered.
    """
    place = int(np.searchsorted(model.fitted.rows, row))
    if place < len(model.fitted.rows) and model.fitted.rows[place] == row:
        return model.fitted.design.X[place], place
    x = model.fitted.design.X[0].copy()
    for index, param in enumerate(evidence.params):
        column, log = evidence.column(param), evidence.logs[index]
        seen = model.fitted.params[index]
        if np.isfinite(column.numbers[row]) and np.isfinite(seen.numbers).any():
            points = at_numbers(model.fitted, index, column.numbers[[row]], log=log)
        else:
            alike = np.flatnonzero(np.isnan(seen.numbers) & (seen.codes == column.codes[row]))
            points = at_runs(model.fitted, index, alike[:1] if len(alike) else np.array([0]))
        x[points.columns] = points.cells[0]
    return x, -1


def _steps(columns: list[Column], added: FloatArray, row: int) -> tuple[Step, ...]:
    steps = [
        Step(column.name, column.text_in_column(row), float(part))
        for column, part in zip(columns, added, strict=True)
    ]
    return tuple(sorted(steps, key=lambda step: (-abs(step.contribution), step.param)))
