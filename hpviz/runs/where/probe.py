"""Runs made up to try conditions on: what they hold of one column, or of one fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column, FloatArray


@dataclass(frozen=True, eq=False, kw_only=True)
class Probe:
    """Runs made up to try conditions on; attributes as of `hpviz.runs.Runs`."""

    columns: Mapping[str, Column]
    names: NDArray[np.str_]
    statuses: NDArray[np.str_]
    created: FloatArray

    @classmethod
    def of_column(cls, column: Column) -> Probe:
        """Make a run of each cell of a column."""
        return cls._of({column.name: column}, len(column.numbers))

    @classmethod
    def of_moments(cls, created: FloatArray) -> Probe:
        """Make a run that began at each of some moments."""
        return cls._of({}, len(created), created=created)

    @classmethod
    def of_statuses(cls, statuses: NDArray[np.str_]) -> Probe:
        """Make a run of each of some statuses."""
        return cls._of({}, len(statuses), statuses=statuses)

    @classmethod
    def _of(
        cls,
        columns: Mapping[str, Column],
        n: int,
        *,
        statuses: NDArray[np.str_] | None = None,
        created: FloatArray | None = None,
    ) -> Probe:
        empty = np.zeros(n, dtype=np.str_)
        moments = np.full(n, np.nan) if created is None else created
        statuses = empty if statuses is None else statuses
        return cls(columns=columns, names=empty, statuses=statuses, created=moments)

    @property
    def is_sample(self) -> bool:
        """Whether runs may have other values than these: any may."""
        return True

    def __len__(self) -> int:
        return len(self.names)

    @property
    def groups(self) -> NDArray[np.str_]:
        """Empty."""
        return self.names

    @property
    def run_ids(self) -> NDArray[np.str_]:
        """Empty."""
        return self.names
