"""Two sweeps side by side as people use them: the figures, the words and the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from hpviz.analysis.comparison.sweep_changes import SweepChanges
from hpviz.analysis.comparison.two_sweeps import compare_sweeps
from hpviz.ranking import rank
from hpviz.text import sweep_changes as text
from hpviz.text.ranking import guesses
from hpviz.text.report import of_filter

if TYPE_CHECKING:
    from hpviz.analysis.options import RankOptions
    from hpviz.charts import Picture
    from hpviz.runs import Runs
    from hpviz.runs.column import BoolArray


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepComparison(SweepChanges):
    """What changed from one sweep to the next, and whether that is more than chance.

    Made by `hpviz.compare`. The attributes and `table` are those of
    `hpviz.analysis.comparison.sweep_changes.SweepChanges`; here are the words and the picture, which it shows
    in a notebook. `before` and `after` are the two rankings.

    Attributes
    ----------
    filtered
        Which runs it is of, in a sentence; empty without a filter.
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

    filtered: str = ""

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
        changes = compare_sweeps(runs, first, options, rank)
        filtered = of_filter(options.where, int(runs.matching(options.where).sum()), len(runs))
        return cls(
            **{field.name: getattr(changes, field.name) for field in fields(changes)}, filtered=filtered
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed in importance, in the metric and in the values tried, and what was guessed."""
        return (*text.sentences(self), *guesses([self.before, self.after]), *filter(None, [self.filtered]))

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
        from hpviz.charts.drawing.picture import with_sentence
        from hpviz.charts.sweep_changes import changes_chart

        return with_sentence(changes_chart(self), self.filtered)

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
