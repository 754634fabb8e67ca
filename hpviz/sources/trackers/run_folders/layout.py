"""Which folders below a path are runs: those with a configuration, with metrics, or with both."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hpviz.runs.metric_vocabulary import words
from hpviz.sources.store import paths
from hpviz.sources.store.folder import natural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CONFIG_STEMS = words(
    """
    config hparams params args hyperparameters hyperparams hyper_parameters parameters cfg options opts
    settings
    """
)
CONFIG_KINDS = (".yaml", ".yml", ".json", ".toml")
METRIC_STEMS = words("metrics results result scores summary history log progress eval evaluation")
METRIC_ENDINGS = ("_metrics", "_results", "_scores")
METRIC_KINDS = (".json", ".jsonl", ".ndjson", ".csv", ".yaml", ".yml")
HYDRA = ".hydra"

# Deeper than multirun/DATE/TIME/JOB/csv/version_0 nobody keeps the files of a run.
DEEPEST = 6
_NEVER = words("checkpoints checkpoint node_modules __pycache__ wandb mlruns site-packages")

# A folder, and the names of the files and of the folders in it.
WalkedFolder = tuple[Path, list[str], list[str]]


@dataclass
class RunFolder:
    """The folder of one run.

    Attributes
    ----------
    path
        Where it is.
    config
        The file that holds what was chosen, if there is one.
    metrics
        The files that hold what came of it.
    """

    path: Path
    config: Path | None = None
    metrics: list[Path] = field(default_factory=list)

    @property
    def is_hydra(self) -> bool:
        """Hydra keeps the configuration in a folder of its own inside the run's."""
        return self.config is not None and self.config.parent.name == HYDRA

    @property
    def kind(self) -> tuple[int, str]:
        """How deep it lies and what its configuration is called: the same for all runs of a sweep."""
        return len(self.path.parts), "" if self.config is None else self.config.name


def runs_below(root: Path, folders: Iterable[WalkedFolder]) -> list[RunFolder]:
    """List the runs in the folders that `walked` yields, version_10 after version_9."""
    owners: dict[Path, RunFolder] = {}
    homeless: dict[Path, list[RunFolder]] = {}
    for here, files, inner in folders:
        owner = _owner(here, root, owners)
        config, metrics = _config(here, files, inner), _metrics(here, files)
        if config is not None and not (owner is not None and owner.is_hydra):
            owners[here] = RunFolder(here, config, metrics)
        elif metrics:
            homeless.setdefault(here if owner is None else owner.path, []).append(
                RunFolder(here, None, metrics)
            )
    runs = _of_one_kind(_housed(owners, homeless), root)
    return sorted(runs, key=lambda run: [natural(part) for part in run.path.relative_to(root).parts])


def looks_like_runs(root: Path, most: int) -> bool:
    """Whether there are runs below a folder, by a glance at this many folders at most."""
    configured, measured = False, 0
    for number, (here, files, folders) in enumerate(walked(root)):
        configured = configured or _config(here, files, folders) is not None
        measured += bool(_metrics(here, files))
        # Metrics without any configuration are runs only if there are several; else they are just a table.
        if measured and (configured or measured > 1):
            return True
        if number >= most:
            break
    return False


def is_run(folder: Path) -> bool:
    """Whether a folder has a configuration or metrics of its own."""
    here, files, folders = next(walked(folder), (folder, [], []))
    return _config(here, files, folders) is not None or bool(_metrics(here, files))


def walked(folder: Path, depth: int = 0) -> Iterator[WalkedFolder]:
    """Yield every folder with the names of its files and folders; no link to a folder is followed."""
    files, folders = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif paths.is_file(folder / entry.name):
                    files.append(entry.name)
    except OSError:
        return
    yield folder, sorted(files), folders
    for name in sorted(folders, key=natural) if depth < DEEPEST else []:
        if not name.startswith(".") and name not in _NEVER:
            yield from walked(folder / name, depth + 1)


def _config(here: Path, files: Sequence[str], folders: Sequence[str]) -> Path | None:
    """Find the configuration: Hydra's, else the file whose name says most plainly what it is."""
    if HYDRA in folders and paths.is_file(here / HYDRA / "config.yaml"):
        return here / HYDRA / "config.yaml"
    stems = [Path(name).stem.lower() if Path(name).suffix.lower() in CONFIG_KINDS else "" for name in files]
    known = [(stem, name) for stem, name in zip(stems, files, strict=True) if stem in CONFIG_STEMS]
    # hparams.yaml beside a config.yaml of the whole program is the run's own.
    return (
        here / min(known, key=lambda stem_and_name: (not stem_and_name[0].startswith("h"), stem_and_name))[1]
        if known
        else None
    )


def _metrics(here: Path, files: Sequence[str]) -> list[Path]:
    return [here / name for name in files if is_metrics(name)]


def is_metrics(name: str) -> bool:
    """Whether this is a usual name of a file of metrics."""
    stem, kind = Path(name.lower()).stem, Path(name.lower()).suffix
    return kind in METRIC_KINDS and (stem in METRIC_STEMS or stem.endswith(METRIC_ENDINGS))


def _owner(here: Path, root: Path, owners: Mapping[Path, RunFolder]) -> RunFolder | None:
    """Find the run in whose folder this one lies."""
    for above in here.parents:
        if above in owners:
            return owners[above]
        if above == root:
            return None
    return None


def _housed(owners: Mapping[Path, RunFolder], homeless: Mapping[Path, list[RunFolder]]) -> list[RunFolder]:
    """Assign metrics that lie in a folder of their own to the run they belong to."""
    runs = list(owners.values())
    for path, parts in homeless.items():
        owner = owners.get(path)
        if owner is None:
            runs += parts
        elif not owner.metrics and (owner.is_hydra or len(parts) == 1):
            # Lightning's version_1 in a run of Hydra's is a later attempt than version_0.
            owner.metrics = parts[-1].metrics
        elif not owner.metrics:
            runs += [RunFolder(part.path, owner.config, part.metrics) for part in parts]
            runs.remove(owner)
    return runs


def _of_one_kind(runs: list[RunFolder], root: Path) -> list[RunFolder]:
    """Leave out configurations that are no run's: of the program, of the whole sweep."""
    below = [run for run in runs if run.path != root]
    complete = {run.kind for run in below if run.metrics and run.config} or {
        run.kind for run in below if run.metrics
    }
    if not complete:
        return runs
    return [run for run in below if run.metrics or run.kind in complete]
