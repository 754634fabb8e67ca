"""Each column in its place: outcomes first, then by the weight of all that speaks for a role."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hpviz.runs.default_metric import RANKS
from hpviz.runs.metric_names import tokens
from hpviz.sources.columns.evidence.design import is_written_long
from hpviz.sources.columns.evidence.outcomes.flags import Outcomes
from hpviz.sources.columns.evidence.sweep import MOST_COLUMNS, Sweep
from hpviz.sources.columns.evidence.votes import Verdict, question
from hpviz.sources.columns.evidence.weighing import Weighing
from hpviz.sources.columns.vocabulary import is_metric_name, is_param_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hpviz.runs.column import Column, Role


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
    unclear = named or numbers & open_ones or texts
    return placed | {name: _a_param_after_all(placed[name]) for name in unclear}


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
