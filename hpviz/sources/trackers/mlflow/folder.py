"""MLflow's folder ``mlruns``, read without MLflow: one file per parameter, metric and tag."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from hpviz.checks import stores as checks
from hpviz.sources.reader import Reader
from hpviz.sources.store import paths, sniff
from hpviz.sources.store.experiments import Experiment, pick
from hpviz.sources.store.logged import rows_of
from hpviz.sources.trackers.mlflow.meta import meta_of
from hpviz.sources.trackers.mlflow.runs import deleted_note, logged_run, mlflow_table

if TYPE_CHECKING:
    from pathlib import Path

    from hpviz.checks import Check, Note
    from hpviz.sources.columns.table import Table
    from hpviz.sources.reader import ReadOptions
    from hpviz.sources.store.cache import Reading
    from hpviz.sources.store.logged import LoggedRun
    from hpviz.sources.trackers.mlflow.meta import Meta

    Points = list[tuple[float, int, float]]

MOST_LOOKED_INTO = 200
_META = "meta.yaml"
_EXPERIMENT = re.compile(rb"^experiment_id:", re.MULTILINE)
_RUN = re.compile(rb"^run_(?:id|uuid):", re.MULTILINE)


def recognises(path: Path) -> bool:
    """Look for an experiment's `meta.yaml`, here or one folder below."""
    return paths.is_folder(path) and (_is_experiment(path) or any(map(_is_experiment, sniff.inside(path))))


def read(path: Path, options: ReadOptions) -> Table:
    """Read one experiment of the folder, or the experiment whose folder it is."""
    folders = (
        [path] if _is_experiment(path) else [below for below in sniff.inside(path) if _is_experiment(below)]
    )
    each = options.reading.each
    listed = [_experiment_in(folder, options.reading) for folder in each(folders, "experiments")]
    experiments = [experiment for experiment, _ in listed]
    begun = [experiment for experiment in experiments if experiment.runs]
    picked = pick(
        begun or experiments, options.experiment, word="experiment", store=f"the MLflow folder {path.name}"
    )
    folder = next(folder for experiment, folder in listed if experiment is picked.experiment)
    others = [
        checks.FILES.note(f"The experiment in {below.name} is left out: its {_META} is damaged or missing.")
        for below in (sniff.inside(path) if path not in folders else ())
        if below not in folders and _has_runs(below)
    ]
    stored_runs = [
        options.reading.cached(_read_run, run_folder)
        for run_folder in each(filter(paths.is_folder, sniff.inside(folder)), "runs")
    ]
    runs = sorted(
        (stored.run for stored in stored_runs if stored.run is not None), key=lambda run: run.created
    )
    deleted = sum(stored.is_deleted for stored in stored_runs)
    notes = [note for stored in stored_runs for note in stored.notes]
    return mlflow_table(runs, path.name, picked, [*deleted_note(deleted), *others, *notes])


def _is_experiment(folder: Path) -> bool:
    meta = sniff.start(folder / _META)
    return bool(_EXPERIMENT.search(meta)) and not _RUN.search(meta)


def _has_runs(folder: Path) -> bool:
    """Whether a folder without a description of an experiment holds runs all the same."""
    return any(
        _RUN.search(sniff.start(run / _META)) for run in islice(sniff.inside(folder), MOST_LOOKED_INTO)
    )


def _experiment_in(folder: Path, reading: Reading) -> tuple[Experiment, Path]:
    meta = meta_of(sniff.start(folder / _META))
    run_folders = reading.each(sniff.inside(folder), "folders of an experiment")
    runs = [reading.cached(_meta, run_folder / _META) for run_folder in run_folders]
    active = [run for run in runs if _is_run(run) and run.get("lifecycle_stage") != "deleted"]
    finished = sum(str(run.get("status")) in {"3", "FINISHED"} for run in active)
    newest = max((_milliseconds(run.get("start_time")) or 0 for run in active), default=0.0)
    key = meta.get("experiment_id", folder.name)
    return Experiment(
        name=str(meta.get("name", folder.name)), key=key, runs=len(active), finished=finished, newest=newest
    ), folder


def _meta(file: Path) -> Meta:
    return meta_of(sniff.start(file))


def _is_run(meta: Meta) -> bool:
    return "run_id" in meta or "run_uuid" in meta


def _read_run(folder: Path) -> _StoredRun:
    stored = _StoredRun()
    stored.run = stored.read(folder)
    return stored


class _StoredRun:
    """The run of a folder, and what could not be read of it."""

    def __init__(self) -> None:
        self.run: LoggedRun | None = None
        self.is_deleted = False
        self.notes: list[Note] = []

    def read(self, folder: Path) -> LoggedRun | None:
        """Read a run's folder; None where it is none, or a deleted one."""
        meta = meta_of(sniff.start(folder / _META, 65536))
        if not _is_run(meta):
            if paths.is_folder(folder / "params") or paths.is_folder(folder / "metrics"):
                problem = paths.problem(folder / _META, folder)
                why = f" ({problem})" if problem else ""
                left_out = f"Run {folder.name} is left out: its {_META} is damaged or missing{why}."
                self.notes.append(checks.FILES.note(left_out))
            return None
        if meta.get("lifecycle_stage") == "deleted":
            self.is_deleted = True
            return None
        points = {name: self._points(file, folder) for name, file in _files(folder / "metrics")}
        return logged_run(
            str(meta.get("run_id") or meta["run_uuid"]),
            name=str(meta.get("run_name") or ""),
            status=meta.get("status"),
            start=_milliseconds(meta.get("start_time")),
            end=_milliseconds(meta.get("end_time")),
            params=dict(self._texts(folder / "params", folder)),
            metrics={name: max(steps)[2] for name, steps in points.items() if steps},
            tags=dict(self._texts(folder / "tags", folder)),
            steps=rows_of(
                (name, step, value) for name, steps in points.items() for step, _, value in sorted(steps)
            ),
        )

    def _texts(self, below: Path, run: Path) -> list[tuple[str, str]]:
        texts = []
        for name, file in _files(below):
            try:
                texts.append((name, file.read_text("utf-8", errors="replace")))
            except OSError as error:
                self._note(checks.FILES, run, f"{below.name}/{name} cannot be read: {error.strerror}")
        return texts

    def _points(self, file: Path, run: Path) -> list[tuple[int, float, float]]:
        """Read a metric's lines: moment, value, step, and in newer versions a data set."""
        points = []
        try:
            lines = file.read_bytes().splitlines(keepends=True)
        except OSError as error:
            self._note(checks.FILES, run, f"metrics/{file.name} cannot be read: {error.strerror}")
            return []
        for line in lines:
            point = _point(line)
            if point is None:
                left_out = f"a line of metrics/{file.name} is half written or damaged and left out"
                self._note(checks.LINES, run, left_out)
            else:
                points.append(point)
        return points

    def _note(self, check: Check, run: Path, what: str) -> None:
        note = check.note(f"Run {run.name}: {what}.")
        if note not in self.notes:
            self.notes.append(note)


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Name every file below: a "/" in a name makes a folder."""
    return [
        ((here / name).relative_to(folder).as_posix(), here / name)
        for here, names in sniff.walked(folder)
        for name in names
    ]


def _point(line: bytes) -> tuple[int, float, float] | None:
    """Parse step, moment and value of a line; None where it is not whole."""
    words = line.split()
    if not line.endswith(b"\n") or len(words) < 2:
        return None
    try:
        return int(words[2]) if len(words) > 2 else 0, float(words[0]), float(words[1])
    except ValueError:
        return None


def _milliseconds(value: str | int | None) -> float | None:
    return float(value) if isinstance(value, int) else None


MLFLOW_FOLDER = Reader(name="MLflow folder mlruns", recognises=recognises, read=read)
