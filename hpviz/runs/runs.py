"""The runs of a sweep: one row per run, whatever tracker or table they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from hpviz.checks import checked_codes, legible_notes, undismissed
from hpviz.errors import HpvizError, unknown_name
from hpviz.formatting.words import some
from hpviz.legible_text import legible, legible_array, legible_each, spelling_in
from hpviz.runs.column import PARTS
from hpviz.runs.default_metric import Candidates, asked_beside, has_open_goal, is_moment, ranked_goal
from hpviz.runs.first_metric import first_metric
from hpviz.runs.guesses import Guesses, current_notes
from hpviz.runs.hints import Hints
from hpviz.runs.history import Aggregate, History, per_run
from hpviz.runs.metric_column import in_role
from hpviz.runs.metric_names import Goal, goal_of, known_goal
from hpviz.runs.population import FilteredPopulation, Population, counted_runs, counted_statuses
from hpviz.runs.relations.folds import is_summary
from hpviz.runs.where import matching

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from hpviz.checks import Note
    from hpviz.runs.column import BoolArray, Column, FloatArray, Part, Role
    from hpviz.runs.metric_column import ChosenRole

Status = Literal["finished", "running", "failed", "crashed", "killed", "pruned", "unknown"]

STATUSES: tuple[Status, ...] = get_args(Status)
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)


@dataclass(frozen=True, eq=False, kw_only=True)
class Runs:
    """The runs of a sweep, one row each.

    Attributes
    ----------
    columns
        Name to `Column`, in the order of the source.
    names, statuses, groups
        Shape (runs,), text. Empty text where the source has none.
    given_ids
        Shape (runs,), text: the ids that the source gives its runs, each another; None where it gives none.
        `run_ids` are there in either case.
    created
        Shape (runs,): seconds since 1970, NaN where unknown.
    source
        What was read, in words: ``"CSV file vehicle_500.csv"``.
    hints
        What the source knows of its search space.
    history
        Each metric at each step, if the source has it.
    notes
        Sentences about how the source was read, for the screen; each has the code of its kind and a remedy
        (`hpviz.checks`).
    dismissed
        Codes of the kinds of notes that somebody has dismissed, of these runs and of their rankings.
    experiments
        The studies, experiments or projects that the store holds, empty where it knows of none.
    experiment
        The one whose runs these are.
    population
        All runs, where these are a sample of a table that an engine holds; None where these are all.
    filters
        The expressions by which `where` kept these of all that were read, in their order.

    Examples
    --------
    >>> import hpviz
    >>> from hpviz.data import VEHICLE
    >>> runs = hpviz.read(VEHICLE)
    >>> runs
    CSV file vehicle_500.csv: 500 runs (500 unknown)
      params   alpha, batch_size, depth, learning_rate_init, width
      metrics  train_time, val_acc, val_precision, val_f1
      aside    run_id (the run's id)
      aside    dataset (one value only)
    >>> runs.with_roles({"val_f1": "aside"}).metrics.keys()
    dict_keys(['train_time', 'val_acc', 'val_precision'])
    """

    columns: Mapping[str, Column]
    names: NDArray[np.str_]
    statuses: NDArray[np.str_]
    groups: NDArray[np.str_]
    created: FloatArray
    given_ids: NDArray[np.str_] | None = None
    source: str = "runs"
    hints: Hints = field(default_factory=Hints)
    history: History | None = None
    notes: tuple[Note, ...] = ()
    dismissed: frozenset[str] = frozenset()
    experiments: tuple[str, ...] = ()
    experiment: str = ""
    population: Population | None = None
    filters: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Iterable[Column], n: int, *, run_ids: object = None, **known: object) -> Runs:
        """Build from columns, and fill in what the source does not know.

        Every text that the source gives is made legible here (`hpviz.legible_text`): names, levels, ids and
        notes can be shown by any screen and written to any file. A name in the source's own spelling is
        accepted still.

        Parameters
        ----------
        columns
            In the order of the source.
        n
            The number of runs.
        run_ids
            Shape (n,), text, each another. Default: the numbers of the rows.
        known
            Any other attribute of `Runs`.
        """
        blank = np.broadcast_to("", n)
        facts: dict[str, object] = {
            "names": blank,
            "statuses": np.broadcast_to("unknown", n),
            "groups": blank,
            "created": np.broadcast_to(np.nan, n),
            "given_ids": run_ids,
        }
        return _legible(cls(columns={column.name: column for column in columns}, **(facts | known)))  # type: ignore[arg-type]

    @property
    def is_sample(self) -> bool:
        """Whether these are some of the runs of a table that an engine holds."""
        return self.population is not None

    def __len__(self) -> int:
        return len(self.statuses)

    def __repr__(self) -> str:
        statuses = ", ".join(f"{count} {status}" for status, count in self.status_counts().items())
        lines = [
            f"{self.source}: {counted_runs(len(self), self.population)} ({statuses or 'none'})",
            f"  params   {some(list(self.params))}",
            f"  metrics  {some(list(self.metrics))}",
        ]
        by_reason: dict[str, list[str]] = {}
        for name, column in self.aside.items():
            by_reason.setdefault(column.reason, []).append(name)
        aside = [f"  aside    {some(names)} ({reason})" for reason, names in by_reason.items()]
        lines += [*aside, *self.guesses.lines()]
        if (metric := self.default_metric()) and self.goal_is_guessed(metric):
            lines += [f"  goal     {self.default_goal(metric)} {metric}, a guess: its name does not say so"]
        return "\n".join(lines + [f"  {note.code}    {note}" for note in self.notes])

    @property
    def params(self) -> dict[str, Column]:
        """The columns that are parameters."""
        return self._with_role("param")

    @property
    def metrics(self) -> dict[str, Column]:
        """The columns that are metrics."""
        return self._with_role("metric")

    @property
    def aside(self) -> dict[str, Column]:
        """The columns that are neither, each with its reason; `with_roles` brings them back."""
        return self._with_role("aside")

    def _with_role(self, role: Role) -> dict[str, Column]:
        return {name: column for name, column in self.columns.items() if column.role == role}

    @property
    def guesses(self) -> Guesses:
        """What nothing declares: the roles of columns, and which metric counts."""
        if self.hints.objective in self.metrics:
            return Guesses.of(self.columns)
        first = self._candidates.first() or ""
        rivals = self._candidates.rivals() or asked_beside(first, self.columns)
        return replace(Guesses.of(self.columns), metric=first if rivals else "", rivals=rivals)

    @cached_property
    def run_ids(self) -> NDArray[np.str_]:
        """Shape (runs,), text: the id of each run, or the number of its row where the source gives none."""
        if self.given_ids is not None:
            return self.given_ids
        # As wide as the last number: numpy itself would keep room for any integer of 64 bits.
        return np.arange(len(self)).astype(f"U{len(str(max(len(self) - 1, 0)))}")

    def labels(self, rows: slice | NDArray[np.intp]) -> NDArray[np.str_]:
        """Name these runs: by their names, or by their ids where they have none.

        Numbers of rows are written for these runs alone: for a million it takes a tenth of a second.

        Parameters
        ----------
        rows
            Indices, or a slice.

        Returns
        -------
        Shape (len(rows),), text.
        """
        names = self.names[rows]
        ids = np.arange(len(self))[rows].astype(np.str_) if self.given_ids is None else self.given_ids[rows]
        return np.where(names == "", ids, names)

    def status_counts(self) -> dict[str, int]:
        """Count the runs of each status, the most frequent first; all runs, where these are a sample."""
        return counted_statuses(self.statuses, self.population)

    def resolve(self, name: object, role: Role | None = None) -> str:
        """Find the column's own name for a name or its spelling in the source.

        Raises
        ------
        HpvizError
            There is no such column (in that role); the message lists what is there.
        """
        there = self.columns if role is None else self._with_role(role)
        if isinstance(name, str) and name in there:
            return name
        for own, column in there.items():
            if name and column.given_name == name:
                return own
        if (shown := spelling_in(there, name)) in there:
            return str(shown)
        word = {"param": "parameter", "metric": "metric"}.get(role or "", "column")
        if not there:
            raise HpvizError(f"no {word} {name!r}: these runs have no {word}s")
        raise unknown_name(word, name, there)

    def dismissing(self, codes: Collection[str] | str) -> Runs:
        """Leave out the notes of some kinds, here and in rankings of these runs.

        Parameters
        ----------
        codes
            Of `hpviz.checks`: ``"HP103"``, or several.

        Raises
        ------
        HpvizError
            There is no check of a code.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> runs = hpviz.read(VEHICLE).dismissing("HP010")
        >>> hpviz.rank(runs, "val_acc", method="mdi").notes
        ()
        """
        dismissed = self.dismissed | checked_codes(codes)
        return replace(self, dismissed=dismissed, notes=undismissed(self.notes, dismissed))

    def with_roles(self, roles: Mapping[str, ChosenRole]) -> Runs:
        """Correct the roles of some columns.

        Beside those of `Column`, ``"fidelity"``, ``"task"`` and ``"replicate"`` are roles: of a param that no
        search chooses, such as epochs trained, a data set, a seed.

        Raises
        ------
        HpvizError
            An unknown column or role, or as a metric a column that holds neither numbers nor yes and no.
        """
        if not isinstance(roles, Mapping):
            raise HpvizError(
                f"roles={roles!r} is no dictionary; give the role of each column: roles={{'lr': 'param'}}, "
                "with 'param', 'metric', 'aside', 'fidelity', 'task' or 'replicate'"
            )
        columns = dict(self.columns)
        for given, role in roles.items():
            name = self.resolve(given)
            columns[name] = in_role(columns[name], role)
        return self.with_columns(columns.values())

    def with_columns(self, columns: Iterable[Column]) -> Runs:
        """Put columns in the place of those of their names; the notes say what is still left out."""
        changed = replace(self, columns={**self.columns, **{column.name: column for column in columns}})
        guesses, has_metric = Guesses.of(changed.columns), bool(changed.metrics)
        return replace(changed, notes=current_notes(self.notes, guesses, has_metric=has_metric))

    def with_parts(self, parts: Mapping[str, Part]) -> Runs:
        """Correct what some params are for: a choice, a fidelity, a task or a replicate.

        Raises
        ------
        HpvizError
            No such param or part.
        """
        columns = dict(self.columns)
        for given, part in parts.items():
            name = self.resolve(given, "param")
            if part not in PARTS:
                raise unknown_name("part", part, PARTS, where=f"for parameter {name!r}")
            columns[name] = columns[name].labelled(part=part)
        return replace(self, columns=columns)

    def matching(self, expression: str | None) -> BoolArray:
        """Mark the runs that an expression is true of; parameters and errors as of `where`.

        Returns
        -------
        Shape (runs,).
        """
        return matching(expression, self)

    def where(self, expression: str | None) -> Runs:
        """Keep the runs that an expression is true of; columns, roles and ids stay as they are.

        Parameters
        ----------
        expression
            Conditions on params, metrics and other columns, and on ``status``, ``name``, ``group``,
            ``created`` and ``id``: ``"lr <= 0.01 and optimizer in ['adam', 'sgd']"``. docs/filter.md has the
            whole language. It is parsed, never run as code. A comparison with an absent value is false. None,
            or a blank text: all runs.

        Raises
        ------
        HpvizError
            It is no expression, or it names what these runs do not have; the message points at the place.

        Examples
        --------
        >>> import hpviz
        >>> from hpviz.data import VEHICLE
        >>> runs = hpviz.read(VEHICLE)
        >>> len(runs.where("depth in [1, 2] and 1e-4 <= learning_rate_init < 1e-2"))
        136
        """
        rows = np.flatnonzero(self.matching(expression))
        if not (expression or "").strip() or (len(rows) == len(self) and self.population is None):
            return self
        population = self.population and FilteredPopulation(self.population, str(expression), self)
        return replace(self.take(rows), population=population, filters=(*self.filters, str(expression)))

    def take(self, rows: NDArray[np.intp]) -> Runs:
        """Select these runs, given by their rows, ascending; columns, roles and ids stay as they are."""
        return replace(
            self,
            columns={name: column.take(rows) for name, column in self.columns.items()},
            given_ids=self.run_ids[rows],
            history=self.history and self.history.take(rows, len(self)),
            population=self.population and self.population.without_engine(),
            **{name: getattr(self, name)[rows] for name in ("names", "statuses", "groups", "created")},
        )

    def default_metric(self) -> str | None:
        """Choose the metric to begin with: the search's objective, else the best known name; None if none."""
        objective = self.hints.objective if self.hints.objective in self.metrics else ""
        return objective or self._candidates.first() or first_metric(list(self.metrics))

    @cached_property
    def _candidates(self) -> Candidates:
        return Candidates.among(self.metrics, self.params)

    def default_goal(self, metric: str) -> Goal:
        """Choose whether the metric is to be small or large: by the source if it knows, else by the name."""
        name = self.resolve(metric, "metric")
        declared = self.hints.goals.get(name)
        if declared is None and has_open_goal(self.columns[name]):
            ranked = ranked_goal(self.columns[name], self.columns.values())
            declared = ranked or ("minimize" if is_moment(self.columns[name]) else None)
        if declared is None and is_summary(name):  # the mean of scores is large where they are
            goals = {goal for other in self.metrics if other != name and (goal := known_goal(other))}
            return goals.pop() if len(goals) == 1 else goal_of(name)
        return declared or goal_of(name)

    def goal_is_guessed(self, metric: str) -> bool:
        """Whether neither the source nor a known word of its name says if the metric is to be small."""
        name = self.resolve(metric, "metric")
        is_open = name not in self.hints.goals and has_open_goal(self.columns[name])
        return is_open and ranked_goal(self.columns[name], self.columns.values()) is None

    def metric_values(
        self, metric: str, aggregate: Aggregate = "last", goal: Goal = "minimize"
    ) -> FloatArray:
        """Reduce a metric to one number per run.

        Parameters
        ----------
        metric
            A metric, by its name or its spelling in the source.
        aggregate
            Which of its steps counts, where the source has the metric's history. The table's own value stands
            for a run without steps.
        goal
            What ``"best"`` means: the smallest or the largest step.

        Returns
        -------
        Shape (runs,), NaN where the run has none.

        Raises
        ------
        HpvizError
            There is no such metric.
        """
        column = self.columns[self.resolve(metric, "metric")]
        if self.history is None or column.name not in self.history.values or aggregate == "last":
            return column.numbers
        if aggregate == "best":
            aggregate = "min" if goal == "minimize" else "max"
        values = per_run(self.history, column.name, aggregate, len(self))
        return np.where(np.isnan(values), column.numbers, values)


def _legible(runs: Runs) -> Runs:
    """Make every text of the runs legible, and keep different ones different."""
    new = dict(zip(runs.columns, legible_each(runs.columns), strict=True))
    ids, history = runs.given_ids, runs.history
    return replace(
        runs,
        columns={new[name]: column.legible(new[name]) for name, column in runs.columns.items()},
        hints=runs.hints.renamed(new),
        history=history and history.renamed(new),
        given_ids=None if ids is None else legible_array(ids),
        names=legible_array(runs.names),
        statuses=legible_array(runs.statuses),
        groups=legible_array(runs.groups),
        source=legible(runs.source),
        notes=legible_notes(runs.notes),
        experiments=tuple(map(legible, runs.experiments)),
        experiment=legible(runs.experiment),
    )
