"""What speaks for a column as a parameter and what for it as a result, and what follows from all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hpviz.runs.column import Role

GUESS = "guessed from its name"
OWN = "every run has a value of its own, while the others are on a grid"
APART = "its values are no part of the design, while the others are on a grid"
LIKE_PARAMS = "guessed, since nothing speaks for a result"
# Below this the evidence is too weak, or too divided, to place a column without asking.
SURE_ENOUGH = 1.0
# Of what each run has for itself, as it has its results, more has to be known to take it for a parameter.
SURE_CHOICE = 2.5
NEARLY_SURE = 2.0
SURE_RESULT = 1.5
# A column of which nothing is known is more often a parameter.
PRIOR = 1.0


_QUESTION = "a parameter or a metric?"


class Vote(NamedTuple):
    """One piece of evidence.

    Attributes
    ----------
    weight
        Above 0 for a parameter, below 0 for a result: about 1 for a hint, 3 for a strong sign, 5 for a proof.
    why
        What was seen, in words that complete "guessed: …".
    """

    weight: float
    why: str


class Verdict(NamedTuple):
    """The role of a column, why, and whether it was guessed."""

    role: Role
    reason: str
    guessed: bool = False


def decided(votes: Sequence[Vote], *, prior: float = PRIOR, least: float = SURE_ENOUGH) -> Verdict:
    """Add up the votes; where they do not suffice, set the column aside with the question.

    Parameters
    ----------
    votes
        All evidence.
    prior
        What is known of any column.
    least
        The sum from which on it is taken for a parameter.
    """
    total = prior + sum(vote.weight for vote in votes)
    for_param = [vote for vote in votes if vote.weight > 0]
    for_result = [vote for vote in votes if vote.weight < 0]
    if total >= least:
        return Verdict("param", _strongest(for_param) or LIKE_PARAMS, guessed=True)
    if total <= -SURE_RESULT:
        return Verdict("metric", _strongest(for_result), guessed=True)
    return question(_strongest(for_param), _strongest(for_result))


def question(for_param: str, for_result: str) -> Verdict:
    """Set a column aside with the question what it is."""
    of_result = "its name is like a metric's" if for_result == GUESS else for_result
    of_param = "its name is like a parameter's" if for_param == GUESS else for_param
    sides = [side.removeprefix("guessed: ") for side in (of_result, of_param) if side != LIKE_PARAMS]
    known = [side for side in sides if side] or ["neither its name nor its values tell"]
    return Verdict("aside", f"{_QUESTION} {', but '.join(known)}", guessed=True)


def is_question(verdict: Verdict) -> bool:
    """Whether a column was set aside since it may be either."""
    return verdict.role == "aside" and verdict.guessed and verdict.reason.startswith(_QUESTION)


def _strongest(votes: Sequence[Vote]) -> str:
    if not votes:
        return ""
    why = max(votes, key=lambda vote: abs(vote.weight)).why
    return why if why == GUESS else f"guessed: {why}"
