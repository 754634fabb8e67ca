"""Which metric a person most likely wants to see first: the barest and most final name of a result."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hpviz.runs.metric_names import (
    FINAL,
    MOST_REMEMBERED,
    QUALIFIERS,
    TEST,
    TRAIN,
    VALIDATION,
    decisive_word,
    is_spread,
    is_way_to,
    known_goal,
    tokens,
    undeclared,
)
from hpviz.runs.metric_nouns import (
    are_terms,
    beside_profits,
    extra_words,
    is_comparison,
    is_gap,
    is_mean_of,
    noun_rank,
)
from hpviz.runs.metric_vocabulary.moments import is_moment_name
from hpviz.runs.metric_vocabulary.precedence import (
    CURRENCIES,
    EXTREMES,
    FIRST_NOUNS,
    REFUSALS,
    RESOURCES,
    REWARDS,
    SECONDARY,
    SERVICE,
)
from hpviz.runs.relations.folds import ends_among, folds_among, says_how_sure, summaries_among

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hpviz.runs.relations.folds import Fold

    _Names = Collection[str]
    _Order = Mapping[str, tuple[int, ...]]

_PERCENTILE = re.compile(r"p(?:50|90|95|99|999)")
# So many names in the order of the alphabet are no accident.
FEWEST_SORTED = 5
NEVER = frozenset({"timestamp", "created", "date", "datetime"})


def first_metric(
    names: Sequence[str], flags: _Names = (), moments: _Names = (), counts: _Names = ()
) -> str | None:
    """Choose the metric that a person most likely wants to see first.

    Parameters
    ----------
    names
        In the order of the table.
    flags
        Those that hold nothing but 0 and 1.
    moments
        Those that say at which step something came, beside those that are called so.
    counts
        Whole numbers of unknown names.
    """
    return _first(_order(names, flags, moments, counts))


def rivals_of_first(
    names: Sequence[str],
    flags: _Names = (),
    moments: _Names = (),
    counts: _Names = (),
    *,
    by_place: bool = True,
) -> tuple[str, ...]:
    """List the metrics that may be meant as well as the first; none where its name or place singles it out.

    A loss, an accuracy, a score or another usual name does, and the mean beside which its spread stands; so
    does a known name that stands before all others of its kind, unless names are in the order of the
    alphabet. What is only compared, counted or used up is meant beside no result of a known name.

    Parameters
    ----------
    names, flags, moments, counts
        As of `first_metric`.
    by_place
        Whether the table's own first is among them, so that places tell.
    """
    order = _order(names, flags, moments, counts)
    first = _first(order)
    if first is None or _is_singled_out(first, order):
        return ()
    parts = {name for name in order for mean in order if mean != name and is_mean_of(mean, name)}
    rivals = tuple(name for name in order if name not in parts and _is_rival(name, first, order))
    is_known = order[first][0] in {_UNSEEN, _TESTED, _SERVED}
    places = {name: place for place, name in enumerate(order)}
    stands_first = all(places[first] < places[name] for name in rivals)
    settled = by_place and is_known and stands_first and not _is_sorted(list(order))
    return () if settled and not are_terms((first, *rivals)) else rivals


def _is_singled_out(first: str, order: _Order) -> bool:
    """Whether the name is one by which people call what counts."""
    name = undeclared(first)
    return order[first][0] <= _TESTED and (_is_usual(name) or noun_rank(name) == 0)


def _is_rival(name: str, first: str, order: _Order) -> bool:
    """Whether a metric may be meant as well as another, which comes first by its name."""
    kind, of_first = order[name][0], order[first][0]
    never = {_TRAINED, _FOLD, _FLAG, _UNKNOWN_FLAG} - {of_first}
    unknown = {kind, of_first} == {_COUNTED, _UNKNOWN}  # of neither it is known what it is
    if kind in never or (kind > _LEAST_LIKELY.get(of_first, of_first) and not unknown):
        return False
    if of_first <= _UNKNOWN and order[name][2] > order[first][2]:  # no spread stands beside this one
        return False
    same_elsewhere = _bare(name) == _bare(first)  # on other rows, or at another step
    return not (same_elsewhere or (_is_refusal(name) and of_first == _SERVED))


def is_result(name: str, flags: _Names = (), moments: _Names = ()) -> bool:
    """Whether a metric is what came of a run, rather than a comparison, a cost, a spread or a moment."""
    return _order([name], flags, moments).get(name, (_MOMENT,))[0] <= _SERVED


def is_served(name: str) -> bool:
    """Whether a metric says how fast something was done."""
    return _order([name], (), ()).get(name, (_MOMENT,))[0] == _SERVED


def is_same_elsewhere(name: str, other: str) -> bool:
    """Whether a metric is the same as another, on rows that were not trained on."""
    return _bare(name) == _bare(other) and not TRAIN & set(tokens(name))


def _bare(name: str) -> list[str]:
    return sorted(word for word in tokens(undeclared(name)) if word not in QUALIFIERS)


def _order(names: Sequence[str], flags: _Names, moments: _Names, counts: _Names = ()) -> _Order:
    """Rank names, in their own order; those that can be no metric are left out."""
    allowed = [name for name in names if not NEVER & set(tokens(name))]
    folds, summaries = folds_among(allowed), summaries_among(allowed)
    order = {
        name: _precedence(undeclared(name), fold=folds.get(name, ""), summed=name in summaries)
        for name in allowed
    }
    least = dict.fromkeys(counts, _COUNTED) | dict.fromkeys(ends_among(allowed), _SPREAD)
    least |= dict.fromkeys(beside_profits(allowed), _SECONDARY)
    kinds = {name: max(order[name][0], kind) for name, kind in least.items() if name in order}
    # A flag of an unknown name may be how runs were set up, and comes after what is counted.
    kinds |= {name: _UNKNOWN_FLAG if known_goal(name) is None else _FLAG for name in flags}
    kinds |= dict.fromkeys(moments, _MOMENT)
    return order | {name: (kinds[name], *order[name][1:]) for name in allowed if name in kinds}


def _first(order: _Order) -> str | None:
    best = min(order, key=order.__getitem__, default=None)
    if best is None:
        return None
    results = [name for name in order if order[name][0] <= _SECONDARY]
    if results and all(map(_is_refusal, results)):  # of requests, beside how fast they were served
        served = [name for name in order if order[name][0] == _SERVED]
        return min(served, key=order.__getitem__) if served else best
    return _named_first(list(order), order, best)


def _named_first(names: Sequence[str], order: _Order, best: str) -> str:
    """Prefer the result that a table names first to one that people do not usually look at first."""
    first = next((name for name in names if order[name][0] in {*_MAY_BE_FIRST, _COMPARED}), best)
    vague = {_SECONDARY, _UNKNOWN} if first == names[0] else {_SECONDARY}
    if order[first][0] == _COMPARED and not (is_gap(first) and order[best][0] in vague):
        return best
    is_usual = _is_usual(undeclared(best)) or noun_rank(undeclared(best)) == 0
    if _is_sorted(names) or is_usual or order[best][0] > order[first][0] or is_mean_of(best, first):
        return best
    kind, unclear = order[first][0], order[best][0] >= _SECONDARY
    noun = noun_rank(undeclared(first))
    alike = kind == order[best][0] and noun == len(FIRST_NOUNS)  # no part of a loss
    return first if alike or unclear or kind in {_UNKNOWN, _UNKNOWN_UNSEEN} else best


def _is_sorted(names: Sequence[str]) -> bool:
    return len(names) >= FEWEST_SORTED and list(names) == sorted(names)


def _is_usual(name: str) -> bool:
    """Whether people look at this first wherever it is: a loss, an accuracy, a score and nothing else."""
    noun = noun_rank(name)
    return noun is not None and noun < len(FIRST_NOUNS) and not extra_words(name) and not _is_secondary(name)


def _is_secondary(name: str) -> bool:
    return decisive_word(name) in SECONDARY


def _is_refusal(name: str) -> bool:
    return decisive_word(undeclared(name)) in REFUSALS


@lru_cache(maxsize=MOST_REMEMBERED)
def _precedence(name: str, *, fold: Fold, summed: bool) -> tuple[int, ...]:
    """Order by what was measured and on which rows, then the barest name, then the noun."""
    named = set(tokens(name))
    noun = noun_rank(name)
    extreme = 1 if EXTREMES & {*tokens(name)[:1]} else 0
    barest = 0 if noun == 0 or not extra_words(name) else 1
    stage = 0 if named & VALIDATION else 1
    final = 0 if named & FINAL else 1
    # "values_1" comes after "values_0"; of "hit@10" and "mrr" the number says nothing.
    numbered = sum(word.isdigit() for word in tokens(name)) if fold or noun == 0 else 0
    kind = _class(name, noun, fold=fold)
    return (kind, extreme, 0 if summed else 1, barest, noun or 0, stage, final, numbered)


# Of what a metric is, the first first.
(
    _UNSEEN,
    _TESTED,
    _SECONDARY,
    _UNKNOWN_UNSEEN,
    _TRAINED,
    _UNKNOWN,
    _SERVED,
    _FOLD,
    _COMPARED,
    _FLAG,
    _USED,
    _COUNTED,
    _UNKNOWN_FLAG,
    _SPREAD,
    _MOMENT,
) = range(15)
# Of what the least likely rival of each may be; of others it is of the same.
_LEAST_LIKELY = {
    _UNSEEN: _TESTED,
    _SECONDARY: _SERVED,
    _UNKNOWN_UNSEEN: _SERVED,
    _TRAINED: _SERVED,
    _UNKNOWN: _COMPARED,
    _FOLD: _COMPARED,
    _COMPARED: _USED,
    _FLAG: _USED,
    _USED: _COUNTED,
}
_MAY_BE_FIRST = {_UNSEEN, _TESTED, _SECONDARY, _UNKNOWN_UNSEEN, _UNKNOWN, _SERVED}


def _class(name: str, noun: int | None, *, fold: Fold) -> int:
    """Rank what a metric is of: a result on unseen rows before all, how far results spread behind all."""
    named, word = set(tokens(name)), decisive_word(name)
    unknown = noun is None
    tests = {
        _MOMENT: is_moment_name(name),
        _SPREAD: is_spread(tokens(name)) or says_how_sure(named) or bool(named & {"rank", "position"}),
        _FOLD: fold == "summed",
        _SERVED: word in SERVICE or bool(named & SERVICE) or any(map(_PERCENTILE.fullmatch, named)),
        _USED: word in RESOURCES
        or is_way_to(name)
        or bool(named & (CURRENCIES | (RESOURCES if unknown else set()))),
        _COMPARED: noun != 0 and is_comparison(name, word),
        _UNKNOWN_UNSEEN: unknown and bool(named & (VALIDATION | TEST)),
        _UNKNOWN: unknown,
        _TRAINED: bool(named & TRAIN) and word not in REWARDS,
        _SECONDARY: word in SECONDARY,
        # Of which rows a "min_return" is, is not said, so that tests come first.
        _TESTED: bool(named & TEST or fold or (EXTREMES & {*tokens(name)[:1]} and not named & VALIDATION)),
    }
    return next((rank for rank, holds in tests.items() if holds), _UNSEEN)
