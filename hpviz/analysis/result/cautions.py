"""Cautions: what runs cannot show, because of how they came about; one record a kind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Replicated:
    """Some configurations were run several times.

    Attributes
    ----------
    runs, configurations
        So many runs are of so many configurations.
    differing
        The params in which runs of one configuration differ (a seed, a budget).
    """

    runs: int
    configurations: int
    differing: tuple[str, ...]


@dataclass(frozen=True)
class Nested:
    """Settings of most params were run several times, each time with other values of the rest.

    Attributes
    ----------
    runs, configurations
        So many runs have so many settings of the other params.
    chosen
        The params of which each run has a value of its own, and by which the metric differs.
    """

    runs: int
    configurations: int
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Narrowed:
    """Later runs were drawn closer to the best, as an optimiser does.

    Attributes
    ----------
    params
        Those that narrowed by themselves beyond doubt; none where only all together did.
    """

    params: tuple[str, ...]


@dataclass(frozen=True)
class Drifted:
    """The metric changed over time by more than the params explain.

    Attributes
    ----------
    since
        Where that begins: seconds since 1970, or the run's name where runs are not dated. None for a trend
        over all the time.
    higher
        Whether the target of later runs is higher than their params explain.
    dated
        Whether the runs say when they began; else their order in the source is taken for that in time.
    """

    since: float | str | None
    higher: bool
    dated: bool


Caution = Replicated | Nested | Narrowed | Drifted
