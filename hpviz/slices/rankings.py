"""Any source in, rankings of parts of its runs out: within tasks, and along the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.api import options_of, read

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hpviz.analysis import Scale
    from hpviz.runs import Aggregate
    from hpviz.runs.metric_names import Goal
    from hpviz.slices.along import RankingsAlong
    from hpviz.slices.tasks import TaskRankings


def rank_within(
    source: object,
    metric: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    n_jobs: int | None = None,
    goal: Goal | None = None,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    hidden: Collection[str] | str = (),
    aggregate: Aggregate = "last",
    scale: Scale = "auto",
    statuses: Collection[str] | str = ("finished", "unknown"),
    where: str | None = "",
    seed: int = 0,
) -> TaskRankings:
    """Rank the hyperparameters within each task, and over all tasks.

    Over runs of several data sets, most differences in a metric are between the data sets, so that one
    ranking of all runs hides what matters on each. Here each task has a ranking of its own, and their
    importances are averaged.

    Parameters
    ----------
    source, params, metrics, kinds, run, step, experiment
        As in `read`.
    metric, goal, hidden, aggregate, scale, statuses, where, seed
        As in `rank`, of each task.
    by
        The column that names the task: ``"dataset"``, or ``"source"`` of several sources. Default: the one
        param that is known to be a task.
    n_jobs
        How many tasks are ranked at once. Default: what ``joblib.parallel_config`` says, so that any of its
        backends (loky, Dask, Ray, Spark) carries them, else one after the other. The figures are the same.

    Returns
    -------
    TaskRankings
        ``table()`` has one row per parameter: the random-effects mean of its importances with its interval,
        how far the tasks differ, and in which share of them it is above the noise; ``within()`` has one row
        per task and parameter; a notebook shows its ``chart()``, a dot a task.

    Raises
    ------
    HpvizError
        A source, name or option that hpviz does not know; the message lists what there is.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> rankings = hpviz.rank_within(VEHICLE, "val_acc", by="depth")
    >>> rankings.table()[["param", "mean", "i2", "share_above_noise"]].round(2).head(2)
                    param  mean   i2  share_above_noise
    0  learning_rate_init  0.72  0.7                1.0
    1          batch_size  0.09  0.7                1.0
    """
    from hpviz.slices.tasks import TaskRankings
    from hpviz.sources.columns.named_metric import with_metric

    options = options_of(
        metric,
        goal=goal,
        hidden=hidden,
        aggregate=aggregate,
        scale=scale,
        statuses=statuses,
        axes=None,
        where=where,
        seed=seed,
    )
    runs = read(
        source, params=params, metrics=metrics, kinds=kinds, run=run, step=step, experiment=experiment
    )
    return TaskRankings.of(with_metric(runs, metric), options, by, n_jobs=n_jobs)


def rank_along(
    source: object,
    metric: str | Sequence[str] | None = None,
    *,
    by: str | None = None,
    points: Sequence[float] | None = None,
    goal: Goal | None = None,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    hidden: Collection[str] | str = (),
    aggregate: Aggregate = "last",
    scale: Scale = "auto",
    statuses: Collection[str] | str = ("finished", "unknown"),
    where: str | None = "",
    seed: int = 0,
) -> RankingsAlong:
    """Rank the hyperparameters at several steps of the training, or at several levels of a fidelity.

    Some parameters decide early (a warmup) and others late (a weight decay), and what is best after a tenth
    of the training need not be best at its end. Here the runs are ranked by what each had reached at some
    steps, and the order of the runs there is compared with that at the end.

    Parameters
    ----------
    source, params, metrics, kinds, run, step, experiment
        As in `read`; the source has a history, or a param that is a fidelity (a budget, epochs).
    metric, goal, hidden, scale, where, seed
        As in `rank`, at each step.
    by
        ``"training steps"``, or the param that is the fidelity. Default: the steps where there is a history,
        else the one fidelity.
    points
        The steps to look at. Default: about six, spread over the training or over its magnitudes.
    aggregate
        Which of the steps so far counts: the last one, the best, or their mean.
    statuses
        Of which statuses runs enter at each level of a fidelity. At a step every run enters that had reached
        it, also one that was stopped or failed later.

    Returns
    -------
    RankingsAlong
        ``table()`` has one row per parameter and step, ``agreement()`` one per step: how far the order of the
        runs there is that at the end; a notebook shows its ``chart()``.

    Raises
    ------
    HpvizError
        A source, name or option that hpviz does not know, or runs without a history; the message says what
        there is.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> hpviz.rank_along(VEHICLE, "val_acc", by="depth", hidden=["width"]).agreement()[["point", "runs"]]
       point  runs
    0    1.0   174
    1    2.0   177
    2    3.0   149
    """
    from hpviz.slices.along import RankingsAlong
    from hpviz.sources.columns.named_metric import with_metric

    options = options_of(
        metric,
        goal=goal,
        hidden=hidden,
        aggregate=aggregate,
        scale=scale,
        statuses=statuses,
        axes=None,
        where=where,
        seed=seed,
    )
    runs = read(
        source, params=params, metrics=metrics, kinds=kinds, run=run, step=step, experiment=experiment
    )
    return RankingsAlong.of(with_metric(runs, metric), options, by, points=points)
