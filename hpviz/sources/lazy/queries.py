"""Queries of an engine, and what is said where it does not answer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.sources.secrets import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    import narwhals as nw

LONGEST = 300
"""Characters of an engine's own message that are repeated."""


@dataclass(frozen=True)
class Engine:
    """The engine that holds a table.

    Attributes
    ----------
    name
        What the table is, in words: ``"dask DataFrame"``.
    owner
        What has to last as long as its tables: a connection.
    """

    name: str
    owner: object = None

    def collected(self, query: nw.LazyFrame[Any], purpose: str) -> nw.DataFrame[Any]:
        """Run a query.

        Parameters
        ----------
        query
            What is computed.
        purpose
            What it is for, in words, for the message of an error.

        Raises
        ------
        HpvizError
            The engine does not answer it; the message says which query it was.
        """
        try:
            return query.collect()
        except Exception as error:
            raise self.refusal(error, purpose) from error

    def row(self, query: nw.LazyFrame[Any], purpose: str) -> dict[str, Any]:
        """Run a query that has a single row."""
        result = self.collected(query, purpose)
        return dict(zip(result.columns, result.rows()[0], strict=True))

    def schema(self, frame: nw.LazyFrame[Any]) -> nw.Schema:
        """Find the columns and their types.

        Raises
        ------
        HpvizError
            The engine does not answer.
        """
        try:
            return frame.collect_schema()
        except Exception as error:
            raise self.refusal(error, "the names and types of the columns") from error

    def require_same(self, before: int, now: int) -> None:
        """Refuse a table that changed between two queries.

        Raises
        ------
        HpvizError
            It has another number of rows than before.
        """
        if before != now:
            raise HpvizError(
                f"the {self.name} changed between two queries: it had {before:,} rows, and now has {now:,}. "
                "Read it again when nothing writes to it, or read a snapshot of it"
            )

    def refusal(self, error: Exception, purpose: str) -> HpvizError:
        """Write which query was not answered, and the engine's own reason."""
        if isinstance(error, ModuleNotFoundError):
            return HpvizError(
                f"reading the {self.name} needs {error.name}, which is not installed: "
                f"pip install {_package(error.name or '')}"
            )
        return HpvizError(
            f"the {self.name} did not answer the query for {purpose}: {_reason(error)}. Nothing was read. "
            "Look whether its data and its workers are still there and may be read, and try again"
        )


def _package(module: str) -> str:
    return '"hpviz[parquet]"' if module.partition(".")[0] == "pyarrow" else module.partition(".")[0]


def _reason(error: Exception) -> str:
    """Take the first line of a message, without passwords of addresses."""
    lines = (line.strip() for line in str(error).splitlines())
    first = next(filter(None, lines), "")
    words = " ".join(map(shown, first.split(" ")))
    reason = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return reason[:LONGEST].rstrip(".")


def listed_aliases(names: Iterable[str], prefix: str) -> dict[str, str]:
    """Make short names that every engine takes, for columns whose names hold dots, quotes or capitals."""
    return {name: f"{prefix}{place}" for place, name in enumerate(names)}
