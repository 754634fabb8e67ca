"""Each column in its place: outcomes first, then by the weight of all that speaks for a role."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.default_metric import RANKS
from hpviz.runs.metric_names import tokens
from hpviz.sources.columns.evidence.design import is_written_long
from hpviz.sources.columns.evidence.names import blocks
from hpviz.sources.columns.evidence.outcomes.flags import Outcomes
from hpviz.sources.columns.evidence.sweep import MOST_COLUMNS, Sweep
from hpviz.sources.columns.evidence.votes import Verdict, is_question, question
from hpviz.sources.columns.evidence.weighing import Weighing
from hpviz.sources.columns.vocabulary import is_metric_name, is_param_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hpviz.runs.column import Column, Role


# So many names that begin alike are of one role.
FEWEST_ALIKE = 3


def verdicts(columns: Mapping[str, Column], known: Mapping[str, Role]) -> dict[str, Verdict]:
    """Place every column whose role is not known.

    Parameters
    ----------
    columns
        All that may be parameters or metrics, in the order of the table.
    known
        The roles that a person or the source gives.
    """
    if not columns:
        return {}
    with np.errstate(all="ignore"):  # numbers at the ends of what there is say little, and harm nothing
        sweep = Sweep.of(columns, known)
        outcomes = Outcomes(sweep).verdicts() if len(columns) <= MOST_COLUMNS else {}
        placed = outcomes | Weighing(sweep.knowing(outcomes)).verdicts()
        if len(columns) <= MOST_COLUMNS:
            outcomes |= _outcomes_of(sweep, placed)
            placed |= outcomes
        placed |= _results_in_blocks(sweep, placed)
        placed |= _divided_blocks(sweep, placed)
    placed |= _lone_results(columns, known, placed)
    if "param" in {*known.values(), *(verdict.role for verdict in placed.values())}:
        return placed
    numbers = {name for name in placed if columns[name].kind == "numeric" and not is_metric_name(name)}
    # "n_jobs", by which the time falls, looks like a rank; a "rank" is one.
    named = {name for name in numbers if is_param_name(name) and not RANKS & set(tokens(name))}
    # What stands behind the results may be a further one, and is asked about.
    before = itertools.takewhile(lambda name: not _is_result(name, known, placed), columns)
    open_ones = set(placed).intersection(before) - set(outcomes)
    # A measured temperature is called like a param, but is none.
    named -= {name for name in named - open_ones if is_written_long(columns[name])}
    texts = {name for name in open_ones if columns[name].kind != "numeric"}
    unclear = named or _least_like_results(numbers & open_ones, sweep) or texts
    return placed | {name: _a_param_after_all(placed[name]) for name in unclear}


def _least_like_results(names: Iterable[str], sweep: Sweep) -> set[str]:
    """Take those of which nothing speaks for a result, where there are such."""
    names = set(names)
    return {name for name in names if sum(vote.weight for vote in sweep.votes.get(name, ())) >= 0} or names


def _results_in_blocks(sweep: Sweep, placed: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Ask about numbers that are called as several results are and no choice is: ``nlpd_a``."""
    results = {name for name, verdict in placed.items() if verdict.role == "metric"}
    params = {name for name, verdict in placed.items() if verdict.role == "param"}
    sure = params & (sweep.firm | sweep.crossed)
    questions: dict[str, Verdict] = {}
    for beginning, members in blocks(sweep.columns).items():
        open_ones = (params - sure) & set(members) & sweep.numeric.keys()
        if len(results & set(members)) > 1 and not sure & set(members):
            why = f"names that begin with {beginning!r} are those of results"
            questions |= {name: question(placed[name].reason, why) for name in open_ones}
    return questions


def _divided_blocks(sweep: Sweep, placed: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Ask about results of unknown names of which others that begin alike are asked about."""
    questions: dict[str, Verdict] = {}
    for beginning, members in blocks(sweep.columns).items():
        unclear = [name for name in members if name in placed and is_question(placed[name])]
        guessed = [
            name
            for name in members
            if name in placed and placed[name].role == "metric" and name not in sweep.likely_results
        ]
        if unclear and len(unclear) + len(guessed) == len(members) >= FEWEST_ALIKE:
            why = f"names that begin with {beginning!r} are of one role"
            questions |= {name: question(why, placed[name].reason) for name in guessed}
    return questions


def _lone_results(
    columns: Mapping[str, Column], known: Mapping[str, Role], placed: Mapping[str, Verdict]
) -> dict[str, Verdict]:
    """Ask about parameters that are called like results where there is no other parameter."""
    params = [name for name, verdict in placed.items() if verdict.role == "param"]
    like_results = all(columns[name].kind == "numeric" and is_metric_name(name) for name in params)
    if "param" in known.values() or not like_results or len(params) == len(placed):
        return {}
    return {name: question(placed[name].reason, "its name is like that of a result") for name in params}


def _is_result(name: str, known: Mapping[str, Role], placed: Mapping[str, Verdict]) -> bool:
    return (placed[name].role if name in placed else known.get(name)) == "metric"


def _outcomes_of(sweep: Sweep, placed: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Look again at what was taken for a choice, once it is known which columns are results."""
    results: dict[str, Role] = {
        name: "metric"
        for name, verdict in placed.items()
        if verdict.role == "metric" and name in sweep.numeric
    }
    chosen = {name for name, verdict in placed.items() if verdict.role == "param"}
    if results.keys() <= sweep.likely_results or chosen <= sweep.crossed:
        return {}
    again = Outcomes(replace(sweep, known={**sweep.known, **results})).verdicts()
    return {name: verdict for name, verdict in again.items() if name in chosen}


def _a_param_after_all(verdict: Verdict) -> Verdict:
    """Take for a parameter what is asked about, where nothing else can be one."""
    if verdict.role != "aside":
        return verdict
    return Verdict("param", "guessed, since no other column can be one", guessed=True)
