"""A space as the code of a Ray Tune search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpviz.search_space.literals import grid, python, python_list, step_note
from hpviz.search_space.optuna import NO_OBJECTIVE, note_of, study_lines, suggest_function
from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from hpviz.search_space.space import Dimension, Space

MODES = {"minimize": "min", "maximize": "max"}


def tune_code(space: Space) -> str:
    """Write ``tune_config`` for a ``tune.Tuner``, with a searcher that begins from the trials in the space.

    Ray's own ``evaluated_rewards`` takes no conditions and no failed trials: the searcher is given a study.
    """
    return _searched(space) if space.objectives else _sampled(space)


def _searched(space: Space) -> str:
    imports = ["import optuna", "from ray import tune", "from ray.tune.search.optuna import OptunaSearch"]
    metrics = python_list(metric for metric, _ in space.objectives)
    modes = python_list(MODES[goal] for _, goal in space.objectives)
    if len(space.objectives) == 1:
        metrics, modes = python(space.metric), python(MODES[space.goal])
    lines = [*imports, *note_of(space), "", "", *suggest_function(space), "", ""]
    lines += ["storage = optuna.storages.InMemoryStorage()"]
    lines += study_lines(space, ', storage=storage, study_name="next_sweep"')
    lines += [
        "searcher = OptunaSearch(",
        f"    suggest, metric={metrics}, mode={modes},",
        '    sampler=sampler, storage=storage, study_name="next_sweep",',
        ")",
        "tune_config = tune.TuneConfig(search_alg=searcher, num_samples=30)",
        "# tune.Tuner(train, tune_config=tune_config).fit()",
        "",
    ]
    return "\n".join(lines)


def _sampled(space: Space) -> str:
    """Write ``param_space`` and ``tune_config`` for random runs.

    A param that is switched off is None: that is how Ray Tune's own examples write a condition.
    """
    lines = ["from ray import tune", *note_of(space), "", f"# {NO_OBJECTIVE}", "param_space = {"]
    lines += [f"    {python(dimension.param)}: {_drawn(dimension)},{_note(dimension)}" for dimension in space]
    lines += ["}", "tune_config = tune.TuneConfig(num_samples=30)", ""]
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
