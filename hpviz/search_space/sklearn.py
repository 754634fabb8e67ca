"""A space as the param_distributions of scikit-learn's searches, as objects and as code."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.search_space.literals import python, python_list
from hpviz.search_space.space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.search_space.space import Condition, Dimension, Space, Value

# One dictionary for each setting of what switches other params on; beyond so many there are no conditions.
MOST_BRANCHES = 64
# Whole numbers on a log scale become a list of so many: scipy has no such distribution.
WHOLE_NUMBERS = 24


def param_distributions(space: Space) -> dict[str, Any] | list[dict[str, Any]]:
    """Give what ``RandomizedSearchCV`` takes: a dictionary, or a list of them where there are conditions."""
    found = [{one.param: _object(one.domain) for one in branch} for branch in _branches(space)]
    return found[0] if len(found) == 1 else found


def distributions_code(space: Space) -> str:
    """Write `param_distributions` as code."""
    branches = [_dictionary(branch) for branch in _branches(space)]
    found = branches[0] if len(branches) == 1 else "[" + ", ".join(branches) + "]"
    return f"from scipy.stats import loguniform, randint, uniform\n\nparam_distributions = {found}\n"


def _dictionary(branch: tuple[Dimension, ...]) -> str:
    lines = [f"    {python(one.param)}: {_code(one.domain)},\n" for one in branch]
    return "{\n" + "".join(lines) + "}"


def _object(domain: Choices | Interval) -> Any:
    from scipy.stats import loguniform, randint, uniform

    if isinstance(domain, Choices):
        return list(domain.values)
    if domain.integer:
        return _whole(domain) if domain.log else randint(int(domain.low), int(domain.high) + 1)
    return (loguniform if domain.log else uniform)(*_two(domain))


def _code(domain: Choices | Interval) -> str:
    if isinstance(domain, Choices):
        return python_list(domain.values)
    if domain.integer:
        low, high = int(domain.low), int(domain.high) + 1
        return python_list(_whole(domain)) if domain.log else f"randint({low}, {high})"
    return f"{'loguniform' if domain.log else 'uniform'}({', '.join(map(python, _two(domain)))})"


def _two(domain: Interval) -> tuple[float, float]:
    """Give what scipy describes a distribution by: the ends, or where it begins and how wide it is."""
    return domain.low, domain.high if domain.log else domain.high - domain.low


def _whole(domain: Interval) -> list[int]:
    return [int(number) for number in np.unique(np.geomspace(domain.low, domain.high, WHOLE_NUMBERS).round())]


def _branches(space: Space) -> list[tuple[Dimension, ...]]:
    """Split a space at what switches other params on, so that each part has no conditions."""
    switches = {one.condition.param for one in space if one.condition is not None}
    parents = [one for one in space if one.param in switches]
    values = [parent.settings for parent in parents]
    if np.prod([len(each) for each in values], dtype=float) > MOST_BRANCHES:
        return [space.dimensions]
    found = []
    for setting in product(*values):
        chosen = dict(zip((parent.param for parent in parents), setting, strict=True))
        branch = tuple(_branch(space, chosen))
        if branch not in found:  # a switch that is itself off makes the same branch several times
            found.append(branch)
    return found


def _branch(space: Space, chosen: dict[str, Value]) -> Iterator[Dimension]:
    off: set[str] = set()
    for one in space:
        if one.condition is not None and not _met(one.condition, chosen, off):
            off.add(one.param)
        elif one.param in chosen:
            yield type(one)(one.param, Choices((chosen[one.param],)))
        else:
            yield type(one)(one.param, one.domain)


def _met(condition: Condition, chosen: dict[str, Value], off: set[str]) -> bool:
    return condition.param not in off and chosen[condition.param] in condition.values
