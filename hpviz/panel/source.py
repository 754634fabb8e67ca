"""What a panel was made of: read once, and again where it has changed since."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.runs.metric_column import can_be_metric
from hpviz.sources import as_runs, changes
from hpviz.sources.columns.kinds import fitting_kinds, of_runs
from hpviz.sources.secrets import has_secret
from hpviz.sources.store.cache import Cache, ReadingCancelledError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs import Role, Runs

LASTING = 3
"""Looks in a row before trouble is said, and before fewer runs are believed: by the next one a lock is gone,
and a file that was being written anew is whole."""


class WatchedSource:
    """A source, its runs, and what is new among them.

    Parameters
    ----------
    source
        Anything that `hpviz.read` reads.
    options
        How it is to be read, as `hpviz.read` takes it.
    experiment
        The one to begin with.

    Attributes
    ----------
    options
        How it is read.
    runs
        As they were last read.
    since
        From when on new runs are counted, in seconds since 1970; None where nobody counts.
    trouble
        Why it could not be read for some time, in a sentence; "" when all is well.

    Raises
    ------
    HpvizError
        It cannot be read.
    """

    def __init__(self, source: object, options: Mapping[str, Any], experiment: str | None) -> None:
        self.source = source
        self.runs = as_runs(source, experiment=experiment, **options)
        self.since: float | None = None
        self.trouble = ""
        self.options = dict(options)
        self._cache = Cache()
        self._converted: tuple[Runs, dict[str, str], Runs] | None = None
        self._known: frozenset[str] = frozenset()
        self._seen: object = None
        self._failed: list[str] = []

    @property
    def path(self) -> str | None:
        """The path or address that is read, None for an object, and for an address with a password."""
        is_address = isinstance(self.source, (str, Path)) and not has_secret(str(self.source))
        return str(self.source) if is_address else None

    def of_kinds(self, kinds: Mapping[str, str]) -> Runs:
        """Convert the columns whose kind was chosen, where these runs have them and they can be of it."""
        if not kinds:
            return self.runs
        if self._converted is None or self._converted[0] is not self.runs or self._converted[1] != kinds:
            self._converted = self.runs, dict(kinds), of_runs(self.runs, fitting_kinds(kinds, self.runs))
        return self._converted[2]

    def corrected(self, kinds: Mapping[str, str], roles: Mapping[str, Role]) -> Runs:
        """Correct kinds and roles; what became a category by its kind is no metric, whatever its role was.

        Raises
        ------
        HpvizError
            A role that does not fit.
        """
        runs = self.of_kinds(kinds)
        lost = {name for name in kinds if name in runs.columns and not can_be_metric(runs.columns[name])}
        fitting = {name: role for name, role in roles.items() if role != "metric" or name not in lost}
        return runs.with_roles(fitting)

    def reading(self, kinds: Mapping[str, str]) -> dict[str, Any]:
        """List the options of `hpviz.read` that read it so, with the kinds that were chosen since."""
        chosen = {**(self.options.get("kinds") or {}), **fitting_kinds(kinds, self.runs)}
        return {**self.options, "kinds": chosen or None}

    @property
    def can_change(self) -> bool:
        """Whether there may be other runs later."""
        return changes.can_change(self.source)

    @property
    def new_runs(self) -> int:
        """How many runs have come since they are counted."""
        return len(frozenset(self.runs.run_ids.tolist()) - self._known) if self.since else 0

    def count(self, *, on: bool) -> None:
        """Count the runs that come from now on, or no more."""
        self.since = time.time() if on else None
        self._known = frozenset(self.runs.run_ids.tolist()) if on else frozenset()

    def read(self, source: object = None, experiment: str | None = None) -> None:
        """Read it again, or another one in its place, whether it has changed or not.

        Raises
        ------
        HpvizError
            It cannot be read; all stays as it was.
        """
        source = self.source if source is None else source
        runs = as_runs(source, experiment=experiment, cache=self._cache, **self.options)
        moved = runs.experiment != self.runs.experiment or source is not self.source
        self.source, self.runs, self.trouble = source, runs, ""
        self._seen, self._failed = None, []
        if moved and self.since:
            self.count(on=True)

    def cancel(self) -> None:
        """End the reading that is under way at its next record; all stays as it was."""
        self._cache.cancel()

    def look(self) -> bool:
        """Read what has changed; trouble leaves all as it was.

        Returns
        -------
        bool
            Whether there are other runs now.
        """
        try:
            newer = self._newer()
        except ReadingCancelledError:
            return False
        except Exception as error:  # noqa: BLE001 - a store that is being written may be in any state
            self._failed.append(time.strftime("%H:%M"))
            if len(self._failed) >= LASTING:
                self.trouble = _trouble(error, self._failed[0])
            return False
        self._failed, self.trouble = [], ""
        if newer is not None:
            self.runs = newer
        return newer is not None

    def _newer(self) -> Runs | None:
        glance = changes.look(self.source)
        if glance is not None and glance == self._seen:
            return None
        experiment = self.runs.experiment or None
        runs = as_runs(self.source, experiment=experiment, cache=self._cache, live=True, **self.options)
        if len(runs) < len(self.runs) and len(self._failed) < LASTING - 1:
            raise HpvizError(f"it held {len(self.runs):,} runs and now {len(runs):,}")
        self._seen = glance if changes.is_settled(glance) and not self._cache.unfinished else None
        return None if changes.alike(runs, self.runs) else runs


def _trouble(error: Exception, since: str) -> str:
    why = str(error) if isinstance(error, HpvizError) else f"{type(error).__name__}: {error}"
    return f"What is shown is from before {since}; since then the runs cannot be read ({why})."
