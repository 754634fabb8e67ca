"""Steps become runs in the engine: by the last, smallest, largest and mean value of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.sources.lazy.run_key import RunKey
    from hpviz.sources.lazy.table import LazyTable, Summary

# What stands for a missing part of a key, since engines join no missing values.
_NO_NUMBER, _NO_TEXT = -9.87654321e306, "\x01missing"


@dataclass(frozen=True, kw_only=True)
class Collapse:
    """How the rows of runs become one row each.

    Columns of the result: ``k0`` and so on tell the runs apart; ``low``, ``high``, ``mean`` ``last`` stand
    before the short name of a column, ``low`` and ``high`` alone where it does not change within runs.
    ``first`` and ``final`` are the smallest and the largest step, ``rows`` is the number of rows.

    Attributes
    ----------
    table, summary
        The table with its steps.
    key
        What tells the runs apart.
    fixed
        Short names of the columns that do not change within runs.
    """

    table: LazyTable
    summary: Summary
    key: RunKey
    fixed: frozenset[str]

    @property
    def keys(self) -> list[str]:
        """The names of the columns of the key."""
        return [f"k{place}" for place in range(len(self.key.names))]

    @property
    def columns(self) -> list[str]:
        """The short names of the columns that are collapsed."""
        return self.table.aliases()

    @property
    def numeric(self) -> list[str]:
        """Those of numbers."""
        return self.table.aliases(numeric=True)

    def keyed(self, frame: nw.LazyFrame[Any] | None = None) -> nw.LazyFrame[Any]:
        """Add the key to the rows; rows without an id are of no run."""
        frame = self.table.frame if frame is None else frame
        aliases = [self.table.alias(name) for name in self.key.names]
        if self.key.is_id:
            frame = frame.filter(~nw.col(aliases[0]).is_null())
            return frame.with_columns(nw.col(aliases[0]).alias("k0"))
        numeric = set(self.numeric)
        parts = [_part_of_key(alias, is_number=alias in numeric) for alias in aliases]
        return frame.with_columns(*(part.alias(name) for part, name in zip(parts, self.keys, strict=True)))

    def runs(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Collapse rows that `keyed` returned."""
        marked = self._with_steps(frame)
        first = marked.group_by(*self.keys).agg(*self._of_all_steps())
        changing = self.changing
        if not changing or self.key.step is None:
            return first
        finals = sorted({self._final(alias) for alias in changing})
        ends = first.select(*self.keys, *(nw.col(name).alias(f"{name}|end") for name in finals))
        joined = marked.join(ends, on=self.keys, how="inner").with_columns(
            *(self._at_end(alias).alias(f"last{alias}") for alias in changing)
        )
        lasts = joined.group_by(*self.keys).agg(*(nw.col(f"last{alias}").max() for alias in changing))
        return first.join(lasts, on=self.keys, how="inner").select(*self.keys, *self.result)

    @property
    def changing(self) -> list[str]:
        """The short names of the columns that change within runs."""
        return [alias for alias in self.columns if alias not in self.fixed]

    @property
    def result(self) -> list[str]:
        """The columns of a run beside its key."""
        numbers = [alias for alias in self.changing if alias in self.numeric]
        parts = [f"{word}{alias}" for alias in numbers for word in ("low", "high", "mean")]
        fixed = [
            f"{word}{alias}" for alias in self.columns if alias in self.fixed for word in ("low", "high")
        ]
        lasts = [] if self.key.step is None else [f"last{alias}" for alias in self.changing]
        return [*fixed, *parts, *lasts, "first", "final", "rows"]

    def _final(self, alias: str) -> str:
        """Name the column whose largest value is the last step at which a column holds something."""
        return "final" if self.summary.counts[alias] == self.table.n else f"final{alias}"

    def _with_steps(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        if self.key.step is None:
            return frame.with_columns(nw.lit(0.0).alias("final"))
        step = nw.col(self.table.alias(self.key.step)).cast(nw.Float64)
        frame = frame.with_columns(step.alias("final"))
        gaps = [alias for alias in self.changing if self._final(alias) != "final"]
        marks = [nw.when(~nw.col(alias).is_null()).then(step).alias(f"final{alias}") for alias in gaps]
        return frame.with_columns(*marks) if marks else frame

    def _of_all_steps(self) -> Sequence[nw.Expr]:
        fixed = [alias for alias in self.columns if alias in self.fixed]
        numbers = [alias for alias in self.changing if alias in self.numeric]
        ends = [
            part
            for alias in [*fixed, *numbers]
            for part in (nw.col(alias).min().alias(f"low{alias}"), nw.col(alias).max().alias(f"high{alias}"))
        ]
        means = [nw.col(alias).mean().alias(f"mean{alias}") for alias in numbers]
        counted = [] if self.key.step is None else self.changing
        finals = sorted({self._final(alias) for alias in counted} | {"final"})
        steps = [nw.col("final").min().alias("first"), *(nw.col(name).max() for name in finals)]
        return [*ends, *means, *steps, nw.len().alias("rows")]

    def _at_end(self, alias: str) -> nw.Expr:
        final = self._final(alias)
        return nw.when(nw.col(final) == nw.col(f"{final}|end")).then(nw.col(alias))


def _part_of_key(alias: str, *, is_number: bool) -> nw.Expr:
    if is_number:
        return nw.col(alias).cast(nw.Float64).fill_null(_NO_NUMBER)
    return nw.col(alias).cast(nw.String).fill_null(_NO_TEXT)
