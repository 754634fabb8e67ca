"""Two sweeps side by side as people use them: the figures, the words and the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.analysis.comparison.sweep_changes import SweepChanges, sweep_changes
from hpviz.analysis.forest.stacking import process_limit
from hpviz.errors import HpvizError
from hpviz.ranking import rank
from hpviz.text import sweep_changes as text
from hpviz.text.ranking import guesses

if TYPE_CHECKING:
    from hpviz.analysis.options import RankOptions
    from hpviz.charts import Picture
    from hpviz.ranking import Ranking
    from hpviz.runs import Runs
    from hpviz.runs.column import BoolArray

# The scales of a metric, each taming longer tails than the one before.
SCALES = ("linear", "log", "rank")


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepComparison(SweepChanges):
    """What changed from one sweep to the next, and whether that is more than chance.

    Made by `hpviz.compare`. The attributes and `table` are those of
    `hpviz.analysis.comparison.sweep_changes.SweepChanges`; here are the words and the picture, which it shows
    in a notebook. `before` and `after` are the two rankings.

    Attributes
    ----------
    sentences
        What changed, and what to mind; the first says it in all.

    Examples
    --------
    >>> import hpviz
    >>> import pandas as pd
    >>> from hpviz.data import VEHICLE
    >>> sweep = pd.read_csv(VEHICLE)
    >>> comparison = hpviz.compare(sweep[:250], sweep[250:], "val_acc")
    >>> comparison.sentences[0]
    'No change beyond chance between the two sweeps (250 runs before, 250 after).'
    """

    @classmethod
    def of(cls, runs: Runs, first: BoolArray, options: RankOptions) -> SweepComparison:
        """Rank two sweeps by the same options, on the same scale of the metric, and compare them.

        Parameters
        ----------
        runs
            Of both sweeps.
        first
            Shape (runs,): which are of the sweep before.
        options
            How they are ranked; the method is ``"oob"``, which alone has intervals.

        Raises
        ------
        HpvizError
            Another method, or a sweep without runs.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.analysis import RankOptions
        >>> from hpviz.data import VEHICLE
        >>> from hpviz.sweep_comparison import SweepComparison
        >>> runs = hpviz.read(VEHICLE)
        >>> shallow = runs.matching("depth == 1")
        >>> SweepComparison.of(runs, shallow, RankOptions(metric="val_acc")).sentences[-1]
        'depth: tried 1 before, 2 to 3 after.'
        """
        if options.method != "oob":
            raise HpvizError(
                f"two sweeps are compared by method='oob', not by {options.method!r}: it has intervals"
            )
        kept = runs.matching(options.where)
        both, first = runs.take(np.flatnonzero(kept)), first[kept]
        for name, side in (("before", first), ("after", ~first)):
            if not side.any():
                raise HpvizError(f"the sweep {name} has no runs{' by this filter' if options.where else ''}")
        sides = tuple(both.take(np.flatnonzero(side)) for side in (first, ~first))
        before, after = _on_one_scale(sides, replace(options, where=""))
        changes = sweep_changes(before, after, both, first)
        return cls(**{field.name: getattr(changes, field.name) for field in fields(changes)})

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed in importance, in the metric and in the values tried, and what was guessed."""
        return (*text.sentences(self), *guesses([self.before, self.after]))

    def chart(self) -> Picture:
        """Draw each importance before and after with its interval, beside the values that were tried.

        Returns
        -------
        Picture
            ``.table()`` has the rows of `table`.

        Examples
        --------
        >>> import hpviz
        >>> import pandas as pd
        >>> from hpviz.data import VEHICLE
        >>> sweep = pd.read_csv(VEHICLE)
        >>> chart = hpviz.compare(sweep[:250], sweep[250:], "val_acc").chart()
        >>> chart.table()["param"].tolist()[:2]
        ['learning_rate_init', 'batch_size']
        """
        from hpviz.charts.sweep_changes import changes_chart

        return changes_chart(self)

    def __str__(self) -> str:
        """Write the sentences and the table."""
        names = ["param", "importance_before", "importance_after", "change", "changed", "tried_changed"]
        rows = self.table()[names].round(3).to_string(index=False) if self.params else ""
        return "\n".join([*self.sentences, rows])

    def __repr__(self) -> str:
        """Write what changed in all."""
        return f"<hpviz.SweepComparison: {text.headline(self)}>"

    def _repr_mimebundle_(self, *_: Any, **wanted: Any) -> Any:
        return self.chart()._repr_mimebundle_(**wanted)


def _on_one_scale(sides: tuple[Runs, ...], options: RankOptions) -> tuple[Ranking, Ranking]:
    """Rank both sweeps; where each would be analysed on another scale, both on that of the longer tails."""
    limit = process_limit(max(map(len, sides)))
    before, after = (rank(side, options, process_limit=limit) for side in sides)
    if before.scale == after.scale:
        return before, after
    scale = max(before.scale, after.scale, key=SCALES.index)
    if scale == "log" and not all(_has_logarithms(ranking) for ranking in (before, after)):
        scale = "rank"
    options = replace(options, scale=scale)
    before, after = (rank(side, options, process_limit=limit) for side in sides)
    return before, after


def _has_logarithms(ranking: Ranking) -> bool:
    return ranking.evidence is None or bool((ranking.evidence.metric > 0).all())
