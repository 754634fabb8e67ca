"""Any source in, runs or a ranking out: the functions people call without a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hpviz.text.methods import listing_methods

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hpviz.analysis import MethodName, ParamAxis, RankOptions, Scale
    from hpviz.metric_overview import MetricOverview
    from hpviz.ranking import Ranking
    from hpviz.runs import Aggregate, Runs
    from hpviz.runs.metric_names import Goal
    from hpviz.sweep_comparison import SweepComparison


def read(
    source: object,
    *,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    allow_pickle: bool = False,
    space: object = None,
    dismiss: Collection[str] | str = (),
) -> Runs:
    """Read the runs of any source.

    Parameters
    ----------
    source
        A frame (pandas, polars, Arrow), a list of dicts, a dict of columns, the path of a table (CSV, TSV,
        JSON, JSON Lines, Markdown, Excel, ODS, Parquet, plain or gzipped), the path of a tracker's folder,
        database or log (W&B, MLflow, Optuna, Ray Tune, TensorBoard, …), an address
        (``wandb://entity/project``, ``sqlite:///…``, ``postgresql://…``, an MLflow server's ``http://…``), a
        tracker's object, a fitted scikit-learn search or its ``cv_results_``, or `Runs`. Several of these in
        a list, or in a dictionary that names them, are joined: columns by their names, and a column
        ``source`` that says which each run is from, and that is not ranked unless made a param.
    params, metrics
        Which columns are parameters and which are metrics, by name or by a common prefix. Default: the source
        says so, or prefixes do (``config.``, ``metric.``, …), or it is guessed, and the guess is stated.
    kinds
        Column name to ``"category"`` or ``"number"``, where a column is read as the other:
        ``{"batch_size": "category"}``.
    run, step
        The columns that name the run and the step, where a table has one row per step. Default: recognised.
    experiment
        Which study, experiment or project of a store that holds several (`Runs.experiments`). Default: the
        one with the most finished runs.
    allow_pickle
        Unpickle a store that is kept as a pickle (Hyperopt, joblib). Unpickling runs any code that is in the
        file: only for files of your own.
    space
        The search space of a Hyperopt store, which itself keeps only the places of the choices.
    dismiss
        Codes of the notes to leave out, here and in rankings of these runs: ``["HP103"]``.

    Raises
    ------
    HpvizError
        Nothing that hpviz can read; the message lists what is accepted.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> runs = hpviz.read(VEHICLE)
    >>> len(runs), list(runs.metrics)
    (500, ['train_time', 'val_acc', 'val_precision', 'val_f1'])
    >>> finished = [{"lr": 0.1, "width": 64, "loss": 0.52}, {"lr": 0.01, "width": 32, "loss": 0.34}]
    >>> hpviz.read(finished, metrics="loss")
    list of 2 dictionaries: 2 runs (2 unknown)
      params   lr, width
      metrics  loss
      guessed  params lr, width

    Two sweeps become one set of runs:

    >>> both = hpviz.read({"before": finished, "after": [{"lr": 0.02, "width": 32, "loss": 0.31}]})
    >>> len(both), len(both.where("source == 'before'")), list(both.params)
    (3, 2, ['lr', 'width'])
    """
    from hpviz.sources import as_runs

    runs = as_runs(
        source,
        params=params,
        metrics=metrics,
        kinds=kinds,
        run=run,
        step=step,
        experiment=experiment,
        allow_pickle=allow_pickle,
        space=space,
    )
    return runs.dismissing(dismiss)


@listing_methods
def rank(  # noqa: PLR0913 - an argument for each option of a ranking
    source: object,
    metric: str | Sequence[str] | None = None,
    *,
    goal: Goal | None = None,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    hidden: Collection[str] | str = (),
    method: MethodName = "oob",
    top: float = 0.1,
    aggregate: Aggregate = "last",
    scale: Scale = "auto",
    statuses: Collection[str] | str = ("finished", "unknown"),
    axes: Mapping[str, ParamAxis] | None = None,
    where: str | None = "",
    trees: int = 100,
    seed: int = 0,
    dismiss: Collection[str] | str = (),
) -> Ranking:
    """Rank the hyperparameters of a sweep by what they do to a metric.

    Parameters
    ----------
    source, params, metrics, kinds, run, step, experiment, dismiss
        As in `read`.
    metric
        The metric to explain. Default: the source's objective, else a well-known name. ``"failure"``: what
        makes runs fail, crash or diverge. Several metrics, ``("val_loss", "runtime")``: what brings runs
        close to their Pareto front; the same as text is ``"pareto: val_loss, runtime"``, where a goal other
        than the default stands in brackets: ``"pareto: val_loss, speed (maximize)"``.
    goal
        ``"minimize"`` or ``"maximize"``. Default: the source's, else by the metric's name.
    hidden
        Parameters to leave out of table and model: one name, or several.
    method
        What importance is: ``"oob"``, out-of-bag, unbiased and with intervals, or another of the methods
        below.
    top
        Of method ``"top"``: the share of the runs that are called the best.
    aggregate
        Which step of a run counts where the source has history: ``"last"``, ``"best"``, ``"min"``, ``"max"``,
        ``"mean"``.
    scale
        ``"linear"``, ``"log"``, ``"rank"``; ``"auto"`` leaves ``"linear"`` only where a few runs hold most of
        the metric's variance, and leaves out runs that diverged (``Ranking.diverged``); the notes say so.
    statuses
        Runs of which statuses enter.
    axes
        Params to read on another axis than the source's search space or their values suggest:
        ``{"width": "log", "depth": "linear"}``. It counts for correlations, effects, maps and parallel
        coordinates; a log axis needs values above 0.
    where
        Keep the runs that an expression is true of: ``"lr <= 0.01 and optimizer in ['adam', 'sgd']"``. Of
        params, metrics, and ``status``, ``name``, ``group``, ``created`` and ``id``; see `Runs.where`.
    trees, seed
        Size and seed of the forest. Same input and seed, same figures.

    Returns
    -------
    Ranking
        ``table()`` has one row per parameter, most important first. Runs that allow no answer raise nothing:
        ``problem`` says why.

    Raises
    ------
    HpvizError
        A source, name or option that hpviz does not know; the message lists what there is.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> ranking = hpviz.rank(VEHICLE, "val_acc")
    >>> ranking.table()[["param", "importance", "above_noise", "correlation"]].round(2)
                    param  importance  above_noise  correlation
    0  learning_rate_init        0.65         True        -0.52
    1               depth        0.11         True        -0.20
    2          batch_size        0.08         True         0.17
    3               alpha        0.05         True        -0.15
    4               width        0.03         True         0.09

    Of some of the runs:

    >>> hpviz.rank(VEHICLE, "val_acc", where="depth == 3 and learning_rate_init < 1e-2").runs_skipped
    {'by the filter depth == 3 and learning_rate_init < 1e-2': 420}

    What brings runs close to the front of accuracy and training time:

    >>> hpviz.rank(VEHICLE, ("val_acc", "train_time")).metric
    'pareto: val_acc, train_time'
    """
    from hpviz import ranking
    from hpviz.sources.columns.named_metric import with_metric

    options = options_of(
        metric,
        goal=goal,
        hidden=hidden,
        method=method,
        top=top,
        aggregate=aggregate,
        scale=scale,
        statuses=statuses,
        axes=axes,
        where=where,
        trees=trees,
        seed=seed,
    )
    runs = read(
        source,
        params=params,
        metrics=metrics,
        kinds=kinds,
        run=run,
        step=step,
        experiment=experiment,
        dismiss=dismiss,
    )
    return ranking.rank(with_metric(runs, metric), options)


def compare(
    before: object,
    after: object,
    metric: str | Sequence[str] | None = None,
    *,
    goal: Goal | None = None,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    hidden: Collection[str] | str = (),
    aggregate: Aggregate = "last",
    scale: Scale = "auto",
    statuses: Collection[str] | str = ("finished", "unknown"),
    axes: Mapping[str, ParamAxis] | None = None,
    where: str | None = "",
    trees: int = 100,
    seed: int = 0,
) -> SweepComparison:
    """Compare two sweeps: what changed in importance, in the metric and in the values tried.

    Both are read as one (`read`), so that a column is the same in both, and ranked apart by the same options.
    A change is called one where it is more than chance: of two equal sweeps of independent runs, nothing at
    all is called changed in 95%.

    Parameters
    ----------
    before, after
        Two sources as in `read`, or parts of one: ``hpviz.read(store, experiment="first")``, or
        ``runs.where("created < '2025-06-01'")``.
    metric, goal, params, metrics, kinds, run, step, hidden
        As in `rank`, of both sweeps.
    aggregate, scale, statuses, axes, where, trees, seed
        As in `rank`. Where ``scale="auto"`` would be another for each sweep, both are analysed on that of the
        longer tails.

    Returns
    -------
    SweepComparison
        ``table()`` has one row per parameter; ``sentences`` say what changed; a notebook shows its
        ``chart()``.

    Raises
    ------
    HpvizError
        A source, name or option that hpviz does not know; the message lists what there is.

    Examples
    --------
    >>> import hpviz
    >>> import pandas as pd
    >>> from hpviz.data import VEHICLE
    >>> sweep = pd.read_csv(VEHICLE)
    >>> small = sweep["config.learning_rate_init"] < 0.01
    >>> comparison = hpviz.compare(sweep, sweep[small], "val_acc")
    >>> comparison.sentences[-1]
    'learning_rate_init: tried 0.00001 to 1 before, 0.00001 to 0.005995 after.'
    >>> comparison.table()[["param", "importance_before", "importance_after", "changed"]].round(2)
                    param  importance_before  importance_after  changed
    0  learning_rate_init               0.65              0.31     True
    1               alpha               0.05              0.21     True
    2               width               0.03              0.17    False
    3          batch_size               0.08              0.15    False
    4               depth               0.11              0.03     True
    """
    from hpviz.sources.columns.named_metric import with_metric
    from hpviz.sources.several import NamedSources
    from hpviz.sweep_comparison import SweepComparison

    options = options_of(
        metric,
        goal=goal,
        hidden=hidden,
        method="oob",
        aggregate=aggregate,
        scale=scale,
        statuses=statuses,
        axes=axes,
        where=where,
        trees=trees,
        seed=seed,
    )
    sources = NamedSources(before=before, after=after)
    runs = read(sources, params=params, metrics=metrics, kinds=kinds, run=run, step=step)
    source = list(runs.columns.values())[-1]
    first = source.codes == (
        source.levels.index("before") if "before" in source.levels else len(source.levels)
    )
    return SweepComparison.of(with_metric(runs, metric), first, options)


def overview(
    source: object,
    targets: Sequence[str] | str | None = None,
    *,
    params: Sequence[str] | str | None = None,
    metrics: Sequence[str] | str | None = None,
    kinds: Mapping[str, str] | None = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    hidden: Collection[str] | str = (),
    method: MethodName = "oob",
    aggregate: Aggregate = "last",
    scale: Scale = "auto",
    statuses: Collection[str] | str = ("finished", "unknown"),
    axes: Mapping[str, ParamAxis] | None = None,
    where: str | None = "",
    trees: int = 100,
    seed: int = 0,
) -> MetricOverview:
    """Show every parameter against every metric: one table of importances, with noise and direction marked.

    Each column has the figures of `rank` for that metric, to the last digit.

    Parameters
    ----------
    source, params, metrics, kinds, run, step, experiment
        As in `read`.
    targets
        The columns: metrics, ``"failure"``, or fronts such as ``"pareto: val_loss, runtime"``. Default: all
        metrics, the default one first, at most 16 of them, and failure where runs failed.
    hidden, method, aggregate, scale, statuses, axes, where, trees, seed
        As in `rank`.

    Returns
    -------
    MetricOverview
        A notebook shows it as a table; ``table()`` has a row per parameter and metric, ``importances()`` is
        parameters by metrics, ``correlations()`` says how the metrics go together; ``chart()`` draws both.

    Raises
    ------
    HpvizError
        A source, name or option that hpviz does not know; the message lists what there is.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> overview = hpviz.overview(VEHICLE, ["val_acc", "train_time"])
    >>> overview.importances().round(2)
                        val_acc  train_time
    learning_rate_init     0.65        0.20
    width                  0.03        0.40
    batch_size             0.08        0.20
    depth                  0.11        0.15
    alpha                  0.05        0.00
    """
    from hpviz.analysis import names_in
    from hpviz.metric_overview import MetricOverview
    from hpviz.sources.columns.named_metric import with_metric

    options = options_of(
        None,
        hidden=hidden,
        method=method,
        aggregate=aggregate,
        scale=scale,
        statuses=statuses,
        axes=axes,
        where=where,
        trees=trees,
        seed=seed,
    )
    runs = read(
        source, params=params, metrics=metrics, kinds=kinds, run=run, step=step, experiment=experiment
    )
    chosen = None if targets is None else names_in("targets", targets)
    for target in chosen or ():
        runs = with_metric(runs, target)
    return MetricOverview.of(runs, options, chosen)


def options_of(metric: str | Sequence[str] | None, **given: Any) -> RankOptions:
    """Put options as people write them into the form in which they are compared and kept."""
    from hpviz.analysis import RankOptions, axes_in, names_in
    from hpviz.runs.target import spelled

    axes, where = given["axes"], given["where"]
    given |= {name: frozenset(names_in(name, given[name])) for name in ("hidden", "statuses")}
    given["axes"] = axes_in({} if axes is None else axes)
    given["where"] = where.strip() if isinstance(where, str) else "" if where is None else where
    return RankOptions(metric=spelled(metric), **given)
