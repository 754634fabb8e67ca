"""The columns of a table, what is seen of each, and which are parameters or results beyond doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.derived import switches_among, votes_on_few
from hpviz.sources.columns.evidence.design import (
    are_few_written,
    crossed,
    has_every_seed,
    is_drawn_short,
    is_written_long,
)
from hpviz.sources.columns.evidence.factors import settings_among
from hpviz.sources.columns.evidence.names import votes_by_names
from hpviz.sources.columns.evidence.outcomes.ranks import is_ranking
from hpviz.sources.columns.evidence.position import SUREST, votes_by_place
from hpviz.sources.columns.evidence.traits import Others, Traits, are_results_long
from hpviz.sources.columns.evidence.votes import APART, OWN, Vote
from hpviz.sources.columns.parts import part_of
from hpviz.sources.columns.vocabulary import is_stage_name, is_time_name
from hpviz.sources.columns.vocabulary.heads import is_grade_name
from hpviz.sources.columns.written.quantities import SPREADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs.column import Column, Role

# Tables of more rows are judged by so many of them, drawn at random.
MOST_ROWS = 2_000
# More columns than this are placed without looking at what determines what.
MOST_COLUMNS = 300
# What is known of columns before any is taken for an outcome.
INDEPENDENT = frozenset(
    ["numeric", "traits", "seeds", "votes", "crossed", "firm", "results", "likely_results"]
)
# How far a text that runs share is known to be chosen.
TEXT_IS_CHOICE = 1.5
# A result hardly has so few values.
FEW = 6


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """The columns of a table of which some roles are known.

    Attributes
    ----------
    columns
        All that may be parameters or metrics, in the order of the table.
    known
        The roles that a person or the source gives.
    outcomes
        Columns of a few values, or of text, that tell how runs came out.
    total
        How many runs there are, of which these may be a part.
    whole
        The columns over all runs, where these are a part.
    """

    columns: Mapping[str, Column]
    known: Mapping[str, Role]
    outcomes: frozenset[str] = frozenset()
    total: int = 0
    whole: Mapping[str, Column] | None = None

    @classmethod
    def of(cls, columns: Mapping[str, Column], known: Mapping[str, Role]) -> Sweep:
        """Take some of the rows where there are many."""
        rows = len(next(iter(columns.values())).numbers) if columns else 0
        if rows > MOST_ROWS:
            drawn = np.sort(np.random.default_rng(0).choice(rows, MOST_ROWS, replace=False))
            some = {name: column.take(drawn) for name, column in columns.items()}
            return cls(columns=some, known=known, total=rows, whole=columns)
        return cls(columns=columns, known=known, total=rows)

    def knowing(self, outcomes: Iterable[str]) -> Sweep:
        """Let these columns be no parameters; what does not depend on it is not computed again."""
        changed = replace(self, outcomes=frozenset(outcomes))
        vars(changed).update({name: value for name, value in vars(self).items() if name in INDEPENDENT})
        return changed

    @cached_property
    def rows(self) -> int:
        """The number of runs."""
        return len(next(iter(self.columns.values())).numbers)

    @cached_property
    def numeric(self) -> dict[str, Column]:
        """The columns of numbers."""
        return {name: column for name, column in self.columns.items() if column.kind == "numeric"}

    @cached_property
    def traits(self) -> dict[str, Traits]:
        """What is seen of each column of numbers alone."""
        return {name: Traits.of(name, column) for name, column in self.numeric.items()}

    @cached_property
    def votes(self) -> dict[str, list[Vote]]:
        """What names and the design say of each column of numbers whose role is not known."""
        by_name = votes_by_names(self.numeric)
        return {
            name: [*votes, *self._votes_by_design(name)]
            for name, votes in by_name.items()
            if name not in self.known
        }

    @cached_property
    def places(self) -> dict[str, Vote]:
        """What the places of all columns say of each."""
        return votes_by_place({name: self._odds(name) for name in self.columns})

    @cached_property
    def seeds(self) -> list[Column]:
        """What was changed to repeat a run."""
        return [column for column in self.columns.values() if part_of(column) == "replicate"]

    def _sum_of_votes(self, name: str) -> float:
        return sum(vote.weight for vote in self.votes[name])

    def _odds(self, name: str) -> float:
        """How far a column is known to be a parameter, apart from its place."""
        if name in self.known or name in self.outcomes:
            return SUREST if self.known.get(name) == "param" else -SUREST
        if name in self.votes:
            return self._sum_of_votes(name)
        column = self.columns[name]
        # Notes, file names and flags stand anywhere.
        return TEXT_IS_CHOICE if column.kind == "categorical" and column.distinct() <= self.rows / 3 else 0.0

    def _votes_by_design(self, name: str) -> list[Vote]:
        if self.columns[name].notation == SPREADS:
            return [Vote(-5, "its values come with their spread")]
        if name in self.crossed or name in self.levels:
            crossed = "its values are crossed with those of other parameters"
            return [Vote(5, crossed) if name in self.crossed else Vote(7, "it is the setting of a factor")]
        if has_every_seed(self.columns[name], self.seeds):
            return [Vote(4, "each of its values was run with every seed")]
        return self._votes_by_values(name)

    def _votes_by_values(self, name: str) -> list[Vote]:
        """Let how runs share values vote where no design settles it."""
        traits = self.traits[name]
        if self.crossed and not traits.few and not self._follows_from_shared(name):
            weight = -2.5 if traits.is_param else -5 if traits.own else -4
            return [Vote(weight, OWN if traits.own else APART)]
        if self.columns[name].distinct() == 1:
            return [Vote(1.5, "runs have one value of it, or none")]
        if traits.few:
            design = [self.columns[other] for other in sorted(self.crossed)]
            doubtful = self._is_doubtful(name) or (name in self.switches and traits.is_metric)
            return votes_on_few(self.columns[name], design, doubtful=doubtful, is_metric=traits.is_metric)
        if is_drawn_short(self.columns[name]) and are_results_long(self.numeric, self.traits):
            return [Vote(1.5, "its numbers have two digits, while those of results have many")]
        return self._votes_by_own_values(name) if traits.own and not traits.is_chosen else []

    def _votes_by_own_values(self, name: str) -> list[Vote]:
        """Let values that each run has for itself speak for a result where choices are shared."""
        if self.levels and not self.traits[name].is_param:
            return [Vote(-3, "another column is the setting of what was changed")]
        if self._others.are_drawn_short_beside(name) and is_written_long(self.columns[name]):
            return [Vote(-3, "it has many digits, while drawn parameters have few")]
        if self._others.are_shared_beside(name):
            return [Vote(-1, "every run has a value of its own, while parameters share theirs")]
        return []

    def _is_doubtful(self, name: str) -> bool:
        """Whether it is called like a result, but has too few values, and others are there."""
        like_result = self.traits[name].is_metric or is_time_name(name)
        if not like_result or is_stage_name(name) or is_grade_name(name):
            return False
        return self._measured_beside(name) and are_few_written(self.columns[name])

    def _measured_beside(self, name: str) -> bool:
        """Whether another column is a result by its name, or by values of each run's own."""
        others = (traits for other, traits in self.traits.items() if other != name)
        return any(traits.is_metric or (traits.own and not traits.is_param) for traits in others)

    def _follows_from_shared(self, name: str) -> bool:
        """Whether two parameters at most fix its value, as they fix the number of weights."""
        shared = {
            other
            for other, traits in self.traits.items()
            if traits.few and (not traits.is_metric or other in self.levels)
        }
        params = [
            column
            for other, column in self.columns.items()
            if other != name and (other in self.crossed or other in shared)
        ]
        return bool(relations.follows_from(self.columns[name], params))

    @cached_property
    def crossed(self) -> set[str]:
        """The columns that make up a crossed design."""
        candidates = [name for name in self.columns if self.known.get(name) in {None, "param"}]
        # What is called like a result, has many digits or may be a flag is looked at last.
        last = {name for name in candidates if name in self.traits and self.traits[name].is_metric}
        long = {name for name in candidates if name in self.traits and is_written_long(self.columns[name])}
        candidates.sort(key=lambda name: (name in last, self.columns[name].kind == "boolean", name in long))
        whole = self.whole or self.columns  # what runs are a part of a grid is no grid
        return crossed({name: whole[name] for name in candidates})

    @cached_property
    def switches(self) -> frozenset[str]:
        """Columns of 0 and 1, as a crossed design is, of which some combinations may not be possible."""
        return switches_among(self.numeric, self.crossed)

    @cached_property
    def _others(self) -> Others:
        return Others.of(self.numeric, self.traits, self.known, filter(self._is_named_param, self.columns))

    def _is_named_param(self, name: str) -> bool:
        if name in self.known or name not in self.traits:
            return self.known.get(name) == "param"
        traits = self.traits[name]
        return traits.is_chosen or (traits.is_param and traits.few)

    @cached_property
    def levels(self) -> frozenset[str]:
        """The settings of the factors that a column of text names, where another is a result."""
        chosen = {name for name, traits in self.traits.items() if traits.is_chosen}
        chosen = {name for name in chosen if part_of(self.columns[name]) == "choice"}
        ranks = {name for name in chosen if is_ranking(self.columns[name], self.total)}
        return frozenset(settings_among(self.columns, self.traits, chosen - ranks, self.known))

    @cached_property
    def firm(self) -> frozenset[str]:
        """Parameters that the source declares, and numbers that are some beyond doubt."""
        declared = {name for name, role in self.known.items() if role == "param"}
        strong = {name for name in self.votes if self._sum_of_votes(name) >= 3}
        return frozenset(declared | strong)

    @cached_property
    def params(self) -> frozenset[str]:
        """Parameters beyond doubt, by whose side the others are judged: texts too, but for outcomes."""
        texts = {name for name in self.columns if name not in self.numeric and name not in self.known}
        return (self.firm | texts) - self.outcomes

    @property
    def unchosen(self) -> list[Column]:
        """The columns of numbers that are no parameters beyond doubt."""
        return [column for name, column in self.numeric.items() if name not in self.params]

    @cached_property
    def results(self) -> frozenset[str]:
        """Results beyond doubt."""
        declared = {name for name, role in self.known.items() if role == "metric"}
        strong = {name for name in self.votes if self._sum_of_votes(name) <= -4}
        return frozenset((declared | strong) & set(self.numeric))

    @cached_property
    def likely_results(self) -> frozenset[str]:
        """Results by all that names and the design say."""
        return self.results | {name for name in self.votes if self._sum_of_votes(name) <= -2}

    @cached_property
    def _choices(self) -> list[str]:
        """Parameters beyond doubt, and numbers of unknown names of which runs share the values."""
        shared = {
            name
            for name, traits in self.traits.items()
            if name in self.votes
            and traits.few
            and (not traits.is_metric or self._is_doubtful(name))
            and self._sum_of_votes(name) >= 0
        }
        chosen = (self.params | shared) - self.outcomes
        return [name for name in self.columns if name in chosen]

    def choices_beside(self, name: str) -> list[Column]:
        """List the other columns that were chosen, for all that is seen."""
        return [self.columns[other] for other in self._choices if other != name]

    def has_choices_beside(self, name: str) -> bool:
        """Whether numbers were chosen beside this column."""
        chosen = {*self._choices} - {name}
        return name not in self.switches and not chosen.isdisjoint(self.numeric)

    def leans_to_param(self, name: str) -> bool:
        """Whether a column is rather a parameter; of unknown ones where no other number can be one."""
        if name in self.params or name not in self.votes:
            return name in self.params
        total = self._sum_of_votes(name)
        return total > 0 or (total == 0 and not any(param in self.numeric for param in self.params))
