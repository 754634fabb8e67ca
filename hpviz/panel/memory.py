"""What a person chose in the panel of a source, kept for the next panel of the same source."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.analysis import SORT_KEYS
from hpviz.checks import CHECKS
from hpviz.errors import HpvizError
from hpviz.files import expanded, replacing
from hpviz.panel.validation import checked, existing, has_filter, has_metric
from hpviz.runs.metric_names import GOALS
from hpviz.sources.columns.kinds import fitting_kinds, of_runs
from hpviz.sources.secrets import has_secret
from hpviz.sources.store import paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs import Runs

# What stands in a panel by default of what is remembered beside the choices of columns.
DEFAULTS: dict[str, Any] = {"where": "", "sort_by": "importance", "descending": True, "dismiss": []}
DEFAULTS |= {"view": "", "pin": ""}
REMEMBERED = frozenset({"metric", "goal", "hidden", "roles", "kinds", "axes", *DEFAULTS})
GOES_TOGETHER, ORDER = frozenset({"metric", "goal"}), frozenset({"sort_by", "descending"})
VARIABLE = "HPVIZ_MEMORY"
NAME = ".hpviz.json"
ABOUT = "What was chosen in hpviz panels, by source. It can be edited, or deleted, at any time."
FIRST = 4  # columns that a table is called by
OFF = frozenset({"off", "0", "false", "no"})


class Memory:
    """The choices of one source, in a file that a person can read.

    Parameters
    ----------
    file
        Where they are kept; None where nothing is.
    key
        What the source is called there.

    Attributes
    ----------
    absent_metric
        Metric and goal that were recalled, of runs that do not have them; else empty texts.
    """

    def __init__(self, file: Path | None, key: str = "") -> None:
        self._file = file
        self._key = key
        self._noted: frozenset[str] = frozenset()
        self._in_use: frozenset[str] = frozenset()
        self.absent_metric = "", ""

    @property
    def can_be_written(self) -> bool:
        """Whether choices are kept, as far as can be known before the first is."""
        if self._file is None:
            return False
        there = next((folder for folder in self._file.parents if paths.exists(folder)), None)
        return there is not None and paths.is_folder(there) and os.access(there, os.W_OK)

    def recall(self) -> dict[str, Any]:
        """Read what was chosen; empty where nothing was, or where the file cannot be read."""
        return self._of(_sources(self._file))

    def _of(self, sources: Mapping[str, Any]) -> dict[str, Any]:
        entry = sources.get(self._key)
        return _well_formed(entry) if isinstance(entry, dict) else {}

    def recalled(self, runs: Runs, stated: Iterable[str]) -> dict[str, Any]:
        """Select what was chosen, of columns that runs have; what code states comes first.

        Parameters
        ----------
        runs
            As they were read.
        stated
            What the code chooses itself; metric and goal, and what the rows are sorted by and whether
            descending, go together, so that stating either drops both.
        """
        names = _with_partners(stated)
        entry = self.recall()
        fits = fitting(entry, runs)
        kept = {name: value for name, value in fits.items() if name not in names}
        self._in_use = frozenset(kept)
        if entry.get("metric") and "metric" not in {*names, *fits}:
            self.absent_metric = entry["metric"], entry.get("goal", "")
            self._in_use |= GOES_TOGETHER  # they come back when the metric does
        return kept

    def note(self, names: Iterable[str]) -> None:
        """Take note of choices that were made on screen, to be kept when their ranking is shown."""
        self._noted |= _with_partners(REMEMBERED & set(names))

    def drop(self, names: Iterable[str] = REMEMBERED) -> None:
        """Keep nothing of these choices: they were taken back."""
        self._noted -= set(names)

    def settle(self, panel: object) -> None:
        """Keep what was noted, as it stands in a panel."""
        if self._noted:
            self.keep({name: getattr(panel, name) for name in self._noted})
            self._in_use |= self._noted
        self.drop()

    def standing(self, choices: Mapping[str, Any], runs: Runs) -> dict[str, Any]:
        """Select what came back or was chosen here, and stands on screen.

        Parameters
        ----------
        choices
            What stands there, by its name in `REMEMBERED`.
        runs
            With their roles on screen.
        """
        entry = {name: value for name, value in self.recall().items() if name in self._in_use}
        standing: dict[str, Any] = {
            name: {
                key: value for key, value in entry.get(name, {}).items() if choices[name].get(key) == value
            }
            for name in ("roles", "kinds", "axes")
        }
        hidden = {*entry.get("hidden", ())} & {*choices["hidden"]} & {*runs.params}
        pair = {name: entry.get(name, choices[name]) for name in GOES_TOGETHER}
        is_shown = "metric" in entry and all(choices[name] == value for name, value in pair.items())
        rows = {name: choices[name] for name in DEFAULTS if entry.get(name) == choices[name]}
        return standing | {"hidden": sorted(hidden)} | rows | (pair if is_shown else {})

    def keep(self, choices: Mapping[str, Any]) -> bool:
        """Write choices down, and what is empty no more; other sources stay as they are.

        Returns
        -------
        bool
            Whether it could be written.
        """
        if self._file is None:
            return False
        sources = _sources(self._file)
        before = self._of(sources)
        entry = _chosen(before | dict(choices))
        if entry == before:
            return True
        rest = {key: value for key, value in sources.items() if key != self._key}
        return _write(self._file, rest | ({self._key: entry} if entry else {}))

    def forget(self) -> bool:
        """Leave nothing of this source in the file; return whether it could be written."""
        self.drop()
        self._in_use = frozenset()
        return self.keep(dict.fromkeys(REMEMBERED) | DEFAULTS)


def _chosen(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Select the choices that a panel of a new source does not have."""
    is_default = all(choices.get(name, DEFAULTS[name]) == DEFAULTS[name] for name in ORDER)
    left_out = {name for name, value in choices.items() if (is_default if name in ORDER else not value)}
    return {name: value for name, value in choices.items() if name not in left_out}


def _with_partners(names: Iterable[str]) -> frozenset[str]:
    """Add to names of choices those that are kept and dropped with them."""
    given = frozenset(names)
    return given.union(*(pair for pair in (GOES_TOGETHER, ORDER) if given & pair))


def memory_of(source: object, runs: Runs, *, remember: bool = True) -> Memory:
    """Find where the choices of a source are kept.

    Beside the notebook (in the working directory), or in the person's data folder where that cannot be
    written or belongs to the source. A path or an address is called by its name; anything else, which has
    none, by the names of its columns. The environment variable ``HPVIZ_MEMORY`` names another folder, or
    ``off``.

    Parameters
    ----------
    source
        What the panel was made of.
    runs
        As they were read.
    remember
        False: nothing is kept or recalled.
    """
    wanted = os.environ.get(VARIABLE, "")
    if not remember or wanted.lower() in OFF:
        return Memory(None)
    path = _path_of(source)
    folder = Path(wanted) if wanted else _folder(path)
    return Memory(folder / NAME, _key(source, path, runs, folder))


def fitting(remembered: Mapping[str, Any], runs: Runs) -> dict[str, Any]:
    """Leave out what was chosen of columns that the runs no longer have."""
    kept = dict(remembered)
    kept["kinds"] = fitting_kinds(kept.get("kinds", {}), runs)
    runs = of_runs(runs, kept["kinds"])
    there = existing({"roles": {}, "hidden": [], "axes": {}} | kept, runs)
    for choice in ("roles", "axes"):
        kept[choice] = {name: of for name, of in there[choice].items() if _fits(choice, {name: of}, runs)}
    corrected = runs.with_roles(kept["roles"])
    kept["hidden"] = [name for name in there["hidden"] if name in corrected.params]
    if not has_metric(corrected, kept.get("metric", "")):
        kept.pop("metric", None)
        kept.pop("goal", None)
    if not has_filter(corrected, kept.get("where", "")):
        kept.pop("where")
    for choice in ("view", "pin"):
        if choice in kept and not _fits(choice, kept[choice], runs):
            kept.pop(choice)
    return {name: value for name, value in kept.items() if value or value is False}


def _fits(choice: str, value: Mapping[str, str] | str, runs: Runs) -> bool:
    try:
        checked(choice, value, runs)
    except HpvizError:
        return False
    return True


def _path_of(source: object) -> Path | None:
    """Find the file or folder that was read; None of an address or an object."""
    return paths.resolved(expanded(source)) if isinstance(source, (str, Path)) else None


def _folder(path: Path | None) -> Path:
    here = Path.cwd()
    is_inside = path is not None and paths.is_folder(path) and here.is_relative_to(path)
    return _data_folder() if is_inside or not os.access(here, os.W_OK) else here


def _data_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "hpviz"


def _key(source: object, path: Path | None, runs: Runs, folder: Path) -> str:
    if path is not None:
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
    if isinstance(source, str) and not has_secret(source):
        return source
    # No name, so what a person would know it by again: its columns.
    names = sorted(column.given_name or name for name, column in runs.columns.items())
    digest = hashlib.sha256(json.dumps(names).encode()).hexdigest()[:12]
    columns = ", ".join(names[:FIRST]) + (", …" if len(names) > FIRST else "")
    return f"{runs.source} with the columns {columns} ({digest})"


def _sources(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):  # the last of brackets in thousands of brackets
        return {}
    sources = content.get("sources") if isinstance(content, dict) else None
    return sources if isinstance(sources, dict) else {}


def _well_formed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of an entry, which a person may have edited, what has the right form."""
    dictionaries = "roles", "kinds", "axes"
    form: dict[str, type] = {"metric": str, "goal": str, "hidden": list}
    form |= dict.fromkeys(dictionaries, dict) | {name: type(value) for name, value in DEFAULTS.items()}
    kept = {name: entry[name] for name, kind in form.items() if isinstance(entry.get(name), kind)}
    if kept.get("goal") not in GOALS:
        kept.pop("goal", None)
    if kept.get("sort_by") not in SORT_KEYS:
        kept = {name: value for name, value in kept.items() if name not in ORDER}
    kept["dismiss"] = [code for code in kept.get("dismiss", ()) if isinstance(code, str) and code in CHECKS]
    texts = [*kept.get("hidden", ())]
    texts += [text for name in dictionaries for text in kept.get(name, {}).values()]
    return kept if all(isinstance(text, str) for text in texts) else {}


def _write(file: Path, sources: Mapping[str, Any]) -> bool:
    """Replace the file as a whole, so that no other panel reads half of it; no file where nothing is left."""
    try:
        if not sources:
            file.unlink(missing_ok=True)
            return True
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"about": ABOUT, "sources": sources}, indent=2, ensure_ascii=False)
        with replacing(file) as draft:
            draft.write_text(text + "\n", "utf-8")
    except (OSError, HpvizError):
        return False
    return True
