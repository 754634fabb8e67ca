"""What a ranking says, in words for a person: what stands in its way, how far to trust it, what to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.importance.marks import ENOUGH_RUNS
from hpviz.analysis.next_sweep.failures import ended_runs
from hpviz.analysis.sample.replicates import ENOUGH
from hpviz.checks import columns, undismissed
from hpviz.checks import rankings as checks
from hpviz.formatting.numbers import number, percent
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.guesses import MOST_NAMED, Guesses, left_out_note
from hpviz.runs.target import FailureTarget, ParetoTarget
from hpviz.text import cautions
from hpviz.text import target as words
from hpviz.text.figures import many_failed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.analysis.result.trust import Obstacle
    from hpviz.checks import Note

NO_METRIC = (
    "None of the columns is a numeric metric, so there is nothing to rank by. Log a number per run (a "
    "loss, an accuracy), or say which column is one: Panel(…, metrics=['name']), or under Parameters."
)
NO_PARAMS = (
    "None of the columns is a parameter. Say which are: Panel(…, params=['name']), or under Parameters."
)
SIMPLE_PROBLEMS = {
    "no metric": NO_METRIC,
    "all hidden": "All parameters are hidden: choose some under Parameters.",
    "no params": NO_PARAMS,
    "single run": (
        "Only one run can be used, so there is nothing to compare: log more runs, or give the folder that "
        "holds them."
    ),
    "constant params": (
        "Every parameter has only one value in these runs: vary a parameter to see what it does."
    ),
}


def problem(result: RankResult) -> str | None:
    """Write why there is nothing to trust, and what to do; None where there is."""
    obstacle = result.obstacle
    if obstacle is None:
        return None
    if obstacle.kind in SIMPLE_PROBLEMS:
        return SIMPLE_PROBLEMS[obstacle.kind]
    if obstacle.kind == "no runs":
        return f"{obstacle.source} has no runs yet: there is nothing to rank."
    if obstacle.kind == "none enters":
        why = reasons(result.runs_skipped)
        return f"None of the {count_of(obstacle.runs)} can be used. Left out: {why}. {_remedy(result)}"
    if obstacle.kind == "constant target":
        return f"{_all_alike(result, obstacle)}: there is nothing to explain. Choose another metric."
    return _untrusted(result, obstacle)


def _untrusted(result: RankResult, obstacle: Obstacle) -> str:
    if obstacle.kind == "few runs":
        return (
            f"Only {count_of(obstacle.runs)} can be used, too few to tell an effect from chance: "
            f"{ENOUGH_RUNS} or more are needed."
        )
    if obstacle.kind == "few configurations":
        return (
            f"The {count_of(obstacle.runs)} try only {obstacle.configurations} configurations, too few to "
            f"tell an effect from chance: {ENOUGH} or more are needed."
        )
    tried = sum(score.varies for score in result.scores)
    runs, outcome = count_of(result.runs_used), words.outcome(result.target)
    which = (
        f"None of these {tried} parameters clearly explains"
        if tried > 1
        else "This parameter does not explain"
    )
    return f"{which} {outcome} in {runs}: add runs, or vary other parameters."


def too_few(result: RankResult) -> str:
    """Write what there are too few of for a test: ``too few runs``."""
    few = result.obstacle is not None and result.obstacle.kind == "few configurations"
    return f"too few {'configurations' if few else 'runs'}"


def _all_alike(result: RankResult, obstacle: Obstacle) -> str:
    runs, target = count_of(obstacle.runs), result.target
    if isinstance(target, FailureTarget):
        return (
            f"All of the {runs} failed" if obstacle.value else f"None of the {runs} is known to have failed"
        )
    if isinstance(target, ParetoTarget):
        return f"All of the {runs} are on the Pareto front of {listed(target.metrics)}"
    return f"{target.name} has the same value ({number(obstacle.value)}) in all {runs}"


def _remedy(result: RankResult) -> str:
    if result.where:
        return "Change the filter under Filter."
    by_status = any(" " not in reason for reason in result.runs_skipped)
    return "Choose which statuses to include under Settings." if by_status else "Choose another metric."


def reasons(skipped: Mapping[str, int]) -> str:
    """List why runs were left out, with their counts: ``12 crashed, 3 without val_loss``."""
    return ", ".join(f"{count} {reason}" for reason, count in skipped.items())


def trust_sentence(result: RankResult) -> str:
    """Write how much the params explain, whether to believe it, and where runs failed that are left out.

    Empty before that is known.
    """
    if result.evidence is None or not result.complete:
        return ""
    fails = _failures(result)
    return f"{_explained(result)} {fails}".rstrip()


def _failures(result: RankResult) -> str:
    """Write where runs failed; nothing where failing is what is ranked, or another note says it."""
    if isinstance(result.target, FailureTarget):
        return ""
    diverged = 0 if result.diverged is None else result.diverged.runs
    failed = int(ended_runs(result).failed.sum())
    fails = many_failed(result) if failed > diverged else ""
    return fails and f"{fails}."


def _explained(result: RankResult) -> str:
    if np.isnan(result.explained):
        return f"{count_of(result.runs_used)}: too few to say what matters."
    outcome, share = words.outcome(result.target), percent(result.explained)
    several = len(result.scores) > 1
    they, explain = ("these parameters", "explain") if several else ("this parameter", "explains")
    if not _is_tested(result):
        return f"Not tested yet: {they} {'seem' if several else 'seems'} to explain {share} of {outcome}."
    if result.trust == "none":
        if share == "0%":
            return f"{capitalised(they)} {explain} nothing of {outcome}."
        seem = f"{capitalised(they)} {'seem' if several else 'seems'} to explain {share} of {outcome}"
        return f"{seem}, which could be chance."
    if not _any_matters(result):
        return _without_any(result, f"{share} of {words.differences(result.target)}")
    return _graded(result, f"{capitalised(they)} {explain}", share)


def _graded(result: RankResult, explain: str, share: str) -> str:
    outcome = words.outcome(result.target)
    if round(100 * result.explained) == 100:
        return f"{explain} {'all' if share == '100%' else 'nearly all'} of {outcome}."
    what = "the order" if len(result.scores) > 1 else "it"
    return {
        "weak": f"{explain} little of {outcome} ({share}), so take {what} with care.",
        "fair": f"{explain} part of {outcome} ({share}).{_rest(result.explained)}",
        "good": f"{explain} most of {outcome} ({share}).{_rest(result.explained)}",
    }[result.trust]


def _any_matters(result: RankResult) -> bool:
    return any(score.matters for score in result.scores) or any(
        group.above_noise for group in result.correlated_groups
    )


def _without_any(result: RankResult, share: str) -> str:
    """Write what is predicted where no param clearly matters: one verdict with that of the headline."""
    they, doubt = (
        ("Together these parameters predict", "no single one is clearly beyond chance")
        if len(result.scores) > 1
        else ("This parameter predicts", "that could be chance")
    )
    return f"{they} {share} in runs that were left out, but {doubt}. More runs would tell."


def _rest(explained: float) -> str:
    """Write what the rest may be; nothing where all is explained."""
    rest = 100 - round(100 * explained)
    return f" The other {rest}% is noise, or takes more runs or other parameters to explain."


def _is_tested(result: RankResult) -> bool:
    return all(score.tested for score in result.scores)


def guesses(results: Iterable[RankResult]) -> tuple[Note, ...]:
    """Write what was guessed for rankings that stand together, each sentence once.

    What counts and which way is better, and which columns were guessed to be no params: what explains the
    rest may be among them.
    """
    there = [result for result in results if result.evidence is not None]
    of_targets = (note for result in there for note in words.guess_sentences(result.target, result.dismissed))
    return tuple(dict.fromkeys([*of_targets, *role_guesses(there)]))


def role_guesses(results: Iterable[RankResult]) -> tuple[Note, ...]:
    """Write which columns were guessed to be no params, and are not ranked by either."""
    there = [result for result in results if result.evidence is not None]
    ranked = {name for result in there for name in result.target.metrics}
    return tuple(
        note for result in there for note in undismissed(_of_roles(result, ranked), result.dismissed)
    )


def _of_roles(result: RankResult, ranked: Container[str]) -> Iterator[Note]:
    known = Guesses.of(result.require_evidence().runs.columns)
    others = [name for name in known.metrics if name not in ranked]
    yield from left_out_note(known.aside)
    if others:
        taken = f"Guessed to be metrics, so not ranked as parameters: {listed(others, MOST_NAMED)}."
        yield columns.RESULTS_GUESSED.note(taken)


def notes(result: RankResult) -> tuple[Note, ...]:
    """Write what is worth knowing about the whole table, without what was dismissed."""
    return undismissed(every_note(result), result.dismissed)


def every_note(result: RankResult) -> tuple[Note, ...]:
    """Write what is worth knowing about the whole table, whether it was dismissed or not."""
    return tuple(_notes(replace(result, dismissed=frozenset())))


def _notes(result: RankResult) -> Iterator[Note]:
    if result.evidence is None:
        return
    if result.obstacle is not None and (fails := _failures(result)):
        yield checks.FAILURES.note(fails)
    yield from cautions.of_sample(result)
    yield from guesses([result])
    yield from map(checks.TARGET.note, words.description(result.target))
    if result.lower is not None:
        yield checks.LOWER_FIDELITY.note(cautions.lower_fidelity(result.lower))
    if result.diverged is not None:
        yield checks.DIVERGED.note(cautions.diverged_sentence(result.diverged, result.metric))
    if result.rescaling is not None:
        yield checks.RESCALED.note(words.rescaled(result.rescaling, result.target.name))
    if result.complete:
        yield from cautions.of_table(result)
        yield from cautions.tasks(result)
        yield from cautions.notes(result)
