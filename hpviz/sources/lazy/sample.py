"""A sample of the rows or runs of a large table, the same on every engine and in every order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from hpviz.errors import HpvizError
from hpviz.sources.lazy.identity import HASH, MODULUS, below, with_hash
from hpviz.sources.lazy.order import by_id
from hpviz.sources.limits import limits

if TYPE_CHECKING:
    from hpviz.sources.lazy.collapse import Collapse
    from hpviz.sources.lazy.table import LazyTable, Summary

SPARE = 1.05
"""So many times the size of the sample are looked at, of which those with the smallest hashes are taken."""
MOST_TEXTS = 4


def sample_size() -> int:
    """Return how many runs a sample has."""
    return int(limits.collected_rows)


def sampled_rows(table: LazyTable, summary: Summary) -> nw.DataFrame[Any]:
    """Draw rows that are runs by a hash of their numbers, in an order that no engine changes."""
    hashed = with_hash(table.frame, summary.largest, _texts(table, summary))
    drawn = hashed.filter(below(SPARE * sample_size() / table.n))
    rows = table.engine.collected(drawn, f"a sample of {sample_size():,} runs")
    rows = rows.filter(nw.col(HASH) < _end(rows[HASH].to_numpy())).sort(HASH)
    return by_id(table.named(rows))


def sampled_runs(collapse: Collapse, n: int) -> nw.LazyFrame[Any]:
    """Keep the steps of some of `n` runs, drawn by a hash of what tells them apart."""
    table, frame = collapse.table, collapse.keyed()
    largest, texts = _of_key(collapse)
    keys = with_hash(frame.select(*collapse.keys).unique(), largest, texts)
    drawn = keys.filter(below(SPARE * sample_size() / n))
    hashes = table.engine.collected(drawn.select(HASH), f"a sample of {sample_size():,} of {n:,} runs")
    end = _end(hashes[HASH].to_numpy())
    if not texts:
        return with_hash(frame, largest).filter(nw.col(HASH) < end)
    return frame.join(keys.filter(nw.col(HASH) < end), on=collapse.keys, how="inner")


def _end(hashes: Any) -> int:
    """Find the hash below which there are as many as a sample has, or fewer where several are equal."""
    size = sample_size()
    return int(np.partition(hashes, size)[size]) if len(hashes) > size else MODULUS


def _texts(table: LazyTable, summary: Summary) -> list[str]:
    """Take columns of text where there are no numbers to draw by."""
    if summary.largest:
        return []
    texts = [f"c{place}" for place, dtype in enumerate(table.dtypes) if dtype == nw.String]
    if not texts:
        raise HpvizError(
            f"the {table.engine.name} has {table.n:,} rows and neither numbers nor texts by which a sample "
            "could be drawn; give a table with a column for each parameter and metric"
        )
    return texts[:MOST_TEXTS]


def _of_key(collapse: Collapse) -> tuple[dict[str, float], list[str]]:
    """Split the columns of a key into numbers, with the largest of each, and texts."""
    aliases = [collapse.table.alias(name) for name in collapse.key.names]
    named = list(zip(collapse.keys, aliases, strict=True))
    largest = collapse.summary.largest
    numbers = {key: largest[alias] for key, alias in named if alias in largest}
    return numbers, [key for key, alias in named if alias not in collapse.numeric]
