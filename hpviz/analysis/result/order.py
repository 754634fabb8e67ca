"""The params by their out-of-bag importance, and how sure that order is: what every view goes by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from hpviz.analysis.importance.credits import Credits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hpviz.analysis.importance.credits import MeanCredits
    from hpviz.analysis.importance.oob import Importance
    from hpviz.analysis.result.scores import Score

# An order is settled when it is the right one with this chance (one-sided).
SETTLED = 0.95
CLEAR = float(norm.ppf(SETTLED))
# What leads by chance leads by more than is true: a lead is taken for one of many whose true size spreads by
# two standard errors around 0 (normal prior), which keeps this share of it.
KEPT = 0.8


@dataclass(frozen=True, eq=False, kw_only=True)
class Order:
    """The params by their out-of-bag importance, whatever the method of the ranking.

    Attributes
    ----------
    params
        The most important first.
    index
        The place of each param in `means`.
    means
        What the importances are the means of; None where they are not known.
    alike
        Name of a param to the others that moved together with it: their effects cannot be separated.
    """

    params: tuple[str, ...] = ()
    index: dict[str, int]
    means: MeanCredits | None = None
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lead(self, ahead: str | Sequence[str], behind: str) -> float:
        """Compute how clearly a param, or several together, is ahead of another one.

        What moved together with the one behind counts with it: any of them may have it all.

        Parameters
        ----------
        ahead, behind
            Their names.

        Returns
        -------
        In standard deviations of the true lead, given what runs show (`shrunken`): its chance to be one is
        that of the normal distribution. 0 where nothing is known, and of params that moved together.
        """
        pair = self._indices(ahead, behind)
        return 0.0 if self.means is None or pair is None else shrunken(self.means.ahead(*pair))

    def is_shared(self, ahead: str | Sequence[str], behind: str) -> bool:
        """Whether a lead is no larger than what the two do in combination: no run tells which is first."""
        pair = self._indices(ahead, behind)
        if self.means is None or pair is None:
            return False
        return shrunken(self.means.lead(*pair)) < CLEAR * self.means.split_error(*pair)

    def may_act_together(self, param: str, other: str) -> bool:
        """Whether a test shows that two params act together, or there is none."""
        if self.means is None or not {param, other} <= {*self.index}:
            return True
        return self.means.may_act_together(self.index[param], self.index[other])

    def _indices(self, ahead: str | Sequence[str], behind: str) -> tuple[list[int], list[int]] | None:
        """Return the places of params in `means`; None where their order cannot be known."""
        names = [ahead] if isinstance(ahead, str) else ahead
        others = (behind, *self.alike.get(behind, ()))
        if {*names} & {*others} or not {*names, *others} <= {*self.index}:
            return None
        return [self.index[name] for name in names], [self.index[name] for name in others]

    def is_settled(self, ahead: str | Sequence[str], behind: str) -> bool:
        """Whether a param, or several together, is ahead of another one with a chance of 95% or more."""
        return self.lead(ahead, behind) >= CLEAR

    @property
    def units(self) -> tuple[tuple[str, ...], ...]:
        """What has a place: a param, or those that moved together as one; by what they add up to."""
        units: list[tuple[str, ...]] = []
        for param in self.params:
            if not any(param in unit for unit in units):
                units.append((param, *(other for other in self.alike.get(param, ()) if other in self.index)))
        return tuple(sorted(units, key=lambda unit: -self._importance(unit)))

    def _importance(self, params: Sequence[str]) -> float:
        return float(self.means.mean[[self.index[param] for param in params]].sum()) if self.means else 0.0

    def next_to(self, params: Sequence[str]) -> str | None:
        """Name the first param beside some; None where there is none."""
        return next((param for param in self.params if param not in params), None)

    def is_first(self, *params: str) -> bool:
        """Whether it is settled that params together come before all others."""
        return all(self.is_settled(params, behind) for behind in self._behind(params))

    def _behind(self, params: Sequence[str]) -> list[str]:
        """Name what could be ahead of some params: the next one, and all that others moved along with."""
        behind = self.next_to(params)
        others = [param for param in self.params if param not in params and self.alike.get(param)]
        return others if behind is None else [behind, *others]


UNKNOWN = Order(index={})


def shrunken(z: float) -> float:
    """Shrink a lead of `z` standard errors: in standard deviations of its true size, given the prior."""
    return float(np.sqrt(KEPT)) * z


def order_of(names: Sequence[str], scores: Sequence[Score], unbiased: Importance) -> Order:
    """Order the params by their out-of-bag importance.

    Parameters
    ----------
    names
        Of the params, in the order of `unbiased`.
    scores
        Of the params, as the table has them: what is equally important stays in this order.
    unbiased
        The out-of-bag importance.
    """
    if unbiased.computed_from is None:
        return UNKNOWN
    index = {name: place for place, name in enumerate(names)}
    varying = [score.param for score in scores if score.varies]
    ordered = sorted(varying, key=lambda param: -float(unbiased.uncut[index[param]]))
    return Order(
        params=tuple(ordered),
        index=index,
        means=replace(Credits.of(*unbiased.computed_from).means, pairs=unbiased.pairs),
        alike={score.param: score.moves_with for score in scores if score.moves_with},
    )
