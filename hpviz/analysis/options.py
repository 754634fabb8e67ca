"""The options of a ranking: the metric, the method, the runs that enter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from numbers import Real
from typing import TYPE_CHECKING

from hpviz.analysis.importance.methods import METHOD_NAMES
from hpviz.analysis.sample.metric_scale import SCALES
from hpviz.analysis.sample.selection import DEFAULT_STATUSES
from hpviz.errors import HpvizError, require_whole_number, unknown_name
from hpviz.runs import AGGREGATES, STATUSES
from hpviz.runs.metric_names import GOALS
from hpviz.runs.where import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.importance.methods import MethodName
    from hpviz.analysis.sample.metric_scale import Scale
    from hpviz.runs import Aggregate, Runs
    from hpviz.runs.metric_names import Goal

MOST_TREES = 5000
HIGHEST_TOP = 0.5


@dataclass(frozen=True, kw_only=True)
class RankOptions:
    """How runs are ranked; equal options on equal runs give equal results.

    Attributes
    ----------
    metric
        A metric, ``"failure"``, or ``"pareto: val_loss, runtime"`` (`hpviz.runs.target`). Default:
        `Runs.default_metric`.
    goal
        ``"minimize"`` or ``"maximize"``; default `Runs.default_goal`.
    hidden
        Params to leave out of table and model.
    method
        ``"oob"`` (`hpviz.analysis.importance.oob.out_of_bag`), or another of
        `hpviz.analysis.importance.methods.METHODS`.
    top
        Of method ``"top"``: the share of the runs that are called the best.
    aggregate
        Which step of a run counts, where the source has history.
    scale
        ``"linear"``, ``"log"``, ``"rank"``, or ``"auto"``: linear unless a few runs hold most of the
        metric's variance; runs that diverged are left out.
    statuses
        Runs of which statuses enter.
    axes
        Pairs of a param and ``"log"`` or ``"linear"``, its axis in correlations and pictures. Of other params
        it is that of the source's search space, or by their values.
    where
        An expression that keeps some of the runs (`hpviz.runs.Runs.where`); empty for all.
    trees, seed
        Size and seed of the forest; the same figures on any number of cores.
    """

    metric: str | None = None
    goal: Goal | None = None
    hidden: frozenset[str] = frozenset()
    method: MethodName = "oob"
    top: float = 0.1
    aggregate: Aggregate = "last"
    scale: Scale = "auto"
    statuses: frozenset[str] = frozenset(DEFAULT_STATUSES)
    axes: frozenset[tuple[str, str]] = frozenset()
    where: str = ""
    trees: int = 100
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse options that do not exist, with those that do."""
        given: list[tuple[str, object, Sequence[str]]] = [
            ("method", self.method, METHOD_NAMES),
            ("aggregate", self.aggregate, AGGREGATES),
            ("scale", self.scale, SCALES),
            ("goal", self.goal or GOALS[0], GOALS),
            *(("status", status, STATUSES) for status in sorted(self.statuses)),
        ]
        for name, value, accepted in given:
            if value not in accepted:
                raise unknown_name(name, value, accepted)
        parse(self.where)
        require_whole_number("trees", self.trees, 1, MOST_TREES)
        require_whole_number("seed", self.seed, 0, 2**32 - 1)
        if not _is_number(self.top) or not 0 < self.top <= HIGHEST_TOP:
            raise HpvizError(
                f"top={self.top!r}: the best share of the runs lies above 0, at most {HIGHEST_TOP}"
            )


def _is_number(value: object) -> bool:
    """Whether a value is a number, which true and false are only to Python."""
    return isinstance(value, Real) and not isinstance(value, bool)


def names_in(option: str, given: object) -> list[str]:
    """List the names that an option was given: one name, or several.

    Raises
    ------
    HpvizError
        It is neither.
    """
    if isinstance(given, str):
        return [given]
    names = list(given) if isinstance(given, Iterable) else None
    if names is None or not all(isinstance(name, str) for name in names):
        raise HpvizError(f"{option}={given!r} is neither a name nor a list of names")
    return names


def axes_in(given: object) -> frozenset[tuple[str, str]]:
    """Return the pairs of a param and its axis.

    Raises
    ------
    HpvizError
        They are given in another form.
    """
    pairs = list(given.items()) if isinstance(given, Mapping) else None
    if pairs is None or not all(isinstance(text, str) for pair in pairs for text in pair):
        raise HpvizError(
            f"axes={given!r} is no dictionary of params and axes; give the axis of each: "
            "axes={'lr': 'log'}, with 'log' or 'linear'"
        )
    return frozenset(pairs)


OPTION_NAMES = tuple(field.name for field in fields(RankOptions))
"""Names of the options; a panel has a trait of each, and the code that rebuilds it names the same."""


def kept_runs(runs: Runs, options: RankOptions) -> Runs:
    """Return the runs that the filter of a ranking keeps.

    Parameters
    ----------
    runs, options
        All runs, and the options with the filter.

    Raises
    ------
    HpvizError
        There are runs, and it keeps none; the message names it.
    """
    kept = runs.where(options.where)
    if len(runs) and not len(kept):
        raise HpvizError(
            f"the filter where={options.where!r} keeps none of the {len(runs):,} runs; take it away"
        )
    return kept
