"""All evidence on the columns that nothing declares, weighed together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.design import (
    FEWEST,
    cells_of,
    crossed,
    goes_up,
    has_few_levels,
    has_own_values,
    is_spread_evenly,
)
from hpviz.sources.columns.evidence.lists import summed_up_by
from hpviz.sources.columns.evidence.names import votes_by_blocks, votes_by_words
from hpviz.sources.columns.evidence.position import votes_by_place
from hpviz.sources.columns.evidence.votes import PRIOR, Verdict, Vote, decided, question
from hpviz.sources.columns.vocabulary import (
    is_chosen_name,
    is_metric_name,
    is_param_name,
    is_stage_name,
    is_time_name,
    normal,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hpviz.runs.column import Column, Role

# A rank correlation from which on a column says all of a metric, or follows from a parameter.
TELLS_ALL = 0.97
# How far beyond chance, in standard deviations, a column depends on parameters, and on none.
DEPENDS = 4.0
DEPENDS_SURELY = 6.0
FREE = 2.0
WITHIN = 0.8
# More columns than this are placed without looking at what determines what.
MOST_COLUMNS = 300
# What tables of one factor at a time call the setting of the factor.
LEVEL_NAMES = frozenset({"value", "level", "setting", "val", "param_value", "x"})


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """The columns of a table of which some roles are known.

    Attributes
    ----------
    columns
        All that may be parameters or metrics, in the order of the table.
    known
        The roles that a person or the source gives.
    """

    columns: Mapping[str, Column]
    known: Mapping[str, Role]

    def verdicts(self) -> dict[str, Verdict]:
        """Place every column whose role is not known."""
        unknown = {name: column for name, column in self.columns.items() if name not in self.known}
        with np.errstate(all="ignore"):  # numbers at the ends of what there is say little, and harm nothing
            return {
                name: self._of_numbers(name, column) if column.kind == "numeric" else self._of_text(column)
                for name, column in unknown.items()
            }

    @cached_property
    def _votes(self) -> dict[str, list[Vote]]:
        """What names and the design say of each column of numbers whose role is not known."""
        votes = {}
        for name, column in self.columns.items():
            if name in self.known or column.kind != "numeric":
                continue
            votes[name] = [*votes_by_words(name), *self._votes_by_design(name, column)]
        return votes

    def _votes_by_design(self, name: str, column: Column) -> list[Vote]:
        if name in self._crossed:
            return [Vote(5, "its values are crossed with those of other parameters")]
        if self._crossed and not self._follows(name, column):
            own = has_own_values(column)
            how = "every run has a value of its own" if own else "its values are no part of the design"
            weight = -2.5 if is_param_name(name) else -5 if own else -4
            return [Vote(weight, f"{how}, while the others are on a grid")]
        if has_few_levels(column):
            votes = [Vote(1.5, "runs share a few values of it")]
            return [*votes, Vote(3.5, "it is the setting of a factor")] if self._is_level(name) else votes
        if has_own_values(column) and not is_chosen_name(name) and self._all_shared(name):
            return [Vote(-0.5, "every run has a value of its own, while parameters share theirs")]
        return []

    def _follows(self, name: str, column: Column) -> bool:
        """Whether two parameters at most fix its value, as they fix the number of weights."""
        params = [self.columns[other] for other in self._crossed if other != name]
        return bool(relations.follows_from(column, params))

    @cached_property
    def _crossed(self) -> set[str]:
        return crossed(
            {
                name: column
                for name, column in self.columns.items()
                if self.known.get(name) == "param"
                or (name not in self.known and not (column.kind == "numeric" and is_metric_name(name)))
            }
        )

    def _all_shared(self, name: str) -> bool:
        """Whether runs share the values of every other parameter by name or by the source."""
        others = [
            column
            for other, column in self.columns.items()
            if other != name and (self.known.get(other) == "param" or _is_chosen(other, column, self.known))
        ]
        numbers = [column for column in others if column.kind == "numeric"]
        return len(others) > 1 and bool(numbers) and all(map(has_few_levels, numbers))

    def _is_level(self, name: str) -> bool:
        """Whether a ``value`` is of the factor that a column of text names, and another column a result."""
        if normal(name) not in LEVEL_NAMES:
            return False
        named = any(
            column.kind == "categorical" and other not in self.known and len(column.levels) > 1
            for other, column in self.columns.items()
        )
        return named and any(
            other != name and column.kind == "numeric" and is_metric_name(other)
            for other, column in self.columns.items()
        )

    @cached_property
    def _params(self) -> frozenset[str]:
        """Parameters beyond doubt, by whose sides the others are judged."""
        texts = {
            name
            for name, column in self.columns.items()
            if column.kind != "numeric" and name not in self.known
        }
        declared = {name for name, role in self.known.items() if role == "param"}
        strong = {name for name, votes in self._votes.items() if sum(vote.weight for vote in votes) >= 3}
        return frozenset(declared | strong | texts)

    @cached_property
    def _results(self) -> frozenset[str]:
        """Results beyond doubt."""
        declared = {name for name, role in self.known.items() if role == "metric"}
        strong = {name for name, votes in self._votes.items() if sum(vote.weight for vote in votes) <= -4}
        return frozenset(declared | strong)

    @cached_property
    def _places(self) -> dict[str, Vote]:
        # Text is left out: notes and file names stand anywhere.
        texts = {name for name, column in self.columns.items() if column.kind != "numeric"}
        params = {name for name in self._params if name not in texts or name in self.known}
        return votes_by_place(list(self.columns), params, self._results)

    @cached_property
    def _blocks(self) -> dict[str, Vote]:
        return votes_by_blocks(self.columns, self._params, self._results)

    def _of_numbers(self, name: str, column: Column) -> Verdict:
        votes = list(self._votes[name])
        votes += [by_name[name] for by_name in (self._places, self._blocks) if name in by_name]
        beyond_doubt = name in self._params or name in self._results or is_chosen_name(name)
        if beyond_doubt or len(self.columns) > MOST_COLUMNS:
            return decided(votes)
        if goes_up(column) and len(self._params - {name}) and not is_param_name(name):
            return Verdict("aside", "it counts the rows; a parameter all the same?", guessed=True)
        votes += self._votes_by_relations(name, column)
        # Somebody has to be the parameters; beside known ones a column like a result is asked about.
        numbered = any(self.columns[param].kind == "numeric" for param in self._params)
        verdict = decided(
            votes, prior=0 if numbered and not has_few_levels(column) and self._rows >= 2 * FEWEST else PRIOR
        )
        return self._unless_it_tells_all(name, column, verdict) if verdict.role == "param" else verdict

    def _votes_by_relations(self, name: str, column: Column) -> list[Vote]:
        votes = []
        own = has_own_values(column)
        if own and (made := relations.made_of(name, self._numeric, sorted(self._results))):
            # A parameter can set a metric exactly, but hardly the difference of two.
            votes.append(Vote(-5 if len(made) > 1 else -1.5, f"it follows from {' and '.join(made)} exactly"))
        elif any(name in members for members in self._sums):
            votes.append(Vote(-4, "a mean or sum of such columns is in the table"))
        if condition := relations.conditional_on(column, self._param_columns(name)):
            votes.append(Vote(3, f"runs have it or not by their {condition}"))
        if self._is_unnamed(name) and (fixed := relations.follows_from(column, self._param_columns(name))):
            votes.append(Vote(2.5, f"it follows from {' and '.join(fixed)} exactly"))
        elif not has_few_levels(column):
            votes += self._votes_by_dependence(name, column)
        return votes

    def _is_unnamed(self, name: str) -> bool:
        return not (is_metric_name(name) or is_time_name(name) or is_stage_name(name))

    def _votes_by_dependence(self, name: str, column: Column) -> list[Vote]:
        """Look whether it depends on other choices, and covers its range evenly, as drawn ones do."""
        votes = []
        depends = relations.dependence(column, self._param_columns(name))
        if depends is not None and depends > DEPENDS:
            weight = -2.5 if depends > DEPENDS_SURELY else -0.75
            votes.append(Vote(weight, "it depends on parameters, as a choice of its own would not"))
        elif depends is not None and depends < FREE and self._params_matter:
            votes.append(Vote(0.5, "it depends on no other parameter"))
        evenly = is_spread_evenly(column)
        if evenly is not None:
            how = "its values cover their range evenly" if evenly else "its values crowd together"
            surely = self._rows >= 4 * FEWEST
            votes.append(Vote((1.0 if surely else 0.5) if evenly else -1, how))
        return votes

    @cached_property
    def _rows(self) -> int:
        return len(next(iter(self.columns.values())).numbers)

    @cached_property
    def _params_matter(self) -> bool:
        """Whether some result depends on the known parameters."""
        params = self._param_columns("")
        strengths = [relations.dependence(self.columns[name], params) for name in sorted(self._results)]
        return any(strength is not None and strength > DEPENDS for strength in strengths)

    @cached_property
    def _numeric(self) -> dict[str, Column]:
        return {name: column for name, column in self.columns.items() if column.kind == "numeric"}

    @cached_property
    def _sums(self) -> list[tuple[str, ...]]:
        """Columns beside each other of which one is the mean or the sum."""
        own = {name: column for name, column in self._numeric.items() if has_own_values(column)}
        sums = [(name, *relations.summed_neighbours(name, own)) for name in own]
        return [members for members in sums if len(members) > 1 and not self._params & set(members)]

    def _param_columns(self, name: str) -> list[Column]:
        return [self.columns[param] for param in self.columns if param in self._params and param != name]

    def _unless_it_tells_all(self, name: str, column: Column, verdict: Verdict) -> Verdict:
        """Ask about a parameter that says all of a metric, or moves with it within one configuration."""
        if name in self._crossed or has_few_levels(column) or not has_own_values(column):
            return verdict
        for result in self._results:
            metric = self.columns[result]
            if abs(relations.rank_correlation(column, metric)) >= TELLS_ALL:
                return question(verdict.reason, f"it says nearly all of {result}")
            within = relations.correlation_within(self._configurations, column, metric)
            if abs(within) >= WITHIN:
                return question(verdict.reason, f"it moves with {result} among runs of one configuration")
        return verdict

    def _of_text(self, column: Column) -> Verdict:
        if column.kind == "boolean" and is_metric_name(column.name):
            return question("", "it holds true and false under the name of a result")
        summary = summed_up_by(column, self._numeric.values())
        if summary and summary not in self._params:
            return Verdict("aside", f"the results that {summary} sums up", guessed=True)
        return Verdict("param", "guessed, since it holds no numbers", guessed=True)

    @cached_property
    def _configurations(self) -> NDArray[np.intp]:
        params = [column for name, column in self.columns.items() if name in self._params]
        return cells_of(params, self._rows)


def _is_chosen(name: str, column: Column, known: Mapping[str, Role]) -> bool:
    return name not in known and (is_chosen_name(name) or (is_param_name(name) and has_few_levels(column)))
