"""What a typical run of the advised space should reach, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.importance.oob import SIGMAS
from hpviz.analysis.next_sweep.judgement import changes, drawn_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.next_sweep.candidates import Candidates
    from hpviz.analysis.next_sweep.param_advice import ParamAdvice
    from hpviz.runs.column import FloatArray

NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Medians of the metric, on the scale that is analysed; NaN where nothing is forecast.

    Attributes
    ----------
    old
        Of all runs.
    new, low, high
        In the advised space, and the ends of its 95% interval.
    """

    old: float = NAN
    new: float = NAN
    low: float = NAN
    high: float = NAN

    @property
    def known(self) -> bool:
        """Whether there is a forecast, and of another metric than now."""
        return bool(np.isfinite(self.old) and self.old != self.new)

    @classmethod
    def of(cls, lines: Sequence[ParamAdvice], candidates: Candidates, y: FloatArray) -> Forecast:
        """Predict the median of the advised space by the model, with its error over halves of the runs.

        What is frozen is drawn as it was: it does nothing as far as is known, and the value of the best run
        is the one that chance has favoured most.

        Parameters
        ----------
        lines
            What is advised.
        candidates
            Draws from the old space.
        y
            The runs on the scale that is analysed: none is expected to be better or worse than all of them.

        Returns
        -------
        Nothing of an advice that changes nothing, or that the model does not expect to be better.
        """
        if not any(map(changes, lines)):
            return cls()
        parts = [drawn_from(line) for line in lines]
        old, new = candidates.median_of_all(), candidates.median_within(parts)
        # A param that is always set because nothing is known of doing without it promises nothing.
        if new > old:
            return cls()
        reach = SIGMAS * float(np.std(candidates.medians_of_halves(parts), ddof=1))
        sign = 1.0 if candidates.minimize else -1.0
        ends = sorted([sign * (new - reach), sign * (new + reach)])
        # The correction is added to the prediction: that can end beyond every run, a loss below zero.
        scaled = candidates.model.on_scale(np.array([sign * old, sign * new, *ends]))
        old, new, low, high = np.clip(scaled, y.min(), y.max()).tolist()
        return cls(old=old, new=new, low=low, high=high)


UNKNOWN = Forecast()
