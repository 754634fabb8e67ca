"""Anything that holds the runs of a sweep becomes `Runs`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.errors import HpvizError
from hpviz.runs import Runs
from hpviz.sources import exports, objects
from hpviz.sources.columns import steps
from hpviz.sources.columns.kinds import of_runs, of_table
from hpviz.sources.columns.roles import assign, reassign
from hpviz.sources.columns.rows import choices, identities
from hpviz.sources.columns.table import notation_notes
from hpviz.sources.reader import ReadOptions
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
        store, an address, a tracker's object, a fitted scikit-learn search, or `Runs`. It is never modified,
        and nothing in it is executed.
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
    if isinstance(source, Runs):
        if experiment not in {None, source.experiment}:
            raise HpvizError(_no_experiments(str(experiment), "these runs, which were read before,"))
        return reassign(of_runs(source, kinds), params=params, metrics=metrics)
    with nullcontext(Reading(live=live)) if cache is None else cache.reading(live=live) as reading:
        options = ReadOptions(experiment=experiment, allow_pickle=allow_pickle, space=space, reading=reading)
        table = _read(source, options)
        table = of_table(table, kinds)
        table = table.noting(*notation_notes(table.columns.values()))
        if experiment is not None and not table.experiments:
            raise HpvizError(_no_experiments(experiment, table.source))
        if "run_ids" not in table.facts or run is not None or step is not None:
            table = table if table.marks else exports.recognised(table, options)
            table = steps.collapsed(table, run=run, step=step, chosen=params is not None)
            table = choices.with_choices(identities.set_aside(table))
        return assign(table, params=params, metrics=metrics)


def _no_experiments(experiment: str, source: str) -> str:
    nothing = f"experiment={experiment!r} means nothing; leave it out"
    return f"{source} holds no experiments to choose from, so {nothing}"


def _read(source: object, options: ReadOptions) -> Table:
    # The readers of all trackers are imported where a source needs them: a data frame does not.
    if isinstance(source, (str, Path)):
        from hpviz.sources import stores

        return stores.read(source, options)
    if objects.is_frame(source):
        return objects.read_frame(source)
    from hpviz.sources.registry import OBJECTS

    return objects.read(source, options, OBJECTS)
