"""Rankings along the training or a fidelity, as people use them: the figures, the words and the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from hpviz.analysis.along.along import rank_along, subjects
from hpviz.analysis.along.results import AlongResults
from hpviz.errors import HpvizError, unknown_name
from hpviz.ranking import MOST_ROWS, Ranking
from hpviz.text.along.params import best_at, headline
from hpviz.text.along.sentences import sentences
from hpviz.text.ranking import guesses
from hpviz.text.report import of_filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from hpviz.analysis.options import RankOptions
    from hpviz.charts import Picture
    from hpviz.runs import Runs


@dataclass(frozen=True, eq=False, kw_only=True)
class RankingsAlong(AlongResults):
    """What matters at several steps of the training, or at several levels of a fidelity.

    Made by `hpviz.rank_along`. The attributes and tables are those of
    `hpviz.analysis.along.results.AlongResults`; here are the words and the picture, which it shows in a
    notebook. Iterating gives the steps or levels, ``rankings[step]`` the `Ranking` at one.

    Attributes
    ----------
    filtered
        Which runs it is of, in a sentence; empty without a filter.
    sentences
        What decides early and what late, whether early values say which runs end best, and what was guessed.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import hpviz
    >>> rng = np.random.default_rng(0)
    >>> warmup, decay, step = rng.random(60), rng.random(60), np.array([10, 100, 1000])
    >>> frame = pd.DataFrame(
    ...     {
    ...         "run_id": np.repeat(np.arange(60), 3),
    ...         "step": np.tile(step, 60),
    ...         "config.warmup": np.repeat(warmup, 3),
    ...         "config.decay": np.repeat(decay, 3),
    ...         "loss": (warmup[:, None] * [1, 0.3, 0] + decay[:, None] * [0, 0.3, 1]).ravel(),
    ...     }
    ... )
    >>> rankings = hpviz.rank_along(frame, "loss")
    >>> list(rankings)
    [10.0, 100.0, 1000.0]
    >>> rankings[10].useful(), rankings[1000].useful()
    (('warmup',), ('decay',))
    """

    filtered: str = ""

    @classmethod
    def of(
        cls, runs: Runs, options: RankOptions, by: str | None = None, *, points: Sequence[float] | None = None
    ) -> RankingsAlong:
        """Rank at each step or level.

        Parameters
        ----------
        runs, options
            As of `hpviz.ranking.rank`.
        by
            ``"training steps"``, or a param that is a fidelity. Default: the steps where there is a history,
            else the one fidelity.
        points
            The steps. Default: about six.

        Raises
        ------
        HpvizError
            There is nothing to go along, or nothing that has a value along it.
        """
        results = rank_along(runs, options, _subject(runs) if by is None else by, points=points)
        filtered = of_filter(options.where, int(runs.matching(options.where).sum()), len(runs))
        given = {field.name: getattr(results, field.name) for field in fields(results)}
        return cls(**given, filtered=filtered)

    def __iter__(self) -> Iterator[float]:
        """Go through the steps or levels."""
        return (point.at for point in self.points)

    def __len__(self) -> int:
        """Count the steps or levels."""
        return len(self.points)

    def __getitem__(self, at: object) -> Ranking:
        """Return the ranking at a step or level.

        Raises
        ------
        HpvizError
            There is none at it.
        """
        for point in self.points:
            if point.at == at:
                return Ranking.of(point.result)
        raise unknown_name(self.by, at, [f"{point.at:g}" for point in self.points])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What decides early and what late, whether early values tell the end, and what was guessed."""
        return (*sentences(self), *guesses([self.last.result]), *filter(None, [self.filtered]))

    def table(self) -> pd.DataFrame:
        """One row per param and point: the columns of `AlongResults.table`, and ``best``, in words."""
        table = super().table()
        points = {point.at: point for point in self.points}
        rows = zip(table["param"], table["point"], strict=True)
        return table.assign(best=[best_at(points[at], param) for param, at in rows])

    def chart(self) -> Picture:
        """Draw the importance of each param along the way, with bands.

        Returns
        -------
        Picture
            ``.table()`` has the figures of `table`.

        Raises
        ------
        HpvizError
            No step or level has runs enough.
        """
        from hpviz.charts.drawing.picture import with_sentence
        from hpviz.charts.slices.along import along_chart

        return with_sentence(along_chart(self), self.filtered)

    def __str__(self) -> str:
        """Write the sentences, and the importances with a column for each point."""
        table = super().table().pivot_table(index="param", columns="point", values="importance")
        order = [score.param for score in self.scores][:MOST_ROWS]
        rows = table.reindex(order).round(3).to_string() if order else ""
        return "\n".join([*self.sentences, *([rows] if rows else [])])

    def __repr__(self) -> str:
        """Write what decides first and last."""
        return f"<hpviz.RankingsAlong: {headline(self)}>"

    def _repr_mimebundle_(self, *_: Any, **wanted: Any) -> Any:
        if not self.tested:
            return {"text/plain": str(self)}
        return self.chart()._repr_mimebundle_(**wanted)


def _subject(runs: Runs) -> str:
    """Choose what to go along: the steps, else the one fidelity."""
    known = subjects(runs)
    if not known:
        raise HpvizError(
            "these runs have neither a history nor a fidelity (a budget, epochs) with several levels; give a "
            "table with one row per step, or by='epochs', with the name of a parameter"
        )
    return known[0]
