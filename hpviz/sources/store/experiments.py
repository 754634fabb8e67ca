"""Which of the studies, experiments or projects in a store is read."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError, unknown_name
from hpviz.formatting.words import listed
from hpviz.legible_text import legible
from hpviz.sources.store.logged import table_of, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.store.logged import LoggedRun, Spelling

SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One experiment of a store.

    Attributes
    ----------
    name
        By which the person chooses it.
    key
        By which the store knows it.
    runs, finished
        How many runs it has, and how many of them ended well.
    newest
        When its last run began; of any unit.
    """

    name: str
    key: object
    runs: int
    finished: int = 0
    newest: float = 0.0


def experiments_of(runs: Sequence[tuple[str, LoggedRun]], *, unnamed: str) -> list[Experiment]:
    """List the experiments of runs, by name.

    Parameters
    ----------
    runs
        Each with the name of its experiment; where that is empty, as in a log that is young or damaged, the
        run is of any of them.
    unnamed
        What to call the only experiment where none has a name.
    """
    names = {name for name, _ in runs}
    return [
        _experiment(name, unnamed, [run for own, run in runs if own == name])
        for name in sorted(names - {""} or names)
    ]


def _experiment(name: str, unnamed: str, runs: Sequence[LoggedRun]) -> Experiment:
    return Experiment(
        name=name or unnamed,
        key=name,
        runs=len(runs),
        finished=sum(run.status == "finished" for run in runs),
        newest=max((run.created for run in runs if not math.isnan(run.created)), default=0.0),
    )


@dataclass(frozen=True)
class Pick:
    """The experiment that is read, among all that the store holds."""

    experiment: Experiment
    names: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    def includes(self, name: str) -> bool:
        """Whether runs of the experiment of a name are read; without a name they are of any."""
        return name in {self.experiment.key, ""}

    def of(self, table: Table) -> Table:
        """Enter into a table which experiment its runs are of, and what else the store holds."""
        return replace(table, experiments=self.names, experiment=self.experiment.name)


def pick(experiments: Sequence[Experiment], wanted: str | None, *, word: str, store: str) -> Pick:
    """Pick the wanted experiment of a store, else the one with the most finished runs.

    Parameters
    ----------
    experiments
        All that the store holds.
    wanted
        What the person chose: a name, or the store's own id.
    word
        What the tracker calls an experiment: ``"study"``.
    store
        What is read, in words, for the messages.

    Raises
    ------
    HpvizError
        There is none of that name, or none at all.
    """
    if not experiments:
        raise HpvizError(f"{store} holds no {word} yet; give a store in which at least one run was begun")
    names = tuple(experiment.name for experiment in experiments)
    if wanted is not None:
        return Pick(_chosen(experiments, wanted, word=word, store=store), names)
    chosen = max(
        experiments, key=lambda experiment: (experiment.finished, experiment.runs, experiment.newest)
    )
    if len(experiments) == 1:
        return Pick(chosen, names)
    names_and_runs = listed([_with_runs(experiment) for experiment in experiments], SHOWN, last=", ")
    note = checks.SEVERAL_EXPERIMENTS.note(
        f"{store[:1].upper()}{store[1:]} holds {len(experiments)} {_plural(word)}: {names_and_runs}. "
        f"{chosen.name!r} was read, as it has the most finished runs; experiment=... chooses another."
    )
    return Pick(chosen, names, (note,))


def table_of_experiment(
    runs: Sequence[tuple[str, LoggedRun]],
    wanted: str | None,
    *,
    tracker: str,
    word: str,
    folder: str,
    spelling: Spelling,
    notes: Iterable[Note] = (),
) -> Table:
    """Make one row of each run of the experiment that is read, in the order in which they began.

    Parameters
    ----------
    runs
        All in the store, each with the name of its experiment, as `experiments_of` takes them.
    wanted
        What the person chose.
    tracker, word, folder
        The tracker's name, what it calls an experiment, and the name of what was given.
    spelling
        As of `table_of`.
    notes
        Sentences for the screen, after that on the choice.

    Raises
    ------
    HpvizError
        There is none of that name, or none at all.
    """
    listed = experiments_of(runs, unnamed=f"(no {word})")
    picked = pick(listed, wanted, word=word, store=f"{tracker} folder {folder!r}")
    table = table_of(
        sorted((run for name, run in runs if picked.includes(name)), key=when),
        f"{tracker} {word} {picked.experiment.name!r}",
        spelling=spelling,
        notes=[*picked.notes, *notes],
    )
    return picked.of(table)


def _chosen(experiments: Sequence[Experiment], wanted: str, *, word: str, store: str) -> Experiment:
    for experiment in experiments:
        if wanted in {experiment.name, legible(experiment.name)}:
            return experiment
    for experiment in experiments:
        if str(wanted) == str(experiment.key):
            return experiment
    names = [experiment.name for experiment in experiments]
    raise unknown_name(word, wanted, names, where=f"in {store}", shown=map(_with_runs, experiments))


def _with_runs(experiment: Experiment) -> str:
    return f"{experiment.name!r} ({experiment.runs:,} run{'' if experiment.runs == 1 else 's'})"


def _plural(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") else word + "s"
