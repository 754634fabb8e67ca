"""A space as Optuna's distributions, as a study, and as the code that makes both."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from hpviz.errors import HpvizError
from hpviz.formatting.words import count_of
from hpviz.search_space.literals import import_note, plain, python, python_dict, python_list
from hpviz.search_space.optuna_steps import at_step, decimal_range
from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    import optuna

    from hpviz.search_space.space import Dimension, Space
    from hpviz.search_space.trial import Trial, Value

STATES = {"complete": "COMPLETE", "pruned": "PRUNED", "failed": "FAIL"}
NO_OBJECTIVE = "these runs are ranked by failure: an optimiser needs a metric to rank them by"


def distributions(space: Space) -> dict[str, Any]:
    """Convert to one distribution per param, as ``study.ask`` takes them; conditions are not in them.

    Raises
    ------
    HpvizError
        Optuna is not installed.
    """
    _require_optuna("Optuna's distributions")
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    by_param: dict[str, Any] = {}
    for dimension in space:
        domain = dimension.domain
        if isinstance(domain, Interval):
            kind: Any = IntDistribution if domain.integer else FloatDistribution
            low, high, step = decimal_range(domain)
            stepped = {} if step is None else {"step": step}
            by_param[dimension.param] = kind(low, high, log=domain.log, **stepped)
        else:
            by_param[dimension.param] = CategoricalDistribution([plain(value) for value in domain.values])
    return by_param


def study(space: Space, *, seed: int = 0, **options: Any) -> optuna.Study:
    """Create a study whose sampler, multivariate TPE, knows the trials inside the space.

    Parameters
    ----------
    space
        Where to go on, and what was run there.
    seed
        Of the sampler.
    options
        Others of ``optuna.create_study``: storage, study_name, sampler, ...

    Raises
    ------
    HpvizError
        Optuna is not installed, or there is no metric to optimise.
    """
    _require_optuna("a study")
    if not space.objectives:
        raise HpvizError(NO_OBJECTIVE)
    import optuna

    directions: Any = [goal for _, goal in space.objectives]
    sampler = options.pop("sampler", None) or _sampler(space, seed)
    made = optuna.create_study(directions=directions, sampler=sampler, **options)
    by_param = distributions(space)
    made.add_trials([_frozen_trial(trial, space, by_param) for trial in space.trials])
    return made


def _sampler(space: Space, seed: int) -> Any:
    from optuna.exceptions import ExperimentalWarning
    from optuna.samplers import TPESampler

    with warnings.catch_warnings():  # groups are an experiment of Optuna's
        warnings.simplefilter("ignore", ExperimentalWarning)
        # Without groups params under a condition would be drawn one by one.
        return TPESampler(multivariate=True, group=space.has_conditions, seed=seed)


def _require_optuna(what: str) -> None:
    if find_spec("optuna") is None:
        raise HpvizError(f"{what} needs Optuna: pip install optuna; text('optuna') is there without")


def _frozen_trial(trial: Trial, space: Space, by_param: dict[str, Any]) -> Any:
    from optuna.trial import TrialState, create_trial

    return create_trial(
        state=TrialState[STATES[trial.outcome]],
        params={name: plain(value) for name, value in _placed(trial, space).items()},
        distributions={name: by_param[name] for name in trial.params},
        values=list(trial.values) or None,
    )


def study_code(space: Space) -> str:
    """Write code that suggests configurations, and a study that begins from the trials inside the space."""
    lines = ["import optuna", *note_of(space), "", "", *suggest_function(space), "", ""]
    if not space.objectives:
        return "\n".join([*lines, f"# {NO_OBJECTIVE}", "study = optuna.create_study()", ""])
    lines += study_lines(space)
    return "\n".join([*lines, "# study.optimize(lambda trial: train(**suggest(trial)), n_trials=30)", ""])


def note_of(space: Space) -> list[str]:
    """Write a comment with the names that the reader of code of a space has to import, if there are any."""
    return import_note(dimension.domain for dimension in space)


def study_lines(space: Space, options: str = "") -> list[str]:
    """Write the code of a study that begins from the trials inside the space.

    Parameters
    ----------
    space
        With an objective at least.
    options
        More arguments of ``optuna.create_study``, each with a comma before it.
    """
    group = ", group=True" if space.has_conditions else ""
    directions = python_list(goal for _, goal in space.objectives)
    lines = [*_listed(space), ""] if space.trials else []
    lines += [
        "# For a random search instead: sampler = optuna.samplers.RandomSampler(seed=0)",
        f"sampler = optuna.samplers.TPESampler(multivariate=True{group}, seed=0)",
        f"study = optuna.create_study(directions={directions}, sampler=sampler{options})",
    ]
    return [*lines, "for state, values, params in trials:", *_ADDED] if space.trials else lines


_ADDED = (
    "    study.add_trial(",
    "        optuna.trial.create_trial(",
    "            state=optuna.trial.TrialState[state],",
    "            values=values,",
    "            params=params,",
    "            distributions={name: distributions[name] for name in params},",
    "        )",
    "    )",
)


def suggest_function(space: Space) -> list[str]:
    """Write a function that suggests one configuration, conditions included."""
    lines = [
        "def suggest(trial):",
        f'    """Suggest one run; {count_of(len(space.dimensions), "parameter")}."""',
        "    params = {}",
    ]
    for dimension in space:
        lines += _suggestion(dimension)
    return [*lines, "    return params"]


def _listed(space: Space) -> Iterator[str]:
    yield "distributions = {"
    for dimension in space:
        if not dimension.fixed:
            yield f"    {python(dimension.param)}: optuna.distributions.{_distribution(dimension)},"
    yield "}"
    yield f"# {count_of(len(space.trials))} inside this space: outcome, {_metrics(space)}, parameters"
    yield "trials = ["
    for trial in space.trials:
        values = python_list(trial.values) if trial.values else "None"
        yield f"    ({python(STATES[trial.outcome])}, {values}, {python_dict(_placed(trial, space))}),"
    yield "]"


def _metrics(space: Space) -> str:
    return " and ".join(python(metric) for metric, _ in space.objectives)


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
        return f"trial.suggest_{kind}({name}, {_range(domain)})"
    if dimension.fixed:
        return python(domain.values[0])
    return f"trial.suggest_categorical({name}, {python_list(domain.values)})"


def _distribution(dimension: Dimension) -> str:
    domain = dimension.domain
    if isinstance(domain, Interval):
        return f"{'Int' if domain.integer else 'Float'}Distribution({_range(domain)})"
    return f"CategoricalDistribution({python_list(domain.values)})"


def _range(interval: Interval) -> str:
    low, high, step = decimal_range(interval)
    stepped = "" if step is None else f", step={python(step)}"
    return f"{python(low)}, {python(high)}{', log=True' if interval.log else stepped}"


def _placed(trial: Trial, space: Space) -> dict[str, Value]:
    """Return the values of a trial as the distributions hold them."""
    domains = {dimension.param: dimension.domain for dimension in space}
    return {name: at_step(domains[name], value) for name, value in trial.params.items()}
