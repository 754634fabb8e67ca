"""Where a list of numbers is drawn evenly spaced, in its order: where its values lie too close together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.design.grids import are_few
from hpviz.formatting.numbers import numbers

if TYPE_CHECKING:
    from hpviz.analysis.result.evidence import Evidence
    from hpviz.runs.column import FloatArray

# The narrowest axis that a list is drawn on has room for so many characters; between labels there is some.
ROOM, BETWEEN = 40, 1.5
# Digits of a label, and more where it would look like its neighbour.
LABEL_DIGITS = 2
# Places are as good as even where no gap is below this share of the mean one.
EVEN = 0.8


def evenly_spaced(evidence: Evidence, param: str) -> bool:
    """Whether the numbers of a param are drawn evenly spaced: a crowded list, and nobody chose its axis.

    Parameters
    ----------
    evidence
        The runs that entered.
    param
        Its name in the ranking.
    """
    chosen = {evidence.runs.resolve(name) for name, _ in evidence.options.axes}
    return param not in chosen and crowds(evidence, param)


def crowds(evidence: Evidence, param: str) -> bool:
    """Whether the numbers of a param are a list that is crowded on its axis, whoever chose that.

    Parameters
    ----------
    evidence
        The runs that entered.
    param
        Its name in the ranking.
    """
    own = evidence.column(param).numbers
    return is_crowded(own[np.isfinite(own)], log=evidence.logs[evidence.params.index(param)])


def in_order(values: FloatArray, own: FloatArray) -> FloatArray:
    """Place values evenly spaced: at their number in the order of a list, the first at 0.

    Parameters
    ----------
    values
        Of any length; what is no number has no place.
    own
        The list, in any order, with what is no number in it.
    """
    members = np.unique(own[np.isfinite(own)])
    places: FloatArray = np.interp(values, members, np.arange(len(members), dtype=np.float64))
    return places


def is_crowded(values: FloatArray, *, log: bool) -> bool:
    """Whether values are a list of which some lie closer than their labels, and closer than they need to.

    Parameters
    ----------
    values
        Those of the runs, finite.
    log
        Whether the axis is logarithmic.
    """
    own = np.unique(values)
    if len(own) < 3 or not are_few(values) or _is_range(own):
        return False
    places = np.log(own) if log else own / np.abs(own).max()
    gaps = np.diff(places) / np.ptp(places)
    lengths = np.array([len(text) for text in numbers(own, LABEL_DIGITS)])
    needed = ((lengths[1:] + lengths[:-1]) / 2 + BETWEEN) / ROOM
    return bool(np.any(gaps < needed) and gaps.min() < EVEN / len(gaps))


def _is_range(own: FloatArray) -> bool:
    """Whether they are whole numbers one after the other: how far apart they are is what they say."""
    return bool(np.all(own == np.round(own)) and np.all(np.diff(own) == 1))
