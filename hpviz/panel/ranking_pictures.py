"""What a panel shows, as a table, as pictures and as advice: those of its ranking, in the order on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hpviz.panel.state import State

if TYPE_CHECKING:
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

    def explain(self, run: str = "best") -> Picture:
        """Draw what moved a run's metric away from the average (see `Ranking.explain`)."""
        return self.ranking.explain(run)

    def more_runs(self) -> Picture:
        """Draw how sure the order is, and how many more runs would settle it (see `Ranking.more_runs`)."""
        return self.ranking.more_runs()

    def next_sweep(self) -> NextSweep:
        """Advise what the next sweep should try of each parameter (see `Ranking.next_sweep`)."""
        return self.ranking.next_sweep()
