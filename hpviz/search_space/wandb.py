"""A space as the configuration of a W&B sweep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hpviz.search_space.literals import step_note, yaml, yaml_list
from hpviz.search_space.space import Interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpviz.search_space.space import Dimension, Space

NO_METRIC = "these runs are ranked by failure, and bayes needs a metric"
_ACCEPTED = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def sweep_yaml(space: Space) -> str:
    """Write the file that ``wandb sweep`` takes.

    A W&B sweep has no conditions: a param that another one switches on is drawn always, with a comment that
    says when it is read.
    """
    lines = ["# program: train.py", *_method(space), "parameters:"]
    for dimension in space:
        lines += _parameter(dimension)
    return "\n".join(lines) + "\n"


def _method(space: Space) -> Iterator[str]:
    why = _why_random(space)
    if why:
        yield f"# random: {why}"
    else:
        yield "# bayes: W&B's optimiser; method: random for a random search"
        yield "# To begin from runs that are in W&B: wandb sweep --prior_run RUN_ID (repeated) FILE"
        if space.has_conditions:
            yield "# W&B draws parameters that are switched off too, and bayes takes them into account"
    yield f"method: {'random' if why else 'bayes'}"
    if not why:
        yield from ("metric:", f"  name: {yaml(space.metric)}", f"  goal: {space.goal}")


def _why_random(space: Space) -> str:
    """Write why bayes cannot be; empty where it can."""
    if not space.objectives:
        return NO_METRIC
    if len(space.objectives) > 1:
        return f"bayes works on one metric, not on {len(space.objectives)}"
    if all(dimension.fixed for dimension in space):
        return "bayes needs a parameter with more than one value"
    return ""


def _parameter(dimension: Dimension) -> Iterator[str]:
    if dimension.condition is not None:
        condition = dimension.condition
        yield f"  # read only when {yaml(condition.param)} is one of {yaml_list(condition.values)}"
    if not _ACCEPTED.fullmatch(dimension.param):
        yield "  # W&B takes only letters, digits and _ . - in a name: rename this one"
    yield f"  {yaml(dimension.param)}:"
    domain = dimension.domain
    if isinstance(domain, Interval) and domain.is_list:  # W&B's own steps begin at 0
        yield f"    values: {yaml_list(domain.numbers)}"
    elif isinstance(domain, Interval):
        if note := step_note(domain):
            yield f"    # {note}"
        yield f"    distribution: {_distribution(domain)}"
        if domain.log and domain.integer:
            yield "    q: 1"
        yield f"    min: {yaml(domain.low)}"
        yield f"    max: {yaml(domain.high)}"
    elif dimension.fixed:
        yield f"    value: {yaml(domain.values[0])}"
    else:
        yield f"    values: {yaml_list(domain.values)}"


def _distribution(domain: Interval) -> str:
    if domain.log:
        return "q_log_uniform_values" if domain.integer else "log_uniform_values"
    return "int_uniform" if domain.integer else "uniform"
