"""Every param against every metric as people use it: the figures, the words, a table and a picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from hpviz.analysis.comparison.overview import Overview, columns_of, overview_of, with_room
from hpviz.errors import HpvizError
from hpviz.export.overview import overview_html
from hpviz.formatting.words import listed
from hpviz.ranking import rank
from hpviz.text import overview as text
from hpviz.text.ranking import guesses
from hpviz.text.report import filter_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.analysis.options import RankOptions
    from hpviz.charts import Picture
    from hpviz.runs import Runs


@dataclass(frozen=True, eq=False, kw_only=True)
class MetricOverview(Overview):
    """The importance of every param for every metric.

    Made by `hpviz.overview`. The attributes and tables are those of
    `hpviz.analysis.comparison.overview.Overview`; here are the words and the picture. `results` are
    `Ranking`s, the same that `hpviz.rank` gives for each metric. A notebook shows it as a table.

    Attributes
    ----------
    left_out
        The metrics for which there was no room.
    sentences
        What matters for each metric, which metrics go together or conflict, and what was guessed.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> overview = hpviz.overview(VEHICLE, ["val_acc", "train_time"])
    >>> overview.sentences[0]
    'val_acc: learning_rate_init (65%), depth (11%), batch_size (8%) and 2 more.'
    """

    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, runs: Runs, options: RankOptions, targets: Sequence[str] | None = None) -> MetricOverview:
        """Rank the same runs for each metric.

        Parameters
        ----------
        runs, options
            As of `hpviz.ranking.rank`; the metric of the options does not count.
        targets
            The columns. Default: all metrics, the default one first, at most 16, and failure where runs
            failed.

        Raises
        ------
        HpvizError
            No metric, or one that does not exist.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.analysis import RankOptions
        >>> from hpviz.data import VEHICLE
        >>> from hpviz.metric_overview import MetricOverview
        >>> MetricOverview.of(hpviz.read(VEHICLE), RankOptions(trees=20)).metrics
        ('val_acc', 'train_time', 'val_precision', 'val_f1')
        """
        chosen = list(targets) if targets is not None else columns_of(runs)
        shown = chosen if targets is not None else with_room(chosen)
        if targets is not None and not chosen:
            raise HpvizError("targets=[] names no metric; name some, or leave targets out for all of them")
        if not shown:
            raise HpvizError("there is no metric in these runs; name the metrics with metrics=[...]")
        overview = overview_of(runs, options, shown, rank)
        left_out = tuple(name for name in chosen if name not in shown)
        return cls(
            **{field.name: getattr(overview, field.name) for field in fields(overview)}, left_out=left_out
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """What matters for each metric, which metrics go together or conflict, and what was guessed."""
        more = f"Without {listed(self.left_out)}: name the metrics to have them." if self.left_out else ""
        filtered = filter_sentence(self.results[0])
        return (*text.sentences(self), *guesses(self.results), *filter(None, [more, filtered]))

    def chart(self) -> Picture:
        """Draw the importances as a table of shades, beside the correlations of the metrics.

        Returns
        -------
        Picture
            ``.table()`` has the rows of `table`.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> chart = hpviz.overview(VEHICLE, ["val_acc", "train_time"]).chart()
        >>> chart.table().shape
        (10, 8)
        """
        from hpviz.charts.overview import overview_chart
        from hpviz.views.view import of_runs

        return of_runs(overview_chart(self), self.results[0])

    def __str__(self) -> str:
        """Write the table with its marks, and the sentences."""
        import pandas as pd

        cells = [[text.cell(self, param, metric) for metric in self.metrics] for param in self.params]
        table = pd.DataFrame(cells, index=list(self.params), columns=list(self.metrics))
        return "\n".join([table.to_string() if cells else "", text.LEGEND, *self.sentences])

    def __repr__(self) -> str:
        """Write the size of the table."""
        return f"<hpviz.MetricOverview: {len(self.params)} parameters, {len(self.metrics)} metrics>"

    def _repr_html_(self) -> str:
        return overview_html(self, self.sentences)
