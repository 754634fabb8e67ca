"""What the name of a column says of it: its words, what it begins with, and what others begin with too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.metric_column import holds_truths
from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
from hpviz.sources.columns.evidence.crossed_names import votes_by_crossed_names
from hpviz.sources.columns.evidence.design import has_few_levels, is_fractional_count
from hpviz.sources.columns.evidence.votes import GUESS, Vote
from hpviz.sources.columns.vocabulary import (
    is_bare_count,
    is_chosen_name,
    is_fitted_name,
    is_metric_name,
    is_param_name,
    is_stage_name,
    is_time_name,
)
from hpviz.sources.columns.vocabulary.heads import is_open, is_result_of_choice
from hpviz.sources.columns.vocabulary.outcomes import is_past

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from hpviz.runs.column import Column

# Names of the most different columns begin with these.
_COMMON = words(
    """
    n num max min use is mean avg std sum total the no with has model data
    train val test final best
    """
)
# How several values were taken together: results are, choices are not.
_SUMMARIES = words("mean avg average median std stdev sum total overall")

_CONFUSION = words("tp tn fp fn")

# These end like a participle, or say how something was set up.
_NOT_DONE = words("seed speed feed need embed shared allowed fixed hundred weighted mixed masked embedded")

SUMMED = "it sums up several values"
# Of what is chosen there is a mean, or a smallest and a largest, but hardly three of these.
_MEANS = words("mean avg average median std stdev")
_AGGREGATES = _MEANS | words("min max minimum maximum sum total var variance sem worst best")
# Alone these are sums of the values that the table is of.
_ALONE = _AGGREGATES | words("q1 q3 iqr p5 p10 p25 p50 p75 p90 p95 p99")


def votes_by_words(name: str) -> list[Vote]:
    """Let the words of a name vote."""
    if is_chosen_name(name):
        return [Vote(4, GUESS)]
    chosen = is_param_name(name)
    votes = [_vote_for_choice(name)] if chosen else []
    if not chosen and (is_metric_name(name) or is_time_name(name)):
        votes.append(Vote(-1.75 if is_open(name) else -4, GUESS))
    if is_stage_name(name):
        votes.append(Vote(-1 if chosen else -3, "its name begins as those of results do"))
    if is_fitted_name(name):
        votes.append(Vote(-3, "its name ends as those of what was fitted do"))
    if is_past(name):
        votes.append(Vote(-2, "its name tells what happened"))
    words = tokens(name)
    if len(words) > 1 and not chosen and _SUMMARIES & {words[0], words[-1]}:
        votes.append(Vote(-2 if words[0] in _MEANS else -1, SUMMED))
    return votes


def votes_by_name(column: Column) -> list[Vote]:
    """Let the words of a name vote, and numbers that are named by what was done: ``support_retained``."""
    if is_fractional_count(column):
        return []
    if _tells_what_was_done(column.name) and not holds_truths(column):
        return [*votes_by_words(column.name), Vote(-2.5, "its name tells what was done")]
    return votes_by_words(column.name)


def votes_by_names(columns: Mapping[str, Column]) -> dict[str, list[Vote]]:
    """Let the names of columns of numbers vote, and names that are built alike for each other."""
    by_name = {name: votes_by_name(column) for name, column in columns.items()}
    sums = {name: sum(vote.weight for vote in votes) for name, votes in by_name.items()}
    # Three levels of a mean were chosen as those of any number.
    measured = [name for name, column in columns.items() if not has_few_levels(column)]
    besides = [votes_by_aggregates(measured), votes_by_crossed_names(sums), votes_by_confusion(columns)]
    return {
        name: [*votes, *(vote for beside in besides for vote in beside.get(name, ()))]
        for name, votes in by_name.items()
    }


def _tells_what_was_done(name: str) -> bool:
    named = tokens(name)
    if len(named) < 2 or is_past(name):
        return False
    return re.fullmatch(r"[a-z]{3,}ed", named[-1]) is not None and named[-1] not in _NOT_DONE


def _vote_for_choice(name: str) -> Vote:
    """Let a word of a choice vote for one, unless it is its mean: ``avg_population_diversity``."""
    named = tokens(name)
    if len(named) > 1 and named[0] in _MEANS:
        return Vote(-1.5, SUMMED)
    return Vote(1 if is_bare_count(name) or is_result_of_choice(name) else 2, GUESS)


def votes_by_blocks(
    names: Iterable[str],
    params: AbstractSet[str],
    results: AbstractSet[str],
    sure: AbstractSet[str] | None = None,
) -> dict[str, Vote]:
    """Let columns vote with known ones that begin as they do: ``ep_len_mean`` with ``ep_rew_mean``.

    So do those of which one tells what was done: ``rows_before`` with ``rows_dropped``. Params of
    which none is `sure` say less.
    """
    votes = {}
    for beginning, members in blocks(names).items():
        of_params, of_results = set(members) & params, set(members) & results
        if not of_params | of_results and not any(map(is_param_name, members)):
            of_results = {name for name in members if _tells_what_was_done(name)}
        if bool(of_params) == bool(of_results):
            continue
        kind = "parameters" if of_params else "results"
        for_params = 2.0 if sure is None or of_params & sure else 1.0
        vote = Vote(
            for_params if of_params else -2, f"names that begin with {beginning!r} are those of {kind}"
        )
        votes.update(dict.fromkeys(members, vote))
    return votes


def votes_by_confusion(names: Iterable[str]) -> dict[str, list[Vote]]:
    """Let three of the four counts of a confusion matrix vote: ``tp`` alone may be a tensor parallelism."""
    counts = [name for name in names if tokens(name)[-1:] and tokens(name)[-1] in _CONFUSION]
    by_stem: dict[tuple[str, ...], list[str]] = {}
    for name in counts:
        by_stem.setdefault(tuple(tokens(name)[:-1]), []).append(name)
    why = "it is one of the counts of a confusion matrix"
    return {name: [Vote(-4, why)] for alike in by_stem.values() if len(alike) > 2 for name in alike}


def votes_by_aggregates(names: Iterable[str]) -> dict[str, list[Vote]]:
    """Let the mean of something vote with its spread, its largest and its smallest: results have several."""
    by_stem: dict[tuple[str, ...], dict[str, str]] = {}
    for name in names:
        named, whole = tokens(name), name.strip().lower()
        if whole in _ALONE:
            by_stem.setdefault((), {})[name] = whole
            continue
        for place in {0, len(named) - 1} if len(named) > 1 else ():
            if named[place] in _AGGREGATES:
                stem = (*named[:place], *named[place + 1 :])
                by_stem.setdefault(stem, {})[name] = named[place]
    votes: dict[str, list[Vote]] = {}
    for members in by_stem.values():
        kinds = set(members.values())
        if len(kinds) > 1 and kinds & _MEANS:
            vote = Vote(-5 if len(kinds) > 2 else -3, "it is one of several sums of the same values")
            votes |= {name: [vote] for name in members}
    return votes


def blocks(names: Iterable[str]) -> Mapping[str, Sequence[str]]:
    blocks: dict[str, list[str]] = {}
    for name in names:
        match = re.match(r"(.+?[/.:])(?=.)|([^_]+_)(?=.)", name)
        if match and (match[1] or match[2].rstrip("_").lower() not in _COMMON):
            blocks.setdefault(match[0], []).append(name)
    return {beginning: members for beginning, members in blocks.items() if len(members) > 1}
