"""A space as Optuna's distributions, and as the code that suggests from it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.formatting import count_of
from hpviz.search_space.literals import import_note, plain, python, python_list
from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.search_space.space import Dimension, Space


def distributions(space: Space) -> dict[str, Any]:
    """Convert to one distribution per param, as ``study.ask`` takes them; conditions are not in them.

    Raises
    ------
    HpvizError
        Optuna is not installed.
    """
    if find_spec("optuna") is None:
        raise HpvizError("Optuna's distributions need Optuna: pip install optuna; its code is there without")
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    by_param: dict[str, Any] = {}
    for dimension in space:
        domain = dimension.domain
        if isinstance(domain, Interval):
            kind: Any = IntDistribution if domain.integer else FloatDistribution
            step = {} if domain.step is None else {"step": domain.step}
            by_param[dimension.param] = kind(domain.low, domain.high, log=domain.log, **step)
        else:
            by_param[dimension.param] = CategoricalDistribution([plain(value) for value in domain.values])
    return by_param


def suggest_code(space: Space) -> str:
    """Write a function that suggests one configuration, conditions included, and the study's direction."""
    lines = [
        "import optuna",
        *import_note(dimension.domain for dimension in space),
        "",
        "",
        "def suggest(trial):",
        f'    """Suggest one run; {count_of(len(space.dimensions), "parameter")}."""',
        "    params = {}",
    ]
    for dimension in space:
        lines += _suggestion(dimension)
    lines += ["    return params", "", ""]
    lines += [f"study = optuna.create_study(direction={python(space.goal)})", ""]
    return "\n".join(lines)


def _suggestion(dimension: Dimension) -> Iterator[str]:
    indent = "    "
    if dimension.condition is not None:
        parent, values = dimension.condition.param, python_list(dimension.condition.values)
        yield f"{indent}if params.get({python(parent)}, ...) in {values}:"
        indent *= 2
    yield f"{indent}params[{python(dimension.param)}] = {_suggested(dimension)}"


def _suggested(dimension: Dimension) -> str:
    domain, name = dimension.domain, python(dimension.param)
    if isinstance(domain, Interval):
        kind = "int" if domain.integer else "float"
        how = ", log=True" if domain.log else "" if domain.step is None else f", step={python(domain.step)}"
        return f"trial.suggest_{kind}({name}, {python(domain.low)}, {python(domain.high)}{how})"
    if dimension.fixed:
        return python(domain.values[0])
    return f"trial.suggest_categorical({name}, {python_list(domain.values)})"
