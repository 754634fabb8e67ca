"""A space as the code of a Ray Tune search space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.search_space.literals import grid, import_note, python, python_list, step_note
from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from hpviz.search_space.space import Dimension, Space

MODES = {"minimize": "min", "maximize": "max"}


def tune_code(space: Space) -> str:
    """Write ``param_space`` and ``tune_config`` for a ``tune.Tuner``.

    A param that is switched off is None: that is how Ray Tune's own examples write a condition.
    """
    note = import_note(dimension.domain for dimension in space)
    lines = ["from ray import tune", *note, "", "param_space = {"]
    lines += [f"    {python(dimension.param)}: {_drawn(dimension)},{_note(dimension)}" for dimension in space]
    lines += ["}"]
    metric, mode = python(space.metric), python(MODES[space.goal])
    lines += [f"tune_config = tune.TuneConfig(metric={metric}, mode={mode}, num_samples=30)", ""]
    return "\n".join(lines)


def _note(dimension: Dimension) -> str:
    note = step_note(dimension.domain) if isinstance(dimension.domain, Interval) else ""
    return f"  # {note}" if note else ""


def _drawn(dimension: Dimension) -> str:
    domain = _domain(dimension)
    if dimension.condition is None:
        return domain
    draw = domain if dimension.fixed else f"{domain}.sample()"
    parent, values = python(dimension.condition.param), python_list(dimension.condition.values)
    return f"tune.sample_from(lambda config: {draw} if config[{parent}] in {values} else None)"


def _domain(dimension: Dimension) -> str:
    domain = dimension.domain
    if not isinstance(domain, Interval):
        return python(domain.values[0]) if dimension.fixed else f"tune.choice({python_list(domain.values)})"
    if domain.is_list:  # Ray's own steps begin at 0
        return f"tune.choice({grid(domain)})"
    if domain.integer:
        kind, high = "lograndint" if domain.log else "randint", domain.high + 1
    else:
        kind, high = "loguniform" if domain.log else "uniform", domain.high
    return f"tune.{kind}({python(domain.low)}, {python(high)})"
