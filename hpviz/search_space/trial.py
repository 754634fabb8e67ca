"""A configuration that was run before, as an optimiser takes it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = float | int | str | bool | None
Outcome = Literal["complete", "pruned", "failed"]


def is_number(value: Value) -> bool:
    """Whether a value is a number: of a list that may have named values too.

    Parameters
    ----------
    value
        The value.
    """
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class Objective(NamedTuple):
    """A metric and its goal: ``"minimize"`` or ``"maximize"``."""

    metric: str
    goal: str


@dataclass(frozen=True, eq=False)
class Trial:
    """A configuration inside a space, and what came of it.

    Attributes
    ----------
    params
        The params that the space draws for it: none that is fixed, and none that is switched off.
    values
        One for each objective of the space; empty where the outcome is not ``"complete"``.
    outcome
        Whether it is complete, was pruned, or failed.
    """

    params: Mapping[str, Value]
    values: tuple[float, ...] = ()
    outcome: Outcome = "complete"
