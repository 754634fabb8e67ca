"""The verdict on a column of text: it was chosen, unless it tells what came of the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.sources.columns.evidence.design import is_shared
from hpviz.sources.columns.evidence.lists import are_own_lists, summed_up_by
from hpviz.sources.columns.evidence.votes import Verdict, question
from hpviz.sources.columns.vocabulary import is_metric_name, is_stage_name
from hpviz.sources.columns.vocabulary.outcomes import is_best_name, is_found_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpviz.runs.column import Column


def verdict_on_text(column: Column, numbers: Iterable[Column]) -> Verdict:
    """Place a column of text, or of true and false.

    Parameters
    ----------
    column
        Of unknown role.
    numbers
        Columns that may be results.
    """
    if column.kind == "boolean" and is_metric_name(column.name) and not is_stage_name(column.name):
        return question("", "it holds true and false under the name of a result")
    is_outcome = is_best_name(column.name) and column.kind == "categorical"
    if is_outcome or (is_found_name(column.name) and not is_shared(column)):
        return question("", "its name tells what happened")
    if are_own_lists(column):
        return question("", "runs have lists of their own")
    if summary := summed_up_by(column, numbers):
        return Verdict("aside", f"the results that {summary} sums up", guessed=True)
    return Verdict("param", "guessed, since it holds no numbers", guessed=True)
