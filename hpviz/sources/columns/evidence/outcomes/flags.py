"""Columns of a few values, or of text, that tell how a run came out: flags, grades, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.metric_column import can_be_metric, holds_truths
from hpviz.runs.metric_names import is_metric_word
from hpviz.runs.relations.cells import cells_of
from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.names import votes_by_blocks, votes_by_words
from hpviz.sources.columns.evidence.outcomes.ranks import is_order, ranked_by
from hpviz.sources.columns.evidence.outcomes.remarks import is_remark
from hpviz.sources.columns.evidence.outcomes.separation import separates
from hpviz.sources.columns.evidence.votes import GUESS, SURE_ENOUGH, Verdict, Vote, question
from hpviz.sources.columns.vocabulary import (
    STATUS_NAMES,
    is_param_name,
    is_switch_name,
    normal,
)
from hpviz.sources.columns.vocabulary.outcomes import is_outcome_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Column
    from hpviz.sources.columns.evidence.sweep import Sweep

# More different values are no grades.
MOST_GRADES = 4
# With fewer runs a threshold may be chance, and nothing is asked.
FEWEST = 8
# True and false are results more often than words are.
PRIOR_OF_FLAGS, PRIOR_OF_WORDS = 1.5, 2.5
FLAGS = frozenset(["true", "false", "yes", "no", "pass", "fail", "passed", "failed", "ok", "y", "n", "none"])
# Where anything speaks against it, more has to be known of true and false to take them for a choice.
SURE_CHOICE = 1.5
OUTCOME = "its name is that of how runs came out"
# How far within the choices a column stands whose place then suffices.
AMONG_CHOICES = 1.0
# How far beyond chance, in standard deviations, a flag depends on what was chosen, and on none of it.
DEPENDS, DEPENDS_SURELY, FREE = 3.0, 5.0, 1.5
# Of the runs that look alike, the share that a choice tells apart, and a result does not.
TELLS_APART, TELLS_LITTLE = 0.9, 0.5


@dataclass(frozen=True)
class Outcomes:
    """What is no parameter among the columns of a few values and of text."""

    sweep: Sweep

    def verdicts(self) -> dict[str, Verdict]:
        """Place the columns that tell how runs came out; those that were chosen are left open."""
        placed = {name: question("", OUTCOME) for name in self._judgements}
        placed |= {name: verdict for name in self._grades if (verdict := self._of_grades(name))}
        placed |= self._ranks()
        left = [column for name, column in self.sweep.columns.items() if name not in placed]
        choices = [column for column in left if column.name not in self.sweep.likely_results]
        return placed | {
            column.name: Verdict("aside", f"guessed: {why}", guessed=True)
            for column in left
            if column.kind == "categorical" and column.name not in self.sweep.known
            if (why := is_remark(column, self._results, [c for c in choices if c is not column]))
        }

    def _ranks(self) -> dict[str, Verdict]:
        sweep = self.sweep
        names = [name for name in sweep.numeric if name not in sweep.known and name not in sweep.crossed]
        if len(sweep.columns) - len(sweep.likely_results) < 2:
            return {}  # a number that was tried from 1 on, once each
        by_result = {
            name: ranked_by(sweep.columns[name], self._measured(name), sweep.total) for name in names
        }
        known = {
            name: Verdict("aside", f"guessed: the rank of runs by {result}", guessed=True)
            for name, result in by_result.items()
            if result
        }
        orders = [name for name in names if is_order(sweep.columns[name], sweep.total)]
        return {name: question("", "it puts all runs in an order") for name in orders} | known

    def _measured(self, name: str) -> list[Column]:
        """Results other than this column; of unknown names numbers of which runs have their own."""
        sweep = self.sweep
        own = {other for other, traits in sweep.traits.items() if traits.own and not traits.is_chosen}
        return [sweep.columns[other] for other in sorted(sweep.likely_results or own) if other != name]

    @cached_property
    def _grades(self) -> list[str]:
        """Columns of two to four values that nothing declares and that are no part of a crossed design."""
        sweep = self.sweep
        names = [name for name in sweep.columns if name not in sweep.known and name not in sweep.crossed]
        return [name for name in names if sweep.rows >= FEWEST and self._may_be_grades(name)]

    @cached_property
    def _judgements(self) -> list[str]:
        """Flags whose names say how runs came out, in however few runs, crossed with whatever."""
        sweep = self.sweep
        flags = [name for name, column in sweep.columns.items() if _has_grades(column) and _is_flag(column)]
        return [name for name in flags if name not in sweep.known and is_outcome_name(name)]

    def _may_be_grades(self, name: str) -> bool:
        """Whether it has so few values, and is not called a choice, nor the factor of a setting."""
        column = self.sweep.columns[name]
        is_choice = not _is_flag(column) and (is_param_name(name) or bool(self.sweep.levels))
        return _has_grades(column) and not is_choice and not self._switches_others(column)

    def _switches_others(self, column: Column) -> bool:
        """Whether its values decide which runs have a number that is no result, as those of a choice do."""
        names = set(self.sweep.numeric) - set(self.sweep.results) - {column.name}
        return any(relations.conditional_on(self.sweep.columns[name], [column]) for name in names)

    @cached_property
    def _results(self) -> list[Column]:
        grades = set(self._grades)
        return [self.sweep.columns[name] for name in sorted(self.sweep.likely_results) if name not in grades]

    @cached_property
    def _choices(self) -> list[Column]:
        """What was chosen, for all that is seen, whatever comes of the flags."""
        sweep, grades = self.sweep, set(self._grades)
        texts = {name for name in sweep.columns if name not in sweep.numeric and name not in grades}
        shared = {name for name, traits in sweep.traits.items() if traits.few and not traits.is_metric}
        chosen = (sweep.firm | shared | texts) - sweep.likely_results - (grades - sweep.firm)
        return [column for name, column in sweep.columns.items() if name in chosen]

    def _beside(self, name: str) -> list[Column]:
        """All other columns that may have been chosen."""
        no_choices = self.sweep.likely_results | set(self._grades) - self.sweep.firm | {name}
        return [column for other, column in self.sweep.columns.items() if other not in no_choices]

    @cached_property
    def _blocks(self) -> dict[str, Vote]:
        return votes_by_blocks(self.sweep.columns, self.sweep.firm, self.sweep.results)

    def _of_grades(self, name: str) -> Verdict | None:
        column = self.sweep.columns[name]
        if not self._results:
            return None
        by_name = self._votes_by_name(column)
        votes = by_name + [known[name] for known in (self.sweep.places, self._blocks) if name in known]
        by_results = separates(column, self._results)
        votes += [by_results.vote] if by_results.vote else []
        votes += self._votes_by_choices(column, by_results.ordered)
        prior = PRIOR_OF_FLAGS if _is_flag(column) else PRIOR_OF_WORDS
        total = prior + sum(vote.weight for vote in votes)
        contested = _is_flag(column) and any(vote.weight < 0 for vote in votes[len(by_name) :])
        contested &= not (name in self.sweep.places and self.sweep.places[name].weight >= AMONG_CHOICES)
        if total >= (SURE_CHOICE if contested else SURE_ENOUGH):
            return None
        sure = total <= -SURE_ENOUGH
        if sure and _is_flag(column) and can_be_metric(column) and is_metric_word(name):
            return Verdict("metric", f"guessed: {_strongest_against(votes)}", guessed=True)
        return _outcome(votes, sure=sure)

    def _votes_by_name(self, column: Column) -> list[Vote]:
        by_words = votes_by_words(column.name)
        votes = [vote for vote in by_words if vote.weight > 0]
        # A text called "similarity" says which was chosen, and true under "training.x" may be a setting.
        if _is_flag(column) and is_metric_word(column.name):
            votes.append(Vote(-1.5, GUESS))
        elif against := [vote for vote in by_words if vote.weight < 0 and vote.why != GUESS]:
            votes.append(min(against)._replace(weight=-1.5))
        if normal(column.name) in STATUS_NAMES:
            votes.append(Vote(-1.5, "its name is that of a state"))
        if is_switch_name(column.name):
            votes.append(Vote(2, "its name is that of a switch"))
        return votes

    def _votes_by_choices(self, column: Column, ordered: Column) -> list[Vote]:
        choices = [choice for choice in self._choices if choice.name != column.name]
        return [
            *self._votes_by_design(column, choices),
            *_votes_by_runs_alike(column, self._beside(column.name), self.sweep.rows),
            *self._votes_by_dependence(column, ordered, choices),
        ]

    def _votes_by_design(self, column: Column, choices: Sequence[Column]) -> list[Vote]:
        counts = np.unique(column.codes if column.levels else column.numbers, return_counts=True)[1]
        votes = []
        if np.ptp(counts) == 0:
            votes.append(Vote(1, "its values are equally frequent"))
        if self.sweep.crossed:
            fixed = relations.follows_from(column, choices)
            votes.append(
                Vote(2, f"it follows from {' and '.join(fixed)} exactly")
                if fixed
                else Vote(-2, "its values are no part of the design")
            )
        return votes

    def _votes_by_dependence(self, column: Column, ordered: Column, choices: Sequence[Column]) -> list[Vote]:
        depends = relations.dependence(ordered, choices)
        if depends is None:
            return []
        if depends > DEPENDS:
            # One search after another changes one choice with the next.
            weight = -2.5 if depends > DEPENDS_SURELY and _is_flag(column) else -1.0
            return [Vote(weight, "it depends on parameters, as a choice of its own would not")]
        return [Vote(1, "it depends on no other parameter")] if depends < FREE else []


def _has_grades(column: Column) -> bool:
    if column.kind == "numeric":
        extent = column.extent
        return not column.levels and extent.finite == extent.present and holds_truths(column)
    return 2 <= len(column.present) <= MOST_GRADES


def _is_flag(column: Column) -> bool:
    """Whether it holds true and false, as numbers, as booleans, or in words."""
    return column.kind == "numeric" or {level.lower() for level in column.levels} <= FLAGS


def _outcome(votes: Sequence[Vote], *, sure: bool) -> Verdict:
    against = _strongest_against(votes)
    if sure:
        return Verdict("aside", f"how runs came out, guessed: {against}", guessed=True)
    speaks_for = max(votes, key=lambda vote: vote.weight)
    return question(speaks_for.why if speaks_for.weight > 0 else "", against)


def _strongest_against(votes: Sequence[Vote]) -> str:
    return min(votes, key=lambda vote: vote.weight).why


def _votes_by_runs_alike(column: Column, choices: Sequence[Column], rows: int) -> list[Vote]:
    """Look whether runs that are alike in all else differ in it: a choice is what makes them two."""
    without = int(cells_of(choices, rows).max()) + 1
    if rows - without < FEWEST / 2 or without < FEWEST:
        return []
    gained = int(cells_of([*choices, column], rows).max()) + 1 - without
    if gained >= TELLS_APART * min(rows - without, without):
        return [Vote(3, "it tells runs apart that are alike in all else")]
    if 0 < gained < TELLS_LITTLE * min(rows - without, without):
        return [Vote(-1.5 if _is_flag(column) else -0.5, "it varies among runs of one configuration")]
    return []
