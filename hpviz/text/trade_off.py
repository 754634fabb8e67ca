"""What the params do to two metrics, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hpviz.analysis.comparison.trade_off import MetricCorrelation, Pull, TradeOff

MOST_PULLS = 4


def sentences(trade_off: TradeOff, first: str, second: str) -> tuple[str, ...]:
    """Write how two metrics go together, which params matter for which, and where the metrics pull apart.

    Parameters
    ----------
    trade_off
        What the params do to the metrics.
    first, second
        The names of the metrics.
    """
    return tuple(_sentences(trade_off, first, second))


def _sentences(trade_off: TradeOff, first: str, second: str) -> Iterator[str]:
    if trade_off.correlation is not None:
        yield link(trade_off.correlation, f"{first} and {second}")
    yield from _matters(trade_off, first, second)
    pulls = trade_off.pulls
    yield from (_pull(pull, first, second) for pull in pulls[:MOST_PULLS])
    if pulls and not any(pull.against for pull in pulls):
        yield "No parameter clearly improves one at the cost of the other."


def link(correlation: MetricCorrelation, metrics: str) -> str:
    """Write whether two metrics, named together, get better together."""
    by_ranks = f"(rank correlation {correlation.rho:+z.2f})"
    if not correlation.clear:
        return f"No clear link between {metrics} {by_ranks}."
    if correlation.improve_together:
        return f"{metrics} tend to improve together {by_ranks}."
    return f"{metrics} conflict: where one is better, the other tends to be worse {by_ranks}."


def _matters(trade_off: TradeOff, first: str, second: str) -> Iterator[str]:
    if both := trade_off.both:
        yield f"{listed(both)} {_matter(both)} for both."
    for metric, only in ((first, trade_off.first_only), (second, trade_off.second_only)):
        if only:
            yield f"{listed(only)} {_matter(only)} only for {metric}."
    if not (trade_off.both or trade_off.first_only or trade_off.second_only):
        yield "No parameter clearly matters for either."


def _matter(params: Sequence[str]) -> str:
    return "matters" if len(params) == 1 else "matter"


def _pull(pull: Pull, first: str, second: str) -> str:
    change = f"{pull.param} {pull.level}" if pull.change == "level" else f"{pull.change} {pull.param}"
    if pull.against:
        return f"With {change}, {first} is better but {second} worse: a trade-off."
    return f"With {change}, {first} and {second} are both better."
