"""One side of a map: numbers along a scale of their own, a place each for named values, or both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np

from hpviz.analysis.design.spacing import in_order
from hpviz.charts.drawing.fields import labels, scattered
from hpviz.charts.drawing.param_axis import axis_title
from hpviz.charts.drawing.ticks import along, even_axis, labelled, number_axis, ticks_of, with_room
from hpviz.formatting.numbers import numbers

if TYPE_CHECKING:
    from hpviz.analysis.effects.map_cells import Axis
    from hpviz.runs.column import FloatArray

SIDE = 360
LEVEL_STEP = 34
LONGEST_LEVEL = 28
# Beside numbers each named value takes this share of their length, and so does the gap between.
NAMED, GAP = 0.14, 0.06
# Runs of a named value are spread over this share of its place, to either side.
SPREAD = 0.3


@dataclass(frozen=True, eq=False)
class MapSide:
    """One side of a map.

    Attributes
    ----------
    axis
        The param, and where the map is read along it.
    name
        What the param is called here.
    upright
        Whether it stands: labels then need their height and not their width.
    """

    axis: Axis
    name: str
    upright: bool

    @property
    def mixed(self) -> bool:
        """Whether there are both numbers and named values."""
        return bool(self.axis.levels) and len(self.axis.numbers) > 0

    @property
    def size(self) -> int:
        """Length in pixels."""
        if len(self.axis.numbers):
            return SIDE + LEVEL_STEP * len(self.axis.levels)
        widest = max(len(label) for label in self.names)
        step = LEVEL_STEP if self.upright else max(LEVEL_STEP, min(6.2 * widest + 10, 150))
        return int(min(step * len(self.axis.levels) + 60, 1.5 * SIDE))

    @cached_property
    def names(self) -> list[str]:
        """The named values, kept apart however long they are."""
        return labels([self.axis.column.levels[code] for code in self.axis.levels], LONGEST_LEVEL)

    @cached_property
    def edges(self) -> tuple[FloatArray, FloatArray]:
        """Where each cell begins and ends."""
        if not len(self.axis.numbers):
            return self.named - 0.5, self.named + 0.5
        ends = self._cell_ends
        low, high = self._place(ends[:-1]), self._place(ends[1:])
        return np.r_[low, self.named - NAMED / 2], np.r_[high, self.named + NAMED / 2]

    @cached_property
    def named(self) -> FloatArray:
        """Where the named values stand: one apart, or beyond the numbers (0 to 1)."""
        order = np.arange(len(self.axis.levels), dtype=np.float64)
        return 1 + GAP + NAMED * (order + 0.5) if self.mixed else order

    @property
    def _log(self) -> bool:
        return self.axis.score.log and not self.axis.even

    @cached_property
    def _own(self) -> FloatArray:
        """Shape (runs,): the numbers of the runs as they are drawn, evenly spaced ones by their order."""
        numbers = self.axis.column.numbers
        return in_order(numbers, numbers) if self.axis.even else numbers

    @cached_property
    def _cell_ends(self) -> FloatArray:
        """Shape (numbers + 1,): cells meet half way between numbers, and the outer ones reach as far out."""
        log, numbers = self._log, self.axis.numbers
        x = along(in_order(numbers, self.axis.column.numbers) if self.axis.even else numbers, log=log)
        middle = (x[1:] + x[:-1]) / 2
        reach = (middle[0] - x[0], x[-1] - middle[-1]) if len(middle) else (0.5, 0.5)
        ends: FloatArray = np.r_[x[0] - reach[0], middle, x[-1] + reach[1]]
        return np.exp(ends) if log else ends

    @cached_property
    def _domain(self) -> tuple[float, float]:
        """Where the numbers begin and end: at the outer cells, or at runs beyond them."""
        ends = np.r_[self._cell_ends, self._own[np.isfinite(self._own)]]
        return float(ends.min()), float(ends.max())

    def _place(self, values: FloatArray) -> FloatArray:
        """Turn numbers into places: themselves, or 0 to 1 where named values stand beside them."""
        if not self.mixed:
            return values
        places = along(np.r_[self._domain, values], log=self._log)
        shares: FloatArray = (places[2:] - places[0]) / (places[1] - places[0])
        return shares

    def runs(self, salt: int) -> FloatArray:
        """Return where each run lies; those of one named value are spread out, by each `salt` otherwise."""
        column = self.axis.column
        places = self._place(self._own) if len(self.axis.numbers) else column.numbers.copy()
        spread = SPREAD * (NAMED if self.mixed else 1.0)
        shift = scattered(len(column.codes), spread, salt)
        for code, place in zip(self.axis.levels, self.named, strict=True):
            places = np.where(column.codes == code, place + shift, places)
        return places

    def channel(self) -> dict[str, Any]:
        """Make title, scale and axis."""
        log = self._log and len(self.axis.numbers) > 0
        title = axis_title(self.name, log=log, even=self.axis.even)
        kind: Any = "log" if log and not self.mixed else "linear"
        scale = alt.Scale(type=kind, domain=self._ends(), zero=False, nice=False, padding=6)
        return {"title": title, "scale": scale, "axis": self._axis()}

    def _ends(self) -> list[float]:
        low, high = self.edges
        numbers = self._place(np.array(self._domain)) if len(self.axis.numbers) else [low[0], high[-1]]
        return [float(min(low[0], *numbers)), float(max(high[-1], *numbers))]

    def _axis(self) -> alt.Axis:
        own, log, whole = self.axis.column.numbers, self._log, self.axis.column.integral
        own = own[np.isfinite(own)]
        options: dict[str, Any] = {"size": self.size, "upright": self.upright, "grid": False}
        if not self.axis.levels and self.axis.even:
            return even_axis(own, **options)
        if not self.axis.levels:
            return number_axis(own, log=log, whole=whole, **options)
        if not len(self.axis.numbers):
            return level_axis(self.names, labelAngle=self._angle())
        ticks = ticks_of(own, log=log, whole=whole)
        at, texts = in_order(ticks, own) if self.axis.even else ticks, numbers(ticks)
        places = self._place(at)
        kept = with_room(places, texts, self.size / (self._ends()[1] or 1.0), upright=self.upright)
        stand = [*(float(places[i]) for i in kept), *self.named.tolist()]
        return alt.Axis(**labelled(stand, [*(texts[i] for i in kept), *self.names]), grid=False)

    def _angle(self) -> int:
        """Turn labels that have no room side by side."""
        room = self.size / len(self.names)
        return 0 if self.upright or max(len(name) for name in self.names) * 6.2 + 6 <= room else -40


def level_axis(levels: list[str], **options: Any) -> alt.Axis:
    """Label the places 0, 1, … with texts."""
    texts = labelled(range(len(levels)), labels(levels, LONGEST_LEVEL))
    return alt.Axis(**texts, grid=False, ticks=False, labelOverlap=False, **options)
