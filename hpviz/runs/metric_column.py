"""The role that a person gives a column; a metric is one of numbers, or of true and false."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from hpviz.errors import HpvizError, unknown_name
from hpviz.runs.column import ROLES, Role

if TYPE_CHECKING:
    from hpviz.runs.column import Column

# A param that no search chooses.
NoChoice = Literal["fidelity", "task", "replicate"]
ChosenRole = Role | NoChoice

NO_CHOICES: tuple[NoChoice, ...] = get_args(NoChoice)
CHOSEN_ROLES: tuple[ChosenRole, ...] = (*ROLES, *NO_CHOICES)

# Texts that mean false and true, as people write them.
PAIRS = (("false", "true"), ("no", "yes"))


def can_be_metric(column: Column) -> bool:
    """Whether its cells are numbers, or can be read as 0 and 1; a table without rows refuses nothing."""
    return column.kind == "numeric" or not len(column.numbers) or bool(_truths(column.levels))


def as_metric(column: Column) -> Column:
    """Return a column with the role of a metric; true and yes become 1, false and no 0.

    Raises
    ------
    HpvizError
        It holds other values.
    """
    if not can_be_metric(column):
        raise HpvizError(f"column {column.name!r} holds no numbers, so it cannot be a metric")
    if column.kind == "numeric" or not len(column.numbers):
        return column.labelled(role="metric")
    numbers = np.array([*_truths(column.levels), math.nan])[column.codes]
    codes = np.full_like(column.codes, -1)
    return replace(column, numbers=numbers, codes=codes, levels=(), integral=True, role="metric")


def _truths(levels: tuple[str, ...]) -> list[float]:
    """Return 1 for each level that means true and 0 for false; nothing where some mean neither."""
    lowered = [level.casefold() for level in levels]
    pair = next((pair for pair in PAIRS if set(lowered) <= set(pair)), None)
    return [float(pair.index(level)) for level in lowered] if pair else []


def holds_truths(column: Column) -> bool:
    """Whether its numbers are 0 and 1 and nothing else, as those of flags are."""
    extent = column.extent
    if (extent.low, extent.high) != (0, 1):
        return False
    return bool(np.isin(column.numbers[np.isfinite(column.numbers)], (0.0, 1.0)).all())


def in_role(column: Column, role: ChosenRole) -> Column:
    """Return a column in a role: a fidelity, a task or a replicate is a param that no search chooses.

    Such a param is a choice again once it is called a param alone.

    Raises
    ------
    HpvizError
        An unknown role, or as a metric a column that holds neither numbers nor yes and no.
    """
    if role not in CHOSEN_ROLES:
        raise unknown_name("role", role, CHOSEN_ROLES, where=f"for column {column.name!r}")
    if role in NO_CHOICES:
        return column.labelled(role="param", part=role, reason="your choice", guessed=False)
    part = "choice" if role == column.role == "param" else column.part
    of_role = as_metric(column) if role == "metric" else column
    return of_role.labelled(role=role, part=part, reason="your choice", guessed=False)
