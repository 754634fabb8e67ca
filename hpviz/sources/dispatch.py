"""Anything that holds the runs of a sweep becomes `Runs`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.runs import Runs
from hpviz.sources import exports, objects, several
from hpviz.sources.columns import steps
from hpviz.sources.columns.kinds import of_runs, of_table
from hpviz.sources.columns.roles import assign, reassign
from hpviz.sources.columns.rows import choices, identities, long_tables, summaries
from hpviz.sources.columns.table import notation_notes
from hpviz.sources.reader import ReadOptions, Rows
from hpviz.sources.store.cache import Reading

if TYPE_CHECKING:
    from hpviz.sources.columns.choice import Given
    from hpviz.sources.columns.kinds import Kinds
    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.cache import Cache


def as_runs(
    source: object,
    *,
    params: Given = None,
    metrics: Given = None,
    kinds: Kinds = None,
    run: str | None = None,
    step: str | None = None,
    experiment: str | None = None,
    allow_pickle: bool = False,
    space: object = None,
    cache: Cache | None = None,
    live: bool = False,
) -> Runs:
    """Read the runs of a sweep out of whatever holds them.

    Parameters
    ----------
    source
        A data frame, a list of dictionaries, a dictionary of columns, the path of a file or of a tracker's
        store, an address, a tracker's object, a fitted scikit-learn search, or `Runs`; or several of these in
        a list or a dictionary, which are joined. It is never modified, and nothing in it is executed.
    params, metrics
        Which columns are parameters and which are metrics, where the source does not say or the guess is
        wrong: a list of names, with or without their prefix, or one prefix such as ``"cfg."``.
    kinds
        Column name to ``"category"`` or ``"number"``, where it is read as the other.
    run, step
        For a table with one row per step or epoch: the column that tells the runs apart, and the column that
        counts the steps. Usual names are recognised.
    experiment
        Which study, experiment or project of a store that holds several.
    allow_pickle
        Unpickle a store that is kept as a pickle, which can run any code that is in it.
    space
        The search space of a Hyperopt store, which itself keeps only the places of the choices.
    cache
        What the last reading of this source left behind, so that of a store only what has changed is read.
    live
        The source is being followed: what is half written can wait for the next reading.

    Returns
    -------
    Runs
        One row per run. Its `notes` say what was guessed.

    Raises
    ------
    HpvizError
        The source is nothing that can be read; the message says what is accepted and how to fix it.
    """
    sources = several.sources_in(source)
    if sources is not None and len(sources) == 1:
        (source,), sources = sources.values(), None
    if isinstance(source, Runs):
        if experiment not in {None, source.experiment}:
            raise HpvizError(_no_experiments(str(experiment), "these runs, which were read before,"))
        return reassign(of_runs(source, kinds), params=params, metrics=metrics)
    with nullcontext(Reading(live=live)) if cache is None else cache.reading(live=live) as reading:
        options = ReadOptions(
            experiment=experiment,
            allow_pickle=allow_pickle,
            space=space,
            reading=reading,
            rows=Rows(run=run, step=step, chosen=params is not None),
        )
        if sources is None:
            return assign(_table(source, options, kinds), params=params, metrics=metrics)
        tables = {name: _part(name, part, options) for name, part in sources.items()}
        table = of_table(several.joined(tables), kinds)
        runs = several.with_notes(assign(table, params=params, metrics=metrics), tables)
        return runs.dismissing({code for part in sources.values() for code in _dismissed(part)})


def _dismissed(source: object) -> frozenset[str]:
    """Return the codes that were dismissed where runs were read before."""
    return source.dismissed if isinstance(source, Runs) else frozenset()


def _table(source: object, options: ReadOptions, kinds: Kinds = None) -> Table:
    """Read a table with one row per run, whose columns have no roles yet."""
    rows = options.rows
    table = of_table(_read(source, options), kinds)
    table = table.noting(*notation_notes(table.columns.values()))
    if options.experiment is not None and not table.experiments:
        raise HpvizError(_no_experiments(options.experiment, table.source))
    if "run_ids" in table.facts and rows.run is None and rows.step is None:
        return table
    if table.collapsed:
        return choices.with_choices(identities.set_aside(table))
    export = None if table.marks else exports.recognised(table, options)
    table = export or long_tables.pivoted(summaries.without_summaries(table))
    if export is None or rows.run is not None or rows.step is not None:
        table = steps.collapsed(table, run=rows.run, step=rows.step, chosen=rows.chosen)
    return choices.with_choices(identities.set_aside(table))


def _part(name: str, source: object, options: ReadOptions) -> Table:
    """Read one of several sources, which may be several itself.

    Raises
    ------
    HpvizError
        It cannot be read; the message says which it is.
    """
    try:
        if isinstance(source, Runs):
            return several.with_own_facts(several.table_of(source))
        sources = several.sources_in(source)
        if sources is None:
            return several.with_own_facts(_table(source, options))
        return several.joined({inner: _part(inner, part, options) for inner, part in sources.items()})
    except HpvizError as error:
        raise HpvizError(f"source {name!r}: {error}") from error


def _no_experiments(experiment: str, source: str) -> str:
    nothing = f"experiment={experiment!r} means nothing; leave it out"
    return f"{source} holds no experiments to choose from, so {nothing}"


def _read(source: object, options: ReadOptions) -> Table:
    # The readers of all trackers are imported where a source needs them: a data frame does not.
    if isinstance(source, (str, Path)):
        from hpviz.sources import stores

        return stores.read(source, options)
    if objects.is_frame(source):
        return objects.read_frame(source, options)
    from hpviz.sources.registry import OBJECTS

    return objects.read(source, options, OBJECTS)
