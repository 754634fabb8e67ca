"""A table in an engine, under names that every engine takes, and one look at all of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from hpviz.errors import unknown_name
from hpviz.legible_text import spelling_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.sources.lazy.queries import Engine

LARGEST = 1.7e308
"""Beyond this a number counts as infinite; engines do not agree on how NaN compares, but NaN is not below."""


@dataclass(frozen=True, kw_only=True)
class LazyTable:
    """A table in an engine.

    Attributes
    ----------
    engine
        The engine, for its queries.
    frame
        The table, with the columns ``c0``, ``c1``, and so on: engines differ in what they make of dots,
        quotes and capitals.
    names, dtypes
        The name and type of each column.
    n
        The number of rows.
    """

    engine: Engine
    frame: nw.LazyFrame[Any]
    names: tuple[str, ...]
    dtypes: tuple[Any, ...]
    n: int

    @classmethod
    def of(cls, frame: nw.LazyFrame[Any], engine: Engine, n: int) -> LazyTable:
        """Look at the columns of a table; numbers of any width become those of Python."""
        schema = engine.schema(frame)
        plain = _renamed(frame, list(schema))
        wide = {
            f"c{place}": nw.Float64 if dtype.is_float() or dtype.is_decimal() else nw.Int64
            for place, dtype in enumerate(schema.values())
            if dtype.is_numeric()
        }
        casts = [nw.col(name).cast(dtype) for name, dtype in wide.items()]
        plain = plain.with_columns(*casts) if casts else plain
        dtypes = [wide.get(f"c{place}", dtype) for place, dtype in enumerate(schema.values())]
        return cls(
            engine=engine, frame=_without_nan(plain, dtypes), names=tuple(schema), dtypes=tuple(dtypes), n=n
        )

    def alias(self, name: str) -> str:
        """Find the short name of a column."""
        return f"c{self.names.index(name)}"

    def existing(self, name: str, word: str) -> str:
        """Find a column that a person named.

        Raises
        ------
        HpvizError
            There is none.
        """
        own = spelling_in(self.names, name)
        if own not in self.names:
            raise unknown_name("column", name, self.names, where=f"for {word}=")
        return str(own)

    def aliases(self, *, numeric: bool = False) -> list[str]:
        """List the short names of the columns that have a largest value, or of those of numbers."""
        fits = _is_number if numeric else _is_plain
        return [f"c{place}" for place, dtype in enumerate(self.dtypes) if fits(dtype)]

    def named(self, rows: nw.DataFrame[Any], aliases: Sequence[str] | None = None) -> nw.DataFrame[Any]:
        """Call the columns of collected rows, or some of them, by their own names."""
        aliases = [f"c{place}" for place in range(len(self.names))] if aliases is None else aliases
        return rows.select(*aliases).rename({alias: self.names[int(alias[1:])] for alias in aliases})


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What one query says of all columns.

    Attributes
    ----------
    counts
        Short name to the number of cells that hold something.
    largest
        Short name of a column of numbers to the largest distance of a finite number from 0.
    """

    counts: dict[str, int]
    largest: dict[str, float]

    @classmethod
    def of(cls, table: LazyTable) -> Summary:
        """Query it."""
        counts = [nw.col(alias).count().alias(f"n{alias}") for alias in table.aliases()]
        sizes = [_size(alias).max().alias(f"x{alias}") for alias in table.aliases(numeric=True)]
        n = nw.len().alias("rows")
        cells = table.engine.row(table.frame.select(n, *counts, *sizes), "what all columns hold")
        table.engine.require_same(table.n, int(cells.pop("rows")))
        largest = {key[1:]: float(value or 0.0) for key, value in cells.items() if key[0] == "x"}
        return cls(
            counts={key[1:]: int(value or 0) for key, value in cells.items() if key[0] == "n"},
            largest={alias: size for alias, size in largest.items() if size > 0},
        )


def finite(alias: str) -> nw.Expr:
    """Take the finite numbers of a column, and nothing for the others."""
    return nw.when(nw.col(alias).abs() < LARGEST).then(nw.col(alias))


def _size(alias: str) -> nw.Expr:
    return finite(alias).abs()


def _renamed(frame: nw.LazyFrame[Any], names: list[str]) -> nw.LazyFrame[Any]:
    """Call columns by their numbers; Spark would look for the parts of a name with dots within a column."""
    native: Any = frame.to_native()
    short = [f"c{place}" for place in range(len(names))]
    if hasattr(native, "toDF"):
        renamed: nw.LazyFrame[Any] = nw.from_native(native.toDF(*short)).lazy()
        return renamed
    return frame.rename(dict(zip(names, short, strict=True)))


def _without_nan(frame: nw.LazyFrame[Any], dtypes: Sequence[Any]) -> nw.LazyFrame[Any]:
    floats = [f"c{place}" for place, dtype in enumerate(dtypes) if dtype == nw.Float64]
    masked = [nw.when(~nw.col(alias).is_nan()).then(nw.col(alias)).alias(alias) for alias in floats]
    return frame.with_columns(*masked) if masked else frame


def _is_number(dtype: Any) -> bool:
    return dtype in (nw.Float64, nw.Int64)


def _is_plain(dtype: Any) -> bool:
    moments = (nw.Date, nw.Datetime, nw.Duration)
    return dtype in (nw.Float64, nw.Int64, nw.String, nw.Boolean, nw.Categorical, nw.Enum, *moments)
