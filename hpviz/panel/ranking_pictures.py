"""What a panel shows, as a table, as pictures and as advice: those of its ranking, in the order on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from hpviz.panel.page import with_other_metrics, write_page
from hpviz.panel.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from hpviz.analysis import SortKey
    from hpviz.charts import Picture
    from hpviz.next_sweep import NextSweep
    from hpviz.ranking import Ranking


class RankingPictures(State):
    """The traits of a panel, and what its ranking draws."""

    @property
    def ranking(self) -> Ranking:
        """The ranking on screen."""
        raise NotImplementedError

    def table(self) -> pd.DataFrame:
        """Table what the screen shows: same rows, same order, same figures.

        Waits for a computation that is under way.

        Returns
        -------
        pandas.DataFrame
            As `Ranking.table`.
        """
        return self.ranking.table(cast("SortKey", self.sort_by), descending=self.descending)

    def chart(self) -> Picture:
        """Draw the table as it stands: importance with intervals beside correlation (see `Ranking.chart`)."""
        return self.ranking.chart(cast("SortKey", self.sort_by), descending=self.descending)

    def parallel(self) -> Picture:
        """Draw the best runs across the parameters of the table (see `Ranking.parallel`)."""
        return self.ranking.parallel(sort_by=cast("SortKey", self.sort_by), descending=self.descending)

    def effect(self, param: str) -> Picture:
        """Draw how a parameter acts on the metric (see `Ranking.effect`)."""
        return self.ranking.effect(param)

    def save(self, path: str | Path, *, metrics: Sequence[str] | Literal["all"] = ()) -> Path:
        """Save the panel as a page that stands alone: no kernel, no network, no other package.

        Sorting, searching, opened rows, interactions and the next sweep work in it; what Python would have to
        compute is left out, or says so. Of no runs, or one, it is a page that says why there is no table.

        Parameters
        ----------
        path
            A name that ends in ``.html``; an existing file is replaced.
        metrics
            Others that can be chosen in the page besides the metric on screen, each ranked now; ``"all"`` for
            every one.

        Returns
        -------
        pathlib.Path
            Of the file, which has about 300 kB for each metric of a sweep of five parameters.

        Raises
        ------
        HpvizError
            No such metric, or a place that cannot be written to.

        Examples
        --------
        >>> import hpviz, tempfile
        >>> from hpviz.data import VEHICLE
        >>> panel = hpviz.Panel(VEHICLE, metric="val_acc")
        >>> panel.save(tempfile.mkdtemp() + "/sweep.html").name
        'sweep.html'
        """
        results = with_other_metrics(self.ranking, metrics)
        return write_page(path, results, sort_by=self.sort_by, descending=self.descending)

    def explain(self, run: str = "best") -> Picture:
        """Draw what moved a run's metric away from the average (see `Ranking.explain`)."""
        return self.ranking.explain(run)

    def compare_runs(self, run: str, baseline: str = "best") -> Picture:
        """Draw what each parameter adds to the difference of two runs (see `Ranking.compare_runs`)."""
        return self.ranking.compare_runs(run, baseline)

    def more_runs(self) -> Picture:
        """Draw how sure the order is, and how many more runs would settle it (see `Ranking.more_runs`)."""
        return self.ranking.more_runs()

    def next_sweep(self) -> NextSweep:
        """Advise what the next sweep should try of each parameter (see `Ranking.next_sweep`)."""
        return self.ranking.next_sweep()
