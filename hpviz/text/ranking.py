"""What a ranking says, in words for a person: what stands in its way, how far to trust it, what to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.analysis.next_sweep.failures import ended_runs
from hpviz.checks import columns, undismissed
from hpviz.checks import rankings as checks
from hpviz.formatting.percents import percent
from hpviz.formatting.words import capitalised, count_of, listed
from hpviz.runs.guesses import MOST_NAMED, Guesses, left_out_note
from hpviz.runs.target import FailureTarget
from hpviz.text import cautions
from hpviz.text import target as words
from hpviz.text.figures import many_failed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from hpviz.analysis.result.rank_result import RankResult
    from hpviz.checks import Note


def too_few(result: RankResult) -> str:
    """Write what there are too few of for a test: ``too few runs``."""
    few = result.obstacle is not None and result.obstacle.kind == "few configurations"
    return f"too few {'configurations' if few else 'runs'}"


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
