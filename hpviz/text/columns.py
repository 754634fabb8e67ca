"""What the columns of a source were taken for, where nothing declares it, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.formatting import count_of, listed

if TYPE_CHECKING:
    from hpviz.runs import Runs


def guesses(runs: Runs) -> str:
    """Count what was guessed, for one line above the table; empty where every role is declared."""
    guessed = runs.guesses
    counts = [
        count_of(len(guessed.params), "parameter") if guessed.params else "",
        count_of(len(guessed.metrics), "result") if guessed.metrics else "",
        f"{count_of(len(guessed.aside), 'column')} left out" if guessed.aside else "",
    ]
    return f"Guessed: {', '.join(filter(None, counts))}." if guessed else ""


def guessed_roles(runs: Runs) -> list[str]:
    """Name the columns that were taken for parameters and for results by a guess."""
    guessed = runs.guesses
    sentences = []
    if guessed.params:
        sentences.append(f"Guessed to be parameters: {listed(guessed.params)}.")
    if guessed.metrics:
        sentences.append(f"Guessed to be results: {listed(guessed.metrics)}.")
    return sentences


def left_out(runs: Runs) -> list[str]:
    """Name the columns that are neither parameters nor results, by the reason."""
    by_reason: dict[str, list[str]] = {}
    for name, column in runs.aside.items():
        by_reason.setdefault(column.reason, []).append(name)
    return [f"Left out: {listed(names)} ({reason})." for reason, names in by_reason.items()]


def goal(runs: Runs, metric: str) -> str:
    """Say of a goal that nothing declares that it is a guess; empty where it is known."""
    if not runs.goal_is_guessed(metric):
        return ""
    return f"Whether {metric} is to be small or large is a guess: {runs.default_goal(metric)}."
