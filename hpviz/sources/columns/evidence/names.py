"""What the name of a column says of it: its words, what it begins with, and what others begin with too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import tokens
from hpviz.runs.metric_vocabulary import words
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
from hpviz.sources.columns.vocabulary.heads import is_open
from hpviz.sources.columns.vocabulary.outcomes import is_past

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

# Names of the most different columns begin with these.
_COMMON = words(
    """
    n num max min use is mean avg std sum total the no with has model data
    train val test final best
    """
)
# How several values were taken together: results are, choices are not.
_SUMMARIES = words("mean avg average median std stdev sum total overall")


def votes_by_words(name: str) -> list[Vote]:
    """Let the words of a name vote."""
    if is_chosen_name(name):
        return [Vote(4, GUESS)]
    votes = []
    chosen = is_param_name(name)
    if chosen:
        votes.append(Vote(1 if is_bare_count(name) else 2, GUESS))
    elif is_metric_name(name) or is_time_name(name):
        votes.append(Vote(-1.75 if is_open(name) else -4, GUESS))
    if is_stage_name(name):
        votes.append(Vote(-1 if chosen else -3, "its name begins as those of results do"))
    if is_fitted_name(name):
        votes.append(Vote(-3, "its name ends as those of what was fitted do"))
    if is_past(name):
        votes.append(Vote(-2, "its name tells what happened"))
    words = tokens(name)
    if len(words) > 1 and not chosen and _SUMMARIES & {words[0], words[-1]}:
        votes.append(Vote(-1, "it sums up several values"))
    return votes


def votes_by_blocks(
    names: Iterable[str], params: AbstractSet[str], results: AbstractSet[str]
) -> dict[str, Vote]:
    """Let columns vote with known ones that begin as they do: ``ep_len_mean`` with ``ep_rew_mean``."""
    votes = {}
    for beginning, members in _blocks(names).items():
        of_params, of_results = set(members) & params, set(members) & results
        if bool(of_params) == bool(of_results):
            continue
        kind = "parameters" if of_params else "results"
        vote = Vote(2 if of_params else -2, f"names that begin with {beginning!r} are those of {kind}")
        votes.update(dict.fromkeys(members, vote))
    return votes


def _blocks(names: Iterable[str]) -> Mapping[str, Sequence[str]]:
    blocks: dict[str, list[str]] = {}
    for name in names:
        match = re.match(r"(.+?[/.:])(?=.)|([^_]+_)(?=.)", name)
        if match and (match[1] or match[2].rstrip("_").lower() not in _COMMON):
            blocks.setdefault(match[0], []).append(name)
    return {beginning: members for beginning, members in blocks.items() if len(members) > 1}
