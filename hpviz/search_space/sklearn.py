"""A space as the param_distributions of scikit-learn's searches, as objects and as code."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from hpviz.search_space.literals import grid, import_note, plain, python, python_list, step_note
from hpviz.search_space.space import Choices, Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.search_space.space import Condition, Dimension, Space
    from hpviz.search_space.trial import Value

# One dictionary for each setting of what switches other params on; beyond so many there are no conditions.
MOST_BRANCHES = 64
# Whole numbers on a log scale become a list of so many: scipy has no such distribution.
WHOLE_NUMBERS = 24


def param_distributions(space: Space) -> dict[str, Any] | list[dict[str, Any]]:
    """Convert to what ``RandomizedSearchCV`` takes: a dictionary, or with conditions a list of them."""
    by_branch = [
        {dimension.param: _object(dimension.domain) for dimension in branch} for branch in _branches(space)
    ]
    return by_branch[0] if len(by_branch) == 1 else by_branch


def distributions_code(space: Space) -> str:
    """Write `param_distributions` as code."""
    branches = [_dictionary(branch) for branch in _branches(space)]
    written = branches[0] if len(branches) == 1 else "[" + ", ".join(branches) + "]"
    note = import_note(dimension.domain for dimension in space)
    imports = "\n".join(["from scipy.stats import loguniform, randint, uniform", *note])
    return f"{imports}\n\nparam_distributions = {written}\n"


def _dictionary(branch: tuple[Dimension, ...]) -> str:
    lines = [
        f"    {python(dimension.param)}: {_code(dimension.domain)},{_note(dimension.domain)}\n"
        for dimension in branch
    ]
    return "{\n" + "".join(lines) + "}"


def _note(domain: Choices | Interval) -> str:
    note = step_note(domain) if isinstance(domain, Interval) else ""
    return f"  # {note}" if note else ""


def _object(domain: Choices | Interval) -> Any:
    from scipy.stats import loguniform, randint, uniform

    if isinstance(domain, Choices):
        return [plain(value) for value in domain.values]
    if domain.is_list:
        return list(domain.numbers)
    if domain.integer:
        return _whole(domain) if domain.log else randint(int(domain.low), int(domain.high) + 1)
    return (loguniform if domain.log else uniform)(*_two(domain))


def _code(domain: Choices | Interval) -> str:
    if isinstance(domain, Choices):
        return python_list(domain.values)
    if domain.is_list:
        return grid(domain)
    if domain.integer:
        low, high = int(domain.low), int(domain.high) + 1
        return python_list(_whole(domain)) if domain.log else f"randint({low}, {high})"
    return f"{'loguniform' if domain.log else 'uniform'}({', '.join(map(python, _two(domain)))})"


def _two(domain: Interval) -> tuple[float, float]:
    """Arguments of scipy's distribution: the ends, or where it begins and how wide it is."""
    return domain.low, domain.high if domain.log else domain.high - domain.low


def _whole(domain: Interval) -> list[int]:
    between = np.geomspace(domain.low, domain.high, WHOLE_NUMBERS).round()[1:-1]
    numbers = {int(domain.low), *(int(number) for number in between), int(domain.high)}
    return sorted(number for number in numbers if domain.holds(number))


def _branches(space: Space) -> list[tuple[Dimension, ...]]:
    """Split a space at what switches other params on, so that each part has no conditions."""
    switches = {dimension.condition.param for dimension in space if dimension.condition is not None}
    parents = [dimension for dimension in space if dimension.param in switches]
    if np.prod([parent.domain.size for parent in parents], dtype=float) > MOST_BRANCHES:
        return [space.dimensions]
    values = [parent.settings for parent in parents]
    branches = []
    for setting in product(*values):
        chosen = dict(zip((parent.param for parent in parents), setting, strict=True))
        branch = tuple(_branch(space, chosen))
        if branch not in branches:  # a switch that is itself off makes the same branch several times
            branches.append(branch)
    return branches


def _branch(space: Space, chosen: dict[str, Value]) -> Iterator[Dimension]:
    off: set[str] = set()
    for dimension in space:
        if dimension.condition is not None and not _met(dimension.condition, chosen, off):
            off.add(dimension.param)
        elif dimension.param in chosen:
            yield type(dimension)(dimension.param, Choices((chosen[dimension.param],)))
        else:
            yield type(dimension)(dimension.param, dimension.domain)


def _met(condition: Condition, chosen: dict[str, Value], off: set[str]) -> bool:
    return condition.param not in off and chosen[condition.param] in condition.values
