"""All evidence on the columns that nothing declares, weighed together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hpviz.runs.relations.cells import cells_of
from hpviz.runs.relations.exact import made_of
from hpviz.sources.columns.evidence import relations
from hpviz.sources.columns.evidence.derived import derived_from, sums_among, sums_of_counts
from hpviz.sources.columns.evidence.design import (
    FEWEST_WRITTEN,
    are_counts,
    goes_up,
    is_drawn_by_magnitude,
    is_drawn_short,
    is_spread_evenly,
    is_written_long,
)
from hpviz.sources.columns.evidence.names import votes_by_blocks
from hpviz.sources.columns.evidence.sweep import FEW, MOST_COLUMNS, Sweep
from hpviz.sources.columns.evidence.texts import verdict_on_text
from hpviz.sources.columns.evidence.votes import (
    GUESS,
    NEARLY_SURE,
    PRIOR,
    SURE_CHOICE,
    SURE_ENOUGH,
    Verdict,
    Vote,
    decided,
    question,
)
from hpviz.sources.columns.parts import part_of
from hpviz.sources.columns.vocabulary import (
    counts_steps,
    is_count,
    is_stage_name,
    is_time_name,
)
from hpviz.sources.columns.vocabulary.heads import is_open
from hpviz.sources.columns.written.quantities import SPREADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Column
    from hpviz.runs.relations.exact import Made

# A rank correlation from which on a column says all of a metric, or moves with it within one configuration.
TELLS_ALL = 0.97
WITHIN = 0.8
# With fewer runs, that a few values depend on nothing says little.
ENOUGH = 40
# With so many, how they are spread says much.
MANY = 80
# How far within the results a column stands of which more has to be known.
DOUBTFUL = 2.0
# How far beyond chance, in standard deviations, a column depends on parameters, and on none.
DEPENDS = 4.0
DEPENDS_SURELY = 6.0
FREE = 2.0
# With fewer runs a column of an unknown name is taken for a parameter, since nothing else is seen of it.
FEWEST_TO_ASK = 16


@dataclass(frozen=True)
class Weighing:
    """What all votes on each column of a sweep come to."""

    sweep: Sweep

    def verdicts(self) -> dict[str, Verdict]:
        """Place the columns whose role is not known."""
        sweep = self.sweep
        return {
            name: self._of_numbers(name, column)
            if column.kind == "numeric"
            else verdict_on_text(column, sweep.unchosen)
            for name, column in sweep.columns.items()
            if name not in sweep.known and name not in sweep.outcomes
        }

    @cached_property
    def _companions(self) -> dict[str, Vote]:
        sweep = self.sweep
        unknown = {
            name: column
            for name, column in sweep.numeric.items()
            if sweep.traits[name].own and name not in sweep.params | sweep.results and name not in sweep.known
        }
        return relations.votes_by_companions(unknown)

    @cached_property
    def _blocks(self) -> dict[str, Vote]:
        return votes_by_blocks(self.sweep.columns, self.sweep.params, self.sweep.results, self.sweep.firm)

    def _of_numbers(self, name: str, column: Column) -> Verdict:
        sweep, traits = self.sweep, self.sweep.traits[name]
        votes = list(sweep.votes[name])
        votes += [by_name[name] for by_name in (self.sweep.places, self._blocks) if name in by_name]
        votes += [Vote(3, GUESS)] if part_of(column) != "choice" else []
        votes += [Vote(-5, "its values stand with their ±")] if column.notation == SPREADS else []
        least = self._least(name, column)
        beyond_doubt = name in sweep.params or name in sweep.results or traits.is_chosen
        if len(sweep.columns) > MOST_COLUMNS:
            return decided(votes, least=least)
        if beyond_doubt and not self._may_be_spent(name, column):
            verdict = decided(votes, least=least)
            counted = column.integral and name not in sweep.crossed and is_count(name)
            return self._unless_it_is_derived(name, verdict) if counted else verdict
        if goes_up(column) and sweep.params - {name} and not traits.is_param:
            return Verdict("aside", "it counts the rows; a parameter all the same?", guessed=True)
        condition = relations.conditional_on(column, sweep.choices_beside(name))
        votes += self._votes_by_relations(name, column, condition)
        # Somebody has to be the parameters; beside known ones a column like a result is asked about.
        few_runs = sweep.rows < FEWEST_TO_ASK
        unsure = not traits.few and (is_written_long(column) if few_runs else sweep.has_choices_beside(name))
        verdict = decided(votes, prior=0 if unsure else PRIOR, least=least)
        if verdict.role != "param" or name in sweep.crossed:
            return verdict
        if traits.own:
            return verdict if condition else self._unless_it_tells_all(name, column, verdict)
        return verdict if traits.is_chosen else self._unless_it_is_derived(name, verdict)

    def _least(self, name: str, column: Column) -> float:
        """Find the sum of votes from which on it is taken for a parameter without asking."""
        sweep, traits = self.sweep, self.sweep.traits[name]
        # Counts of steps are small whole numbers, which runs share although nobody chose them.
        doubtful = name in sweep.places and sweep.places[name].weight <= -DOUBTFUL
        doubtful |= traits.few and are_counts(column) and not traits.is_chosen
        shared = (traits.few or column.distinct() <= FEW) and not doubtful
        if shared or sweep.rows < FEWEST_WRITTEN:
            return SURE_ENOUGH
        least = SURE_CHOICE if doubtful or (traits.own and not is_drawn_short(column)) else NEARLY_SURE
        return least + DOUBTFUL if doubtful and self._may_be_spent(name, column) else least

    def _votes_by_relations(self, name: str, column: Column, condition: str) -> list[Vote]:
        sweep = self.sweep
        votes = [self._companions[name]] if name in self._companions else []
        traits, choices = sweep.traits[name], sweep.choices_beside(name)
        if combined := self._combined.get(name):
            why = f"it follows from {combined.result} and {combined.param} exactly"
            votes.append(Vote(-5, f"{why}, as no parameter does"))
        elif traits.own and (made := relations.made_of(name, sweep.numeric, sorted(sweep.results))):
            # A parameter can set a metric exactly, but hardly the difference of two.
            votes.append(Vote(-5 if len(made) > 1 else -1.5, f"it follows from {' and '.join(made)} exactly"))
        elif any(name in members for members in self._sums):
            votes.append(Vote(-4, "a mean or sum of such columns is in the table"))
        if traits.is_metric and (complement := relations.complement_of(name, sweep.numeric)):
            votes.append(Vote(-3, f"it and {complement} add up to the same number in every run"))
        if condition:
            measured = bool(sweep.crossed) and is_written_long(column)  # by some of the methods
            votes.append(Vote(1 if measured else 3, f"runs have it or not by their {condition}"))
        if self._is_unnamed(name) and (fixed := relations.follows_from(column, choices)):
            weight = 0.5 if self._fix_each_other(column, fixed) else 3.5 if {*fixed} <= sweep.params else 1.0
            votes.append(Vote(weight, f"it follows from {' and '.join(fixed)} exactly"))
        elif sweep.has_choices_beside(name) and (not traits.few or traits.is_metric or is_time_name(name)):
            votes += self._votes_by_dependence(column, choices)
        return votes

    def _fix_each_other(self, column: Column, fixed: Sequence[str]) -> bool:
        """Whether it fixes the column that fixes it, too, and neither is known to be a parameter."""
        if len(fixed) > 1 or fixed[0] in self.sweep.firm:
            return False
        return bool(relations.follows_from(self.sweep.columns[fixed[0]], [column]))

    def _may_be_spent(self, name: str, column: Column) -> bool:
        """Whether it counts steps, which a run may have needed rather than been given."""
        sweep = self.sweep
        given = name in sweep.crossed or sweep.traits[name].few or name in sweep.known
        return not given and column.integral and counts_steps(name)

    def _is_unnamed(self, name: str) -> bool:
        return not (self.sweep.traits[name].is_metric or is_time_name(name) or is_stage_name(name))

    def _votes_by_dependence(self, column: Column, choices: list[Column]) -> list[Vote]:
        """Look whether it depends on other choices, and covers its range evenly, as drawn ones do."""
        votes = []
        depends = relations.dependence(column, choices)
        if depends is not None and depends > DEPENDS:
            either = self.sweep.params.isdisjoint(choice.name for choice in choices)  # may be the result
            weight = -1.0 if either else -3.0 if depends > DEPENDS_SURELY else -1.5
            if self._may_be_spent(column.name, column):
                weight *= 2
            elif self._search_narrows:
                weight /= 2
            votes.append(Vote(weight, "it depends on parameters, as a choice of its own would not"))
        elif depends is not None and self._choices_matter and (depends < FREE or is_open(column.name)):
            votes.append(self._vote_of_freedom(column, choices, free=depends < FREE))
        if is_drawn_by_magnitude(column):
            return [*votes, Vote(2, "its values cover several magnitudes evenly")]
        evenly = is_spread_evenly(column)
        if evenly is not None:
            how = "its values cover their range evenly" if evenly else "its values crowd together"
            votes.append(Vote((1.5 if self.sweep.rows >= MANY else 0.5) if evenly else -0.25, how))
        return votes

    def _vote_of_freedom(self, column: Column, choices: list[Column], *, free: bool) -> Vote:
        """Let what depends on no choice, while results do, speak for one; more where words are open."""
        if not free:
            return Vote(2.25, "it hardly depends on other parameters")
        surely = self.sweep.traits[column.name].few and len(choices) > 1 and self.sweep.rows >= ENOUGH
        weight = 2.5 if is_open(column.name) else 1.5 if surely else 0.5
        return Vote(weight, "it depends on no other parameter")

    @cached_property
    def _search_narrows(self) -> bool:
        """Whether known parameters depend on each other, as those of a search do that follows its results."""
        sweep = self.sweep
        known = [sweep.columns[name] for name in sorted(sweep.firm) if name in sweep.numeric]
        drawn = [column for column in known if sweep.traits[column.name].own]
        return any(relations.depends(column, known, more_than=DEPENDS) for column in drawn)

    @cached_property
    def _choices_matter(self) -> bool:
        """Whether some result depends on what is known to be chosen."""
        choices = self.sweep.choices_beside("")
        results = map(self.sweep.columns.__getitem__, sorted(self.sweep.results))
        return any(relations.depends(result, choices, more_than=DEPENDS) for result in results)

    @cached_property
    def _combined(self) -> dict[str, Made]:
        """What is made of a result and a parameter, of the numbers that runs have for themselves."""
        sweep = self.sweep
        free = sweep.traits.keys() - sweep.known.keys() - sweep.params - sweep.crossed
        names = [name for name in sweep.traits if name in free and sweep.traits[name].own]
        results = [name for name in sweep.numeric if name in sweep.likely_results or is_time_name(name)]
        params = [choice.name for choice in sweep.choices_beside("") if choice.kind == "numeric"]
        return made_of(names, sweep.numeric, results, params)

    @cached_property
    def _sums(self) -> list[tuple[str, ...]]:
        """Columns beside each other of which one is the mean or the sum."""
        sweep = self.sweep
        own = {name: column for name, column in sweep.numeric.items() if sweep.traits[name].own}
        sums = sums_among(own) + sums_of_counts(sweep.numeric)
        return [members for members in sums if len(members) > 1 and not sweep.params & set(members)]

    def _unless_it_tells_all(self, name: str, column: Column, verdict: Verdict) -> Verdict:
        """Ask about a parameter that says all of a metric, or moves with it within one configuration."""
        sweep = self.sweep
        others = [other for other in sweep.columns if other != name and other not in sweep.results]
        rather = [sweep.columns[other] for other in others if sweep.leans_to_param(other)]
        configurations = cells_of(rather, sweep.rows)
        for result in sorted(sweep.results):
            metric = sweep.columns[result]
            if abs(relations.rank_correlation(column, metric)) >= TELLS_ALL:
                return question(verdict.reason, f"it says nearly all of {result}")
            if abs(relations.correlation_within(configurations, column, metric)) >= WITHIN:
                return question(verdict.reason, f"it moves with {result} among runs of one configuration")
        return verdict

    def _unless_it_is_derived(self, name: str, verdict: Verdict) -> Verdict:
        """Ask about numbers that one or two choices fix: these may have led to them."""
        sweep = self.sweep
        if verdict.role != "param" or not sweep.crossed:
            return verdict
        design = [column for other, column in sweep.columns.items() if other in sweep.crossed]
        fixed = derived_from(sweep.columns[name], design, sweep.numeric.values())
        how = f"{' and '.join(fixed)} {'fixes' if len(fixed) == 1 else 'fix'} it"
        return question("", how) if fixed else verdict
