"""Rankings within tasks and over all of them, as people use them: the figures, the words and the picture."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from hpviz.analysis.tasks.task_rankings import TaskResults, rank_tasks, task_columns
from hpviz.errors import HpvizError, unknown_name
from hpviz.ranking import MOST_ROWS, Ranking
from hpviz.text import tasks as text
from hpviz.text.ranking import guesses
from hpviz.text.report import of_filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hpviz.analysis.options import RankOptions
    from hpviz.charts import Picture
    from hpviz.runs import Runs


@dataclass(frozen=True, eq=False, kw_only=True)
class TaskRankings(TaskResults):
    """What matters within each task (a data set, an environment, a source), and over all of them.

    Made by `hpviz.rank_within`. The attributes and tables are those of
    `hpviz.analysis.tasks.task_rankings.TaskResults`; here are the words and the picture, which it shows in a
    notebook. Iterating gives the tasks, ``rankings[task]`` the `Ranking` within one.

    Attributes
    ----------
    results
        Task to its `Ranking`, in the order of the tasks.
    filtered
        Which runs it is of, in a sentence; empty without a filter.
    sentences
        What matters over all tasks, how far they differ, and what was guessed.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> rankings = hpviz.rank_within(VEHICLE, "val_acc", by="depth")
    >>> list(rankings)
    ['1', '2', '3']
    >>> rankings["1"].runs_used
    174
    """

    results: Mapping[str, Ranking]
    filtered: str = ""

    @classmethod
    def of(
        cls, runs: Runs, options: RankOptions, by: str | None = None, *, n_jobs: int | None = None
    ) -> TaskRankings:
        """Rank within each task, in parallel by joblib.

        Parameters
        ----------
        runs, options
            As of `hpviz.ranking.rank`.
        by
            The column that names the task. Default: the one param that is a task (`Runs.with_parts`).
        n_jobs
            As of `hpviz.rank_within`.

        Raises
        ------
        HpvizError
            No column that names a task, several, or fewer than two tasks.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.analysis import RankOptions
        >>> from hpviz.data import VEHICLE
        >>> from hpviz.slices.tasks import TaskRankings
        >>> runs = hpviz.read(VEHICLE).with_parts({"depth": "task"})
        >>> TaskRankings.of(runs, RankOptions(metric="val_acc", trees=20)).by
        'depth'
        """
        results = rank_tasks(runs, options, _task_column(runs) if by is None else by, n_jobs=n_jobs)
        worded = {task: Ranking.of(result) for task, result in results.results.items()}
        given = {field.name: getattr(results, field.name) for field in fields(results)}
        kept = int(runs.matching(options.where).sum())
        return cls(**{**given, "results": worded}, filtered=of_filter(options.where, kept, len(runs)))

    def __iter__(self) -> Iterator[str]:
        """Go through the tasks."""
        return iter(self.results)

    def __len__(self) -> int:
        """Count the tasks."""
        return len(self.results)

    def __getitem__(self, task: object) -> Ranking:
        """Return the ranking within a task, by its value or its text.

        Raises
        ------
        HpvizError
            There is no such task.
        """
        name = str(task)
        if name not in self.results:
            raise unknown_name("task", task, list(self.results))
        return self.results[name]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What matters over all tasks, how far they differ, which do not count, and what was guessed."""
        return (*text.sentences(self), *guesses(self.results.values()), *filter(None, [self.filtered]))

    def chart(self) -> Picture:
        """Draw a dot a task in each param's row, and the mean over tasks with its interval.

        Returns
        -------
        Picture
            ``.table()`` has the rows of `table`.

        Raises
        ------
        HpvizError
            No task has runs enough.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> chart = hpviz.rank_within(VEHICLE, "val_acc", by="depth").chart()
        >>> chart.table()["param"].tolist()[0]
        'learning_rate_init'
        """
        from hpviz.charts.drawing.picture import with_sentence
        from hpviz.charts.slices.tasks import tasks_chart

        return with_sentence(tasks_chart(self), self.filtered)

    def __str__(self) -> str:
        """Write the sentences and the first rows of the table."""
        names = ["param", "mean", "low", "high", "tau", "i2", "share_above_noise"]
        rows = self.table()[names].head(MOST_ROWS).round(3).to_string(index=False)
        return "\n".join([*self.sentences, *([rows] if self.scores else [])])

    def __repr__(self) -> str:
        """Write what matters most."""
        return f"<hpviz.TaskRankings: {text.headline(self)}>"

    def _repr_mimebundle_(self, *_: Any, **wanted: Any) -> Any:
        if not self.trusted:
            return {"text/plain": str(self)}
        return self.chart()._repr_mimebundle_(**wanted)


def _task_column(runs: Runs) -> str:
    """Find the one column that is a task: a param, else the source of several."""
    names = task_columns(runs)
    names = [name for name in names if name in runs.params] or names
    if len(names) != 1:
        there = f"there are several: {names}" if names else "no parameter here is known to be one"
        raise HpvizError(
            f"which column names the task? {there}; say by='dataset', with the name of the column"
        )
    return names[0]
