"""The headline of a ranking with the best values of its first params, for whoever can wait for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hpviz.analysis.effects.effect import effect_of
from hpviz.text import headline as text

if TYPE_CHECKING:
    from hpviz.analysis.result.rank_result import RankResult

_whole: WeakKeyDictionary[RankResult, str] = WeakKeyDictionary()


def whole_headline(result: RankResult) -> str:
    """Write the headline; the effect of each first param takes up to a second, once for each ranking."""
    known = _whole.get(result)
    if known is None:
        known = text.headline(result, *(effect_of(result, param) for param in text.leading(result)))
        _whole[result] = known
    return known


def known_headline(result: RankResult) -> str:
    """Write the headline as far as it is known without computing anything."""
    return _whole.get(result) or text.headline(result)
