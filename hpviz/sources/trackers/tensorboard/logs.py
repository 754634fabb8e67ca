"""TensorBoard's folder of logs with its HParams plugin, read without TensorBoard or TensorFlow."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.binary.event_files import EVENT_FILE, events_of
from hpviz.sources.store.damage import Damage
from hpviz.sources.store.logged import LoggedRun, Spelling, rows_of, table_of
from hpviz.sources.trackers.tensorboard.hparams import Session, Space, session_of, widen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hpviz.checks import Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.formats.protobuf import Message
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading

SPELLING = Spelling(param="hparams/", metric="", aside="")

# Deeper than this, and in more folders, event files are not searched in order to recognise a folder of logs.
DEEPEST = 3
MOST_LOOKED_INTO = 200


def recognises(path: Path) -> bool:
    """Look for event files, here or below."""
    if not paths.is_folder(path):
        return EVENT_FILE.fullmatch(path.name) is not None
    folders = islice(sniff.walked(path, deepest=DEEPEST), MOST_LOOKED_INTO)
    return any(EVENT_FILE.fullmatch(name) for _, names in folders for name in names)


def read(path: Path, options: ReadOptions) -> Table:
    """Read every run, with the hyperparameters that the plugin keeps of it."""
    logs = _Logs(path, options.reading)
    homes = logs.homes()
    groups = Counter(session.group for session in logs.sessions.values())
    runs = [logs.run(home, folders, groups) for home, folders in homes.items()]
    runs.sort(key=lambda run: run.run_id)
    table = table_of(
        runs,
        f"TensorBoard logs {path.name}",
        spelling=SPELLING,
        notes=[*logs.notes, *logs.damage.notes(), *_without_params(runs)],
    )
    return replace(table, hints=logs.space.hints(SPELLING.param))


@dataclass(kw_only=True)
class _Folder:
    """The events of all files in one folder."""

    scalars: list[tuple[str, int, float]] = field(default_factory=list)
    hparams: list[Message] = field(default_factory=list)
    began: float = math.inf
    ended: float = -math.inf


class _Logs:
    """The folders below the given one, and which of them make a run."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self._reading = reading
        self.root = path if paths.is_folder(path) else path.parent
        self.notes: list[Note] = []
        self.damage = Damage()
        self.space = Space()
        self.sessions: dict[Path, Session] = {}
        self.folders = self._folders(path)
        for where, folder in self.folders.items():
            run = f"the hyperparameters of run {where.relative_to(self.root).as_posix()}"
            widen(self.space, folder.hparams, run, self.damage)
            session = session_of(folder.hparams, run, self.damage)
            if session is not None:
                self.sessions[where] = session

    def _folders(self, path: Path) -> dict[Path, _Folder]:
        walked: Iterable[tuple[Path, list[str]]]
        walked = sniff.walked(path) if paths.is_folder(path) else [(path.parent, [path.name])]
        folders: dict[Path, _Folder] = {}
        for where, names in self._reading.each(walked, "folders"):
            self._note_links(where, names)
            for name in names:
                if EVENT_FILE.fullmatch(name):
                    self._take(where / name, folders.setdefault(where, _Folder()))
        return folders

    def _note_links(self, where: Path, names: list[str]) -> None:
        """Note the event files that are not looked into."""
        for name in sniff.names(where):
            if name not in names and EVENT_FILE.fullmatch(name):
                problem = paths.problem(where / name, self.root) or "no file"
                self.damage.add(f"run {where.relative_to(self.root).as_posix()}", f"{name}: {problem}")

    def _take(self, file: Path, folder: _Folder) -> None:
        events = self._reading.cached(events_of, file)
        folder.scalars += [(tag, step, value) for step, tag, value in events.scalars]
        folder.hparams += events.hparams
        if not math.isnan(events.began):
            folder.began = min(folder.began, events.began)
            folder.ended = max(folder.ended, events.ended)
        place = f"Run {file.parent.name}: {file.name}"
        if events.damaged:
            self.notes.append(checks.FILES.note(f"{place} is damaged; what is before the damage was read."))
        elif events.cut:
            end = f"{place} ends in the middle of an event; what is before it was read."
            self.notes.append(checks.CUT_OFF.note(end))

    def homes(self) -> dict[Path, list[Path]]:
        """Map each run's own folder to the folders whose events are of it.

        `add_hparams` writes a folder of its own below that of the scalars; Keras writes the scalars of
        training and validation below that of the hyperparameters.
        """
        homes: dict[Path, list[Path]] = {}
        for where in self.folders:
            home = self._home(where)
            if home is not None:
                homes.setdefault(home, []).append(where)
        return homes

    def _home(self, where: Path) -> Path | None:
        if where in self.sessions:
            return where.parent if self._is_beside_scalars(where) else where
        above = [folder for folder in where.parents if folder in self.sessions]
        if above:
            return above[0]
        below = [folder for folder in self.sessions if where in folder.parents]
        # Events above several runs are of none of them.
        return (
            where
            if not below
            or any(self._is_beside_scalars(session) and session.parent == where for session in below)
            else None
        )

    def _is_beside_scalars(self, where: Path) -> bool:
        """Whether this holds the hyperparameters of the folder above: the only ones there."""
        above = where.parent
        if above not in self.folders or above in self.sessions or where == self.root:
            return False
        return sum(session.parent == above for session in self.sessions) == 1

    def run(self, home: Path, folders: list[Path], groups: Mapping[str, int]) -> LoggedRun:
        """Put a run together."""
        session = next((self.sessions[folder] for folder in folders if folder in self.sessions), Session())
        points = [point for folder in folders for point in self._points(home, folder)]
        last = {tag: value for tag, _, value in sorted(points, key=lambda point: point[1])}
        began = min(self.folders[folder].began for folder in folders)
        ended = max(self.folders[folder].ended for folder in folders)
        name = home.relative_to(self.root).as_posix()
        name = name if name != "." else home.name
        return LoggedRun(
            run_id=name,
            name=name,
            status=session.status,
            created=_first(session.began, began),
            runtime=_first(session.ended, ended) - _first(session.began, began),
            group=session.group if groups[session.group] > 1 else "",
            params=session.params,
            metrics=last,
            steps=rows_of(points),
        )

    def _points(self, home: Path, where: Path) -> list[tuple[str, int, float]]:
        scalars = self.folders[where].scalars
        if where == home or where in self.sessions:
            return scalars
        below = where.relative_to(home).as_posix()
        return [(f"{below}/{tag}", step, value) for tag, step, value in scalars]


def _first(logged: float, seen: float) -> float:
    """Take the moment that was logged, else that of the events."""
    return logged if not math.isnan(logged) else seen if math.isfinite(seen) else math.nan


def _without_params(runs: list[LoggedRun]) -> list[Note]:
    count = sum(not run.params for run in runs)
    if not count:
        return []
    some = "1 run has" if count == 1 else f"{count:,} runs have"
    note = (
        f"{some} no hyperparameters. TensorBoard keeps them only with add_hparams, at the end of a run, or "
        "with hp.hparams, so such runs crashed or go on; they count as running."
    )
    return [checks.WITHOUT_PARAMS.note(note)]


TENSORBOARD = Reader(name="TensorBoard HParams folder", recognises=recognises, read=read)
