"""Names that are crossed with each other, and so of one role: ``a_acc``, ``b_acc``, ``a_gap``, ``b_gap``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.sources.columns.evidence.votes import Vote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# So many beginnings two endings share, at least.
FEWEST_SHARED = 2
# Among names of results so many of a parameter's words, relatively, are those of results: ``1d_alpha``.
MOST_CONTRARY = 0.25
_BREAK = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


def votes_by_crossed_names(by_words: Mapping[str, float]) -> dict[str, list[Vote]]:
    """Let columns vote with those whose names are crossed with theirs, where these are of one role.

    Parameters
    ----------
    by_words
        What the words of each name say, above 0 for a parameter.
    """
    votes: dict[str, list[Vote]] = {}
    for members in _crossed(by_words):
        results = [name for name in members if by_words[name] < 0]
        params = [name for name in members if by_words[name] > 0]
        open_ones = [name for name in members if not by_words[name]]
        if results and len(params) <= MOST_CONTRARY * len(results):
            why = f"its name is built as that of {results[0]} is"
            votes |= {name: [Vote(-2.5, why)] for name in open_ones}
            votes |= {name: [Vote(-2.5 - by_words[name], why)] for name in params}
        elif params and not results:
            votes |= {name: [Vote(1.5, f"its name is built as that of {params[0]} is")] for name in open_ones}
    return votes


def _crossed(names: Iterable[str]) -> list[list[str]]:
    """List the names of each set that share beginnings and endings, in the order of the table."""
    by_ending: dict[tuple[str, ...], dict[str, str]] = {}
    for name in names:
        first, *rest = _BREAK.split(name)
        if rest:
            by_ending.setdefault(tuple(rest), {})[first] = name
    sets: list[set[tuple[str, ...]]] = []
    several = {ending: named for ending, named in by_ending.items() if len(named) >= FEWEST_SHARED}
    for ending, beginnings in several.items():
        alike = [known for known in sets if any(_share(beginnings, by_ending[other]) for other in known)]
        sets = [known for known in sets if known not in alike] + [{ending}.union(*alike)]
    return [
        [name for ending, named in by_ending.items() if ending in endings for name in named.values()]
        for endings in sets
        if len(endings) > 1
    ]


def _share(beginnings: Mapping[str, str], others: Mapping[str, str]) -> bool:
    return len(beginnings.keys() & others.keys()) >= FEWEST_SHARED
