"""Folders of a configuration and metrics each: Hydra's multirun, Lightning's CSVLogger, home-made ones."""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.errors import HpvizError
from hpviz.sources.columns.reasons import seconds_of
from hpviz.sources.columns.vocabulary import CREATED_NAMES, STATUS_NAMES, normal, status_of
from hpviz.sources.formats import yaml_text
from hpviz.sources.limits import limits
from hpviz.sources.reader import Reader
from hpviz.sources.store import experiments, paths, sniff
from hpviz.sources.store.damage import ERRORS
from hpviz.sources.store.experiments import Experiment
from hpviz.sources.store.folder import Folder
from hpviz.sources.store.logged import LoggedRun, Spelling, table_of
from hpviz.sources.trackers.run_folders import configs, layout, metrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.runs import Status
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading
    from hpviz.sources.trackers.run_folders.configs import Config
    from hpviz.sources.trackers.run_folders.layout import RunFolder, WalkedFolder
    from hpviz.sources.trackers.run_folders.metrics import Measured

MOST_LOOKED_INTO = 500
_SWEEP = "multirun.yaml"
# How Hydra's logging begins a line: [2026-11-24 00:16:32,715].
_LOG_TIME = re.compile(r"^\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3})\]", re.MULTILINE)


@dataclass
class _Run:
    """One run's folder and what its files hold."""

    folder: RunFolder
    config: Config
    measured: Measured


def recognises(path: Path) -> bool:
    """Whether this is a run's folder, or a folder of such folders."""
    return paths.is_folder(path) and layout.looks_like_runs(path, MOST_LOOKED_INTO)


def read(path: Path, options: ReadOptions) -> Table:
    """Read the runs of one sweep.

    Raises
    ------
    HpvizError
        None of the runs can be read.
    """
    folder = Folder(path, options.reading)
    by_sweep: dict[str, list[RunFolder]] = {}
    every = folder.each(layout.walked(path), "folders")
    walked = list(islice(every, int(min(limits.folders, sys.maxsize))))
    for run in layout.runs_below(path, walked):
        by_sweep.setdefault(_sweep(run.path, path), []).append(run)
    listed = [_experiment(name, runs) for name, runs in by_sweep.items()]
    pick = experiments.pick(listed, options.experiment, word="sweep", store=f"folder {path.name!r}")
    runs = list(_read(by_sweep[pick.experiment.name], folder))
    if not runs:
        raise HpvizError(
            f"none of the runs in the folder {path.name!r} can be read. {' '.join(folder.notes())}"
        )
    table = _table(runs, path, options.reading).noting(*pick.notes, *folder.notes(), *_unwalked(walked))
    several = len(by_sweep) > 1
    return pick.of(table) if several else table


def _unwalked(walked: Sequence[WalkedFolder]) -> list[Note]:
    if len(walked) < limits.folders:
        return []
    some = f"Only {len(walked):,} folders were looked into (hpviz.limits.folders)."
    return [checks.SOME_FOLDERS.note(some)]


def _sweep(run: Path, root: Path) -> str:
    """Name Hydra's multirun to which a run belongs; other runs belong together."""
    for above in [parent for parent in run.parents if parent == root or root in parent.parents]:
        if paths.is_file(above / _SWEEP):
            return above.relative_to(root).as_posix() if above != root else root.name
    return "other runs"


def _experiment(name: str, runs: Sequence[RunFolder]) -> Experiment:
    return Experiment(name=name, key=name, runs=len(runs), finished=sum(bool(run.metrics) for run in runs))


def _read(folders: Sequence[RunFolder], folder: Folder) -> Iterator[_Run]:
    for run in folder.each(folders):
        config = {} if run.config is None else folder.cached(configs.read, run.config)
        if config is None:
            continue
        measured = metrics.read(run.metrics, folder)
        if run.config is None:
            config = {**configs.from_name(run.path.name), **measured.config}
        yield _Run(run, config, measured)


def _table(runs: Sequence[_Run], root: Path, reading: Reading) -> Table:
    for run, config in zip(runs, configs.dereferenced([run.config for run in runs]), strict=True):
        run.config = config
    parents = {run.folder.path.parent for run in runs}
    logged = [_logged(run, root, reading, grouped=len(parents) > 1) for run in runs]
    # Only a folder's name has its values as text; a file has types of its own.
    restore = all(run.folder.config is None for run in runs)
    return table_of(logged, f"{_kind(runs)} {root.name!r}", spelling=Spelling(aside=""), restore=restore)


def _kind(runs: Sequence[_Run]) -> str:
    names = Counter(_tracker(run.folder) for run in runs)
    return names.most_common(1)[0][0]


def _tracker(run: RunFolder) -> str:
    if run.is_hydra:
        return "Hydra runs, folder"
    if run.config is not None and run.config.name == "hparams.yaml":
        return "Lightning logs, folder"
    return "runs with a config and metrics each, folder"


def _logged(run: _Run, root: Path, reading: Reading, *, grouped: bool) -> LoggedRun:
    path, rest = run.folder.path, run.measured.rest
    below = path.relative_to(root).as_posix()
    values = dict(run.measured.last)
    times = _log_times(path, reading) if run.folder.is_hydra else []
    created = times[0] if times else _created(rest)
    if len(times) > 1 and "runtime" not in values:
        values["runtime"] = times[-1] - times[0]
    return LoggedRun(
        run_id=root.name if below == "." else below,
        name=_name(run.folder, reading),
        status=_status(rest),
        created=created,
        group=path.parent.relative_to(root).as_posix() if grouped else "",
        params=run.config,
        metrics=values,
        aside=rest,
        steps=run.measured.steps,
    )


def _name(run: RunFolder, reading: Reading) -> str:
    """Take Hydra's overrides, which say what sets this run apart."""
    if not run.is_hydra or run.config is None:
        return ""
    return reading.cached(_overrides, run.config.parent / "overrides.yaml")


def _overrides(file: Path) -> str:
    try:
        overrides = yaml_text.parsed(sniff.text(file))
    except ERRORS:
        return ""
    return ",".join(map(str, overrides)) if isinstance(overrides, list) else ""


def _log_times(run: Path, reading: Reading) -> list[float]:
    """Read the times of the first and the last line of the log that Hydra keeps of a job."""
    logs = (reading.cached(_times_of, run / name) for name in sniff.names(run) if name.endswith(".log"))
    return next((times for times in logs if times), [])


def _times_of(log: Path) -> list[float]:
    start = sniff.start(log).decode("utf-8", errors="replace")
    return [seconds_of(f"{day}.{fraction}") for day, fraction in _LOG_TIME.findall(start + _end(log))]


def _end(file: Path, size: int = 4096) -> str:
    if not paths.is_own_file(file):
        return ""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, paths.size(file) - size))
            return "\n" + stream.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def _status(rest: dict[str, object]) -> Status:
    words = [value for name, value in rest.items() if normal(name) in STATUS_NAMES and isinstance(value, str)]
    return status_of(words[0]) if words else "unknown"


def _created(rest: dict[str, object]) -> float:
    times = [seconds_of(value) for name, value in rest.items() if normal(name) in CREATED_NAMES]
    return next((moment for moment in times if not math.isnan(moment)), math.nan)


RUN_FOLDERS = Reader(
    name="Hydra multirun, Lightning CSVLogger, any folder of runs with a config and metrics each",
    recognises=recognises,
    read=read,
)
