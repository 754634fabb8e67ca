"""W&B's own folder ``wandb``, a folder of one run, or its log, read without W&B."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.runs import Hints
from hpviz.sources.limits import limits
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary.block_log import BlockLog
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import Spelling, table_of, when
from hpviz.sources.trackers.wandb.run import WandbRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.runs.metric_names import Goal
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading
    from hpviz.sources.store.logged import LoggedRun

START = b":W&B"
"""The first bytes of a log."""

SPELLING = Spelling(param="config.", metric="summary.", aside="")

_RUN_FOLDER = re.compile(r"(?:offline-)?run-[0-9]{8}_[0-9]{6}-.+")
_LOG = re.compile(r"run-(?P<id>.+)\.wandb")
_UNNAMED = "(no project)"


@dataclass(frozen=True, kw_only=True)
class _Replayed:
    """What a run's logs say."""

    logged: LoggedRun
    project: str
    has_finished: bool
    began: float
    goals: Mapping[str, Goal]
    notes: Sequence[Note]


def recognises(path: Path) -> bool:
    """Look for W&B's log, or for folders that are called as W&B calls its runs'."""
    if not paths.is_folder(path):
        return _LOG.fullmatch(path.name) is not None or sniff.header(path, 4) == START
    return any(_RUN_FOLDER.fullmatch(name) or _LOG.fullmatch(name) for name in sniff.names(path))


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one project."""
    logs, notes = _logs(path)
    runs, more = _runs(logs, options.reading)
    listed = _projects(runs)
    picked = pick(listed, options.experiment, word="project", store=f"the W&B folder {path.name}")
    # The log of a young run is still empty, so its project is not known yet.
    chosen = [run for run in runs if picked.includes(run.project)]
    logged = sorted((run.logged for run in chosen), key=when)
    goals = {f"{SPELLING.metric}{name}": goal for run in chosen for name, goal in run.goals.items()}
    table = table_of(
        logged,
        f"W&B project {picked.experiment.name!r} in {path.name}",
        spelling=SPELLING,
        notes=[*picked.notes, *notes, *more],
    )
    return picked.of(replace(table, hints=Hints(goals=goals)))


def _logs(path: Path) -> tuple[list[Path], list[Note]]:
    """List the logs; symbolic links, as `latest-run` is one, name a run a second time."""
    if not paths.is_folder(path):
        return [path], []
    folders = [path] + [entry for entry in sniff.inside(path) if _RUN_FOLDER.fullmatch(entry.name)]
    logs: list[Path] = []
    without: list[Note] = []
    for folder in folders:
        own = [entry for entry in sniff.inside(folder) if _LOG.fullmatch(entry.name)]
        logs += own
        if not own and folder is not path:
            left_out = f"Run folder {folder.name} holds no log (run-….wandb) and is left out."
            without.append(checks.FILES.note(left_out))
    return logs, without


def _runs(logs: Sequence[Path], reading: Reading) -> tuple[list[_Replayed], list[Note]]:
    with_history = sum(map(paths.size, logs)) <= limits.history_mib * 2**20
    too_large = (
        f"The logs are larger than {limits.history_mib:g} MiB (hpviz.limits.history_mib), so only the "
        "summary of each run was read, no steps."
    )
    notes = [] if with_history else [checks.HISTORY.note(too_large)]
    by_run: dict[str, list[Path]] = {}
    for path in logs:
        match = _LOG.fullmatch(path.name)
        by_run.setdefault(match["id"] if match else path.stem, []).append(path)
    replayed = [
        reading.cached(_run, tuple(own), run_id, with_history)
        for run_id, own in reading.each(by_run.items(), "runs")
    ]
    return replayed, [*notes, *(note for run in replayed for note in run.notes)]


def _run(logs: tuple[Path, ...], run_id: str, with_history: bool) -> _Replayed:  # noqa: FBT001
    """Replay the logs of a run: a resumed one has several."""
    run = WandbRun(run_id)
    notes = [note for log in logs for note in _replayed(run, log, with_history=with_history)]
    return _Replayed(
        logged=run.logged(),
        project=run.project,
        has_finished=run.has_finished,
        began=run.began,
        goals=run.goals,
        notes=notes,
    )


def _replayed(run: WandbRun, path: Path, *, with_history: bool) -> list[Note]:
    try:
        log = BlockLog(path, START)
    except HpvizError as error:
        return [checks.FILES.note(f"Run {run.run_id}: {error}.")]
    whole = run.replay(log, with_history=with_history)
    if log.damaged or not whole:
        return [checks.FILES.note(f"Run {run.run_id}: parts of {path.name} are damaged and left out.")]
    if log.cut:
        end = f"{path.name} ends in the middle of a record; what is before it was read."
        return [checks.CUT_OFF.note(f"Run {run.run_id}: {end}")]
    return []


def _projects(runs: Iterable[_Replayed]) -> list[Experiment]:
    by_project: dict[str, list[_Replayed]] = {}
    for run in runs:
        by_project.setdefault(run.project, []).append(run)
    if len(by_project) > 1:
        by_project.pop("", None)
    return [
        Experiment(
            name=name or _UNNAMED,
            key=name,
            runs=len(of_it),
            finished=sum(run.has_finished for run in of_it),
            newest=max(run.began for run in of_it),
        )
        for name, of_it in by_project.items()
    ]


WANDB_FOLDER = Reader(name="W&B folder wandb", recognises=recognises, read=read)
