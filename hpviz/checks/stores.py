"""Checks of a store: which of its runs are read, what is damaged, and which limits were reached."""

from __future__ import annotations

from hpviz.checks.check import Check

SEVERAL_EXPERIMENTS = Check(
    code="HP201",
    name="several experiments",
    means="The store holds several of them (studies, projects); that with the most finished runs was read.",
    remedy="Choose another with experiment='...', --experiment, or the list in the panel.",
)
NOT_STARTED = Check(
    code="HP202",
    name="runs not started",
    means="Runs that wait in a queue have neither parameters nor results.",
    remedy="Nothing to do; read the source again later.",
)
DELETED = Check(
    code="HP203",
    name="deleted runs",
    means="Their owner deleted them, so that they are left out.",
    remedy="Restore them in the tracker, if they are to count.",
)
NO_RUNS_OF_THEIR_OWN = Check(
    code="HP204",
    name="entries that are no runs",
    means="Batches that start other runs, and commits that an experiment repeats, are left out.",
    remedy="Nothing to do.",
)
WITHOUT_PARAMS = Check(
    code="HP205",
    name="runs without hyperparameters",
    means="They have logged none, so that they count as running.",
    remedy="Log them as a run begins: with hp.hparams, or add_hparams at its end.",
)
NOT_INDEXED = Check(
    code="HP206",
    name="runs not indexed",
    means="Aim gives no data of runs that are not in its index.",
    remedy="Run `aim storage reindex` once their programs have ended.",
)
ONLY_STORE = Check(
    code="HP207",
    name="store in a folder",
    means="The folder is no store itself; the only one in it was read.",
    remedy="Nothing to do; give the path of another store to read that.",
)
RECORDS = Check(
    code="HP210",
    name="damaged records",
    means="Records that are not as their tracker writes them cost themselves, and no others.",
    remedy="Look at those that are named; restore them from a copy if their runs matter.",
)
FILES = Check(
    code="HP211",
    name="files not read",
    means="Files that are damaged, closed or too large cost their own run, and no others.",
    remedy="Look at those that are named: their permissions, and whether they are whole.",
)
FOLDERS = Check(
    code="HP212",
    name="folders not looked into",
    means="Folders that may not be opened, and links that lead elsewhere, are left out.",
    remedy="Change their permissions, or give the folder that a link leads to.",
)
CUT_OFF = Check(
    code="HP213",
    name="lines cut off",
    means="A log ends within a line or record, as while it is being written; what is before it was read.",
    remedy="Read the source again once the run has ended.",
)
LINES = Check(
    code="HP214",
    name="lines left out",
    means="Lines that do not fit the others, or are no complete record, are left out.",
    remedy="Mend the lines that are named.",
)
LOCKED = Check(
    code="HP215",
    name="database locked",
    means="Its writer holds it, so that only what was saved before was read.",
    remedy="Read it again once the writer has finished.",
)
DATABASE = Check(
    code="HP216",
    name="database damaged",
    means="Only what is whole of it was read.",
    remedy="Restore it from a copy, or with sqlite3's .recover.",
)
TIME = Check(
    code="HP220",
    name="limit of time reached",
    means="Reading took longer than the limit, so that only the first runs were read.",
    remedy="Raise hpviz.limits.seconds.",
)
HISTORY = Check(
    code="HP221",
    name="steps not read",
    means="Each metric stands at its last value, so that no other step can be chosen.",
    remedy="Raise the limit that is named, or read the tracker's folder or database itself.",
)
SOME_STEPS = Check(
    code="HP222",
    name="some of the steps",
    means="W&B's service gives a random part of the steps of long runs.",
    remedy="Read the folder wandb itself for all steps.",
)
SOME_FOLDERS = Check(
    code="HP223",
    name="limit of folders reached",
    means="Runs in folders beyond the limit were not read.",
    remedy="Raise hpviz.limits.folders, or give a folder further down.",
)
