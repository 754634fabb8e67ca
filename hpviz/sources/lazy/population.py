"""All runs of a large table, in the engine that holds them: their number, statuses and sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np

from hpviz.runs.population import CountedPopulation, LevelSums, PairSums
from hpviz.sources.columns.vocabulary import status_of
from hpviz.sources.lazy.matching import Condition
from hpviz.sources.lazy.table import finite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.runs.population import CentredMetric, CentredParam, Population
    from hpviz.runs.where.names import RunTable
    from hpviz.sources.lazy.collapse import Collapse
    from hpviz.sources.lazy.queries import Engine
    from hpviz.sources.lazy.table import LazyTable

    Sources = Mapping[str, Mapping[str, str]]

UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False, kw_only=True)
class LazyPopulation:
    """All runs of a table that an engine holds; see `hpviz.runs.population.Population`.

    Attributes
    ----------
    engine, frame
        The engine, and its table with one row per run.
    runs
        How many there are.
    columns
        Name of a column to aggregate to the short name under which `frame` has that.
    truths, texts
        The names of the columns of true and false, and of text.
    statuses
        The short name of the column of statuses; None where there is none.
    status_counts
        Status to the number of runs, the most frequent first.
    levels
        Status to how the engine has it: several texts may mean the same.
    """

    engine: Engine
    frame: nw.LazyFrame[Any]
    runs: int
    columns: Sources
    truths: frozenset[str]
    texts: frozenset[str]
    statuses: str | None = None
    status_counts: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _sums: dict[object, Any] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the engine, which no other process shares, behind."""
        return CountedPopulation, (self.runs,)

    @property
    def answers(self) -> bool:
        """There is an engine."""
        return True

    def without_engine(self) -> CountedPopulation:
        """Keep the number of runs."""
        return CountedPopulation(self.runs)

    def with_statuses(self, column: str | None) -> LazyPopulation:
        """Count the runs by a column of the source that holds their statuses."""
        if column is None or column not in self.texts:
            return self._counted(None)
        return self._counted(self.columns[column]["last"])

    def _counted(self, alias: str | None) -> LazyPopulation:
        """Count the runs by the short name of the column of statuses."""
        if alias is None:
            return replace(self, status_counts={UNKNOWN: self.runs})
        query = self.frame.group_by(alias).agg(nw.len().alias("n"))
        counted = self.engine.collected(query, "the number of runs of each status").rows()
        counts: Counter[str] = Counter()
        levels: dict[str, list[str]] = {}
        for level, n in counted:
            status = UNKNOWN if level is None else status_of(level)
            counts[status] += int(n)
            levels.setdefault(status, []).extend([] if level is None else [level])
        ordered = dict(counts.most_common())
        return replace(self, statuses=alias, status_counts=ordered, levels=levels)

    def pair_sums(self, params: Sequence[CentredParam], metric: CentredMetric) -> list[PairSums | None]:
        """Add up params and metric in one query."""
        known = [param for param in params if param.name in self.columns and param.name not in self.texts]
        if metric.name not in self.columns or metric.name in self.texts or not known:
            return [None] * len(params)
        by_name = self._kept((tuple(known), metric), lambda: self._pair_sums(known, metric))
        return [by_name.get(param.name) for param in params]

    def level_sums(self, param: str, metric: CentredMetric) -> LevelSums | None:
        """Add up the metric by the levels of a param in one query."""
        if param not in self.texts or metric.name not in self.columns or metric.name in self.texts:
            return None
        sums: LevelSums = self._kept((param, metric), lambda: self._level_sums(param, metric))
        return sums

    def of_statuses(self, statuses: frozenset[str]) -> nw.Expr:
        """Whether a run has one of some statuses; only where there is a column of statuses."""
        own = nw.col(self.statuses or "")
        levels = [level for status in statuses for level in self.levels.get(status, ())]
        chosen = own.is_in(levels) if levels else own.is_null() & ~own.is_null()
        return chosen | own.is_null() if UNKNOWN in statuses else chosen

    def filtered(self, expression: str, sample: RunTable) -> Population:
        """Keep the runs that an expression is true of, and count them."""
        condition = Condition(population=self, runs=sample, text=expression).evaluated()
        if condition is None:
            return self.without_engine()
        frame = self.frame.filter(condition)
        runs = int(self.engine.row(frame.select(nw.len().alias("n")), "the number of runs")["n"])
        return replace(self, frame=frame, runs=runs, _sums={})._counted(self.statuses)  # noqa: SLF001 - own

    def _kept(self, key: object, compute: Any) -> Any:
        """Compute what was not computed before."""
        if key not in self._sums:
            self._sums[key] = compute()
        return self._sums[key]

    def _pair_sums(self, params: Sequence[CentredParam], metric: CentredMetric) -> dict[str, PairSums]:
        columns = [
            _centred(self._cells(param.name, "last"), log=param.log, centre=param.centre).alias(f"x{place}")
            for place, param in enumerate(params)
        ]
        rows = self._measured(metric).with_columns(*columns)
        sums = [sum_ for place in range(len(params)) for sum_ in _sums(f"x{place}", str(place))]
        cells = self.engine.row(rows.select(*sums), f"the correlations with {metric.name}")
        return {
            param.name: PairSums(
                n=int(cells[f"n{place}"] or 0),
                **{name: float(cells[f"{name}{place}"] or 0) for name in ("x", "y", "xx", "yy", "xy")},
            )
            for place, param in enumerate(params)
        }

    def _level_sums(self, param: str, metric: CentredMetric) -> LevelSums:
        level = self.columns[param]["last"]
        rows = self._measured(metric).filter(~nw.col(level).is_null())
        rows = rows.with_columns((nw.col("y") * nw.col("y")).alias("yy"))
        query = rows.group_by(level).agg(nw.len().alias("n"), nw.col("y").sum(), nw.col("yy").sum())
        groups = self.engine.collected(query, f"{metric.name} by the values of {param}").sort(level)
        return LevelSums(
            sizes=np.array(groups["n"].to_numpy(), dtype=np.int64),
            sums=np.array(groups["y"].to_numpy(), dtype=np.float64),
            square=float(groups["yy"].sum() or 0.0),
        )

    def _measured(self, metric: CentredMetric) -> nw.LazyFrame[Any]:
        """Keep the runs that enter, with the centred metric as ``y``."""
        aggregate = metric.aggregate
        if aggregate == "best":
            aggregate = "min" if metric.goal == "minimize" else "max"
        cells = self._cells(metric.name, aggregate)
        rows = self.frame if self.statuses is None else self.frame.filter(self.of_statuses(metric.statuses))
        rows = rows.with_columns(_centred(cells, log=metric.log, centre=metric.centre).alias("y"))
        return rows.filter(~nw.col("y").is_null())

    def _cells(self, name: str, aggregate: str) -> nw.Expr:
        aliases = self.columns[name]
        alias = aliases.get(aggregate, aliases["last"])
        return nw.col(alias).cast(nw.Float64) if name in self.truths else finite(alias)


def of_rows(table: LazyTable, statuses: str | None = None) -> LazyPopulation:
    """Make the population of a table whose rows are runs."""
    aliases = {table.names[int(alias[1:])]: {"last": alias} for alias in table.aliases()}
    return _population(table, table.frame, table.n, aliases).with_statuses(statuses)


def of_steps(collapse: Collapse, runs: int) -> LazyPopulation:
    """Make the population of the runs that an engine makes of their steps."""
    table, aliases = collapse.table, {}
    for alias in collapse.columns:
        last = f"last{alias}" if alias in collapse.changing and collapse.key.step else f"high{alias}"
        ends = {"min": f"low{alias}", "max": f"high{alias}", "mean": f"mean{alias}"}
        is_measured = alias in collapse.changing and alias in collapse.numeric
        aliases[table.names[int(alias[1:])]] = {"last": last} | (ends if is_measured else {})
    return _population(table, collapse.runs(collapse.keyed()), runs, aliases)


def _population(table: LazyTable, frame: nw.LazyFrame[Any], runs: int, columns: Sources) -> LazyPopulation:
    dtypes = dict(zip(table.names, table.dtypes, strict=True))
    texts = (nw.String, nw.Categorical, nw.Enum)
    numbers = (nw.Float64, nw.Int64, nw.Boolean)
    known = {name: aliases for name, aliases in columns.items() if dtypes[name] in (*numbers, *texts)}
    return LazyPopulation(
        engine=table.engine,
        frame=frame,
        runs=runs,
        columns=known,
        truths=frozenset(name for name in known if dtypes[name] == nw.Boolean),
        texts=frozenset(name for name in known if dtypes[name] in texts),
    )


def _centred(cells: nw.Expr, *, log: bool, centre: float) -> nw.Expr:
    return (nw.when(cells > 0).then(cells).log() if log else cells) - centre


def _sums(x: str, place: str) -> list[nw.Expr]:
    own, metric = nw.col(x), nw.col("y")
    beside = nw.when(~own.is_null()).then(metric)
    return [
        own.count().alias(f"n{place}"),
        own.sum().alias(f"x{place}"),
        beside.sum().alias(f"y{place}"),
        (own * own).sum().alias(f"xx{place}"),
        (beside * beside).sum().alias(f"yy{place}"),
        (own * metric).sum().alias(f"xy{place}"),
    ]
